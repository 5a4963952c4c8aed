"""Reading the child's record, and building the facts that its rules ask for."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from kith.access import audit
from kith.access.gate import Passage
from kith.access.models import Actor
from kith.access.queries import actors_with_role
from kith.access.terms import Role
from kith.disclosure.models import Request
from kith.disclosure.terms import ItemKind
from kith.register.models import Case, CaseChild, CaseState, Person
from kith.register.queries import cases_visible_to
from kith.register.terms import CaseStep
from kith.welfare.models import ChildsView, ChronologyEntry, EvidenceItem, LeadProfessional, Report
from kith.welfare.notes import Note, notes_about
from kith.welfare.rules import Candidate, ReportFacts
from kith.welfare.terms import Choice, ReportStep


def current_lead(child: uuid.UUID) -> LeadProfessional | None:
    """The current lead professional of a child, whichever of the child's records the appointment is attached to."""
    same = Person.objects.filter(canonical_id__in=Person.objects.filter(pk=child).values("canonical_id")).values("pk")
    return (
        LeadProfessional.objects.filter(child_id__in=same, until_at__isnull=True).select_related("professional").first()
    )


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead professional as a page shows them: who, since when, and why they rather than the one proposed."""

    who: uuid.UUID
    name: str
    since: date
    reason: str


def child_of(case: Case, child: uuid.UUID) -> CaseChild | None:
    """A child of this case with its current lead professional (`lead_of`), whichever of the child's records the
    appointment is attached to. One query."""
    leads = LeadProfessional.objects.filter(
        child__canonical_id=OuterRef("person__canonical_id"), until_at__isnull=True
    ).order_by("-from_at")
    said = JSONObject(who="professional_id", name="professional__shown_name", since="from_at", reason="reason")
    entries = CaseChild.objects.filter(case=case, person_id=child, until_at__isnull=True).select_related("person")
    return entries.annotate(lead=Subquery(leads.values(said=said)[:1])).first()


def lead_of(child: CaseChild) -> Lead | None:
    """The lead professional that came with `child_of`. No query."""
    said: dict[str, str] | None = child.lead  # type: ignore[attr-defined]  # annotated by child_of
    if said is None:
        return None
    since = timezone.localdate(datetime.fromisoformat(said["since"]))
    return Lead(uuid.UUID(said["who"]), said["name"], since, said["reason"])


def children_without_lead(passage: Passage) -> QuerySet[CaseChild]:
    """Children of confirmed cases in sight who have no lead professional, longest waiting first. One query."""
    confirmed = CaseState.objects.filter(case=OuterRef("case"), step=CaseStep.CONFIRMED)
    current = LeadProfessional.objects.filter(
        child__canonical_id=OuterRef("person__canonical_id"), until_at__isnull=True
    )
    return (
        CaseChild.objects.filter(
            Exists(confirmed), ~Exists(current), case__in=cases_visible_to(passage), until_at__isnull=True
        )
        .select_related("case", "person")
        .order_by("from_at", "case__reference", "id")
    )


def candidates_for(case: Case, at: datetime) -> list[tuple[Actor, Candidate]]:
    """The lead professionals of the case's area with their children now, by name. Three queries."""
    people = list(actors_with_role(Role.LEAD_PROFESSIONAL, at, area=case.area))
    now = LeadProfessional.objects.filter(professional__in=people, until_at__isnull=True)
    load: Counter[uuid.UUID] = Counter()
    family: set[uuid.UUID] = set()
    for professional, its_case in now.values_list("professional_id", "case_id"):
        load[professional] += 1
        if its_case == case.pk:
            family.add(professional)
    return [(p, Candidate(p.pk, load[p.pk], p.pk in family)) for p in people]


@dataclass(frozen=True, slots=True)
class Item:
    """Something held about a child that could go into a report, as it would be read."""

    kind: ItemKind
    id: uuid.UUID
    title: str
    text: str
    said_by: str
    said_on: date
    may_share: bool | None = None


def items_about(child: uuid.UUID) -> list[Item]:
    """Everything held about a child that a report can be put together from, kind by kind, oldest first. One query."""
    return [item for note in notes_about(child) if note.was_sought for item in (_as_item(note),)]


def _as_item(note: Note) -> Item:
    if note.kind == ItemKind.ASSESSMENT:
        return Item(note.kind, note.id, "Wellbeing", _assessed(note), note.said_by, note.said_on)
    return Item(note.kind, note.id, note.title, note.text or note.title, note.said_by, note.said_on, note.may_share)


