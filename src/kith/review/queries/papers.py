"""Everything that is written in one review, read at once: what its rules, its page and its decisions rest on."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, F, Func, JSONField, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import JSONObject

from kith.access.audit import digest
from kith.access.statements import kept
from kith.access.terms import Role, Side
from kith.disclosure.models import DisclosedItem, Disclosure, Milestone, Receipt
from kith.register.models import Case, CaseTeamMember
from kith.register.papers import IS_HERE, MAY_BE, paper_news
from kith.review.models import (
    BestInterests,
    Confirmation,
    ConflictDeclaration,
    Decision,
    Draft,
    Ending,
    FactorFinding,
    FindingEvidence,
    LaterWords,
    PaperCheck,
    Reply,
    ReplyInvitation,
    Review,
    SecondView,
    TraceCheck,
)
from kith.review.queries.children import Child, children_in
from kith.review.queries.ended import COLUMNS_OF_ENDING, Ended, ended_in
from kith.review.queries.outside import (
    COLUMNS_OF_PAPER,
    COLUMNS_OF_TRACE,
    OnPaper,
    Trace,
    on_paper_in,
    post_in,
    trace_in,
)
from kith.review.queries.said import COLUMNS_OF_LATER, Later, Said, later_in, said_in
from kith.review.rules import Parts, Post, plain_name
from kith.review.terms import ConfirmationVerdict, Relation


@dataclass(frozen=True, slots=True)
class Linked:
    """A released item that a finding rests on, how it stands to it, and whether its report was corrected since."""

    item: uuid.UUID
    title: str
    relation: Relation
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """The finding that stands on one factor, or on the whole case."""

    id: uuid.UUID
    factor: str
    text: str
    by: uuid.UUID
    by_name: str
    at: datetime
    links: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """Someone who works on the case on the decision side now."""

    actor: uuid.UUID
    name: str
    role: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Passed:
    """A milestone of the case, oldest first: its kind, the child it is about if any, and whom to ring."""

    kind: str
    child: uuid.UUID | None
    contact: str


@dataclass(frozen=True, slots=True)
class View:
    """A second officer's own view of one decision."""

    decision: uuid.UUID
    by: uuid.UUID
    outcome: str
    text: str


