"""What does not begin a clock anew: an appointment that was taken back, and that somebody else is asked to weigh."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from conftest import SignIn
from kith.access.side import side
from kith.access.terms import Side
from kith.register.tests.test_clock_keys import appoint
from kith.register.tests.test_clocks import LATER, do, move, next_work, running
from kith.review import actions as review
from kith.review.tests.factories import START, Walk, deciding, join
from kith.welfare import actions as welfare
from kith.welfare.queries import current_lead
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db
EARLIER = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)


def test_an_appointment_that_is_taken_back_is_as_if_it_had_not_been(cast: Cast, signed_in: SignIn) -> None:
    made, other = make_case(cast, at=EARLIER), make_case(cast, at=EARLIER + timedelta(days=1))
    do(cast, "coordinator", made.case, "move_day", at=EARLIER + timedelta(days=1), due_on=LATER)
    before = next_work(cast, "coordinator", made.case)
    appoint(cast, made, EARLIER + timedelta(days=2))
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        lead = current_lead(made.children[0])
        assert lead is not None
        welfare.take_back_appointment(appointment=lead, by=cast["coordinator"], at=EARLIER + timedelta(days=3))
    after = next_work(cast, "coordinator", made.case)
    assert (after.kind, after.began, after.due) == (before.kind, before.began, LATER)
    rows = signed_in("coordinator").get(reverse("children_without_lead")).context["rows"]
    assert [proposal.entry.case_id for proposal, *_ in rows] == [made.case.pk, other.case.pk]


def test_that_somebody_else_is_asked_to_weigh_begins_nothing_anew(cast: Cast) -> None:
    held = join(join(cast, "officer_three"), "officer_four")
    walk = Walk.begin(held).hear_children().weigh_children().declare(has_conflict=True)
    duty, moved = "assess_best_interests", START + timedelta(days=20)
    walk.at = moved
    walk.reallocate("officer_two")
    day = LATER + timedelta(days=9)
    for name, at in (("officer_three", moved), ("officer_four", moved + timedelta(days=8))):
        with deciding(held["manager"]):
            review.ask_for_best_interests(review=walk.review, officer=held[name], by=held["manager"], at=at)
        if name == "officer_three":
            move(held, "manager", walk.review.case, day, duty=duty, at=moved)
    work = running(held, "manager", walk.review.case, duty, moved + timedelta(days=8)).work
    assert (work.began, work.due) == (moved, day)
