"""When a case may be decided: every obstacle that stands, in words, with its source and who can clear it.

Pure: frozen facts in, obstacles out. The same rule is asked before the officer types, when a decision is recorded, when
it is confirmed and when it is served. A grant needs what a refusal needs, but for hearing the family on points against it.
"""

import re
import uuid
from dataclasses import dataclass
from datetime import date, datetime

from kith.protocol.pack import Factor, Pack
from kith.review.rules.papers import A_SENTENCE, Post, obstacles_of_paper, obstacles_of_post
from kith.review.rules.sources import (
    ARRANGEMENT,
    ENDING,
    FACTORS,
    FAIRNESS,
    IMPARTIALITY,
    MANAGER,
    OFFICER,
    SECOND,
    SECTION_55,
    TWO_OFFICERS,
    WHO_CHILDREN,
)
from kith.verdict import Obstacle


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """What the decision side knows about one child's arrangements: that steps were taken, never what was said in them."""

    id: uuid.UUID
    name: str
    has_lead_professional: bool
    report_is_received: bool
    views_are_recorded_or_explained: bool
    best_interests_by: uuid.UUID | None
    asks_to_wait: bool = False
    contact: str = ""
    wait_contact: str = ""
    report_asked_on: date | None = None
    report_due_on: date | None = None
    report_is_released: bool = False
    report_is_excepted: bool = False  # two seniors have signed that the case is decided without it
    report_opened_at: datetime | None = None  # by the first who read what was released last
    shares_nothing: bool = False  # of the report, as the children's side has said
    has_unopened_beside: bool = False  # shared beside a report, most often in an emergency
    beside_opened_at: datetime | None = None
    best_interests_at: datetime | None = None  # when that was written last, a panel's word included


@dataclass(frozen=True, slots=True)
class PutForward:
    """Something said to the decision side that it has not met: by whom in words, when, and whether they wish to meet."""

    id: uuid.UUID
    who: str
    on: date
    asks_to_meet: bool


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """Everything that the rule looks at.

    `drafter` is whoever wrote the draft that stands, else the officer who has the case; `authors` are that officer and all
    who ever wrote a draft or a finding. `set_aside` are factors on which only a former officer with a tie to the
    family has written, `outdated` those whose finding rests on a report that was corrected. Of the points against the family,
    `told` are those that it is proved to have received, `answered` those to which its time to reply is over.
    """

    children: tuple[ChildFacts, ...]
    officer: uuid.UUID
    drafter: uuid.UUID
    authors: frozenset[uuid.UUID]
    tied: frozenset[uuid.UUID]
    declared: frozenset[uuid.UUID]
    findings: frozenset[str]
    set_aside: frozenset[str]
    outdated: frozenset[str]
    factors: tuple[Factor, ...]
    weighing: str
    drafted_at: datetime | None  # none was written
    outcome: str
    points: frozenset[str]
    told: frozenset[str]
    answered: frozenset[str]
    identity_is_open: bool
    may_have_another_child: bool = False  # somebody of the family, and it is not said yet whether they are one
    children_side_waits: bool = False  # it has not said yet of whom it knows
    says_how_it_counted: bool = True  # the draft does, to those who read it with the notice
    officer_name: str = "the review officer"
    weigher: str = ""  # who was asked to weigh the children's best interests
    unanswered: tuple[PutForward, ...] = ()
    post: tuple[Post, ...] = ()
    paper_is_answered: bool = False  # it was looked at, or is said not to be there, and why the decision goes on
    paper_came_since: bool = False  # since it was said not to be there
    ending_is_proposed: bool = False  # and nobody has answered yet
    weighed_at: datetime | None = None  # when the whole case was weighed together last


ENDING_PROPOSED = Obstacle(
    "ending_proposed", "An ending without a decision is proposed already. It is confirmed or returned first.", ENDING,
    f"{MANAGER} or a second officer",
)  # fmt: skip
# What only a refusal needs, and what tells of words that may be the answer to one: shown to nobody who has still to form a
# view of their own.
TELLING = frozenset({"points_not_written", "points_changed", "family_not_told", "reply_still_open"})
OF_WORDS = frozenset({
    "words_unanswered", "meeting_unanswered", "new_words", "later_words_unread", "later_words_returned", "heard_since",
    "post_not_opened", "post_not_linked", "post_not_dealt_with",
})  # fmt: skip


