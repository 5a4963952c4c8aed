"""What somebody who is asked about a child may do when, and by when they answer. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kith.verdict import Obstacle
from kith.welfare.terms import GoesOn

TRIES = 5  # of a code, as `welfare_try_code` (database.sql) counts them
GUIDANCE_ON_SHARING = "GIRFEC Practice Guidance 4: information sharing"


def holiday_until(terms: Sequence[tuple[date, date]], on: date) -> date | None:
    """The first day of school again, where `on` lies between two of a council's terms; else None."""
    if any(first <= on <= last for first, last in terms) or not any(last < on for _, last in terms):
        return None
    return min((first for first, _ in terms if first > on), default=None)


def said_by(name: str, role: str, organisation: str, goes: str) -> str:
    """Who said it, as it may be read: without the name where whoever gave the answer wants it so."""
    place = f"{role}, {organisation}"
    return place[:1].upper() + place[1:] if goes == GoesOn.ROLE else f"{name}, {place}"


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """What is looked at before an answer is taken: its words, whether it may go on, and whether an earlier one went on."""

    text: str
    goes: str
    is_used: bool = False
    is_answer: bool = True  # else it is a draft, or that they cannot answer


def obstacles_to_answering(facts: AnswerFacts) -> tuple[Obstacle, ...]:
    """Why an answer is not taken. It can be changed until it went on in a report, and no longer."""
    source, found = GUIDANCE_ON_SHARING, []
    if facts.is_used:
        words = "Your answer went on in a report and cannot be changed here. Ring the person who asked you."
        found.append(Obstacle("answer_was_used", words, source, "the lead professional can put it right"))
    if facts.is_answer and not facts.text.strip():
        found.append(Obstacle("no_words", "Write your answer, or say that you cannot answer.", source, "you"))
    if facts.is_answer and not facts.goes:
        words = "Say whether your answer may go on to the Home Office."
        found.append(Obstacle("going_on_not_said", words, source, "you"))
    return tuple(found)
