"""What is recorded whenever something is shared or not shared, and what keeps an emergency release or its reasons back. Pure."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from kith.verdict import Obstacle

PRACTICE_GUIDANCE = "GIRFEC Practice Guidance 4, information sharing"
SECOND_CONDITION = "UK GDPR, Article 9(2); Data Protection Act 2018, Schedule 1"
WHOEVER = "whoever writes"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSharing:
    """What is said of sharing beside what, with whom, why and on what basis. `condition` is a code of the pack; advice is empty
    where none was taken."""

    necessity: str = ""
    condition: str = ""
    views: str = ""
    advice: str = ""
    advice_from: str = ""
    advice_on: date | None = None


NOTHING_SAID = OnSharing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Why something was shared or not, on what ground, and whether the family was told; with what else is said of it."""

    why: str
    basis: str
    was_told: bool
    why_not_told: str = ""
    said: OnSharing = NOTHING_SAID


def obstacles_to_what_is_said(said: OnSharing) -> list[Obstacle]:
    """What is missing of what is recorded when something is shared."""
    standing = (
        (
            not said.necessity.strip(),
            "no_necessity",
            "Say why it is needed, and why no less would do.",
            PRACTICE_GUIDANCE,
        ),
        (
            not said.condition,
            "no_condition",
            "Say on what second condition special category data are shared, or that none are in it.",
            SECOND_CONDITION,
        ),
        (
            not said.views.strip(),
            "no_views_on_sharing",
            "Write what the child and the family say of its being shared, or why they could not be asked.",
            PRACTICE_GUIDANCE,
        ),
    )
    found = [Obstacle(code, words, source, WHOEVER) for is_so, code, words, source in standing if is_so]
    return found + _of_advice(said)


def _of_advice(said: OnSharing) -> list[Obstacle]:
    parts = (said.advice.strip(), said.advice_from.strip(), said.advice_on)
    if all(parts) or not any(parts):
        return []
    words = "Where advice was taken, say what it was, from whom and on which day."
    return [Obstacle("advice_half_said", words, PRACTICE_GUIDANCE, WHOEVER)]


def obstacles_to_day_of_advice(said: OnSharing, today: date) -> list[Obstacle]:
    """Why the day on which advice was taken cannot be: it is still to come."""
    if said.advice_on is None or said.advice_on <= today:
        return []
    words = "The day on which you took advice is still to come."
    return [Obstacle("advice_day_to_come", words, PRACTICE_GUIDANCE, WHOEVER)]


def _obstacles_to_grounds(grounds: Grounds) -> list[Obstacle]:
    found = []
    if not grounds.why.strip() or not grounds.basis.strip():
        found.append(Obstacle("no_reason", "Say why, and on what ground.", PRACTICE_GUIDANCE, WHOEVER))
    if not grounds.was_told and not grounds.why_not_told.strip():
        found.append(Obstacle("told_not_said", "Say why the family was not told.", PRACTICE_GUIDANCE, WHOEVER))
    return found


def _of_names(others_named: Collection[str]) -> list[Obstacle]:
    if not others_named:
        return []
    said = f"It names {', '.join(others_named)}, who has a page of their own. Write it without the name."
    return [Obstacle("names_another_child", said, PRACTICE_GUIDANCE, WHOEVER)]


def obstacles_to_saying_so(*, is_lead: bool, is_awaited: bool) -> tuple[Obstacle, ...]:
    """Why this person cannot say that something is not shared: they are not the child's lead professional, or it is a report for
    which nobody waits."""
    who = "the lead professional"
    if not is_lead:
        words = "Only the child's lead professional says what is not shared."
        return (Obstacle("not_the_lead_professional", words, PRACTICE_GUIDANCE, who),)
    if not is_awaited:
        words = "The review does not wait for a report on this child."
        return (Obstacle("not_asked", words, PRACTICE_GUIDANCE, who),)
    return ()


def obstacles_to_not_sharing(
    grounds: Grounds, *, what: str, whom: str, has_told_why: bool = False, others_named: Collection[str] = ()
) -> tuple[Obstacle, ...]:
    """Why it cannot be recorded yet that something is not shared. Only where the review is to read why: `has_told_why`, it read
    why for this request already; `others_named`, other children of the family whom what it would read names."""
    found = _obstacles_to_grounds(grounds) + _of_advice(grounds.said) + _of_names(others_named)
    if has_told_why:
        said = "The review has read why already. To say more, ring whoever asked, or release the report."
        found.append(
            Obstacle("why_told_already", said, PRACTICE_GUIDANCE, "record it without letting the review read why")
        )
    if not what.strip() or not whom.strip():
        found.append(Obstacle("not_said_what", "Say what was asked for, and by whom.", PRACTICE_GUIDANCE, WHOEVER))
    return tuple(found)


def obstacles_to_emergency(
    *, words: str, sentence: str, whom: str, is_known_there: bool, others_named: Collection[str]
) -> tuple[Obstacle, ...]:
    """Why something cannot be shared at once. `is_known_there`: the review knows of this child; `others_named`: other children
    of the family whom the words name."""
    found = []
    if not words.strip() or not sentence.strip() or not whom.strip():
        said = "Write what they must know, in one sentence why it cannot wait, and to whom it goes."
        found.append(Obstacle("not_said_what", said, PRACTICE_GUIDANCE, WHOEVER))
    if not is_known_there:
        said = "The review does not know of this child. The child is made known first."
        found.append(
            Obstacle("child_not_known", said, PRACTICE_GUIDANCE, "a coordinator makes the child known, in one step")
        )
    return (*found, *_of_names(others_named))


def obstacles_to_emergency_reasons(grounds: Grounds) -> tuple[Obstacle, ...]:
    """Why the reasons for what was shared in an emergency are not whole: they say what those of a report say."""
    return (*_obstacles_to_grounds(grounds), *obstacles_to_what_is_said(grounds.said))


def obstacles_to_emergency_check(
    *, by: uuid.UUID, shared_by: uuid.UUID, reasons_by: uuid.UUID | None, words: str
) -> tuple[Obstacle, ...]:
    """Why this person cannot look at an emergency release for the second time. `reasons_by` is None until they are written."""
    another = "another coordinator"
    if reasons_by is None:
        return (
            Obstacle("no_reasons_yet", "The reasons are not written down yet.", PRACTICE_GUIDANCE, "whoever shared"),
        )
    if by in (shared_by, reasons_by):
        said = "You shared it or gave the reasons. Another coordinator looks at it."
        return (Obstacle("own_emergency", said, PRACTICE_GUIDANCE, another),)
    if not words.strip():
        return (Obstacle("no_words", "Write what you say of it.", PRACTICE_GUIDANCE, WHOEVER),)
    return ()
