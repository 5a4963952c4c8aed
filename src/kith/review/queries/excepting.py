"""Children of reviews whose report is late: what was asked of the children's side, and the exception that may be signed."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from kith.access.gate import Passage
from kith.disclosure.models import Disclosure, Request
from kith.disclosure.queries import due_now
from kith.disclosure.terms import RequestKind
from kith.register.queries import cases_visible_to, first_name
from kith.review.models import ExceptionSignature, ReportException, Review


@dataclass(frozen=True, slots=True)
class Late:
    """A child whose report is late: the case, the report's date, until when the children's side may say what would help
    (None: it was not asked), who signed first that it is decided without."""

    case_id: uuid.UUID
    reference: str
    child_id: uuid.UUID
    name: str
    due: date
    helps_until: date | None
    proposed_by: str


def late_reports(passage: Passage) -> list[Late]:
    """The children of open reviews in sight whose report is past its date, where no exception stands; latest first.
    One query."""
    child = OuterRef("child__canonical_id")
    open_now = Review.objects.filter(case=OuterRef("case"), closed_at__isnull=True)
    came = Disclosure.objects.filter(case=OuterRef("case"), child__canonical_id=child)
    asked = Request.objects.filter(case=OuterRef("case"), child__canonical_id=child).order_by("-at", "-id")
    later = asked.filter(at__gt=OuterRef("at"), kind=RequestKind.REPORT)
    helps = asked.filter(kind=RequestKind.WHAT_HELPS)
    of_child = {"review__case": OuterRef("case"), "review__closed_at__isnull": True, "child__canonical_id": child}
    signed = ExceptionSignature.objects.filter(**{f"exception__{name}": value for name, value in of_child.items()})
    proposed = ReportException.objects.filter(**of_child).order_by("-at", "-id")
    reports = Request.objects.filter(
        Exists(open_now), ~Exists(came), ~Exists(later), ~Exists(signed), kind=RequestKind.REPORT,
        case__in=cases_visible_to(passage),
    )  # fmt: skip
    found = (
        reports.annotate(due=due_now())
        .filter(due__lt=timezone.localdate(passage.at))
        .annotate(
            name=first_name("child_id"), helps_until=Subquery(helps.values("due_on")[:1]),
            proposed_by=Subquery(proposed.values("by__shown_name")[:1]),
        )
        .select_related("case")
        .order_by("due", "case_id", "child_id")
    )  # fmt: skip
    return [
        Late(
            one.case_id, one.case.reference, one.child_id, one.name or "", one.due, one.helps_until,
            one.proposed_by or "",
        )
        for one in found
    ]  # fmt: skip


def exception_with_id(review: Review, exception: uuid.UUID) -> ReportException | None:
    """One exception of this review."""
    return (
        ReportException.objects.filter(review=review, pk=exception)
        .select_related("by", "child", "review__case")
        .first()
    )
