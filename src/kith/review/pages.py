"""Pages of the review: one overview, and one page per verb, all written by one way."""

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kith.access.gate import Request, page
from kith.access.queries import actors_with_role
from kith.access.terms import Role
from kith.disclosure.actions import ask_for_report as ask
from kith.documents.queries import content_of
from kith.protocol.pack import load
from kith.protocol.rules import due_on
from kith.records import Stale
from kith.register.gate import on_case
from kith.register.queries import children_of, names_of
from kith.review import actions, queries
from kith.review.forms import (
    AllocateForm,
    BestInterestsForm,
    ConflictForm,
    DraftForm,
    FindingForm,
    NothingForm,
    ReceiptForm,
    ReplyForm,
    SecondViewForm,
)
from kith.review.overview import Case, Review, overview_of
from kith.review.terms import WHOLE_CASE
from kith.ui.forms import Form
from kith.verdict import Obstacle, Refused

ROWS = 25
Act = Callable[[dict[str, Any]], object]


@page("review.allocate")
def allocate(request: Request) -> HttpResponse:
    """Confirmed cases that no officer has yet, longest waiting first; tick several and choose an officer."""
    people = list(actors_with_role(Role.REVIEW_OFFICER, request.passage.at))
    form = AllocateForm(
        request.POST if request.method == "POST" else None, people=[(str(p.pk), p.shown_name) for p in people]
    )
    found = Paginator(queries.cases_to_allocate(request.passage), ROWS).get_page(request.GET.get("page"))
    ticked = request.POST.getlist("case")
    status = 200
    if request.method == "POST":
        status = 422
        if not ticked:
            form.add_error(None, _("Tick at least one case."))
        if form.is_valid():
            officer = next(p for p in people if str(p.pk) == form.cleaned_data["officer"])
            for case in queries.cases_by_id(request.passage, ticked):
                actions.allocate(
                    case=case, officer=officer, pack=load(), by=request.passage.actor, at=request.passage.at
                )
            messages.success(request, _("Allocated."))
            return redirect("allocate")
    request.shown = [case.pk for case in found]
    return render(request, "review/allocate.html", {"found": found, "form": form, "ticked": ticked}, status=status)


@on_case("review.review")
def review(request: Request, case: Case) -> HttpResponse:
    """Where the review is: what is missing and who can clear it first, then factor by factor."""
    held = queries.newest_review(case)
    if held is None:
        return render(request, "review/not_open.html", _around(request, case, _("Review")))
    shown = overview_of(held, load(), request.passage)
    return render(request, "review/review.html", _around(request, case, _("Review")) | {"shown": shown, "review": held})


@on_case("review.ask_for_report")
def ask_for_report(request: Request, case: Case) -> HttpResponse:
    """Ask for the report on each child, on the day that the review opens."""
    pack, by, at = load(), request.passage.actor, request.passage.at
    due = due_on(pack.duty("release_report", at.date()), starts_on=at.date()).on

    def act(given: dict[str, Any]) -> None:
        for child in children_of(case):
            ask(case=case, child=child.person_id, due_on=due, by=by, at=at)

    hint = _("The lead professional of each child is asked. The date is 28 days from today.")
    return _write(request, case, NothingForm(_posted(request)), act, _("Asked."), title=_("Ask for report"), hint=hint)


