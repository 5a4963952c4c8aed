"""Who has which child: lead professionals now and before, and who could be one."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from kith.access.gate import Passage
from kith.access.models import Actor
from kith.access.queries import holders_of
from kith.access.statements import kept
from kith.access.terms import Role, Side
from kith.disclosure.models import Milestone
from kith.disclosure.terms import MilestoneKind
from kith.register.models import Case, CaseChild, CaseState, CaseTeamMember, PersonFact
from kith.register.queries import canonical_of, cases_visible_to
from kith.register.terms import CaseStep, FactKind
from kith.welfare.models import Concern, LeadProfessional
from kith.welfare.notes import all_about
from kith.welfare.rules import Candidate, Told, propose_each

_STANDS = Q(is_over=False, corrected_by__isnull=True, certificate__isnull=True)  # of a concern


def leads_now(child: uuid.UUID) -> QuerySet[LeadProfessional]:
    """The current lead professionals of a child, newest first, whichever of the child's records they were appointed for.

    There is one. Only where two persons turn out to be one child can there be two, until a coordinator ends one.
    """
    held = LeadProfessional.objects.filter(child__canonical_id=canonical_of(child), until_at__isnull=True)
    return held.select_related("professional").order_by("-from_at", "-id")


def leads_in_sight(child: uuid.UUID, passage: Passage) -> list[LeadProfessional]:
    """The same, but for those who were appointed on a case that the asker may not see: another council ends those."""
    return list(leads_now(child).filter(case__in=cases_visible_to(passage)))


def current_lead(child: uuid.UUID) -> LeadProfessional | None:
    """The current lead professional of a child."""
    return next(iter(_leads(child)), None)


@kept
def _leads(child: uuid.UUID) -> QuerySet[LeadProfessional]:
    return leads_now(child)


def is_lead_of(child: uuid.UUID, actor: Actor) -> bool:
    """Whether this person is a lead professional of this child now."""
    return any(lead.professional_id == actor.pk for lead in _leads(child))


def is_known_on(case: Case, child: uuid.UUID, lead: LeadProfessional) -> bool:
    """Whether this case knows of the appointment: its review was let know, and the lead professional is on its team."""
    return _known_on(case, child, lead.professional_id).filter(at__gte=lead.from_at).exists()


def _known_on(case: Any, child: Any, professional: Any) -> QuerySet[Milestone]:  # Any: a value or a column outside
    return Milestone.objects.filter(
        case=case, child=child, contact=professional, kind=MilestoneKind.LEAD_PROFESSIONAL_APPOINTED
    )


def has_written(appointment: LeadProfessional) -> bool:
    """Whether the lead professional wrote in the child's record since the appointment. One query."""
    notes, beside = all_about(appointment.child_id)
    written = [*((note.by_id, note.at) for note in notes), *((one.by_id, one.at) for one in beside)]
    return any(by == appointment.professional_id and at >= appointment.from_at for by, at in written)


def same_child(child: uuid.UUID) -> list[CaseChild]:
    """Every entry of this child among the children of cases in sight, whichever record it is attached to. One query."""
    return _entries_of(child)


def open_concerns(child: uuid.UUID) -> list[Concern]:
    """The worries about this child's safety that are not answered yet, oldest first. One query."""
    return list(concerns_in_sight().filter(child__canonical_id=canonical_of(child)))


def concerns_in_sight() -> QuerySet[Concern]:
    """Every worry that is not answered yet about a child whose case the asker may see, the oldest first."""
    return Concern.objects.filter(_STANDS).select_related("case", "by").order_by("at", "id")


