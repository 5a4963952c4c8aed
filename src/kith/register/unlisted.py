"""Who of a family is not listed where they may belong, and whose case nobody is in any more."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, OuterRef

from kith.register.models import Case, FamilyMember, NotAChild
from kith.register.queries import PersonView, people_of


@dataclass(frozen=True, slots=True)
class Undecided:
    """Somebody of a confirmed family who may be a child and is not on the list. `said` is who said that they are an adult,
    when and why: one registrar, while another has still to say so, too."""

    id: uuid.UUID  # the canonical person's
    view: PersonView | None
    said: tuple[tuple[str, datetime, str], ...]
    said_by: frozenset[uuid.UUID]


def may_be_children(case: Case) -> list[Undecided]:
    """Who of the case's family may be a child and is not on the list of its children, oldest first. Two or three queries."""
    with connection.cursor() as cursor:
        cursor.execute("select person_id from register_may_be_children(%s)", [case.pk])
        waiting = {person for (person,) in cursor.fetchall()}
    if not waiting:
        return []
    said: dict[uuid.UUID, list[NotAChild]] = defaultdict(list)
    for one in NotAChild.objects.filter(case=case).select_related("by", "person").order_by("at", "id"):
        said[one.person.canonical_id].append(one)
    views = people_of([case]).get(case.family_id, [])
    known = {view.id: view for view in views if view.id in waiting}
    return [
        Undecided(
            who, known.get(who), tuple((one.by.shown_name, one.at, one.why) for one in said[who]),
            frozenset(one.by_id for one in said[who]),
        )
        for who in (*known, *sorted(waiting - set(known)))
    ]  # fmt: skip


def cases_of_people_once_in(family: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    """Where the people are now who were once in a family: the id and the reference of each other case. One query."""
    now_in = Case.objects.filter(
        family__members__until_at__isnull=True, family__members__person__memberships__family=family
    )
    return list(now_in.exclude(family=family).order_by("reference").values_list("pk", "reference").distinct())


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """An open case to whose family nobody belongs any more, and the references of the cases that its people are in."""

    case: Case
    now_in: tuple[str, ...]


def cases_left_behind() -> list[LeftBehind]:
    """The tasks that joining families leaves: open cases whose people are all in an older case now. One query."""
    here = FamilyMember.objects.filter(family=OuterRef("family_id"), until_at__isnull=True)
    now_in = Case.objects.filter(
        family__members__until_at__isnull=True, family__members__person__memberships__family=OuterRef("family_id")
    )
    cases = Case.objects.filter(~Exists(here), closed_at__isnull=True).order_by("opened_at", "reference")
    rows = cases.annotate(now_in=ArraySubquery(now_in.order_by("reference").values("reference").distinct()))
    return [LeftBehind(case, tuple(case.now_in)) for case in rows]
