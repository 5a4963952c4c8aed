"""A year of invented work: the same verbs that the pages call, under the same gates, each by someone who may."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any  # what several verbs are given alike

from kith.access.gate import entered
from kith.access.models import Actor
from kith.access.terms import FactSide, Role
from kith.demo import words
from kith.disclosure import actions as disclosure
from kith.disclosure.queries import disclosures_of
from kith.disclosure.terms import MilestoneKind
from kith.protocol.pack import load
from kith.protocol.rules import due_on, obstacles_to_serving_on
from kith.register import actions as register
from kith.register.gate import on_case_entered
from kith.register.models import Case
from kith.register.queries import PersonView, children_of, people_of
from kith.review import actions as review
from kith.review.models import Decision, Review
from kith.review.queries import evidence_of, newest_decision, newest_draft, newest_review
from kith.review.terms import Relation
from kith.welfare import actions as welfare
from kith.welfare.queries import Item, candidates_for, items_about, newest_report, open_request, preview_of
from kith.welfare.rules import propose_lead
from kith.welfare.terms import Choice

PACK = load()
Steps = tuple[tuple[str, int], ...]
# How many families end at each step; the first go the whole way.
STEPS: Steps = (
    ("served", 40), ("confirmed", 12), ("own_view", 12), ("decided", 12), ("drafted", 12), ("released", 12),
    ("with_coordinator", 12), ("asked", 12), ("appointed", 20), ("family_confirmed", 40),
)  # fmt: skip
ORDER = tuple(reversed([step for step, _ in STEPS]))


@dataclass(frozen=True, slots=True)
class Crew:
    """Who works in the demo, by role; coordinators by council."""

    registrar: Actor
    coordinators: Mapping[str, Actor]
    manager: Actor
    officers: tuple[Actor, ...]
    make_letters: Callable[[datetime], int]  # the job that makes them in service


def casework(crew: Crew, *, now: datetime, progress: Callable[[int, int], None], steps: Steps = STEPS) -> int:
    """Walk families that are still to be confirmed to their steps; returns how many. Stopped halfway, it goes on from there."""
    with entered(crew.registrar, "register.confirm_family", at=now):
        open_cases = list(_cases(crew))
        done = _confirmed(crew)
    plan = [step for step, count in steps for _ in range(count)][done:]
    for place, (case, step) in enumerate(zip(open_cases, plan, strict=False)):
        progress(place, len(plan))
        _Walk(crew, case, Random(case.reference), now).to(step)
    progress(len(plan), len(plan))
    return len(plan)


def _cases(crew: Crew) -> list[Case]:
    """Cases with children in the coordinators' councils that are to be confirmed, in the order of their references."""
    waiting = (
        Case.objects.filter(area__in=crew.coordinators, side=FactSide.COMMON)
        .exclude(states__step="confirmed")
        .order_by("reference")
    )
    waiting = waiting.exclude(milestones__kind=MilestoneKind.IDENTITY_OPEN)  # those wait for a registrar's judgement
    people = people_of(waiting)
    today = max((case.opened_at for case in waiting), default=datetime.now()).date()  # only where there is none
    return [case for case in waiting if any(p.is_child_on(today) for p in people.get(case.family_id, ()))]


def _confirmed(crew: Crew) -> int:
    return Case.objects.filter(area__in=crew.coordinators, states__step="confirmed").count()


