"""A review at a glance: what is next, what is missing, each factor with its state, and which steps are open to whom."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kith.access.gate import Passage
from kith.access.roles import roles_that_may
from kith.access.terms import Role
from kith.protocol.pack import Pack
from kith.register.models import Case
from kith.register.queries import children_of, names_of
from kith.review.models import Decision, Draft, FactorFinding, Letter, Review
from kith.review.queries import (
    answer_to,
    best_interests_of,
    decision_facts,
    findings_of,
    letters_of,
    newest_decision,
    newest_draft,
    newest_invitation,
    view_of,
)
from kith.review.rules import obstacles_to_decision
from kith.review.terms import WHOLE_CASE, ConfirmationVerdict
from kith.verdict import Obstacle

__all__ = ["Case", "Overview", "Review", "overview_of"]


@dataclass(frozen=True, slots=True)
class FactorLine:
    """One factor: its words, the finding that stands, and where to write; no address for those who may not."""

    words: str
    finding: FactorFinding | None
    url: str


@dataclass(frozen=True, slots=True)
class ChildLine:
    """One child: the name, whether best interests are weighed and by whom, and where to do it, as for a factor."""

    name: str
    by: str
    url: str


@dataclass(frozen=True, slots=True)
class Step:
    """A verb that is open to this reader now."""

    words: str
    url: str
    is_next: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the review's page shows. Draft and outcome are empty for a second officer without an own view."""

    obstacles: tuple[Obstacle, ...]
    factors: tuple[FactorLine, ...]
    children: tuple[ChildLine, ...]
    draft: Draft | None
    decision: Decision | None
    outcome: str
    answer: str
    letters: tuple[Letter, ...]
    steps: tuple[Step, ...]


def overview_of(review: Review, pack: Pack, passage: Passage) -> Overview:
    """Build the overview for this reader. A fixed number of queries."""
    on = passage.at.date()
    findings = findings_of(review)
    factors = [
        FactorLine(words, findings.get(code), _to(review, passage, "record_finding", code))
        for code, words in [
            *((f.code, f.words) for f in pack.criteria(review.criteria).factors),
            (WHOLE_CASE, _("The whole case, weighed together")),
        ]
    ]
    decision, draft = newest_decision(review), newest_draft(review)
    is_blind = passage.role == Role.SECOND_OFFICER and (decision is None or view_of(decision, passage.actor) is None)
    answer = answer_to(decision) if decision else None
    shown = decision or draft
    words = {one.code: one.words for one in pack.decisions(on)}
    obstacles = obstacles_to_decision(decision_facts(review, pack, on), pack, on)
    return Overview(
        obstacles=() if review.closed_at else obstacles,
        factors=tuple(factors),
        children=tuple(_children(review, passage)),
        draft=None if is_blind else draft,
        decision=None if is_blind else decision,
        outcome=words.get(shown.outcome, "") if shown and not is_blind else "",
        answer="" if is_blind or answer is None else str(answer.get_verdict_display()),
        letters=() if is_blind else tuple(letters_of(review)),
        steps=tuple(_steps(review, passage, draft, decision, bool(obstacles))),
    )


def _to(review: Review, passage: Passage, page: str, what: object) -> str:
    """Where this is written; nowhere for those who may not, nor once the review is closed."""
    may = passage.role in roles_that_may(f"review.{page}") and review.closed_at is None
    return reverse(page, args=[review.case_id, what]) if may else ""


def _children(review: Review, passage: Passage) -> list[ChildLine]:
    children = list(children_of(review.case))
    names, held = names_of([c.person_id for c in children]), best_interests_of(review)
    return [
        ChildLine(
            names.get(c.person_id, _("a child of this family")),
            held[c.person_id].by.shown_name if c.person_id in held else "",
            _to(review, passage, "assess_best_interests", c.person_id),
        )
        for c in children
    ]


def _steps(
    review: Review, passage: Passage, draft: Draft | None, decision: Decision | None, is_held_up: bool
) -> list[Step]:
    """The verbs that are open to this reader, in the order of the work. The rule decides on the button, and only the rule."""
    if review.closed_at:
        return []

    def to(name: str) -> str:
        return reverse(name, args=[review.case_id])

    answer = answer_to(decision) if decision else None
    if passage.role == Role.SECOND_OFFICER:
        return (
            [Step(_("Second officer: view and answer"), to("second_officer"), is_next=True)]
            if decision and not answer
            else []
        )
    if passage.actor.pk != review.officer_id:
        return []
    if answer and answer.verdict == ConfirmationVerdict.CONFIRMED:
        return [Step(_("Serve decision"), to("serve_decision"), is_next=True)]
    if decision and not answer:
        return []
    steps = [
        Step(_("Ask for report"), to("ask_for_report")),
        Step(_("Declare"), to("declare_conflict")),
        Step(_("Save draft"), to("save_draft")),
    ]
    invitation = newest_invitation(review)
    if draft and draft.points_against.strip() and (invitation is None or invitation.draft_id != draft.pk):
        steps.append(Step(_("Invite reply"), to("invite_reply")))
    if invitation is not None:
        steps += [
            Step(_("Record proof of receipt"), to("record_proof_of_receipt")),
            Step(_("Record reply"), to("record_reply")),
        ]
    if draft and not is_held_up and (decision is None or decision.draft_id != draft.pk):
        steps.append(Step(_("Record decision"), to("record_decision"), is_next=True))
    return steps
