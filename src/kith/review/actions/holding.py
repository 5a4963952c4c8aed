"""What every verb does first: hold the case, read the review again, and refuse what was overtaken meanwhile."""

from typing import TypeVar

from django.db.models import Model

from kith.access.models import Actor
from kith.register.gate import hold_case
from kith.review.models import Confirmation, EndingAnswer, Review
from kith.review.queries import review_now
from kith.review.rules import MANAGER, OFFICER
from kith.review.terms import ConfirmationVerdict
from kith.verdict import Obstacle, Refused

Kept = TypeVar("Kept", bound=Model)
Answer = TypeVar("Answer", Confirmation, EndingAnswer)
NOT_YOURS = Obstacle(
    "not_the_officer", "This review is with another officer.", "House rule: one officer drafts",
    f"{MANAGER} can give it to you",
)  # fmt: skip


def hold(review: Review) -> Review:
    """Keep other changes of the case waiting, then read the review as it is now: what the caller read may be old."""
    hold_case(review.case_id)
    held = review_now(review.pk)
    if held is None:  # off the team since the page was read
        raise Refused(NOT_YOURS)
    return held


def hold_open(review: Review) -> Review:
    """The same, refused where the review is closed."""
    held = hold(review)
    if held.closed_at is not None:
        words = "This review is closed: its decision was served, or it ended without one."
        who = f"nobody, where a decision was served; else {MANAGER} can take the ending back"
        raise Refused(Obstacle("review_closed", words, "House rule", who))
    return held


def hold_own(review: Review, by: Actor) -> Review:
    """The same, refused to everyone but the officer who has the case."""
    held = hold_open(review)
    if by.pk != held.officer_id:
        raise Refused(NOT_YOURS)
    return held


def same_again(kept: Kept, **given: object) -> Kept:
    """What was recorded before, for whoever sends the same again: a second click. Refused where it says something else."""
    if any(getattr(kept, name) != value for name, value in given.items()):
        words = "This was recorded before, and says something else. What you typed is still on this page."
        source = "House rule: history is added to, not edited"
        raise Refused(Obstacle("recorded_before", words, source, f"{OFFICER}: open the review to read it"))
    return kept


def same_answer(
    held: Answer | None, verdict: ConfirmationVerdict, by: Actor, *, of: str, source: str, who: str
) -> Answer | None:
    """What another person answered before, if they did: the same by the same person. Refused where it was answered otherwise."""
    if held is not None and (held.verdict, held.by_id) != (verdict, by.pk):
        words = f"{held.by.shown_name} has answered for this {of}: {held.get_verdict_display()}."
        raise Refused(Obstacle("answered_already", words, source, who))
    return held