def obstacles_to_decision(facts: DecisionFacts, pack: Pack, on: date) -> tuple[Obstacle, ...]:
    """Every obstacle that stands between this case and a decision, in the order of the arrangement."""
    return (
        *(obstacle for child in facts.children for obstacle in _of_child(child, facts)),
        *_of_factors(facts),
        *_of_order(facts),
        *_of_officer(facts),
        *_of_list(facts),
        *_of_identity(facts),
        *_of_waiting(facts),
        *obstacles_of_paper(
            is_answered=facts.paper_is_answered, came_since=facts.paper_came_since, officer=facts.officer_name
        ),
        *obstacles_of_post(facts.post, facts.officer_name),
        *_of_reply(facts, pack, on),
        *_of_news(facts),
        *_of_words(facts),
        *((ENDING_PROPOSED,) if facts.ending_is_proposed else ()),
    )


def _of_child(child: ChildFacts, facts: DecisionFacts) -> list[Obstacle]:
    """Obstacles 1 to 4: lead professional, report, views, best interests."""
    found = []
    who, about = child.contact or WHO_CHILDREN, str(child.id)
    if not child.has_lead_professional:
        found.append(
            Obstacle(
                "no_lead_professional", f"{child.name} has no lead professional yet.", ARRANGEMENT, WHO_CHILDREN, about
            )
        )
    if not child.report_is_received and not child.report_is_excepted:
        found.append(_of_report(child, who, facts.officer_name))
    if child.has_unopened_beside:
        words = f"The children's side shared something about {child.name} at once, and nobody has opened it yet."
        found.append(Obstacle("shared_not_opened", words, ARRANGEMENT, facts.officer_name, about))
    if not child.views_are_recorded_or_explained:
        article = "UN Convention on the Rights of the Child, article 12"
        words = f"What {child.name} wants to say is not recorded yet, nor why they were not asked."
        found.append(Obstacle("views_not_recorded", words, article, who, about))
    return [*found, *_of_best_interests(child, facts)]


def _of_best_interests(child: ChildFacts, facts: DecisionFacts) -> list[Obstacle]:
    """Obstacle 4: assessed, by somebody who neither drafts nor has a tie."""
    code, words = "", ""
    if child.best_interests_by is None:
        code, words = "not_assessed", f"What is best for {child.name} has not been weighed yet."
    elif child.best_interests_by in facts.authors:
        code, words = "by_drafter", f"What is best for {child.name} was weighed by an officer who drafts."
    elif child.best_interests_by in facts.tied:
        code, words = "with_tie", f"What is best for {child.name} was weighed by an officer with a tie to the family."
    weigher = facts.weigher or f"{MANAGER}: ask another officer to weigh it"
    return [Obstacle(f"best_interests_{code}", words, SECTION_55, weigher, str(child.id))] if code else []


def obstacles_to_finding(facts: DecisionFacts) -> tuple[Obstacle, ...]:
    """Why nothing may be written yet on what a family's case comes to, neither finding nor weighing nor draft: what is best for
    each child is assessed first (section 55; ZH (Tanzania) 2011)."""
    return tuple(one for child in facts.children for one in _of_best_interests(child, facts))


def _of_order(facts: DecisionFacts) -> list[Obstacle]:
    """Obstacle 4 for what is assessed later, of a child who came or anew, or said later by a panel: it was not there when the
    whole case was weighed, or when the draft was written."""
    return [
        Obstacle(
            code, f"What is best for {child.name} was assessed after {before}", SECTION_55,
            facts.officer_name, str(child.id),
        )
        for child in facts.children
        for code, before, done_at in (
            ("assessed_after_weighing", "the whole case was weighed. Weigh it together again.", facts.weighed_at),
            ("assessed_after_draft", "the draft was written. Write a new draft.", facts.drafted_at),
        )
        if done_at and child.best_interests_at and done_at < child.best_interests_at
    ]  # fmt: skip


def _of_report(child: ChildFacts, who: str, officer: str) -> Obstacle:
    code, name, about = "report_not_received", child.name, str(child.id)
    if child.report_is_released:
        words = f"The report on {name} is here, and nobody has opened it yet."
        return Obstacle(code, words, ARRANGEMENT, officer, about)
    if child.report_asked_on is None:
        return Obstacle(code, f"The report on {name} has not been asked for yet.", ARRANGEMENT, officer, about)
    if child.shares_nothing:
        words = f"The children's side has said that it shares nothing of the report on {name}."
        return Obstacle(code, words, ARRANGEMENT, who, about)
    words = f"Not yet received: the report on {name}. Asked for on {child.report_asked_on:%-d %B %Y}"
    due = f"; the date is {child.report_due_on:%-d %B %Y}." if child.report_due_on else "."
    return Obstacle(code, words + due, ARRANGEMENT, who, about)