@dataclass(frozen=True, slots=True)
class Papers:
    """A review with all that is written in it. Drafts come newest first, with what became of each."""

    review: Review
    team: tuple[Member, ...]
    parts: Parts
    declared: frozenset[uuid.UUID]  # who has said whether anything ties them to the family
    views: tuple[View, ...]
    unheard: frozenset[str]  # what stands in the way and is not for this side to know more of (`register_unheard`)
    disclosed: tuple[uuid.UUID, ...]
    milestones: tuple[Passed, ...]
    drafts: tuple[Draft, ...]
    findings: Mapping[str, Finding]
    children: tuple[Child, ...]
    traces: tuple[Trace, ...]  # the tries to reach the family, by the day on which they were made
    said: tuple[Said, ...]
    later: tuple[Later, ...]  # of every decision of this review, oldest first
    endings: tuple[Ended, ...]  # every one that was proposed, newest first
    post: tuple[Post, ...]  # what waits unopened, linked to nothing or not dealt with
    paper: OnPaper | None  # what was said last of the file on paper
    paper_came_at: datetime | None  # when one came last, or was first heard of
    paper_known_at: datetime | None  # the same, or when somebody said where one may be

    @property
    def draft(self) -> Draft | None:
        """The newest draft."""
        return self.drafts[0] if self.drafts else None

    @property
    def decision(self) -> Decision | None:
        """The decision that was recorded last."""
        return next((made for draft in self.drafts if (made := decision_of(draft)) is not None), None)

    @property
    def is_decided(self) -> bool:
        """Whether the newest draft has become a decision: that of an older one stands no longer."""
        return self.draft is not None and decision_of(self.draft) is not None

    @property
    def standing_draft(self) -> Draft | None:
        """The newest draft, where it is by the officer who has the case or has become a decision that was not returned."""
        draft = self.draft
        if draft is None:
            return None
        made = decision_of(draft)
        is_decided = made is not None and not is_returned(made)
        return draft if is_decided or draft.by_id == self.review.officer_id else None

    @property
    def weigher(self) -> Member | None:
        """Who was asked last to weigh the children's best interests."""
        asked = (m for m in self.team if m.role == Role.REVIEW_OFFICER and m.actor != self.review.officer_id)
        return max(asked, key=lambda member: member.since, default=None)

    @property
    def second(self) -> Member | None:
        """Who was asked last to be second officer."""
        asked = (m for m in self.team if m.role == Role.SECOND_OFFICER)
        return max(asked, key=lambda member: member.since, default=None)

    @property
    def considered(self) -> list[uuid.UUID]:
        """The ids of everything that a decision made now would rest on, in a fixed order."""
        replies = [reply.pk for draft in self.drafts if (reply := reply_to(draft)) is not None]
        weighed = [child.weighed.id for child in self.children if child.weighed]
        weighed += [one.id for child in self.children if child.weighed for one in child.weighed.heard]
        excepted = [child.exception.id for child in self.children if child.exception and child.is_excepted]
        said = [one.id for one in self.said]
        paper = [self.paper.id] if self.paper else []
        return sorted([
            *(f.id for f in self.findings.values()), *weighed, *excepted, *self.disclosed, *replies, *said, *paper,
        ])  # fmt: skip

    def later_on(self, decision: Decision) -> tuple[Later, ...]:
        """What was said to change nothing in one decision, oldest first."""
        return tuple(one for one in self.later if one.decision == decision.pk)

    def unread_on(self, decision: Decision) -> tuple[Later, ...]:
        """The same, as far as the second officer has still to read the words."""
        return tuple(one for one in self.later_on(decision) if not one.verdict)

    def is_contradicted(self, decision: Decision) -> bool:
        """Whether the second officer found that what was said since does change something."""
        return any(one.verdict == ConfirmationVerdict.RETURNED for one in self.later_on(decision))

    def considered_in(self, decision: Decision) -> list[uuid.UUID]:
        """The ids of everything that was before those who made a decision: what it pinned, and the words weighed since."""
        return sorted({*decision.considered, *(key for one in self.later_on(decision) for key in one.said)})

    def new_words_since(self, decision: Decision) -> list[uuid.UUID]:
        """The ids of what was said after a decision was recorded and is not weighed yet, oldest first."""
        considered = set(self.considered_in(decision))
        return [one.id for one in self.said if one.id not in considered]

    def view_of(self, actor: uuid.UUID) -> View | None:
        """This second officer's own view of the newest decision."""
        decision = self.decision
        if decision is None:
            return None
        return next((one for one in self.views if (one.decision, one.by) == (decision.pk, actor)), None)


def decision_of(draft: Draft) -> Decision | None:
    """The decision that a draft has become."""
    return getattr(draft, "decision", None)


def answer_to(decision: Decision) -> Confirmation | None:
    """What the second officer answered."""
    return getattr(decision, "confirmation", None)


def is_returned(decision: Decision) -> bool:
    """Whether the second officer returned it."""
    answer = answer_to(decision)
    return answer is not None and answer.verdict == ConfirmationVerdict.RETURNED


def seen_of(decision: Decision, papers: Papers) -> str:
    """What whoever confirms has seen: the version, and which words were weighed since it was recorded."""
    later = papers.later_on(decision)
    return digest(decision.sha256, *(one.id for one in later)) if later else decision.sha256


def invitation_of(draft: Draft) -> ReplyInvitation | None:
    """The invitation by which the family was told the points of a draft."""
    return getattr(draft, "invitation", None)


def reply_to(draft: Draft) -> Reply | None:
    """What the family answered to the points of a draft."""
    return getattr(invitation_of(draft), "reply", None)


