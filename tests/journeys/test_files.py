"""Files from a phone without script: a lead professional adds a child's drawing, somebody of the family sends a PDF."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from conftest import cloned_database
from kith.access import actions as access
from kith.access.side import side
from kith.access.terms import Role, Side
from kith.documents.tests.factories import PDF, png
from kith.records import new_id
from kith.representations.actions import Given
from kith.representations.queries import page_words
from kith.representations.tests.factories import give, put_on_team
from kith.ui.tests import gallery
from kith.welfare import actions as welfare
from tests.factories import MadeCase, make_case, standing_cast
from tests.journeys.conftest import serving
from tests.journeys.test_own_pages import clean

pytestmark = pytest.mark.browser
PHONE, HIGH = 360, 740
PASSWORD = "a long password for a test"


def fits(page: Any) -> None:
    """Nothing runs out of the page to the side, and the field for files is as high as a thumb needs."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, page.url
    for field in page.locator("input[type=file]").all():
        assert field.bounding_box()["height"] >= 44


@dataclass(frozen=True)
class World:
    """A server, a family with a page of its own, and the lead professional of its child."""

    origin: str
    made: MadeCase
    given: Given
    email: str


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with cloned_database(django_db_blocker) as name:
        cast, at = standing_cast(), timezone.now() - timedelta(hours=1)
        made = make_case(cast)
        with side(Side.ACCOUNTS, actor_id=new_id()):
            access.set_password(user=cast["lead"].user, password=PASSWORD, by=None, at=at)
        with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
            welfare.appoint_lead_professional(
                case=made.case, child=made.children[0], professional=cast["lead"], reason="knows the child",
                by=cast["coordinator"], at=at,
            )  # fmt: skip
        put_on_team(cast, made, "officer", Side.DECISION, Role.REVIEW_OFFICER)
        given = give(cast, made, made.adults[0], at=at)
        with serving(name) as origin:
            yield World(origin, made, given, cast["lead"].user.email)


@pytest.fixture(scope="module")
def browser(world: World) -> Iterator[Any]:
    """After the server: from then on Django keeps its connections apart."""
    with gallery.chromium() as found:
        yield found


@pytest.fixture(scope="module")
def phone(browser: Any) -> Any:
    return browser.new_context(viewport={"width": PHONE, "height": HIGH}, java_script_enabled=False).new_page()


def sign_in(page: Any, world: World) -> None:
    page.goto(f"{world.origin}/sign-in/")
    page.get_by_label("E-mail").fill(world.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_a_lead_professional_adds_a_photo_of_a_drawing_on_a_phone(phone: Any, world: World, tmp_path: Path) -> None:
    photo = tmp_path / "My house.png"
    photo.write_bytes(png())
    sign_in(phone, world)
    child = f"{world.origin}/cases/{world.made.case.pk}/children/{world.made.children[0]}/"
    phone.goto(f"{child}views/")
    fits(phone)
    phone.locator("input[name=was_sought][value=yes]").check()
    phone.locator("textarea[name=words]").fill("This is my house. I want to stay in it.")
    phone.locator("input[name=files]").set_input_files(photo)
    phone.locator("main .button-main").click()
    assert "Choose the files again" in phone.inner_text("main"), "nothing was said about sharing yet"
    assert phone.locator("textarea[name=words]").input_value().startswith("This is my house.")
    phone.locator("input[name=told_who_reads]").check()
    phone.locator("input[name=may_share][value=yes]").check()
    phone.locator("input[name=files]").set_input_files(photo)
    phone.locator("main .button-main").click()
    phone.wait_for_url(child)

    fits(phone)
    link = phone.locator("ul.files a").first
    assert link.inner_text() == "My house.png"
    assert "picture (PNG)" in phone.locator("ul.files").inner_text()
    with phone.expect_download() as coming:
        link.click()
    assert Path(coming.value.path()).read_bytes() == png()
    assert coming.value.suggested_filename == "My house.png"


def test_somebody_of_the_family_sends_a_pdf_from_a_phone(phone: Any, world: World, tmp_path: Path) -> None:
    letter, page, w = tmp_path / "school letter.pdf", phone, page_words("en")
    letter.write_bytes(PDF)
    page.goto(f"{world.origin}/own/in/{world.given.link}/")
    page.locator("input[name=code]").fill(world.given.code)
    page.locator("main .button-main").click()
    page.goto(f"{world.origin}/own/words/")
    fits(page)
    page.locator("input[name=wish]").first.check()
    page.locator("textarea").fill("Here is what the school wrote.")
    page.locator("input[name=files]").set_input_files(letter)
    page.locator("input[name=side][value=welfare]").check()
    page.get_by_role("button", name=w["send"], exact=True).click()

    article = page.locator("article").first.inner_text()
    assert "school letter.pdf" in article
    assert w["files_sent"] in article
    fits(page)


def test_axe_finds_nothing_on_the_pages_with_files(browser: Any, world: World) -> None:
    page = browser.new_context(viewport={"width": PHONE, "height": HIGH}).new_page()
    sign_in(page, world)
    case = f"{world.origin}/cases/{world.made.case.pk}"
    for path in ("words/", "words/write-down/", f"children/{world.made.children[0]}/"):
        page.goto(f"{case}/{path}")
        clean(page)
        fits(page)
