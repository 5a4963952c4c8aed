"""The hold on the pages of a case: every side reads the same line, and no page has a button that lifts it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kith.access.gate import entered
from kith.access.side import side
from kith.access.terms import Side
from kith.disclosure import actions as disclosure
from kith.disclosure.terms import MilestoneKind
from kith.register import actions as register
from kith.register.gate import on_case_entered
from kith.register.models import Case
from kith.register.terms import CaseStep
from kith.review.queries import cases_to_allocate
from kith.review.tests.factories import Walk
from kith.safeguards.queries import hold_on
from kith.safeguards.rules import Hold
from kith.safeguards.tests.factories import serve
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
EVERY_SIDE = ("registrar", "coordinator", "manager")


def reach(cast: Cast, case: Case, step: CaseStep, at: datetime) -> None:
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        register.reach_step(case=case, step=step, by=cast["manager"], at=at)


def held(cast: Cast, case: Case, at: datetime, name: str = "manager") -> Hold:
    with on_case_entered(cast[name], "caseload.case", case.pk, at=at) as (_, opened):
        return hold_on(opened, at)


def test_every_side_reads_the_same_hold_on_every_tab(cast: Cast, signed_in: SignedIn) -> None:
    case = make_case(cast).case
    for name in EVERY_SIDE:
        client = signed_in(name)
        for tab in client.get(f"/cases/{case.pk}/").context["case_tabs"]:
            text = client.get(tab.url).content.decode()
            assert "A hold stands since 1 January 2020: the decision is not final." in text, (name, tab)
            assert "Nobody can lift this hold" in text
            assert "Arrangement of March 2007" in text


def test_it_ends_with_the_time_to_challenge_and_stands_again_when_the_decision_is_looked_at_again(cast: Cast) -> None:
    made = make_case(cast)
    case, served = made.case, timezone.now() - timedelta(days=60)
    reach(cast, case, CaseStep.UNDER_REVIEW, served - timedelta(days=30))
    assert held(cast, case, served - timedelta(days=1)).stands
    serve(cast, made, served)
    assert held(cast, case, served + timedelta(days=1)).stands
    assert {held(cast, case, served + timedelta(days=40), name).words for name in EVERY_SIDE} == {
        held(cast, case, served + timedelta(days=50)).words
    }
    assert not held(cast, case, served + timedelta(days=40)).stands
    reach(cast, case, CaseStep.UNDER_REVIEW, served + timedelta(days=45))
    assert held(cast, case, served + timedelta(days=50)).stands


def test_nothing_that_a_side_may_write_ends_it_but_the_decision(cast: Cast) -> None:
    case = make_case(cast).case
    at = timezone.now()
    with entered(cast["coordinator"], "caseload.case", at=at):
        for kind in (MilestoneKind.VIEWS_RECORDED, MilestoneKind.REPORT_RELEASED, MilestoneKind.MAY_GO_ON):
            disclosure.pass_milestone(case=case, kind=kind, by=cast["coordinator"], at=at)
    with entered(cast["manager"], "caseload.case", at=at):
        disclosure.pass_milestone(case=case, kind=MilestoneKind.SERVICE_PLANNED, by=cast["manager"], at=at)
    assert held(cast, case, at + timedelta(days=4_000)).stands


@pytest.mark.parametrize(("outcome", "stands"), [("leave_granted", False), ("further_information_needed", True)])
def test_a_letter_that_only_asks_for_more_decides_nothing(cast: Cast, outcome: str, stands: bool) -> None:
    walk = Walk.begin(cast).ready(outcome)
    decision = walk.decide()
    walk.view(decision).confirm(decision).serve(decision)
    later = walk.at + timedelta(days=90)
    assert held(cast, walk.review.case, later).stands is stands
    with entered(cast["manager"], "review.allocate", at=later) as passage:
        assert (walk.review.case in cases_to_allocate(passage)) is stands, "a pause is taken up again"
