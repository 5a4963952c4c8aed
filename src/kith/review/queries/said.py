"""What was put forward to the decision side, as the papers of a review hold it, and what was said to change nothing."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kith.representations.terms import Voice, Wish


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was put forward to the decision side: by whom in words, on which day, and whether it was met."""

    id: uuid.UUID
    who: str
    on: date
    asks_to_meet: bool
    is_met: bool


def said_in(one: Mapping[str, Any]) -> Said:  # Any: columns of every kind
    """One thing that was put forward, from a row of `representations_put_forward`."""
    who = str(Voice(one["voice"]).label)
    return Said(
        uuid.UUID(one["id"]), who, date.fromisoformat(one["said_on"]), one["wish"] == Wish.MEETING, one["is_met"]
    )


@dataclass(frozen=True, slots=True)
class Later:
    """What was said after a decision was recorded changes nothing: which words, why, and what the second officer answered."""

    id: uuid.UUID
    decision: uuid.UUID
    said: frozenset[uuid.UUID]
    reason: str
    by_name: str
    at: datetime
    verdict: str  # nothing while the second officer has not read them
    answer: str
    answered_by: str


COLUMNS_OF_LATER = {
    "id": "id", "decision": "decision_id", "said": "said", "reason": "reason", "by": "by__shown_name", "at": "at",
    "verdict": "answer__verdict", "answer": "answer__reasons", "answered_by": "answer__by__shown_name",
}  # fmt: skip


def later_in(said: Mapping[str, Any]) -> Later:  # Any: columns of every kind
    """What was said to change nothing, from the columns of its row."""
    return Later(
        uuid.UUID(said["id"]), uuid.UUID(said["decision"]), frozenset(map(uuid.UUID, said["said"])), said["reason"],
        said["by"], datetime.fromisoformat(said["at"]), said["verdict"] or "", said["answer"] or "",
        said["answered_by"] or "",
    )  # fmt: skip
