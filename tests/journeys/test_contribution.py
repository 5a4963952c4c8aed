"""A teacher answers on a phone of 360 px without script, in under twelve interactions; and nobody is shown more than theirs."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from conftest import cloned_database
from kith.access.side import side
from kith.access.terms import Side
from kith.ui.tests import gallery
from kith.ui.tests.test_gallery import RULES
from kith.welfare import actions as welfare
from kith.welfare.queries import asked_about, candidates_for
from kith.welfare.rules import propose_lead
from tests.factories import make_case, standing_cast
from tests.journeys.conftest import serving

pytestmark = pytest.mark.browser
PHONE = 360
MOST = 12
ANSWER = "She reads to the younger ones, and eats with the same two friends every day."


@pytest.fixture
def asked(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[str, welfare.Sent]]:
    """A server, and a question on its way."""
    with cloned_database(django_db_blocker) as name:
        cast = standing_cast()
        made, at = make_case(cast), timezone.now() - timedelta(hours=1)
        coordinator = cast["coordinator"]
        with side(Side.WELFARE, actor_id=coordinator.pk):
            found = candidates_for(made.case, at)
            proposed = propose_lead([candidate for _, candidate in found], case=made.case.pk)
            lead = next(person for person, _ in found if person.pk == proposed)
            given = {"case": made.case, "child": made.children[0], "at": at}
            welfare.appoint_lead_professional(professional=lead, by=coordinator, **given)
        with side(Side.WELFARE, actor_id=lead.pk):
            sent = welfare.ask_for_contribution(
                name="Ms Orr", role="class teacher", organisation="Heronsgait Primary School", body="school",
                child_called="Amala", question="How is she in class?", why="A decision is coming.", phone="0141 496 0000",
                by=lead, **given,
            )  # fmt: skip
        with serving(name) as origin:
            yield origin, sent


class Phone:
    """A phone without script; each touch and each text counts."""

    def __init__(self, page: Any) -> None:
        self.page, self.touches = page, 0

    def opens(self, address: str) -> None:
        self.touches += 1
        self.page.goto(address)
        self.fits()

    def touches_button(self, role: str, name: str) -> None:
        self.touches += 1
        self.page.get_by_role(role, name=name, exact=True).click()
        self.fits()

    def writes(self, label: str, text: str) -> None:
        self.touches += 2  # the box, and the words
        self.page.get_by_role("textbox", name=label).fill(text)

    def fits(self) -> None:
        assert self.page.locator("html").bounding_box()["width"] <= PHONE
        main = self.page.locator("main").bounding_box()
        assert main["x"] + main["width"] <= PHONE


def test_a_teacher_answers_on_a_phone_without_script(asked: tuple[str, welfare.Sent]) -> None:
    origin, sent = asked
    with gallery.chromium() as browser:
        context = browser.new_context(java_script_enabled=False, viewport={"width": PHONE, "height": 740})
        phone = Phone(context.new_page())
        phone.opens(f"{origin}/answer/link/{sent.token}/")
        phone.writes("Code", sent.code)
        phone.touches_button("button", "Go on")
        assert "0141 496 0000" in phone.page.content()
        phone.touches_button("link", "Go to the question")
        phone.writes("Your answer", ANSWER)
        phone.touches_button("button", "Go on")
        phone.page.get_by_label("Yes, but as my work and not my name").check()
        phone.touches += 1
        phone.touches_button("button", "Give contribution")
        assert ANSWER in phone.page.inner_text("main")
        assert "Class teacher, Heronsgait Primary School" in phone.page.inner_text("main")
        assert phone.touches < MOST
    lead = sent.request.by
    with side(Side.WELFARE, actor_id=lead.pk):
        (one,) = asked_about(sent.request.case, sent.request.child_id, timezone.now())
        assert one.answer is not None
        assert one.answer.text == ANSWER


def test_axe_finds_nothing_on_any_step(asked: tuple[str, welfare.Sent]) -> None:
    origin, sent = asked
    with gallery.chromium() as browser:
        page = browser.new_context(viewport={"width": PHONE, "height": 740}).new_page()
        page.goto(f"{origin}/answer/link/{sent.token}/")
        clean(page)
        page.get_by_role("button", name="Go on").click()
        clean(page)
        page.get_by_role("textbox", name="Code").fill(sent.code)
        page.get_by_role("button", name="Go on").click()
        for path in ("/answer/", "/answer/write/", "/answer/cannot/"):
            page.goto(f"{origin}{path}")
            clean(page)
        page.goto(f"{origin}/answer/write/")
        page.get_by_role("textbox", name="Your answer").fill(ANSWER)
        page.get_by_role("button", name="Go on").click()
        clean(page)
        page.get_by_label("No: it stays").check()
        page.get_by_role("button", name="Give contribution").click()
        clean(page)


def clean(page: Any) -> None:
    """What axe finds on the page as it stands, and whether anything runs out of it."""
    page.evaluate(Path(str(finders.find("axe/axe.min.js"))).read_text("utf-8"))
    rules = RULES | {"preload": False, "resultTypes": ["violations"]}
    found = page.evaluate("rules => axe.run(document, rules).then(all => all.violations.map(one => one.id))", rules)
    assert found == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, page.url
