"""What records say of all served decisions, and the sample of them that is read once more."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kith.access.gate import Request, page
from kith.access.roles import roles_that_may
from kith.access.writing import posted
from kith.register.gate import on_case
from kith.review import actions, queries
from kith.review.forms import MonthForm, QualityForm
from kith.review.overview import Case
from kith.review.pages.writing import acting, write
from kith.review.rules import CHECKING, MANAGER, SHARE, obstacles_to_checking_as
from kith.review.terms import Claim, Shown
from kith.ui.tabs import tabs_at
from kith.verdict import Obstacle, Refused

ROWS = 20
READ = "read"  # of the tab


@page("review.said_and_done")
def said_and_done(request: Request) -> HttpResponse:
    """What is claimed of every served decision, held against the records, and each case of which a claim does not hold."""
    served = queries.served_decisions()
    found = Paginator([one for one in served if one.strays], ROWS).get_page(request.GET.get("page"))
    request.shown = [one.case for one in found]
    strays = Counter(claim for one in served for claim in one.strays)
    return render(request, "review/said_and_done.html", {
        "found": found, "served": len(served), "excepted": sum(one.steps.is_excepted for one in served),
        "claims": [(claim.label, len(served) - strays[claim], strays[claim]) for claim in Claim],
    })  # fmt: skip


@page("review.sample")
def sample(request: Request) -> HttpResponse:
    """The drawn decisions: to be read, and read. A manager draws those of a month that is over."""
    return _sample(request)


@require_POST
@page("review.draw_sample")
def draw_sample(request: Request) -> HttpResponse:
    """Draw the sample of one month."""
    form = MonthForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(Obstacle("no_month", _("Choose one of the months on this page."), CHECKING, MANAGER))
        actions.draw_sample(month=form.cleaned_data["month"], by=request.passage.actor, at=request.passage.at)
    except Refused as refused:
        request.refusals.append(refused)
        return _sample(request, refused.obstacles)
    messages.success(request, _("Drawn."))
    return redirect("sample")


def _sample(request: Request, refused: Sequence[Obstacle] = ()) -> HttpResponse:
    is_read = request.GET.get("where") == READ
    waiting = queries.sampled_visible_to(request.passage, is_read=False)
    read = queries.sampled_visible_to(request.passage, is_read=True)
    found = Paginator(read if is_read else waiting, ROWS).get_page(request.GET.get("page"))
    counts = (waiting.count(), found.paginator.count) if is_read else (found.paginator.count, read.count())
    shown, rows = queries.shown_in_sample(request.passage), list(found)
    request.shown = [one.pk for one in rows]
    return render(request, "review/sample.html", status=422 if refused else 200, context={
        "found": found, "rows": rows, "is_read": is_read, "share": SHARE, "refused": refused,
        "months": queries.months_to_draw(request.passage) if _may_draw(request) else (),
        "may_read": _may(request, "review.check_quality"), "read_so_far": counts[1],
        "looked_for": [(one.label, shown[one]) for one in Shown],
        "tabs": tabs_at(READ if is_read else "", (_("To read"), "", counts[0]), (_("Read"), READ, counts[1])),
        "query": f"where={READ}&" if is_read else "",
    })  # fmt: skip


@on_case("review.check_quality")
def check_quality(request: Request, case: Case) -> HttpResponse:
    """Read a drawn decision as somebody who had no part in it, and say how it reads."""
    sampled: Any = queries.sampled_on(case)  # Any: pages know no tables
    if sampled is None:
        raise Http404
    done = getattr(sampled, "check_made", None)
    parts = queries.parts_in(sampled.service.decision.review)
    return write(
        request, case, QualityForm(posted(request)), acting(request, actions.check_quality, sampled=sampled),
        _("Recorded. Those who decided can read it."), title=_("How it reads"), template="review/check_quality.html",
        more={
            "sampled": sampled, "made": done, "closed": _("It was read. What was written stays as it is.") if done else "",
            "obstacles": () if done else tuple(obstacles_to_checking_as(request.passage.actor.pk, parts)),
        },
    )  # fmt: skip


def _may(request: Request, permission: str) -> bool:
    return request.passage.role in roles_that_may(permission)


def _may_draw(request: Request) -> bool:
    """A manager who sees the decisions of every council."""
    return _may(request, "review.draw_sample") and "" in request.passage.areas
