"""Reading a review, and building the facts that its rules ask for."""

import uuid
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from kith.access.gate import Passage
from kith.access.models import Actor
from kith.access.queries import actors_with_role
from kith.access.terms import Role, Side
from kith.disclosure.models import DisclosedItem, Disclosure, Milestone, Receipt
from kith.disclosure.terms import MilestoneKind as Kind
from kith.protocol.pack import Pack
from kith.register.models import Case, CaseTeamMember
from kith.register.queries import cases_visible_to, children_of, last_step, people_of
from kith.register.terms import CaseStep
from kith.review.models import (
    BestInterests,
    Confirmation,
    ConflictDeclaration,
    Decision,
    Draft,
    FactorFinding,
    Letter,
    ProofOfReceipt,
    Reply,
    ReplyInvitation,
    Review,
    SecondView,
)
from kith.review.rules import ChildFacts, DecisionFacts
from kith.review.terms import WHOLE_CASE


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
    return Draft.objects.filter(review=review).order_by("-number").select_related("by").first()


def newest_decision(review: Review) -> Decision | None:
    """The decision recorded last, with what the second officer answered."""
    return (
        Decision.objects.filter(review=review)
        .select_related("by", "draft", "confirmation", "service", "review__case")
        .order_by("-at", "-id")
        .first()
    )


def findings_of(review: Review) -> dict[str, FactorFinding]:
    """The finding that stands on each factor: the newest. Two queries with its evidence."""
    found: dict[str, FactorFinding] = {}
    entries = FactorFinding.objects.filter(review=review).select_related("by").prefetch_related("evidence__item")
    for finding in entries.order_by("at", "id"):
        found[finding.factor] = finding
    return found


def _standing(review: Review) -> dict[str, uuid.UUID]:
    """The id of the finding that stands on each factor. One query, for who does not read what they say."""
    newest = FactorFinding.objects.filter(review=review).order_by("factor", "-at", "-id").distinct("factor")
    return dict(newest.values_list("factor", "pk"))


def best_interests_of(review: Review) -> dict[uuid.UUID, BestInterests]:
    """The assessment that stands for each child: the newest."""
    found: dict[uuid.UUID, BestInterests] = {}
    for entry in BestInterests.objects.filter(review=review).select_related("by").order_by("at", "id"):
        found[entry.child_id] = entry
    return found


def opened_disclosures(case: Case) -> QuerySet[Disclosure]:
    """What was released on this case and opened by someone of this side, and not superseded."""
    return (
        Disclosure.objects.filter(case=case, receipts__isnull=False, superseded_by__isnull=True)
        .distinct()
        .prefetch_related("items")
        .order_by("at", "id")
    )


def decision_facts(review: Review, pack: Pack, on: date) -> DecisionFacts:
    """What `rules.obstacles_to_decision` looks at, as it stands now. A fixed number of queries."""
    draft = newest_draft(review)
    drafter = draft.by_id if draft else review.officer_id
    findings = _standing(review)
    declared = (
        ConflictDeclaration.objects.filter(review=review, by_id=drafter)
        .order_by("-at", "-id")
        .values_list("has_conflict", flat=True)
        .first()
    )
    proof = ProofOfReceipt.objects.filter(invitation__draft=draft).order_by("-received_on").first() if draft else None
    replied = Reply.objects.filter(invitation__draft=draft).exists() if draft else False
    milestones = list(Milestone.objects.filter(case_id=review.case_id).select_related("contact").order_by("at", "id"))
    identity = [m.kind for m in milestones if m.kind in (Kind.IDENTITY_OPEN, Kind.IDENTITY_SETTLED)]
    return DecisionFacts(
        children=tuple(_children(review, milestones)),
        drafter=drafter,
        findings=frozenset(findings) - {WHOLE_CASE},
        factors=pack.criteria(review.criteria).factors,
        has_weighing=WHOLE_CASE in findings,
        has_draft=draft is not None,
        outcome=draft.outcome if draft else "",
        points_against=bool(draft and draft.points_against.strip()),
        invitation_is_received=proof is not None,
        reply_is_closed=replied and proof is not None,
        drafter_declared=declared is not None,
        has_conflict=bool(declared),
        identity_is_open=identity.count(Kind.IDENTITY_OPEN) > identity.count(Kind.IDENTITY_SETTLED),
    )


