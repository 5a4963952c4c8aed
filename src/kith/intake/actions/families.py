"""From households as the rows show them to the register's families: who belongs together, and who may know it."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from kith.access.models import Actor
from kith.access.terms import FactSide
from kith.intake.linkage.families import Counted, Household, Member, counted, families
from kith.intake.queries.kin import counted_before
from kith.intake.queries.rows import HeldRow, held_rows
from kith.protocol.pack import Pack, load
from kith.register.actions import Arranged, FamilyPlan, NewMember, arrange_families
from kith.register.homes import staying
from kith.register.models import Person


def arrange(
    *,
    people: Collection[uuid.UUID] | None,
    by: Actor,
    at: datetime,
    rows: Sequence[HeldRow] | None = None,
    parts: bool = True,
    narrows: bool = True,
) -> "Rearranged":
    """Work the families of `people` (None: of everyone) out anew from their rows, and let the register follow.

    `people` must hold everyone whom the change can touch (`kin_of`). Where it does not part (`parts`), no family comes about:
    those who would need one stay in theirs, and neither side learns or unlearns that they are there, nor of the others of that
    family unless it `narrows`.
    """
    pack = load()
    held = {one.row.key: one for one in (held_rows(pack, people) if rows is None else rows)}
    of = Person.objects.all() if people is None else Person.objects.filter(pk__in=people)
    canonical: dict[uuid.UUID, uuid.UUID] = {}
    side: dict[uuid.UUID, str] = {}
    for person, head, whose in of.values_list("pk", "canonical_id", "side"):
        canonical[person], side[person] = head, whose
    clusters = {key: str(canonical[one.person]) for key, one in held.items()}
    prepared = [one.prepared for one in held.values()]
    over = counted(prepared, clusters) if people is None else counted_before(people)
    known = _Known.of(held, side, clusters, over)
    found: Sequence[Household] = families(prepared, clusters, over=over)
    going_on = None
    if not parts:
        stay = staying([[held[m.key].person for m in one.members] for one in found], narrows=narrows)
        found = _together(found, stay.places)
        going_on = [stay.kept[place] for place in sorted(set(stay.places))]
        known = replace(
            known, now={key: stay.known[one.person] for key, one in held.items() if one.person in stay.known}
        )
    plans = [_plan(one, held, side, known, pack) for one in found]
    return Rearranged(arrange_families(plans=plans, going_on=going_on, by=by, at=at), tuple(sorted(over.everyday)))


def _together(found: Sequence[Household], stays: Sequence[int]) -> list[Household]:
    """Households, each with those that stay with it."""
    members: dict[int, list[Member]] = defaultdict(list)
    for household, place in zip(found, stays, strict=True):
        members[place] += household.members
    return [Household(tuple(sorted(one, key=lambda member: member.key))) for _, one in sorted(members.items())]


@dataclass(frozen=True, slots=True)
class Rearranged:
    """What became of the families, and which words of names were too common to tie anybody."""

    families: Arranged
    everyday_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """Which household each row is in by what either side's own rows show, and who is one person, which all know; and where a
    family stays together though no row ties all of it any more, who may know now of each row of it."""

    to_decision: Mapping[str, int]
    to_welfare: Mapping[str, int]
    now: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        held: Mapping[str, HeldRow],
        side: Mapping[uuid.UUID, str],
        clusters: Mapping[str, str],
        over: Counted,
    ) -> "_Known":
        def households(hidden: FactSide) -> dict[str, int]:
            rows = [one.prepared for one in held.values() if side[one.person] != hidden]
            return {m.key: n for n, home in enumerate(families(rows, clusters, over=over)) for m in home.members}

        return cls(to_decision=households(FactSide.WELFARE), to_welfare=households(FactSide.DECISION))

    def core(self, household: Household, to: Mapping[str, int], hidden: FactSide) -> frozenset[str]:
        """The rows of a household that one side knows to belong together: of several such sets that of which it sees most there
        now, else the largest."""
        sets: dict[int, list[str]] = defaultdict(list)
        for member in household.members:
            if member.key in to:
                sets[to[member.key]].append(member.key)

        def seen(keys: list[str]) -> int:
            return sum(self.now.get(key, hidden) != hidden for key in keys)

        return frozenset(max(sets.values(), key=lambda keys: (seen(keys), len(keys), keys[0])) if sets else ())


def _plan(
    household: Household, held: Mapping[str, HeldRow], side: Mapping[uuid.UUID, str], known: _Known, pack: Pack
) -> FamilyPlan:
    to_decision = known.core(household, known.to_decision, FactSide.WELFARE)
    to_welfare = known.core(household, known.to_welfare, FactSide.DECISION)
    areas = Counter(area for m in household.members if (area := pack.council_of(held[m.key].row.town)))
    return FamilyPlan(
        [
            NewMember(
                person=held[m.key].person,
                side=known.now.get(m.key)
                or side_of_tie(side[held[m.key].person], m.key in to_decision, m.key in to_welfare),
                why=m.why,
                relationship=held[m.key].row.relationship,
            )
            for m in household.members
        ],
        min(areas, key=lambda code: (-areas[code], code)) if areas else "",
    )


def side_of_tie(side: str, is_known_to_decision: bool, is_known_to_welfare: bool) -> str:
    """Who may know that a row's person belongs to the family: whoever's own rows show it.

    A tie that the children's side's rows alone show is theirs, also where it is about someone whom both sides know.
    """
    if side == FactSide.WELFARE or not is_known_to_decision:
        return FactSide.WELFARE
    return side if is_known_to_welfare or side == FactSide.DECISION else FactSide.DECISION
