"""What officers write before a decision: best interests, findings, the weighing, drafts, and whether anything ties them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from kith.access import audit
from kith.access.models import Actor
from kith.disclosure.models import DisclosedItem
from kith.protocol.pack import Pack
from kith.records import Stale
from kith.register.gate import hold_case
from kith.register.queries import children_of
from kith.review.models import BestInterests, ConflictDeclaration, Draft, FactorFinding, FindingEvidence, Review
from kith.review.queries import newest_draft, opened_disclosures
from kith.review.terms import WHOLE_CASE, Relation
from kith.verdict import Obstacle, Refused

SECTION_55 = "Borders, Citizenship and Immigration Act 2009, section 55"


@dataclass(frozen=True, slots=True)
class Link:
    """A released item that a finding rests on, and how it stands to it."""

    item: uuid.UUID
    relation: Relation


@transaction.atomic
def assess_best_interests(*, review: Review, child: uuid.UUID, text: str, by: Actor, at: datetime) -> BestInterests:
    """Weigh what is best for one child. Refused to the officer who drafts, and for anyone who is no child of the case."""
    hold_case(review.case_id)
    draft = newest_draft(review)
    if by.pk in (review.officer_id, draft.by_id if draft else None):
        raise Refused(
            Obstacle(
                "best_interests_by_drafter",
                "The officer who drafts does not weigh the children's best interests.",
                SECTION_55,
                "another review officer",
            )
        )
    if child not in {entry.person_id for entry in children_of(review.case)}:
        raise Refused(Obstacle("not_a_child_of_the_case", "This is no child of this case.", SECTION_55, "a registrar"))
    _refuse_closed(review)
    entry = BestInterests.objects.create(review=review, child_id=child, text=text, by=by, at=at)
    audit.record("review.best_interests_assessed", by=by, at=at, subject=entry.pk, case=review.case_id)
    return entry


@transaction.atomic
def record_finding(
    *,
    review: Review,
    factor: str,
    text: str,
    links: Sequence[Link],
    after: uuid.UUID | None,
    pack: Pack,
    by: Actor,
    at: datetime,
) -> FactorFinding:
    """Write what the officer finds on one factor, linked to what was released and opened.

    `after` is the finding that the writer saw: where someone wrote a newer one since, `Stale` is raised with it, and
    nothing is lost. Refused for an unknown factor, for another officer than the review's, and for evidence not opened.
    """
    if factor not in {known.code for known in pack.criteria(review.criteria).factors}:
        raise Refused(
            Obstacle("no_such_factor", "The criteria set has no such factor.", review.criteria, "the review officer")
        )
    return _finding(review, factor, text, links, after, by, at, "review.finding_recorded")


@transaction.atomic
def record_weighing(
    *, review: Review, text: str, links: Sequence[Link] = (), after: uuid.UUID | None, by: Actor, at: datetime
) -> FactorFinding:
    """Weigh the whole case together, after and apart from its factors. Refusals as for a finding."""
    return _finding(review, WHOLE_CASE, text, links, after, by, at, "review.weighing_recorded")


def _finding(
    review: Review,
    factor: str,
    text: str,
    links: Sequence[Link],
    after: uuid.UUID | None,
    by: Actor,
    at: datetime,
    verb: str,
) -> FactorFinding:
    hold_case(review.case_id)
    _refuse_others(review, by)
    _refuse_closed(review)
    held = FactorFinding.objects.filter(review=review, factor=factor).order_by("-at", "-id").first()
    if held is not None and held.pk != after:
        raise Stale(held)
    wanted = {link.item for link in links}
    opened = (
        DisclosedItem.objects.filter(pk__in=wanted, disclosure__in=opened_disclosures(review.case)) if wanted else ()
    )
    if len(opened) < len(wanted):
        raise Refused(
            Obstacle(
                "evidence_not_opened",
                "A finding rests on what was released and opened.",
                "Rule of the wall",
                "open the report first",
            )
        )
    finding = FactorFinding.objects.create(review=review, factor=factor, text=text, by=by, at=at)
    FindingEvidence.objects.bulk_create(
        FindingEvidence(finding=finding, item_id=link.item, relation=link.relation, by=by, at=at) for link in links
    )
    audit.record(verb, by=by, at=at, subject=finding.pk, case=review.case_id, codes=[factor])
    return finding


@transaction.atomic
def save_draft(
    *,
    review: Review,
    outcome: str,
    reasons: str,
    points_against: str = "",
    leave_length: str = "",
    after: int,
    pack: Pack,
    by: Actor,
    at: datetime,
) -> Draft:
    """Save the next version of a draft, whatever stands: a draft is no decision.

    `after` is the number of the version that the writer saw (0: none); a newer one raises `Stale`. Refused for an
    outcome that is no decision, and for leave without its length.
    """
    hold_case(review.case_id)
    _refuse_others(review, by)
    _refuse_closed(review)
    known = {one.code: one for one in pack.decisions(at.date())}
    if outcome not in known:
        raise Refused(
            Obstacle("no_such_outcome", "Choose one of the outcomes.", "Pack: outcomes", "the review officer")
        )
    if known[outcome].needs_length and not leave_length.strip():
        raise Refused(
            Obstacle("no_length", "Say for how long leave is granted.", "Pack: outcomes", "the review officer")
        )
    last = Draft.objects.filter(review=review).aggregate(n=Max("number"))["n"] or 0
    if last != after:
        held = newest_draft(review)
        assert held is not None
        raise Stale(held)
    draft = Draft.objects.create(
        review=review, number=last + 1, outcome=outcome, reasons=reasons, points_against=points_against,
        leave_length=leave_length, by=by, at=at,
    )  # fmt: skip
    audit.record("review.draft_saved", by=by, at=at, subject=draft.pk, case=review.case_id)
    return draft


@transaction.atomic
def declare_conflict(
    *, review: Review, has_conflict: bool, words: str = "", by: Actor, at: datetime
) -> ConflictDeclaration:
    """Say whether anything ties the officer to this family. Yes is no blame: the case goes to someone else."""
    entry = ConflictDeclaration.objects.create(review=review, has_conflict=has_conflict, words=words, by=by, at=at)
    audit.record("review.conflict_declared", by=by, at=at, subject=entry.pk, case=review.case_id)
    return entry


def _refuse_others(review: Review, by: Actor) -> None:
    if by.pk != review.officer_id:
        raise Refused(
            Obstacle(
                "not_the_officer",
                "This review is with another officer.",
                "House rule: one officer drafts",
                "a review manager can give it to you",
            )
        )


def _refuse_closed(review: Review) -> None:
    if review.closed_at is not None:
        raise Refused(
            Obstacle("review_closed", "This review is closed.", "House rule", "a review manager can open a new one")
        )
