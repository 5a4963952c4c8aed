"""Reading single things of a review."""

import uuid
from typing import Any

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Lower, Trim

from kith.access.models import Actor
from kith.access.statements import kept
from kith.access.terms import Role, Side
from kith.disclosure.models import DisclosedItem, Disclosure
from kith.register.models import Case, CaseTeamMember
from kith.review.models import (
    BestInterests,
    Confirmation,
    ConflictDeclaration,
    Decision,
    Draft,
    Ending,
    ExceptionSignature,
    FactorFinding,
    FindingEvidence,
    Letter,
    PanelMember,
    ReplyInvitation,
    ReportException,
    Review,
    SecondView,
)
from kith.review.queries.papers import opened_items
from kith.review.rules import Parts


def open_review(case: Case) -> Review | None:
    """The review of a case that is not closed."""
    return Review.objects.filter(case=case, closed_at__isnull=True).select_related("officer", "case").first()


def review_now(review: uuid.UUID) -> Review | None:
    """A review as it is now, with its case and officer; None for whoever may not see it."""
    return next(iter(_review(review)), None)


@kept
def _review(review: uuid.UUID) -> QuerySet[Review]:
    return Review.objects.select_related("case", "officer").filter(pk=review)


def newest_review(case: Case) -> Review | None:
    """The open review, else the one closed last."""
    return (
        open_review(case)
        or Review.objects.filter(case=case).select_related("officer", "case").order_by("-opened_at").first()
    )


def is_blind(case: Case, actor: uuid.UUID, role: str) -> bool:
    """Whether nothing that tells the outcome may be shown to this reader of a case: a second officer without an own view of
    the newest draft's decision, who was not given the case since (`steps.reader_of` says the same of papers that were read).
    One query."""
    found = _reader(case.pk, actor)
    if not found:
        return False
    is_second, has_view, officer = found[0]
    return (is_second or role == Role.SECOND_OFFICER) and not has_view and officer != actor


@kept
def _reader(
    case: uuid.UUID, actor: uuid.UUID
) -> QuerySet[Any, tuple[bool, bool, uuid.UUID]]:  # Any: of the newest review
    team = CaseTeamMember.objects.filter(case=case, actor=actor, side=Side.DECISION, until_at__isnull=True)
    newest = Draft.objects.filter(review=OuterRef(OuterRef("pk"))).order_by("-number").values("pk")[:1]
    return (
        Review.objects.filter(case=case)
        .order_by(F("closed_at").desc(nulls_first=True), "-opened_at")
        .values_list(
            Exists(team.filter(role=Role.SECOND_OFFICER)),
            Exists(SecondView.objects.filter(by=actor, decision__draft=Subquery(newest))),
            "officer_id",
        )[:1]
    )


def newest_draft(review: Review) -> Draft | None:
    """The draft that a decision would be made of."""
    return next(iter(_newest_draft(review.pk)), None)


@kept
def _newest_draft(review: uuid.UUID) -> QuerySet[Draft]:
    return Draft.objects.filter(review=review).order_by("-number").select_related("by", "review__case")[:1]


def draft_numbered(review: Review, number: int) -> Draft | None:
    """One version of the draft."""
    return Draft.objects.filter(review=review, number=number).select_related("by", "review__case").first()


def decision_with_id(review: Review, decision: uuid.UUID) -> Decision | None:
    """One decision of this review."""
    return _decisions(review.pk).filter(pk=decision).first()


def letter_of_ending(review: Review, letter: uuid.UUID) -> Letter | None:
    """One letter of this review which says that it ended without a decision, or that it goes on."""
    return (
        Letter.objects.filter(pk=letter, review=review, invitation__isnull=True, confirmation__isnull=True)
        .select_related("document")
        .first()
    )


def ending_with_id(review: Review, ending: uuid.UUID) -> Ending | None:
    """One proposed ending of this review."""
    return Ending.objects.filter(review=review, pk=ending).select_related("review__case").first()


def _decisions(review: uuid.UUID) -> QuerySet[Decision]:
    return (
        Decision.objects.filter(review=review)
        .select_related("by", "draft", "confirmation__by", "service", "review__case")
        .order_by("-draft__number")
    )


def newest_decision(review: Review) -> Decision | None:
    """The decision recorded last."""
    return next(iter(_newest_decision(review.pk)), None)


@kept
def _newest_decision(review: uuid.UUID) -> QuerySet[Decision]:
    return _decisions(review)[:1]


def best_interests_of(review: Review) -> dict[uuid.UUID, BestInterests]:
    """The assessment that stands for each child as recorded: the newest."""
    found: dict[uuid.UUID, BestInterests] = {}
    for entry in BestInterests.objects.filter(review=review).select_related("by").order_by("at", "id"):
        found[entry.child_id] = entry
    return found


def assessment_with_id(review: Review, assessment: uuid.UUID) -> BestInterests | None:
    """One assessment of what is best for a child, of this review."""
    return BestInterests.objects.filter(review=review, pk=assessment).select_related("review__case", "child").first()