def _of_factors(facts: DecisionFacts) -> list[Obstacle]:
    """Obstacle 5: every factor has a finding that can stand, and the whole case has been weighed together."""
    found = []
    for factor in facts.factors:
        if factor.code not in facts.findings:
            words = f"Nothing is written yet on: {factor.words}."
            found.append(Obstacle("factor_without_finding", words, FACTORS, facts.officer_name, factor.code))
        elif factor.code in facts.set_aside:
            words = f"Only an officer with a tie to the family has written on: {factor.words}. Write it anew."
            found.append(Obstacle("finding_with_tie", words, IMPARTIALITY, facts.officer_name, factor.code))
        elif factor.code in facts.outdated:
            words = f"What is written rests on a report that was corrected since: {factor.words}. Read it again."
            found.append(Obstacle("finding_on_old_report", words, FACTORS, facts.officer_name, factor.code))
    if facts.weighing not in facts.findings or facts.weighing in facts.set_aside | facts.outdated:
        words = "The whole case has not been weighed together yet."
        found.append(Obstacle("whole_case_not_weighed", words, FACTORS, facts.officer_name, facts.weighing))
    if facts.drafted_at is None:
        source = "House rule: a decision is one version of a draft by the officer who has the case"
        found.append(Obstacle("no_draft", "There is no draft to decide on yet.", source, facts.officer_name))
    elif not facts.says_how_it_counted:
        words = "The draft does not say yet, to lead professional and family, how counted what they sent and said."
        found.append(Obstacle("how_it_counted_not_said", words, ARRANGEMENT, facts.officer_name))
    return found


def _of_news(facts: DecisionFacts) -> list[Obstacle]:
    """Obstacle 10: what was opened after the draft was written has been heard by nobody who could heed it."""
    return [
        Obstacle(
            code, f"{what} {child.name} was opened after the draft was written. Weigh it in a new draft.", ARRANGEMENT,
            facts.officer_name, str(child.id),
        )
        for child in facts.children
        for code, what, opened_at in (
            ("report_not_weighed", "The report on", child.report_opened_at),
            ("shared_not_weighed", "What was shared at once about", child.beside_opened_at),
        )
        if facts.drafted_at and opened_at and facts.drafted_at < opened_at
    ]  # fmt: skip


def _of_officer(facts: DecisionFacts) -> list[Obstacle]:
    """Obstacle 6: a conflict of interest, or nobody has asked about one."""
    if facts.officer in facts.tied:
        words = "The officer has said that something ties them to this family."
        return [Obstacle("conflict_of_interest", words, IMPARTIALITY, f"{MANAGER}: give the case to another officer")]
    if facts.drafter in facts.tied:
        words = "The draft is by an officer who has said that something ties them to this family."
        return [Obstacle("conflict_of_interest", words, IMPARTIALITY, f"{facts.officer_name}: write a new draft")]
    if facts.drafter not in facts.declared:
        words = "The officer has not yet said whether anything ties them to this family."
        return [Obstacle("conflict_not_declared", words, IMPARTIALITY, facts.officer_name)]
    return []


def _of_identity(facts: DecisionFacts) -> list[Obstacle]:
    """Obstacle 7, as far as milestones tell."""
    if not facts.identity_is_open:
        return []
    words = "Who a person of this family is, is still an open question."
    return [Obstacle("identity_open", words, "Home Office record of merged identities, 2024", "a registrar")]


def _of_list(facts: DecisionFacts) -> list[Obstacle]:
    """Obstacles 1 to 4 for whoever is not on the list of the children yet: each child of a family is heard, or nobody is."""
    if not facts.may_have_another_child:
        return []
    words = "Somebody of this family may be a child who is not on the list of its children yet."
    return [Obstacle("child_not_listed", words, ARRANGEMENT, "a registrar")]


def _of_waiting(facts: DecisionFacts) -> list[Obstacle]:
    """Obstacle 8. Which child it is about, and why, is the children's side's to know: one line for each person to ring."""
    contacts = dict.fromkeys(child.wait_contact or WHO_CHILDREN for child in facts.children if child.asks_to_wait)
    if facts.children_side_waits:
        contacts.setdefault(WHO_CHILDREN)
    return [
        Obstacle("asked_to_wait", f"The children's side asks you to wait. Speak to: {contact}.", ARRANGEMENT, contact)
        for contact in contacts
    ]


