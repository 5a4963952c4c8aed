"""What sources say differently about somebody of a family, and what is taken as right of it. Reads; `actions.settling` writes."""

import uuid
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from kith.register.models import Case, FamilyMember, PersonFact, SettledFact
from kith.register.queries import canonical_of, recorded_as
from kith.register.rules import Reading
from kith.register.terms import FactKind
from kith.ui.dates import birth_in_words, day_in_words


def readings_of(case: Case, person: uuid.UUID, kind: str) -> list[Reading]:
    """What this side's sources say of one kind of fact about somebody of a case's family, oldest first; nothing of anybody
    else. One query."""
    members = FamilyMember.objects.filter(family=case.family_id, until_at__isnull=True).values("person_id")
    said = PersonFact.objects.filter(person__canonical_id=person, person_id__in=members, kind=kind)
    columns = ("value", "side", "earliest", "latest", "source")
    return [Reading(*row) for row in said.order_by("said_at", "source", "id").values_list(*columns)]


def settled_fact(case: Case, person: uuid.UUID, kind: str) -> SettledFact | None:
    """What this side takes as right of that now; None where it is open. One query."""
    return _settled(case).filter(person__canonical_id=canonical_of(person), kind=kind).order_by("-at", "-id").first()


def settled_about(case: Case) -> dict[tuple[uuid.UUID, str], SettledFact]:
    """What is taken as right now about the people of a case, by canonical person and kind. One query."""
    rows = _settled(case).annotate(of=F("person__canonical_id")).order_by("at", "id")
    return {(one.of, one.kind): one for one in rows}  # the newest comes last


def _settled(case: Case) -> QuerySet[Any]:  # Any: with what was annotated
    standing = SettledFact.objects.filter(case=case, takes_back__isnull=True, taken_back_by__isnull=True)
    return standing.select_related("by", "by__agency")


def said_in_words(kind: str, text: str, earliest: date | None, latest: date | None) -> str:
    """A fact in words: a day with its doubt, an office's code by what it means; else as it was given."""
    if kind == FactKind.BIRTH_DATE or (earliest and earliest != latest):
        return birth_in_words(text, earliest, latest)
    return day_in_words(earliest) if earliest else recorded_as(kind, text)
