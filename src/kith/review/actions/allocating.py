"""Giving a case to an officer, and asking another to weigh the children's best interests."""

from datetime import datetime

from django.db import transaction

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
from kith.review.models import Review
from kith.review.queries import open_review
from kith.verdict import Obstacle, Refused

CRITERIA = "paragraph_395c"


@transaction.atomic
def allocate(*, case: Case, officer: Actor, pack: Pack, by: Actor, at: datetime) -> Review:
    """Open the review of a confirmed family with an officer; twice gives the open one back.

    Refused while the family is not confirmed: nobody knows yet whom a decision would be about.
    """
    hold_case(case.pk)
    if review := open_review(case):
        return review
    if not CaseState.objects.filter(case=case, step=CaseStep.CONFIRMED).exists():
        raise Refused(
            Obstacle(
                "family_not_confirmed",
                "The family is not confirmed yet.",
                "Arrangement of March 2007, confirm_family",
                "a registrar",
            )
        )
    if not PackVersion.objects.filter(sha256=pack.version).exists():
        PackVersion.objects.create(name=pack.name, sha256=pack.version, text=pack.canonical_text, by=by, at=at)
    review = Review.objects.create(
        case=case, officer=officer, criteria=CRITERIA, pack_version=pack.version, by=by, opened_at=at
    )
    join_team(case=case, actor=officer, side=Side.DECISION, role=Role.REVIEW_OFFICER, by=by, at=at)
    reach_step(case=case, step=CaseStep.UNDER_REVIEW, by=by, at=at)
    pass_milestone(case=case, kind=MilestoneKind.REVIEW_OPENED, by=by, at=at)
    audit.record("review.allocated", by=by, at=at, subject=review.pk, case=case.pk)
    return review


@transaction.atomic
def reallocate(*, review: Review, officer: Actor, expected: int, by: Actor, at: datetime) -> Review:
    """Give an open review to another officer, for example after a conflict of interest. Raises `Stale` if it changed."""
    hold_case(review.case_id)
    for member in CaseTeamMember.objects.filter(
        case_id=review.case_id,
        actor_id=review.officer_id,
        side=Side.DECISION,
        role=Role.REVIEW_OFFICER,
        until_at__isnull=True,
    ):
        leave_team(member=member, by=by, at=at)
    review.change(expected=expected, officer=officer)
    join_team(case=review.case, actor=officer, side=Side.DECISION, role=Role.REVIEW_OFFICER, by=by, at=at)
    audit.record("review.reallocated", by=by, at=at, subject=review.pk, case=review.case_id)
    return review


@transaction.atomic
def ask_for_best_interests(*, review: Review, officer: Actor, by: Actor, at: datetime) -> CaseTeamMember:
    """Ask another officer to weigh what is best for the children. Refused where it is the officer who drafts."""
    if officer.pk == review.officer_id:
        raise Refused(
            Obstacle(
                "best_interests_by_drafter", "The officer who drafts does not weigh the children's best interests.",
                "Borders, Citizenship and Immigration Act 2009, section 55", "choose another officer",
            )
        )  # fmt: skip
    member = join_team(case=review.case, actor=officer, side=Side.DECISION, role=Role.REVIEW_OFFICER, by=by, at=at)
    audit.record("review.best_interests_asked_for", by=by, at=at, subject=review.pk, case=review.case_id)
    return member
