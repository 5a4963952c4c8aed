"""Who sees which case: the gate's question and the database's policy give the same answer, for every role."""

import pytest
from django.db import connection

from kith.access.gate import passage_for
from kith.access.models import Membership
from kith.access.roles import PERMISSIONS
from kith.access.side import side
from kith.access.terms import ROLE_SIDES, Role, Side
from kith.records import new_id
from kith.register.models import Case, CaseTeamMember
from kith.register.queries import cases_visible_to
from tests.factories import EDINBURGH, GLASGOW, LONG_AGO, ROLES, Cast, make_case

pytestmark = pytest.mark.django_db
CASEWORK = ("registry", "welfare", "decision")
PLAYERS = [
    name
    for name, (_, role, _) in ROLES.items()
    if ROLE_SIDES[role] in CASEWORK and any(role in roles for roles in PERMISSIONS.values())
]
NOW = LONG_AGO.replace(year=2024)


def a_permission_of(role: Role) -> str:
    return next(permission for permission, roles in PERMISSIONS.items() if role in roles)


@pytest.fixture
def cases(cast: Cast) -> dict[str, Case]:
    """Cases in two areas; one with a team on both sides, one whose team has left, one whose team comes later."""
    made = {
        name: make_case(cast, area=area).case
        for name, area in (
            ("here", GLASGOW),
            ("there", EDINBURGH),
            ("teamed", EDINBURGH),
            ("left", GLASGOW),
            ("later", GLASGOW),
        )
    }
    periods = {"teamed": (LONG_AGO, None), "left": (LONG_AGO, NOW), "later": (NOW.replace(year=2099), None)}
    for name, (begins, ends) in periods.items():
        for on, by, members in (
            (Side.WELFARE, "coordinator" if made[name].area == GLASGOW else "coordinator_elsewhere", ("lead",)),
            (Side.DECISION, "manager", ("officer", "second")),
        ):
            with side(on, actor_id=cast[by].pk):
                CaseTeamMember.objects.bulk_create(
                    CaseTeamMember(
                        case=made[name], actor=cast[m], side=on, role=ROLES[m][1], from_at=begins, until_at=ends
                    )
                    for m in members
                )
    return made


@pytest.mark.parametrize("name", PLAYERS)
def test_the_gate_and_the_policy_agree_on_every_case(name: str, cast: Cast, cases: dict[str, Case]) -> None:
    _, role, _ = ROLES[name]
    with side(ROLE_SIDES[role], actor_id=cast[name].pk):
        passage = passage_for(cast[name], a_permission_of(role), at=_now())
        by_policy = set(Case.objects.values_list("pk", flat=True))
        by_gate = set(cases_visible_to(passage).values_list("pk", flat=True))
    assert by_gate == by_policy
    seen = {key for key, case in cases.items() if case.pk in by_gate}
    assert seen == {
        "coordinator": {"here", "left", "later"}, "coordinator_elsewhere": {"there", "teamed"},
        "lead": {"teamed"}, "lead_two": set(), "officer": {"teamed"}, "officer_two": set(),
        "second": {"teamed"}, "second_two": set(), "welfare_files": set(), "decision_files": set(), "intake": set(),
    }.get(name, set(cases))  # fmt: skip


@pytest.mark.parametrize("name", PLAYERS)
def test_a_role_that_ended_or_has_not_begun_sees_nothing(name: str, cast: Cast, cases: dict[str, Case]) -> None:
    _, role, _ = ROLES[name]
    with side(Side.ACCOUNTS, actor_id=new_id()):
        Membership.objects.filter(actor=cast[name]).update(from_at=NOW.replace(year=2099))
    if role in (Role.LEAD_PROFESSIONAL, Role.REVIEW_OFFICER, Role.SECOND_OFFICER):
        return  # seen by the team alone, which the gate asks for only after a role is held
    with side(ROLE_SIDES[role], actor_id=cast[name].pk):
        assert not Case.objects.exists()


def test_on_another_side_or_as_nobody_no_case_is_seen(cast: Cast, cases: dict[str, Case]) -> None:
    for name in PLAYERS:
        for on in CASEWORK:
            if on != ROLE_SIDES[ROLES[name][1]]:
                with side(Side(on), actor_id=cast[name].pk):
                    assert not Case.objects.exists(), (name, on)
    for on in CASEWORK:
        with side(Side(on), actor_id=new_id()):
            assert not Case.objects.exists()


def _now() -> object:
    with connection.cursor() as cursor:
        cursor.execute("select now()")
        return cursor.fetchone()[0]
