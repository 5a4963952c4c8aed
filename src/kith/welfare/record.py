"""One child's record as one page shows it: the words, the indicators, the chronology with its silences, the report."""

import uuid
from dataclasses import dataclass
from datetime import date

from kith.register.models import Case
from kith.ui.templatetags.ui import Line
from kith.welfare.models import ChildsView, ChronologyEntry, EvidenceItem, LeadProfessional, Report, WellbeingAssessment
from kith.welfare.queries import current_lead, newest_report, open_request
from kith.welfare.rules import silences

__all__ = ["Case", "ChildRecord", "record_of"]


@dataclass(frozen=True, slots=True)
class ChildRecord:
    """Everything that a child's page shows, newest first but for evidence."""

    lead: LeadProfessional | None
    views: tuple[ChildsView, ...]
    evidence: tuple[EvidenceItem, ...]
    assessment: WellbeingAssessment | None
    chronology: tuple[Line, ...]
    report: Report | None
    is_asked: bool
    due_on: date | None


def record_of(case: Case, child: uuid.UUID, *, on: date) -> ChildRecord:
    """The record of one child. A fixed number of queries."""
    events = list(
        ChronologyEntry.objects.filter(child_id=child, corrected_by__isnull=True).order_by("happened_from", "id")
    )
    lines = [(e.happened_from, Line(f"{e.title}. {e.significance}".strip(), e.happened_from, e.source)) for e in events]
    if events:
        gaps = silences([e.happened_from for e in events], until=on)
        lines += [(gap.until_on, Line(gap.words, is_gap=True)) for gap in gaps]
    asked = open_request(child)
    return ChildRecord(
        lead=current_lead(child),
        views=tuple(ChildsView.objects.filter(child_id=child).select_related("by").order_by("-at", "-id")),
        evidence=tuple(
            EvidenceItem.objects.filter(child_id=child, corrected_by__isnull=True).order_by("-said_on", "id")
        ),
        assessment=WellbeingAssessment.objects.filter(child_id=child)
        .select_related("by")
        .order_by("-at", "-id")
        .first(),
        chronology=tuple(line for _, line in sorted(lines, key=lambda pair: pair[0], reverse=True)),
        report=newest_report(child),
        is_asked=asked is not None,
        due_on=asked.due_on if asked else None,
    )