class _Walk:
    """One family on its way. Each step is a verb by someone who may, on its own day."""

    def __init__(self, crew: Crew, case: Case, rng: Random, now: datetime) -> None:
        self.crew, self.case, self.rng, self.now = crew, case, rng, now
        self.at = now - timedelta(days=100) + timedelta(hours=rng.randint(0, 300))
        self.coordinator = crew.coordinators[case.area]
        self.officer, self.other = rng.sample(crew.officers, 2)

    def to(self, step: str) -> None:
        """Go as far as `step`."""
        for one in ORDER[: ORDER.index(step) + 1]:
            getattr(self, f"_{one}")()
            self.at = min(self.at + timedelta(days=self.rng.randint(1, 7)), self.now)

    def _family_confirmed(self) -> None:
        with entered(self.crew.registrar, "register.confirm_family", at=self.now):
            people = people_of([self.case])[self.case.family_id]
            self.people = [p for p in people if p.is_child_on(self.at.date())][:4]
            self.children = [p.recorded_ids[0] for p in self.people]
            register.confirm_family(case=self.case, children=self.children, by=self.crew.registrar, at=self.at)
        adults = tuple(p.name.split()[0] for p in people if not p.is_child_on(self.at.date()) and p.name)
        self.told = [self._child(p) for p in self.people]
        self.household = words.Household(adults[:2], tuple(self.told), self.rng.randint(3, 9), "Glasgow")

    def _child(self, person: PersonView) -> words.Child:
        age = int((person.age_on(self.at.date()) or "8").split()[0])
        called = person.name.split()[0].title() if person.name else "the child"
        return words.about_child(
            self.rng, called, max(age, 0), years_here=self.rng.randint(3, 9), is_born_here=self.rng.random() < 0.4
        )

    def _appointed(self) -> None:
        with on_case_entered(self.coordinator, "welfare.appoint_lead_professional", self.case.pk, at=self.now):
            people = {c.id: a for a, c in candidates_for(self.case, self.now)}
            for child in self.children:
                chosen = propose_lead([c for _, c in candidates_for(self.case, self.now)], case=self.case.pk)
                assert chosen is not None
                self.lead = people[chosen]
                welfare.appoint_lead_professional(
                    case=self.case, child=child, professional=self.lead, by=self.coordinator, at=self.at
                )

    def _asked(self) -> None:
        with entered(self.crew.manager, "review.allocate", at=self.now):
            self.review = review.allocate(
                case=self.case, officer=self.officer, pack=PACK, by=self.crew.manager, at=self.at
            )
            review.ask_for_best_interests(review=self.review, officer=self.other, by=self.crew.manager, at=self.at)
        due = due_on(PACK.duty("release_report", self.at.date()), starts_on=self.at.date()).on
        with on_case_entered(self.officer, "review.ask_for_report", self.case.pk, at=self.now):
            for child in self._seen():
                disclosure.ask_for_report(case=self.case, child=child, due_on=due, by=self.officer, at=self.at)
        with on_case_entered(self.lead, "welfare.note_event", self.case.pk, at=self.now):
            for child, told in zip(self.children, self.told, strict=True):
                self._note(child, told)

    def _seen(self) -> list[uuid.UUID]:
        """The children whom the side that asks knows of."""
        return [child.person_id for child in children_of(self.case)]

    def _note(self, child: uuid.UUID, told: words.Child) -> None:
        given: dict[str, Any] = {"case": self.case, "child": child, "by": self.lead, "at": self.at}
        since, until = self.at.date() - timedelta(days=300), self.at.date()
        for event in words.events(self.rng, told, since=since, until=until, count=3):
            welfare.note_event(
                title=event.title, happened_from=event.on, source=event.source, significance=event.significance, **given
            )
        for item in words.evidence(self.rng, told, since=since, until=until, count=2):
            welfare.add_evidence(
                kind=item.kind, title=item.title, text=item.text, said_by=item.said_by, said_on=item.said_on, paper=item.paper,
                **given,
            )  # fmt: skip
        indicators, summary = words.wellbeing(self.rng, told)
        welfare.record_assessment(indicators=indicators, summary=summary, **given)
        if told.age < 3:
            welfare.record_childs_views(was_sought=False, why_not_sought=words.why_not_sought(self.rng, told), **given)
        else:
            said = words.view(self.rng, told)
            welfare.record_childs_views(
                was_sought=True, words=said.words, language=said.language, who_was_present=said.who_was_present,
                may_share=said.may_share, **given,
            )  # fmt: skip

    def _with_coordinator(self) -> None:
        with on_case_entered(self.lead, "welfare.assemble_report", self.case.pk, at=self.now):
            for child, told in zip(self.children, self.told, strict=True):
                request = open_request(child)
                if request is None:
                    continue  # a child whom only the children's side knows of: no report is asked for
                report = welfare.assemble_report(
                    request=request, chosen=[self._chosen(i, told) for i in items_about(child)],
                    analysis=words.analysis(self.rng, told), purpose=words.purpose_of_release(self.rng, told),
                    basis="Public task: the arrangement of March 2007", was_told=True, expected=0, by=self.lead, at=self.at,
                )  # fmt: skip
                welfare.send_up_report(report=report, expected=report.version, by=self.lead, at=self.at)

    def _chosen(self, item: Item, told: words.Child) -> welfare.Chosen:
        held = item.may_share is False or self.rng.random() < 0.1
        why = words.reason_to_withhold(self.rng, str(item.kind), told) if held else ""
        return welfare.Chosen(item.kind, item.id, Choice.HELD_BACK if held else Choice.GOES, why)

    def _released(self) -> None:
        with on_case_entered(self.coordinator, "welfare.release_report", self.case.pk, at=self.now):
            for child in self.children:
                report = newest_report(child)
                if report is None:
                    continue
                welfare.release_report(
                    report=report, seen_sha256=preview_of(report).sha256, by=self.coordinator, at=self.at
                )

    def _drafted(self) -> None:
        with on_case_entered(self.officer, "review.record_finding", self.case.pk, at=self.now):
            for one in disclosures_of(self.case):
                disclosure.open_disclosure(disclosure=one, by=self.officer, at=self.at)
            evidence = evidence_of(self.case)
            for factor in PACK.criteria("paragraph_395c").factors:
                found = words.finding(self.rng, factor.code, self.household)
                links = [review.Link(i.pk, Relation.NEITHER) for i in evidence if i.kind in found.rests_on][:2]
                review.record_finding(
                    review=self.review, factor=factor.code, text=found.text, links=links, after=None, pack=PACK,
                    by=self.officer, at=self.at,
                )  # fmt: skip
            outcome = words.GRANT
            review.record_weighing(
                review=self.review,
                text=words.whole_case(self.rng, outcome, self.household),
                after=None,
                by=self.officer,
                at=self.at,
            )
            review.declare_conflict(review=self.review, has_conflict=False, by=self.officer, at=self.at)
            review.save_draft(
                review=self.review, outcome=outcome, reasons=words.reasons(self.rng, outcome, self.household),
                leave_length=self.rng.choice(words.LENGTHS_OF_LEAVE), after=0, pack=PACK, by=self.officer, at=self.at,
            )  # fmt: skip
        with on_case_entered(self.other, "review.assess_best_interests", self.case.pk, at=self.now):
            seen = self._seen()
            for child, told in zip(self.children, self.told, strict=True):
                if child not in seen:
                    continue
                review.assess_best_interests(
                    review=self.review,
                    child=child,
                    text=words.best_interests(self.rng, told),
                    by=self.other,
                    at=self.at,
                )

    def _decided(self) -> None:
        with on_case_entered(self.officer, "review.record_decision", self.case.pk, at=self.now):
            draft = newest_draft(self.review)
            assert draft is not None
            review.record_decision(draft=draft, pack=PACK, by=self.officer, at=self.at)

    def _second(self) -> Actor:
        with entered(self.crew.manager, "review.review", at=self.now):
            return self.case.team.get(role=Role.SECOND_OFFICER, until_at__isnull=True).actor

    def _decision(self) -> Decision:
        held = newest_review(self.case)
        assert isinstance(held, Review)
        decision = newest_decision(held)
        assert decision is not None
        return decision

    def _own_view(self) -> None:
        second = self._second()
        with on_case_entered(second, "review.record_second_view", self.case.pk, at=self.now):
            text = words.second_view(self.rng, words.GRANT, self.household)
            review.record_second_view(
                decision=self._decision(), outcome=words.GRANT, text=text, pack=PACK, by=second, at=self.at
            )

    def _confirmed(self) -> None:
        second = self._second()
        with on_case_entered(second, "review.confirm_decision", self.case.pk, at=self.now):
            decision = self._decision()
            review.confirm_decision(decision=decision, seen_sha256=decision.sha256, pack=PACK, by=second, at=self.at)

    def _served(self) -> None:
        self.crew.make_letters(self.now)
        while obstacles_to_serving_on(self.at.date(), pack=PACK, council=self.case.area):
            self.at += timedelta(days=1)
        with on_case_entered(self.officer, "review.serve_decision", self.case.pk, at=self.now):
            review.serve_decision(
                decision=self._decision(), method="post", proof=words.proof_of_delivery(self.rng),
                served_on=self.at.date(), pack=PACK, by=self.officer, at=self.at,
            )  # fmt: skip
