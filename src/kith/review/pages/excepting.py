"""Where a report does not come: asking what would help, and the exception that two senior officers sign."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kith.access.gate import Request, page
from kith.access.roles import roles_that_may
from kith.access.writing import posted
from kith.disclosure.actions import ask_what_helps as ask
from kith.protocol.pack import load
from kith.protocol.rules import due_on
from kith.register.gate import on_case
from kith.review import actions, queries
from kith.review.forms import ExceptionForm, NothingForm
from kith.review.overview import Case
from kith.review.pages.writing import acting, closed_words, own_review, review_of, write
from kith.review.rules import obstacles_to_asking_what_helps, obstacles_to_signing_exception
from kith.ui.tabs import tabs_at
from kith.verdict import Obstacle, Refused, refuse_if

ROWS = 20
SIGNED = "signed"  # of the tab


@on_case("review.ask_what_helps")
def ask_what_helps(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Ask the lead professional and the coordinator what would help to finish a report."""
    review = own_review(request, case)
    child = _child(review, child_id)
    by, at, today = request.passage.actor, request.passage.at, timezone.localdate(request.passage.at)
    due = due_on(load().duty("ask_what_helps", today), starts_on=today).on

    def act(given: dict[str, Any]) -> None:
        if review.closed_at:
            raise Refused(Obstacle("review_closed", closed_words(review), "House rule", ""))
        refuse_if(obstacles_to_asking_what_helps(child.name, None if child.is_released else child.due_on, today))
        ask(case=case, child=child.id, due_on=due, by=by, at=at)

    return write(
        request, case, NothingForm(posted(request)), act, _("Asked."), title=_("Ask what would help"),
        template="review/ask_what_helps.html", more={"child": child, "due": due, "closed": closed_words(review)},
    )  # fmt: skip


@page("review.exceptions")
def exceptions(request: Request) -> HttpResponse:
    """Children whose report is late: the officer asks what would help, and two seniors may have to sign. On the other tab those
    of whom two have signed: every case that may be decided without a report, or was."""
    late: QuerySet[Any] = queries.late_reports(request.passage)
    signed: QuerySet[Any] = queries.signed_exceptions(request.passage)
    is_signed = request.GET.get("where") == SIGNED
    found = Paginator(signed if is_signed else late, ROWS).get_page(request.GET.get("page"))
    counts = (late.count(), found.paginator.count) if is_signed else (found.paginator.count, signed.count())
    rows = list(found)
    request.shown = [one.exception.child_id if is_signed else one.child_id for one in rows]
    return render(request, "review/signed_exceptions.html" if is_signed else "review/exceptions.html", {
        "found": found, "rows": rows, "may_ask": request.passage.role in roles_that_may("review.ask_what_helps"),
        "tabs": tabs_at(SIGNED if is_signed else "", (_("Late"), "", counts[0]), (_("Signed by two"), SIGNED, counts[1])),
        "query": f"where={SIGNED}&" if is_signed else "",
    })  # fmt: skip


@on_case("review.propose_exception")
def propose_exception(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Say, as the first of two seniors, that the case may be decided without this child's report."""
    review = review_of(case)
    child = _child(review, child_id)
    return write(
        request, case, ExceptionForm(posted(request)), acting(request, actions.propose_exception, review=review, child=child.id),
        _("Recorded. It counts when another senior officer has signed it."), title=_("Decide without the report"),
        template="review/exception.html",
        more={
            "child": child, "closed": closed_words(review),
            "obstacles": obstacles_to_signing_exception(request.passage.actor.pk, queries.parts_in(review)),
        },
    )  # fmt: skip


@on_case("review.sign_exception")
def sign_exception(request: Request, case: Case, exception_id: uuid.UUID) -> HttpResponse:
    """Sign, as the second of two seniors."""
    review = review_of(case)
    exception = queries.exception_with_id(review, exception_id)
    if exception is None:
        raise Http404
    me = request.passage.actor.pk
    return write(
        request, case, NothingForm(posted(request)), acting(request, actions.sign_exception, exception=exception),
        _("Signed. The case can be decided without this report, until one comes."), title=_("Sign the exception"),
        template="review/exception.html", then=reverse("review", args=[case.pk]),
        more={
            "child": _child(review, exception.child_id), "exception": exception, "closed": closed_words(review),
            "obstacles": obstacles_to_signing_exception(me, queries.parts_in(review), proposed_by=exception.by_id),
        },
    )  # fmt: skip


def _child(review: Any, child: uuid.UUID) -> queries.Child:  # Any: pages know no tables
    found = next((one for one in queries.children_in(review) if child in (one.id, one.canonical)), None)
    if found is None:
        raise Http404
    return found
