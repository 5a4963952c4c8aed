"""Child protection: one step away on every page of a child."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kith.access.gate import Request, page
from kith.register.gate import on_case
from kith.register.queries import names_of
from kith.welfare import actions, queries
from kith.welfare.forms import CloseConcernForm, ConcernForm
from kith.welfare.pages.around import Writing, of_child, write
from kith.welfare.record import Case

ROWS = 25


@page("welfare.concerns")
def concerns(request: Request) -> HttpResponse:
    """Every concern that is open about a child of mine, or of my area, the oldest first."""
    found = Paginator(queries.concerns_in_sight(), ROWS).get_page(request.GET.get("page"))
    names = names_of([one.child_id for one in found])
    request.shown = [one.child_id for one in found]
    rows = [(one, names.get(one.child_id, "")) for one in found]
    return render(request, "welfare/concerns.html", {"found": found, "rows": rows})


@on_case("welfare.raise_concern")
def raise_concern(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Write down a worry that the child is not safe. First of all the page says whom to ring."""
    shown = of_child(request, case, child_id)

    def act(given: dict[str, Any]) -> None:
        actions.raise_concern(case=case, child=child_id, by=request.passage.actor, at=request.passage.at, **given)

    leads = queries.leads_of(shown["entry"])
    done = _("Recorded.")
    if leads and not all(lead.is_social_worker for lead in leads):
        done = _("Recorded. The coordinator sees that a registered social worker must take over.")
    before = (
        _("The children's side of this case sees it: whoever looks after the child, and the coordinator."),
        _("The review is asked to wait, with the lead professional's name to ring, and reads not a word of it."),
        _("It does not tell police or social work: you do, without delay."),
    )
    return write(request, shown, ConcernForm(request.POST if request.method == "POST" else None), Writing(
        title=_("Child protection"), button=_("Raise concern"), act=act, before=before, done=done,
        template="welfare/raise_concern.html", more={"concerns": queries.open_concerns(child_id)},
    ))  # fmt: skip


@on_case("welfare.close_concern")
def close_concern(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Write down how a worry (?concern=) was answered."""
    shown = of_child(request, case, child_id)
    number = request.GET.get("concern", "")
    concern = next((one for one in queries.open_concerns(child_id) if str(one.pk) == number), None)
    if concern is None:
        raise Http404("no open concern about this child has this address")

    def act(given: dict[str, Any]) -> None:
        actions.close_concern(concern=concern, by=request.passage.actor, at=request.passage.at, **given)

    before = (_("When no concern about the child is open, the review learns that it may go on, and not why."),)
    return write(request, shown, CloseConcernForm(request.POST if request.method == "POST" else None), Writing(
        title=_("Close concern"), act=act, before=before, done=_("Recorded."), more={"quoted": concern.words},
    ))  # fmt: skip
