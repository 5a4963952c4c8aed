"""Pages that show every component with invented values: empty, one, many, long names, other scripts. For tests and eyes.

`DJANGO_SETTINGS_MODULE=kith.site.settings python -m kith.ui.tests.gallery FOLDER` writes a picture of each, wide and
narrow, light and dark.
"""

import mimetypes
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import django
from csp.utils import build_policy
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template import engines
from django.test import override_settings
from django.urls import path
from django.utils import translation
from playwright.sync_api import sync_playwright

from kith.ui import forms
from kith.ui.templatetags.ui import Line, Missing
from kith.verdict import Obstacle

HERE = Path(__file__).parent
ORIGIN = "http://kith.test"
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff Abdulrahmanuddin-Tesfamari"
PAGES = ("components", "caseload", "form", "family")
PAGES_MADE: dict[str, str] = {}
urlpatterns = [path("sign-out/", lambda request: HttpResponse(), name="sign_out")]


class ViewsForm(forms.Form):
    """One field of every kind."""

    version = forms.Version()
    words = forms.Text(
        label="What Amal said", missing="Write what Amal said, or say why her views were not sought.", rows=6,
        help_text="Her own words, in any language.",
    )  # fmt: skip
    who = forms.Text(label="Who was present", missing="", required=False)
    on = forms.Day(label="When", missing="Write the day on which you spoke.")
    share = forms.Choice(
        label="May these words be shared with the Home Office?", missing="Ask Amal, then choose one.",
        choices=[("yes", "Yes, all of them"), ("part", "Yes, a part of them"), ("no", "No")],
    )  # fmt: skip
    apart = forms.Several(
        label="Who was apart from her", missing="", required=False, choices=[("m", "Her mother"), ("f", "Her father")]
    )
    told = forms.Tick(label="I told Amal who will read this.", missing="Tell Amal who will read this, then tick.")


def context(page: str) -> dict[str, Any]:
    """What the page of this name shows."""
    navigation = [
        {"label": label, "url": f"/{label}/", "current": label == "My caseload"}
        for label in ("My caseload", "Children without a lead professional", "Contributions", "Stuck cases")
    ]
    shared = {
        "side_line": "Child's side. The Home Office cannot open this page.",
        "who": {"name": "R. Boyd", "role": "Lead professional, Glasgow City Council"},
        "navigation": navigation, "search_url": "/find/", "demo": True, "messages": ["Recorded. Next: A. Khan reads it."],
        "day": date(2007, 6, 3), "long_name": LONG_NAME, "none": (),
    }  # fmt: skip
    return shared | {"components": _components, "caseload": _caseload, "form": _form, "family": _family}[page]()


def _components() -> dict[str, Any]:
    return {
        "tabs": [
            {"label": "Overview", "url": "#", "current": True},
            {"label": "People", "url": "#", "count": 4},
            {"label": "Welfare", "url": "#"},
            {"label": "Shared", "url": "#", "count": 0},
            {"label": "History", "url": "#"},
        ],
        "obstacles": [
            *(
                Missing(Obstacle("factor", f"Nothing is written yet on: {words}.", "Paragraph 395C", "A. Khan"), "#", "Write it")
                for words in ("Age", "Domestic circumstances", LONG_NAME)
            ),
            Missing(Obstacle("draft", "There is no draft to decide on yet.", "House rule", "A. Khan"), "#", "Save draft"),
            Obstacle("report", "Not yet: Amal's report.", "Flow, section 4: no decision before each child's report.",
                     "R. Boyd, Glasgow City Council, 0141 496 0000"),
            Obstacle("views", "Not yet: Amal's own views.", "UN Convention on the Rights of the Child, Article 12.",
                     "R. Boyd, Glasgow City Council"),
        ],
        "lines": [
            Line("Amal was asked what she thinks of moving school.", date(2007, 6, 3), "R. Boyd · told to us"),
            Line("The school wrote: “Amal reads above her age and helps newer pupils.”", date(2007, 5, 9),
                 "Ms Orr, school · seen the paper · written down 9 May, after the report was sent"),
            Line("Nothing recorded, 5 months.", is_gap=True),
            Line("وصلت العائلة إلى غلاسكو", date(2006, 12, 1), "The mother · told to us"),
            Line(LONG_NAME, date(2006, 11, 30)),
        ],
        "mine": "Amal likes her school.\nShe sleeps badly since May & worries <at night>.",
        "theirs": "Amal likes her new school.\nShe sleeps badly since spring & worries <at night>.",
        "bars": [("Waiting for the lead professional", 412), ("With the review officer", 188), ("Served", 3),
                 ("Returned with reasons", None), ("Nothing at this step", 0)],
        "steps": [("Confirm family", "done"), ("Appoint lead professional", "done"), ("Ask for report", "now"),
                  ("Record decision", "later")],
        "births": [("03/06/2007", date(2007, 3, 6), date(2007, 6, 3)), ("2007", date(2007, 1, 1), date(2007, 12, 31))],
        "registered": [("1 Jan 1990", date(1990, 1, 1), date(1990, 1, 1))],
    }  # fmt: skip


