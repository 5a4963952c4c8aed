"""How a review was said to end without a decision, as its papers hold it: proposed, confirmed or returned, taken back."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kith.review.rules import EndingWords
from kith.review.terms import AskedHow, ConfirmationVerdict


@dataclass(frozen=True, slots=True)
class Answered:
    """What another person said of a proposed ending, or of one that was confirmed: by whom, when, and their reasons."""

    by: uuid.UUID
    by_name: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Ended:
    """One proposed ending, and what became of it."""

    id: uuid.UUID
    words: EndingWords
    by: uuid.UUID
    by_name: str
    at: datetime
    verdict: str  # nothing while nobody has answered
    answer: Answered | None
    taken_back: Answered | None
    tells_family: bool  # a letter is made of it
    letter: uuid.UUID | None  # that it was told to the family by letter
    goes_on_letter: uuid.UUID | None  # likewise that it was taken back

    @property
    def is_proposed(self) -> bool:
        """Whether it waits for another person."""
        return not self.verdict

    @property
    def is_in_force(self) -> bool:
        """Whether the review has ended so: confirmed, and not taken back."""
        return self.verdict == ConfirmationVerdict.CONFIRMED and self.taken_back is None

    @property
    def asked_how(self) -> str:
        """How the family asked to withdraw, in words."""
        return str(AskedHow(self.words.asked_how).label) if self.words.asked_how else ""


def proposed_in(endings: Iterable[Ended]) -> Ended | None:
    """The ending that waits for another person, if one is proposed."""
    return next((one for one in endings if one.is_proposed), None)


_SAID = ("outcome", "reason", "happened_on", "proof", "asked_by", "asked_on", "asked_how", "other_reference")
_HANDS = {"": "", "answer": "answer__", "back": "taken_back__"}
COLUMNS_OF_ENDING = {
    "id": "id", **{name: name for name in _SAID}, "verdict": "answer__verdict", "answer_words": "answer__reasons",
    "tells_family": "answer__tells_family", "back_words": "taken_back__reason", "letter": "letter__id",
    "goes_on_letter": "taken_back__letter__id",
    **{f"{who}_{name}": f"{path}{name}" for who, path in _HANDS.items() for name in ("by_id", "by__shown_name", "at")},
}  # fmt: skip


def ended_in(said: Mapping[str, Any]) -> Ended:  # Any: columns of every kind
    """One proposed ending, from the columns of its row."""
    words = {name: said[name] for name in _SAID} | {
        name: date.fromisoformat(said[name]) if said[name] else None for name in ("happened_on", "asked_on")
    }
    return Ended(
        uuid.UUID(said["id"]), EndingWords(**words), uuid.UUID(said["_by_id"]), said["_by__shown_name"],
        datetime.fromisoformat(said["_at"]), said["verdict"] or "", _answered("answer", said), _answered("back", said),
        bool(said["tells_family"]),
        *(uuid.UUID(said[name]) if said[name] else None for name in ("letter", "goes_on_letter")),
    )  # fmt: skip


def _answered(who: str, said: Mapping[str, Any]) -> Answered | None:
    if said[f"{who}_at"] is None:
        return None
    return Answered(
        uuid.UUID(said[f"{who}_by_id"]), said[f"{who}_by__shown_name"], datetime.fromisoformat(said[f"{who}_at"]),
        said[f"{who}_words"],
    )  # fmt: skip
