"""The pages of the gallery in a real Chromium, under the site's own policy: wide and narrow, light and dark, print, no script."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from pypdf import PdfReader

from kith.ui.tests import gallery

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with gallery.chromium() as browser:
        yield browser


@pytest.fixture
def opened(browser: Any) -> Iterator[Any]:
    """`opened(name, width=…)` gives the page, and collects what the browser complains about."""
    pages = []

    def open_page(name: str, *, width: int = 1440, **options: Any) -> Any:
        page = browser.new_page(viewport={"width": width, "height": 800}, **options)
        pages.append(page)
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        gallery.serve(page)
        page.goto(f"{gallery.ORIGIN}/{name}")
        return page

    yield open_page
    for page in pages:
        page.close()


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (360, "light"),
        (1440, "dark"),
        pytest.param(360, "dark", marks=pytest.mark.deep),
        pytest.param(1440, "light", marks=pytest.mark.deep),
    ],
)
@pytest.mark.parametrize("name", gallery.PAGES)
def test_axe_finds_nothing(opened: Any, name: str, width: int, scheme: str) -> None:
    page = opened(name, width=width, color_scheme=scheme)
    page.evaluate(Path(str(finders.find("axe/axe.min.js"))).read_text("utf-8"))
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found] == []
    assert page.complaints == []


@pytest.mark.parametrize("width", [320, 360, 1440])
@pytest.mark.parametrize("name", gallery.PAGES)
def test_nothing_runs_out_of_the_page_and_targets_can_be_met(opened: Any, name: str, width: int) -> None:
    page = opened(name, width=width)
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.locator(
        "main button, main .button, .menu a, .tabs a, .pages a, input:not([type=hidden]), select"
    ).evaluate_all(
        "all => all.map(e => e.closest('.option') || e).filter(e => e.checkVisibility())"
        ".filter(e => e.getBoundingClientRect().height < (innerWidth < 700 ? 44 : 24)).map(e => e.outerHTML)"
    )
    assert small == []


def test_lines_are_no_longer_than_sixty_six_letters(opened: Any) -> None:
    page = opened("form")
    text, lines = page.locator("#long").evaluate(
        "e => { const range = document.createRange(); range.selectNodeContents(e);"
        " return [e.innerText, new Set([...range.getClientRects()].map(r => Math.round(r.top))).size] }"
    )
    assert lines > 3
    assert len(text) / lines <= 66


@pytest.mark.parametrize("name", gallery.PAGES)
def test_the_page_is_the_same_without_script(opened: Any, name: str) -> None:
    with_script = opened(name).inner_text("main")
    assert opened(name, java_script_enabled=False).inner_text("main") == with_script


def test_the_menu_folds_on_a_phone_only(opened: Any) -> None:
    phone, desk = opened("caseload", width=360), opened("caseload")
    assert not phone.get_by_role("link", name="Stuck cases").is_visible()
    phone.get_by_text("Menu and search").click()
    assert phone.get_by_role("link", name="Stuck cases").is_visible()
    assert desk.get_by_role("link", name="Stuck cases").is_visible()
    assert not desk.get_by_text("Menu and search").is_visible()


def test_a_line_of_the_summary_leads_into_its_field(opened: Any) -> None:
    page = opened("form")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "words"


def test_tabbing_follows_reading_and_shows_where_one_is(opened: Any) -> None:
    page = opened("form", reduced_motion="reduce")
    page.evaluate("document.activeElement.blur()")
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        place = page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.getBoundingClientRect().top + scrollY, s.outlineWidth, s.outlineStyle, e.tagName] })()"
        )
        if place[3] == "BODY":
            break
        seen.append(place)
    assert len(seen) > 12
    assert {(width, style) for _, width, style, _ in seen} == {("3px", "solid")}
    in_main = [top for top, _, _, tag in seen if top > 130]
    assert in_main == sorted(in_main)


def test_a_key_presses_its_button_until_keys_are_switched_off(opened: Any) -> None:
    page = opened("components")
    page.evaluate(
        "document.querySelectorAll('[data-key]').forEach(b => b.addEventListener('click', () => document.title += b.innerText))"
    )
    page.keyboard.press("d")
    page.get_by_label("Use keys").uncheck()
    page.keyboard.press("s")
    page.reload()
    assert not page.get_by_label("Use keys").is_checked()


def test_keys_do_nothing_while_somebody_types(opened: Any) -> None:
    page = opened("components")
    page.evaluate("document.querySelector('[data-key=s]').addEventListener('click', () => document.title = 'pressed')")
    page.get_by_role("searchbox").press_sequentially("s")
    assert page.title() != "pressed"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("s")
    assert page.title() == "pressed"


def test_a_form_is_sent_once_and_again_after_coming_back(opened: Any) -> None:
    page = opened("form")
    stopped = page.evaluate(
        "(() => { const stopped = []; const form = document.querySelector('main form');"
        " addEventListener('submit', e => { stopped.push(e.defaultPrevented); e.preventDefault() });"
        " form.requestSubmit(); form.requestSubmit(); dispatchEvent(new Event('pageshow')); form.requestSubmit();"
        " return stopped })()"
    )
    assert stopped == [False, True, False]


def test_paper_carries_the_words_and_not_the_controls(opened: Any) -> None:
    page = opened("components")
    page.emulate_media(media="print")
    for hidden in (".nav", "main .button-main", ".tabs", ".on-screen", ".skip"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.get_by_text("Printed by R. Boyd").is_visible()
    assert page.get_by_text("Child's side. The Home Office cannot open this page.").first.is_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


def test_each_sheet_says_whose_side_it_is_when_and_who_printed_it(opened: Any) -> None:
    sheets = PdfReader(BytesIO(opened("caseload").pdf(format="A4", prefer_css_page_size=True))).pages
    assert len(sheets) > 1
    for number, sheet in enumerate(sheets, 1):
        text = sheet.extract_text()
        assert text.count("Child's side. The Home Office cannot open this page.") == 2
        assert "Printed by R. Boyd." in text
        assert f"{number} / {len(sheets)}" in text
        assert "What is next" in " ".join(text.split())


def test_forced_colours_leave_an_edge_on_everything_that_has_a_ground(opened: Any) -> None:
    page = opened("components", forced_colors="active")
    bare = page.locator(".tag, .card, .notice, button:not(.button-quiet)").evaluate_all(
        "all => all.filter(e => e.checkVisibility() && parseFloat(getComputedStyle(e).borderTopWidth) < 1).map(e => e.outerHTML)"
    )
    assert bare == []


def test_arabic_is_mirrored_and_references_stay_whole(opened: Any) -> None:
    page = opened("family", width=360)
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    brand, next_panel = page.locator(".brand").bounding_box(), page.locator(".next")
    assert brand["x"] > 180
    assert next_panel.evaluate("e => getComputedStyle(e).borderRightWidth") == "6px"
    assert page.locator("bdi", has_text="KI-0412").inner_text() == "KI-0412"
