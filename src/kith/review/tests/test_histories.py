"""Random histories: any step by anyone in any order, under the real gate, compared with a plain model at each step.

`KITH_EXAMPLES` says how many histories are tried.
"""

import os
import uuid
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings as site
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from kith.access import actions as access
from kith.access.side import side
from kith.access.terms import Role, Side
from kith.disclosure.terms import MilestoneKind as Kind
from kith.documents.actions import keep_document
from kith.documents.terms import DocumentKind
from kith.records import new_id
from kith.register.models import CaseTeamMember
from kith.review import actions
from kith.review.models import Decision, Draft
from kith.review.queries import obstacles_now, papers_in, seen_of
from kith.review.tests.ending_steps import EndingSteps
from kith.review.tests.factories import PACK, deciding, join
from kith.review.tests.oracle import (
    OFFICERS,
    REFUSAL,
    REPLY_TIME,
    SECONDS,
    WHOLE_CASE,
    Decided,
    Found,
    Version,
)
from kith.review.tests.steps import child, outcomes, rarely, steps_of_a_child, the_officer, the_second
from tests.factories import LONG_AGO, Cast

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("KITH_EXAMPLES", "12"))


class Histories(EndingSteps):
    """How the family is heard, and how two people sign."""

    @invariant()
    def what_was_signed_was_signed_by_two(self) -> None:
        if self.signed() is None:
            return
        with deciding(self.cast["manager"]):
            for decision in Decision.objects.filter(review=self.review).select_related("confirmation", "service"):
                answer = getattr(decision, "confirmation", None)
                written = Draft.objects.filter(review=self.review, number__lte=decision.draft.number)
                assert answer is None or answer.by_id not in set(written.values_list("by_id", flat=True))
                assert not hasattr(decision, "service") or answer.verdict == "confirmed"

    # Hearing the family

    @rule(who=the_officer)
    def invite_reply(self, who: str) -> None:
        who = self.person(who)
        version = self.oracle.newest
        if version is None:
            return
        unwritten: Found = set() if version.points else {("points_not_written", "")}
        expected = self.oracle.may_draft(who) or unwritten
        self.take(who, "review.invite_reply", expected, actions.invite_reply, draft=self.draft(version))
        version.is_invited |= not expected

    @rule()
    def make_letters(self) -> None:
        for version in self.oracle.versions:
            draft, decided = self.draft(version), version.decision
            if version.is_invited and not version.has_letter:
                self.keep_letter(draft.invitation)
                version.has_letter = True
            if decided and decided.answer == "confirmed" and not decided.has_notice:
                self.keep_letter(draft.decision.confirmation)
                decided.has_notice = True

    def keep_letter(self, cause: Any) -> None:
        with deciding(self.cast["letters"]):
            document = keep_document(
                content=b"%PDF-1.4", kind=DocumentKind.NOTICE, case=self.case.pk, folder=site.DOCUMENTS,
                by=self.cast["letters"], at=self.at,
            )  # fmt: skip
        self.take("letters", "review.make_letters", set(), actions.keep_letter, document=document, cause=cause)

    @rule(who=the_officer)
    def record_proof_of_receipt(self, who: str) -> None:
        who = self.person(who)
        version = next((one for one in reversed(self.oracle.versions) if one.is_invited), None)
        if version is None or version.reply_by:
            return
        unmade: Found = set() if version.has_letter else {("letter_not_made", "")}
        expected = self.oracle.may_draft(who) or unmade
        self.take(
            who, "review.record_proof_of_receipt", expected, actions.record_proof_of_receipt,
            invitation=self.draft(version).invitation, method="post", proof="AB 1", received_on=self.at.date(), pack=PACK,
        )  # fmt: skip
        if not expected:
            version.reply_by = self.at.date() + REPLY_TIME

    @rule(who=the_officer, was_given=st.booleans())
    def record_reply(self, who: str, was_given: bool) -> None:
        who = self.person(who)
        version = next((one for one in reversed(self.oracle.versions) if one.is_invited), None)
        if version is None or version.is_answered:
            return
        untold: Found = set() if version.reply_by else {("family_not_told", "")}
        is_early = version.reply_by and not was_given and self.at.date() <= version.reply_by
        expected = self.oracle.may_draft(who) or untold or ({("reply_still_open", "")} if is_early else set())
        self.take(
            who, "review.record_reply", expected, actions.record_reply, invitation=self.draft(version).invitation,
            was_given=was_given, words="w" if was_given else "", considered="c" if was_given else "",
        )  # fmt: skip
        if not expected:
            version.is_answered, version.replied_on = True, self.at.date() if was_given else None
            self.oracle.written += 1

    # Two people, one version

    @rule(who=the_officer, is_old=rarely)
    def record_decision(self, who: str, is_old: bool) -> None:
        who = self.person(who)
        oracle = self.oracle
        if oracle.newest is None:
            return
        version = oracle.versions[0] if is_old else oracle.newest
        expected = oracle.may_decide(who, version)
        self.take(
            who, "review.record_decision", expected, actions.record_decision, draft=self.draft(version), pack=PACK
        )
        if expected or version.decision:
            return
        version.decision = Decided(oracle.written, set(oracle.words))
        with deciding(self.cast["manager"]):
            team = CaseTeamMember.objects.filter(case=self.case, role="second_officer", side="decision", until_at=None)
            asked = {name for name in SECONDS if self.cast[name].pk in set(team.values_list("actor", flat=True))}
        assert any(not oracle.may_ask_second(name) for name in asked)
        oracle.team, oracle.asked = oracle.team | {(name, "second_officer") for name in asked}, oracle.asked | asked

    @rule(who=the_second)
    def record_second_view(self, who: str) -> None:
        who = self.person(who)
        if signed := self.signed():
            version, decided = signed
            expected = self.oracle.may_view(who, version, decided)
            self.take(
                who, "review.record_second_view", expected, actions.record_second_view, decision=self.draft(version).decision,
                outcome="leave_granted", text="own", pack=PACK,
            )  # fmt: skip
            decided.views |= set() if expected else {who}

    @rule(who=the_second, saw_another=rarely)
    def confirm_decision(self, who: str, saw_another: bool) -> None:
        who = self.person(who)
        if signed := self.signed():
            version, decided = signed
            expected = self.oracle.may_confirm(who, version, decided, saw_it=not saw_another)
            decision = self.draft(version).decision
            with deciding(self.cast["manager"]):
                seen = seen_of(decision, papers_in(self.review))
            self.take(
                who, "review.confirm_decision", expected, actions.confirm_decision, decision=decision,
                seen_sha256="f" * 64 if saw_another else seen, pack=PACK,
            )  # fmt: skip
            if not expected:
                decided.answer, decided.answered_by, decided.unread = "confirmed", who, False

    @rule(who=the_second)
    def return_decision(self, who: str) -> None:
        who = self.person(who)
        if signed := self.signed():
            version, decided = signed
            expected = self.oracle.may_return(who, decided)
            self.take(
                who, "review.confirm_decision", expected, actions.return_decision, reasons="Say more.",
                decision=self.draft(version).decision,
            )  # fmt: skip
            if not expected and decided.answer == "confirmed":
                decided.is_contradicted, decided.unread = True, False
            elif not expected:
                decided.answer, decided.answered_by = "returned", who

    @rule(who=the_officer)
    def weigh_later_words(self, who: str) -> None:
        who = self.person(who)
        if signed := self.signed():
            version, decided = signed
            new = set(self.oracle.words) - decided.weighed
            expected = self.oracle.may_weigh_words(who, version, decided)
            self.take(
                who, "review.weigh_later_words", expected, actions.weigh_later_words, decision=self.draft(version).decision,
                said=[uuid.UUID(key) for key in new], reason="It says nothing new.",
            )  # fmt: skip
            if not expected:
                decided.weighed |= new
                decided.unread = True

    @rule(who=the_officer)
    def serve_decision(self, who: str) -> None:
        who = self.person(who)
        if signed := self.signed():
            version, decided = signed
            today = (self.at + timedelta(minutes=1)).date()
            expected = self.oracle.may_serve(who, version, decided, today)
            self.take(
                who, "review.serve_decision", expected, actions.serve_decision, decision=self.draft(version).decision,
                method="post", address="1 Long Street", proof="AB 1", served_on=today, pack=PACK,
            )  # fmt: skip
            if not expected:
                decided.served = who, today
                self.oracle.is_closed = True

    def signed(self) -> tuple[Version, Decided] | None:
        """The version that was recorded last as the decision."""
        return next(((one, one.decision) for one in reversed(self.oracle.versions) if one.decision), None)

    def draft(self, version: Version) -> Draft:
        with deciding(self.cast["manager"]):
            drafts = Draft.objects.select_related(
                "invitation__review",
                "decision__confirmation__decision__review",
                "decision__review",
                "decision__draft",
                "review",
            )
            return drafts.get(review=self.review, number=self.oracle.versions.index(version) + 1)

    @rule(what=st.sampled_from(["nothing", "a step", "identity", "a correction", "a child", "a tie", "a part", "a version",
                                "words", "post", "paper"]), n=child, kind=steps_of_a_child, is_so=st.booleans())  # fmt: skip
    def press_on(self, what: str, n: int, kind: Kind, is_so: bool) -> None:
        """Something comes in, and whoever has the case goes on as if it had not."""
        {
            "nothing": lambda: None,
            "a step": lambda: self.pass_milestone(n, kind),
            "identity": self.turn_identity,
            "a correction": lambda: self.release_report(n),
            "a child": lambda: self.another_child(is_so),
            "words": lambda: self.family_says(is_so),
            "post": self.post_comes,
            "paper": self.paper_file_comes,
            "a version": lambda: self.save_draft("who has it", "leave_granted", ""),
            "a part": lambda: self.go_through_hands("both", self.oracle.officer),
            "a tie": lambda: self.declare_conflict("who has it" if is_so else "who is second", True),
        }[what]()
        self.confirm_decision("who is second", False)
        self.serve_decision("who has it")
        self.record_decision("who has it", False)
        with deciding(self.cast["manager"]):
            shown = obstacles_now(papers_in(self.review), PACK, self.at.date())
        assert {(one.code, one.about) for one in shown} == self.oracle.standing()

    def go_through_hands(self, *officers: str) -> None:
        """Each of them has the case for a while; then the first is asked to be second officer."""
        for name in officers:
            self.reallocate("manager", name)
            self.record_finding(name, WHOLE_CASE, True)
        self.ask_second_officer("manager", officers[0])

    # What somebody would do who means well, so that histories come far

    @initialize(
        steps=st.sampled_from([0, 15, 17, 18, 18, 19, 19, 20, 21, 22]), outcome=outcomes, changes_hands=st.booleans()
    )
    def come_some_way(self, steps: int, outcome: str, changes_hands: bool) -> None:
        if changes_hands:
            self.go_through_hands("both", self.oracle.officer)
        for _ in range(steps):
            self.clear_what_stands(outcome)

    @rule(outcome=outcomes, steps=st.integers(1, 6))
    def go_on(self, outcome: str, steps: int) -> None:
        for _ in range(steps):
            self.clear_what_stands(outcome)

    def clear_what_stands(self, outcome: str) -> None:
        """The next thing that is missing, by whoever can do it."""
        oracle, standing = self.oracle, sorted(self.oracle.standing())
        if oracle.is_ended:
            return self.take_back_ending("manager")
        if oracle.is_closed:
            return self.allocate(oracle.officer, min(OFFICERS - oracle.tied - {oracle.officer}, default=""))
        if not standing:
            return self.sign()
        code, about = next((one for one in standing if not one[0].startswith("assessed_after")), standing[-1])
        n = next((place for place, key in enumerate(self.ids) if str(key) == about), 0)
        waiting = next((place for place, known in enumerate(oracle.children) if known.waits), 0)
        {
            "identity_open": self.turn_identity,
            "asked_to_wait": lambda: self.pass_milestone(waiting, Kind.MAY_GO_ON),
            "no_lead_professional": lambda: self.pass_milestone(n, Kind.LEAD_PROFESSIONAL_APPOINTED),
            "views_not_recorded": lambda: self.pass_milestone(n, Kind.VIEWS_RECORDED),
            "report_not_received": lambda: self.receive_report(n),
            "conflict_not_declared": lambda: self.declare_conflict(oracle.officer, False),
            "conflict_of_interest": self.give_to_another,
            "words_unanswered": self.answer_family,
            **dict.fromkeys(
                ("post_not_opened", "post_not_linked", "post_not_dealt_with"), lambda: self.post_goes_on(False)
            ),
            **dict.fromkeys(("paper_file_not_checked", "paper_file_came_since"), self.look_at_paper),
            "no_draft": lambda: self.save_draft(oracle.officer, outcome, "One." if outcome == REFUSAL else ""),
            **dict.fromkeys(("assessed_after_draft", "report_not_weighed", "shared_not_weighed"), self.draft_anew),
            "shared_not_opened": lambda: self.open_what_was_shared(n, oracle.officer),
            "reply_still_open": lambda: self.record_reply(oracle.officer, True),
        }.get(code, lambda: self.write_what_is_missing(code, about, n))()
        return None

    def receive_report(self, n: int) -> None:
        self.ask_for_report(n, self.oracle.officer)
        self.release_report(n)
        self.open_report(n, self.oracle.officer)

    def draft_anew(self) -> None:
        """The same once more, after having read what came since."""
        if last := self.oracle.in_force:
            self.save_draft(self.oracle.officer, last.outcome, "\n".join(last.points))

    def give_to_another(self) -> None:
        free = sorted(OFFICERS - self.oracle.tied - {self.oracle.officer})
        if self.oracle.officer in self.oracle.tied and free:
            self.reallocate("manager", free[0])
        self.save_draft(self.oracle.officer, "leave_granted", "")

    def write_what_is_missing(self, code: str, about: str, n: int) -> None:
        officer = self.oracle.officer
        if code.startswith("best_interests"):
            free = sorted(name for name in OFFICERS if not self.oracle.may_weigh(name))
            if free:
                self.ask_for_best_interests("manager", free[0])
                self.assess_best_interests(free[0], n)
        elif about:
            self.record_finding(officer, WHOLE_CASE if code == "assessed_after_weighing" else about, True)
        else:
            self.save_draft(officer, REFUSAL, "One.")
            self.invite_reply(officer)
            self.make_letters()
            self.record_proof_of_receipt(officer)

    def sign(self) -> None:
        oracle, signed = self.oracle, self.signed()
        asked = sorted(n for n, role in oracle.team if role == "second_officer" and not oracle.may_second(n))
        if signed is None or signed[0] is not oracle.newest:
            self.record_decision(oracle.officer, False)
        elif signed[1].answer == "returned" or signed[1].written != oracle.written or signed[1].is_contradicted:
            self.save_draft(oracle.officer, signed[0].outcome, "\n".join(signed[0].points))
        elif set(oracle.words) - signed[1].weighed:
            self.weigh_later_words(oracle.officer)
        elif signed[1].answer == "confirmed" and signed[1].unread:
            self.confirm_decision(signed[1].answered_by, False)
        elif signed[1].answer == "confirmed":
            self.make_letters()
            self.serve_decision(oracle.officer)
        elif asked and asked[0] in signed[1].views:
            self.confirm_decision(asked[0], False)
        elif asked:
            self.record_second_view(asked[0])


