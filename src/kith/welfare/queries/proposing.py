"""Who could be lead professional of which child, and whom the rule proposes."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from kith.access.models import Actor
from kith.access.queries import holders_of
from kith.access.statements import kept
from kith.access.terms import Role, Side
from kith.register.models import Case, CaseChild, CaseTeamMember
from kith.welfare.models import LeadProfessional
from kith.welfare.queries.leads import is_unsafe
from kith.welfare.rules import Candidate, propose_each


def candidates_for(case: Case, at: datetime) -> list[tuple[Actor, Candidate]]:
    """The lead professionals of the case's area with their children now, by name. Four queries."""
    return candidates_of([case], at)[case.pk]


def candidates_of(cases: Iterable[Case], at: datetime) -> dict[uuid.UUID, list[tuple[Actor, Candidate]]]:
    """The same for each of several cases. Four queries, whatever the number."""
    cases = list(cases)
    near = {case.area for case in cases} | {""}
    people: dict[uuid.UUID, Actor] = {}
    areas = defaultdict[uuid.UUID, set[str]](set)
    for actor, area in holders_of(Role.LEAD_PROFESSIONAL, at):
        if area in near:  # whom those of other councils look after is never read
            people[actor.pk] = actor
            areas[actor.pk].add(area)
    children, families = defaultdict[uuid.UUID, set[uuid.UUID]](set), defaultdict[uuid.UUID, set[uuid.UUID]](set)
    of_case = _canonical_children(cases)
    for who, its_case, child in _held_by(list(people)):
        children[who].add(child)
        families[its_case].add(who)
        for other in of_case.get(child, ()):  # whoever has the child on another case
            families[other].add(who)
    reviewing = set(_reviewing([case.pk for case in cases], list(people)))
    return {
        case.pk: [
            (
                actor,
                Candidate(
                    key,
                    len(children[key]),
                    key in families[case.pk],
                    (case.pk, key) in reviewing,
                    actor.is_social_worker,
                ),
            )
            for key, actor in people.items()
            if areas[key] & {case.area, ""}
        ]
        for case in cases
    }


@kept
def _held_by(people: list[uuid.UUID]) -> QuerySet[LeadProfessional, tuple[uuid.UUID, uuid.UUID, uuid.UUID]]:
    now = LeadProfessional.objects.filter(professional__in=people, until_at__isnull=True)
    return now.values_list("professional_id", "case_id", "child__canonical_id")


@kept
def _reviewing(
    cases: list[uuid.UUID], people: list[uuid.UUID]
) -> QuerySet[CaseTeamMember, tuple[uuid.UUID, uuid.UUID]]:
    members = CaseTeamMember.objects.filter(case__in=cases, actor__in=people, side=Side.DECISION, until_at__isnull=True)
    return members.values_list("case_id", "actor_id")


def _canonical_children(cases: Sequence[Case]) -> Mapping[uuid.UUID, set[uuid.UUID]]:
    """The cases among these that a canonical person is a child of."""
    found = defaultdict[uuid.UUID, set[uuid.UUID]](set)
    for its_case, child in _children_of([case.pk for case in cases]):
        found[child].add(its_case)
    return found


@kept
def _children_of(cases: list[uuid.UUID]) -> QuerySet[CaseChild, tuple[uuid.UUID, uuid.UUID]]:
    entries = CaseChild.objects.filter(case__in=cases, until_at__isnull=True)
    return entries.values_list("case_id", "person__canonical_id")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A child, whom the rule proposes for it (None: nobody is free), and how many children they have with this one."""

    entry: CaseChild
    professional: Actor | None
    children_now: int


def proposals_for(entries: Sequence[CaseChild], at: datetime) -> list[Proposal]:
    """Whom the rule proposes for each child, one after another as they stand. Four queries, whatever the number."""
    found = candidates_of({entry.case_id: entry.case for entry in entries}.values(), at)
    proposed = propose_each(
        [(entry.case_id, entry.person_id) for entry in entries],
        {case: [candidate for _, candidate in people] for case, people in found.items()},
        unsafe={entry.person_id for entry in entries if is_unsafe(entry)},
    )
    people = {actor.pk: actor for those in found.values() for actor, _ in those}
    before = {candidate.id: candidate.children_now for those in found.values() for _, candidate in those}
    rows = []
    for entry, chosen in zip(entries, proposed, strict=True):
        if chosen is not None:
            before[chosen] += 1
        rows.append(Proposal(entry, people.get(chosen) if chosen else None, before.get(chosen, 0) if chosen else 0))
    return rows
