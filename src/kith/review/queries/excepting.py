"""Children of reviews whose report is late, and of whom the children's side was asked what would help."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, Subquery

from kith.access.gate import Passage
from kith.disclosure.models import Disclosure, Request
from kith.disclosure.terms import RequestKind
from kith.register.queries import cases_visible_to, first_name
from kith.review.models import ExceptionSignature, ReportException, Review


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A child without a report: the case, until when the children's side may say what would help, who signed first."""

    case_id: uuid.UUID
    reference: str
    child_id: uuid.UUID
    name: str
    until: date
    proposed_by: str


def awaiting_exception(passage: Passage) -> list[Awaiting]:
    """The children of open reviews in sight of whom it was asked what would help, and no report came and no exception
    stands; longest waiting first. One query."""
    child = OuterRef("child__canonical_id")
    open_now = Review.objects.filter(case=OuterRef("case"), closed_at__isnull=True)
    came = Disclosure.objects.filter(case=OuterRef("case"), child__canonical_id=child)
    later = Request.objects.filter(
        Q(at__gt=OuterRef("at")), case=OuterRef("case"), child__canonical_id=child, kind=RequestKind.WHAT_HELPS
    )
    of_child = {"review__case": OuterRef("case"), "review__closed_at__isnull": True, "child__canonical_id": child}
    signed = ExceptionSignature.objects.filter(**{f"exception__{name}": value for name, value in of_child.items()})
    proposed = ReportException.objects.filter(**of_child).order_by("-at", "-id")
    found = (
        Request.objects.filter(
            Exists(open_now), ~Exists(came), ~Exists(later), ~Exists(signed), kind=RequestKind.WHAT_HELPS,
            case__in=cases_visible_to(passage),
        )
        .annotate(name=first_name("child_id"), proposed_by=Subquery(proposed.values("by__shown_name")[:1]))
        .select_related("case")
        .order_by("due_on", "case_id", "child_id")
    )  # fmt: skip
    return [
        Awaiting(one.case_id, one.case.reference, one.child_id, one.name or "", one.due_on, one.proposed_by or "")
        for one in found
    ]


def exception_with_id(review: Review, exception: uuid.UUID) -> ReportException | None:
    """One exception of this review."""
    return (
        ReportException.objects.filter(review=review, pk=exception)
        .select_related("by", "child", "review__case")
        .first()
    )
