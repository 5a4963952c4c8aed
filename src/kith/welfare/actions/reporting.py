"""Putting a report together by choosing, releasing exactly what was seen, correcting what was released, moving its date."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.disclosure.actions import HeldBack, disclose, move_due_date, pass_milestone, take_back_due_date
from kith.disclosure.models import Disclosure, Request
from kith.disclosure.terms import ItemKind, MilestoneKind
from kith.records import Stale
from kith.register.gate import hold_case
from kith.verdict import Obstacle, Refused, refuse_if
from kith.welfare.actions.contributing import hold_answers_in
from kith.welfare.models import MoreTime, Report, ReportItem, SharingRecord
from kith.welfare.queries import contact_for, documents_in, is_lead_of, items_about, reading_of, report_of, said_in
from kith.welfare.rules import (
    PRACTICE_GUIDANCE,
    OnSharing,
    obstacles_to_day_of_advice,
    obstacles_to_release,
    obstacles_to_sending_up,
)
from kith.welfare.terms import TAKEN_BACK, Choice, ReportStep, SharingKind

THE_REVIEW = "The Home Office: those who work on the review of this case"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is done with one item."""

    kind: ItemKind
    item: uuid.UUID
    choice: Choice
    why_held_back: str = ""

    @property
    def why(self) -> str:
        """The reason, where there is something to give it for."""
        return self.why_held_back if self.choice == Choice.HELD_BACK else ""


@transaction.atomic
def assemble_report(
    *, request: Request, chosen: Sequence[Chosen], analysis: str, purpose: str, basis: str, was_told: bool | None,
    why_not_told: str = "", is_shared_anyway: bool = True, why_others_named: str = "", said: OnSharing,
    expected: int, by: Actor, at: datetime,
) -> Report:  # fmt: skip
    """Save the choices and words of a report that is asked for. `expected` is the version seen (0: none yet).

    Refused to others than the lead professional, for items that are not the child's, for something held back without a
    reason, and once it is with the coordinator. Someone else's newer version raises `Stale`, and nothing is lost; the same
    words and choices once more are saved once.
    """
    hold_case(request.case_id)
    _refuse_others(request.child_id, by, "puts the report together")
    known = {(item.kind, item.id) for item in items_about(request.child_id)}
    if any((one.kind, one.item) not in known for one in chosen):
        raise _refused("not_held", "One of the items is not held about this child any more. Choose again.")
    if any(one.choice == Choice.HELD_BACK and not one.why_held_back.strip() for one in chosen):
        raise _refused("no_reason", "Say why each thing is held back.")
    words = {
        "analysis": analysis,
        "purpose": purpose,
        "basis": basis,
        "is_shared_anyway": is_shared_anyway,
        "was_told": was_told,
        "why_not_told": why_not_told,
        "why_others_named": why_others_named,
        **asdict(said),
    }
    report = report_of(request)
    if report is None:
        report = Report.objects.create(
            case_id=request.case_id, child_id=request.child_id, request=request, author=by, **words
        )
    elif report.certificate_id is not None:
        raise _refused(
            "disposed_of", "The time of this report was over, and its texts were disposed of. Nothing is added to it."
        )
    elif report.step != ReportStep.BEING_ASSEMBLED:
        raise _refused(
            "with_coordinator",
            "The report is with the coordinator, or released.",
            "the coordinator can return it to you",
        )
    elif _is_saved(report, words, chosen, known):
        return report
    elif report.version != expected:
        raise Stale(report)
    else:
        report.change(expected=expected, author=by, **words)
    _keep_choices(report, chosen, known)
    audit.record("welfare.report_assembled", by=by, at=at, subject=report.pk, case=report.case_id)
    return report


def _keep_choices(report: Report, chosen: Sequence[Chosen], known: set[tuple[ItemKind, uuid.UUID]]) -> None:
    """One line for each item, written where it is new or was chosen otherwise before. Of what was corrected or taken back
    since, nothing is chosen any more."""
    gone = ReportItem.objects.filter(report=report).exclude(item__in=[item for _, item in known])
    gone.update(choice=Choice.LEFT_OUT, why_held_back="")
    held = {(item.kind, item.item): item for item in report.items.all()}
    fresh = []
    for one in chosen:
        item = held.get((one.kind, one.item)) or ReportItem(report=report, kind=one.kind, item=one.item)
        if (item.choice, item.why_held_back) == (one.choice, one.why):
            continue
        item.choice, item.why_held_back = one.choice, one.why
        if (one.kind, one.item) in held:
            item.save(update_fields=["choice", "why_held_back"])
        else:
            held[one.kind, one.item] = item
            fresh.append(item)
    ReportItem.objects.bulk_create(fresh)


