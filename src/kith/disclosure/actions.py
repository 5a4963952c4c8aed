"""Verbs of what crosses. Each writes the copy, the milestone and the audit entry in one transaction."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.access.side import current_side
from kith.access.terms import Side
from kith.disclosure.models import (
    DisclosedFile,
    DisclosedItem,
    Disclosure,
    Feedback,
    Milestone,
    MovedDate,
    Receipt,
    Request,
    Withholding,
)
from kith.disclosure.queries import asked_about, open_requests, standing_disclosure
from kith.disclosure.rules import Words, obstacles_to_moving_date, obstacles_to_taking_back_date, sha256_of
from kith.disclosure.terms import DisclosureKind, MilestoneKind, RequestKind
from kith.documents.actions import copy_across
from kith.documents.models import Document
from kith.register.gate import hold_case, hold_crossing_of
from kith.register.models import Case
from kith.verdict import refuse_if


@transaction.atomic
def pass_milestone(
    *,
    case: Case,
    kind: MilestoneKind,
    child: uuid.UUID | None = None,
    contact: Actor | None = None,
    by: Actor,
    at: datetime,
) -> Milestone:
    """Let the other side know that a step was taken, without a word of it. Called by the action that takes the step."""
    if current_side() != Side.DECISION:  # whose own steps keep nobody from deciding
        hold_crossing_of(case.pk)
    milestone = Milestone.objects.create(case=case, child_id=child, kind=kind, contact=contact, by=by, at=at)
    audit.record("disclosure.milestone_passed", by=by, at=at, subject=milestone.pk, case=case.pk, codes=[kind])
    return milestone


@transaction.atomic
def pass_milestones(*, cases: Sequence[Case], kind: MilestoneKind, by: Actor, at: datetime) -> list[Milestone]:
    """Let the other side know of many cases at once that the same step was taken: what an intake does."""
    passed = Milestone.objects.bulk_create([Milestone(case=case, kind=kind, by=by, at=at) for case in cases])
    if passed:
        audit.record("disclosure.milestones_passed", by=by, at=at, shown=[m.pk for m in passed], codes=[kind])
    return passed


@transaction.atomic
def ask_for_report(*, case: Case, child: uuid.UUID, due_on: date, by: Actor, at: datetime) -> Request:
    """Ask the children's side for a child's report. Asking again while one is open gives the open one back."""
    hold_case(case.pk)
    if held := open_requests(case, child):
        return held[0]
    request = Request.objects.create(case=case, child_id=child, kind=RequestKind.REPORT, due_on=due_on, by=by, at=at)
    audit.record("disclosure.report_asked_for", by=by, at=at, subject=request.pk, case=case.pk)
    return request


@transaction.atomic
def ask_for_check(*, case: Case, child: uuid.UUID, due_on: date, by: Actor, at: datetime) -> Request:
    """Ask the lead professional for a fresh look at a child before a step. While one is asked for it is not asked again.

    Whether it was given is not known here: the answer to a clearance alone says so.
    """
    return _ask_once(RequestKind.FRESH_CHECK, "disclosure.check_asked_for", case, child, due_on, by, at)


@transaction.atomic
def ask_what_helps(*, case: Case, child: uuid.UUID, due_on: date, by: Actor, at: datetime) -> Request:
    """Ask the lead professional and the coordinator what would help to finish a child's report, and until when.

    They answer by releasing it, by moving its date, or by telephone. While it is asked it is not asked again.
    """
    return _ask_once(RequestKind.WHAT_HELPS, "disclosure.what_helps_asked", case, child, due_on, by, at)


def _ask_once(
    kind: RequestKind, verb: str, case: Case, child: uuid.UUID, due_on: date, by: Actor, at: datetime
) -> Request:
    hold_case(case.pk)
    open_one = asked_about(case, child, kind).filter(due_on__gte=timezone.localdate(at)).first()
    if open_one:
        return open_one
    request = Request.objects.create(case=case, child_id=child, kind=kind, due_on=due_on, by=by, at=at)
    audit.record(verb, by=by, at=at, subject=request.pk, case=case.pk)
    return request


@transaction.atomic
def move_due_date(*, request: Request, due_on: date, by: Actor, at: datetime) -> MovedDate:
    """Move the day by which a report is due. Who asked sees the new day and no reason; twice the same day is once.

    Refused once the report was released, and for a day that is not still to come.
    """
    hold_case(request.case_id)
    last = MovedDate.objects.filter(request=request).order_by("-at", "-id").first()
    if last is not None and last.due_on == due_on:
        return last
    is_answered = Disclosure.objects.filter(request=request).exists()
    refuse_if(obstacles_to_moving_date(is_answered=is_answered, due_on=due_on, today=timezone.localdate(at)))
    moved = MovedDate.objects.create(request=request, due_on=due_on, by=by, at=at)
    audit.record("disclosure.due_date_moved", by=by, at=at, subject=moved.pk, case=request.case_id)
    return moved


@transaction.atomic
def take_back_due_date(*, moved: MovedDate, by: Actor, at: datetime) -> MovedDate:
    """Take back that one moved the day of a report: the day before it holds again, which crosses as a day. Both stay on record.

    Refused once the report was released, where the day was changed since, and to everybody but whoever moved it.
    """
    hold_case(moved.request.case_id)
    newest, *before = MovedDate.objects.filter(request=moved.request).order_by("-at", "-id")[:2]
    is_answered = Disclosure.objects.filter(request=moved.request).exists()
    refuse_if(obstacles_to_taking_back_date(
        is_answered=is_answered, is_newest=newest == moved, is_theirs=moved.by_id == by.pk
    ))  # fmt: skip
    due_on = before[0].due_on if before else moved.request.due_on
    back = MovedDate.objects.create(request=moved.request, due_on=due_on, by=by, at=at)
    audit.record("disclosure.due_date_taken_back", by=by, at=at, subject=moved.pk, case=moved.request.case_id)
    return back


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What was not released, and why. It never crosses."""

    item: uuid.UUID
    kind: str
    reason: str


