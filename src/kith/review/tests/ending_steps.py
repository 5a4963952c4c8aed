"""Steps of a random history by which a review ends without a decision, and by which that is taken back."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from kith.review import actions
from kith.review.models import Ending, EndingAnswer, Review
from kith.review.rules import EndingWords
from kith.review.tests.factories import PACK, deciding
from kith.review.tests.oracle import Ended
from kith.review.tests.panel_steps import PanelSteps
from kith.review.tests.steps import BEGINNING, END, a_manager, anyone, rarely, the_officer

endings = st.sampled_from(["died", "explicit_withdrawal", "implicit_withdrawal"])


class EndingSteps(PanelSteps):
    """Trying to reach the family, proposing an ending, answering it, taking it back."""

    @invariant()
    def what_ended_was_read_by_another_person(self) -> None:
        with deciding(self.cast["manager"]):
            answers = EndingAnswer.objects.filter(ending__review=self.review).select_related("ending")
            assert all(answer.by_id != answer.ending.by_id for answer in answers)
            assert (Review.objects.get(pk=self.review.pk).closed_at is not None) == self.oracle.is_closed

    @rule(who=the_officer, is_found=rarely, days_ago=st.sampled_from([0, 1, 30]))
    def try_to_reach(self, who: str, is_found: bool, days_ago: int = 0) -> None:
        who, done_on = self.person(who), self.at.date() - timedelta(days=days_ago)
        expected = self.oracle.may_draft(who)
        self.take(
            who, "review.record_trace_check", expected, actions.record_trace_check, review=self.review, way="letter",
            done_on=done_on, was_found=is_found, words="By the old address.", pack=PACK,
        )  # fmt: skip
        said = (who, done_on, is_found, self.at.date())
        if not expected and said not in self.oracle.tries:  # a second click is none
            self.oracle.tries.append(said)

    @rule(who=the_officer, outcome=endings)
    def propose_ending(self, who: str, outcome: str) -> None:
        who = self.person(who)
        is_asked = outcome == "explicit_withdrawal"
        said = EndingWords(
            outcome=outcome, reason="It is as it is.", happened_on=BEGINNING.date(), proof="Paper 12",
            asked_by="Selam" if is_asked else "", asked_on=BEGINNING.date() if is_asked else None,
            asked_how="in_writing" if is_asked else "",
        )  # fmt: skip
        expected, waiting = self.oracle.may_propose_ending(who, outcome, self.at.date()), self.oracle.proposed
        self.take(
            who, "review.propose_ending", expected, actions.propose_ending, review=self.review, said=said, pack=PACK
        )
        if not expected and not waiting:
            self.oracle.endings.append(Ended(who, outcome))

    @rule(who=st.one_of(a_manager, anyone))
    def confirm_ending(self, who: str) -> None:
        who = self.person(who)
        if not self.oracle.endings:
            return
        newest = self.oracle.endings[-1]
        expected = self.oracle.may_confirm_ending(who, newest, self.at.date())
        self.take(who, "review.confirm_ending", expected, actions.confirm_ending, ending=self.ending(), pack=PACK)
        if not expected and not newest.answer:
            newest.answer, newest.answered_by, self.oracle.is_closed = "confirmed", who, True

    @rule(who=st.one_of(a_manager, anyone))
    def return_ending(self, who: str) -> None:
        who = self.person(who)
        if not self.oracle.endings:
            return
        newest = self.oracle.endings[-1]
        expected = self.oracle.may_return_ending(who, newest)
        self.take(
            who, "review.confirm_ending", expected, actions.return_ending, ending=self.ending(), reasons="Say more."
        )
        if not expected:
            newest.answer, newest.answered_by = "returned", who

    @rule(who=st.one_of(a_manager, anyone))
    def take_back_ending(self, who: str) -> None:
        who = self.person(who)
        if not self.oracle.endings:
            return
        newest = self.oracle.endings[-1]
        expected = self.oracle.may_take_back_ending(who, newest)
        self.take(
            who, "review.take_back_ending", expected, actions.take_back_ending, ending=self.ending(), reason="Found."
        )
        if not expected and not newest.taken_back_by:
            newest.taken_back_by, self.oracle.is_closed = who, False

    @rule()
    def allocate_what_ended(self) -> None:
        if self.oracle.is_ended:
            self.take(
                "manager", "review.allocate", {("review_ended", "")}, actions.allocate, case=self.case,
                officer=self.cast["officer"], pack=PACK,
            )  # fmt: skip

    @rule(outcome=endings, tries=st.integers(0, 3), apart=st.sampled_from([1, 13, 14]), goes_on=st.booleans())
    def end_it(self, outcome: str, tries: int, apart: int, goes_on: bool) -> None:
        """By people who mean well, who write down late when they tried; in the end it goes on, most often."""
        for left in reversed(range(tries)):
            self.try_to_reach("who has it", False, days_ago=apart * left)
            self.at = min(self.at + timedelta(minutes=1), END)
        self.propose_ending("who has it", outcome)
        self.confirm_ending("manager")
        if goes_on:
            self.take_back_ending("manager")

    def ending(self) -> Ending:
        with deciding(self.cast["manager"]):
            return Ending.objects.select_related("review").filter(review=self.review).order_by("-at", "-id")[0]