def _is_saved(
    report: Report, words: dict[str, object], chosen: Sequence[Chosen], known: set[tuple[ItemKind, uuid.UUID]]
) -> bool:
    held = {(one.kind, one.item): (one.choice, one.why_held_back) for one in report.items.all()}
    if any(choice != Choice.LEFT_OUT and key not in known for key, (choice, _why) in held.items()):
        return False  # something was corrected since
    return all(getattr(report, name) == value for name, value in words.items()) and all(
        held.get((one.kind, one.item)) == (one.choice, one.why) for one in chosen
    )


@transaction.atomic
def send_up_report(*, report: Report, expected: int, by: Actor, at: datetime) -> Report:
    """Ask the coordinator to release. Refused while something is missing, and to others than the lead professional.

    Pressed twice it is sent once.
    """
    hold_case(report.case_id)
    _refuse_others(report.child_id, by, "sends the report up")
    report.refresh_from_db()
    if report.step == ReportStep.WITH_COORDINATOR:
        return report
    refuse_if(obstacles_to_sending_up(reading_of(report).facts))
    refuse_if(obstacles_to_day_of_advice(said_in(report), timezone.localdate(at)))
    report.change(expected=expected, step=ReportStep.WITH_COORDINATOR, sent_up_at=at)
    audit.record("welfare.report_sent_up", by=by, at=at, subject=report.pk, case=report.case_id)
    return report


@transaction.atomic
def fetch_report_back(*, report: Report, by: Actor, at: datetime) -> Report:
    """Undo sending up: the lead professional has the report again, until it is released. Twice is once."""
    hold_case(report.case_id)
    _refuse_others(report.child_id, by, "fetches the report back")
    report.refresh_from_db()
    _refuse_released(report)
    if report.step == ReportStep.WITH_COORDINATOR:
        report.change(expected=report.version, step=ReportStep.BEING_ASSEMBLED, sent_up_at=None)
        audit.record("welfare.report_fetched_back", by=by, at=at, subject=report.pk, case=report.case_id)
    return report


@transaction.atomic
def return_report(*, report: Report, why: str, expected: int, by: Actor, at: datetime) -> Report:
    """Give the report back to the lead professional, saying what to change. Refused without that, and once released.

    Pressed twice it is returned once.
    """
    hold_case(report.case_id)
    report.refresh_from_db()
    _refuse_released(report)
    if not why.strip():
        raise _refused("no_reason", "Say what should be changed before it can go.", "the coordinator")
    if report.step == ReportStep.BEING_ASSEMBLED and report.why_returned == why:
        return report
    report.change(expected=expected, step=ReportStep.BEING_ASSEMBLED, sent_up_at=None, why_returned=why)
    audit.record("welfare.report_returned", by=by, at=at, subject=report.pk, case=report.case_id)
    return report


@transaction.atomic
def release_report(*, report: Report, seen_sha256: str, by: Actor, at: datetime) -> Disclosure:
    """Release exactly what the preview showed: an exact copy crosses, what was held back stays. It cannot be called back.

    Refused while something is missing, to whoever wrote it, and where the report is no longer what was seen
    (`Preview.seen`). Twice gives the release back.
    """
    hold_case(report.case_id)
    hold_answers_in(report.pk)
    report = Report.objects.select_related("request", "disclosure", "case", "author").get(pk=report.pk)
    if report.disclosure is not None:
        return report.disclosure
    reading = reading_of(report)
    is_own = report.author_id == by.pk or is_lead_of(report.child_id, by)
    refuse_if(obstacles_to_release(reading.facts, is_own=is_own))
    if reading.preview.seen != seen_sha256:
        raise _refused(
            "changed_since_seen", "The report changed after you looked at it. Read it again.", "the coordinator"
        )
    disclosure = disclose(
        request=report.request, lead_professional=report.author, purpose=report.purpose, basis=report.basis,
        was_told=bool(report.was_told), items=[item.as_read for item in reading.preview.items],
        held_back=[HeldBack(one.item.id, one.item.kind, one.why_held_back) for one in reading.preview.held_back],
        files=documents_in(reading.preview), by=by, at=at,
    )  # fmt: skip
    report.change(expected=report.version, step=ReportStep.RELEASED, disclosure=disclosure)
    record = SharingRecord.objects.create(
        case=report.case, child_id=report.child_id, kind=SharingKind.RELEASED, disclosure=disclosure, whom=THE_REVIEW,
        why=report.purpose, basis=report.basis, was_told=bool(report.was_told), why_not_told=report.why_not_told,
        **asdict(said_in(report)), by=by, at=at,
    )  # fmt: skip
    pass_milestone(
        case=report.case, kind=MilestoneKind.REPORT_RELEASED, child=report.child_id,
        contact=contact_for(report.child_id) or by, by=by, at=at,
    )  # fmt: skip
    audit.record("welfare.sharing_recorded", by=by, at=at, subject=record.pk, case=report.case_id)
    audit.record("welfare.report_released", by=by, at=at, subject=report.pk, case=report.case_id)
    return disclosure


