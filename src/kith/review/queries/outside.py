"""What the papers of a review hold of things outside it: tries to reach the family, the file on paper, and post."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kith.review.rules import Post
from kith.review.terms import PaperAnswer, TraceWay


@dataclass(frozen=True, slots=True)
class Trace:
    """One try to reach the family."""

    way: TraceWay
    on: date
    was_found: bool
    next_due_on: date | None
    words: str
    by_name: str


COLUMNS_OF_TRACE = {
    "way": "way", "on": "done_on", "found": "was_found", "due": "next_due_on", "words": "words", "by": "by__shown_name",
}  # fmt: skip


def trace_in(said: Mapping[str, Any]) -> Trace:  # Any: columns of every kind
    """One try to reach the family, from the columns of its row."""
    due = said["due"]
    return Trace(
        TraceWay(said["way"]), date.fromisoformat(said["on"]), said["found"], date.fromisoformat(due) if due else None,
        said["words"], said["by"],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What is said of the paper file: it was looked at, by whom and when; or it is not there, where it was looked for, and why
    the decision goes on without."""

    id: uuid.UUID
    answer: PaperAnswer
    looked_on: date | None
    looked_by: str
    searched: str
    reason: str
    by: uuid.UUID
    by_name: str
    at: datetime


COLUMNS_OF_PAPER = {
    "id": "id", "answer": "answer", "looked_on": "looked_on", "looked_by": "looked_by", "searched": "searched",
    "reason": "reason", "by": "by_id", "name": "by__shown_name", "at": "at",
}  # fmt: skip


def on_paper_in(said: Mapping[str, Any]) -> OnPaper:  # Any: columns of every kind
    """What is said of the paper file, from the columns of its row."""
    day = said["looked_on"]
    return OnPaper(
        uuid.UUID(said["id"]), PaperAnswer(said["answer"]), date.fromisoformat(day) if day else None, said["looked_by"],
        said["searched"], said["reason"], uuid.UUID(said["by"]), said["name"], datetime.fromisoformat(said["at"]),
    )  # fmt: skip


def post_in(one: Mapping[str, Any]) -> Post:  # Any: columns of every kind
    """One item of post that waits, from a row of `representations_post_of`."""
    return Post(
        uuid.UUID(one["id"]), date.fromisoformat(one["received_on"]), one["state"], one["its_side"] == "registry"
    )
