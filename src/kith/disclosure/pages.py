"""Pages of what crosses: the same list for both sides, and opening what was released."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kith.access.gate import Request
from kith.access.terms import Side
from kith.disclosure import actions, queries
from kith.documents.handing import hand_out
from kith.register.gate import Case, on_case
from kith.register.queries import names_of


@on_case("disclosure.shared")
def shared(request: Request, case: Case) -> HttpResponse:
    """What was asked for, what crossed, and who opened it, child by child. Before opening, the text is not shown."""
    is_childrens_side = request.passage.side == Side.WELFARE
    found = queries.sharing_of(case, request.passage.actor, is_childrens_side=is_childrens_side)
    names = names_of([one.child for one in found])
    request.shown = [copy.disclosure.pk for one in found for copy in one.copies]
    unopened = [copy for one in found for copy in one.copies if not copy.is_read and copy.replaced_on is None]
    return render(request, "disclosure/shared.html", {
        "case": case, "page_title": _("Shared"), "rows": [(one, names.get(one.child, _("a child"))) for one in found],
        "is_childrens_side": is_childrens_side, "unopened": len(unopened),
        "feedback": queries.feedback_on(case), "beside": any(not copy.is_report for copy in unopened),
    })  # fmt: skip


@require_POST
@on_case("disclosure.open_disclosure")
def open_disclosure(request: Request, case: Case, disclosure_id: uuid.UUID) -> HttpResponse:
    """Open: a receipt is written, and from now on the text is shown."""
    found = queries.disclosures_of(case).filter(pk=disclosure_id).first()
    if found is None:
        raise Http404
    actions.open_disclosure(disclosure=found, by=request.passage.actor, at=request.passage.at)
    return redirect("shared", case_id=case.pk)


@on_case("disclosure.disclosed_file")
def disclosed_file(request: Request, case: Case, document_id: uuid.UUID) -> HttpResponse:
    """A file that crossed with a report, to keep, for whoever has opened the report."""
    found = queries.disclosed_file(case, document_id, request.passage.actor)
    if found is None:
        raise Http404("no file that crossed to this reader has this address")
    return hand_out(request, found.document)