@kept
def _entries_of(child: uuid.UUID) -> QuerySet[CaseChild]:
    entries = CaseChild.objects.filter(person__canonical_id=canonical_of(child), until_at__isnull=True)
    return entries.select_related("case").order_by("from_at", "id")


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead professional as a page shows them: who, since when, and why they rather than the one proposed."""

    id: uuid.UUID
    who: uuid.UUID
    name: str
    agency: str
    since: date
    reason: str
    is_social_worker: bool
    is_on_case: bool  # the case that is looked at knows of it (`is_known_on`)


def child_of(case: Case, child: uuid.UUID) -> CaseChild | None:
    """A child of this case with its current lead professionals (`leads_of`) and the dates held of it (`dates_of`). One query."""
    entries = CaseChild.objects.filter(case=case, person_id=child, until_at__isnull=True).select_related("person")
    facts = PersonFact.objects.filter(
        person__canonical_id=OuterRef("person__canonical_id"), kind__in=(FactKind.BIRTH_DATE, FactKind.ARRIVED_ON),
        earliest__isnull=False, latest__isnull=False,
    ).order_by("said_at", "source", "id")  # fmt: skip
    said = JSONObject(kind="kind", source="source", earliest="earliest", latest="latest")
    found = _with_leads(entries).annotate(dates=ArraySubquery(facts.values(said=said))).first()
    if found is not None:
        found.case = case
    return found


def _with_leads(entries: QuerySet[CaseChild]) -> QuerySet[CaseChild]:
    leads = LeadProfessional.objects.filter(
        child__canonical_id=OuterRef("person__canonical_id"), until_at__isnull=True
    ).order_by("-from_at", "-id")
    on_case = _known_on(OuterRef(OuterRef("case")), OuterRef(OuterRef("person")), OuterRef("professional"))
    on_case = on_case.filter(at__gte=OuterRef("from_at"))
    said = JSONObject(
        id="id", who="professional_id", name="professional__shown_name", agency="professional__agency__name",
        since="from_at", reason="reason", registered="professional__social_worker_on", is_on_case=Exists(on_case),
    )  # fmt: skip
    return _with_unsafe(entries).annotate(leads=ArraySubquery(leads.values(said=said)))


def _with_unsafe(entries: QuerySet[CaseChild]) -> QuerySet[CaseChild]:
    concerns = Concern.objects.filter(_STANDS, child__canonical_id=OuterRef("person__canonical_id"))
    return entries.annotate(is_unsafe=Exists(concerns))


def is_unsafe(child: CaseChild) -> bool:
    """Whether a concern is open about a child that came with others or through `child_of`, by any of its records. No query."""
    return bool(child.is_unsafe)  # type: ignore[attr-defined]  # annotated by _with_unsafe


def leads_of(child: CaseChild) -> tuple[Lead, ...]:
    """The lead professionals that came with `child_of`, those that this case knows of first. No query."""
    said: list[dict[str, str]] = child.leads  # type: ignore[attr-defined]  # annotated by _with_leads
    leads = [
        Lead(
            uuid.UUID(one["id"]), uuid.UUID(one["who"]), one["name"], one["agency"] or "",
            timezone.localdate(datetime.fromisoformat(one["since"])), one["reason"],
            one["registered"] is not None, bool(one["is_on_case"]),
        )
        for one in said
    ]  # fmt: skip
    return tuple(sorted(leads, key=lambda lead: not lead.is_on_case))


def dates_of(child: CaseChild, kind: FactKind) -> list[Told]:
    """The dates of one kind that came with `child_of`, the one said first before the others. No query."""
    said: list[dict[str, str]] = child.dates  # type: ignore[attr-defined]  # annotated by child_of
    return [
        Told(one["source"], date.fromisoformat(one["earliest"]), date.fromisoformat(one["latest"]))
        for one in said
        if one["kind"] == kind
    ]


def children_without_lead(passage: Passage) -> QuerySet[CaseChild]:
    """Children of confirmed cases in sight with no lead professional on the case, longest waiting first. One query."""
    confirmed = CaseState.objects.filter(case=OuterRef("case"), step=CaseStep.CONFIRMED)
    on_case = _known_on(OuterRef(OuterRef("case")), OuterRef(OuterRef("person")), OuterRef("professional"))
    on_case = on_case.filter(at__gte=OuterRef("from_at"))
    current = LeadProfessional.objects.filter(
        Exists(on_case), child__canonical_id=OuterRef("person__canonical_id"), until_at__isnull=True
    )
    waiting = CaseChild.objects.filter(
        Exists(confirmed), ~Exists(current), case__in=cases_visible_to(passage), until_at__isnull=True
    )
    return _with_unsafe(waiting).select_related("case", "person").order_by("from_at", "case__reference", "id")


def entries_in_sight(passage: Passage, keys: Sequence[str]) -> list[CaseChild]:
    """The children of cases in sight by the numbers of their entries, in that order; a number of none is left out."""
    wanted = [key for key in map(_as_id, keys) if key]
    found = CaseChild.objects.filter(pk__in=wanted, case__in=cases_visible_to(passage), until_at__isnull=True)
    by_key = {entry.pk: entry for entry in _with_unsafe(found).select_related("case", "person")}
    return [by_key[key] for key in wanted if key in by_key]


def _as_id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


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


@dataclass(frozen=True, slots=True)
class Former:
    """A child whom somebody looked after before: who the child was, and from when until when."""

    child: uuid.UUID
    from_on: date
    until_on: date


def former_children(actor: Actor) -> list[Former]:
    """The children whom this person was lead professional of and is no more, newest first. One query."""
    now = LeadProfessional.objects.filter(
        professional=actor, until_at__isnull=True, child__canonical_id=OuterRef("canonical")
    )
    ended = LeadProfessional.objects.filter(professional=actor, until_at__isnull=False)
    ended = ended.annotate(canonical=F("child__canonical_id")).filter(~Exists(now))
    return [
        Former(one.child_id, timezone.localdate(one.from_at), timezone.localdate(one.until_at))
        for one in ended.order_by("-until_at", "-id")
        if one.until_at is not None
    ]
