"""A family whose decision was served long ago, with a lead professional for each child: nothing more is needed for "clear" but
a fresh look at each. Every step is an action, and any of them can be left out or added."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone

from kith.access.gate import passage_for
from kith.access.models import Actor
from kith.access.side import side
from kith.access.terms import ROLE_SIDES, Side
from kith.disclosure import actions as disclosure
from kith.disclosure.terms import MilestoneKind
from kith.protocol.rules import obstacles_to_serving_on
from kith.register import actions as register
from kith.register.models import Case
from kith.register.terms import CaseStep
from kith.review import actions as reviewing
from kith.review.tests.factories import PACK, Walk
from kith.review.tests.test_endings import DIED, confirm, propose
from kith.safeguards import actions, queries
from kith.safeguards.models import Clearance, ClearanceAnswer, Hold
from kith.safeguards.rules import Answer
from kith.welfare import actions as welfare
from kith.welfare.models import LeadProfessional
from kith.welfare.queries import candidates_for
from kith.welfare.rules import propose_lead
from tests.factories import ROLES, Cast, MadeCase, make_case

UNKNOWN = "KI-9999"


@contextmanager
def acting(cast: Cast, name: str) -> Iterator[Actor]:
    """As somebody of the cast, on their side."""
    with side(ROLE_SIDES[ROLES[name][1]], actor_id=cast[name].pk):
        yield cast[name]


def serve(cast: Cast, made: MadeCase, at: datetime) -> None:
    """A refusal is decided by two people and written down as served at that moment, handed over on the last day until then."""
    # In summer the last hour of a day by the server's clock is the next day.
    at = min(at, at.replace(hour=12, minute=0))
    days = (timezone.localdate(at) - timedelta(days=n) for n in range(30))
    day = next(one for one in days if not obstacles_to_serving_on(one, pack=PACK, council=made.case.area))
    begun = at - (timezone.localdate(at) - day)
    with acting(cast, "manager") as by:
        review = reviewing.allocate(case=made.case, officer=cast["officer"], pack=PACK, by=by, at=begun)
        reviewing.ask_for_best_interests(review=review, officer=cast["officer_two"], by=by, at=begun)
    walk = Walk(cast, review, made.children, begun).ready("claim_refused").hear_family()
    decision = walk.decide()
    walk.view(decision).confirm(decision)
    with acting(cast, "officer") as by:
        reviewing.serve_decision(
            decision=decision,
            method="post",
            address="1 Long Street",
            proof="AB 1",
            served_on=day,
            pack=PACK,
            by=by,
            at=at,
        )


@dataclass
class Scene:
    """One case on its way, and what was asked about it."""

    cast: Cast
    case: Case
    children: tuple[uuid.UUID, ...]
    now: datetime
    leads: dict[uuid.UUID, str]

    @classmethod
    def begin(cls, cast: Cast, *, children: int = 2, served_days_ago: int = 60) -> "Scene":
        made, now = make_case(cast, children=children), timezone.now()
        serve(cast, made, now - timedelta(days=served_days_ago))
        return cls(cast, made.case, made.children, now, {}).appoint()

    def appoint(self) -> "Scene":
        """Each child has a lead professional, for forty days by now."""
        with acting(self.cast, "coordinator") as coordinator:
            for child in self.children:
                people = {c.id: person for person, c in candidates_for(self.case, self.now)}
                chosen = people[propose_lead([c for _, c in candidates_for(self.case, self.now)], case=self.case.pk)]
                welfare.appoint_lead_professional(
                    case=self.case, child=child, professional=chosen, by=coordinator, at=self.now - timedelta(days=40)
                )
                self.leads[child] = "lead" if chosen == self.cast["lead"] else "lead_two"
        return self

    def end_lead(self, child: int = 0) -> "Scene":
        """One child has no lead professional any more."""
        with acting(self.cast, "coordinator") as by:
            held = LeadProfessional.objects.get(child_id=self.children[child], until_at__isnull=True)
            welfare.end_appointment(appointment=held, handover="h", expected=held.version, by=by, at=timezone.now())
        return self

    def reach(self, step: CaseStep, at: datetime) -> None:
        with acting(self.cast, "manager") as manager:
            register.reach_step(case=self.case, step=step, by=manager, at=at)

    def end_review(self) -> None:
        """A review of the case ends without a decision, by the word of two people."""
        at = timezone.now() - timedelta(minutes=2)
        with acting(self.cast, "manager") as by:
            review = reviewing.allocate(case=self.case, officer=self.cast["officer"], pack=PACK, by=by, at=at)
        walk = Walk(self.cast, review, self.children, at)
        confirm(walk, propose(walk, replace(DIED, happened_on=at.date())))

    def look(self, child: int = -1, *, days_ago: int = 0, harm: str = "") -> "Scene":
        """The lead professional looks afresh at one child, or at each."""
        for one in self.children if child < 0 else (self.children[child],):
            with acting(self.cast, self.leads[one]) as lead:
                actions.record_welfare_check(
                    case=self.case, child=one, needs="Her inhaler, and her class.", harm_is_foreseen=bool(harm), harm=harm,
                    by=lead, at=timezone.now() - timedelta(days=days_ago),
                )  # fmt: skip
        return self

    def decline(self, child: int = 0) -> "Scene":
        with acting(self.cast, self.leads[self.children[child]]) as lead:
            actions.decline_welfare_check(
                case=self.case, child=self.children[child], reason="I take no part in this.", by=lead, at=timezone.now()
            )
        return self

    def wait(self, kind: MilestoneKind = MilestoneKind.ASKS_TO_WAIT) -> "Scene":
        with acting(self.cast, "coordinator") as by:
            disclosure.pass_milestone(case=self.case, kind=kind, child=self.children[0], by=by, at=timezone.now())
        return self

    def identity(self, kind: MilestoneKind) -> "Scene":
        with acting(self.cast, "registrar") as by:
            disclosure.pass_milestone(case=self.case, kind=kind, by=by, at=timezone.now())
        return self

    def place(self, name: str, reason: str = "A court sits on Monday.") -> Hold:
        with acting(self.cast, name) as by:
            return actions.place_hold(case=self.case, reason=reason, by=by, at=timezone.now())

    def lift(self, hold: Hold, name: str) -> None:
        with acting(self.cast, name) as by:
            actions.lift_hold(hold=hold, reason="The court has sat.", by=by, at=timezone.now())

    def ask(self, reference: str = "", name: str = "asker") -> Clearance:
        with acting(self.cast, name) as by:
            return actions.ask_for_clearance(
                reference=reference or self.case.reference, step="removal", by=by, at=timezone.now()
            )

    def worked_out(self, clearance: Clearance) -> Answer:
        """What a senior officer may sign now."""
        with acting(self.cast, "senior"):
            return queries.worked_out(clearance, self.seen(clearance), timezone.now())

    def seen(self, clearance: Clearance) -> Case | None:
        passage = passage_for(self.cast["senior"], "safeguards.sign_clearance", at=timezone.now())
        with acting(self.cast, "senior"):
            return queries.case_asked_about(clearance, passage)

    def sign(self, clearance: Clearance) -> ClearanceAnswer:
        seen = self.worked_out(clearance)
        with acting(self.cast, "senior") as by:
            return actions.sign_clearance(
                clearance=clearance, case=self.seen(clearance), seen=seen, by=by, at=timezone.now()
            )

    def read(self, clearance: Clearance, name: str = "asker") -> Answer | None:
        """What whoever asked reads."""
        with acting(self.cast, name):
            return queries.answer_of(clearance)

    def hide(self) -> "Scene":
        """From now on the children's side alone knows that there is this case."""
        with side(Side.REGISTRY, actor_id=self.cast["registrar"].pk):
            Case.objects.filter(pk=self.case.pk).update(side="welfare")
        return self
