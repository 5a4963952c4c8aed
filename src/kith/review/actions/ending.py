"""Ending a review without a decision: the officer proposes, another person confirms or returns, and it can be taken back.

Nothing here is called by a job, and nothing ends because a time is over: each step is one person's word.
"""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.access.queries import actors_with_role
from kith.access.terms import Role
from kith.disclosure.actions import pass_milestone
from kith.disclosure.terms import MilestoneKind
from kith.protocol.pack import Pack
from kith.register.actions import reach_step
from kith.register.gate import hold_crossing_of
from kith.register.terms import CaseStep
from kith.review.actions.holding import hold, hold_open, hold_own, same_again, same_answer
from kith.review.models import Ending, EndingAnswer, EndingTakenBack, Review
from kith.review.queries import (
    ending_facts,
    obstacles_to_confirming_ending,
    open_review,
    papers_in,
    parts_in,
    proposed_in,
)
from kith.review.rules import (
    ENDING,
    ENDING_PROPOSED,
    OFFICER,
    EndingWords,
    obstacles_of_tie,
    obstacles_to_answering_ending,
    obstacles_to_ending,
    obstacles_to_returning,
    obstacles_to_taking_back_ending,
)
from kith.review.terms import ConfirmationVerdict
from kith.verdict import Obstacle, Refused, refuse_if


@transaction.atomic
def propose_ending(*, review: Review, said: EndingWords, pack: Pack, by: Actor, at: datetime) -> Ending:
    """Say that the review ends without a decision: how, why, when it happened and what shows it. It ends when another person
    has confirmed that. Twice the same, while nobody has answered, gives it back.

    Refused with every obstacle of `rules.obstacles_to_ending`, to everyone but the officer who has the case, to whoever has a
    tie to the family, and while another ending is proposed.
    """
    held, today = hold_own(review, by), timezone.localdate(at)
    hold_crossing_of(held.case_id)
    papers = papers_in(held)
    if waiting := proposed_in(papers.endings):
        if (waiting.by, waiting.words) != (by.pk, said):
            raise Refused(ENDING_PROPOSED)
        return Ending.objects.get(pk=waiting.id)
    facts = ending_facts(papers, pack, today, said)
    refuse_if((*obstacles_of_tie(by.pk, papers.parts.tied), *obstacles_to_ending(said, facts, today)))
    ending = Ending.objects.create(review=held, **asdict(said), by=by, at=at)
    audit.record("review.ending_proposed", by=by, at=at, subject=ending.pk, case=held.case_id, codes=[said.outcome])
    return ending


@transaction.atomic
def confirm_ending(*, ending: Ending, pack: Pack, by: Actor, at: datetime) -> EndingAnswer:
    """Confirm a proposed ending, as another person: the review is closed, and the children's side learns that it ended and no
    more. The hold over the family stands. Twice is once.

    Refused with every obstacle that stands now, to whoever proposed it or has another part or a tie, where the officer who
    proposed it has a tie, and where it was answered otherwise.
    """
    review, today = hold(ending.review), timezone.localdate(at)
    if held := _answered(ending, ConfirmationVerdict.CONFIRMED, by):
        return held
    review = hold_open(review)
    hold_crossing_of(review.case_id)
    papers = papers_in(review)
    said = next(one for one in papers.endings if one.id == ending.pk)
    refuse_if((
        *obstacles_to_answering_ending(by.pk, parts_in(review), proposed_by=ending.by_id),
        *obstacles_to_confirming_ending(said, papers, pack, today, by=by.pk),
    ))  # fmt: skip
    is_written = bool(pack.outcome(ending.outcome, timezone.localdate(ending.at)).letter)
    entry = _answer(ending, ConfirmationVerdict.CONFIRMED, "", by, at, tells_family=is_written)
    review.change(expected=review.version, closed_at=at)
    reach_step(case=review.case, step=CaseStep.ENDED, by=by, at=at)
    pass_milestone(case=review.case, kind=MilestoneKind.REVIEW_ENDED, by=by, at=at)
    audit.record("review.ending_confirmed", by=by, at=at, subject=entry.pk, case=review.case_id, codes=[ending.outcome])
    return entry


