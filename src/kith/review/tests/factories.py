"""A review brought to any point by its own actions. What welfare would do is written by disclosure's actions alone:
review may not know welfare, not even in its tests."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kith.access.models import Actor
from kith.access.side import side
from kith.access.terms import Side
from kith.disclosure import actions as disclosure
from kith.disclosure.models import DisclosedItem, Disclosure
from kith.disclosure.terms import ItemKind, MilestoneKind
from kith.documents.models import Document
from kith.documents.terms import DocumentKind
from kith.protocol.pack import load
from kith.review import actions
from kith.review.models import Decision, Draft, Review
from kith.review.queries import best_interests_of, newest_decision, newest_draft
from kith.review.terms import ServiceMethod
from tests.factories import Cast, make_case

START = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)  # a Tuesday
PACK = load()


@contextmanager
def deciding(actor: Actor) -> Iterator[None]:
    with side(Side.DECISION, actor_id=actor.pk):
        yield


@dataclass
class Walk:
    """One case on its way; every step is an action, and any of them can be left out."""

    cast: Cast
    review: Review
    children: tuple[uuid.UUID, ...]
    at: datetime

    @classmethod
    def begin(cls, cast: Cast, children: int = 1) -> "Walk":
        made = make_case(cast, children=children)
        with deciding(cast["manager"]):
            review = actions.allocate(case=made.case, officer=cast["officer"], pack=PACK, by=cast["manager"], at=START)
            actions.ask_for_best_interests(review=review, officer=cast["officer_two"], by=cast["manager"], at=START)
        return cls(cast, review, made.children, START)

    def hear_children(
        self, *, lead: bool = True, views: bool = True, report: bool = True, opened: bool = True
    ) -> "Walk":
        case = self.review.case
        for child in self.children:
            with deciding(self.cast["officer"]):
                request = disclosure.ask_for_report(
                    case=case, child=child, due_on=self.at.date() + timedelta(28), by=self.cast["officer"], at=self.at
                )
            with side(Side.WELFARE, actor_id=self.cast["coordinator"].pk):
                by = self.cast["coordinator"]
                if lead:
                    disclosure.pass_milestone(
                        case=case, kind=MilestoneKind.LEAD_PROFESSIONAL_APPOINTED, child=child,
                        contact=self.cast["lead"], by=by, at=self.at,
                    )  # fmt: skip
                if views:
                    disclosure.pass_milestone(
                        case=case, kind=MilestoneKind.VIEWS_RECORDED, child=child, by=by, at=self.at
                    )
                if report:
                    made = Disclosure.objects.create(
                        request=request, case=case, child_id=child, lead_professional=self.cast["lead"], purpose="p",
                        basis="b", was_told=True, is_partial=False, sha256="0" * 64, by=by, at=self.at,
                    )  # fmt: skip
                    DisclosedItem.objects.create(
                        disclosure=made, place=1, kind=ItemKind.EVIDENCE, title="School", text="She reads above her age.",
                        by=by, at=self.at,
                    )  # fmt: skip
            if report and opened:
                with deciding(self.cast["officer"]):
                    disclosure.open_disclosure(disclosure=made, by=self.cast["officer"], at=self.at)
        return self

    def weigh_children(self, by: str = "officer_two") -> "Walk":
        with deciding(self.cast[by]):
            for child in self.children:
                actions.assess_best_interests(review=self.review, child=child, text="t", by=self.cast[by], at=self.at)
        return self

    def find(self, leave_out: str = "", weigh: bool = True) -> "Walk":
        officer = self.cast["officer"]
        with deciding(officer):
            for factor in PACK.criteria("paragraph_395c").factors:
                if factor.code != leave_out:
                    actions.record_finding(
                        review=self.review,
                        factor=factor.code,
                        text="t",
                        links=[],
                        after=None,
                        pack=PACK,
                        by=officer,
                        at=self.at,
                    )
            if weigh:
                actions.record_weighing(review=self.review, text="t", after=None, by=officer, at=self.at)
        return self

    def declare(self, has_conflict: bool = False) -> "Walk":
        officer = self.cast["officer"]
        with deciding(officer):
            actions.declare_conflict(review=self.review, has_conflict=has_conflict, by=officer, at=self.at)
        return self

    def draft(self, outcome: str = "leave_granted", points: str = "") -> "Walk":
        officer = self.cast["officer"]
        with deciding(officer):
            held = newest_draft(self.review)
            actions.save_draft(
                review=self.review, outcome=outcome, reasons="because", points_against=points, leave_length="30 months",
                after=held.number if held else 0, pack=PACK, by=officer, at=self.at,
            )  # fmt: skip
        return self

    def keep_letters(self) -> "Walk":
        with deciding(self.cast["letters"]):
            by = self.cast["letters"]
            for kind in ("invitation", "confirmation"):
                source = self._without_letter(kind)
                if source is not None:
                    document = Document.objects.create(
                        side=Side.DECISION, case_id=self.review.case_id, kind=DocumentKind.NOTICE, sha256="1" * 64,
                        media_type="application/pdf", bytes=1, by=by, at=self.at,
                    )  # fmt: skip
                    actions.keep_letter(document=document, by=by, at=self.at, **{kind: source})
        return self

    def _without_letter(self, kind: str) -> object:
        draft, decision = newest_draft(self.review), newest_decision(self.review)
        source = draft.invitations.first() if kind == "invitation" and draft else None
        if kind == "confirmation" and decision:
            source = getattr(decision, "confirmation", None)
        return source if source is not None and not hasattr(source, "letter") else None

    def newest_draft(self) -> Draft:
        with deciding(self.cast["officer"]):
            draft = newest_draft(self.review)
        assert draft
        return draft

    def decide(self) -> Decision:
        draft = self.newest_draft()
        with deciding(self.cast["officer"]):
            return actions.record_decision(draft=draft, pack=PACK, by=self.cast["officer"], at=self.at)

    def second(self, decision: Decision) -> Actor:
        with deciding(self.cast["manager"]):
            member = decision.review.case.team.filter(role="second_officer", until_at__isnull=True).get()
            return member.actor

    def view(self, decision: Decision) -> "Walk":
        second = self.second(decision)
        with deciding(second):
            actions.record_second_view(
                decision=decision, outcome="leave_granted", text="own", pack=PACK, by=second, at=self.at
            )
        return self

    def confirm(self, decision: Decision) -> "Walk":
        second = self.second(decision)
        with deciding(second):
            actions.confirm_decision(decision=decision, seen_sha256=decision.sha256, pack=PACK, by=second, at=self.at)
        return self.keep_letters()

    def serve(self, decision: Decision) -> None:
        officer = self.cast["officer"]
        with deciding(officer):
            actions.serve_decision(
                decision=decision,
                method=ServiceMethod.POST,
                proof="AB 1",
                served_on=self.at.date(),
                pack=PACK,
                by=officer,
                at=self.at,
            )

    def ready(self, outcome: str = "leave_granted") -> "Walk":
        return self.hear_children().weigh_children().find().declare().draft(outcome)

    def assessed_by(self) -> set[uuid.UUID]:
        with deciding(self.cast["officer"]):
            return {entry.by_id for entry in best_interests_of(self.review).values()}
