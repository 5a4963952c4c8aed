"""Families follow the evidence; a family that has a case keeps it, and a join taken back leaves all as it was."""

import uuid
from collections.abc import Sequence

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from kith.access.models import AuditEntry
from kith.access.side import side
from kith.access.terms import FactSide, Side
from kith.register.actions import Arranged, FamilyPlan, NewMember, NewPerson, arrange_families, record_people
from kith.register.models import Case, CaseState, FamilyMember
from kith.register.rules import families_kept, groups_staying
from kith.register.unlisted import cases_left_behind
from tests.factories import EDINBURGH, GLASGOW, LONG_AGO, Cast

P = [uuid.UUID(int=n) for n in range(1, 9)]
F = [uuid.UUID(int=100 + n) for n in range(4)]


def by_id(family: uuid.UUID) -> uuid.UUID:
    return family


def test_families_that_come_together_go_on_as_the_oldest() -> None:
    assert families_kept([P[:4]], {P[0]: [F[1]], P[1]: [F[1]], P[2]: [F[0]]}, by_id) == [F[0]]


def test_a_family_that_parts_goes_where_most_of_it_goes() -> None:
    first = {one: [F[0]] for one in P[:5]}
    assert families_kept([P[:2], P[2:5]], first, by_id) == [None, F[0]]


def test_those_whom_nobody_knew_are_a_new_family() -> None:
    assert families_kept([P[:2], P[2:3]], {P[0]: [F[0]]}, by_id) == [F[0], None]


@given(st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_putting_everyone_back_gives_every_family_its_own_again(homes: list[int]) -> None:
    first = {person: [F[n]] for person, n in zip(P, homes, strict=True)}
    groups = [[p for p in P if first[p] == [family]] for family in F if [family] in first.values()]
    assert families_kept(groups, first, by_id) == [family for family in F if [family] in first.values()]


def test_a_family_that_parted_is_the_same_one_when_it_parts_again() -> None:
    put = {P[0]: [F[0]], P[1]: [F[0]], P[2]: [F[0], F[1]]}
    assert families_kept([P[:2], P[2:3]], put, by_id) == [F[0], F[1]]
    assert families_kept([P[:3]], put, by_id) == [F[0]]
    joined = put | {P[2]: [F[0], F[1], F[2]], P[3]: [F[2]]}
    assert families_kept([P[:2], P[2:4]], joined, by_id) == [F[0], F[2]], "not where another family's people go on"
    assert families_kept([P[:2], P[2:3], P[3:4]], joined, by_id) == [F[0], F[1], F[2]]


def test_a_family_that_came_to_an_older_one_is_that_of_those_of_its_people_who_are_left() -> None:
    put = {P[0]: [F[0]], P[1]: [F[1]], P[2]: [F[1]], P[3]: [F[1]], P[4]: [F[2]], P[5]: [F[2]]}
    assert families_kept([P[:3], P[3:4]], put, by_id) == [F[0], F[1]], "no new one while it stands empty"
    assert families_kept([[P[0], P[1], P[2], P[4]], [P[3], P[5]]], put, by_id) == [F[0], F[1]], "the older of two"
    assert families_kept([P[:3], P[3:6]], put, by_id) == [F[0], F[2]], "but not where another goes on"


def test_who_would_need_a_new_family_stays_where_most_of_them_were_first_put() -> None:
    put = {P[0]: [F[0]], P[1]: [F[1]], P[2]: [F[1], F[0]], P[3]: [F[1]], P[4]: [F[0]]}
    groups = [P[:1], P[1:2], P[2:5], P[5:6]]
    assert groups_staying(groups, put, [F[0], F[1], None, None]) == [0, 1, 1, 3], (
        "who was in no family has none to stay in"
    )


def plan(*people: uuid.UUID, area: str = GLASGOW) -> FamilyPlan:
    return FamilyPlan([NewMember(person, FactSide.COMMON, "same case reference") for person in people], area)


def recorded(cast: Cast, number: int) -> list[uuid.UUID]:
    people = [NewPerson(side=FactSide.COMMON, source="a file") for _ in range(number)]
    return record_people(people=people, by=cast["registrar"], at=LONG_AGO)


def arranged(cast: Cast, plans: Sequence[FamilyPlan]) -> Arranged:
    return arrange_families(plans=plans, by=cast["registrar"], at=LONG_AGO)


def now() -> set[tuple[uuid.UUID, uuid.UUID]]:
    return set(FamilyMember.objects.filter(until_at__isnull=True).values_list("person_id", "family_id"))


@pytest.mark.django_db
def test_a_new_family_gets_a_case_in_its_area_and_keeps_it_when_people_are_added(cast: Cast) -> None:
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        a, b, c = recorded(cast, 3)
        (case,) = arranged(cast, [plan(a, b, area=EDINBURGH)]).opened
        assert (case.area, CaseState.objects.get(case=case).step) == (EDINBURGH, "to_confirm")
        again = arranged(cast, [plan(a, b, c)])
        assert (again.opened, again.moved, again.left_behind) == ((), 0, ())
        assert now() == {(person, case.family_id) for person in (a, b, c)}


@pytest.mark.django_db
def test_when_families_come_together_the_older_case_stays_and_the_other_is_a_task(cast: Cast) -> None:
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        a, b, c = recorded(cast, 3)
        older, younger = arranged(cast, [plan(a), plan(b, c)]).opened
        before = now()
        together = arranged(cast, [plan(a, b, c)])
        assert (together.opened, together.moved, together.left_behind) == ((), 2, (younger.family_id,))
        assert now() == {(person, older.family_id) for person in (a, b, c)}
        assert [(left.case, left.now_in) for left in cases_left_behind()] == [(younger, (older.reference,))]
        apart = arranged(cast, [plan(a), plan(b, c)])
        assert (apart.opened, now()) == ((), before)
        assert cases_left_behind() == []
        assert Case.objects.filter(closed_at__isnull=True, pk__in=[older.pk, younger.pk]).count() == 2


@pytest.mark.django_db
def test_families_go_on_as_was_worked_out_before(cast: Cast) -> None:
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        a, b, c = recorded(cast, 3)
        _, younger = arranged(cast, [plan(a), plan(b, c)]).opened
        plans = [plan(a, b, c)]
        arrange_families(plans=plans, going_on=[younger.family_id], by=cast["registrar"], at=LONG_AGO)
        assert now() == {(person, younger.family_id) for person in (a, b, c)}


@pytest.mark.django_db
def test_arranging_is_written_down_and_comes_whole_or_not_at_all(cast: Cast) -> None:
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        a, b = recorded(cast, 2)
        with pytest.raises(IntegrityError, match="a_person_is_in_one_family_at_a_time"):
            arranged(cast, [plan(a), plan(b), plan(b)])
        assert now() == set()
        arranged(cast, [plan(a)])
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert AuditEntry.objects.filter(verb="register.families_arranged").count() == 1