@on_case("review.assess_best_interests")
def assess_best_interests(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Weigh what is best for one child, before and apart from the decision."""
    held = _open(case)
    name = names_of([child_id]).get(child_id, "")
    return _write(
        request, case, BestInterestsForm(_posted(request)),
        _acting(request, actions.assess_best_interests, review=held, child=child_id),
        _("Recorded."), title=_("Assess best interests"), hint=name, evidence=queries.evidence_of(case),
    )  # fmt: skip


@on_case("review.record_finding")
def record_finding(request: Request, case: Case, factor: str) -> HttpResponse:
    """Write what is found on one factor, with what was released beside it."""
    held, pack = _open(case), load()
    words = next((f.words for f in pack.criteria(held.criteria).factors if f.code == factor), None)
    if words is None and factor != WHOLE_CASE:
        raise Http404
    before = queries.findings_of(held).get(factor)
    evidence = queries.evidence_of(case)
    form = FindingForm(
        _posted(request), items=[(str(i.pk), i.title) for i in evidence],
        initial={"text": before.text if before else "", "after": str(before.pk) if before else ""},
    )  # fmt: skip

    def act(given: dict[str, Any]) -> None:
        links = [
            actions.Link(i.pk, given[f"link_{i.pk}"])
            for i in evidence
            if given.get(f"link_{i.pk}") not in ("", "none", None)
        ]
        common = {
            "review": held, "text": given["text"], "links": links, "after": _id(given["after"]),
            "by": request.passage.actor, "at": request.passage.at,
        }  # fmt: skip
        if factor == WHOLE_CASE:
            actions.record_weighing(**common)
        else:
            actions.record_finding(factor=factor, pack=pack, **common)

    title = words or _("The whole case, weighed together")
    return _write(request, case, form, act, _("Recorded."), title=_("Record finding"), hint=title, evidence=evidence)


@on_case("review.save_draft")
def save_draft(request: Request, case: Case) -> HttpResponse:
    """Save a draft: the outcomes are equal, none is chosen."""
    held, pack = _open(case), load()
    last = queries.newest_draft(held)
    initial = {"after": last.number if last else 0} | (
        {
            "outcome": last.outcome,
            "leave_length": last.leave_length,
            "reasons": last.reasons,
            "points_against": last.points_against,
        }
        if last
        else {}
    )
    form = DraftForm(_posted(request), outcomes=pack.decisions(request.passage.at.date()), initial=initial)
    return _write(
        request,
        case,
        form,
        _acting(request, actions.save_draft, review=held, pack=pack),
        _("Saved. It is no decision yet."),
        title=_("Save draft"),
    )


@on_case("review.declare_conflict")
def declare_conflict(request: Request, case: Case) -> HttpResponse:
    """Say whether anything ties the officer to the family."""
    held = _open(case)

    def act(given: dict[str, Any]) -> None:
        _acting(request, actions.declare_conflict, review=held)(
            given | {"has_conflict": given["has_conflict"] == "yes"}
        )

    hint = _("Yes is no blame: the case then goes to another officer.")
    return _write(request, case, ConflictForm(_posted(request)), act, _("Recorded."), title=_("Declare"), hint=hint)


@on_case("review.invite_reply")
def invite_reply(request: Request, case: Case) -> HttpResponse:
    """Let the family hear the points against it; the letter is made within a minute."""
    draft = queries.newest_draft(_open(case))
    if draft is None:
        raise Http404
    hint = _(
        "The family gets the points against it by letter and has 28 days to answer, counted from the day it has the letter."
    )
    return _write(
        request,
        case,
        NothingForm(_posted(request)),
        _acting(request, actions.invite_reply, draft=draft),
        _("The letter is being made."),
        title=_("Invite reply"),
        hint=hint,
    )


@on_case("review.record_proof_of_receipt")
def record_proof_of_receipt(request: Request, case: Case) -> HttpResponse:
    """Record how and when the family received the invitation."""
    invitation = _invitation(case)

    def act(given: dict[str, Any]) -> None:
        _acting(request, actions.record_proof_of_receipt, invitation=invitation, pack=load())(
            {"method": given["method"], "proof": given["proof"], "received_on": given["day"]}
        )

    return _write(request, case, ReceiptForm(_posted(request)), act, _("Recorded."), title=_("Record proof of receipt"))


@on_case("review.record_reply")
def record_reply(request: Request, case: Case) -> HttpResponse:
    """Record the family's reply, or that its time ended."""
    invitation = _invitation(case)

    def act(given: dict[str, Any]) -> None:
        _acting(request, actions.record_reply, invitation=invitation)(
            given | {"was_given": given["was_given"] == "yes"}
        )

    return _write(
        request,
        case,
        ReplyForm(_posted(request)),
        act,
        _("Recorded."),
        title=_("Record reply"),
        hint=_("Nothing follows from silence."),
    )


@on_case("review.record_decision")
def record_decision(request: Request, case: Case) -> HttpResponse:
    """Make the newest draft the decision: possible only when nothing stands in the way."""
    draft = queries.newest_draft(_open(case))
    if draft is None:
        raise Http404
    hint = _("A second officer then records an own view before reading yours.")
    return _write(
        request,
        case,
        NothingForm(_posted(request)),
        _acting(request, actions.record_decision, draft=draft, pack=load()),
        _("Recorded. Next: the second officer."),
        title=_("Record decision"),
        hint=hint,
    )


@on_case("review.second_officer")
def second_officer(request: Request, case: Case) -> HttpResponse:
    """Step one: an own view, from findings and evidence. Step two: the draft beside it, confirm or return."""
    decision = _decision(case)
    view = queries.view_of(decision, request.passage.actor)
    pack, by, at = load(), request.passage.actor, request.passage.at
    outcomes = pack.decisions(at.date())
    if view is None:
        form = SecondViewForm(_posted(request), outcomes=outcomes)
        more = {
            "findings": queries.findings_of(decision.review),
            "factors": pack.criteria(decision.review.criteria).factors,
        }
        return _write(
            request, case, form, _acting(request, actions.record_second_view, decision=decision, pack=pack),
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
        request, "review/second_officer.html", _around(request, case, _("Second officer")) | shown, status=status
    )


@on_case("review.serve_decision")
def serve_decision(request: Request, case: Case) -> HttpResponse:
    """Record that the notice was handed over, with proof."""
    decision = _decision(case)

    def act(given: dict[str, Any]) -> None:
        _acting(request, actions.serve_decision, decision=decision, pack=load())(
            {"method": given["method"], "proof": given["proof"], "served_on": given["day"]}
        )

    hint = _("Not on a Friday or the day before a school holiday. It cannot be called back.")
    return _write(
        request, case, ReceiptForm(_posted(request)), act, _("Recorded."), title=_("Serve decision"), hint=hint
    )


@on_case("review.letter")
def letter(request: Request, case: Case, letter_id: uuid.UUID) -> HttpResponse:
    """A letter as PDF, to those who may read the draft: not to a second officer without an own view."""
    held = queries.newest_review(case)
    letters = overview_of(held, load(), request.passage).letters if held else ()
    found = next((one for one in letters if one.pk == letter_id), None)
    if found is None:
        raise Http404
    request.shown = [found.pk]
    headers = {"Content-Disposition": f'attachment; filename="{case.reference}-{found.document.kind}.pdf"'}
    content = content_of(found.document, folder=settings.DOCUMENTS)
    return HttpResponse(content, content_type=found.document.media_type, headers=headers)


def _write(
    request: Request, case: Case, form: Form, act: Act, done: str, *, title: str, hint: str = "", then: str = "review",
    evidence: Any = (), more: dict[str, Any] | None = None,  # Any: pages know no tables
) -> HttpResponse:  # fmt: skip
    """Clean, act, redirect; or the same page with what was typed, what is wrong, or both texts where someone was first."""
    shown = (
        _around(request, case, title)
        | {"form": form, "title": title, "hint": hint, "evidence": evidence}
        | (more or {})
    )
    if request.method != "POST":
        return render(request, "review/write.html", shown)
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refused:
            request.refusals.append(refused)
            return render(request, "review/write.html", shown | {"obstacles": refused.obstacles}, status=422)
        except Stale as stale:
            theirs = getattr(stale.current, "text", "") or getattr(stale.current, "reasons", "")
            mine = form.cleaned_data.get("text") or form.cleaned_data.get("reasons", "")
            return render(request, "review/write.html", shown | {"theirs": theirs, "mine": mine}, status=409)
        messages.success(request, done)
        return redirect(then, case_id=case.pk)
    return render(request, "review/write.html", shown, status=422)


def _posted(request: Request) -> Any:  # Any: QueryDict or None
    return request.POST if request.method == "POST" else None


def _acting(request: Request, action: Callable[..., object], **known: object) -> Act:
    return lambda given: action(
        **known, by=request.passage.actor, at=request.passage.at, **{k: v for k, v in given.items() if k not in known}
    )


def _open(case: Case) -> Review:
    held = queries.open_review(case)
    if held is None:
        raise Http404
    return held


def _invitation(case: Case) -> Any:  # Any: pages know no tables
    found = queries.newest_invitation(_open(case))
    if found is None:
        raise Http404
    return found


def _decision(case: Case) -> Any:  # Any: pages know no tables
    held = queries.newest_review(case)
    found = queries.newest_decision(held) if held else None
    if found is None:
        raise Http404
    return found


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def _around(request: Request, case: Case, title: str) -> dict[str, Any]:
    return {"case": case, "area_name": load().areas.get(case.area, ""), "page_title": title}
