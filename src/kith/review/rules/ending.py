"""When a review may end without a decision, who may say so and who answers. Pure.

The House of Commons was told in 2008 of 53,500 "other" cases, and could not be told how many were withdrawn: each way of ending
is kept apart. "Cannot trace" was wrongly taken for "has left" (Home Affairs Committee 2013), and withdrawal that was assumed hid
people in need (Public Accounts Committee 2023): nothing ends by itself, by a machine or by a time that has run out. A later
inspection (2024) found one withdrawal in thousands with formal quality assurance: another person reads each one.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from kith.review.rules.deciding import OF_WORDS, TELLING, PutForward
from kith.review.rules.papers import A_SENTENCE, Post, obstacles_of_post
from kith.review.rules.people import Parts, obstacles_of_tie, obstacles_to_seconding
from kith.review.rules.sources import ENDING, FAIRNESS, MANAGER, OFFICER, UNTRACED
from kith.review.terms import DUPLICATE, EXPLICIT, IMPLICIT, NO_CASE
from kith.verdict import Obstacle


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingWords:
    """What the officer says of an ending."""

    outcome: str
    reason: str
    happened_on: date
    proof: str
    asked_by: str = ""
    asked_on: date | None = None
    asked_how: str = ""
    other_reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingFacts:
    """What an ending depends on, as it stands in the papers.

    `tried_on` are the days of the tries to reach the family since one last reached it; `least_tries` of them are needed,
    each `days_apart` or more calendar days after the one before. `was_heard_since`: something was put
    forward since the first of these, or the family replied to the points against it. `may_reply_until`: it still may.
    `other_is_seen`: the other case of the reference is there, for whoever proposes and for whoever confirms; `other_is_gone`: it
    is itself said to be no case. `is_named`: another case is said to be the same as this one.
    """

    outcomes: frozenset[str]
    reference: str
    tried_on: Collection[date]
    least_tries: int
    days_apart: int
    was_heard_since: bool
    unanswered: tuple[PutForward, ...]
    has_decision: bool
    post: tuple[Post, ...] = ()
    may_reply_until: date | None = None
    other_is_seen: bool = False
    other_is_gone: bool = False
    is_named: bool = False


def obstacles_to_ending(said: EndingWords, facts: EndingFacts, on: date) -> tuple[Obstacle, ...]:
    """Why the review cannot end in the way that is said: asked when it is proposed, and again when it is confirmed."""
    found = list(obstacles_to_any_ending(facts))
    if said.outcome not in facts.outcomes:
        found.append(Obstacle("no_such_ending", "Choose one of the endings.", "Pack: outcomes", OFFICER))
    if len(said.reason.split()) < A_SENTENCE:
        words = "Say in a sentence why the review ends. Whoever confirms it reads that."
        found.append(Obstacle("no_reason", words, ENDING, OFFICER))
    if not said.proof.strip():
        found.append(Obstacle("no_proof", "Write what shows it.", ENDING, OFFICER))
    if said.happened_on > on:
        found.append(
            Obstacle("day_cannot_be", "The day lies in the future.", ENDING, f"{OFFICER}: look at the day again")
        )
    found += _of_asking(said)
    if said.outcome == IMPLICIT:
        found += obstacles_to_taking_as_withdrawn(facts)
    return (*found, *_of_other_case(said, facts))


def obstacles_to_any_ending(facts: EndingFacts) -> tuple[Obstacle, ...]:
    """Why no ending can be proposed, whichever: a decision stands (two answers to one family never stand side by side), or
    what was put forward or came by post is not met, which would wait for nobody once the review is closed."""
    found = []
    if facts.has_decision:
        words = "A decision is recorded, and was not returned. It is answered or replaced by a new draft first."
        found.append(Obstacle("has_a_decision", words, ENDING, f"the second officer; {OFFICER}: a new draft"))
    found += [
        Obstacle("words_unanswered", f"Not answered yet: what {one.who} said on {one.on:%-d %B %Y}.", FAIRNESS, OFFICER,
                 str(one.id))
        for one in facts.unanswered
    ]  # fmt: skip
    return (*found, *obstacles_of_post(facts.post, OFFICER))


def _of_asking(said: EndingWords) -> list[Obstacle]:
    """Explicit withdrawal rests on the family's own word, and nothing else does."""
    given = (said.asked_by.strip(), said.asked_on, said.asked_how)
    if said.outcome != EXPLICIT:
        words = (
            "Only a withdrawal that the family asked for has somebody who asked: take that out, or choose that ending."
        )
        return [Obstacle("asked_without_withdrawal", words, ENDING, OFFICER)] if any(given) else []
    if not all(given):
        words = "Say who of the family asked to withdraw, on which day, and how they asked it themselves."
        return [Obstacle("who_asked_not_said", words, FAIRNESS, OFFICER)]
    if said.asked_on and said.asked_on > said.happened_on:
        words = "The family asked later than it is said to have withdrawn."
        return [Obstacle("asked_day_cannot_be", words, ENDING, f"{OFFICER}: look at the days again")]
    return []