def evidence_of(case: Case) -> list[DisclosedItem]:
    """Every item that was released and opened on a case, in the order of release."""
    return _evidence(case.pk)


@kept
def _evidence(case: uuid.UUID) -> QuerySet[DisclosedItem]:
    return opened_items(case).select_related("disclosure__child")


def reports_in(decision: Decision) -> list[uuid.UUID]:
    """The copies that were released, among all that a decision pinned. One query."""
    return list(Disclosure.objects.filter(pk__in=decision.considered).values_list("pk", flat=True))


def links_of(finding: FactorFinding) -> list[tuple[uuid.UUID, str]]:
    """What one finding rests on: each released item, and how it stands to it."""
    return list(FindingEvidence.objects.filter(finding=finding).order_by("id").values_list("item_id", "relation"))


def newest_invitation(review: Review) -> ReplyInvitation | None:
    """The invitation sent last."""
    return next(iter(_newest_invitation(review.pk)), None)


@kept
def _newest_invitation(review: uuid.UUID) -> QuerySet[ReplyInvitation]:
    invitations = ReplyInvitation.objects.filter(review=review).order_by("-draft__number")
    return invitations.select_related("review__case", "draft", "proof", "reply", "letter__document")[:1]


def parts_in(review: Review) -> Parts:
    """Who has had which part in a review, also where what they wrote was written anew since. Two queries."""
    had: dict[str, set[uuid.UUID]] = {
        "drafted": set(),
        "weighed": set(),
        "seconded": set(),
        "excepted": set(),
        "readers": set(),
        "sat": set(),
    }
    for who, part in _parts(review.pk, review.case_id):
        had[part].add(who)
    parts = {part: frozenset(people) for part, people in had.items()}
    return Parts(officer=review.officer_id, tied=tied_to(review.case_id), **parts)


@kept
def _parts(review: uuid.UUID, case: uuid.UUID) -> QuerySet[Any, tuple[uuid.UUID, str]]:  # Any: rows of many tables
    seconds = CaseTeamMember.objects.filter(case=case, role=Role.SECOND_OFFICER, until_at__isnull=True)
    opened = Review.objects.filter(pk=review).values("opened_at")
    officers = CaseTeamMember.objects.filter(
        Q(until_at__isnull=True) | Q(until_at__gte=Subquery(opened)),
        case=case,
        side=Side.DECISION,
        role=Role.REVIEW_OFFICER,
    )
    of_review, of_decision = {"review": review}, {"decision__review": review}
    wrote: list[tuple[str, QuerySet[Any]]] = [
        ("drafted", Draft.objects.filter(**of_review)), ("drafted", FactorFinding.objects.filter(**of_review)),
        ("weighed", BestInterests.objects.filter(**of_review)), ("seconded", SecondView.objects.filter(**of_decision)),
        ("seconded", Confirmation.objects.filter(**of_decision)), ("excepted", ReportException.objects.filter(**of_review)),
        ("excepted", ExceptionSignature.objects.filter(exception__review=review)),
    ]  # fmt: skip
    on_panels = PanelMember.objects.filter(assessment__review=review).annotate(plain=_plain("name"))
    sat = Actor.objects.annotate(plain=_plain("shown_name")).filter(plain__in=on_panels.values("plain"))
    rows = [found.annotate(part=Value(part)).values_list("by_id", "part") for part, found in wrote]
    team = [of.annotate(part=Value(part)).values_list("actor_id", "part") for part, of in (
        ("seconded", seconds), ("readers", officers),
    )]  # fmt: skip
    return team[0].union(*team[1:], *rows, sat.annotate(part=Value("sat")).values_list("pk", "part"))


def _plain(name: str) -> Lower:
    """A name as `rules.plain_name` has it, in the database's words."""
    one_form = Func(F(name), template="normalize(%(expressions)s, NFKC)")
    return Lower(Trim(Func(one_form, Value(r"[^[:alnum:]]+"), Value(" "), Value("g"), function="regexp_replace")))


def kept_off_panels(review: Review, author: Actor) -> list[str]:
    """The names of those who are no members of a panel: whoever wrote the assessment, has the case or drafted, and whoever
    confirms or was ever asked to. Two queries more than those of `parts_in`."""
    parts = parts_in(review)
    asked = CaseTeamMember.objects.filter(case=review.case_id, side=Side.DECISION, role=Role.SECOND_OFFICER)
    who = {author.pk, review.officer_id, *parts.drafted, *parts.seconded, *asked.values_list("actor_id", flat=True)}
    return list(Actor.objects.filter(pk__in=who).values_list("shown_name", flat=True))


def tied_to(case: uuid.UUID) -> frozenset[uuid.UUID]:
    """Who has said, in any review of this case, that something ties them to the family."""
    return frozenset(_tied(case))


@kept
def _tied(case: uuid.UUID) -> QuerySet[ConflictDeclaration, uuid.UUID]:
    said = ConflictDeclaration.objects.filter(review__case=case, has_conflict=True)
    return said.values_list("by_id", flat=True)
