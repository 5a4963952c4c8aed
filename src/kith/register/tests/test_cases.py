"""Steps, teams and confirmation: written once, written down, ended without losing what was."""

from datetime import timedelta

import pytest

from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import FactSide, Role, Side
from kith.records import Stale
from kith.register import actions
from kith.register.models import Case, CaseChild, CaseState, CaseTeamMember
from kith.register.queries import people_of_families, team_of
from kith.register.terms import CaseStep
from kith.register.unlisted import cases_left_behind
from tests.factories import LONG_AGO, Cast, make_case

pytestmark = pytest.mark.django_db
LATER = LONG_AGO + timedelta(days=3)


def verbs(cast: Cast) -> list[str]:
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        return list(AuditEntry.objects.filter(verb__startswith="register.", at=LATER).values_list("verb", flat=True))


def test_a_step_is_reached_once(cast: Cast) -> None:
    made = make_case(cast)
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        first, again = (
            actions.reach_step(case=made.case, step=CaseStep.UNDER_REVIEW, by=cast["manager"], at=LATER)
            for _ in range(2)
        )
        assert first == again
        assert CaseState.objects.filter(case=made.case, step=CaseStep.UNDER_REVIEW).count() == 1
    assert verbs(cast) == ["register.step_reached"]


def test_who_joins_a_team_is_on_it_once_until_they_leave(cast: Cast) -> None:
    made = make_case(cast)
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        joined = [
            actions.join_team(
                case=made.case, actor=cast["lead"], side=Side.WELFARE, role=Role.LEAD_PROFESSIONAL,
                by=cast["coordinator"], at=LATER,
            )
            for _ in range(2)
        ]  # fmt: skip
        assert joined[0] == joined[1]
        assert [member.actor for member in team_of(made.case, LATER)] == [cast["lead"]]
        actions.leave_team(member=joined[0], by=cast["coordinator"], at=LATER)
        assert list(team_of(made.case, LATER + timedelta(days=1))) == []
        stale = CaseTeamMember.objects.get(pk=joined[0].pk)
        stale.version -= 1
        with pytest.raises(Stale):
            actions.leave_team(member=stale, by=cast["coordinator"], at=LATER)
    assert verbs(cast) == ["register.team_joined", "register.team_left"]


def test_a_child_whom_only_the_childrens_side_names_is_listed_for_it_alone(cast: Cast) -> None:
    by = cast["registrar"]
    with side(Side.REGISTRY, actor_id=by.pk):
        sides = (FactSide.COMMON, FactSide.WELFARE, FactSide.DECISION)
        people = [actions.NewPerson(side=whose, source="a file") for whose in sides]
        ids = actions.record_people(people=people, by=by, at=LATER)
        plan = actions.FamilyPlan([actions.NewMember(i, s, "why") for i, s in zip(ids, sides, strict=True)], "")
        (case,) = actions.arrange_families(plans=[plan], by=by, at=LATER).opened
        actions.confirm_family(case=case, children=ids, by=by, at=LATER)
        listed = dict(CaseChild.objects.filter(case=case).values_list("person_id", "side"))
    assert [listed[i] for i in ids] == [FactSide.COMMON, FactSide.WELFARE, FactSide.COMMON]


def test_when_a_tie_becomes_known_to_the_other_side_its_row_says_so(cast: Cast) -> None:
    by = cast["registrar"]
    with side(Side.REGISTRY, actor_id=by.pk):
        (one,) = actions.record_people(people=[actions.NewPerson(FactSide.COMMON, "a file")], by=by, at=LATER)

        def arranged(whose: str) -> str:
            plan = actions.FamilyPlan([actions.NewMember(one, whose, "why")], "")
            assert actions.arrange_families(plans=[plan], by=by, at=LATER).moved == 0
            ((member,),) = [list(family.members.all()) for family in {case.family for case in cases()}]
            return str(member.side)

        def cases() -> list[Case]:
            return list(Case.objects.filter(family__members__person=one).select_related("family"))

        assert arranged(FactSide.WELFARE) == FactSide.WELFARE
        assert arranged(FactSide.COMMON) == FactSide.COMMON
        assert len(cases()) == 1
        assert cases_left_behind() == []
        assert people_of_families([cases()[0].family_id]) == {cases()[0].family_id: []}, "of whom no name is known"


def test_nobody_opens_cases_for_no_family(cast: Cast) -> None:
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert actions.open_cases(families=[], by=cast["registrar"], at=LATER) == []
        arranged = actions.arrange_families(plans=[], by=cast["registrar"], at=LATER)
        assert (arranged.opened, arranged.moved, arranged.left_behind) == ((), 0, ())