def obstacles_to_taking_as_withdrawn(facts: EndingFacts) -> tuple[Obstacle, ...]:
    """Why a family that is silent cannot be taken as having withdrawn. Not reached is a state; silence alone ends nothing."""
    found = []
    counted = tries_that_count(facts.tried_on, facts.days_apart)
    if counted < facts.least_tries:
        words = (
            f"Tries to reach the family since it was last reached, each {facts.days_apart} days or more after the one before: "
            f"{counted}. {facts.least_tries} are needed before it can be taken as withdrawn."
        )
        found.append(Obstacle("tries_not_made", words, UNTRACED, f"{OFFICER}: record each try"))
    if facts.was_heard_since:
        words = (
            "Something was put forward since contact was lost: whoever said it can be asked how to reach the family."
        )
        found.append(Obstacle("heard_since", words, FAIRNESS, f"{OFFICER}: record a try that reaches the family"))
    if facts.may_reply_until:
        until = f"{facts.may_reply_until:%-d %B %Y}"
        words = f"The family may reply to the points against it until {until}. Until then it is not silent."
        found.append(Obstacle("reply_still_open", words, FAIRNESS, "wait until then"))
    return tuple(found)


def tries_that_count(days: Collection[date], apart: int) -> int:
    """How many tries count, the first one first: one that is made before `apart` days are over tells nothing new of a family
    that may be ill, away, or between two addresses."""
    counted: list[date] = []
    for day in sorted(days):
        if not counted or (day - counted[-1]).days >= apart:
            counted.append(day)
    return len(counted)


def _of_other_case(said: EndingWords, facts: EndingFacts) -> list[Obstacle]:
    """A duplicate names the case that stands, and that case stays: no family is lost between two references."""
    other = said.other_reference.strip()
    if facts.is_named and said.outcome in NO_CASE:
        words = "Another case is said to be the same as this one: its family stands under this reference alone."
        return [
            Obstacle("is_the_case_that_stands", words, ENDING, f"{MANAGER}: return the other ending, or take it back")
        ]
    if said.outcome != DUPLICATE:
        words = "Only a duplicate has another case: take its reference out, or choose that ending."
        return [Obstacle("other_case_without_duplicate", words, ENDING, OFFICER)] if other else []
    if not other or other == facts.reference:
        return [Obstacle("other_case_not_said", "Write the reference of the other case.", ENDING, OFFICER)]
    if not facts.other_is_seen:
        words = "You see no case of this reference."
        return [Obstacle("other_case_not_seen", words, ENDING, f"{MANAGER} can put you on the other case")]
    if facts.other_is_gone:
        words = "That case is itself said to be the same as another, or recorded in error. Name the case that stands."
        return [Obstacle("other_case_is_gone", words, ENDING, OFFICER)]
    return []


def obstacles_to_answering_ending(who: uuid.UUID, parts: Parts, *, proposed_by: uuid.UUID) -> tuple[Obstacle, ...]:
    """Why this person may not confirm or return the proposed ending: it is theirs, or they have another part or a tie."""
    found = list(obstacles_to_seconding(who, parts))
    if who == proposed_by:
        words = "You proposed this ending. Another person reads it."
        found.insert(0, Obstacle("proposed_it", words, ENDING, f"{MANAGER} or a second officer"))
    return tuple(found)


def told_of(found: tuple[Obstacle, ...], *, is_blind: bool) -> tuple[Obstacle, ...]:
    """What stands in the way, as far as whoever answers may read it: to a second officer without an own view nothing tells what
    was drafted, nor what was said to it."""
    unseen = Obstacle(
        "stands_unseen", "Something stands in the way that you read after your own view.", ENDING, MANAGER
    )
    if not is_blind:
        return found
    return tuple(dict.fromkeys(unseen if one.code in TELLING | OF_WORDS else one for one in found))


def obstacles_of_proposer(proposed_by: uuid.UUID, parts: Parts) -> tuple[Obstacle, ...]:
    """Why an ending cannot be confirmed that an officer proposed who has since said that there is a tie, or has the case no
    more: it is for the officer who has it to say how the review ends."""
    found = obstacles_of_tie(proposed_by, parts.tied)
    if proposed_by == parts.officer:
        return found
    words = "The case is with another officer since this was proposed, who has still to say how the review ends."
    return (Obstacle("proposed_by_former_officer", words, ENDING, "whoever returns it"), *found)


def obstacles_to_taking_back_ending(
    who: uuid.UUID, *, confirmed_by: uuid.UUID, is_manager: bool, reason: str
) -> tuple[Obstacle, ...]:
    """Why this person may not take a confirmed ending back: another confirmed it, or no reason is given."""
    found = []
    if who != confirmed_by and not is_manager:
        words = "Whoever confirmed the ending, or a review manager, takes it back."
        found.append(Obstacle("did_not_confirm", words, ENDING, MANAGER))
    if not reason.strip():
        found.append(Obstacle("no_reason", "Say why the review goes on.", ENDING, "whoever takes it back"))
    return tuple(found)