@transaction.atomic
def correct_report(*, report: Report, why: str, by: Actor, at: datetime) -> Report:
    """Begin the correction of a report that was released: a new one, with what was chosen then, for the same request.

    What the other side holds stays as it is until the correction is released and takes its place. Begun twice it is one.
    Refused without a reason, to others than the lead professional, and for a report that did not go.
    """
    hold_case(report.case_id)
    _refuse_others(report.child_id, by, "corrects the report")
    begun = Report.objects.filter(corrects=report).first()
    if begun is not None and begun.step != ReportStep.RELEASED:
        return begun
    if begun is not None:
        raise _refused("corrected_already", "This was corrected already. Correct what was released last.")
    if report.step != ReportStep.RELEASED:
        raise _refused("not_released", "This report can still be changed: it was not released.")
    if not why.strip():
        raise _refused("no_reason", "Say what has to be put right.")
    correction = Report.objects.create(
        case_id=report.case_id, child_id=report.child_id, request_id=report.request_id, corrects=report,
        why_corrected=why, author=by, analysis=report.analysis, purpose=report.purpose, basis=report.basis,
        is_shared_anyway=report.is_shared_anyway, was_told=report.was_told, why_not_told=report.why_not_told,
        why_others_named=report.why_others_named, **asdict(said_in(report)),
    )  # fmt: skip
    standing = {(item.kind, item.id) for item in items_about(report.child_id)}
    for one in report.items.order_by("id"):
        if (one.kind, one.item) in standing:
            ReportItem.objects.create(
                report=correction, kind=one.kind, item=one.item, choice=one.choice, why_held_back=one.why_held_back
            )
    audit.record("welfare.report_correction_begun", by=by, at=at, subject=correction.pk, case=report.case_id)
    return correction


@transaction.atomic
def move_report_date(*, request: Request, due_on: date, reason: str, by: Actor, at: datetime) -> MoreTime:
    """Move the day by which a report is due, with a reason that stays on this side; the day itself crosses.

    Refused without a reason, once the report was released, and for a day that is not still to come. Twice is once.
    """
    hold_case(request.case_id)
    if not reason.strip():
        raise _refused("no_reason", "Say why more time is needed.", "the coordinator")
    moved = move_due_date(request=request, due_on=due_on, by=by, at=at)
    held = MoreTime.objects.filter(moved=moved).first()
    if held is not None:
        return held
    more = MoreTime.objects.create(case_id=request.case_id, moved=moved, reason=reason, by=by, at=at)
    audit.record("welfare.report_date_moved", by=by, at=at, subject=more.pk, case=request.case_id)
    return more


@transaction.atomic
def take_back_report_date(*, more: MoreTime, by: Actor, at: datetime) -> MoreTime:
    """Take back that one moved the day of a report: the day before it holds again, on both sides. Refused as
    `disclosure.take_back_due_date` says, and of what takes a move back itself."""
    hold_case(more.case_id)
    if more.undoes:
        raise _refused(
            "undoes_already", "This took a move back. Move the date, with a reason.", "whoever moves the date"
        )
    moved = take_back_due_date(moved=more.moved, by=by, at=at)
    back = MoreTime.objects.create(case_id=more.case_id, moved=moved, reason=TAKEN_BACK, by=by, at=at)
    audit.record("welfare.report_date_taken_back", by=by, at=at, subject=more.pk, case=more.case_id)
    return back


def _refuse_others(child: uuid.UUID, by: Actor, does: str) -> None:
    if not is_lead_of(child, by):
        raise _refused(
            "not_the_lead_professional",
            f"Only the child's lead professional {does}.",
            "the coordinator can hand over to you",
        )


def _refuse_released(report: Report) -> None:
    if report.step == ReportStep.RELEASED:
        raise _refused(
            "already_released", "This report was released. A correction is a new report.", "the lead professional"
        )


def _refused(code: str, words: str, who: str = "the lead professional") -> Refused:
    return Refused(Obstacle(code, words, PRACTICE_GUIDANCE, who))
