"""The statistician counts what proposals would cover, reads it, takes it along and publishes it; on a desk and on a phone."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from conftest import cloned_database
from kith.access import actions as access
from kith.access.side import side
from kith.access.terms import Side
from kith.reporting.rules import Days, PersonDates
from kith.reporting.tests.factories import family_of, make_families
from kith.ui.tests import gallery
from kith.ui.tests.test_gallery import RULES
from tests.factories import EDINBURGH, GLASGOW, standing_cast
from tests.journeys.conftest import serving

pytestmark = pytest.mark.browser
PHONE, DESK, HIGH = 360, 1440, 800
PASSWORD = "figures without names, 2007"  # of an invented person in a database that is dropped


def ago(years: int) -> Days:
    day = date(timezone.localdate().year - years, 1, 1)
    return Days(day, day)


@pytest.fixture(scope="module")
def origin(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Families of whom some are covered, some are not, and of some it cannot be told; two too few to be told of."""
    with cloned_database(django_db_blocker) as name:
        cast, child = standing_cast(), ago(14)
        nobody_knows = [PersonDates(ago(40)), PersonDates(child)]
        for area in (GLASGOW, EDINBURGH):
            make_families(cast, [family_of(ago(12), area=area, child=child)] * 8)
            make_families(cast, [family_of(ago(1), area=area, child=child)] * 6)
            make_families(cast, [(area, nobody_knows)] * 5)
        make_families(cast, [family_of(ago(9), child=child)] * 2)
        with side(Side.ACCOUNTS, actor_id=cast["administrator"].pk):
            access.set_password(user=cast["statistician"].user, password=PASSWORD, by=None, at=timezone.now())
        with serving(name) as found:
            yield found


@pytest.fixture(scope="module")
def browser(origin: str) -> Iterator[Any]:
    """After the server: from then on Django keeps its connections apart."""
    with gallery.chromium() as found:
        yield found


def signed_in(browser: Any, origin: str, width: int, **how: Any) -> Any:
    page = browser.new_context(viewport={"width": width, "height": HIGH}, reduced_motion="reduce", **how).new_page()
    page.goto(f"{origin}/sign-in/")
    page.get_by_label("E-mail").fill("statistician@example.test")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    return page


def clean(page: Any) -> None:
    page.evaluate(Path(str(finders.find("axe/axe.min.js"))).read_text("utf-8"))
    rules = RULES | {"preload": False, "resultTypes": ["violations"]}
    found = page.evaluate("rules => axe.run(document, rules).then(all => all.violations.map(one => one.id))", rules)
    assert found == [], page.url


def test_a_statistician_counts_reads_takes_along_and_publishes_without_script(browser: Any, origin: str) -> None:
    page = signed_in(browser, origin, DESK, java_script_enabled=False)
    if page.locator(".menu summary").is_visible():
        page.locator(".menu summary").click()
    page.get_by_role("link", name="What proposals would cover").click()

    # nine and ten years differ by two families, who would show: of neither there is a figure
    page.get_by_label("Years that somebody of the family has lived here").select_option("9")
    page.get_by_role("button", name="Count").click()
    assert "There are too few families to give figures" in page.inner_text("main")
    page.get_by_label("Years that somebody of the family has lived here").select_option("6")
    page.get_by_role("button", name="Count").click()
    table = page.get_by_role("table", name="lived in the United Kingdom for 6 years, by council")
    said = " ".join(table.locator("tbody").first.inner_text().split())
    assert said == "All councils cases 18 12 10 40 people 36 24 20 80 children 18 12 10 40"
    assert "No date of arrival is known" in page.inner_text("main")
    for word in ("Tesfay", "KI-"):
        assert word not in page.inner_text("main")

    with page.expect_download() as taken:
        page.get_by_role("link", name="These figures as CSV").click()
    lines = list(csv.DictReader(io.StringIO(Path(taken.value.path()).read_text("utf-8-sig"))))
    assert [line["figure"] for line in lines[:4]] == ["18", "12", "10", "40"]
    assert all(line["as_at"] for line in lines)

    page.get_by_role("button", name="Publish figures").click()
    assert "for 6 years" in page.inner_text("main")
    assert "the same file, byte for byte" in page.inner_text("main")
    with page.expect_download() as book:
        page.get_by_role("link", name="Figures as workbook (XLSX)").click()
    assert Path(book.value.path()).read_bytes()[:2] == b"PK"
    page.get_by_role("link", name="What proposals would cover").last.click()
    assert page.get_by_role("button", name="Publish figures").count() == 0
    assert "From two letters close together" in page.inner_text("main")
    assert page.get_by_role("link", name="As at").count() == 1


@pytest.mark.parametrize("width", [PHONE, pytest.param(DESK, marks=pytest.mark.deep)])
@pytest.mark.parametrize("path", ["/proposals/?residence=6", "/proposals/?residence=9", "/proposals/?residence=99"])
def test_the_figures_fit_and_axe_finds_nothing(browser: Any, origin: str, width: int, path: str) -> None:
    page = signed_in(browser, origin, width)
    page.goto(origin + path)
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    clean(page)
    page.emulate_media(color_scheme="dark")
    clean(page)
    page.context.close()


def test_printed_the_figures_have_their_day_and_nothing_to_press(browser: Any, origin: str) -> None:
    page = signed_in(browser, origin, DESK)
    page.goto(f"{origin}/proposals/?residence=6")
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Count").is_visible()
    assert page.get_by_text("The figures are as at").first.is_visible()
    assert page.get_by_text("This says nothing about any family.").is_visible()
    page.context.close()
