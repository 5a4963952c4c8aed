"""Who is one person is worked out from judgements; joining then separating leaves the register as before."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from hypothesis import given, settings
from hypothesis import strategies as st

from kith.access.models import Actor
from kith.access.side import side
from kith.access.terms import FactSide, Side
from kith.register.actions import NewPerson, record_people
from kith.register.joining import Link, canonical_ids, regroup, relations_to_person
from kith.register.models import Person
from tests.factories import LONG_AGO, Cast

PEOPLE = [uuid.UUID(int=n) for n in range(1, 9)]
A, B, C, D, *_ = PEOPLE


def link(a: uuid.UUID, b: uuid.UUID, *, same: bool = True, by_people: bool = False, strength: float = 1.0) -> Link:
    return Link(a, b, same, by_people, LONG_AGO, strength)


@st.composite
def links(draw: st.DrawFn) -> list[Link]:
    """Judgements in force: at most one for each pair of persons, as the ledger's query gives them."""
    pairs = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)).filter(lambda pair: pair[0] < pair[1])
    chosen = draw(st.lists(pairs, unique=True, max_size=14))
    return [
        Link(a, b, draw(st.booleans()), draw(st.booleans()), LONG_AGO + timedelta(days=n), draw(st.sampled_from([0, 1, 2])))
        for n, (a, b) in enumerate(chosen)
    ]  # fmt: skip


def test_the_one_recorded_first_stands_for_all_who_are_judged_to_be_one() -> None:
    assert canonical_ids(PEOPLE[:4], [link(D, C), link(C, B)]) == {A: A, B: B, C: B, D: B}


def test_different_said_by_a_person_wins_over_every_chain_of_same() -> None:
    found = canonical_ids(
        PEOPLE[:3], [link(A, B, strength=9), link(B, C, strength=2), link(A, C, same=False, by_people=True)]
    )
    assert found == {A: A, B: A, C: C}


def test_a_person_who_says_same_is_believed_over_the_machine_that_said_different() -> None:
    assert canonical_ids([A, B], [link(A, B, same=False), link(A, B, by_people=True)])[B] == A


def test_what_the_machine_holds_apart_it_does_not_join_by_a_chain() -> None:
    assert canonical_ids(PEOPLE[:3], [link(A, B), link(B, C, strength=0.5), link(A, C, same=False)])[C] == C


@given(links())
def test_nobody_is_one_with_someone_whom_a_person_said_they_are_not(said: list[Link]) -> None:
    found = canonical_ids(PEOPLE, said)
    for one in said:
        if one.by_people and not one.is_same:
            assert found[one.a] != found[one.b]
    assert all(found[head] == head and head <= person for person, head in found.items())


@given(links(), st.randoms())
def test_the_order_in_which_judgements_are_read_does_not_matter(said: list[Link], chance: object) -> None:
    shuffled = list(said)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert canonical_ids(PEOPLE, said) == canonical_ids(PEOPLE, shuffled)


@given(links())
def test_working_out_only_those_who_are_tied_together_gives_the_same_as_working_out_everyone(said: list[Link]) -> None:
    everyone = canonical_ids(PEOPLE, said)
    for person in PEOPLE:
        tied = {person}
        while more := {p for one in said if one.is_same and tied & {one.a, one.b} for p in (one.a, one.b)} - tied:
            tied |= more
        assert canonical_ids(tied, said) == {p: everyone[p] for p in tied}


@pytest.mark.django_db
@settings(deadline=None, max_examples=25)
@given(before=links(), then=links())
def test_joining_then_separating_leaves_the_register_as_before(before: list[Link], then: list[Link]) -> None:
    by = Actor(shown_name="nobody")
    with side(Side.REGISTRY, actor_id=by.pk):
        now = datetime(2026, 1, 1, tzinfo=UTC)
        held = set(Person.objects.values_list("pk", flat=True))
        fresh = [p for p in PEOPLE if p not in held]
        record_people(people=[NewPerson(id=p, side=FactSide.COMMON, source="file") for p in fresh], by=by, at=now)
        regroup(people=PEOPLE, links=before, by=by, at=now)
        as_it_was = list(Person.objects.filter(pk__in=PEOPLE).order_by("pk").values())
        regroup(people=PEOPLE, links=[*before, *then], by=by, at=now)
        regroup(people=PEOPLE, links=before, by=by, at=now)
        assert list(Person.objects.filter(pk__in=PEOPLE).order_by("pk").values()) == as_it_was


@pytest.mark.django_db
def test_only_those_whose_canonical_person_changed_are_named(cast: Cast) -> None:
    by = cast["registrar"]
    with side(Side.REGISTRY, actor_id=by.pk):
        people = record_people(
            people=[NewPerson(side=FactSide.COMMON, source="file") for _ in range(3)], by=by, at=LONG_AGO
        )
        a, b, c = sorted(people)
        assert regroup(people=people, links=[link(b, c)], by=by, at=LONG_AGO) == {c}
        assert regroup(people=people, links=[link(b, c)], by=by, at=LONG_AGO) == set()
        assert Person.objects.get(pk=c).canonical_id == b
        assert Person.objects.get(pk=a).canonical_id == a


def test_every_relation_to_a_person_says_what_joining_means_for_it() -> None:
    held = {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is Person
    }
    assert set(relations_to_person()) == held
    assert all(relations_to_person().values())