def papers_of(case: Case) -> Papers | None:
    """The papers of the open review of a case, else of the one closed last. Four queries, whatever the size."""
    return _papers(_newest_of_case(case.pk))


def papers_in(review: Review) -> Papers:
    """The papers of one review."""
    found = _papers(_one_review(review.pk))
    assert found is not None
    return found


@kept
def _newest_of_case(case: uuid.UUID) -> QuerySet[Any]:
    reviews = _with_short_entries(Review.objects.filter(case=case))
    return reviews.order_by(F("closed_at").desc(nulls_first=True), "-opened_at")[:1]


@kept
def _one_review(review: uuid.UUID) -> QuerySet[Any]:
    return _with_short_entries(Review.objects.filter(pk=review))


def _papers(reviews: list[Any]) -> Papers | None:  # Any: a review with what `_with_short_entries` annotates
    if not reviews:
        return None
    (review,) = reviews
    tied = frozenset(uuid.UUID(one["by"]) for one in review.said if one["tie"])  # in whichever review of the case
    children = children_in(review)
    heard = {plain_name(one.name) for child in children if child.weighed for one in child.weighed.heard}
    team = [
        Member(uuid.UUID(one["actor"]), one["name"], one["role"], datetime.fromisoformat(one["since"]))
        for one in review.team_now
    ]
    parts = Parts(
        review.officer_id, frozenset(review.drafted) | frozenset(review.found), frozenset(review.weighed), tied,
        sat=frozenset(one.actor for one in team if plain_name(one.name) in heard),
    )  # fmt: skip
    return Papers(
        review=review,
        team=tuple(team),
        parts=parts,
        declared=frozenset(uuid.UUID(one["by"]) for one in review.said if uuid.UUID(one["review"]) == review.pk),
        views=tuple(
            View(uuid.UUID(one["decision"]), uuid.UUID(one["by"]), one["outcome"], one["text"]) for one in review.views
        ),
        unheard=frozenset(review.unheard),
        disclosed=tuple({uuid.UUID(one[key]) for one in review.items for key in ("id", "of")}),
        milestones=tuple(_passed(one) for one in review.passed),
        drafts=tuple(_drafts(review.pk)),
        findings=findings_of(review),
        children=children,
        traces=tuple(trace_in(one) for one in review.traces),
        said=tuple(said_in(one) for one in review.put_forward),
        later=tuple(later_in(one) for one in review.later),
        endings=tuple(ended_in(one) for one in review.endings),
        post=tuple(post_in(one) for one in review.post),
        paper=next((on_paper_in(one) for one in reversed(review.paper)), None),
        paper_came_at=review.paper_came_at,
        paper_known_at=review.paper_known_at,
    )


def _with_short_entries(reviews: QuerySet[Review]) -> QuerySet[Any]:  # Any: a review with what is annotated here
    """Reviews with their officer, and with what is short enough to come along in the same statement."""
    of_review = {"review": OuterRef("pk")}
    team = CaseTeamMember.objects.filter(case=OuterRef("case"), side=Side.DECISION, until_at__isnull=True)
    views = SecondView.objects.filter(decision__review=OuterRef("pk")).order_by("at", "id")
    passed = Milestone.objects.filter(case=OuterRef("case")).order_by("at", "id")
    return reviews.select_related("officer", "case").annotate(
        team_now=_rows(
            team.order_by("from_at", "id"), actor="actor_id", name="actor__shown_name", role="role", since="from_at"
        ),
        said=_rows(
            ConflictDeclaration.objects.filter(review__case=OuterRef("case")).order_by("at", "id"),
            by="by_id",
            tie="has_conflict",
            review="review_id",
        ),
        unheard=Func(F("case_id"), function="register_unheard", output_field=ArrayField(TextField())),
        drafted=ArraySubquery(Draft.objects.filter(**of_review).values("by_id")),
        found=ArraySubquery(FactorFinding.objects.filter(**of_review).values("by_id")),
        weighed=ArraySubquery(BestInterests.objects.filter(**of_review).values("by_id")),
        views=_rows(views, decision="decision_id", by="by_id", outcome="outcome", text="text"),
        put_forward=_called("representations_put_forward"),
        items=_rows(opened_items(OuterRef("case")), id="id", of="disclosure_id"),
        traces=_rows(TraceCheck.objects.filter(**of_review).order_by("done_on", "at", "id"), **COLUMNS_OF_TRACE),
        paper=_rows(PaperCheck.objects.filter(**of_review).order_by("at", "id"), **COLUMNS_OF_PAPER),
        paper_came_at=Subquery(paper_news(OuterRef("case"), IS_HERE)),
        paper_known_at=Subquery(paper_news(OuterRef("case"), MAY_BE)),
        post=_called("representations_post_of"),
        later=_rows(LaterWords.objects.filter(**of_review).order_by("at", "id"), **COLUMNS_OF_LATER),
        endings=_rows(Ending.objects.filter(**of_review).order_by("-at", "-id"), **COLUMNS_OF_ENDING),
        passed=_rows(
            passed, kind="kind", child="child__canonical_id", contact="contact__shown_name", phone="contact__phone"
        ),
    )


