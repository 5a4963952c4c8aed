"""What may happen to a review, said a second time: a plain model with facts of its own, kept beside the real one.

It follows the arrangement in words (docs of the flow), shares no code with the review's rules, and names people, factors
and outcomes by plain texts. `may_…` gives the codes of what stands in the way of a step; none means that it is done.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

OFFICERS = frozenset({"officer", "officer_two", "both"})
SECONDS = frozenset({"second", "second_two", "both"})
REFUSAL, WHOLE_CASE = "claim_refused", "whole_case"
REPLY_TIME, FRIDAY, LAST_OF_TERM = timedelta(days=28), 4, date(2025, 10, 10)
Found = set[tuple[str, str]]  # what stands in the way, and which child or factor it is about


@dataclass(eq=False)
class Child:
    """What crossed about one child, and who weighed what is best for it."""

    key: str
    has_lead: bool = False
    is_heard: bool = False
    waits: bool = False
    is_asked_for: bool = False
    copy: int = 0  # the number of the report that stands
    is_opened: bool = False
    shared: int = 0  # how much was shared at once, beside a report
    shared_opened: int = 0  # and how much of that somebody has opened
    weighed_by: str = ""
    assessed: int = 0  # when that was written, in the order of all that was


@dataclass(eq=False)
class Decided:
    """A version that was recorded as the decision, and what became of it."""

    written: int  # how much had been written that a decision rests on
    weighed: set[str] = field(default_factory=set)  # the words that were there, and those said to change nothing since
    unread: bool = False  # some of these the second officer has not read yet
    is_contradicted: bool = False  # or finds that they do change something
    views: set[str] = field(default_factory=set)
    answer: str = ""
    answered_by: str = ""
    has_notice: bool = False
    served: tuple[str, date] | None = None


@dataclass(eq=False)
class Version:
    """A version of the draft, and how far the family was heard on its points."""

    by: str
    outcome: str
    points: frozenset[str]
    reports: frozenset[int]  # those that were open when it was written
    says_how_it_counted: bool
    drafted: int = 0  # when it was, in the order of all that was written
    late: set[str] = field(default_factory=set)  # children of whom something that was shared at once was opened since
    is_invited: bool = False
    has_letter: bool = False
    reply_by: date | None = None
    is_answered: bool = False
    replied_on: date | None = None
    decision: Decided | None = None


@dataclass(eq=False)
class Ended:
    """A proposed ending, and what became of it."""

    by: str
    outcome: str
    answer: str = ""
    answered_by: str = ""
    taken_back_by: str = ""


@dataclass
class Oracle:
    """One case: what every step left behind, and what may be done next."""

    factors: tuple[str, ...]
    children: list[Child]
    officer: str
    team: set[tuple[str, str]] = field(default_factory=set)
    readers: set[str] = field(default_factory=set)  # on the team as review officer since the review began
    wrote: set[str] = field(default_factory=set)
    weighed: set[str] = field(default_factory=set)
    sat: set[str] = field(default_factory=set)  # on a panel about a child
    asked: set[str] = field(default_factory=set)  # to be second officer, ever
    tied: set[str] = field(default_factory=set)
    declared: set[str] = field(default_factory=set)
    findings: dict[str, tuple[str, frozenset[int]]] = field(default_factory=dict)  # who, and on which reports
    versions: list[Version] = field(default_factory=list)
    identity_is_open: bool = False
    words: dict[str, tuple[date, bool]] = field(default_factory=dict)  # what was said: when, and whether it is answered
    post: dict[str, tuple[date, str]] = field(default_factory=dict)  # what came by post: when, and where it is
    paper: tuple[str, str, date] | None = None  # who said of the paper file what, when
    paper_came: bool = False  # since then
    has_paper: bool = False  # a file on paper is written down
    tries: list[tuple[str, date, bool, date]] = field(default_factory=list)  # who, when, if found, written down when
    endings: list[Ended] = field(default_factory=list)
    is_closed: bool = False
    written: int = 0
    weighed_together: int = 0  # when the whole case was, in the order of all that was written

    @property
    def newest(self) -> Version | None:
        return self.versions[-1] if self.versions else None

    @property
    def in_force(self) -> Version | None:
        """The newest version, unless the case went to another officer who has still to write one."""
        if self.newest is None:
            return None
        is_decided = self.newest.decision is not None and self.newest.decision.answer != "returned"
        return self.newest if is_decided or self.newest.by == self.officer else None

    def standing(self) -> Found:
        """Everything between this case and a decision."""
        found: Found = {("identity_open", "")} if self.identity_is_open else set()
        for child in self.children:
            found |= self._of_child(child)
        for factor in (*self.factors, WHOLE_CASE):
            found |= self._of_finding(factor)
        heard = self.in_force.reports if self.in_force else {child.copy for child in self.children}
        if WHOLE_CASE in self.findings:
            found |= {
                ("assessed_after_weighing", one.key) for one in self.children if one.assessed > self.weighed_together
            }
        drafted = self.in_force.drafted if self.in_force else self.written
        found |= {("assessed_after_draft", one.key) for one in self.children if one.assessed > drafted}
        found |= {("report_not_weighed", one.key) for one in self.children if one.is_opened and one.copy not in heard}
        found |= {("shared_not_opened", one.key) for one in self.children if one.shared > one.shared_opened}
        late = self.in_force.late if self.in_force else set()
        if self.in_force is not None and not self.in_force.says_how_it_counted:
            found.add(("how_it_counted_not_said", ""))
        found |= {("shared_not_weighed", key) for key in late}
        found |= {("words_unanswered", key) for key, (_, is_met) in self.words.items() if not is_met}
        found |= {("ending_proposed", "")} if self.proposed else set()
        found |= self.of_post() | self._of_paper()
        return found | self._of_officer() | self._of_reply() | ({("no_draft", "")} if self.in_force is None else set())

    def _of_child(self, child: Child) -> Found:
        found = {
            ("no_lead_professional", child.key): not child.has_lead,
            ("views_not_recorded", child.key): not child.is_heard,
            ("report_not_received", child.key): not child.is_opened,
            ("asked_to_wait", ""): child.waits,
        }
        return {what for what, stands in found.items() if stands} | self._best_of(child)

    def _best_of(self, child: Child) -> Found:
        """What is best for a child is written by somebody who neither drafts nor has a tie."""
        if not child.weighed_by:
            return {("best_interests_not_assessed", child.key)}
        if child.weighed_by in self.wrote | {self.officer}:
            return {("best_interests_by_drafter", child.key)}
        return {("best_interests_with_tie", child.key)} if child.weighed_by in self.tied else set()

    def _of_finding(self, factor: str) -> Found:
        by, rests_on = self.findings.get(factor, ("", frozenset()))
        code = ""
        if not by:
            code = "factor_without_finding"
        elif by in self.tied and by != self.officer:
            code = "finding_with_tie"
        elif not rests_on <= {child.copy for child in self.children}:
            code = "finding_on_old_report"
        if code and factor == WHOLE_CASE:
            code = "whole_case_not_weighed"
        return {(code, factor)} if code else set()

    def of_post(self) -> Found:
        codes = {"unopened": "post_not_opened", "not_linked": "post_not_linked", "linked": "post_not_dealt_with"}
        return {(codes[state], key) for key, (_, state) in self.post.items() if state in codes}

    def _of_paper(self) -> Found:
        if self.paper is None or (self.paper[0] in self.tied and self.paper[0] != self.officer):
            return {("paper_file_not_checked", "")}
        return {("paper_file_came_since", "")} if self.paper_came else set()

    def _of_officer(self) -> Found:
        drafter = self.in_force.by if self.in_force else self.officer
        if {self.officer, drafter} & self.tied:
            return {("conflict_of_interest", "")}
        return set() if drafter in self.declared else {("conflict_not_declared", "")}

    def _of_reply(self) -> Found:
        if self.in_force is None or self.in_force.outcome != REFUSAL:
            return set()
        points = self.in_force.points
        told = {point for version in self.versions if version.reply_by for point in version.points}
        answered = {point for version in self.versions if version.is_answered for point in version.points}
        if not points:
            return {("points_not_written", "")}
        if not points <= told:
            return {("points_changed" if points & told else "family_not_told", "")}
        return set() if points <= answered else {("reply_still_open", "")}

    def at_the_door(self, who: str, roles: Iterable[str]) -> Found:
        """Whether somebody comes as far as the case at all, in a role that may."""
        if who not in roles:
            return {("NotYours", "")}
        return set() if who == "manager" or any(who == name for name, _ in self.team) else {("Http404", "")}

    def may_write(self, who: str, roles: frozenset[str] = OFFICERS) -> Found:
        closed: Found = {("review_closed", "")} if self.is_closed else set()
        return self.at_the_door(who, roles) or closed

    def may_draft(self, who: str) -> Found:
        return self.may_write(who) or (set() if who == self.officer else {("not_the_officer", "")})

    def may_find(self, who: str) -> Found:
        """Finding, weighing and drafting come after what is best for each child."""
        return self.may_draft(who) or {one for child in self.children for one in self._best_of(child)}

    def may_weigh(self, who: str) -> Found:
        if who == self.officer or who in self.wrote:
            return {("best_interests_by_drafter", "")}
        return self.of_part(who)

    def of_part(self, who: str) -> Found:
        """What keeps somebody from any part: a seat on a panel, or a tie."""
        return {(code, "") for code, some in (("sat_on_panel", self.sat), ("has_a_tie", self.tied)) if who in some}

    def may_second(self, who: str) -> Found:
        found = {
            "second_officer_drafted": who == self.officer or who in self.wrote,
            "second_officer_assessed": who in self.weighed,
        }
        return {(code, "") for code, stands in found.items() if stands} | self.of_part(who)

    def may_ask_second(self, who: str) -> Found:
        could_read: Found = {("second_officer_read", "")} if who in self.readers else set()
        return self.may_second(who) or could_read

    def may_decide(self, who: str, version: Version) -> Found:
        if found := self.may_draft(who):
            return found
        if version is not self.newest:
            return {("draft_is_old", "")}
        if version.decision is not None:  # the same again while nobody has answered
            answer = version.decision.answer
            return {({"returned": "returned", "confirmed": "confirmed_already"}[answer], "")} if answer else set()
        nobody = all(self.may_ask_second(who) for who in SECONDS)
        return self.standing() or ({("no_second_officer", "")} if nobody else set())

    def may_view(self, who: str, version: Version, decided: Decided) -> Found:
        found = self.may_write(who, SECONDS)
        if found or who in decided.views:
            return found
        is_old = version is not self.newest or bool(decided.answer)
        return self.may_second(who) or ({("another_version", "")} if is_old else set())

    def may_return(self, who: str, decided: Decided) -> Found:
        if found := self.may_write(who, SECONDS):
            return found
        has_confirmed = (decided.answer, decided.answered_by) == ("confirmed", who)
        if has_confirmed and decided.is_contradicted:
            return set()
        if decided.answer and not (has_confirmed and decided.unread):
            is_same = (decided.answer, decided.answered_by) == ("returned", who)
            return set() if is_same else {("answered_already", "")}
        return self.may_answer(who, decided)

    def may_answer(self, who: str, decided: Decided) -> Found:
        return self.may_second(who) | (set() if who in decided.views else {("no_own_view", "")})

    def may_confirm(self, who: str, version: Version, decided: Decided, *, saw_it: bool) -> Found:
        if found := self.may_write(who, SECONDS):
            return found
        if decided.answer and (decided.answer, decided.answered_by) != ("confirmed", who):
            return {("answered_already", "")}
        if decided.answer and not decided.unread and not decided.is_contradicted:
            return set()
        if found := self.may_answer(who, decided):
            return found
        return self.signing(version, decided, set(self.words)) if saw_it else {("another_version", "")}

    def may_weigh_words(self, who: str, version: Version, decided: Decided) -> Found:
        if found := self.may_draft(who):
            return found
        if version is not self.newest:
            return {("another_version", "")}
        if decided.answer == "returned":
            return {("returned", "")}
        if decided.is_contradicted:
            return {("later_words_returned", "")}
        return set() if set(self.words) - decided.weighed else {("words_not_new", "")}

    def signing(self, version: Version, decided: Decided, words: set[str]) -> Found:
        """What stands against two people signing, where these words count."""
        if version is not self.newest:
            return {("another_version", "")}
        if decided.is_contradicted:
            return self.standing() | {("later_words_returned", "")}
        if decided.written != self.written:
            return self.standing() | {("new_information", "")}
        return self.standing() | ({("new_words", "")} if words - decided.weighed else set())

    def may_serve(self, who: str, version: Version, decided: Decided, today: date) -> Found:
        if found := self.at_the_door(who, OFFICERS):
            return found
        if decided.served:
            return set() if decided.served == (who, today) else {("recorded_before", "")}
        if found := self.may_draft(who):
            return found
        if decided.answer != "confirmed":
            return {("not_confirmed", "")}
        if not decided.has_notice:
            return {("letter_not_made", "")}
        late = {
            "served_before_a_weekend": today.weekday() >= FRIDAY,
            "served_before_a_school_holiday": today == LAST_OF_TERM,
        }
        before = {key for key, (on, is_met) in self.words.items() if on < today or not is_met}  # not after the notice
        found = self.signing(version, decided, before)
        if decided.unread and found.isdisjoint({("new_information", ""), ("another_version", "")}):
            found |= {("later_words_unread", "")}
        return found or {(code, "") for code, is_so in late.items() if is_so}

    @property
    def proposed(self) -> Ended | None:
        """The ending that waits for another person."""
        return next((one for one in self.endings if not one.answer), None)

    @property
    def is_ended(self) -> bool:
        return any(one.answer == "confirmed" and not one.taken_back_by for one in self.endings)

    def _against_ending(self, outcome: str, today: date) -> Found:
        decided = self.newest.decision if self.newest else None
        has_decision = decided is not None and decided.answer != "returned" and not decided.is_contradicted
        found: Found = {("has_a_decision", "")} if has_decision else set()
        found |= {("words_unanswered", key) for key, (_, is_met) in self.words.items() if not is_met} | self.of_post()
        if outcome != "implicit_withdrawal":
            return found
        tries = sorted(self.tries, key=lambda one: one[1])
        since = [on for _, on, *_ in tries[max((n for n, one in enumerate(tries, 1) if one[2]), default=0) :]]
        counted: list[date] = []
        for on in since:
            if not counted or on >= counted[-1] + timedelta(days=14):
                counted.append(on)
        if len(counted) < 3:
            found |= {("tries_not_made", "")}
        heard = [on for on, _ in self.words.values()] + [one.replied_on for one in self.versions if one.replied_on]
        if since and any(on >= since[0] for on in heard):
            found |= {("heard_since", "")}
        if any(one.reply_by and one.reply_by >= today and not one.is_answered for one in self.versions):
            found |= {("reply_still_open", "")}
        return found

    def _as_told(self, who: str, found: Found) -> Found:
        """The same for whoever is second officer and has no own view: not what was said to this side, nor that it was invited."""
        has_view = self.newest and self.newest.decision and who in self.newest.decision.views
        if (who, "second_officer") not in self.team or who == self.officer or has_view:
            return found
        kept_from = {"words_unanswered", "heard_since", "reply_still_open"} | {code for code, _ in self.of_post()}
        return {("stands_unseen", "") if code in kept_from else (code, about) for code, about in found}

    def may_propose_ending(self, who: str, outcome: str, today: date) -> Found:
        if found := self.may_draft(who):
            return found
        if waiting := self.proposed:
            return set() if (waiting.by, waiting.outcome) == (who, outcome) else {("ending_proposed", "")}
        return self._against_ending(outcome, today) | ({("has_a_tie", "")} if who in self.tied else set())

    def _may_answer_ending(self, who: str, ended: Ended, answer: str) -> tuple[bool, Found]:
        """Whether it is settled, and what stands in the way."""
        if found := self.at_the_door(who, SECONDS | {"manager"}):
            return True, found
        if ended.answer:
            return True, set() if (ended.answer, ended.answered_by) == (answer, who) else {("answered_already", "")}
        return False, self.may_second(who) | ({("proposed_it", "")} if who == ended.by else set())

    def may_confirm_ending(self, who: str, ended: Ended, today: date) -> Found:
        is_settled, found = self._may_answer_ending(who, ended, "confirmed")
        if is_settled:
            return found
        if self.is_closed:
            return {("review_closed", "")}
        tie: Found = {("has_a_tie", "")} if ended.by in self.tied else set()
        former: Found = {("proposed_by_former_officer", "")} if ended.by != self.officer else set()
        return found | tie | former | self._as_told(who, self._against_ending(ended.outcome, today))

    def may_return_ending(self, who: str, ended: Ended) -> Found:
        return self._may_answer_ending(who, ended, "returned")[1]

    def may_take_back_ending(self, who: str, ended: Ended) -> Found:
        if found := self.at_the_door(who, SECONDS | {"manager"}):
            return found
        if ended.taken_back_by:
            return set() if ended.taken_back_by == who else {("recorded_before", "")}
        if ended.answer != "confirmed":
            return {("ending_not_confirmed", "")}
        return set() if who in ("manager", ended.answered_by) else {("did_not_confirm", "")}
