"""What every way of looking at the wall answers in."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connections

# Parts that may not know each other, in code, keys, templates or words.
APART = (("review", "welfare"),)
PAIRS = tuple(pair for one, other in APART for pair in ((one, other), (other, one)))


@dataclass(frozen=True, slots=True)
class Leak:
    """One way around the wall, in words."""

    kind: str
    words: str


def rows(statement: str, values: Sequence[str | list[str]] | None = None) -> list[tuple[str, ...]]:
    """What the owner reads in PostgreSQL's own tables."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, list(values or []))
        return list(cursor.fetchall())