@pytest.fixture
def everyone(cast: Cast) -> Cast:
    """The cast, and one person with both roles: whether they had a part is then for the rules alone to know."""
    join(cast, "both")
    with side(Side.ACCOUNTS, actor_id=new_id()):
        access.give_role(actor=cast["both"], role=Role.SECOND_OFFICER, by=None, at=LONG_AGO)
    return cast


def test_no_history_reaches_a_decision_while_an_obstacle_stands(everyone: Cast) -> None:
    tried = settings(
        max_examples=EXAMPLES, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False, phases=(Phase.generate, Phase.shrink),
    )  # fmt: skip
    run_state_machine_as_test(partial(Histories, everyone), settings=tried)


@pytest.mark.parametrize("words", [0, 2])
@pytest.mark.parametrize("outcome", ["leave_granted", REFUSAL])
def test_whoever_clears_what_stands_reaches_service(everyone: Cast, outcome: str, words: int) -> None:
    """So that the histories are known to come that far; with one decision, also where words come after each signature."""
    history = Histories(everyone)
    for n in range(40):
        if words and n == 5:  # the model that is taken up again is as it was
            history.end_it("died", 0, 1, True)
        if not history.oracle.is_closed:
            history.clear_what_stands(outcome)
            decided = history.oracle.newest and history.oracle.newest.decision
            if words and decided and not decided.unread and len(history.oracle.words) <= bool(decided.answer):
                history.family_says(True)
    assert len(history.oracle.words) == words
    assert len([one for one in history.oracle.versions if one.decision]) == 1
    assert history.oracle.versions[-1].decision.served
    history.teardown()
