"""When somebody who is not on the team of a case may open it, and who looks at that afterwards. Pure."""

import uuid
from datetime import timedelta

from kith.verdict import Obstacle

SOURCE = "UK GDPR, Article 32: who sees what is bounded, recorded and looked at; vital interests, Article 6(1)(d)"
LASTS = timedelta(hours=24)  # as the database writes it (welfare_open_urgently)
WHOEVER = "whoever opens"


def obstacles_to_opening_urgently(*, is_in_sight: bool, reason: str) -> tuple[Obstacle, ...]:
    """Why a case is not opened urgently: `is_in_sight`, they see it anyway; or no reason is given."""
    if is_in_sight:
        words = "You see this case already. Find it by its number."
        return (Obstacle("in_sight", words, SOURCE, WHOEVER),)
    if not reason.strip():
        return (Obstacle("no_reason", "Say why it cannot wait.", SOURCE, WHOEVER),)
    return ()


def obstacles_to_number(*, is_known: bool) -> tuple[Obstacle, ...]:
    """No case has that number. Nothing is said of what is near it."""
    words = "No case has this number. Ask whoever told you of it; in danger ring 999."
    return () if is_known else (Obstacle("no_such_case", words, SOURCE, "whoever told you the number"),)


def obstacles_to_urgent_check(*, by: uuid.UUID, opened_by: uuid.UUID, words: str) -> tuple[Obstacle, ...]:
    """Why this person does not look at an urgent opening: it was theirs, or they say nothing of it."""
    if by == opened_by:
        said = "You opened it. Another coordinator looks at it."
        return (Obstacle("own_opening", said, SOURCE, "another coordinator"),)
    if not words.strip():
        return (Obstacle("no_words", "Write what you say of it.", SOURCE, "whoever looks"),)
    return ()
