"""How a step of a random history is taken and compared with the model; and the steps around a review: those of the
children's side and the registry, who has which part, and what officers write."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.http import Http404
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from kith.access.gate import NotYours
from kith.access.side import side
from kith.access.terms import FactSide, Side
from kith.disclosure import actions as disclosure
from kith.disclosure.models import DisclosedItem, Disclosure, Request
from kith.disclosure.rules import Words
from kith.disclosure.terms import DisclosureKind, ItemKind
from kith.disclosure.terms import MilestoneKind as Kind
from kith.records import new_id
from kith.register.gate import on_case_entered
from kith.register.models import CaseChild, Person
from kith.representations import actions as representations
from kith.representations.terms import AnswerKind
from kith.representations.tests.factories import give, say
from kith.review import actions
from kith.review.models import Review
from kith.review.queries import children_in, findings_of
from kith.review.terms import WhyReallocated
from kith.review.tests.factories import FACTORS, PACK, deciding
from kith.review.tests.oracle import OFFICERS, SECONDS, WHOLE_CASE, Child, Found, Oracle, Version
from kith.verdict import Refused
from tests.factories import Cast, make_case

BEGINNING = datetime(2025, 8, 11, 9, tzinfo=UTC)  # a Monday; Scotland has no bank holiday from here to 1 December
END = BEGINNING + timedelta(days=108)
TABLES = (
    "bestinterests", "panelmember", "factorfinding", "findingevidence", "conflictdeclaration", "draft", "replyinvitation",
    "proofofreceipt", "reply", "decision", "secondview", "confirmation", "letter", "service", "review",
    "laterwords", "laterwordsanswer", "tracecheck", "papercheck", "ending", "endinganswer", "endingtakenback",
)  # fmt: skip

PEOPLE = sorted(OFFICERS | SECONDS | {"manager", "coordinator"})
anyone = st.sampled_from(PEOPLE)
the_officer, the_second, a_manager = (
    st.one_of(st.sampled_from([who] * 9 + PEOPLE)) for who in ("who has it", "who is second", "manager")
)
officers, seconds = st.sampled_from(sorted(OFFICERS)), st.sampled_from(sorted(SECONDS))
child = st.integers(0, 1)
steps_of_a_child = st.sampled_from([
    Kind.LEAD_PROFESSIONAL_APPOINTED, Kind.LEAD_PROFESSIONAL_ENDED, Kind.VIEWS_RECORDED, Kind.VIEWS_NOT_SOUGHT_EXPLAINED,
    Kind.ASKS_TO_WAIT, Kind.MAY_GO_ON,
])  # fmt: skip
outcomes = st.sampled_from(["leave_granted", "claim_refused", "claim_refused", "further_information_needed"])
points = st.sampled_from(["", "One.", "One.\nTwo.", "Three."])
rarely = st.sampled_from([False] * 9 + [True])


class Steps(RuleBasedStateMachine):
    """One case, from its allocation on. Every step asks the model first whether it may be taken, and then takes it."""

    def __init__(self, cast: Cast) -> None:
        super().__init__()
        self.cast, self.at = cast, BEGINNING
        self.undone = transaction.atomic()
        self.undone.__enter__()
        made = make_case(cast, children=1)
        self.case, self.ids = made.case, list(made.children)
        self.oracle = Oracle(tuple(FACTORS), [Child(str(key)) for key in self.ids], "")
        self.page = give(cast, made, made.adults[0], at=self.at)
        self.allocate("officer", "officer_two")

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def take(self, who: str, permission: str, expected: Found, verb: Callable[..., Any], /, **given: Any) -> Any:
        """Take one step through the gate. Refused exactly where the model says so, for its reasons, and then nothing is
        written; else done."""
        is_inside = expected.isdisjoint({("NotYours", ""), ("Http404", "")})
        before = self.written() if expected and is_inside else None
        self.at += timedelta(minutes=1)
        try:
            with on_case_entered(self.cast[who], permission, self.case.pk, at=self.at):
                done = verb(**given, by=self.cast[who], at=self.at)
        except Refused as refused:
            found = {(one.code, one.about) for one in refused.obstacles}
        except (NotYours, Http404) as shut:
            found = {(type(shut).__name__, "")}
        else:
            assert not expected, f"{permission} was done by {who} although {expected}"
            return done
        assert found == expected
        assert before is None or self.written() == before
        return None

    def person(self, who: str) -> str:
        """By name, also where a step says only which part somebody has."""
        second = next((name for name, role in sorted(self.oracle.team) if role == "second_officer"), "second")
        return {"who has it": self.oracle.officer, "who is second": second}.get(who, who)

    def written(self) -> list[Any]:
        """All that is in the review's tables, the team and the trail, with every constraint asked."""
        kept = [f"select md5(string_agg(t::text, ' ' order by t.id)) from review_{table} t" for table in TABLES]
        kept.append("select md5(string_agg(t::text, ' ' order by t.id)) from register_caseteammember t")
        kept.append("select count(*)::text from disclosure_milestone")
        with deciding(self.cast["manager"]), connection.cursor() as cursor:
            cursor.execute("set constraints all immediate; set constraints all deferred")
            cursor.execute(" union all ".join(kept))
            found = cursor.fetchall()
        with side(Side.AUDIT, actor_id=self.cast["auditor"].pk), connection.cursor() as cursor:
            cursor.execute("select count(*) from access_auditentry")
            return [*found, cursor.fetchone()]

    # The children's side and the registry

    @rule(n=child, kind=steps_of_a_child)
    def pass_milestone(self, n: int, kind: Kind) -> None:
        known = self.oracle.children[n % len(self.ids)]
        self.take(
            "coordinator", "welfare.appoint_lead_professional", set(), disclosure.pass_milestone, case=self.case, kind=kind,
            child=uuid.UUID(known.key),
        )  # fmt: skip
        known.has_lead = {Kind.LEAD_PROFESSIONAL_APPOINTED: True, Kind.LEAD_PROFESSIONAL_ENDED: False}.get(
            kind, known.has_lead
        )
        known.is_heard |= kind in (Kind.VIEWS_RECORDED, Kind.VIEWS_NOT_SOUGHT_EXPLAINED)
        known.waits = {Kind.ASKS_TO_WAIT: True, Kind.MAY_GO_ON: False}.get(kind, known.waits)

    @rule(n=child, who=the_officer)
    def ask_for_report(self, n: int, who: str) -> None:
        who = self.person(who)
        known = self.oracle.children[n % len(self.ids)]
        expected = self.oracle.at_the_door(who, OFFICERS)
        due = (self.at + timedelta(days=28)).date()
        self.take(
            who, "review.ask_for_report", expected, disclosure.ask_for_report, case=self.case, child=uuid.UUID(known.key),
            due_on=due,
        )  # fmt: skip
        known.is_asked_for |= not expected

    @rule(n=child)
    def release_report(self, n: int) -> None:
        """A first report, or one that takes the place of what was released before."""
        known = self.oracle.children[n % len(self.ids)]
        if not known.is_asked_for:
            return
        with side(Side.WELFARE, actor_id=self.cast["coordinator"].pk):
            request = Request.objects.filter(case=self.case, child_id=known.key).latest("at")
        self.take(
            "coordinator", "welfare.release_report", set(), disclosure.disclose, request=request, held_back=[],
            lead_professional=self.cast["lead"], purpose="p", basis="b", was_told=True,
            items=[Words(ItemKind.EVIDENCE, "School", "She reads above her age.", "", None)],
        )  # fmt: skip
        self.oracle.written += known.is_opened
        known.copy, known.is_opened = 1 + max(one.copy for one in self.oracle.children), False

    @rule(n=child, who=the_officer)
    def open_report(self, n: int, who: str) -> None:
        who = self.person(who)
        known = self.oracle.children[n % len(self.ids)]
        if not known.copy:
            return
        with deciding(self.cast["manager"]):
            report = Disclosure.objects.get(child_id=known.key, superseded_by=None, kind="report")
        expected = self.oracle.at_the_door(who, OFFICERS | SECONDS | {"manager"})
        self.take(who, "disclosure.open_disclosure", expected, disclosure.open_disclosure, disclosure=report)
        if not expected:
            self.oracle.written += not known.is_opened
            known.is_opened = True

    @rule(n=child)
    def share_at_once(self, n: int) -> None:
        """Beside a report, and without being asked."""
        known = self.oracle.children[n % len(self.ids)]
        self.take(
            "coordinator", "welfare.release_in_emergency", set(), disclosure.disclose_beside, kind=DisclosureKind.EMERGENCY,
            case=self.case, child=uuid.UUID(known.key), lead_professional=self.cast["lead"], purpose="p", basis="b",
            was_told=False, items=[Words(ItemKind.WORDS, "Now", "She is in hospital.", "", None)],
        )  # fmt: skip
        known.shared += 1

    @rule(n=child, who=the_officer)
    def open_what_was_shared(self, n: int, who: str) -> None:
        who, known = self.person(who), self.oracle.children[n % len(self.ids)]
        with deciding(self.cast["manager"]):
            beside = (
                Disclosure.objects.filter(child_id=known.key, kind="emergency", receipts=None).order_by("at").first()
            )
        if beside is None:
            return
        expected = self.oracle.at_the_door(who, OFFICERS | SECONDS | {"manager"})
        self.take(who, "disclosure.open_disclosure", expected, disclosure.open_disclosure, disclosure=beside)
        if not expected:
            self.oracle.written += 1
            known.shared_opened += 1
            for version in self.oracle.versions:
                version.late.add(known.key)

    @rule()
    def turn_identity(self) -> None:
        kind = Kind.IDENTITY_SETTLED if self.oracle.identity_is_open else Kind.IDENTITY_OPEN
        self.take("registrar", "intake.judge_pair", set(), disclosure.pass_milestone, case=self.case, kind=kind)
        self.oracle.identity_is_open = not self.oracle.identity_is_open

    @rule(is_so=rarely)
    def another_child(self, is_so: bool) -> None:
        if not is_so or len(self.ids) > 1:
            return
        key = new_id()
        with side(Side.REGISTRY, actor_id=self.cast["registrar"].pk):
            Person.objects.create(id=key, canonical_id=key, side="common", recorded_at=self.at)
            CaseChild.objects.create(case=self.case, person_id=key, side="common", from_at=self.at)
        self.ids.append(key)
        self.oracle.children.append(Child(str(key)))

    @rule(is_answered=st.booleans())
    def family_says(self, is_answered: bool) -> None:
        """Something comes from the family, and is answered at once or not."""
        self.at += timedelta(minutes=1)
        said = say(self.page, "w", FactSide.DECISION, at=self.at)
        self.oracle.words[str(said.pk)] = self.at.date(), False
        if is_answered:
            self.answer_family()

    def answer_family(self) -> None:
        for key, (on, is_met) in self.oracle.words.items():
            if not is_met:
                self.take(
                    self.oracle.officer, "representations.answer", set(), representations.answer, case=self.case,
                    said=[uuid.UUID(key)], kind=AnswerKind.ANSWERED, words="a", side=FactSide.DECISION,
                )  # fmt: skip
                self.oracle.words[key] = on, True

    @rule(days=st.sampled_from([1, 2, 3, 29]))
    def days_pass(self, days: int) -> None:
        self.at = min(self.at + timedelta(days=days), END)

    # Who has which part

    def allocate(self, officer: str, weigher: str) -> None:
        self.review = self.take(
            "manager", "review.allocate", set(), actions.allocate, case=self.case, officer=self.cast[officer],
            weigher=self.cast[weigher] if weigher else None, pack=PACK,
        )  # fmt: skip
        stay = {(name, role) for name, role in self.oracle.team if role == "second_officer" or not weigher}
        asked = {(name, "review_officer") for name in (officer, weigher) if name}
        readers = {name for name, role in self.oracle.team | asked if role == "review_officer"}
        self.oracle = Oracle(
            self.oracle.factors, self.oracle.children, officer, stay | asked, readers, tied=self.oracle.tied,
            identity_is_open=self.oracle.identity_is_open, words=self.oracle.words, post=self.oracle.post,
            has_paper=self.oracle.has_paper, asked=self.oracle.asked,
        )  # fmt: skip
        for known in self.oracle.children:
            known.weighed_by, known.assessed, known.is_asked_for = "", 0, True

    @rule(who=a_manager, name=officers)
    def reallocate(self, who: str, name: str) -> None:
        who = self.person(who)
        oracle = self.oracle
        here: Found = {("has_it_already", "")} if name == oracle.officer else set()
        expected = oracle.may_write(who, frozenset({"manager"})) or here or oracle.of_part(name)
        with deciding(self.cast["manager"]):
            version = Review.objects.get(pk=self.review.pk).version
        self.take(
            who, "review.reallocate", expected, actions.reallocate, review=self.review, officer=self.cast[name],
            why=WhyReallocated.AWAY, expected=version,
        )  # fmt: skip
        if not expected:
            oracle.team = (oracle.team - {(oracle.officer, "review_officer")}) | {(name, "review_officer")}
            oracle.officer = name
            oracle.readers.add(name)

    @rule(who=a_manager, name=officers)
    def ask_for_best_interests(self, who: str, name: str) -> None:
        who = self.person(who)
        oracle = self.oracle
        expected = oracle.may_write(who, frozenset({"manager"})) or oracle.may_weigh(name)
        self.take(
            who, "review.ask_for_best_interests", expected, actions.ask_for_best_interests, review=self.review,
            officer=self.cast[name],
        )  # fmt: skip
        if not expected:
            stay = {(n, role) for n, role in oracle.team if role != "review_officer" or n == oracle.officer}
            oracle.team = stay | {(name, "review_officer")}
            oracle.readers.add(name)

    @rule(who=a_manager, name=seconds)
    def ask_second_officer(self, who: str, name: str) -> None:
        who = self.person(who)
        oracle = self.oracle
        expected = oracle.may_write(who, frozenset({"manager"})) or oracle.may_ask_second(name)
        self.take(
            who, "review.ask_second_officer", expected, actions.ask_second_officer, review=self.review,
            officer=self.cast[name],
        )  # fmt: skip
        if not expected:
            oracle.team = {(n, r) for n, r in oracle.team if r != "second_officer"} | {(name, "second_officer")}
            oracle.asked.add(name)

    @rule(who=anyone, tie=rarely)
    def declare_conflict(self, who: str, tie: bool) -> None:
        who = self.person(who)
        oracle = self.oracle
        stands: Found = {("tie_stands", "")} if who in oracle.tied and not tie else set()
        expected = oracle.may_write(who, OFFICERS | SECONDS) or stands
        self.take(
            who, "review.declare_conflict", expected, actions.declare_conflict, review=self.review, has_conflict=tie
        )
        if not expected:
            oracle.declared.add(who)
            oracle.tied |= {who} if tie else set()

    # What officers write

    @rule(who=anyone, n=child)
    def assess_best_interests(self, who: str, n: int) -> None:
        who = self.person(who)
        oracle = self.oracle
        known = oracle.children[n % len(self.ids)]
        expected = oracle.may_write(who) or oracle.may_weigh(who)
        with deciding(self.cast["manager"]):
            last = {str(one.id): one.weighed for one in children_in(self.review)}[known.key]
        self.take(
            who, "review.assess_best_interests", expected, actions.assess_best_interests, review=self.review,
            child=uuid.UUID(known.key), text="t", after=last.id if last else None,
        )  # fmt: skip
        if not expected:
            known.weighed_by = who
            oracle.weighed.add(who)
            oracle.written += 1
            known.assessed = oracle.written

    @rule(who=the_officer, factor=st.sampled_from([*FACTORS, WHOLE_CASE]), is_linked=st.booleans())
    def record_finding(self, who: str, factor: str, is_linked: bool) -> None:
        who = self.person(who)
        oracle = self.oracle
        expected = oracle.may_find(who)
        opened = frozenset(known.copy for known in oracle.children if known.is_opened and is_linked)
        with deciding(self.cast["manager"]):
            last = findings_of(self.review).get(factor)
            items = DisclosedItem.objects.filter(
                disclosure__child__in=[known.key for known in oracle.children if known.is_opened and is_linked],
                disclosure__superseded_by=None,
                disclosure__kind="report",
            )
            links = [actions.Link(item.pk, "for") for item in items]
        verb = partial(actions.record_weighing, pack=PACK)
        if factor != WHOLE_CASE:
            verb = partial(actions.record_finding, factor=factor, pack=PACK)
        self.take(
            who, "review.record_finding", expected, verb, review=self.review, text="t", links=links,
            after=last.id if last else None,
        )  # fmt: skip
        if not expected:
            oracle.findings[factor] = who, opened
            oracle.wrote.add(who)
            oracle.written += 1
            if factor == WHOLE_CASE:
                oracle.weighed_together = oracle.written

    @rule(who=the_officer, outcome=outcomes, points=points, counted=st.sampled_from(["h", "h", "h", " "]))
    def save_draft(self, who: str, outcome: str, points: str, counted: str = "h") -> None:
        who = self.person(who)
        expected = self.oracle.may_find(who)
        self.take(
            who, "review.save_draft", expected, actions.save_draft, review=self.review, outcome=outcome, reasons="r",
            points_against=points, how_it_counted=counted, leave_length="30 months" if outcome == "leave_granted" else "",
            after=len(self.oracle.versions), pack=PACK,
        )  # fmt: skip
        if not expected:
            opened = frozenset(known.copy for known in self.oracle.children if known.is_opened)
            against = frozenset(points.split("\n")) - {""}
            self.oracle.versions.append(Version(who, outcome, against, opened, counted != " ", self.oracle.written))
            self.oracle.wrote.add(who)
