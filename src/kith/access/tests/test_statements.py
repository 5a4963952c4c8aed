"""Statements that are kept: the same rows as those built anew, each time asked of the database with the values given."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import ProgrammingError, connection
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kith.access.models import Actor, Agency
from kith.access.side import side
from kith.access.statements import kept
from kith.access.terms import ActorKind, AgencyKind, Side
from kith.records import new_id
from kith.register.models import Case

pytestmark = pytest.mark.django_db


@kept
def of_kind(kind: str, names: list[str]) -> QuerySet[Actor]:
    either = Q(shown_name__in=names) | Q(pk__in=Actor.objects.filter(shown_name__in=names).values("pk"))
    return Actor.objects.filter(either, kind=kind).select_related("agency").order_by("shown_name")


@kept
def nobody(actor: uuid.UUID) -> QuerySet[Actor]:
    return Actor.objects.filter(pk=actor).none()


@kept
def names_of(actor: uuid.UUID) -> QuerySet[Actor, str]:
    return Actor.objects.filter(pk=actor).values_list("shown_name", flat=True)


@kept
def cases_of(reference: str) -> QuerySet[Case]:
    return Case.objects.filter(reference=reference)


@kept
def forgetful(actor: uuid.UUID, at: datetime) -> QuerySet[Actor]:
    return Actor.objects.filter(pk=actor, pk__isnull=at is None)


@pytest.fixture
def agency() -> Iterator[Agency]:
    with side(Side.ACCOUNTS, actor_id=new_id()):
        yield Agency.objects.create(name="A council", kind=AgencyKind.COUNCIL)


def someone(agency: Agency, name: str, kind: ActorKind = ActorKind.STAFF) -> Actor:
    return Actor.objects.create(shown_name=name, kind=kind, agency=agency)


def test_each_call_asks_with_its_own_values_and_gives_what_is_there_now(agency: Agency) -> None:
    a, b = someone(agency, "A"), someone(agency, "B")
    assert of_kind(ActorKind.STAFF, ["A"]) == [a]
    assert of_kind(ActorKind.STAFF, ["B"]) == [b]
    assert of_kind(ActorKind.JOB, ["A"]) == []
    c = someone(agency, "C")
    assert of_kind(ActorKind.STAFF, ["C", "A"]) == [a, c]
    assert names_of(a.pk) == ["A"]
    assert names_of(b.pk) == ["B"]


def test_what_is_joined_comes_along_and_a_call_is_one_statement(agency: Agency) -> None:
    someone(agency, "A")
    with CaptureQueriesContext(connection) as asked:
        (found,) = of_kind(ActorKind.STAFF, ["A"])
        assert found.agency == agency
    assert len(asked) == 1


def test_it_is_asked_as_the_side_that_is_entered() -> None:
    with side(Side.REGISTRY, actor_id=new_id()):
        assert cases_of("KI-1") == []
    with pytest.raises(ProgrammingError, match="permission denied"), side(Side.ACCOUNTS, actor_id=new_id()):
        cases_of("KI-1")


def test_what_can_only_be_empty_is_empty(agency: Agency) -> None:
    assert of_kind(ActorKind.STAFF, []) == []
    assert nobody(someone(agency, "A").pk) == []


def test_what_could_not_be_kept_is_refused(agency: Agency) -> None:
    actor = someone(agency, "A")
    with pytest.raises(TypeError, match="None"):
        names_of(None)  # type: ignore[arg-type]  # that is the mistake
    with pytest.raises(TypeError, match="by place"):
        names_of(actor=actor.pk)
    with pytest.raises(TypeError, match="no Actor"):
        forgetful(actor, timezone.now())  # type: ignore[arg-type]  # that is the mistake
    with pytest.raises(TypeError, match="each of its values"):
        forgetful(actor.pk, timezone.now() + timedelta(days=1))
