"""Pages of cases that are opened urgently: to open one, the list of all, and another person's look."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.access.gate import Request, page
from kith.access.terms import Role
from kith.access.writing import posted, write
from kith.register.gate import on_case
from kith.register.rules import case_reference
from kith.welfare import actions, queries
from kith.welfare.forms import UrgentCheckForm, UrgentForm
from kith.welfare.record import Case

ROWS = 25


@page("welfare.open_urgently")
def open_urgently(request: Request) -> HttpResponse:
    """Open a case of whose team one is not, by its number and for a reason."""

    def act(given: dict[str, Any]) -> None:
        opening = actions.open_urgently(
            reference=case_reference(given["reference"]), reason=given["reason"], by=request.passage.actor,
            at=request.passage.at,
        )  # fmt: skip
        request.case_id = opening.case_id

    answer = write(
        request, UrgentForm(posted(request)), act, template="welfare/open_urgently.html", shown={},
        then=reverse("urgent_openings"),
        done=_("The case is open to you for 24 hours. Its team and a coordinator see that you opened it."),
    )  # fmt: skip
    return redirect("case", case_id=request.case_id) if request.case_id else answer


@page("welfare.urgent_openings")
def urgent_openings(request: Request) -> HttpResponse:
    """Every urgent opening of the cases that one sees, and one's own: first those at which nobody has looked."""
    return _listed(request, queries.urgent_openings(request.passage), "welfare/urgent_openings.html", {})


@on_case("welfare.urgent_openings")
def case_urgent_openings(request: Request, case: Case) -> HttpResponse:
    """The same of one case, for its team."""
    found = queries.urgent_openings(request.passage).filter(case=case)
    shown = {"case": case, "page_title": _("Opened urgently")}
    return _listed(request, found, "welfare/case_urgent_openings.html", shown)


@on_case("welfare.check_urgent_opening")
def check_urgent_opening(request: Request, case: Case, opening_id: uuid.UUID) -> HttpResponse:
    """Say whether it was right that somebody opened the case urgently."""
    opening = queries.urgent_opening(case, opening_id)
    if opening is None:
        raise Http404("no urgent opening of this case has this address")
    request.shown = [opening.pk]

    def act(given: dict[str, Any]) -> None:
        actions.check_urgent_opening(opening=opening, by=request.passage.actor, at=request.passage.at, **given)

    return write(
        request, UrgentCheckForm(posted(request)), act, template="welfare/check_urgent_opening.html",
        shown={"case": case, "one": opening, "page_title": _("Look at an urgent opening")}, done=_("Recorded."),
        then=reverse("urgent_openings"),
    )  # fmt: skip


def _listed(
    request: Request, found: Any, template: str, shown: dict[str, Any]
) -> HttpResponse:  # Any: pages know no tables
    rows = Paginator(found, ROWS).get_page(request.GET.get("page"))
    request.shown = [one.pk for one in rows]
    return render(request, template, shown | {
        "found": rows, "now": request.passage.at, "me": request.passage.actor.pk,
        "is_coordinator": request.passage.role == Role.COORDINATOR,
    })  # fmt: skip
