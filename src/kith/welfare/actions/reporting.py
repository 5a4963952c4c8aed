"""Putting a report together by choosing, and releasing exactly what was seen."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kith.access import audit
from kith.access.models import Actor
from kith.disclosure.actions import pass_milestone
from kith.disclosure.models import DisclosedItem, Disclosure, Request, Withholding
from kith.disclosure.terms import ItemKind, MilestoneKind
from kith.records import Stale
from kith.register.gate import hold_case
from kith.verdict import Obstacle, Refused, refuse_if
from kith.welfare.models import Report, ReportItem
from kith.welfare.queries import current_lead, items_about, reading_of
from kith.welfare.rules import PRACTICE_GUIDANCE, obstacles_to_release, obstacles_to_sending_up
from kith.welfare.terms import Choice, ReportStep


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is done with one item."""

    kind: ItemKind
    item: uuid.UUID
    choice: Choice
    why_held_back: str = ""


@transaction.atomic
def assemble_report(
    *, request: Request, chosen: Sequence[Chosen], analysis: str, purpose: str, basis: str, was_told: bool | None,
    why_not_told: str = "", is_shared_anyway: bool = True, expected: int, by: Actor, at: datetime,
) -> Report:  # fmt: skip
    """Save the choices and words of a report that is asked for. `expected` is the version seen (0: none yet).

    Refused to others than the lead professional, for items that are not the child's, for something held back without a
    reason, and once it is with the coordinator. Someone else's newer version raises `Stale`, and nothing is lost.
    """
    hold_case(request.case_id)
    lead = current_lead(request.child_id)
    if lead is None or lead.professional_id != by.pk:
        raise Refused(
            Obstacle(
                "not_the_lead_professional",
                "Only the child's lead professional puts the report together.",
                PRACTICE_GUIDANCE,
                "the coordinator",
            )
        )
    known = {(item.kind, item.id) for item in items_about(request.child_id)}
    if any((one.kind, one.item) not in known for one in chosen):
        raise Refused(
            Obstacle(
                "not_held",
                "One of the items is not held about this child any more. Choose again.",
                PRACTICE_GUIDANCE,
                "the lead professional",
            )
        )
    if any(one.choice == Choice.HELD_BACK and not one.why_held_back.strip() for one in chosen):
        raise Refused(
            Obstacle("no_reason", "Say why each thing is held back.", PRACTICE_GUIDANCE, "the lead professional")
        )
    words = {
        "analysis": analysis,
        "purpose": purpose,
        "basis": basis,
        "is_shared_anyway": is_shared_anyway,
        "was_told": was_told,
        "why_not_told": why_not_told,
    }
    report = Report.objects.filter(request=request).first()
    if report is None:
        report = Report.objects.create(
            case_id=request.case_id, child_id=request.child_id, request=request, author=by, **words
        )
    elif report.step != ReportStep.BEING_ASSEMBLED:
        raise Refused(
            Obstacle(
                "with_coordinator",
                "The report is with the coordinator, or released.",
                PRACTICE_GUIDANCE,
                "the coordinator can return it to you",
            )
        )
    elif report.version != expected:
        raise Stale(report)
    else:
        report.change(expected=expected, **words)
    _keep_choices(report, chosen)
    audit.record("welfare.report_assembled", by=by, at=at, subject=report.pk, case=report.case_id)
    return report


def _keep_choices(report: Report, chosen: Sequence[Chosen]) -> None:
    """One line for each item, written where it is new or was chosen otherwise before."""
    held = {(item.kind, item.item): item for item in report.items.all()}
    fresh = []
    for one in chosen:
        item = held.get((one.kind, one.item)) or ReportItem(report=report, kind=one.kind, item=one.item)
        said = (one.choice, one.why_held_back if one.choice == Choice.HELD_BACK else "")
        if (item.choice, item.why_held_back) == said:
            continue
        item.choice, item.why_held_back = said
        if (one.kind, one.item) in held:
            item.save(update_fields=["choice", "why_held_back"])
        else:
            held[one.kind, one.item] = item
            fresh.append(item)
    ReportItem.objects.bulk_create(fresh)


