"""Recording people, assembling families, opening and confirming cases."""

import pytest

from kith.access.gate import passage_for
from kith.access.side import side
from kith.access.terms import Side
from kith.register import actions
from kith.register.models import Case, CaseChild
from kith.register.queries import cases_visible_to, people_of
from kith.verdict import Refused
from tests.factories import EDINBURGH, LONG_AGO, Cast, make_case

pytestmark = pytest.mark.django_db


def test_a_confirmed_family_is_seen_by_the_coordinator_of_its_area_alone(cast: Cast) -> None:
    made = make_case(cast, children=2)
    for name, sees in (("coordinator", True), ("coordinator_elsewhere", False)):
        with side(Side.WELFARE, actor_id=cast[name].pk):
            passage = passage_for(cast[name], "caseload.case", at=LONG_AGO)
            assert cases_visible_to(passage).filter(pk=made.case.pk).exists() is sees
            assert Case.objects.filter(pk=made.case.pk).exists() is sees


def test_the_people_of_a_family_are_shown_once_each_with_their_names(cast: Cast) -> None:
    made = make_case(cast, children=2, area=EDINBURGH)
    with side(Side.WELFARE, actor_id=cast["coordinator_elsewhere"].pk):
        people = people_of([made.case])[made.case.family_id]
        assert [p.name for p in people] == ["Selam Tesfay", "Amala Tesfay", "Amalb Tesfay"]
        assert CaseChild.objects.filter(case=made.case).count() == 2


def test_a_family_is_confirmed_once(cast: Cast) -> None:
    made = make_case(cast)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk), pytest.raises(Refused, match="already_confirmed"):
        actions.confirm_family(case=made.case, children=made.children, by=cast["registrar"], at=LONG_AGO)
