"""A review at a glance: what is next, what is missing, and what is written, for whoever reads it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kith.access.gate import Passage
from kith.protocol.pack import Pack
from kith.register.models import Case
from kith.review.models import Confirmation, Draft, Letter, ReplyInvitation, Review, Service
from kith.review.queries import (
    After,
    Child,
    Ended,
    Excepted,
    Finding,
    Later,
    OnPaper,
    Papers,
    Trace,
    Weighed,
    answer_to,
    decision_of,
    invitation_of,
    untraced_in,
)
from kith.review.rules import points_in
from kith.review.steps import Next, Reader, Step, missing_for, next_for, obstacles_in, reader_of, steps_for
from kith.review.terms import WHOLE_CASE
from kith.ui.templatetags.ui import Missing

__all__ = ["Case", "Overview", "Review", "overview_of"]


@dataclass(frozen=True, slots=True)
class FactorLine:
    """One factor: its words, the finding that stands, and where the reader can write it."""

    code: str
    words: str
    finding: Finding | None
    url: str


@dataclass(frozen=True, slots=True)
class ChildLine:
    """One child: the name, what was weighed and by whom, and where the reader can do it."""

    name: str
    weighed: Weighed | None
    exception: Excepted | None
    is_excepted: bool
    url: str


@dataclass(frozen=True, slots=True)
class EndingLine:
    """One proposed ending in the pack's words, and what became of it. `no_letter`: why the family gets no letter about it."""

    words: str
    no_letter: str
    ending: Ended


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the review's page shows. For a second officer without an own view, nothing that tells the outcome."""

    next: Next
    missing: tuple[Missing, ...]
    steps: tuple[Step, ...]
    weigher: str
    second: str
    children: tuple[ChildLine, ...]
    factors: tuple[FactorLine, ...]
    weighing: FactorLine
    is_blind: bool
    draft: Draft | None
    points: tuple[str, ...]
    invitation: ReplyInvitation | None
    is_decided: bool
    outcome: str
    answer: Confirmation | None
    service: Service | None
    later: tuple[Later, ...]  # what was said to change nothing in the decision
    letters: tuple[Letter, ...]
    endings: tuple[EndingLine, ...]  # how it was said to end without a decision, newest first
    paper: OnPaper | None  # what was said last of the file on paper
    untraced: tuple[Trace, ...]  # the tries since contact was lost; none while the family can be reached
    after: After | None  # what came since the decision was served


def overview_of(papers: Papers, pack: Pack, passage: Passage, after: After | None = None) -> Overview:
    """Build the overview for this reader, from papers that were read before: it asks the database for nothing."""
    reader, on = reader_of(papers, passage), timezone.localdate(passage.at)
    obstacles = obstacles_in(papers, reader, pack, on)
    weighing = _factor(papers, reader, WHOLE_CASE, _("The whole case, weighed together"))
    draft = None if reader.is_blind else papers.draft
    decision = decision_of(draft) if draft else None
    words = {one.code: one.words for one in pack.outcomes}
    first, missing = next_for(papers, reader, obstacles, after), missing_for(papers, reader, obstacles)
    return Overview(
        next=first,
        missing=tuple(missing),
        steps=tuple(steps_for(papers, reader, {first.url, *(line.url for line in missing)}, after)),
        weigher=papers.weigher.name if papers.weigher else "",
        second=papers.second.name if papers.second else "",
        children=tuple(_child(papers, reader, child) for child in papers.children),
        factors=tuple(
            _factor(papers, reader, f.code, f.words)
            for f in pack.criteria(papers.review.criteria, papers.review.criteria_from).factors
        ),
        weighing=FactorLine(WHOLE_CASE, weighing.words, None, "") if reader.is_blind else weighing,
        is_blind=reader.is_blind,
        draft=draft,
        points=points_in(draft.points_against) if draft else (),
        invitation=None if reader.is_blind else next(filter(None, map(invitation_of, papers.drafts)), None),
        is_decided=decision is not None,
        outcome=words.get(draft.outcome, "") if draft else "",
        answer=answer_to(decision) if decision else None,
        later=papers.later_on(decision) if decision else (),
        service=getattr(decision, "service", None),
        letters=() if reader.is_blind else letters_in(papers),
        endings=endings_in(papers, pack),
        paper=papers.paper,
        untraced=untraced_in(papers),
        after=after,
    )


def endings_in(papers: Papers, pack: Pack) -> tuple[EndingLine, ...]:
    """How a review was said to end without a decision, newest first."""
    said = [(pack.outcome(one.words.outcome, timezone.localdate(one.at)), one) for one in papers.endings]
    return tuple(EndingLine(outcome.words, outcome.no_letter, one) for outcome, one in said)


def letters_in(papers: Papers) -> tuple[Letter, ...]:
    """The letters of a review, oldest first."""
    sources: list[object] = [invitation_of(draft) for draft in papers.drafts]
    sources += [answer_to(draft.decision) for draft in papers.drafts if decision_of(draft)]
    letters = [letter for source in sources if (letter := getattr(source, "letter", None)) is not None]
    return tuple(sorted(letters, key=lambda letter: letter.at))


def _factor(papers: Papers, reader: Reader, code: str, words: str) -> FactorLine:
    may = reader.is_officer and not papers.review.closed_at
    url = reverse("record_finding", args=[papers.review.case_id, code]) if may else ""
    return FactorLine(code, words, papers.findings.get(code), url)


def _child(papers: Papers, reader: Reader, child: Child) -> ChildLine:
    may = reader.is_weigher and not papers.review.closed_at
    url = reverse("assess_best_interests", args=[papers.review.case_id, child.id]) if may else ""
    return ChildLine(child.name, child.weighed, child.exception, child.is_excepted, url)
