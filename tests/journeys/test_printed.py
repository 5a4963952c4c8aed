"""What a printer gets of a child's page, plan and report: all that is written down, and none of what only a screen can use."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from pypdf import PdfReader
from pytest_django.plugin import DjangoDbBlocker

from kith.disclosure.tests.test_shared import WORDS, cross
from kith.documents.tests.factories import png, upload
from kith.intake.tests.test_in_browser import answer
from kith.ui.tests import gallery
from kith.welfare import actions
from kith.welfare.tests.test_actions import AT, welfare
from kith.welfare.tests.test_pages import address, appoint_on_the_page
from kith.welfare.tests.test_plans import ACTION, PLAN
from tests.factories import Cast, MadeCase, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
EVENTS = 30
ON_SCREEN_ONLY = (
    "Correct", "Note an event", "Record assessment", "Sign out", "Menu", "Find a person", "Added by mistake",
    "The child says something else now", "Who was asked", "Record named person", "Skip to the main part",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch, gallery.chromium() as browser:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver keeps a loop running in this thread
        yield browser
        with django_db_blocker.unblock():
            connections.close_all()


@pytest.fixture
def written(cast: Cast, signed_in: Callable[[str], Client]) -> MadeCase:
    """A child with a long chronology in which one stretch is silent, a file, and words."""
    made = make_case(cast)
    appoint_on_the_page(cast, signed_in, made)
    with welfare(cast["lead"]):
        given: dict[str, Any] = {"case": made.case, "child": made.children[0], "by": cast["lead"], "at": AT}
        for number in range(EVENTS):
            actions.note_event(
                title=f"Event number {number} of it", happened_from=date(2026, 8, 20) - timedelta(days=60 * number),
                source=f"Teacher {number}", agency=f"School {number}", significance=f"It matters {number} times",
                impact=f"It changed {number} things", files=[upload("photo.png", png())] if number == 0 else (), **given,
            )  # fmt: skip
        actions.record_assessment(
            indicators={}, world={side: {"strengths": f"Good: {side}."} for side in ("grow", "need", "world")},
            matrix={"adversity": "Waiting without an end."}, **given,
        )  # fmt: skip
        actions.note_event(title="The first of all", happened_from=date(2018, 1, 1), source="the mother", **given)
        actions.record_childs_views(
            was_sought=True, words="I like maths.", may_share=True, told_who_reads=True, **given
        )
    return made


def printed(
    browser: Any, client: Client, url: str, width: int, before: Callable[[Any], None] = lambda page: None
) -> list[Any]:  # Any: sheets of a PDF
    """The sheets that come out where somebody prints this page, `before` which something was done on it."""
    transaction = connections["default"]
    page = browser.new_page(viewport={"width": width, "height": 900})

    def answered(route: Any) -> None:
        connections["default"] = transaction  # the driver answers in a context of its own, which would open another
        answer(client, route)

    page.route("**", answered)
    page.goto(f"{gallery.ORIGIN}{url}")
    before(page)
    sheets = PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages
    page.close()
    return list(sheets)


def text_of(sheets: list[Any]) -> str:
    return " ".join(" ".join(sheet.extract_text().split()) for sheet in sheets)


@pytest.mark.parametrize("width", [360, 1440])
def test_the_printed_chronology_holds_every_entry_and_every_silence_and_no_control(
    browser: Any, signed_in: Callable[[str], Client], written: MadeCase, width: int
) -> None:
    def fold(page: Any) -> None:
        chronology = page.locator("details", has=page.get_by_role("heading", name="Chronology"))
        chronology.evaluate("one => one.open = false")  # as a phone folds it by itself

    sheets = printed(browser, signed_in("lead"), address(written), width, fold)
    text = text_of(sheets)
    for number in range(EVENTS):
        for said in (
            f"Event number {number} of it", f"Teacher {number}", f"School {number}", f"It matters {number} times",
            f"It changed {number} things",
        ):  # fmt: skip
            assert said in text, said
    assert "The first of all" in text
    assert "Nothing recorded, " in text, "a silence is printed as one"
    assert "photo.png" in text
    assert "I like maths." in text
    for said in ("Good: grow.", "Good: need.", "Good: world.", "My wider world", "Waiting without an end."):
        assert said in text, said
    assert [said for said in ON_SCREEN_ONLY if said in text] == []
    assert len(sheets) > 1
    assert all("Printed by Lead." in sheet.extract_text() for sheet in sheets)


@pytest.mark.parametrize("width", [360, 1440])
def test_the_printed_plan_holds_needs_actions_what_is_not_agreed_and_no_control(
    browser: Any, cast: Cast, signed_in: Callable[[str], Client], written: MadeCase, width: int
) -> None:
    with welfare(cast["lead"]):
        given: dict[str, Any] = {"case": written.case, "child": written.children[0], "by": cast["lead"], "at": AT}
        actions.agree_plan(**PLAN, **given)
        for number in range(EVENTS):
            actions.plan_action(**ACTION | {"need": f"Need number {number} of it"}, **given)
    sheets = printed(browser, signed_in("lead"), address(written, "plan/"), width)
    text = text_of(sheets)
    assert len(sheets) > 1
    for said in (PLAN["needs"], PLAN["disagreements"], "1 March 2027", ACTION["action"], ACTION["outcome"], ACTION["responsible"],
                 *(f"Need number {number} of it" for number in range(EVENTS))):  # fmt: skip
        assert str(said) in text, said
    assert [said for said in (*ON_SCREEN_ONLY, "Agree plan", "Add an action") if said in text] == []
    assert all("Printed by Lead." in sheet.extract_text() for sheet in sheets)


@pytest.mark.parametrize("width", [360, 1440])
def test_the_printed_report_holds_what_was_released_and_who_printed_it(
    browser: Any, cast: Cast, signed_in: Callable[[str], Client], width: int
) -> None:
    made = make_case(cast)
    crossed, manager = cross(cast, made), signed_in("manager")
    shared = f"/cases/{made.case.pk}/shared/"
    assert WORDS not in text_of(printed(browser, manager, shared, width)), "nothing is read before it is opened"
    assert manager.post(f"{shared}{crossed.pk}/open/").status_code == 302
    sheets = printed(browser, manager, shared, width)
    text = text_of(sheets)
    for said in (WORDS, "School", "Ms Orr", "1 June 2026", "Manager"):
        assert said in text, said
    assert [said for said in (*ON_SCREEN_ONLY, "Open") if f" {said} " in text] == []
    assert all("Printed by Manager." in sheet.extract_text() for sheet in sheets)
