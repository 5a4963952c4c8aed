"""The day by which reasons for what was shared at once are due is shown as it was moved, wherever it is shown."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from conftest import SignIn
from kith.access.side import side
from kith.access.terms import Side
from kith.register.actions import move_day
from kith.register.clocks import clocks_on
from kith.register.gate import on_case_entered
from kith.register.models import ClockChange
from kith.welfare.models import EmergencyRelease
from kith.welfare.queries import emergencies_in_sight
from kith.welfare.tests.test_actions import AT, appoint
from kith.welfare.tests.test_sharing import share
from tests.factories import Cast, MadeCase, make_case

pytestmark = pytest.mark.django_db
MOVED = date(2026, 9, 24)


def shared(cast: Cast) -> tuple[MadeCase, EmergencyRelease]:
    made = make_case(cast)
    return made, share(made, appoint(cast, made))


def move(cast: Cast, made: MadeCase, to: date, at: datetime = AT) -> ClockChange:
    by = cast["coordinator"]
    with on_case_entered(by, "register.case_days", made.case.pk, at=at) as (passage, case):
        (key,) = (one.work.key for one in clocks_on(case, passage)[0] if one.work.clock == "give_emergency_reasons")
        return move_day(case=case, passage=passage, clock=key, due_on=to, reason="The doctor is away.", by=by, at=at)


def test_the_moved_day_is_shown_on_every_page_of_what_was_shared_at_once(cast: Cast, signed_in: SignIn) -> None:
    made, emergency = shared(cast)
    move(cast, made, MOVED)
    child = [made.case.pk, made.children[0]]
    coordinator = signed_in("coordinator")
    for page in (
        reverse("emergencies"), reverse("sharing_records", args=child),
        f"{reverse('give_emergency_reasons', args=child)}?emergency={emergency.pk}",
    ):  # fmt: skip
        text = coordinator.get(page).content.decode()
        assert f"{MOVED:%-d %B %Y}" in text, page
        assert f"{emergency.due_on:%-d %B %Y}" not in text, page


def test_what_is_due_first_by_the_day_that_holds_stands_first(cast: Cast) -> None:
    (first, moved), (_second, other) = shared(cast), shared(cast)
    change = move(cast, first, MOVED)
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        found = [(one.pk, one.due_now) for one in emergencies_in_sight()]
    assert found == [(other.pk, other.due_on), (moved.pk, MOVED)]
    later = MOVED + timedelta(days=1)
    move(cast, first, later, AT + timedelta(hours=1))
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        assert emergencies_in_sight().get(pk=moved.pk).due_now == later
    assert change.due_on == MOVED
