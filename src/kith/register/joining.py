"""Who is one person: worked out from judgements, never by moving a row.

A row's own id never changes and every key points at the person as first recorded, so that taking a judgement back is
all that separating needs. What a join brings together is read through `canonical_id`; each part says, for each of its
relations to Person, what that means there (`relations_to_person` of its AppConfig).
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import connection, transaction

from kith.access import audit
from kith.access.models import Actor
from kith.access.side import hold
from kith.access.terms import FactSide
from kith.register.models import Person

STANDS_FIRST = (FactSide.COMMON, FactSide.DECISION, FactSide.WELFARE)  # whose row stands for all rows of one person


@dataclass(frozen=True, slots=True)
class Link:
    """One judgement in force about two persons as recorded. `strength` orders what the machine judged."""

    a: uuid.UUID
    b: uuid.UUID
    is_same: bool
    by_people: bool
    at: datetime
    strength: float = 0.0


class _Groups:
    """Groups of persons that may be joined, unless someone in one is known to be someone else than one in the other."""

    def __init__(self, people: Iterable[uuid.UUID], side: Mapping[uuid.UUID, str]) -> None:
        self.head = {person: person for person in people}
        self.side = side
        self.apart: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)

    def of(self, person: uuid.UUID) -> uuid.UUID:
        while (head := self.head[person]) != person:
            self.head[person] = person = self.head[head]
        return person

    def keep_apart(self, link: Link) -> None:
        a, b = self.of(link.a), self.of(link.b)
        if a != b:
            self.apart[a].add(b)
            self.apart[b].add(a)

    def join(self, link: Link) -> None:
        first, other = sorted((self.of(link.a), self.of(link.b)), key=self._rank)
        if first == other or other in self.apart[first]:
            return
        self.head[other] = first
        for third in self.apart.pop(other, ()):
            self.apart[third].discard(other)
            self.apart[third].add(first)
            self.apart[first].add(third)

    def _rank(self, person: uuid.UUID) -> tuple[int, uuid.UUID]:
        return STANDS_FIRST.index(self.side.get(person, FactSide.COMMON)), person


def canonical_ids(
    people: Iterable[uuid.UUID], links: Iterable[Link], side: Mapping[uuid.UUID, str] | None = None
) -> dict[uuid.UUID, uuid.UUID]:
    """The canonical person of each of `people`: the one recorded first among all who are judged to be one.

    By `side`, whose row each is, one whom both sides may know stands for all, and never the children's side's row for
    one of the decision side: the id would tell that their school, health board or council knows them.

    People's judgements come before the machine's, strong ones before weak ones. "Different" said by a person wins over
    every chain of "same" that would go round it (best-first clustering with cannot-link: Davidson and Ravi 2005).
    """
    groups = _Groups(people, side or {})
    ordered = sorted(
        (link for link in links if link.a in groups.head and link.b in groups.head),
        key=lambda link: (not link.by_people, -link.strength, link.at, *sorted((link.a, link.b))),
    )
    for by_people in (True, False):
        said = [link for link in ordered if link.by_people is by_people]
        for link in said:
            if not link.is_same:
                groups.keep_apart(link)
        for link in said:
            if link.is_same:
                groups.join(link)
    return {person: groups.of(person) for person in groups.head}


def hold_register(*, patiently: bool = False) -> None:
    """Keep other joins and intakes waiting until this transaction ends: who is who is worked out by one at a time."""
    hold("who is who", patiently=patiently)


@transaction.atomic
def regroup(*, people: Collection[uuid.UUID], links: Iterable[Link], by: Actor, at: datetime) -> set[uuid.UUID]:
    """Work out the canonical person of each of `people` anew, and return those for whom it changed.

    `people` must hold everyone whom a link in force ties to one of them; all other persons stay as they are.
    """
    rows = list(Person.objects.filter(pk__in=list(people)).values_list("pk", "canonical_id", "side"))
    wanted = canonical_ids(people, links, {person: side for person, _, side in rows})
    changed = {person: wanted[person] for person, canonical, _ in rows if wanted[person] != canonical}
    if changed:
        with connection.cursor() as cursor:
            cursor.execute(
                "update register_person p set canonical_id = w.canonical"
                " from unnest(%s::uuid[], %s::uuid[]) as w (id, canonical) where p.id = w.id",
                [list(changed), list(changed.values())],
            )
    audit.record("register.people_regrouped", by=by, at=at, codes=[str(len(changed))])
    return set(changed)


def relations_to_person() -> dict[str, str]:
    """Every relation to Person that a part has declared, with what joining two persons means for it."""
    return {
        f"{config.label}.{name}": meaning
        for config in apps.get_app_configs()
        for name, meaning in getattr(config, "relations_to_person", {}).items()
    }
