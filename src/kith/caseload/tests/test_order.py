"""Who comes first on a list, by the written rule and by what that side knows; and what waits longest, which never sinks."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from kith.access.gate import entered
from kith.access.side import side
from kith.access.terms import FactSide, Side
from kith.caseload.queries import desk_of
from kith.protocol.pack import load
from kith.register import actions as register
from kith.register.models import Case, CaseChild, FamilyMember, PersonFact
from kith.register.terms import FactKind
from kith.register.work import Look, look
from kith.welfare import actions as welfare
from tests.factories import GLASGOW, LONG_AGO, Cast, make_case

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
AGE = {True: 18 * 365.25 - 100, False: 12 * 365}


def seen(cast: Cast, name: str) -> Look:
    now = timezone.now()
    with entered(cast[name], "caseload.my_caseload", at=now) as passage:
        desk = desk_of(passage)
        assert desk
        return look(desk, 20, tag="", order=load().order(passage.side, now.date()))


def first(cast: Cast, name: str) -> list[tuple[object, tuple[str, ...]]]:
    return [(work.case_id, work.grounds) for work in seen(cast, name).works]


def young(cast: Cast, on: FactSide, *, soon: bool = True, day: int = 0) -> Case:
    """A family with one child, of whose birth a file of that side tells: turns 18 soon, or not."""
    by, at = cast["registrar"], LONG_AGO + timedelta(days=day)
    born = (timezone.now() - timedelta(days=AGE[soon])).date()
    fact = register.NewFact(FactKind.BIRTH_DATE, born.isoformat(), on, born, born)
    with side(Side.REGISTRY, actor_id=by.pk):
        people = [
            register.NewPerson(side=FactSide.COMMON, source="Home Office, legacy cases", facts=[fact]),
            register.NewPerson(side=FactSide.COMMON, source="Home Office, legacy cases"),
        ]
        ids = register.record_people(people=people, by=by, at=at)
        members = [register.NewMember(one, FactSide.COMMON, "same reference") for one in ids]
        (family,) = register.assemble_families(families=[members], by=by, at=at)
        (case,) = register.open_cases(families=[(family, GLASGOW)], by=by, at=at)
        register.confirm_family(case=case, children=[ids[0]], by=by, at=at)
    return case


def test_a_child_who_turns_18_soon_comes_first_on_the_side_that_knows_it_and_says_why(cast: Cast) -> None:
    waits = make_case(cast).case
    welfares, decisions = young(cast, FactSide.WELFARE, day=1), young(cast, FactSide.DECISION, day=2)
    young(cast, FactSide.COMMON, soon=False, day=3)
    of_children, of_review = first(cast, "coordinator"), first(cast, "manager")
    assert of_children[:2] == [(welfares.pk, ("turns 18 soon",)), (waits.pk, ())]
    assert of_review[:2] == [(decisions.pk, ("turns 18 soon",)), (waits.pk, ())]


def test_a_child_alone_comes_first(cast: Cast) -> None:
    make_case(cast)
    alone = make_case(cast, adults=0, at=LONG_AGO + timedelta(days=5)).case
    assert first(cast, "coordinator")[0] == (alone.pk, ("child alone",))
    assert first(cast, "manager")[0] == (alone.pk, ("child alone",))
    assert all(grounds == () for _, grounds in first(cast, "registrar"))


def test_a_brother_who_is_not_listed_is_no_adult_on_the_side_that_holds_his_date(cast: Cast) -> None:
    waits = make_case(cast).case
    case = young(cast, FactSide.COMMON, soon=False, day=5)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        listed = CaseChild.objects.get(case=case).person_id
        (other,) = FamilyMember.objects.filter(family=case.family).exclude(person=listed)

        def born(years: int) -> None:
            day = (timezone.now() - timedelta(days=years * 366)).date()
            PersonFact.objects.create(
                person_id=other.person_id, kind=FactKind.BIRTH_DATE, value=day.isoformat(), earliest=day, latest=day,
                side=FactSide.DECISION, source="Home Office", said_at=LONG_AGO,
            )  # fmt: skip

        born(9)
    assert first(cast, "manager")[0] == (case.pk, ("child alone",))
    assert first(cast, "coordinator")[0] == (waits.pk, ()), "what the other side holds moves nothing here"
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        born(40)
    assert first(cast, "manager")[0] == (waits.pk, ()), "by another reading he is grown"


def test_a_concern_moves_a_child_on_the_childrens_side_and_nothing_on_the_others(cast: Cast) -> None:
    make_case(cast)
    made = make_case(cast, at=LONG_AGO + timedelta(days=5))
    before = {name: first(cast, name) for name in ("manager", "registrar")}
    by = cast["coordinator"]
    with side(Side.WELFARE, actor_id=by.pk):
        concern = welfare.raise_concern(
            case=made.case, child=made.children[0], words="A worry.", told="", by=by, at=LONG_AGO
        )
    assert first(cast, "coordinator")[0] == (made.case.pk, ("open concern",))
    assert {name: first(cast, name) for name in before} == before
    with side(Side.WELFARE, actor_id=by.pk):
        welfare.close_concern(concern=concern, words="Over.", by=by, at=LONG_AGO)
    assert first(cast, "coordinator")[-1] == (made.case.pk, ())


def test_what_a_side_does_not_hold_it_cannot_ask_the_rule_for(cast: Cast) -> None:
    with side(Side.DECISION, actor_id=cast["manager"].pk), connection.cursor() as cursor:
        cursor.execute("select has_function_privilege('welfare_comes_first(integer)', 'execute')")
        assert cursor.fetchone() == (False,)


def text_of(client: Client, **given: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", client.get("/", given).content.decode()))


def test_the_list_says_by_which_rule_it_stands_and_can_be_seen_by_waiting_alone(
    cast: Cast, signed_in: SignedIn
) -> None:
    waits = make_case(cast).case
    alone = make_case(cast, adults=0, at=LONG_AGO + timedelta(days=5)).case
    client = signed_in("manager")
    by_rule = text_of(client)
    assert (
        "Ordered by: children alone, then children who turn 18 soon, then longest waiting first. Read the rule"
        in by_rule
    )
    assert client.get("/rules/orders/order_of_decision/").status_code == 200
    shown = [task.work.case_id for task in client.get("/", {"order": "waiting"}).context["tasks"]]
    assert shown == [waits.pk, alone.pk]
    assert "Ordered by: longest waiting first." in text_of(client, order="waiting")


def test_what_waits_longest_stands_on_top_of_every_list_with_who_has_it_and_what_helps(
    cast: Cast, signed_in: SignedIn
) -> None:
    old = [make_case(cast, at=LONG_AGO + timedelta(days=day)).case for day in range(4)]
    make_case(cast, at=timezone.now() - timedelta(days=2))
    for given in ({}, {"where": "waiting"}, {"order": "waiting"}):
        context = signed_in("manager").get("/", given).context
        assert [task.work.case_id for task in context["longest"]] == [case.pk for case in old[:3]]
        assert context["long"] == 4
    text = text_of(signed_in("manager"), where="waiting")
    assert "Waits longest: 4 have waited for more than 90 days" in text
    assert "You · since 1 January 2020 · case open since 1 January 2020 · Tick several" in text
