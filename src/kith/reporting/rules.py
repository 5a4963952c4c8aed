"""Figures that cannot point at a family. Pure: numbers in, numbers or None (withheld) out.

A number above nothing and below `smallest` is withheld. One withheld number alone is found by taking the others from
the total, so more are withheld until every one of them could be at least `smallest` different numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kith.verdict import Obstacle

Count = int | None
Row = tuple[Count, ...]
Cell = str | int | None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known of one group of cases that stand alike."""

    is_confirmed: bool
    every_child_has_lead: bool
    every_report_is_released: bool
    is_served: bool


def stage_of(facts: CaseFacts) -> str:
    """The one stage at which a case is: the first thing of the arrangement that is still to come. Codes of `CaseStage`."""
    if facts.is_served:
        return "served"
    if not facts.is_confirmed:
        return "to_confirm"
    if not facts.every_child_has_lead:
        return "lead_needed"
    return "being_decided" if facts.every_report_is_released else "report_needed"


def is_safe(hidden: Sequence[int], smallest: int) -> bool:
    """Whether withheld numbers, whose sum anyone can work out, leave at least `smallest` possible values for each.

    Counted as if it were known which of them are nothing: each other one is then at least 1. Nothing but zeros is safe.
    """
    some = sum(1 for count in hidden if count)
    return not some or (len(hidden) > 1 and sum(hidden) - some + 1 >= smallest)


def withheld(rows: Sequence[Sequence[int]], smallest: int) -> tuple[tuple[Row, ...], Row]:
    """The rows with small numbers withheld, and the totals of the columns. A row is withheld whole or not at all.

    A family with one child would otherwise be found from the number of children where the number of cases is withheld.
    Where all rows together do not hide a number, the column's total is withheld too: then nothing can be told of it.
    """
    width = len(rows[0]) if rows else 0
    hidden = {n for n, row in enumerate(rows) if any(0 < count < smallest for count in row)}

    def uncovered() -> list[int]:
        return [c for c in range(width) if not is_safe([rows[n][c] for n in hidden], smallest)]

    while uncovered() and (left := [n for n in range(len(rows)) if n not in hidden and any(rows[n])]):
        hidden.add(min(left, key=lambda n: (rows[n], n)))
    exposed = set(uncovered())
    totals = tuple(
        None if c in exposed or 0 < (total := sum(row[c] for row in rows)) < smallest else total for c in range(width)
    )
    return tuple((None,) * width if n in hidden else tuple(row) for n, row in enumerate(rows)), totals


@dataclass(frozen=True, slots=True)
class Figures:
    """A table of figures: what it is called, what its columns and rows are, row by row. None is withheld."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


def beside(now: Figures, last: Figures | None, *, columns: Sequence[str], heading: str, none: str) -> Figures:
    """The same table with the last letter's figure behind each of `columns`, under its name and `heading`.

    Where a figure is withheld now, the last one is too: beside the others of both letters it could tell it. A row that the
    last letter did not have says `none`.
    """
    if last is None or not set(columns) <= set(last.columns):
        return now
    then = {row[0]: dict(zip(last.columns, row, strict=True)) for row in last.rows}
    names: list[str] = []
    for name in now.columns:
        names += [name, f"{name}\n{heading}"] if name in columns else [name]
    rows = []
    for row in now.rows:
        cells: list[Cell] = []
        for name, cell in zip(now.columns, row, strict=True):
            cells.append(cell)
            if name in columns:
                cells.append(None if cell is None else then.get(row[0], {}).get(name, none))
        rows.append(tuple(cells))
    return Figures(now.title, tuple(names), tuple(rows), now.note)


def obstacles_to_publishing(*, last: date | None, on: date, days: int) -> tuple[Obstacle, ...]:
    """Why no letter is published today: two letters close together show what changed between them, family by family."""
    if last is None or on >= last + timedelta(days=days):
        return ()
    may = last + timedelta(days=days)
    return (
        Obstacle(
            "letter_too_soon",
            f"The last letter is of {last:%-d %B %Y}. From two letters close together, what changed for one family could "
            f"be worked out. The next one can go from {may:%-d %B %Y}.",
            "Code of Practice for Statistics, T6: data governance",
            f"nobody: wait until {may:%-d %B %Y}",
        ),
    )