@transaction.atomic
def return_ending(*, ending: Ending, reasons: str, by: Actor, at: datetime) -> EndingAnswer:
    """Return a proposed ending with reasons: the review goes on as it was. Twice the same gives the answer back.

    Refused without reasons, to whoever proposed it or has another part or a tie, and where it was answered otherwise.
    """
    review = hold(ending.review)
    if held := _answered(ending, ConfirmationVerdict.RETURNED, by):
        return same_again(held, reasons=reasons)
    refuse_if(obstacles_to_answering_ending(by.pk, parts_in(review), proposed_by=ending.by_id))
    refuse_if(obstacles_to_returning(reasons, source=ENDING, who="whoever returns it"))
    entry = _answer(ending, ConfirmationVerdict.RETURNED, reasons, by, at)
    audit.record("review.ending_returned", by=by, at=at, subject=entry.pk, case=review.case_id, codes=[ending.outcome])
    return entry


@transaction.atomic
def take_back_ending(*, ending: Ending, reason: str, by: Actor, at: datetime) -> EndingTakenBack:
    """Take a confirmed ending back (the family was found, it was a mistake): the review is open again as it was, with all that
    is written in it. Twice the same gives it back.

    Refused without a reason, where the ending was not confirmed, where another review of the case is open by now, and to
    everyone but whoever confirmed it and review managers.
    """
    review = hold(ending.review)
    if held := EndingTakenBack.objects.filter(ending=ending).first():
        return same_again(held, reason=reason, by_id=by.pk)
    answer = EndingAnswer.objects.filter(ending=ending, verdict=ConfirmationVerdict.CONFIRMED).first()
    if answer is None:
        words = "This ending was not confirmed: the review is open."
        raise Refused(Obstacle("ending_not_confirmed", words, ENDING, OFFICER))
    if open_review(review.case):
        words = "Another review of this case is open by now. It goes on, and this one stays as it ended."
        raise Refused(Obstacle("review_open", words, ENDING, "nobody: write in the review that is open"))
    is_manager = actors_with_role(Role.REVIEW_MANAGER, at).filter(pk=by.pk).exists()
    refuse_if(obstacles_to_taking_back_ending(by.pk, confirmed_by=answer.by_id, is_manager=is_manager, reason=reason))
    entry = EndingTakenBack.objects.create(ending=ending, reason=reason, by=by, at=at)
    review.change(expected=review.version, closed_at=None)
    reach_step(case=review.case, step=CaseStep.UNDER_REVIEW, by=by, at=at)
    pass_milestone(case=review.case, kind=MilestoneKind.REVIEW_GOES_ON, by=by, at=at)
    audit.record(
        "review.ending_taken_back", by=by, at=at, subject=entry.pk, case=review.case_id, codes=[ending.outcome]
    )
    return entry


def _answered(ending: Ending, verdict: ConfirmationVerdict, by: Actor) -> EndingAnswer | None:
    """The same answer by the same person, if there is one. Refused where it was answered otherwise."""
    held = EndingAnswer.objects.filter(ending=ending).select_related("by").first()
    return same_answer(held, verdict, by, of="ending", source=ENDING, who=f"{OFFICER}: propose it anew")


def _answer(
    ending: Ending, verdict: ConfirmationVerdict, reasons: str, by: Actor, at: datetime, *, tells_family: bool = False
) -> EndingAnswer:
    return EndingAnswer.objects.create(
        ending=ending, proposed_by_id=ending.by_id, verdict=verdict, reasons=reasons, tells_family=tells_family, by=by,
        at=at,
    )  # fmt: skip
