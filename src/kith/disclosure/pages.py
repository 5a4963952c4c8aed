"""Pages of what crosses: the same list for both sides, and opening what was released."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kith.access.gate import Request
from kith.access.terms import Side
from kith.disclosure import actions, queries
from kith.register.gate import Case, on_case
from kith.register.queries import names_of


@on_case("disclosure.shared")
def shared(request: Request, case: Case) -> HttpResponse:
    """What was asked for, what crossed, and who opened it. Before opening, the text is not shown."""
    asked, crossed = list(queries.requests_of(case)), list(queries.disclosures_of(case))
    names = names_of({one.child_id for one in asked} | {one.child_id for one in crossed})
    request.shown = [one.pk for one in crossed]
    reads = request.passage.side == Side.WELFARE
    rows = [
        (
            one,
            names.get(one.child_id, ""),
            reads or any(r.by_id == request.passage.actor.pk for r in one.receipts.all()),
        )
        for one in crossed
    ]
    shown = {"case": case, "page_title": _("Shared"), "rows": rows}
    waiting = [(one, names.get(one.child_id, "")) for one in asked if one.pk not in {c.request_id for c in crossed}]
    return render(request, "disclosure/shared.html", shown | {"waiting": waiting, "may_open": not reads})


@require_POST
@on_case("disclosure.open_disclosure")
def open_disclosure(request: Request, case: Case, disclosure_id: uuid.UUID) -> HttpResponse:
    """Open: a receipt is written, and from now on the text is shown."""
    found = queries.disclosures_of(case).filter(pk=disclosure_id).first()
    if found is None:
        raise Http404
    actions.open_disclosure(disclosure=found, by=request.passage.actor, at=request.passage.at)
    return redirect("shared", case_id=case.pk)
