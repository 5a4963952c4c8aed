"""One child's record as one page shows it: what is next, the words, the indicators, the chronology with its silences."""

import uuid
from dataclasses import dataclass
from datetime import date

from kith.disclosure.queries import Crossed, crossed_about
from kith.disclosure.terms import ItemKind
from kith.protocol.pack import load
from kith.protocol.rules import due_on
from kith.register.models import Case, CaseChild
from kith.ui.dates import written_late
from kith.ui.templatetags.ui import Line
from kith.welfare.models import ChildsView, ChronologyEntry, EvidenceItem, Report
from kith.welfare.notes import Note, notes_about
from kith.welfare.queries import Lead, lead_of, newest_report, open_request
from kith.welfare.rules import Next, next_for, silences
from kith.welfare.terms import ReportStep

__all__ = ["Case", "ChildRecord", "due_appointment", "entry_to_correct", "record_of"]


@dataclass(frozen=True, slots=True)
class ChildRecord:
    """Everything that a child's page shows, newest first but for evidence."""

    lead: Lead | None
    next: Next
    since: date | None
    due: date | None
    views: tuple[Note, ...]
    evidence: tuple[Note, ...]
    events: tuple[Note, ...]
    assessment: Note | None
    chronology: tuple[Line, ...]
    report: Report | None
    crossed: tuple[Crossed, ...]


def record_of(child: CaseChild, *, on: date) -> ChildRecord:
    """The record of one child that came through `child_of`. Four queries."""
    notes = notes_about(child.person_id)
    of_kind = {kind: tuple(note for note in notes if note.kind == kind) for kind in ItemKind}
    lead, report = lead_of(child), newest_report(child.person_id)
    asked = open_request(child.person_id)
    assessed, views = of_kind[ItemKind.ASSESSMENT], of_kind[ItemKind.VIEWS]
    is_sent_up = report is not None and report.step == ReportStep.WITH_COORDINATOR
    step = next_for(
        has_lead=lead is not None, is_sent_up=is_sent_up, views_known=bool(views), is_asked=asked is not None,
        is_assessed=bool(assessed),
    )  # fmt: skip
    since, due = None, None
    if lead is None:
        since, due = child.from_at.date(), due_appointment(child)
    elif step in (Next.RELEASE, Next.ASSEMBLE) and asked is not None:
        since, due = (report.sent_up_at or asked.at if report and is_sent_up else asked.at).date(), asked.due_on
    elif step != Next.NOTE:
        since = lead.since
    return ChildRecord(
        lead=lead, next=step, since=since, due=due, views=views[::-1], evidence=of_kind[ItemKind.EVIDENCE],
        events=of_kind[ItemKind.EVENT][::-1], assessment=assessed[-1] if assessed else None,
        chronology=_chronology(of_kind[ItemKind.EVENT], on), report=report, crossed=tuple(crossed_about(child.person_id)),
    )  # fmt: skip


def _chronology(events: tuple[Note, ...], on: date) -> tuple[Line, ...]:
    lines = [(e.said_on, Line(f"{e.title}. {e.text}".strip(), e.said_on, _source(e))) for e in events]
    if events:
        gaps = silences([e.said_on for e in events], until=on)
        lines += [(gap.until_on, Line(gap.words, is_gap=True)) for gap in gaps]
    return tuple(line for _, line in sorted(lines, key=lambda pair: pair[0], reverse=True))


def _source(event: Note) -> str:
    return " · ".join(part for part in (event.said_by, written_late(event.said_on, event.at)) if part)


def due_appointment(child: CaseChild) -> date:
    """By when the child has a lead professional, by the pack's duty."""
    since = child.from_at.date()
    return due_on(load().duty("appoint_lead_professional", since), starts_on=since).on


def entry_to_correct(
    kind: ItemKind, child: uuid.UUID, entry: str
) -> ChronologyEntry | EvidenceItem | ChildsView | None:
    """The entry about this child that is to be corrected; None where there is none of this number."""
    tables: dict[ItemKind, type[ChronologyEntry] | type[EvidenceItem] | type[ChildsView]] = {
        ItemKind.EVENT: ChronologyEntry, ItemKind.EVIDENCE: EvidenceItem, ItemKind.VIEWS: ChildsView,
    }  # fmt: skip
    try:
        key = uuid.UUID(entry)
    except ValueError:
        return None
    return tables[kind]._base_manager.filter(pk=key, child_id=child).first()
