"""Recording a decision, the second officer, and serving it."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from kith.access.gate import Request
from kith.access.terms import FactSide
from kith.access.writing import posted
from kith.protocol.pack import load
from kith.protocol.rules import obstacles_to_serving_on
from kith.register.gate import on_case
from kith.representations.queries import Word, words_on
from kith.review import actions, queries
from kith.review.forms import AnswerForm, LaterWordsForm, SecondViewForm, ServiceForm, ThisVersionForm
from kith.review.overview import Case
from kith.review.pages.considering import by_child
from kith.review.pages.writing import acting, closed_words, own_papers, write
from kith.review.rules import LATER_WORDS_UNREAD, obstacles_to_seconding
from kith.review.steps import missing_for, obstacles_in, reader_of

DAYS_SHOWN = 5


@on_case("review.record_decision")
def record_decision(request: Request, case: Case) -> HttpResponse:
    """Make the draft that is shown the decision: possible only when nothing stands in the way."""
    papers, pack, today = own_papers(request, case), load(), timezone.localdate(request.passage.at)
    review, reader = papers.review, reader_of(papers, request.passage)
    if papers.draft is None:
        raise Http404
    form = ThisVersionForm(posted(request), initial={"draft": papers.draft.number})

    def act(given: dict[str, Any]) -> None:
        draft = queries.draft_numbered(review, given["draft"])
        if draft is None:
            raise Http404
        actions.record_decision(draft=draft, pack=pack, by=request.passage.actor, at=request.passage.at)

    return write(
        request, case, form, act, _("Recorded. Next: the second officer."), title=_("Record decision"),
        template="review/record_decision.html",
        more={
            "draft": papers.draft, "outcome": pack.outcome(papers.draft.outcome, today).words, "papers": papers,
            "missing": missing_for(papers, reader, obstacles_in(papers, reader, pack, today)),
            "is_decided": queries.decision_of(papers.draft) is not None, "closed": closed_words(review),
        },
    )  # fmt: skip


@on_case("review.second_officer")
def second_officer(request: Request, case: Case) -> HttpResponse:
    """Step one: an own view, from findings and evidence. Step two: the draft beside it, confirm or return."""
    papers = queries.papers_of(case)
    if papers is None or papers.decision is None:
        raise Http404
    view = papers.view_of(request.passage.actor.pk)
    if view is None or request.POST.get("step") == "view":
        return _own_view(request, case, papers)
    return _answer(request, case, papers, view)


def _own_view(request: Request, case: Case, papers: queries.Papers) -> HttpResponse:
    """What tells the outcome is not shown: no draft, no weighing of the whole case, no letter, no points against."""
    review, pack, decision = papers.review, load(), papers.decision
    form = SecondViewForm(
        posted(request), outcomes=pack.decisions(timezone.localdate(request.passage.at)),
        initial={"decision": decision.pk if decision else None},
    )  # fmt: skip

    def act(given: dict[str, Any]) -> None:
        seen = _seen(papers, given.pop("decision"))
        acting(request, actions.record_second_view, decision=seen, pack=pack)(given)

    return write(
        request, case, form, act, _("Recorded. Now read the decision beside it."), title=_("Record my view"),
        template="review/second_view.html", then=request.path,
        more={
            "written": [
                (one.words, papers.findings.get(one.code)) for one in pack.criteria(review.criteria, review.criteria_from).factors
            ],
            "children": papers.children, "reports": by_child(queries.evidence_of(case), None), "paper": papers.paper,
            "obstacles": obstacles_to_seconding(request.passage.actor.pk, papers.parts), "closed": closed_words(review),
        },
    )  # fmt: skip


def _answer(request: Request, case: Case, papers: queries.Papers, view: Any) -> HttpResponse:  # Any: a View
    """The two views, one beside the other; two buttons, equal."""
    pack, decision, review, reader = load(), papers.decision, papers.review, reader_of(papers, request.passage)
    assert decision is not None
    today = timezone.localdate(request.passage.at)
    form = AnswerForm(posted(request), initial={"seen": queries.seen_of(decision, papers), "decision": decision.pk})
    answer = queries.answer_to(decision)
    later = _with_words(case, papers, decision)
    request.shown = [word.said.pk for _one, words in later for word in words]
    is_settled = answer is not None and (queries.is_returned(decision) or not papers.unread_on(decision))

    def act(given: dict[str, Any]) -> None:
        seen, by, at = _seen(papers, given["decision"]), request.passage.actor, request.passage.at
        if request.POST.get("step") == "confirm":
            actions.confirm_decision(decision=seen, seen_sha256=given["seen"], pack=pack, by=by, at=at)
        else:
            actions.return_decision(decision=seen, reasons=given["reasons"], by=by, at=at)

    outcomes = {one.code: one.words for one in pack.decisions(today)}
    return write(
        request, case, form, act, _("Recorded."), title=_("Second officer"), template="review/second_answer.html",
        then=request.path,
        more={
            "decision": decision, "view": view, "answer": answer, "mine": outcomes.get(view.outcome, view.outcome),
            "theirs": outcomes.get(decision.outcome, decision.outcome), "closed": closed_words(review),
            "later": later, "is_settled": is_settled, "paper": papers.paper,
            "missing": () if is_settled else missing_for(
                papers, reader,
                tuple(one for one in obstacles_in(papers, reader, pack, today) if one != LATER_WORDS_UNREAD),
            ),
        },
    )  # fmt: skip


def _with_words(
    case: Case, papers: queries.Papers, decision: Any
) -> list[tuple[queries.Later, list[Word]]]:  # Any: no tables
    """What was said to change nothing in a decision, each with the words themselves and how they were met."""
    later = papers.later_on(decision)
    words = words_on(case, FactSide.DECISION) if later else []
    return [(one, [word for word in reversed(words) if word.said.pk in one.said]) for one in later]


@on_case("review.weigh_later_words")
def weigh_later_words(request: Request, case: Case) -> HttpResponse:
    """Say why what was said since the decision was recorded changes nothing; or go on to a new draft."""
    papers = own_papers(request, case)
    decision = papers.decision
    if decision is None or not papers.is_decided:
        raise Http404
    new = papers.new_words_since(decision)
    form = LaterWordsForm(posted(request), initial={"said": " ".join(map(str, new)), "decision": decision.pk})

    def act(given: dict[str, Any]) -> None:
        actions.weigh_later_words(
            decision=_seen(papers, given["decision"]), said=given["said"], reason=given["reason"],
            by=request.passage.actor, at=request.passage.at,
        )  # fmt: skip

    found = [word for word in reversed(words_on(case, FactSide.DECISION)) if word.said.pk in new]
    request.shown = [word.said.pk for word in found]
    return write(
        request, case, form, act, _("Recorded. The second officer reads the words and your reason, and answers."),
        title=_("Weigh what was said"), template="review/weigh_later_words.html",
        more={"found": found, "closed": closed_words(papers.review)},
    )  # fmt: skip


def _seen(papers: queries.Papers, decision: Any) -> Any:  # Any: the id that the page showed; a decision
    """The decision that the page showed, of this review and no other."""
    found = queries.decision_with_id(papers.review, decision)
    if found is None:
        raise Http404
    return found


@on_case("review.serve_decision")
def serve_decision(request: Request, case: Case) -> HttpResponse:
    """Record that the notice was handed over, with proof. What it does, and to whom, is said before."""
    papers, pack, today = own_papers(request, case), load(), timezone.localdate(request.passage.at)
    decision, reader = papers.decision, reader_of(papers, request.passage)
    answer = queries.answer_to(decision) if decision else None
    if decision is None or answer is None or queries.is_returned(decision):
        raise Http404
    letter = getattr(answer, "letter", None)
    form = ServiceForm(posted(request), initial={"letter": letter.pk if letter else None})

    def act(given: dict[str, Any]) -> None:
        if letter is None or letter.pk != given["letter"]:
            raise Http404
        actions.serve_decision(
            decision=decision, method=given["method"], address=given["address"], proof=given["proof"],
            served_on=given["day"], pack=pack, by=request.passage.actor, at=request.passage.at,
        )  # fmt: skip

    outcome = pack.outcome(decision.outcome, timezone.localdate(decision.at))
    return write(
        request, case, form, act, _("Recorded: the decision was served."), title=_("Serve decision"),
        template="review/serve_decision.html",
        more={
            "decision": decision, "outcome": outcome, "letter": letter, "answer": answer, "closed": closed_words(papers.review),
            "missing": missing_for(papers, reader, obstacles_in(papers, reader, pack, today)),
            "days": days_to_serve(case, today),
        },
    )  # fmt: skip


def days_to_serve(case: Case, today: date) -> list[date]:
    """The next days on which a decision may be handed over to this family."""
    days = (today + timedelta(days=n) for n in range(60))
    return [day for day in days if not obstacles_to_serving_on(day, pack=load(), council=case.area)][:DAYS_SHOWN]
