"""How a case is counted once its decision was served, called into question, and perhaps looked at again."""

from datetime import datetime, timedelta

import pytest

from kith.access.side import side
from kith.access.terms import Side
from kith.disclosure.actions import pass_milestone
from kith.disclosure.terms import MilestoneKind
from kith.reporting.queries import counted_at
from kith.review import actions
from kith.review.models import Service
from kith.review.tests.factories import PACK, Walk, deciding
from kith.review.tests.test_after import challenged, ended
from kith.review.tests.test_after_anew import decide_anew
from tests.factories import Cast

pytestmark = pytest.mark.django_db
OPEN = "report_needed"  # neither decided nor ended: nobody told here that the reports were released


def stage(cast: Cast, at: datetime) -> str:
    """Where the one case is, as the statistician counts it."""
    with side(Side.STATISTICS, actor_id=cast["statistician"].pk):
        (one,) = counted_at(at)
    return one.stage


def test_a_decision_that_a_court_did_not_uphold_is_counted_as_decided_no_more_until_it_is_decided_anew(
    cast: Cast,
) -> None:
    walk, appeal = challenged(cast)
    soon = timedelta(minutes=1)
    assert stage(cast, walk.at + soon) == "served"
    ended(walk, appeal, "upheld")
    assert stage(cast, walk.at - soon) == "served", "as at that moment"
    assert stage(cast, walk.at + soon) == OPEN
    anew, _ = decide_anew(walk)
    assert stage(cast, anew.at + soon) == "served"


def test_that_a_review_goes_on_once_more_ends_nothing(cast: Cast) -> None:
    walk = Walk.begin(cast).hear_children()
    with deciding(cast["manager"]):
        for days in (1, 2, 3):
            pass_milestone(
                case=walk.review.case,
                kind=MilestoneKind.REVIEW_GOES_ON,
                by=cast["manager"],
                at=walk.at + timedelta(days),
            )
            assert stage(cast, walk.at + timedelta(days=days + 1)) == OPEN


def test_a_letter_that_asks_for_more_is_neither_decided_nor_ended_whatever_a_court_says_of_it(cast: Cast) -> None:
    pause, officer = next(one.code for one in PACK.outcomes if one.kind == "pause"), cast["officer"]
    walk = Walk.begin(cast).ready(pause)
    decision = walk.decide()
    walk.view(decision).confirm(decision).serve(decision)
    with deciding(officer):
        challenge = actions.record_challenge(
            service=Service.objects.get(), kind="judicial_review", brought_on=walk.at.date(), reference="", grounds="g",
            by=officer, at=walk.at,
        )  # fmt: skip
    assert stage(cast, walk.at + timedelta(minutes=1)) == OPEN
    ended(walk, challenge, "upheld")
    assert stage(cast, walk.at + timedelta(minutes=1)) == OPEN
