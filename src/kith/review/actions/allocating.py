"""Giving a case to an officer, and asking others for their part: the children's best interests, the second view."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kith.access import audit
from kith.access.models import Actor
from kith.access.terms import Role, Side
from kith.disclosure.actions import pass_milestone
from kith.disclosure.terms import MilestoneKind
from kith.protocol.models import PackVersion
from kith.protocol.pack import Pack
from kith.register.actions import join_team, leave_team, reach_step
from kith.register.gate import hold_case
from kith.register.models import Case, CaseState, CaseTeamMember
from kith.register.terms import CaseStep
from kith.review.actions.holding import hold_open
from kith.review.models import Review
from kith.review.queries import open_review, parts_in, tied_to
from kith.review.rules import (
    ENDING,
    MANAGER,
    obstacles_of_tie,
    obstacles_to_asking_second,
    obstacles_to_taking_over,
    obstacles_to_weighing,
)
from kith.review.terms import WhyReallocated
from kith.verdict import Obstacle, Refused, refuse_if

CRITERIA = "paragraph_395c"


@transaction.atomic
def allocate(
    *, case: Case, officer: Actor, weigher: Actor | None = None, pack: Pack, by: Actor, at: datetime
) -> Review:
    """Open the review of a confirmed family with an officer, and ask `weigher` for the children's best interests.

    Twice gives the open review back. Refused where the last review ended without a decision (that is taken back instead),
    while the family is not confirmed (nobody knows yet whom a decision would be about), where the case is with another
    officer already, for one officer in both parts, and for anyone who declared a tie
    to the family in an earlier review.
    """
    hold_case(case.pk)
    if review := open_review(case):
        if review.officer_id != officer.pk:
            words = f"{case} is with {review.officer.shown_name} already."
            raise Refused(Obstacle("already_allocated", words, "House rule: one officer drafts", MANAGER))
        return review
    if not CaseState.objects.filter(case=case, step=CaseStep.CONFIRMED).exists():
        words = f"The family of {case} is not confirmed yet."
        source = "Arrangement of March 2007, confirm_family"
        raise Refused(Obstacle("family_not_confirmed", words, source, "a registrar"))
    newest = CaseState.objects.filter(case=case).order_by("-at", "-id").first()
    if newest is not None and newest.step == CaseStep.ENDED:
        words = f"The review of {case} ended without a decision. Take that back, and it goes on as it was."
        raise Refused(Obstacle("review_ended", words, ENDING, MANAGER))
    refuse_if(obstacles_of_tie(officer.pk, tied_to(case.pk)))
    if not PackVersion.objects.filter(sha256=pack.version).exists():  # two managers may be the first at once
        PackVersion.objects.bulk_create(
            [PackVersion(name=pack.name, sha256=pack.version, text=pack.canonical_text, by=by, at=at)],
            ignore_conflicts=True,
        )
    review = Review.objects.create(
        case=case, officer=officer, criteria=CRITERIA, pack_version=pack.version, by=by, opened_at=at
    )
    join_team(case=case, actor=officer, side=Side.DECISION, role=Role.REVIEW_OFFICER, by=by, at=at)
    reach_step(case=case, step=CaseStep.UNDER_REVIEW, by=by, at=at)
    pass_milestone(case=case, kind=MilestoneKind.REVIEW_OPENED, by=by, at=at)
    audit.record("review.allocated", by=by, at=at, subject=review.pk, case=case.pk)
    if weigher is not None:
        ask_for_best_interests(review=review, officer=weigher, by=by, at=at)
    return review


@transaction.atomic
def reallocate(
    *,
    review: Review,
    officer: Actor,
    weigher: Actor | None = None,
    why: WhyReallocated,
    expected: int,
    by: Actor,
    at: datetime,
) -> Review:
    """Give an open review to another officer, and where it is wanted ask `weigher` for the children's best interests.

    What the former officer wrote stays, but their draft is no longer the one that a decision is made of. Raises `Stale` if
    the review changed. Refused for the officer who has it, for anyone with a tie to the family, and when it is closed.
    """
    held = hold_open(review)
    refuse_if(obstacles_to_taking_over(officer.pk, parts_in(held)))
    former = held.officer_id
    held.change(expected=expected, officer=officer)
    _leave(held, Q(role=Role.REVIEW_OFFICER, actor=former), by=by, at=at)
    join_team(case=held.case, actor=officer, side=Side.DECISION, role=Role.REVIEW_OFFICER, by=by, at=at)
    audit.record("review.reallocated", by=by, at=at, subject=held.pk, case=held.case_id, codes=[why])
    if weigher is not None:
        ask_for_best_interests(review=held, officer=weigher, by=by, at=at)
    return held


@transaction.atomic
def ask_for_best_interests(*, review: Review, officer: Actor, by: Actor, at: datetime) -> CaseTeamMember:
    """Ask another officer to weigh what is best for the children, in place of whoever was asked before.

    What they wrote stays. Refused for anyone who drafts or has written findings, for anyone with a tie to the family, and
    when the review is closed.
    """
    held = hold_open(review)
    refuse_if(obstacles_to_weighing(officer.pk, parts_in(held)))
    _leave(held, Q(role=Role.REVIEW_OFFICER) & ~Q(actor__in=[held.officer_id, officer.pk]), by=by, at=at)
    member = join_team(case=held.case, actor=officer, side=Side.DECISION, role=Role.REVIEW_OFFICER, by=by, at=at)
    audit.record("review.best_interests_asked_for", by=by, at=at, subject=held.pk, case=held.case_id)
    return member


@transaction.atomic
def ask_second_officer(*, review: Review, officer: Actor, by: Actor, at: datetime) -> CaseTeamMember:
    """Ask another second officer, in place of whoever was asked before, and also before there is a decision.

    Refused for anyone who had another part in the case or has a tie to the family, and when the review is closed.
    """
    held = hold_open(review)
    refuse_if(obstacles_to_asking_second(officer.pk, parts_in(held)))
    _leave(held, Q(role=Role.SECOND_OFFICER) & ~Q(actor=officer), by=by, at=at)
    member = join_team(case=held.case, actor=officer, side=Side.DECISION, role=Role.SECOND_OFFICER, by=by, at=at)
    audit.record("review.second_officer_asked", by=by, at=at, subject=held.pk, case=held.case_id)
    return member


def _leave(review: Review, who: Q, *, by: Actor, at: datetime) -> None:
    """Take those off the decision side's team of the case; what they wrote stays."""
    team = CaseTeamMember.objects.filter(who, case=review.case_id, side=Side.DECISION, until_at__isnull=True)
    for member in team.order_by("from_at", "id"):
        leave_team(member=member, by=by, at=at)
