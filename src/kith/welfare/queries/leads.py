"""Who has which child: lead professionals now and before, and who covers for them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest, JSONObject, Now
from django.utils import timezone

from kith.access.gate import Passage
from kith.access.models import Actor
from kith.access.statements import kept
from kith.disclosure.models import Milestone
from kith.disclosure.terms import MilestoneKind
from kith.register.dates import with_dates
from kith.register.models import Case, CaseChild, CaseState
from kith.register.queries import canonical_of, cases_visible_to
from kith.register.terms import CaseStep
from kith.welfare.models import AbsenceCover, Concern, LeadProfessional
from kith.welfare.notes import all_about
from kith.welfare.terms import Away

_STANDS = Q(is_over=False, corrected_by__isnull=True, certificate__isnull=True)  # of a concern
_TAKEN_BACK = LeadProfessional.objects.filter(
    child__canonical_id=OuterRef("child__canonical_id"), until_at=OuterRef("at"), handover="", certificate__isnull=True
)
_ENDED = Milestone.objects.filter(
    ~Exists(_TAKEN_BACK), case=OuterRef("case"), child__canonical_id=OuterRef("person__canonical_id"),
    kind=MilestoneKind.LEAD_PROFESSIONAL_ENDED,
)  # fmt: skip
# A child waits since being listed, and anew once the last lead professional on the case has ended, as `welfare_work` has it.
_WAITS_SINCE = Greatest("from_at", Subquery(_ENDED.order_by("-at").values("at")[:1]))


IN_FORCE = Q(from_at__lte=Now(), until_at__gt=Now())  # of cover: by the clock that the row policies go by


def leads_now(child: uuid.UUID) -> QuerySet[LeadProfessional]:
    """The current lead professionals of a child, newest first, whichever of the child's records they were appointed for.

    There is one. Only where two persons turn out to be one child can there be two, until a coordinator ends one.
    """
    held = LeadProfessional.objects.filter(child__canonical_id=canonical_of(child), until_at__isnull=True)
    held = held.annotate(covered_by=Subquery(_covers().filter(IN_FORCE).values("covered_by_id")[:1]))
    return held.select_related("professional").order_by("-from_at", "-id")


def _covers() -> QuerySet[AbsenceCover]:
    """Cover of an appointment outside, now or to come."""
    held = AbsenceCover.objects.filter(appointment=OuterRef("pk"), until_at__gt=Now())
    return held.filter(until_at__gt=F("from_at")).order_by("from_at", "id")


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
    """Whether this person is a lead professional of this child now, or covers for one."""
    return any(actor.pk in (lead.professional_id, _covered_by(lead)) for lead in _leads(child))


def _covered_by(lead: LeadProfessional) -> uuid.UUID | None:
    found: uuid.UUID | None = lead.covered_by  # type: ignore[attr-defined]  # annotated by leads_now
    return found


def contact_for(child: uuid.UUID) -> Actor | None:
    """Whom to ring about a child: the lead professional, or whoever covers for them now. One query, two where somebody does."""
    lead = current_lead(child)
    cover = _covered_by(lead) if lead else None
    return Actor.objects.get(pk=cover) if cover else lead.professional if lead else None


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
class Covering:
    """Who has a child while its lead professional is away: from when until when, both included, and why in a word or two."""

    id: uuid.UUID
    who: uuid.UUID
    name: str
    phone: str
    from_on: date
    until_on: date
    why: str
    is_now: bool
    is_in_sight: bool  # the case on which it was arranged: another council ends its own


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead professional as a page shows them: who, since when, why they rather than the one proposed, what the family says
    to it, and who covers for them now or later."""

    id: uuid.UUID
    who: uuid.UUID
    name: str
    agency: str
    since: date
    reason: str
    is_social_worker: bool
    family_view: str
    why_family_not_asked: str
    covers: tuple[Covering, ...]
    is_on_case: bool  # the case that is looked at knows of it (`is_known_on`)
    phone: str

    @property
    def at_work(self) -> Covering | None:
        """Who covers now."""
        return next((cover for cover in self.covers if cover.is_now), None)

    def is_with(self, who: uuid.UUID) -> bool:
        """Whether the child is with this person now: as its lead professional, or as who covers."""
        return who == self.who or (self.at_work is not None and self.at_work.who == who)


def child_of(case: Case, child: uuid.UUID) -> CaseChild | None:
    """A child of this case with its current lead professionals (`leads_of`) and its dates (`with_dates`). One query."""
    entries = CaseChild.objects.filter(case=case, person_id=child, until_at__isnull=True).select_related("person")
    found = with_dates(_with_leads(entries)).first()
    if found is not None:
        found.case = case
    return found


