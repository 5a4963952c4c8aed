"""What was put forward to the decision side, as the papers of a review hold it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
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