def _called(function: str) -> Func:
    """The rows of a function that is asked about the case."""
    rows = f"array(select to_jsonb(p) from {function}(%(expressions)s) p)"
    return Func(F("case_id"), template=rows, output_field=ArrayField(JSONField()))


def _rows(entries: QuerySet[Any], **columns: str) -> ArraySubquery:  # Any: any table
    return ArraySubquery(entries.values(row=JSONObject(**columns)))


def _passed(said: Mapping[str, str | None]) -> Passed:
    child = uuid.UUID(said["child"]) if said["child"] else None
    return Passed(str(said["kind"]), child, ", ".join(part for part in (said["contact"], said["phone"]) if part))


def opened_items(case: Any) -> QuerySet[DisclosedItem]:
    """Every item that was released on a case, opened by someone of this side and not corrected since, in its order.

    `case` is an id, or a column of an outer query.
    """
    opened = Receipt.objects.filter(disclosure=OuterRef("disclosure"))
    return DisclosedItem.objects.filter(
        Exists(opened), disclosure__case=case, disclosure__superseded_by__isnull=True
    ).order_by("disclosure__at", "disclosure", "place")


@kept
def _drafts(review: uuid.UUID) -> QuerySet[Draft]:
    return (
        Draft.objects.filter(review=review)
        .select_related(
            "by", "invitation__proof", "invitation__reply__by", "invitation__letter__document", "decision__by",
            "decision__confirmation__by", "decision__confirmation__letter__document", "decision__service",
        )
        .order_by("-number")
    )  # fmt: skip


def findings_of(review: Review) -> dict[str, Finding]:
    """The finding that stands on each factor: the newest, with what it rests on. One query."""
    return {
        entry.factor: Finding(
            entry.pk, entry.factor, entry.text, entry.by_id, entry.by_name, entry.at,
            tuple(
                Linked(uuid.UUID(one["item"]), one["title"], Relation(one["relation"]), one["is_corrected"])
                for one in entry.rests_on
            ),
        )
        for entry in _findings(review.pk)
    }  # fmt: skip


@kept
def _findings(review: uuid.UUID) -> QuerySet[Any]:  # Any: a finding with what is annotated here
    corrected = Disclosure.objects.filter(supersedes=OuterRef("item__disclosure"))
    evidence = FindingEvidence.objects.filter(finding=OuterRef("pk")).order_by("item__disclosure", "item__place", "id")
    evidence = evidence.annotate(is_corrected=Exists(corrected))
    entries = FactorFinding.objects.filter(review=review).annotate(
        rests_on=_rows(evidence, item="item_id", title="item__title", relation="relation", is_corrected="is_corrected"),
        by_name=F("by__shown_name"),
    )
    return entries.order_by("at", "id")