@transaction.atomic
def disclose(
    *, request: Request, lead_professional: Actor, purpose: str, basis: str, was_told: bool, items: Sequence[Words],
    held_back: Sequence[HeldBack], files: Mapping[str, Document] | None = None, by: Actor, at: datetime,
) -> Disclosure:  # fmt: skip
    """Let an exact copy cross: the items word for word, that it is partial where something is held back, and no more.

    The file of an item, found in `files` by its hash, crosses as a new file of the decision side.

    It takes the place of what was released about this child on this case before; the earlier copy stays. What is held back
    is written down on the children's side alone. It cannot be called back.
    """
    hold_case(request.case_id)
    hold_crossing_of(request.case_id)
    is_partial = bool(held_back)
    disclosure = Disclosure.objects.create(
        request=request, case=request.case, child_id=request.child_id, lead_professional=lead_professional,
        purpose=purpose, basis=basis, was_told=was_told, is_partial=is_partial,
        sha256=sha256_of(purpose=purpose, basis=basis, was_told=was_told, is_partial=is_partial, items=items),
        supersedes=standing_disclosure(request.case, request.child_id), by=by, at=at,
    )  # fmt: skip
    crossed = _copy(disclosure, items)
    for item, row in zip(items, crossed, strict=True):
        if item.file:
            copy = copy_across(document=(files or {})[item.file], side=Side.DECISION, by=by, at=at)
            DisclosedFile.objects.create(item=row, document=copy, sha256=copy.sha256, by=by, at=at)
    Withholding.objects.bulk_create(
        Withholding(disclosure=disclosure, item=held.item, kind=held.kind, reason=held.reason, by=by, at=at)
        for held in held_back
    )
    audit.record(
        "disclosure.report_released",
        by=by,
        at=at,
        subject=disclosure.pk,
        case=request.case_id,
        digest=disclosure.sha256,
    )
    return disclosure


def _copy(disclosure: Disclosure, items: Sequence[Words]) -> list[DisclosedItem]:
    return DisclosedItem.objects.bulk_create(
        DisclosedItem(
            disclosure=disclosure, place=place, kind=item.kind, title=item.title, text=item.text, said_by=item.said_by,
            said_on=item.said_on, life=item.life.as_kept if item.life else {}, by=disclosure.by, at=disclosure.at,
        )
        for place, item in enumerate(items, 1)
    )  # fmt: skip


@transaction.atomic
def disclose_beside(
    *, kind: DisclosureKind, case: Case, child: uuid.UUID, lead_professional: Actor, purpose: str, basis: str,
    was_told: bool, items: Sequence[Words], by: Actor, at: datetime,
) -> Disclosure:  # fmt: skip
    """Let words cross that are no report: they answer no request and take no copy's place. They cannot be called back."""
    hold_case(case.pk)
    hold_crossing_of(case.pk)
    disclosure = Disclosure.objects.create(
        kind=kind, case=case, child_id=child, lead_professional=lead_professional, purpose=purpose, basis=basis,
        was_told=was_told, is_partial=False, by=by, at=at,
        sha256=sha256_of(purpose=purpose, basis=basis, was_told=was_told, is_partial=False, items=items),
    )  # fmt: skip
    _copy(disclosure, items)
    audit.record(
        "disclosure.shared_beside", by=by, at=at, subject=disclosure.pk, case=case.pk, digest=disclosure.sha256,
        codes=[kind],
    )  # fmt: skip
    return disclosure


@transaction.atomic
def tell_how_it_counted(
    *, case: Case, service: uuid.UUID, served_on: date, outcome: str, leave_length: str, how_it_counted: str,
    reports: Sequence[uuid.UUID], by: Actor, at: datetime,
) -> Feedback:  # fmt: skip
    """Let the children's side and the family know what was decided, and how counted what was sent and said. Called by the action
    that records the handing over: the database takes it for a notice that was handed over on this case, and for nothing else."""
    feedback = Feedback.objects.create(
        case=case, service=service, served_on=served_on, outcome=outcome, leave_length=leave_length,
        how_it_counted=how_it_counted, reports=sorted(reports), by=by, at=at,
        sha256=audit.digest(service, served_on, outcome, leave_length, how_it_counted, *sorted(reports)),
    )  # fmt: skip
    audit.record(
        "disclosure.how_it_counted_told", by=by, at=at, subject=feedback.pk, case=case.pk, digest=feedback.sha256
    )
    return feedback


@transaction.atomic
def open_disclosure(*, disclosure: Disclosure, by: Actor, at: datetime) -> Receipt:
    """Confirm having received a disclosure: from now on it is read. Pressing twice gives the first receipt back."""
    hold_case(disclosure.case_id)
    receipt = Receipt.objects.filter(disclosure=disclosure, by=by).first()
    if receipt is None:
        receipt = Receipt.objects.create(disclosure=disclosure, by=by, at=at)
        audit.record("disclosure.opened", by=by, at=at, subject=disclosure.pk, case=disclosure.case_id)
    return receipt
