"""Bars drawn by the rows of their own table: the figures are always there, as text, and the drawing needs no script."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: what is counted, how many (None: withheld, because so few could be told apart), how long its bar is."""

    label: str
    number: int | None
    percent: float


def bars(counts: Iterable[tuple[str, int | None]]) -> tuple[Bar, ...]:
    """Rows in the order given, the longest bar 100 long. Nothing counted gives no bar, withheld gives none either."""
    rows = tuple(counts)
    longest = max((number for _, number in rows if number), default=0)
    return tuple(
        Bar(label, number, round(100 * number / longest, 2) if number and longest else 0) for label, number in rows
    )
