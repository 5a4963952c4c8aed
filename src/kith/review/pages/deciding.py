"""Recording a decision, the second officer, and serving it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kith.access.gate import Request
from kith.protocol.pack import load
from kith.register.gate import on_case
from kith.review import actions, queries
from kith.review.forms import NothingForm, ReceiptForm, SecondViewForm
from kith.review.overview import Case
from kith.review.pages.writing import acting, around, decision_of, open_review_of, posted, write
from kith.verdict import Obstacle, Refused


@on_case("review.record_decision")
def record_decision(request: Request, case: Case) -> HttpResponse:
    """Make the newest draft the decision: possible only when nothing stands in the way."""
    draft = queries.newest_draft(open_review_of(case))
    if draft is None:
        raise Http404
    hint = _("A second officer then records an own view before reading yours.")
    return write(
        request,
        case,
        NothingForm(posted(request)),
        acting(request, actions.record_decision, draft=draft, pack=load()),
        _("Recorded. Next: the second officer."),
        title=_("Record decision"),
        hint=hint,
    )


@on_case("review.second_officer")
def second_officer(request: Request, case: Case) -> HttpResponse:
    """Step one: an own view, from findings and evidence. Step two: the draft beside it, confirm or return."""
    decision = decision_of(case)
    view = queries.view_of(decision, request.passage.actor)
    pack, by, at = load(), request.passage.actor, request.passage.at
    outcomes = pack.decisions(at.date())
    if view is None:
        form = SecondViewForm(posted(request), outcomes=outcomes)
        more = {
            "findings": queries.findings_of(decision.review),
            "factors": pack.criteria(decision.review.criteria).factors,
        }
        return write(
            request, case, form, acting(request, actions.record_second_view, decision=decision, pack=pack),
            _("Recorded. Now read the draft."), title=_("Record my view"), then="second_officer",
            hint=_("Step 1 of 2: your own view. What was decided is not on this page."),
            evidence=queries.evidence_of(case), more=more,
        )  # fmt: skip
    obstacles: tuple[Obstacle, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            if request.POST.get("step") == "confirm":
                actions.confirm_decision(
                    decision=decision, seen_sha256=request.POST.get("seen", ""), pack=pack, by=by, at=at
                )
            else:
                actions.return_decision(
                    decision=decision,
                    reasons=request.POST.get("reasons", "").replace("\x00", "")[:50_000],
                    by=by,
                    at=at,
                )
            messages.success(request, _("Recorded."))
            return redirect("second_officer", case_id=case.pk)
        except Refused as refused:
            request.refusals.append(refused)
            obstacles, status = refused.obstacles, 422
    words = {one.code: one.words for one in outcomes}
    shown = {
        "decision": decision, "view": view, "obstacles": obstacles, "answer": queries.answer_to(decision),
        "reasons": request.POST.get("reasons", ""),
        "mine": words.get(view.outcome, view.outcome), "theirs": words.get(decision.outcome, decision.outcome),
    }  # fmt: skip
    return render(
        request, "review/second_officer.html", around(request, case, _("Second officer")) | shown, status=status
    )


@on_case("review.serve_decision")
def serve_decision(request: Request, case: Case) -> HttpResponse:
    """Record that the notice was handed over, with proof."""
    decision = decision_of(case)

    def act(given: dict[str, Any]) -> None:
        acting(request, actions.serve_decision, decision=decision, pack=load())(
            {"method": given["method"], "proof": given["proof"], "served_on": given["day"]}
        )

    hint = _("Not on a Friday or the day before a school holiday. It cannot be called back.")
    return write(request, case, ReceiptForm(posted(request)), act, _("Recorded."), title=_("Serve decision"), hint=hint)
