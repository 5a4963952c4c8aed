"""Giving a case to an officer, and asking others for their part: the children's best interests, the second view."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.access.terms import Role, Side
from kith.disclosure.actions import ask_for_report, pass_milestone
from kith.disclosure.terms import MilestoneKind
from kith.protocol.actions import keep_version
from kith.protocol.pack import Criteria, Pack
from kith.protocol.rules import criteria_for, due_on
from kith.register.actions import join_team, leave_team, reach_step
from kith.register.gate import hold_case
from kith.register.models import Case, CaseState, CaseTeamMember
from kith.register.queries import sources_naming
from kith.register.terms import CaseStep
from kith.review.actions.holding import hold_open
from kith.review.actions.reading import let_read
from kith.review.models import Review
from kith.review.queries import children_in, open_review, parts_in, tied_to
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

SETS = "House rule: the pack says which set of factors applies; another one is chosen with a written reason"


@transaction.atomic
def allocate(
    *, case: Case, officer: Actor, weigher: Actor | None = None, pack: Pack, under: Criteria | None = None,
    reason: str = "", by: Actor, at: datetime,
) -> Review:  # fmt: skip
    """Open the review of a confirmed family with an officer, and ask `weigher` for the children's best interests.

    The report on each child is asked for with it, so that nobody can forget to; not again where it was asked for before.
    The set of factors is the one that the pack's rule gives for the case, or `under`, with the `reason` that was written for
    it. Refused without that reason, and where the rule gives none.

    Twice the same gives the open review back. Refused where it was opened under another set, or somebody else weighs; where the
    last review ended without a decision (that is taken back instead),
    while the family is not confirmed (nobody knows yet whom a decision would be about), where the case is with another
    officer already, for one officer in both parts, and for anyone who declared a tie to the family in an earlier review.
    """
    hold_case(case.pk)
    if review := open_review(case):
        if review.officer_id != officer.pk:
            words = f"{case} is with {review.officer.shown_name} already."
            raise Refused(Obstacle("already_allocated", words, "House rule: one officer drafts", MANAGER))
        refuse_if(_obstacles_to_opening_again(review, under, weigher))
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
    applied = _applied(case, pack, under, reason, at)
    keep_version(pack=pack, by=by, at=at)
    review = Review.objects.create(
        case=case, officer=officer, pack_version=pack.version, by=by, opened_at=at, **applied
    )
    join_team(case=case, actor=officer, side=Side.DECISION, role=Role.REVIEW_OFFICER, by=by, at=at)
    reach_step(case=case, step=CaseStep.UNDER_REVIEW, by=by, at=at)
    pass_milestone(case=case, kind=MilestoneKind.REVIEW_OPENED, by=by, at=at)
    audit.record("review.allocated", by=by, at=at, subject=review.pk, case=case.pk)
    today = timezone.localdate(at)
    due = due_on(pack.duty("release_report", today), starts_on=today).on
    for child in children_in(review):
        if child.asked_on is None:
            ask_for_report(case=case, child=child.id, due_on=due, by=by, at=at)
    if weigher is not None:
        ask_for_best_interests(review=review, officer=weigher, by=by, at=at)
    return review


def _obstacles_to_opening_again(review: Review, under: Criteria | None, weigher: Actor | None) -> Iterator[Obstacle]:
    """Why an open review is not given back as if it had been opened just so: nobody would learn that it was not."""
    was_chosen = bool(review.criteria_why and not review.criteria_rule)
    if was_chosen if under is None else (under.code, under.from_) != (review.criteria, review.criteria_from):
        words = f"{review.case} was opened already, under another set of factors. The review says which, and why."
        yield Obstacle("opened_under_another", words, SETS, "nobody: the set is chosen when the review is opened")
    asked = CaseTeamMember.objects.filter(
        case=review.case_id, side=Side.DECISION, role=Role.REVIEW_OFFICER, until_at__isnull=True
    ).exclude(actor=review.officer_id)
    if weigher and not asked.filter(actor=weigher).exists():
        words = f"{review.case} was opened already, and {weigher.shown_name} was not asked for the children's best interests."
        yield Obstacle("another_weighs", words, "House rule", f"{MANAGER}: ask for best interests on the review")


def _applied(case: Case, pack: Pack, under: Criteria | None, reason: str, at: datetime) -> dict[str, Any]:
    """What the review keeps of the set that applies: the one chosen, or the one of the rule, each with why."""
    if under is not None:
        if not reason.strip():
            words = "Another set of factors than that of the rule needs a written reason."
            raise Refused(Obstacle("set_without_reason", words, SETS, MANAGER))
        return {"criteria": under.code, "criteria_from": under.from_, "criteria_why": reason.strip()}
    applied = criteria_for(
        pack, taken_up_on=timezone.localdate(case.opened_at),
        named_by=pack.sources_named(sources_naming(case.family_id)), on=timezone.localdate(at),
    )  # fmt: skip
    if applied is None:
        words = (
            f"The pack's rule gives {case} no set of factors: it was taken up on a day for which the pack holds none."
        )
        raise Refused(Obstacle("no_set_for_case", words, SETS, "review manager: choose a set, and write why"))
    text, rule = applied.criteria, applied.by
    return {
        "criteria": text.code, "criteria_from": text.from_, "criteria_rule": rule.code, "criteria_why": applied.why,
    }  # fmt: skip


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
    """Take those off the decision side's team of the case; what they wrote stays, and they read what came of it."""
    team = CaseTeamMember.objects.filter(who, case=review.case_id, side=Side.DECISION, until_at__isnull=True)
    for member in team.order_by("from_at", "id"):
        leave_team(member=member, by=by, at=at)
    let_read(review.case, by=by, at=at)