def _of_reply(facts: DecisionFacts, pack: Pack, on: date) -> list[Obstacle]:
    """Obstacle 11, where the outcome is one that needs it: the family heard the points against it, and had its time."""
    if facts.drafted_at is None or not pack.outcome(facts.outcome, on).needs_reply:
        return []
    if not facts.points:
        words = "The points against the family are not written down."
        return [Obstacle("points_not_written", words, FAIRNESS, facts.officer_name)]
    if facts.points & facts.told and facts.points - facts.told:
        words = "The draft holds points against the family that it has not been told of."
        return [Obstacle("points_changed", words, FAIRNESS, f"{facts.officer_name}: invite a reply to them")]
    if facts.points - facts.told:
        words = "It is not on record that the family has received the points against it."
        return [Obstacle("family_not_told", words, FAIRNESS, facts.officer_name)]
    if facts.points - facts.answered:
        words = "The family's time to reply is not over, or its reply is not recorded."
        return [
            Obstacle("reply_still_open", words, FAIRNESS, f"the family; {facts.officer_name} when the time is over")
        ]
    return []


def _of_words(facts: DecisionFacts) -> list[Obstacle]:
    """Obstacle 12: what was put forward to this side is answered, or it was said what will happen and when."""
    return [
        Obstacle("meeting_unanswered", f"Not answered yet: the wish of {one.who} to meet, of {one.on:%-d %B %Y}.",
                 FAIRNESS, facts.officer_name, str(one.id))
        if one.asks_to_meet else
        Obstacle("words_unanswered", f"Not answered yet: what {one.who} said on {one.on:%-d %B %Y}.",
                 FAIRNESS, facts.officer_name, str(one.id))
        for one in facts.unanswered
    ]  # fmt: skip


def points_in(text: str) -> tuple[str, ...]:
    """The points against a family, one for each line that the officer wrote; its letter numbers them, so that a number typed
    before one goes."""
    points = (re.sub(r"^\s*\d{1,2}[.)]\s+", "", line).strip() for line in text.splitlines())
    return tuple(point for point in points if point)


ANOTHER_VERSION = Obstacle(
    "another_version", "This is not the version that stands now: there is a newer one.", TWO_OFFICERS,
    f"{OFFICER}: record the newest draft",
)  # fmt: skip
NEW_INFORMATION = Obstacle(
    "new_information", "Something new has come in since the decision was recorded.", TWO_OFFICERS,
    f"{OFFICER}: weigh it in a new draft",
)  # fmt: skip
NEW_WORDS = Obstacle(
    "new_words", "Something was said since the decision was recorded.", TWO_OFFICERS,
    f"{OFFICER}: say why it changes nothing, or weigh it in a new draft",
)  # fmt: skip
LATER_WORDS_UNREAD = Obstacle(
    "later_words_unread", "The second officer has still to read what was said since the decision was confirmed.",
    TWO_OFFICERS, SECOND,
)  # fmt: skip
LATER_WORDS_RETURNED = Obstacle(
    "later_words_returned", "The second officer finds that what was said since does change something.", TWO_OFFICERS,
    f"{OFFICER}: weigh it in a new draft",
)  # fmt: skip


def obstacles_to_later_words(*, are_new: bool, was_returned: bool, reason: str) -> tuple[Obstacle, ...]:
    """Why it cannot be said that what came in after a decision was recorded changes nothing."""
    if was_returned:
        return (LATER_WORDS_RETURNED,)
    found = []
    if not are_new:
        words = "This was weighed already, or was not said on this case since the decision was recorded."
        found.append(Obstacle("words_not_new", words, TWO_OFFICERS, f"{OFFICER}: open the page again"))
    if len(reason.split()) < A_SENTENCE:
        words = "Say in a sentence why it changes nothing. The second officer reads it beside the words."
        found.append(Obstacle("no_reason", words, TWO_OFFICERS, OFFICER))
    return tuple(found)


def stands_against_service(*, said_on: date, is_met: bool, served_on: date) -> bool:
    """Whether what was put forward since a decision keeps its notice from being recorded as handed over: not what came after
    the family had it, nor, of the same day, what is answered. It cannot change what the family holds."""
    return said_on < served_on or (said_on == served_on and not is_met)
