"""A family's own pages on a phone, in every language, without script; and two of one family, one of whom does harm."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from conftest import cloned_database
from kith.access.terms import FactSide, Role, Side
from kith.representations.actions import Given
from kith.representations.queries import languages, leave_for, page_words
from kith.representations.tests.factories import give, put_on_team, say
from kith.ui.tests import gallery
from kith.ui.tests.test_gallery import RULES
from tests.factories import make_case, standing_cast
from tests.journeys.conftest import serving

pytestmark = pytest.mark.browser
PHONE, HIGH, DESK = 360, 740, 1440
PAGES = ("/own/", "/own/words/", "/own/meeting/", "/own/sent/", "/own/letters/", "/own/looks/", "/own/legal-help/")
HERS = "We sleep at 12 Harbour Lane."
AT_ONCE = ("en", "ar")  # one from each side of the page; the others for nights
CODES = [code if code in AT_ONCE else pytest.param(code, marks=pytest.mark.deep) for code, _ in languages()]


@dataclass(frozen=True)
class Family:
    """A server, and the pages of Selam, of Dawit who does harm, and of their child; and of a reader of each language, since a
    link is tried only so often in a quarter of an hour."""

    origin: str
    selam: Given
    dawit: Given
    child: Given
    readers: Mapping[str, Given]


@pytest.fixture(scope="module")
def family(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Family]:
    with cloned_database(django_db_blocker) as name:
        cast, at = standing_cast(), timezone.now() - timedelta(hours=1)
        made = make_case(cast, adults=2)
        put_on_team(cast, made, "lead", Side.WELFARE, Role.LEAD_PROFESSIONAL)
        selam, dawit, child = (give(cast, made, one, at=at) for one in (*made.adults, made.children[0]))
        say(selam, "When is it our turn?", FactSide.COMMON, at=at)
        readers = {}
        for code, _ in languages():
            other = make_case(cast)
            put_on_team(cast, other, "lead", Side.WELFARE, Role.LEAD_PROFESSIONAL)
            readers[code] = give(cast, other, other.adults[0], at=at)
        with serving(name) as origin:
            yield Family(origin, selam, dawit, child, readers)


@pytest.fixture(scope="module")
def browser(family: Family) -> Iterator[Any]:
    """After the server: from then on Django keeps its connections apart."""
    with gallery.chromium() as found:
        yield found


def phone(browser: Any, family: Family, given: Given, **how: Any) -> Any:
    """A phone on which somebody came in with their link and code, and on which the outside world is not reached."""
    context = browser.new_context(viewport={"width": PHONE, "height": HIGH}, **how)
    context.route(lambda address: not address.startswith(family.origin), lambda route: route.fulfill(body="elsewhere"))
    page = context.new_page()
    page.goto(f"{family.origin}/own/in/{given.link}/")
    page.locator("input[name=code]").fill(given.code)
    page.locator("main .button-main").click()
    page.wait_for_url(f"{family.origin}/own/")
    return page


def clean(page: Any) -> None:
    """What axe finds on the page as it stands."""
    page.evaluate(Path(str(finders.find("axe/axe.min.js"))).read_text("utf-8"))
    rules = RULES | {"preload": False, "resultTypes": ["violations"]}
    found = page.evaluate("rules => axe.run(document, rules).then(all => all.violations.map(one => one.id))", rules)
    assert found == [], page.url


def fits(page: Any, width: int) -> None:
    """Nothing runs out of the page at either edge, and on a phone every button is as high as a thumb needs."""
    edges = page.evaluate("""() => { const all = [...document.querySelectorAll('main *')]
        .filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect());
        return [Math.min(...all.map(one => one.left)), Math.max(...all.map(one => one.right))] }""")
    assert edges[0] >= 0, page.url
    assert edges[1] <= width, page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    if width > PHONE:
        return
    low = "all => all.filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 44).length"
    assert page.locator("button, summary, select, input:not([type=hidden]):not([type=radio])").evaluate_all(low) == 0, (
        page.url
    )


@pytest.fixture(scope="module")
def her_phone(browser: Any, family: Family) -> Any:
    return phone(browser, family, family.selam)


@pytest.mark.parametrize("code", CODES)
def test_every_page_is_whole_in_every_language(her_phone: Any, family: Family, code: str) -> None:
    page, w = her_phone, page_words(code)
    page.set_viewport_size({"width": PHONE, "height": HIGH})
    page.goto(f"{family.origin}/own/")
    if page.locator("html").get_attribute("lang") != code:
        page.locator("details.languages summary").click()
        page.locator(f"button[lang={code}]").click()
    for path in PAGES:
        page.goto(f"{family.origin}{path}")
        html = page.locator("html")
        assert (html.get_attribute("lang"), html.get_attribute("dir")) == (code, w["direction"])
        fits(page, PHONE)
        clean(page)
    page.goto(f"{family.origin}/own/")
    (leave, now) = (page.locator("header button").bounding_box(), page.locator("[aria-current=step]").bounding_box())
    assert page.locator("header button").inner_text() == w["leave"]
    assert now["y"] < HIGH, "where it stands is seen without scrolling"
    assert leave["y"] + leave["height"] <= HIGH, "and so is how to leave"
    page.evaluate("window.scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
    last, leave = page.locator("main a").last.bounding_box(), page.locator("header button").bounding_box()
    assert leave["y"] + leave["height"] <= HIGH, "also at the end of the page"
    assert last["y"] + last["height"] <= leave["y"], "where it covers nothing"
    page.set_viewport_size({"width": DESK, "height": 900})
    fits(page, DESK)
    clean(page)


def test_a_young_person_reads_and_writes_without_script(browser: Any, family: Family) -> None:
    page, w = phone(browser, family, family.child, java_script_enabled=False), page_words("en")
    assert w["young_1"] in page.inner_text("main")
    page.get_by_role("link", name=w["young_words"]).first.click()
    page.locator("textarea").fill("I want to stay at my school.")
    page.locator("input[name=wish]").first.check()
    page.locator("input[name=side][value=welfare]").check()
    page.get_by_role("button", name=w["send"], exact=True).click()
    assert "I want to stay at my school." in page.inner_text("article")
    page.context.close()


def test_neither_of_two_learns_what_the_other_wrote_or_that_they_wrote(browser: Any, family: Family) -> None:
    """Safety at home: Selam writes and is gone from the page at once; Dawit's pages are the same as before, and his child's."""
    his = phone(browser, family, family.dawit)
    before = read(his, family)
    hers, w = phone(browser, family, family.selam), page_words("en")
    hers.goto(f"{family.origin}/own/words/")
    hers.locator("input[name=wish]").first.check()
    hers.locator("textarea").fill(HERS)
    hers.locator("input[name=side][value=welfare]").check()
    hers.get_by_role("button", name=w["send"], exact=True).click()
    assert HERS in hers.inner_text("main")

    hers.get_by_role("button", name=w["leave"]).click()
    hers.wait_for_url(lambda address: address.startswith(leave_for()))
    hers.go_back()
    assert HERS not in hers.content()
    hers.goto(f"{family.origin}/own/words/")
    assert HERS not in hers.content()
    assert "/sign-in/" in hers.url

    assert read(his, family) == before
    his.goto(f"{family.origin}/own/words/")
    his.locator("input[name=wish]").first.check()
    his.locator("textarea").fill("Where is she?")
    his.locator("input[name=side][value=welfare]").check()
    his.get_by_role("button", name=w["send"], exact=True).click()
    hers = phone(browser, family, family.selam)
    assert not [path for path, words in read(hers, family).items() if "Where is she?" in words]
    for page in (his, hers):
        page.context.close()


def read(page: Any, family: Family) -> dict[str, str]:
    """Every page as its reader sees it."""
    found = {}
    for path in PAGES:
        page.goto(f"{family.origin}{path}")
        found[path] = page.inner_text("body")
    return found


@pytest.mark.parametrize("code", CODES)
def test_what_she_begins_is_kept_and_comes_back_on_another_phone_in_her_language(
    browser: Any, family: Family, code: str
) -> None:
    w, address = page_words(code), f"{family.origin}/own/words/"
    first, second = (phone(browser, family, family.readers[code]) for _ in range(2))
    for page in (first, second):
        page.locator("details.languages summary").click()
        if page.locator(f"button[lang={code}]").count():
            page.locator(f"button[lang={code}]").click()
        page.goto(address)
    first.locator("textarea").fill(HERS)
    before, after = w["kept_saved"].split("{time}")
    first.wait_for_function(
        "ends => ends.every(end => document.querySelector('.kept').textContent.includes(end.trim()))",
        arg=[before, after],
    )
    assert first.evaluate("localStorage.length + sessionStorage.length") == 0
    first.locator("header button").click()
    first.wait_for_load_state()
    second.goto(address)
    assert second.locator("textarea").input_value() == HERS
    assert w["unsent"] in second.locator(".unsent").inner_text()
    second.locator(".unsent summary").click()
    fits(second, PHONE)
    clean(second)
    second.locator(".unsent button").click()
    second.wait_for_load_state()
    assert second.locator(".unsent").count() == 0
    for page in (first, second):
        page.context.close()