@transaction.atomic
def send_up_report(*, report: Report, expected: int, by: Actor, at: datetime) -> Report:
    """Ask the coordinator to release. Refused while something is missing, and to others than the author's successor."""
    hold_case(report.case_id)
    lead = current_lead(report.child_id)
    if lead is None or lead.professional_id != by.pk:
        raise Refused(
            Obstacle(
                "not_the_lead_professional",
                "Only the child's lead professional sends the report up.",
                PRACTICE_GUIDANCE,
                "the coordinator",
            )
        )
    refuse_if(obstacles_to_sending_up(reading_of(report).facts))
    report.change(expected=expected, step=ReportStep.WITH_COORDINATOR, sent_up_at=at)
    audit.record("welfare.report_sent_up", by=by, at=at, subject=report.pk, case=report.case_id)
    return report


@transaction.atomic
def return_to_lead(*, report: Report, expected: int, by: Actor, at: datetime) -> Report:
    """Give the report back to the lead professional to change. Refused once it is released."""
    hold_case(report.case_id)
    if report.step == ReportStep.RELEASED:
        raise Refused(
            Obstacle(
                "already_released",
                "This report was released. A correction is a new report.",
                PRACTICE_GUIDANCE,
                "the coordinator",
            )
        )
    report.change(expected=expected, step=ReportStep.BEING_ASSEMBLED, sent_up_at=None)
    audit.record("welfare.report_returned", by=by, at=at, subject=report.pk, case=report.case_id)
    return report


@transaction.atomic
def release_report(*, report: Report, seen_sha256: str, by: Actor, at: datetime) -> Disclosure:
    """Release exactly what the preview showed: an exact copy crosses, what was held back stays. It cannot be called back.

    Refused while something is missing, and where the report is no longer what was seen. Twice gives the release back.
    """
    hold_case(report.case_id)
    report = Report.objects.select_related("request", "disclosure", "case", "author").get(pk=report.pk)
    if report.disclosure is not None:
        return report.disclosure
    reading = reading_of(report)
    refuse_if(obstacles_to_release(reading.facts))
    preview = reading.preview
    if preview.sha256 != seen_sha256:
        raise Refused(
            Obstacle(
                "changed_since_seen",
                "The report changed after you looked at it. Read it again.",
                PRACTICE_GUIDANCE,
                "the coordinator",
            )
        )
    disclosure = Disclosure.objects.create(
        request=report.request, case=report.case, child_id=report.child_id, lead_professional=report.author,
        purpose=report.purpose, basis=report.basis, was_told=bool(report.was_told), why_not_told=report.why_not_told,
        is_partial=preview.held_back > 0, sha256=preview.sha256, by=by, at=at,
    )  # fmt: skip
    DisclosedItem.objects.bulk_create(
        DisclosedItem(
            disclosure=disclosure, place=place, kind=item.kind, title=item.title, text=item.text, said_by=item.said_by,
            said_on=item.said_on, by=by, at=at,
        )
        for place, item in enumerate(preview.items, 1)
    )  # fmt: skip
    Withholding.objects.bulk_create(
        Withholding(disclosure=disclosure, item=held.item, kind=held.kind, reason=held.why_held_back, by=by, at=at)
        for held in report.items.filter(choice=Choice.HELD_BACK).order_by("kind", "item")
    )
    report.change(expected=report.version, step=ReportStep.RELEASED, disclosure=disclosure)
    pass_milestone(
        case=report.case, kind=MilestoneKind.REPORT_RELEASED, child=report.child_id, contact=report.author, by=by, at=at
    )
    audit.record(
        "disclosure.report_released", by=by, at=at, subject=disclosure.pk, case=report.case_id, digest=preview.sha256
    )
    return disclosure
