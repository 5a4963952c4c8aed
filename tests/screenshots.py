"""`make screenshots`: every page that each role is led to by links, once, at 360 and 1440 px, from the running demo.

Pictures go to `screenshots/` in the state folder, to be judged by people, and so do sheets of twelve for a first look;
nothing here passes or fails.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from playwright.sync_api import Browser

django.setup()  # the list of the demo's people comes with the apps

from kith.demo.load import PEOPLE  # noqa: E402
from kith.ui.tests.gallery import chromium  # noqa: E402
from tests.walking import answers, sign_in_as, walk  # noqa: E402

PORT = 8765
HERE = f"http://localhost:{PORT}"
SIZES = {360: 780, 1440: 900}
ON_A_SHEET = 12
SHEET = """<style>body{display:grid;grid-template-columns:repeat(4,1fr);gap:8px;font:14px sans-serif;margin:8px}
figure{margin:0}div{height:560px;overflow:hidden;border:1px solid #888}img{width:100%}</style>"""


@contextmanager
def running_demo() -> Iterator[None]:
    """The demo, loaded and serving, until the block ends."""
    started = subprocess.Popen([sys.executable, "-m", "kith.site", "demo", "--port", str(PORT)])
    try:
        while started.poll() is None and not answers(HERE):
            time.sleep(0.5)
        yield
    finally:
        started.send_signal(signal.SIGTERM)
        started.wait(30)


def main() -> None:
    """Take every picture, one role after another."""
    into = Path(os.environ.get("KITH_VAR", "var")).resolve() / "screenshots"
    into.mkdir(parents=True, exist_ok=True)
    with running_demo(), chromium() as browser:
        for role in dict.fromkeys(person.role for person in PEOPLE):
            name = next(person.name for person in PEOPLE if person.role == role)
            _take(browser, name, role, into)
        for width in SIZES:
            _sheets(browser, sorted(into.glob(f"*-{width}.png")), into / f"sheet-{width}")
    sys.stdout.write(f"{len(list(into.glob('*.png')))} pictures in {into}\n")


def _take(browser: Browser, name: str, role: str, into: Path) -> None:
    """Every page of one person once, at each width."""
    context = browser.new_context()
    page, taken = sign_in_as(context, HERE, name), set[str]()
    for stop in walk(context.request, HERE, name, Counter()):
        if stop.is_file or stop.name in taken:
            continue
        taken.add(stop.name)
        for width, height in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.goto(f"{HERE}{stop.path}")
            page.screenshot(path=into / f"{role}-{stop.name}-{width}.png", full_page=True)
    context.close()


def _sheets(browser: Browser, pictures: list[Path], into: Path) -> None:
    """The tops of twelve pictures on one sheet, with their names."""
    page = browser.new_page(viewport={"width": 1600, "height": 1200})
    for place, some in enumerate(batched(pictures)):
        shown = "".join(
            f'<figure><figcaption>{one.stem}</figcaption><div><img src="{one.as_uri()}"></div></figure>' for one in some
        )
        leaf = into.with_name(f"{into.name}-{place + 1:02}.html")
        leaf.write_text(SHEET + shown)
        page.goto(leaf.as_uri())
        page.screenshot(path=leaf.with_suffix(".png"), full_page=True)
        leaf.unlink()
    page.close()


def batched(pictures: list[Path]) -> Iterator[list[Path]]:
    """Twelve at a time."""
    for place in range(0, len(pictures), ON_A_SHEET):
        yield pictures[place : place + ON_A_SHEET]


if __name__ == "__main__":
    main()
