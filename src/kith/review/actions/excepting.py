"""Deciding without one child's report: two senior officers, after the children's side was asked what would help."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.review.actions.holding import hold_open
from kith.review.models import ExceptionSignature, ReportException, Review
from kith.review.queries import Child, Papers, exception_facts, papers_in, parts_in
from kith.review.rules import EXCEPTION, SENIOR, obstacles_to_exception, obstacles_to_signing_exception
from kith.verdict import Obstacle, Refused, refuse_if


@transaction.atomic
def propose_exception(
    *, review: Review, child: uuid.UUID, reason: str, family_told_on: date, family_told_how: str, by: Actor,
    at: datetime,
) -> ReportException:  # fmt: skip
    """Say, as the first of two seniors, that a case may be decided without one child's report, and why it cannot wait.

    Refused before the children's side was asked what would help and had its time, while the report is not late or is here,
    before the family was told, where the reason names the lead professional, and to whoever has a part or a tie.
    """
    papers = papers_in(hold_open(review))
    of_child = _child(papers, child)
    refuse_if((
        *obstacles_to_signing_exception(by.pk, parts_in(papers.review)),
        *obstacles_to_exception(
            exception_facts(of_child, papers), reason=reason, family_told_on=family_told_on, on=timezone.localdate(at)
        ),
    ))  # fmt: skip
    said = {"reason": reason, "family_told_on": family_told_on, "family_told_how": family_told_how}
    same = ReportException.objects.filter(review=papers.review, child_id=child, by=by, **said).first()
    if same:
        return same
    exception = ReportException.objects.create(review=papers.review, child_id=child, **said, by=by, at=at)
    audit.record("review.exception_proposed", by=by, at=at, subject=exception.pk, case=papers.review.case_id)
    return exception


@transaction.atomic
def sign_exception(*, exception: ReportException, by: Actor, at: datetime) -> ExceptionSignature:
    """Sign, as the second of two seniors: from now on the case can be decided without this child's report, until one comes.

    Refused to whoever signed first, for another than the newest exception, and with all that refused the first signature.
    """
    papers = papers_in(hold_open(exception.review))
    of_child = _child(papers, exception.child.canonical_id)
    held = ExceptionSignature.objects.filter(exception=exception).first()
    if held:
        return held
    refuse_if((
        *obstacles_to_signing_exception(by.pk, parts_in(papers.review), proposed_by=exception.by_id),
        *obstacles_to_exception(
            exception_facts(of_child, papers), reason=exception.reason, family_told_on=exception.family_told_on,
            on=timezone.localdate(at),
        ),
    ))  # fmt: skip
    if of_child.exception is None or of_child.exception.id != exception.pk:
        raise Refused(Obstacle("exception_is_old", "There is a newer one. Read that first.", EXCEPTION, SENIOR))
    signature = ExceptionSignature.objects.create(exception=exception, proposed_by_id=exception.by_id, by=by, at=at)
    audit.record("review.exception_signed", by=by, at=at, subject=signature.pk, case=papers.review.case_id)
    return signature


def _child(papers: Papers, child: uuid.UUID) -> Child:
    found = next((one for one in papers.children if child in (one.id, one.canonical)), None)
    if found is None:
        raise Refused(Obstacle("no_such_child", "This is no child of the case.", EXCEPTION, SENIOR))
    return found
