"""Into which families people were put, and as which of them a group of people goes on."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kith.register import rules
from kith.register.models import Case, FamilyMember


@dataclass(frozen=True, slots=True)
class HeldFamilies:
    """The families into which each person was put, in that order; the one where they are now and who may know it; and of the
    families that have an open case its reference, of several that of the oldest."""

    put: Mapping[uuid.UUID, Sequence[uuid.UUID]]
    current: Mapping[uuid.UUID, uuid.UUID]
    side: Mapping[uuid.UUID, str]
    opened: Mapping[uuid.UUID, str]


def held_families(people: Collection[uuid.UUID]) -> HeldFamilies:
    """What the register holds of the families of these people. Two queries."""
    rows = FamilyMember.objects.filter(person_id__in=people).order_by("from_at", "id")
    put: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    current: dict[uuid.UUID, uuid.UUID] = {}
    side: dict[uuid.UUID, str] = {}
    for person, family, whose, until in rows.values_list("person_id", "family_id", "side", "until_at"):
        put[person] += [family] if family not in put[person] else []
        if until is None:
            current[person], side[person] = family, whose
    opened = dict(
        Case.objects.filter(family_id__in={one for many in put.values() for one in many}, closed_at__isnull=True)
        .order_by("-opened_at", "-reference")
        .values_list("family_id", "reference")
    )
    return HeldFamilies(put, current, side, opened)


def families_going_on(groups: Sequence[Sequence[uuid.UUID]], held: HeldFamilies) -> list[uuid.UUID | None]:
    """For each group of people the family that it goes on as, the one with the oldest case first; None where it is a new one.
    Of the families into which somebody was put later, those count that have an open case."""
    opened = held.opened
    return rules.families_kept(
        groups,
        {person: [been[0], *(one for one in been[1:] if one in opened)] for person, been in held.put.items()},
        rank=lambda family: (family not in opened, len(opened.get(family, "")), opened.get(family, ""), family),
    )


@dataclass(frozen=True, slots=True)
class Staying:
    """Where no family comes about: for each group of people the place of that of which it is a part, and as which each goes on;
    and for those whose evidence says nothing of that now, who may know that they are there."""

    places: Sequence[int]
    kept: Sequence[uuid.UUID | None]
    known: Mapping[uuid.UUID, str]


def staying(groups: Sequence[Sequence[uuid.UUID]], *, narrows: bool) -> Staying:
    """Of which family each group is a part where none comes about (`rules.groups_staying`). Two queries.

    Who is there stays known to those who know it now, of a whole family with such a part; where it `narrows`, only of those whom
    nothing ties to it: whom a join showed to a side, that side sees no more when the join is taken back.
    """
    held = held_families([person for group in groups for person in group])
    kept = families_going_on(groups, held)
    places = rules.groups_staying(groups, held.put, kept)
    larger = {place for n, place in enumerate(places) if place != n}
    known = {
        person: held.side[person]
        for n, (place, group) in enumerate(zip(places, groups, strict=True))
        for person in group
        if (place != n or (place in larger and not narrows)) and held.current.get(person) == kept[place]
    }
    return Staying(places, kept, known)
