"""What officers write before a decision: reports asked for, best interests, findings, drafts, declarations."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from kith.access.gate import Request
from kith.disclosure.actions import ask_for_report as ask
from kith.protocol.pack import load
from kith.protocol.rules import due_on
from kith.register.gate import on_case
from kith.register.queries import children_of, names_of
from kith.review import actions, queries
from kith.review.forms import BestInterestsForm, ConflictForm, DraftForm, FindingForm, NothingForm
from kith.review.overview import Case
from kith.review.pages.writing import acting, id_of, open_review_of, posted, write
from kith.review.terms import WHOLE_CASE


@on_case("review.ask_for_report")
def ask_for_report(request: Request, case: Case) -> HttpResponse:
    """Ask for the report on each child, on the day that the review opens."""
    pack, by, at = load(), request.passage.actor, request.passage.at
    due = due_on(pack.duty("release_report", at.date()), starts_on=at.date()).on

    def act(given: dict[str, Any]) -> None:
        for child in children_of(case):
            ask(case=case, child=child.person_id, due_on=due, by=by, at=at)

    hint = _("The lead professional of each child is asked. The date is 28 days from today.")
    return write(request, case, NothingForm(posted(request)), act, _("Asked."), title=_("Ask for report"), hint=hint)


@on_case("review.assess_best_interests")
def assess_best_interests(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Weigh what is best for one child, before and apart from the decision."""
    held = open_review_of(case)
    name = names_of([child_id]).get(child_id, "")
    return write(
        request, case, BestInterestsForm(posted(request)),
        acting(request, actions.assess_best_interests, review=held, child=child_id),
        _("Recorded."), title=_("Assess best interests"), hint=name, evidence=queries.evidence_of(case),
    )  # fmt: skip


@on_case("review.record_finding")
def record_finding(request: Request, case: Case, factor: str) -> HttpResponse:
    """Write what is found on one factor, with what was released beside it."""
    held, pack = open_review_of(case), load()
    words = next((f.words for f in pack.criteria(held.criteria).factors if f.code == factor), None)
    if words is None and factor != WHOLE_CASE:
        raise Http404
    before = queries.findings_of(held).get(factor)
    evidence = queries.evidence_of(case)
    form = FindingForm(
        posted(request), items=[(str(i.pk), i.title) for i in evidence],
        initial={"text": before.text if before else "", "after": str(before.pk) if before else ""},
    )  # fmt: skip

    def act(given: dict[str, Any]) -> None:
        links = [
            actions.Link(i.pk, given[f"link_{i.pk}"])
            for i in evidence
            if given.get(f"link_{i.pk}") not in ("", "none", None)
        ]
        common = {
            "review": held, "text": given["text"], "links": links, "after": id_of(given["after"]),
            "by": request.passage.actor, "at": request.passage.at,
        }  # fmt: skip
        if factor == WHOLE_CASE:
            actions.record_weighing(**common)
        else:
            actions.record_finding(factor=factor, pack=pack, **common)

    title = words or _("The whole case, weighed together")
    return write(request, case, form, act, _("Recorded."), title=_("Record finding"), hint=title, evidence=evidence)


@on_case("review.save_draft")
def save_draft(request: Request, case: Case) -> HttpResponse:
    """Save a draft: the outcomes are equal, none is chosen."""
    held, pack = open_review_of(case), load()
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
    form = DraftForm(posted(request), outcomes=pack.decisions(request.passage.at.date()), initial=initial)
    return write(
        request,
        case,
        form,
        acting(request, actions.save_draft, review=held, pack=pack),
        _("Saved. It is no decision yet."),
        title=_("Save draft"),
    )


@on_case("review.declare_conflict")
def declare_conflict(request: Request, case: Case) -> HttpResponse:
    """Say whether anything ties the officer to the family."""
    held = open_review_of(case)

    def act(given: dict[str, Any]) -> None:
        acting(request, actions.declare_conflict, review=held)(given | {"has_conflict": given["has_conflict"] == "yes"})

    hint = _("Yes is no blame: the case then goes to another officer.")
    return write(request, case, ConflictForm(posted(request)), act, _("Recorded."), title=_("Declare"), hint=hint)
