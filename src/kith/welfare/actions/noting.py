"""Writing down what is known about a child: events, evidence, the assessment, the child's own words."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from kith.access import audit
from kith.access.models import Actor
from kith.disclosure.actions import pass_milestone
from kith.disclosure.terms import MilestoneKind
from kith.protocol.pack import load
from kith.register.gate import hold_case
from kith.register.models import Case
from kith.verdict import Obstacle, Refused
from kith.welfare.models import ChildsView, ChronologyEntry, EvidenceItem, WellbeingAssessment
from kith.welfare.queries import current_lead

GIRFEC = "GIRFEC, national practice model"


@transaction.atomic
def note_event(
    *, case: Case, child: uuid.UUID, title: str, happened_from: date, happened_until: date | None = None, source: str,
    significance: str = "", corrects: ChronologyEntry | None = None, by: Actor, at: datetime,
) -> ChronologyEntry:  # fmt: skip
    """Note an event of the child's chronology; `corrects` is the entry that it takes the place of, which stays.

    Refused to others than the lead professional, for a day to come, and to correct an entry twice or of another child.
    """
    _refuse_others(child, by)
    _refuse_to_correct(corrects, case, child)
    until = happened_until or happened_from
    if not happened_from <= until <= at.date():
        raise Refused(
            Obstacle(
                "day_cannot_be", "The day lies in the future, or the end before the beginning.", GIRFEC, "check the day"
            )
        )
    entry = ChronologyEntry.objects.create(
        case=case, child_id=child, title=title, happened_from=happened_from, happened_until=until, source=source,
        significance=significance, corrects=corrects, by=by, at=at,
    )  # fmt: skip
    audit.record("welfare.event_noted", by=by, at=at, subject=entry.pk, case=case.pk)
    return entry


@transaction.atomic
def add_evidence(
    *, case: Case, child: uuid.UUID, kind: str, title: str, text: str, said_by: str, said_on: date, paper: str = "",
    corrects: EvidenceItem | None = None, by: Actor, at: datetime,
) -> EvidenceItem:  # fmt: skip
    """Add evidence of how the child belongs here: who said it, when, on what paper. Refusals as for an event."""
    _refuse_others(child, by)
    _refuse_to_correct(corrects, case, child)
    if said_on > at.date():
        raise Refused(Obstacle("day_cannot_be", "The day lies in the future.", GIRFEC, "check the day"))
    entry = EvidenceItem.objects.create(
        case=case, child_id=child, kind=kind, title=title, text=text, said_by=said_by, said_on=said_on, paper=paper,
        corrects=corrects, by=by, at=at,
    )  # fmt: skip
    audit.record("welfare.evidence_added", by=by, at=at, subject=entry.pk, case=case.pk)
    return entry


@transaction.atomic
def record_assessment(
    *,
    case: Case,
    child: uuid.UUID,
    indicators: Mapping[str, Mapping[str, str]],
    summary: str = "",
    by: Actor,
    at: datetime,
) -> WellbeingAssessment:
    """Record strengths and challenges by indicator; empty ones are allowed, all empty is not. Unknown ones are refused."""
    _refuse_others(child, by)
    known = {indicator.code for indicator in load().indicators}
    said = {code: dict(parts) for code, parts in indicators.items() if any(text.strip() for text in parts.values())}
    if unknown := set(indicators) - known:
        raise Refused(
            Obstacle(
                "no_such_indicator", f"There is no indicator {sorted(unknown)[0]}.", GIRFEC, "the lead professional"
            )
        )
    if not said and not summary.strip():
        raise Refused(
            Obstacle(
                "nothing_written", "Write something under at least one indicator.", GIRFEC, "the lead professional"
            )
        )
    entry = WellbeingAssessment.objects.create(
        case=case, child_id=child, indicators=said, summary=summary, by=by, at=at
    )
    audit.record("welfare.assessment_recorded", by=by, at=at, subject=entry.pk, case=case.pk)
    return entry


@transaction.atomic
def record_childs_views(
    *, case: Case, child: uuid.UUID, was_sought: bool, words: str = "", language: str = "", who_was_present: str = "",
    may_share: bool | None = None, why_not_sought: str = "", corrects: ChildsView | None = None, by: Actor, at: datetime,
) -> ChildsView:  # fmt: skip
    """Record the child's own words and whether they may be shared, or why they were not sought.

    Refused without words (an empty answer is written as such, in words), without the reason, and where it is not said
    whether the words may be shared (United Nations Convention on the Rights of the Child, article 12). Until a report is
    released the child may change or take back words: the new entry `corrects` the old one, which no longer goes anywhere.
    """
    _refuse_others(child, by)
    _refuse_to_correct(corrects, case, child)
    source = "UN Convention on the Rights of the Child, article 12"
    if was_sought and not words.strip():
        raise Refused(
            Obstacle(
                "no_words",
                "Write what the child said, or that the child chose not to say anything.",
                source,
                "the lead professional",
            )
        )
    if was_sought and may_share is None:
        raise Refused(
            Obstacle(
                "sharing_not_said", "Say whether the child's words may be shared.", source, "the lead professional"
            )
        )
    if not was_sought and not why_not_sought.strip():
        raise Refused(
            Obstacle("no_reason", "Say why the child's views were not sought.", source, "the lead professional")
        )
    entry = ChildsView.objects.create(
        case=case, child_id=child, was_sought=was_sought, words=words, language=language, who_was_present=who_was_present,
        may_share=may_share if was_sought else None, why_not_sought=why_not_sought, corrects=corrects, by=by, at=at,
    )  # fmt: skip
    kind = MilestoneKind.VIEWS_RECORDED if was_sought else MilestoneKind.VIEWS_NOT_SOUGHT_EXPLAINED
    pass_milestone(case=case, kind=kind, child=child, by=by, at=at)
    audit.record("welfare.childs_views_recorded", by=by, at=at, subject=entry.pk, case=case.pk)
    return entry


def _refuse_to_correct(
    earlier: ChronologyEntry | EvidenceItem | ChildsView | None, case: Case, child: uuid.UUID
) -> None:
    """An entry is corrected once, by one about the same child: what was corrected since is seen first."""
    if earlier is None:
        return
    hold_case(case.pk)
    if earlier.child_id != child or type(earlier)._base_manager.filter(corrects_id=earlier.pk).exists():
        raise Refused(
            Obstacle(
                "corrected_already",
                "This was corrected already. Correct what is written now.",
                GIRFEC,
                "the lead professional",
            )
        )


def _refuse_others(child: uuid.UUID, by: Actor) -> None:
    """Only the child's lead professional writes in the child's record."""
    held = current_lead(child)
    if held is None or held.professional_id != by.pk:
        raise Refused(
            Obstacle(
                "not_the_lead_professional",
                "Only the child's lead professional writes here.",
                GIRFEC,
                "the coordinator can hand over to you",
            )
        )
