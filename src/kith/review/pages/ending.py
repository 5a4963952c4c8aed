"""Ending a review without a decision: proposed by its officer, confirmed or returned by another person, taken back."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from kith.access.gate import Request
from kith.access.writing import posted
from kith.protocol.pack import load
from kith.register.gate import on_case
from kith.review import actions, queries
from kith.review.forms import EndingAnswerForm, EndingForm, TakeBackForm
from kith.review.overview import Case, endings_in
from kith.review.pages.writing import closed_words, own_papers, write
from kith.review.rules import (
    ENDING_PROPOSED,
    EndingWords,
    obstacles_of_tie,
    obstacles_to_answering_ending,
    obstacles_to_any_ending,
    obstacles_to_taking_as_withdrawn,
)
from kith.review.steps import missing_for, reader_of


@on_case("review.propose_ending")
def propose_ending(request: Request, case: Case) -> HttpResponse:
    """Say how the review ends without a decision: the endings are equal, none is chosen. It ends when another confirms."""
    papers, pack, today = own_papers(request, case), load(), timezone.localdate(request.passage.at)
    by, at = request.passage.actor, request.passage.at
    facts, closed = queries.ending_facts(papers, pack, today), closed_words(papers.review)
    form = EndingForm(posted(request), outcomes=pack.endings(today))

    def act(given: dict[str, Any]) -> None:
        actions.propose_ending(review=papers.review, said=EndingWords(**given), pack=pack, by=by, at=at)

    reader, waiting = (
        reader_of(papers, request.passage),
        [ENDING_PROPOSED] if queries.proposed_in(papers.endings) else [],
    )
    standing = (*obstacles_of_tie(by.pk, papers.parts.tied), *obstacles_to_any_ending(facts), *waiting)
    return write(
        request, case, form, act, _("Proposed. The review ends when another person has confirmed it."),
        title=_("Propose ending"), template="review/ending.html",
        more={
            "endings": endings_in(papers, pack), "outcomes": pack.endings(today),
            "traces": queries.untraced_in(papers), "closed": closed,
            "silence": missing_for(papers, reader, obstacles_to_taking_as_withdrawn(facts)),
            "obstacles": () if closed else missing_for(papers, reader, standing),
        },
    )  # fmt: skip


@on_case("review.confirm_ending")
def confirm_ending(request: Request, case: Case) -> HttpResponse:
    """Read a proposed ending, as another person; two buttons, equal."""
    papers, pack = _papers(case), load()
    by, at = request.passage.actor, request.passage.at
    newest, closed = papers.endings[0], closed_words(papers.review)
    waits = newest.is_proposed and not closed
    form = EndingAnswerForm(posted(request), initial={"ending": newest.id})

    def act(given: dict[str, Any]) -> None:
        ending = _ending(papers, given["ending"])
        if request.POST.get("step") == "confirm":
            actions.confirm_ending(ending=ending, pack=pack, by=by, at=at)
        else:
            actions.return_ending(ending=ending, reasons=given["reasons"], by=by, at=at)

    return write(
        request, case, form, act, _("Recorded."), title=_("Confirm ending"), template="review/confirm_ending.html",
        more={
            "endings": endings_in(papers, pack)[:1], "newest": newest, "traces": queries.untraced_in(papers),
            "closed": closed,
            "obstacles": obstacles_to_answering_ending(by.pk, queries.parts_in(papers.review), proposed_by=newest.by)
            if waits else (),
            "standing": queries.obstacles_to_confirming_ending(newest, papers, pack, timezone.localdate(at), by=by.pk)
            if waits else (),
        },
    )  # fmt: skip


@on_case("review.take_back_ending")
def take_back_ending(request: Request, case: Case) -> HttpResponse:
    """Take a confirmed ending back: the review goes on as it was."""
    papers, pack = _papers(case), load()
    by, at = request.passage.actor, request.passage.at
    newest = papers.endings[0]
    form = TakeBackForm(posted(request), initial={"ending": newest.id})

    def act(given: dict[str, Any]) -> None:
        ending = _ending(papers, given["ending"])
        actions.take_back_ending(ending=ending, reason=given["reason"], by=by, at=at)

    return write(
        request, case, form, act, _("Taken back. The review goes on as it was."), title=_("Take ending back"),
        template="review/take_back_ending.html", more={"endings": endings_in(papers, pack)[:1], "newest": newest},
    )  # fmt: skip


def _papers(case: Case) -> queries.Papers:
    """The papers of a review for which an ending was proposed, in force or not. None: there is no such page."""
    papers = queries.papers_of(case)
    if papers is None or not papers.endings:
        raise Http404
    return papers


def _ending(papers: queries.Papers, ending: Any) -> Any:  # Any: the id that the page showed; an ending
    """The ending that the page showed, of this review and no other."""
    found = queries.ending_with_id(papers.review, ending)
    if found is None:
        raise Http404
    return found
