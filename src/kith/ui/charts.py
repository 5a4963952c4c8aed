"""Bars drawn by the rows of their own table: the figures are always there, as text, and the drawing needs no script."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


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


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole: its code, by which it gets its pattern, where it begins and how long it is, in percent."""

    code: str
    start: float
    percent: float


def parts(counts: Iterable[tuple[str, int]]) -> tuple[Part, ...]:
    """The parts of one bar in the order given, the whole 100 long. Of nothing there is none."""
    held = tuple(counts)
    whole = sum(number for _, number in held)
    found, start = list[Part](), 0
    for code, number in held:
        if number:
            found.append(Part(code, round(100 * start / whole, 2), round(100 * number / whole, 2)))
        start += number
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a line of time: where it begins and how long it is, in percent. What is not sure is drawn thin."""

    start: float
    percent: float
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of a picture of time: what it is about, in words, and its stretches."""

    label: str
    words: str
    stretches: tuple[Stretch, ...]


LEAST_WIDTH = 0.6  # percent: a single day is still seen


def stretch(first: date, last: date, axis: tuple[date, date], *, is_sure: bool = True) -> Stretch:
    """Where the days from `first` to `last` lie on an axis, cut where it ends."""
    begins, ends = axis
    whole = max(1, (ends - begins).days)
    start = min(max(0, (first - begins).days), whole)
    end = min(max(start, (last - begins).days), whole)
    percent = max(LEAST_WIDTH, round(100 * (end - start) / whole, 2))
    return Stretch(min(round(100 * start / whole, 2), 100 - percent), percent, is_sure)
