"""`make screenshots`: the pages of each role's menu and its first case, at 360 and 1440 px, from the running demo.

Pictures go to `screenshots/` in the state folder, to be judged by people; nothing here passes or fails.
"""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from playwright.sync_api import Browser, Page

django.setup()  # the list of the demo's people comes with the apps

from kith.demo.load import PEOPLE  # noqa: E402
from kith.ui.tests.gallery import chromium  # noqa: E402

PORT = 8765
HERE = f"http://localhost:{PORT}"
SIZES = {360: 780, 1440: 900}


@contextmanager
def running_demo() -> Iterator[None]:
    """The demo, loaded and serving, until the block ends."""
    started = subprocess.Popen([sys.executable, "-m", "kith.site", "demo", "--port", str(PORT)])
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{HERE}/sign-in/", timeout=5)  # noqa: S310  # our own address, above
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.5)
        yield
    finally:
        started.send_signal(signal.SIGINT)
        started.wait(30)


def main() -> None:
    """Take every picture, one role after another."""
    into = Path(os.environ.get("KITH_VAR", "var")).resolve() / "screenshots"
    into.mkdir(parents=True, exist_ok=True)
    with running_demo(), chromium() as browser:
        for role in dict.fromkeys(person.role for person in PEOPLE):
            name = next(person.name for person in PEOPLE if person.role == role)
            for width, height in SIZES.items():
                _take(browser, name, role, width, height, into)
    sys.stdout.write(f"{len(list(into.glob('*.png')))} pictures in {into}\n")


def _take(browser: Browser, name: str, role: str, width: int, height: int, into: Path) -> None:
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.goto(f"{HERE}/sign-in/")
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()
    paths = [one.get_attribute("href") or "/" for one in page.locator("nav a[href^='/']").all()]
    paths += _tabs_of_first_case(page)
    for path in dict.fromkeys(paths):
        page.goto(f"{HERE}{path}")
        shown = "-".join(part for part in path.split("/") if part and len(part) < 36) or "caseload"
        page.screenshot(path=into / f"{role}-{shown}-{width}.png", full_page=True)
    page.context.close()


def _tabs_of_first_case(page: Page) -> list[str]:
    cases = page.locator("tbody th a[href^='/cases/']")
    if not cases.count():
        return []
    page.goto(f"{HERE}{cases.first.get_attribute('href')}")
    return [one.get_attribute("href") or "/" for one in page.locator("a[href^='/cases/']").all()]


if __name__ == "__main__":
    main()