def _with_leads(entries: QuerySet[CaseChild]) -> QuerySet[CaseChild]:
    leads = LeadProfessional.objects.filter(
        child__canonical_id=OuterRef("person__canonical_id"), until_at__isnull=True
    ).order_by("-from_at", "-id")
    on_case = _known_on(OuterRef(OuterRef("case")), OuterRef(OuterRef("person")), OuterRef("professional"))
    on_case = on_case.filter(at__gte=OuterRef("from_at"))
    cover = JSONObject(
        id="id", who="covered_by_id", name="covered_by__shown_name", phone="covered_by__phone",
        office="covered_by__agency__phone", begins="from_at", ends="until_at", why="why",
        is_now=ExpressionWrapper(IN_FORCE, output_field=BooleanField()),
        is_in_sight=Exists(Case.objects.filter(pk=OuterRef("case"))),
    )  # fmt: skip
    said = JSONObject(
        id="id", who="professional_id", name="professional__shown_name", agency="professional__agency__name",
        phone="professional__phone", office="professional__agency__phone",
        since="from_at", reason="reason", registered="professional__social_worker_on", family="family_view",
        not_asked="why_family_not_asked", covers=ArraySubquery(_covers().values(said=cover)), is_on_case=Exists(on_case),
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
    said: list[dict[str, Any]] = child.leads  # type: ignore[attr-defined]  # annotated by _with_leads
    leads = [
        Lead(
            uuid.UUID(one["id"]), uuid.UUID(one["who"]), one["name"], one["agency"] or "",
            timezone.localdate(datetime.fromisoformat(one["since"])), one["reason"],
            one["registered"] is not None, one["family"], one["not_asked"],
            tuple(_covering(cover) for cover in one["covers"]), bool(one["is_on_case"]),
            one["phone"] or one["office"] or "",
        )
        for one in said
    ]  # fmt: skip
    return tuple(sorted(leads, key=lambda lead: not lead.is_on_case))


def _covering(said: Mapping[str, Any]) -> Covering:  # Any: what the database made of it
    begins, ends = datetime.fromisoformat(said["begins"]), datetime.fromisoformat(said["ends"])
    return Covering(
        uuid.UUID(said["id"]), uuid.UUID(said["who"]), said["name"], said["phone"] or said["office"] or "",
        timezone.localdate(begins), timezone.localdate(ends - timedelta(seconds=1)), str(Away(said["why"]).label),
        said["is_now"], said["is_in_sight"],
    )  # fmt: skip


def covers_in_sight(child: uuid.UUID, passage: Passage) -> list[AbsenceCover]:
    """Who covers for a lead professional of this child, now or later, the earliest first; arranged on a case in sight: another
    council ends its own. One query."""
    held = AbsenceCover.objects.filter(
        child__canonical_id=canonical_of(child), until_at__gt=Now(), case__in=cases_visible_to(passage)
    )
    return list(held.filter(until_at__gt=F("from_at")).select_related("covered_by").order_by("from_at", "id"))


def appointments_of(professional: uuid.UUID, passage: Passage) -> list[LeadProfessional]:
    """Every current appointment of a lead professional on a case in sight, the longest first. One query."""
    now = LeadProfessional.objects.filter(
        professional=professional, until_at__isnull=True, case__in=cases_visible_to(passage)
    )
    return list(now.select_related("case").order_by("from_at", "id"))


def children_without_lead(passage: Passage) -> QuerySet[Any]:  # Any: a child with since when they wait
    """Children of confirmed cases in sight with no lead professional on the case, longest waiting first (`waits_since`). One
    query."""
    confirmed = CaseState.objects.filter(case=OuterRef("case"), step=CaseStep.CONFIRMED)
    on_case = _known_on(OuterRef(OuterRef("case")), OuterRef(OuterRef("person")), OuterRef("professional"))
    on_case = on_case.filter(at__gte=OuterRef("from_at"))
    current = LeadProfessional.objects.filter(
        Exists(on_case), child__canonical_id=OuterRef("person__canonical_id"), until_at__isnull=True
    )
    waiting = CaseChild.objects.filter(
        Exists(confirmed), ~Exists(current), case__in=cases_visible_to(passage), until_at__isnull=True
    )
    found = _with_unsafe(waiting).select_related("case", "person").annotate(waits_since=_WAITS_SINCE)
    return found.order_by("waits_since", "case__reference", "id")


def waiting_since(children: Sequence[CaseChild]) -> dict[uuid.UUID, datetime]:
    """Since when these children wait for a lead professional, by their entries. One query."""
    found = CaseChild.objects.filter(pk__in=[one.pk for one in children]).annotate(since=_WAITS_SINCE)
    return dict(found.values_list("pk", "since"))


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


@dataclass(frozen=True, slots=True)
class Former:
    """A child whom somebody looked after before: who the child was, and from when until when."""

    child: uuid.UUID
    from_on: date
    until_on: date


def former_children(actor: Actor) -> list[Former]:
    """The children whom this person was lead professional of and is no more, or covered, newest first. Two queries."""
    now = LeadProfessional.objects.filter(
        professional=actor, until_at__isnull=True, child__canonical_id=OuterRef("canonical")
    )
    ended = LeadProfessional.objects.filter(professional=actor, until_at__isnull=False)
    ended = ended.annotate(canonical=F("child__canonical_id")).filter(~Exists(now))
    covered = AbsenceCover.objects.filter(covered_by=actor, until_at__lte=Now(), until_at__gt=F("from_at"))
    covered = covered.annotate(canonical=F("child__canonical_id")).filter(~Exists(now))
    spans = ("child_id", "from_at", "until_at")
    found = [*ended.values_list(*spans), *covered.values_list(*spans)]
    return [
        Former(child, timezone.localdate(begins), timezone.localdate(ends))
        for child, begins, ends in sorted(found, key=lambda one: (one[2], one[0]), reverse=True)
    ]
