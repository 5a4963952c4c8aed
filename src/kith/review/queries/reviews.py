"""Reading single things of a review."""

import uuid

from django.db.models import QuerySet

from kith.disclosure.models import DisclosedItem
from kith.register.models import Case
from kith.review.models import (
    BestInterests,
    ConflictDeclaration,
    Decision,
    Draft,
    FactorFinding,
    ReplyInvitation,
    Review,
)
from kith.review.queries.papers import opened_items
from kith.review.rules import Parts


def open_review(case: Case) -> Review | None:
    """The review of a case that is not closed."""
    return Review.objects.filter(case=case, closed_at__isnull=True).select_related("officer", "case").first()


def newest_review(case: Case) -> Review | None:
    """The open review, else the one closed last."""
    return (
        open_review(case)
        or Review.objects.filter(case=case).select_related("officer", "case").order_by("-opened_at").first()
    )


def newest_draft(review: Review) -> Draft | None:
    """The draft that a decision would be made of."""
    return Draft.objects.filter(review=review).order_by("-number").select_related("by", "review__case").first()


def draft_numbered(review: Review, number: int) -> Draft | None:
    """One version of the draft."""
    return Draft.objects.filter(review=review, number=number).select_related("by", "review__case").first()


def decision_with_id(review: Review, decision: uuid.UUID) -> Decision | None:
    """One decision of this review."""
    return _decisions(review).filter(pk=decision).first()


def _decisions(review: Review) -> QuerySet[Decision]:
    return (
        Decision.objects.filter(review=review)
        .select_related("by", "draft", "confirmation__by", "service", "review__case")
        .order_by("-draft__number")
    )


def newest_decision(review: Review) -> Decision | None:
    """The decision recorded last."""
    return _decisions(review).first()


def best_interests_of(review: Review) -> dict[uuid.UUID, BestInterests]:
    """The assessment that stands for each child as recorded: the newest."""
    found: dict[uuid.UUID, BestInterests] = {}
    for entry in BestInterests.objects.filter(review=review).select_related("by").order_by("at", "id"):
        found[entry.child_id] = entry
    return found


def evidence_of(case: Case) -> list[DisclosedItem]:
    """Every item that was released and opened on a case, in the order of release."""
    return list(opened_items(case.pk).select_related("disclosure__child"))


def newest_invitation(review: Review) -> ReplyInvitation | None:
    """The invitation sent last."""
    return (
        ReplyInvitation.objects.filter(review=review)
        .select_related("review__case", "draft", "proof", "reply", "letter__document")
        .order_by("-draft__number")
        .first()
    )


def parts_in(review: Review) -> Parts:
    """Who has had which part in a review, also where what they wrote was written anew since. Three queries."""
    drafted = Draft.objects.filter(review=review).values_list("by_id", flat=True)
    found = FactorFinding.objects.filter(review=review).values_list("by_id", flat=True)
    weighed = BestInterests.objects.filter(review=review).values_list("by_id", flat=True)
    return Parts(review.officer_id, frozenset(drafted.union(found)), frozenset(weighed), tied_to(review.case_id))


def tied_to(case: uuid.UUID) -> frozenset[uuid.UUID]:
    """Who has said, in any review of this case, that something ties them to the family."""
    said = ConflictDeclaration.objects.filter(review__case=case, has_conflict=True)
    return frozenset(said.values_list("by_id", flat=True))
