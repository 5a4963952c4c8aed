"""Every child of a family is heard, also one who came to it late, was left off the list, or is known to one side alone."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from kith.access.gate import entered
from kith.access.side import side
from kith.access.terms import FactSide, Side
from kith.register import actions as register
from kith.register.actions import FamilyPlan, NewFact, NewMember, NewName, NewPerson
from kith.register.models import Case, CaseChild, FamilyMember, NotAChild
from kith.register.queries import people_of
from kith.register.terms import FactKind, NameKind
from kith.register.unlisted import may_be_children
from kith.review.tests.factories import START, Walk, codes, decided, deciding
from kith.verdict import Refused
from kith.welfare import actions as welfare
from tests.factories import GLASGOW, Cast, make_case

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
YOUNG, GROWN = date(2018, 3, 1), date(1990, 3, 1)
LATER = datetime(2026, 9, 20, 12, tzinfo=UTC)


def comes(cast: Cast, case: Case, born: date | None = YOUNG, whose: FactSide = FactSide.COMMON) -> uuid.UUID:
    """Somebody whom a later file names comes to the family of the case."""
    registrar = cast["registrar"]
    facts = [NewFact(FactKind.BIRTH_DATE, born.isoformat(), whose, born, born)] if born else []
    person = NewPerson(
        side=whose, source="a later file", facts=facts,
        names=[NewName(NameKind.GIVEN_AND_FAMILY, "Hana Tesfay", whose, "Hana", "Tesfay")],
    )  # fmt: skip
    with side(Side.REGISTRY, actor_id=registrar.pk):
        (new,) = register.record_people(people=[person], by=registrar, at=LATER)
        held = FamilyMember.objects.filter(family=case.family_id, until_at__isnull=True)
        members = [NewMember(one.person_id, FactSide(one.side), one.why) for one in held]
        members.append(NewMember(new, whose, "same case reference"))
        register.arrange_families(plans=[FamilyPlan(members, GLASGOW)], by=registrar, at=LATER)
    return new


def waiting(cast: Cast, case: Case) -> list[uuid.UUID]:
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        return [one.id for one in may_be_children(case)]


def says_adult(cast: Cast, case: Case, person: uuid.UUID, name: str, why: str = "A passport seen.") -> NotAChild:
    with side(Side.REGISTRY, actor_id=cast[name].pk):
        return register.say_not_a_child(case=case, person=person, why=why, by=cast[name], at=LATER)


def test_nothing_is_decided_while_somebody_who_came_late_may_be_a_child(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    assert walk.obstacles() == []
    child = comes(cast, walk.review.case)
    assert walk.obstacles() == ["child_not_listed"]
    with pytest.raises(Refused) as refused:
        walk.decide()
    assert codes(refused) == ["child_not_listed"]

    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        register.list_children(case=walk.review.case, children=[child], by=cast["registrar"], at=LATER)
    assert waiting(cast, walk.review.case) == []
    assert set(walk.obstacles()) >= {"no_lead_professional", "report_not_received", "views_not_recorded"}


def test_nothing_is_served_either(cast: Cast) -> None:
    walk, decision = decided(cast)
    walk.keep_letters()
    comes(cast, walk.review.case)
    with pytest.raises(Refused) as refused:
        walk.view(decision).confirm(decision)
    assert "child_not_listed" in codes(refused)


def test_whoever_is_left_off_the_list_waits_for_two_registrars(cast: Cast) -> None:
    made = make_case(cast, children=2, confirmed=False)
    registrar = cast["registrar"]
    with side(Side.REGISTRY, actor_id=registrar.pk):
        register.confirm_family(case=made.case, children=[], by=registrar, at=LATER)
    assert set(waiting(cast, made.case)) == set(made.children)
    first, second = made.children
    assert says_adult(cast, made.case, first, "registrar") == says_adult(cast, made.case, first, "registrar")
    assert set(waiting(cast, made.case)) == {first, second}, "the same registrar twice is once"
    says_adult(cast, made.case, first, "registrar_two")
    assert waiting(cast, made.case) == [second]
    with pytest.raises(Refused) as refused:
        says_adult(cast, made.case, second, "registrar", why=" ")
    assert codes(refused) == ["no_reason"]
    with pytest.raises(Refused) as refused, side(Side.REGISTRY, actor_id=registrar.pk):
        register.list_children(case=made.case, children=[first], by=registrar, at=LATER)
    assert codes(refused) == ["not_waiting"]


def test_an_adult_who_comes_is_no_question_and_somebody_of_unknown_age_is(cast: Cast) -> None:
    made = make_case(cast)
    comes(cast, made.case, GROWN)
    assert waiting(cast, made.case) == []
    unknown = comes(cast, made.case, None)
    assert waiting(cast, made.case) == [unknown]


def test_the_database_and_the_page_agree_on_who_is_under_eighteen(cast: Cast) -> None:
    """The day before the eighteenth birthday, the day itself, and the day after."""
    made, today = make_case(cast), timezone.localdate()
    for days in (-1, 0, 1):
        born = today.replace(year=today.year - 18, day=min(today.day, 28)) + timedelta(days)
        person = comes(cast, made.case, born)
        with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
            (view,) = [one for one in people_of([made.case])[made.case.family_id] if one.id == person]
        assert (person in waiting(cast, made.case)) == view.is_child_on(today), born


def test_the_decision_side_learns_that_somebody_waits_and_not_who(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    elsewhere = make_case(cast)
    comes(cast, walk.review.case, whose=FactSide.WELFARE)
    comes(cast, elsewhere.case, whose=FactSide.WELFARE)
    assert walk.obstacles() == ["child_not_listed"]
    with deciding(cast["officer"]), connection.cursor() as cursor:
        cursor.execute("select register_unheard(%s)", [elsewhere.case.pk])
        assert cursor.fetchone() == ([],), "a case out of sight"
        for asked in ("select * from register_may_be_children(null)", "select why from register_notachild"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(asked)


def test_a_child_whom_only_the_childrens_side_knows_is_made_known_or_nothing_is_decided(cast: Cast) -> None:
    walk = Walk.begin(cast).ready()
    case, coordinator = walk.review.case, cast["coordinator"]
    child = comes(cast, case, whose=FactSide.WELFARE)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        register.list_children(case=case, children=[child], by=cast["registrar"], at=LATER)
        assert CaseChild.objects.get(person=child).side == FactSide.WELFARE
    assert walk.obstacles() == ["asked_to_wait"]

    with side(Side.WELFARE, actor_id=coordinator.pk):
        with pytest.raises(Refused) as refused:
            welfare.make_child_known(case=case, child=child, reason="", by=coordinator, at=LATER)
        assert codes(refused) == ["no_reason"]
        made = welfare.make_child_known(case=case, child=child, reason="Her mother asked.", by=coordinator, at=LATER)
        again = welfare.make_child_known(case=case, child=child, reason="Again.", by=coordinator, at=LATER)
        assert made == again
        with pytest.raises(Refused) as refused:
            welfare.make_child_known(case=case, child=walk.children[0], reason="r", by=coordinator, at=LATER)
        assert codes(refused) == ["is_known"]
    found = walk.obstacles()
    assert "asked_to_wait" not in found
    assert "no_lead_professional" in found


def test_no_child_is_unmade_or_taken_from_the_list_by_the_childrens_side(cast: Cast) -> None:
    made = make_case(cast)
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        assert CaseChild.objects.update(side=FactSide.WELFARE) == 0
        assert CaseChild.objects.update(until_at=START) == 0
    assert made.children


def test_the_registrar_finds_it_says_it_and_the_coordinator_goes_on(signed_in: SignIn, cast: Cast) -> None:
    made = make_case(cast)
    child = comes(cast, made.case)
    desk = signed_in("registrar")
    address = f"/cases/{made.case.pk}/who-is-a-child/"
    assert address in desk.get("/").content.decode()
    page = desk.get(address).content.decode()
    assert "Hana Tesfay" in page
    assert desk.post(address, {}).status_code == 422
    refused = desk.post(address, {f"is_{child}": "adult", f"why_{child}": " "})
    assert refused.status_code == 422
    assert waiting(cast, made.case) == [child]
    assert desk.post(address, {f"is_{child}": "child"}).status_code == 302
    assert address not in desk.get("/").content.decode()
    assert "Hana Tesfay" in signed_in("coordinator").get("/children-without-lead/").content.decode()
    with entered(cast["registrar"], "register.say_who_is_a_child", at=LATER):
        assert may_be_children(made.case) == []