def _children(review: Review, milestones: list[Milestone]) -> list[ChildFacts]:
    names = {
        i: view.name for view in people_of([review.case]).get(review.case.family_id, []) for i in view.recorded_ids
    }
    received = set(
        Receipt.objects.filter(disclosure__case_id=review.case_id, disclosure__superseded_by__isnull=True).values_list(
            "disclosure__child_id", flat=True
        )
    )
    assessed = best_interests_of(review)
    facts = []
    for child in children_of(review.case):
        own = [m for m in milestones if m.child_id == child.person_id]
        last = {m.kind: m for m in own}
        appointed, ended = last.get(Kind.LEAD_PROFESSIONAL_APPOINTED), last.get(Kind.LEAD_PROFESSIONAL_ENDED)
        wait, go_on = last.get(Kind.ASKS_TO_WAIT), last.get(Kind.MAY_GO_ON)
        contact = appointed.contact if appointed else None
        assessment = assessed.get(child.person_id)
        facts.append(
            ChildFacts(
                id=child.person_id,
                name=names.get(child.person.canonical_id) or "a child of this family",
                has_lead_professional=appointed is not None
                and (ended is None or own.index(ended) < own.index(appointed)),
                report_is_received=child.person_id in received,
                views_are_recorded_or_explained=Kind.VIEWS_RECORDED in last or Kind.VIEWS_NOT_SOUGHT_EXPLAINED in last,
                best_interests_by=assessment.by_id if assessment else None,
                asks_to_wait=wait is not None and (go_on is None or own.index(go_on) < own.index(wait)),
                contact=f"{contact.shown_name}, {contact.phone}".rstrip(", ") if contact else "",
            )
        )
    return facts


def considered_now(review: Review) -> list[uuid.UUID]:
    """The ids of everything that a decision made now would rest on, in a fixed order."""
    ids = list(_standing(review).values())
    ids += [entry.pk for entry in best_interests_of(review).values()]
    for disclosure in opened_disclosures(review.case):
        ids += [disclosure.pk, *(item.pk for item in disclosure.items.all())]
    ids += Reply.objects.filter(invitation__review=review).values_list("pk", flat=True)
    return sorted(ids)


@dataclass(frozen=True, slots=True)
class SecondOfficers:
    """Who can be second officer, and how many decisions wait with each."""

    loads: dict[uuid.UUID, int]


def second_officers(at: datetime) -> SecondOfficers:
    """Every second officer with the number of cases that they are on now. Two queries."""
    people: list[Actor] = list(actors_with_role(Role.SECOND_OFFICER, at))
    now = Q(until_at__isnull=True) | Q(until_at__gt=at)
    on_team = Counter(
        CaseTeamMember.objects.filter(now, side=Side.DECISION, role=Role.SECOND_OFFICER, actor__in=people).values_list(
            "actor_id", flat=True
        )
    )
    return SecondOfficers({person.pk: on_team[person.pk] for person in people})


def second_officer_of(case: Case, barred: frozenset[uuid.UUID]) -> uuid.UUID | None:
    """Who is second officer of this case already, and may be: a returned decision goes back to the same person."""
    team = CaseTeamMember.objects.filter(case=case, side=Side.DECISION, role=Role.SECOND_OFFICER, until_at__isnull=True)
    return team.exclude(actor_id__in=barred).order_by("from_at").values_list("actor_id", flat=True).first()


def cases_to_allocate(passage: Passage) -> QuerySet[Case]:
    """Confirmed cases in sight that have no open review and no decision that stands, longest waiting first. One whose
    review ended in a pause is among them again."""
    is_open = Review.objects.filter(case=OuterRef("pk"), closed_at__isnull=True)
    found = cases_visible_to(passage).annotate(step=last_step())
    return found.filter(~Exists(is_open), step__in=(CaseStep.CONFIRMED, CaseStep.UNDER_REVIEW)).order_by(
        "opened_at", "reference"
    )


def cases_by_id(passage: Passage, ids: Sequence[str]) -> list[Case]:
    """Those of the given cases that this person may see; what is no id is left out."""
    known = []
    for one in ids:
        with suppress(ValueError):
            known.append(uuid.UUID(one))
    return list(cases_visible_to(passage).filter(pk__in=known).order_by("opened_at", "reference"))


def evidence_of(case: Case) -> list[DisclosedItem]:
    """Every released and opened item of a case, in the order of release."""
    return [item for disclosure in opened_disclosures(case) for item in disclosure.items.all()]


def newest_invitation(review: Review) -> ReplyInvitation | None:
    """The invitation sent last."""
    return ReplyInvitation.objects.filter(review=review).select_related("review__case", "draft").order_by("-at").first()


def view_of(decision: Decision, actor: Actor) -> SecondView | None:
    """This person's own view of a decision."""
    return SecondView.objects.filter(decision=decision, by=actor).first()


def answer_to(decision: Decision) -> Confirmation | None:
    """What the second officer answered."""
    return Confirmation.objects.filter(decision=decision).select_related("by").first()


def letters_of(review: Review) -> QuerySet[Letter]:
    """The letters of a review, oldest first."""
    return Letter.objects.filter(review=review).select_related("document").order_by("at")
