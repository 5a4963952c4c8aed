"""Days of the decision side: whoever has still to form a view reads why nobody else's day was moved."""

from datetime import timedelta

import pytest

from kith.access.side import side
from kith.access.terms import Role, Side
from kith.register.actions import join_team
from kith.register.models import CaseTeamMember, ClockChange
from kith.register.tests.test_clocks import LATER, move
from kith.review import actions
from kith.review.queries import is_blind
from kith.review.tests.factories import Walk
from tests.factories import Cast

pytestmark = pytest.mark.django_db
WHY = "I would refuse; I return it on Monday."


def test_who_has_no_own_view_does_not_read_what_the_second_officer_before_them_wrote_of_a_day(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    first, case = walk.second(decision), walk.review.case
    name = next(one for one in ("second", "second_two") if cast[one] == first)
    other = cast["second_two" if name == "second" else "second"]
    move(cast, name, case, reason="I am away until Monday.")
    with side(Side.DECISION, actor_id=first.pk):
        assert [one.reason for one in ClockChange.objects.all()] == ["I am away until Monday."]  # of their own step
    walk.view(decision)
    move(cast, name, case, LATER + timedelta(1), reason=WHY)
    with side(Side.DECISION, actor_id=first.pk):
        actions.return_decision(decision=decision, reasons="Look at the report again.", by=first, at=walk.at)
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        member = CaseTeamMember.objects.get(case=case, actor=first, role=Role.SECOND_OFFICER)
        member.change(expected=member.version, until_at=walk.at)
        join_team(case=case, actor=other, side=Side.DECISION, role=Role.SECOND_OFFICER, by=cast["manager"], at=walk.at)
        assert {one.reason for one in ClockChange.objects.all()} == {"I am away until Monday.", WHY}
    with side(Side.DECISION, actor_id=other.pk):
        assert is_blind(case, other.pk, "second_officer")
        assert not ClockChange.objects.exists()