def _assessed(note: Note) -> str:
    lines = [note.text] if note.text else []
    for indicator, said in note.indicators.items():
        lines += [f"{indicator.capitalize()}, {kind}: {text}" for kind, text in said.items() if text]
    return "\n".join(lines)


def open_request(child: uuid.UUID) -> Request | None:
    """What the decision side asks for about this child and has not been given."""
    return (
        Request.objects.filter(child_id=child, disclosures__isnull=True)
        .select_related("by", "case")
        .order_by("at")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """What they will read, exactly, and its hash: what is released is what was seen."""

    items: tuple[Item, ...]
    held_back: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A report read whole: everything held about the child, what would be read of it, and what the rules look at."""

    held: tuple[Item, ...]
    preview: Preview
    facts: ReportFacts


def reading_of(report: Report) -> Reading:
    """The report as it would be released now: chosen items in order, then the professional's own view. One query."""
    notes = notes_about(report.child_id)
    held = tuple(_as_item(note) for note in notes if note.was_sought)
    chosen = {(c.kind, c.item): c.choice for c in report.items.all()}
    items = [item for item in held if chosen.get((item.kind, item.id)) == Choice.GOES]
    if report.analysis.strip():
        items.append(
            Item(
                ItemKind.ANALYSIS,
                report.pk,
                "The lead professional's own view",
                report.analysis,
                report.author.shown_name,
                _written_on(report),
            )
        )
    held_back = sum(choice == Choice.HELD_BACK for choice in chosen.values())
    facts = ReportFacts(
        goes=len(items),
        views_known=any(note.kind == ItemKind.VIEWS for note in notes),
        views_go_without_leave=any(i.kind == ItemKind.VIEWS and not i.may_share for i in items),
        purpose=report.purpose,
        basis=report.basis,
        was_told=report.was_told,
        why_not_told=report.why_not_told,
        is_with_coordinator=report.step == ReportStep.WITH_COORDINATOR,
        is_released=report.step == ReportStep.RELEASED,
        is_shared_anyway=report.is_shared_anyway,
    )
    return Reading(held, Preview(tuple(items), held_back, _sha256(report, items, held_back)), facts)


def _sha256(report: Report, items: Sequence[Item], held_back: int) -> str:
    return audit.digest(
        report.purpose,
        report.basis,
        report.is_shared_anyway,
        report.was_told,
        report.why_not_told,
        held_back > 0,
        *[part for i in items for part in (i.kind, i.id, i.title, i.text, i.said_by, i.said_on)],
    )


def preview_of(report: Report) -> Preview:
    """What they would read now."""
    return reading_of(report).preview


def _written_on(report: Report) -> date:
    return (report.sent_up_at or report.request.at).date()


def chosen_of(report: Report, held: Sequence[Item]) -> list[tuple[Item, str, str]]:
    """Each thing held, what was chosen for it in words (empty where nothing was), and why it is held back."""
    chosen = {(c.kind, c.item): c for c in report.items.all()}
    found = [(item, chosen.get((item.kind, item.id))) for item in held]
    return [(item, c.get_choice_display() if c else "", c.why_held_back if c else "") for item, c in found]


def report_of(request: Request) -> Report | None:
    """The report for a request, if it has been begun."""
    return Report.objects.filter(request=request).select_related("request", "author").prefetch_related("items").first()


def newest_report(child: uuid.UUID) -> Report | None:
    """The report on a child that was begun last. Its items are fetched when they are asked for."""
    reports = Report.objects.filter(child_id=child).select_related("request", "author", "disclosure", "case")
    return reports.order_by("-request__at").first()


def as_written(entry: ChronologyEntry | EvidenceItem | ChildsView | None) -> dict[str, object]:
    """An entry as its form shows it again, to be corrected; of none, nothing."""
    if entry is None:
        return {}
    fields = {name: value for name, value in vars(entry).items() if not name.startswith("_")}
    said = {True: "yes", False: "no", None: ""}
    return {name: said[value] if isinstance(value, bool) else value for name, value in fields.items()}


def as_typed(report: Report | None) -> dict[str, object]:
    """A report as its form shows it again; of nothing, nothing is chosen."""
    if report is None:
        return {}
    told = None if report.was_told is None else "yes" if report.was_told else "no"
    typed: dict[str, object] = {
        "analysis": report.analysis, "purpose": report.purpose, "basis": report.basis, "was_told": told,
        "why_not_told": report.why_not_told, "is_shared_anyway": "yes" if report.is_shared_anyway else "no",
    }  # fmt: skip
    for chosen in report.items.all():
        typed |= {f"choice_{chosen.item}": chosen.choice, f"why_{chosen.item}": chosen.why_held_back}
    return typed
