"""Verbs of what crosses. Each writes the copy, the milestone and the audit entry in one transaction."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from kith.access import audit
from kith.access.models import Actor
from kith.disclosure.models import Disclosure, Milestone, Receipt, Request
from kith.disclosure.terms import MilestoneKind, RequestKind
from kith.register.models import Case


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
    open_one = Request.objects.filter(
        case=case, child_id=child, kind=RequestKind.REPORT, disclosures__isnull=True
    ).first()
    if open_one:
        return open_one
    request = Request.objects.create(case=case, child_id=child, kind=RequestKind.REPORT, due_on=due_on, by=by, at=at)
    audit.record("disclosure.report_asked_for", by=by, at=at, subject=request.pk, case=case.pk)
    return request


@transaction.atomic
def open_disclosure(*, disclosure: Disclosure, by: Actor, at: datetime) -> Receipt:
    """Confirm having received a disclosure: from now on it is read. Pressing twice gives the first receipt back."""
    receipt = Receipt.objects.filter(disclosure=disclosure, by=by).first()
    if receipt is None:
        receipt = Receipt.objects.create(disclosure=disclosure, by=by, at=at)
        audit.record("disclosure.opened", by=by, at=at, subject=disclosure.pk, case=disclosure.case_id)
    return receipt
