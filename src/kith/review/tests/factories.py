"""A review brought to any point by its own actions. What welfare would do is written by disclosure's actions alone:
review may not know welfare, not even in its tests."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from kith.access import actions as access
from kith.access.gate import passage_for
from kith.access.models import Actor
from kith.access.side import side
from kith.access.terms import FactSide, Role, Side
from kith.disclosure import actions as disclosure
from kith.disclosure.models import DisclosedItem, Disclosure
from kith.disclosure.terms import ItemKind, MilestoneKind
from kith.documents.actions import keep_document
from kith.documents.terms import DocumentKind
from kith.protocol.pack import load
from kith.records import new_id
from kith.register.models import CaseChild, Person
from kith.register.work import WITH_YOU, look
from kith.review import actions
from kith.review.models import Decision, Draft, Review
from kith.review.queries import (
    best_interests_of,
    children_in,
    findings_of,
    invitation_of,
    newest_decision,
    newest_draft,
    obstacles_now,
    papers_in,
    seen_of,
)
from kith.review.rules import PanelWord
from kith.review.terms import WHOLE_CASE, ServiceMethod, WhyReallocated
from kith.review.work import desk_of
from kith.verdict import Refused
from tests.factories import LONG_AGO, Cast, make_case

START = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)  # a Tuesday
PACK = load()
FACTORS = [factor.code for factor in PACK.criteria("paragraph_395c").factors]
Links = Sequence[actions.Link]


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

    def child_comes(self) -> uuid.UUID:
        """A child of whom this side learns once the case is under review: no report was asked for yet."""
        with side(Side.REGISTRY, actor_id=self.cast["registrar"].pk):
            child = new_id()
            Person.objects.create(id=child, canonical_id=child, side=FactSide.COMMON, recorded_at=self.at)
            CaseChild.objects.create(case=self.review.case, person_id=child, side=FactSide.COMMON, from_at=self.at)
        return child

    def hear_children(
        self, *, lead: bool = True, views: bool = True, report: bool = True, opened: bool = True, items: int = 1
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
                    made = self._released(request, child, items=items)
            if report and opened:
                self.open_report(made)
        return self

    def weigh_children(self, by: str = "officer_two", text: str = "t") -> "Walk":
        with deciding(self.cast[by]):
            held = {child.id: child.weighed for child in children_in(self.review)}
            for child in self.children:
                seen = held.get(child)
                actions.assess_best_interests(
                    review=self.review, child=child, text=text, after=seen.id if seen else None, by=self.cast[by],
                    at=self.at,
                )  # fmt: skip
        return self

    def sit(self, members: int, by: str = "officer_two") -> "Walk":
        """A panel on each child, the first of whom sees it otherwise."""
        with deciding(self.cast[by]):
            for one in best_interests_of(self.review).values():
                for n in range(members):
                    said = PanelWord(
                        f"Dr Lamb {n}",
                        "paediatrician",
                        self.at.date(),
                        "File 3",
                        agrees=n > 0,
                        dissent="" if n else "But.",
                    )
                    actions.record_panel_member(assessment=one, said=said, by=self.cast[by], at=self.at)
        return self

    def find(
        self, leave_out: str = "", weigh: bool = True, by: str = "officer", text: str = "t", links: Links = (),
        paper: bool = True,
    ) -> "Walk":  # fmt: skip
        officer = self.cast[by]
        with deciding(officer):
            held = {code: finding.id for code, finding in findings_of(self.review).items()}
            common = {"review": self.review, "text": text, "links": links, "pack": PACK, "by": officer, "at": self.at}
            for factor in FACTORS:
                if factor != leave_out:
                    actions.record_finding(factor=factor, after=held.get(factor), **common)
            if weigh:
                actions.record_weighing(after=held.get(WHOLE_CASE), **common)
        return self.look_at_paper(by=by) if paper else self

    def declare(self, has_conflict: bool = False, by: str = "officer") -> "Walk":
        with deciding(self.cast[by]):
            actions.declare_conflict(review=self.review, has_conflict=has_conflict, by=self.cast[by], at=self.at)
        return self

    def draft(
        self, outcome: str = "leave_granted", points: str = "", reasons: str = "because", by: str = "officer",
        counted: str = "Your report is why.",
    ) -> "Walk":  # fmt: skip
        officer = self.cast[by]
        with deciding(officer):
            held = newest_draft(self.review)
            actions.save_draft(
                review=self.review, outcome=outcome, reasons=reasons, points_against=points, how_it_counted=counted,
                leave_length="30 months" if outcome == "leave_granted" else "",
                after=held.number if held else 0, pack=PACK, by=officer, at=self.at,
            )  # fmt: skip
        return self

    def look_at_paper(self, answer: str = "looked_at", by: str = "officer") -> "Walk":
        with deciding(self.cast[by]):
            actions.record_paper_check(
                review=self.review, answer=answer, looked_on=self.at.date(), looked_by="The officer", searched="The store.",
                reason="Nobody remembers that there was one.", by=self.cast[by], at=self.at,
            )  # fmt: skip
        return self

    def ask_weigher(self, name: str) -> "Walk":
        with deciding(self.cast["manager"]):
            actions.ask_for_best_interests(
                review=self.review, officer=self.cast[name], by=self.cast["manager"], at=self.at
            )
        return self

    def reallocate(self, to: str, weigher: str | None = None) -> "Walk":
        with deciding(self.cast["manager"]):
            fresh = Review.objects.get(pk=self.review.pk)
            actions.reallocate(
                review=fresh, officer=self.cast[to], weigher=self.cast[weigher] if weigher else None,
                why=WhyReallocated.AWAY, expected=fresh.version, by=self.cast["manager"], at=self.at,
            )  # fmt: skip
        return self

    def ask_to_wait(self, kind: MilestoneKind = MilestoneKind.ASKS_TO_WAIT, contact: str = "") -> "Walk":
        with side(Side.WELFARE, actor_id=self.cast["coordinator"].pk):
            disclosure.pass_milestone(
                case=self.review.case, kind=kind, child=self.children[0],
                contact=self.cast[contact] if contact else None, by=self.cast["coordinator"], at=self.at,
            )  # fmt: skip
        return self

    def correct_report(self, opened: bool = False) -> "Walk":
        """The lead professional's correction of the first child's report arrives, and is opened or not."""
        with side(Side.WELFARE, actor_id=self.cast["coordinator"].pk):
            first = Disclosure.objects.filter(child_id=self.children[0], superseded_by__isnull=True).get()
            made = self._released(first.request, self.children[0], supersedes=first)
        if opened:
            self.open_report(made)
        return self

    def open_report(self, report: Disclosure, by: str = "officer") -> "Walk":
        with deciding(self.cast[by]):
            disclosure.open_disclosure(disclosure=report, by=self.cast[by], at=self.at)
        return self

    def _released(
        self, request: object, child: uuid.UUID, supersedes: Disclosure | None = None, items: int = 1
    ) -> Disclosure:
        by = self.cast["coordinator"]
        made = Disclosure.objects.create(
            request=request, case=self.review.case, child_id=child, lead_professional=self.cast["lead"], purpose="p",
            basis="b", was_told=True, is_partial=False, sha256="0" * 64, supersedes=supersedes, by=by, at=self.at,
        )  # fmt: skip
        for place in range(1, items + 1):
            DisclosedItem.objects.create(
                disclosure=made, place=place, kind=ItemKind.EVIDENCE, title="School", text="She reads above her age.",
                by=by, at=self.at,
            )  # fmt: skip
        return made

    def hear_family(self, points: str = "One.\nTwo.", reasons: str = "because", answered: bool = True) -> "Walk":
        """A refusal is being considered: the family is told the points, and its reply is recorded."""
        officer = self.cast["officer"]
        self.draft("claim_refused", points, reasons)
        with deciding(officer):
            invitation = actions.invite_reply(draft=self.newest_draft(), by=officer, at=self.at)
        self.keep_letters()
        with deciding(officer):
            actions.record_proof_of_receipt(
                invitation=invitation, method="post", proof="AB 1", received_on=self.at.date(), pack=PACK, by=officer,
                at=self.at,
            )  # fmt: skip
            if answered:
                actions.record_reply(
                    invitation=invitation, was_given=True, words="w", considered="c", by=officer, at=self.at
                )
        return self

    def keep_letters(self) -> "Walk":
        with deciding(self.cast["letters"]):
            by = self.cast["letters"]
            for kind in ("invitation", "confirmation"):
                source = self._without_letter(kind)
                if source is not None:
                    document = keep_document(
                        content=b"%PDF-1.4", kind=DocumentKind.NOTICE, case=self.review.case_id,
                        folder=settings.DOCUMENTS, by=by, at=self.at,
                    )  # fmt: skip
                    actions.keep_letter(document=document, cause=source, by=by, at=self.at)
        return self

    def _without_letter(self, kind: str) -> object:
        draft, decision = newest_draft(self.review), newest_decision(self.review)
        source = invitation_of(draft) if kind == "invitation" and draft else None
        if kind == "confirmation" and decision:
            source = getattr(decision, "confirmation", None)
        return source if source is not None and not hasattr(source, "letter") else None

    def newest_draft(self) -> Draft:
        with deciding(self.cast["officer"]):
            draft = newest_draft(self.review)
        assert draft
        return draft

    def decide(self, by: str = "officer") -> Decision:
        with deciding(self.cast["manager"]):
            draft = newest_draft(self.review)
        with deciding(self.cast[by]):
            return actions.record_decision(draft=draft, pack=PACK, by=self.cast[by], at=self.at)

    def obstacles(self) -> list[str]:
        """What the rule says stands in the way, as the page shows it."""
        with deciding(self.cast["manager"]):
            return [one.code for one in obstacles_now(papers_in(self.review), PACK, self.at.date())]

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
            seen = seen_of(decision, papers_in(self.review))
            actions.confirm_decision(decision=decision, seen_sha256=seen, pack=PACK, by=second, at=self.at)
        return self.keep_letters()

    def serve(self, decision: Decision, by: str = "officer") -> None:
        officer = self.cast[by]
        with deciding(officer):
            actions.serve_decision(
                decision=decision,
                method=ServiceMethod.POST,
                address="1 Long Street",
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


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [obstacle.code for obstacle in refused.value.obstacles]


def join(cast: Cast, name: str, role: Role = Role.REVIEW_OFFICER, area: str = "") -> Cast:
    """Someone more of the decision side, for one test."""
    with side(Side.ACCOUNTS, actor_id=new_id()):
        person = access.add_actor(
            shown_name=name.replace("_", " ").title(), agency=cast["officer"].agency, email=f"{name}@example.test",
            by=None, at=LONG_AGO,
        )  # fmt: skip
        access.give_role(actor=person, role=role, area=area, by=None, at=LONG_AGO)
    cast.people[name] = person
    return cast


def decided(cast: Cast) -> tuple[Walk, Decision]:
    """A decision that the second officer has a view of, and has still to answer."""
    walk = Walk.begin(cast).ready()
    decision = walk.decide()
    walk.view(decision)
    return walk, decision


def queue(walk: Walk, name: str, kind: str) -> list[str]:
    """The references of one kind of work that is with someone."""
    actor = walk.cast[name]
    with deciding(actor):
        desk = desk_of(passage_for(actor, "caseload.my_caseload", at=walk.at))
        return [work.reference for work in look(desk, 100, tag=WITH_YOU).works if work.kind == kind]