def _caseload() -> dict[str, Any]:
    families = ["A. Tesfay", "M. Rahimi", "F. Warsame", "L. Kovalenko", "R. Karim", "S. Perera", LONG_NAME]
    work = [
        ("Seek Amal's views", "with_you", "You", "interpreter for Tigrinya"),
        ("Release report", "with_others", "With R. Boyd", "A. Khan can help or move the date"),
        ("Hear from the school", "waiting", "Waiting", "school is on holiday until 15 August"),
        ("Leave to remain was granted", "recorded", "Recorded", ""),
        ("The claim was refused", "recorded", "Recorded", ""),
    ]
    rows = [
        SimpleNamespace(
            reference=f"KI-{412 + n:04}", name=families[n % 7], children=n % 4 + 1, code=work[n % 5][1],
            next=work[n % 5][0], who=work[n % 5][2], helps=work[n % 5][3], since=date(2007, 5, n + 1),
            by=date(2007, 6, n + 1) if n % 5 < 3 else None,
        )
        for n in range(25)
    ]  # fmt: skip
    return {
        "tabs": [
            {"label": "With you", "url": "?q=you", "count": 6},
            {"label": "With others", "url": "?q=others", "count": 9},
            {"label": "Waiting", "url": "?q=waiting", "count": 4},
            {"label": "All", "url": "?q=all", "count": 190, "current": True},
        ],
        "rows": rows, "page": Paginator(range(190), 25).get_page(2),
    }  # fmt: skip


def _form() -> dict[str, Any]:
    return {"form": ViewsForm({"version": "1", "on": "the day after", "words": "", "who": LONG_NAME})}


def _family() -> dict[str, Any]:
    return {
        "side_line": "صفحتكم", "navigation": [], "search_url": "", "demo": False, "messages": [], "who": None,
        "steps": [("أنتم في قائمتنا", "done"), ("شخص لطفلكم", "done"), ("استمعنا إليكم", "now"), ("الجواب", "later")],
    }  # fmt: skip


@contextmanager
def settings_of_gallery() -> Iterator[None]:
    """The site's settings with an address to sign out at and nothing else, so that the gallery stands by itself."""
    with override_settings(ROOT_URLCONF=__name__):
        yield


def html(page: str) -> str:
    """The page of this name, rendered."""
    with settings_of_gallery(), translation.override("ar" if page == "family" else "en-gb"):
        template = engines["django"].from_string((HERE / "pages" / f"{page}.html").read_text("utf-8"))
        return str(template.render(context(page)))


def serve(browser_page: Any) -> None:  # Any: playwright's Page, which is there for tests only
    """Answer the browser from memory, under the policy of the site: no server, no port."""
    policy = build_policy()

    def answer(route: Any) -> None:
        place = urlsplit(route.request.url).path
        if place.startswith("/static/"):
            found = finders.find(place.removeprefix("/static/"))
            if found is None:
                return route.fulfill(status=404, body="")
            kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
            return route.fulfill(body=Path(found).read_bytes(), content_type=kind)
        body = PAGES_MADE.setdefault(place.strip("/"), html(place.strip("/")))
        return route.fulfill(
            body=body, content_type="text/html; charset=utf-8", headers={"content-security-policy": policy}
        )

    browser_page.route(f"{ORIGIN}/**", answer)


@contextmanager
def chromium() -> Iterator[Any]:
    """The machine's Chromium, started for the time of the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
        )
        try:
            yield browser
        finally:
            browser.close()


def photograph(into: Path) -> None:
    """A picture of each page at 360 and 1440 px, light and dark."""
    into.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for width in (360, 1440):
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
                made = {name: html(name) for name in PAGES}
                PAGES_MADE.update(made)
                serve(page)
                for name in PAGES:
                    page.goto(f"{ORIGIN}/{name}")
                    page.screenshot(path=into / f"{name}-{width}-{scheme}.png", full_page=True)
                page.close()


if __name__ == "__main__":
    django.setup()
    photograph(Path(sys.argv[1]))
