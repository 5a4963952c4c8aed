"""Children of reviews whose report is late: what was asked of the children's side, and the exception that may be signed."""

import uuid
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from kith.access.gate import Passage
from kith.disclosure.models import Request
from kith.disclosure.queries import due_now, reports
from kith.disclosure.terms import RequestKind
from kith.register.models import CaseChild
from kith.register.queries import cases_visible_to, first_name
from kith.review.models import Decision, ExceptionSignature, ReportException, Review, Service


def late_reports(passage: Passage) -> QuerySet[Any]:  # Any: a request with what is annotated here
    """The requests for reports past their date on children of open reviews in sight, where no exception stands; longest late
    first. With each: the child's `name`, its `due` day, until when the children's side may say what would help
    (`helps_until`, None: it was not asked since), who signed first that it is decided without (`proposed_by`)."""
    child = OuterRef("child__canonical_id")
    open_now = Review.objects.filter(case=OuterRef("case"), closed_at__isnull=True)
    came = reports().filter(case=OuterRef("case"), child__canonical_id=child)
    asked = Request.objects.filter(case=OuterRef("case"), child__canonical_id=child).order_by("-at", "-id")
    later = asked.filter(at__gt=OuterRef("at"), kind=RequestKind.REPORT)
    helps = asked.filter(kind=RequestKind.WHAT_HELPS, at__date__gt=OuterRef("due"))
    listed = CaseChild.objects.filter(case=OuterRef("case"), person__canonical_id=child, until_at__isnull=True)
    of_child = {"review__case": OuterRef("case"), "review__closed_at__isnull": True, "child__canonical_id": child}
    signed = ExceptionSignature.objects.filter(**{f"exception__{name}": value for name, value in of_child.items()})
    proposed = ReportException.objects.filter(**of_child).order_by("-at", "-id")
    asked_for = Request.objects.filter(
        Exists(open_now), Exists(listed), ~Exists(came), ~Exists(later), ~Exists(signed), kind=RequestKind.REPORT,
        case__in=cases_visible_to(passage),
    )  # fmt: skip
    return (
        asked_for.annotate(due=due_now())
        .filter(due__lt=timezone.localdate(passage.at))
        .annotate(
            name=first_name("child_id"), helps_until=Subquery(helps.values("due_on")[:1]),
            proposed_by=Subquery(proposed.values("by__shown_name")[:1]),
        )
        .select_related("case")
        .order_by("due", "case_id", "child_id")
    )  # fmt: skip


def signed_exceptions(passage: Passage) -> QuerySet[ExceptionSignature]:
    """The exceptions that two seniors signed on cases in sight, newest first, whatever became of them. With each: the child's
    `name`, on which day they did (`signed_on`), the case was decided since (`decided_on`), that was served (`served_on`), and
    the report came after all (`came_on`); None where it did not happen."""
    of_child = {
        "case": OuterRef("exception__review__case"),
        "child__canonical_id": OuterRef("exception__child__canonical_id"),
    }
    came = reports().filter(**of_child, at__gte=OuterRef("at")).order_by("at")
    decided = Decision.objects.filter(review=OuterRef("exception__review"), at__gte=OuterRef("at")).order_by("at")
    served = Service.objects.filter(decision__review=OuterRef("exception__review"), at__gte=OuterRef("at"))
    return (
        ExceptionSignature.objects.filter(exception__review__case__in=cases_visible_to(passage))
        .annotate(
            name=first_name("exception__child_id"), signed_on=TruncDate("at"),
            decided_on=Subquery(decided.values(day=TruncDate("at"))[:1]),
            served_on=Subquery(served.values("served_on")[:1]), came_on=Subquery(came.values(day=TruncDate("at"))[:1]),
        )
        .select_related("by", "proposed_by", "exception__review__case")
        .order_by("-at", "-id")
    )  # fmt: skip


def exception_with_id(review: Review, exception: uuid.UUID) -> ReportException | None:
    """One exception of this review."""
    return (
        ReportException.objects.filter(review=review, pk=exception)
        .select_related("by", "child", "review__case")
        .first()
    )
