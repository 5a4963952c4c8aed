"""What came by post and what lies on paper: nothing is decided while either may hold what nobody has read. Pure.

In 2012 over 100,000 items of post lay unopened, many of them with evidence, while cases were decided; and a lawful resident was
threatened with removal because nobody had looked at the file on paper.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from kith.review.rules.sources import MANAGER, OFFICER, ON_PAPER, POST
from kith.verdict import Obstacle

UNOPENED, NOT_LINKED, LINKED = "unopened", "not_linked", "linked"
A_SENTENCE = 4  # words


@dataclass(frozen=True, slots=True)
class Post:
    """An item of post that waits on a case: linked to it and not dealt with; or unopened, or opened and linked to nothing,
    with the reference of the case written on it. The day on which it came, and no word of it."""

    id: uuid.UUID
    on: date
    state: str
    is_with_registry: bool


def obstacles_of_post(post: Collection[Post], officer: str) -> list[Obstacle]:
    """Obstacle 9 for what came by post: all of it is opened, linked and dealt with."""
    words = {
        UNOPENED: ("post_not_opened", "Post with the reference of this case is unopened"),
        NOT_LINKED: ("post_not_linked", "Post with the reference of this case is linked to no case"),
        LINKED: ("post_not_dealt_with", "Not dealt with yet: what came by post"),
    }
    return [
        Obstacle(
            words[one.state][0], f"{words[one.state][1]}. It came on {one.on:%-d %B %Y}.", POST,
            officer if one.state == LINKED else "a registrar" if one.is_with_registry else MANAGER, str(one.id),
        )
        for one in post
    ]  # fmt: skip


def obstacles_of_paper(*, is_answered: bool, came_since: bool, officer: str) -> list[Obstacle]:
    """Obstacle 9 for the file on paper: somebody looked at it, or it is said why that cannot be and why the decision goes on."""
    if not is_answered:
        words = "It is not written down whether somebody looked at the paper file."
        return [Obstacle("paper_file_not_checked", words, ON_PAPER, officer)]
    if came_since:
        words = "Something is known of a paper file since this was written down. Look at it, or say why that cannot be."
        return [Obstacle("paper_file_came_since", words, ON_PAPER, officer)]
    return []


def obstacles_to_paper_check(
    *, was_looked_at: bool, is_denied: bool, cover: str, looked_on: date | None, looked_by: str, searched: str, reason: str,
    today: date,
) -> tuple[Obstacle, ...]:  # fmt: skip
    """Why this cannot be said of the paper file: who looked at it and when is missing, or where it was looked for and why the
    decision goes on without; or it `is_denied` that there is one, while the `cover` of one is written down."""
    found = []
    if is_denied and cover:
        words = f"A paper file is written down on this case: {cover}. Look at it, or say that it cannot be found."
        found.append(Obstacle("paper_file_on_record", words, ON_PAPER, OFFICER))
    if was_looked_at:
        if looked_on is None or not looked_by.strip():
            words = "Say who looked at the paper file, and on which day."
            found.append(Obstacle("who_looked_not_said", words, ON_PAPER, OFFICER))
        if looked_on is not None and looked_on > today:
            found.append(
                Obstacle("day_cannot_be", "The day lies in the future.", ON_PAPER, f"{OFFICER}: look at the day again")
            )
        return tuple(found)
    if not searched.strip():
        words = "Say where it was looked for. The second officer reads it."
        found.append(Obstacle("search_not_said", words, ON_PAPER, OFFICER))
    if len(reason.split()) < A_SENTENCE:
        words = "Say in a sentence why the decision goes on without the paper file. The second officer reads it."
        found.append(Obstacle("no_reason", words, ON_PAPER, OFFICER))
    return tuple(found)
