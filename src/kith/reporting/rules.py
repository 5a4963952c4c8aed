"""Figures that cannot point at a family. Pure: numbers in, numbers or None (withheld) out.

A number above nothing and below `smallest` is withheld. One withheld number alone is found by taking the others from
the total, so more are withheld until every one of them could be at least `smallest` different numbers.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

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
    is_ended: bool = False


def stage_of(facts: CaseFacts) -> str:
    """The one stage at which a case is: the first thing of the arrangement that is still to come. Codes of `CaseStage`."""
    if facts.is_served:
        return "served"
    if facts.is_ended:
        return "ended"
    if not facts.is_confirmed:
        return "to_confirm"
    if not facts.every_child_has_lead:
        return "lead_needed"
    return "being_decided" if facts.every_report_is_released else "report_needed"


def moved(then: Mapping[str, str], now: Mapping[str, str]) -> int:
    """How many cases that a letter counted at a step (`then`, by case) stand otherwise for that moment when they are counted
    again: at another step, or no more as a case of their own; and how many are there that were not."""
    return sum(then.get(case) != now.get(case) for case in then.keys() | now.keys())


def is_safe(hidden: Sequence[int], smallest: int) -> bool:
    """Whether withheld numbers, whose sum anyone can work out, leave at least `smallest` possible values for each.

    Counted as if it were known which of them are nothing: each other one is then at least 1. Nothing but zeros is safe.
    """
    some = sum(1 for count in hidden if count)
    return not some or (len(hidden) > 1 and sum(hidden) - some + 1 >= smallest)


def withheld(
    rows: Sequence[Sequence[int]], smallest: int, besides: Collection[int] = ()
) -> tuple[tuple[Row, ...], Row]:
    """The rows with small numbers withheld, and the totals of the columns. A row is withheld whole or not at all, and those
    whose places are `besides` in any case.

    A family with one child would otherwise be found from the number of children where the number of cases is withheld.
    Where all rows together do not hide a number, the column's total is withheld too: then nothing can be told of it.
    """
    width = len(rows[0]) if rows else 0
    hidden = {n for n, row in enumerate(rows) if any(0 < count < smallest for count in row)} | set(besides)

    def uncovered() -> list[int]:
        return [c for c in range(width) if not is_safe([rows[n][c] for n in hidden], smallest)]

    while uncovered() and (left := [n for n in range(len(rows)) if n not in hidden and any(rows[n])]):
        hidden.add(min(left, key=lambda n: (rows[n], n)))
    exposed = set(uncovered())
    totals = tuple(
        None if c in exposed or 0 < (total := sum(row[c] for row in rows)) < smallest else total for c in range(width)
    )
    return tuple((None,) * width if n in hidden else tuple(row) for n, row in enumerate(rows)), totals


def is_hidden_beside_totals(rows: Sequence[Sequence[int]], smallest: int) -> bool:
    """Whether the small numbers of withheld rows stay open to whoever knows the sum of each column and of each row.

    A letter tells how many cases a council has; so the sum of a row is taken for known where a letter would tell it.
    """
    columns = [sum(column) for column in zip(*rows, strict=True)]
    for row in rows:
        total = sum(row)
        for count, column in zip(row, columns, strict=True):
            if 0 < count < smallest:
                least, most = 0, column
                if total >= smallest:
                    least, most = max(0, total + column - sum(columns)), min(total, column)
                if most - least + 1 < smallest:
                    return False
    return True


@dataclass(frozen=True, slots=True)
class CouncilCounts:
    """Of one council: each answer's numbers of cases, people and children; and how many would go from one answer to another
    if a year more or less were asked for, which whoever asks for both could work out."""

    answers: tuple[tuple[int, ...], ...]
    steps: tuple[int, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """All of them in one row, to be told or withheld together."""
        return tuple(count for answer in self.answers for count in answer) + self.steps

    @property
    def whole(self) -> tuple[int, ...]:
        """How many cases, people and children the council has, whatever the answer."""
        return tuple(map(sum, zip(*self.answers, strict=True)))


def is_small(counts: CouncilCounts, smallest: int) -> bool:
    """Whether one of the numbers is so small that none of them is told."""
    return any(0 < count < smallest for count in counts.numbers)


def put_together(
    councils: Sequence[CouncilCounts], smallest: int, besides: Collection[int] = ()
) -> frozenset[int] | None:
    """The places of the councils that are told as one; None where no figures by council can be told at all.

    How many a council has in all is the same for every proposal and number of years. So whoever is withheld for that, and
    those that a letter withholds (`besides`), is told as one in every table: what one tells, no other takes away.
    """
    told, totals = withheld([one.whole for one in councils], smallest, besides)
    if None in totals:
        return None
    rows, hidden = [one.numbers for one in councils], frozenset(n for n, row in enumerate(told) if None in row)
    while True:
        told, totals = withheld(rows, smallest, hidden)
        hidden = frozenset(n for n, row in enumerate(told) if None in row)
        if None in totals or len(hidden) == len(rows):
            return None
        tables = zip(*([zip(*councils[n].answers, strict=True) for n in sorted(hidden)]), strict=True)
        if all(is_hidden_beside_totals(unit, smallest) for unit in tables):
            return hidden
        hidden |= {min((n for n in range(len(rows)) if n not in hidden), key=lambda n: (rows[n], n))}


@dataclass(frozen=True, slots=True)
class Days:
    """A day that is not known for sure: the earliest and the latest that it may be. None stands for no bound."""

    earliest: date | None = None
    latest: date | None = None


@dataclass(frozen=True, slots=True)
class PersonDates:
    """What is on record of one person: the birth, each source's date of arrival, and days by which they were here, and were
    known to a school."""

    born: Days = Days()
    came: tuple[Days, ...] = ()
    here_by: date | None = None
    school_on: date | None = None


def answer_of(bearers: Sequence[Days], *, years: int, on: date) -> str:
    """Whether `years` have passed for one at least of `bearers`, since a day of which each gives the earliest and the latest.

    Covered where that is so by every reading, not covered where it is so by none; else it cannot be told. Codes of `Answer`.
    """
    since = on - relativedelta(years=years)
    if any(one.latest is not None and one.latest <= since for one in bearers):
        return "covered"
    return "cannot_tell" if any(one.earliest is None or one.earliest <= since for one in bearers) else "not_covered"


def bearers_of(code: str, people: Sequence[PersonDates], *, on: date, school_age: int) -> list[Days]:
    """From when on the proposal's years may run for those of a family who could make it cover them.

    The database counts by the same rule (`reporting_proposals`); a test takes the same families through both.
    """
    found: list[Days] = []
    adult = on - relativedelta(years=18)
    for one in people:
        stays, born = stay_of(one), one.born
        is_child = born.earliest is not None and born.earliest > adult
        if code == "residence":
            found.append(stays)
        elif born.latest is None or born.latest > adult:
            if code == "child_residence":
                found.append(Days(stays.earliest, stays.latest if is_child else None))
                continue
            first = min((came.earliest for came in one.came if came.earliest), default=None)
            if first is None or born.latest is None or first <= born.latest:
                found.append(Days())  # where the child was born is not read here
            found.append(_school_of(one, stays, is_child=is_child, school_age=school_age))
    return found


def stay_of(one: PersonDates) -> Days:
    """From when on somebody lived here. Without a date of arrival: since the birth at the earliest, and surely since the
    first day by which anybody here knew them."""
    born, known = one.born.earliest, _first(one.here_by, one.school_on)
    if not one.came:
        return Days(born, _last(born, known) if known else None)
    came_from = min((came.earliest for came in one.came if came.earliest), default=None)
    came_until = max((came.latest for came in one.came if came.latest), default=None)
    return Days(_last(born, _first(came_from, known)), _last(born, came_until))


def _school_of(one: PersonDates, stays: Days, *, is_child: bool, school_age: int) -> Days:
    """From when on a child was at school: not before it came and was old enough; surely since a school first knew it."""
    earliest = _last(stays.earliest, one.born.earliest and one.born.earliest + relativedelta(years=school_age))
    if not is_child or one.school_on is None:
        return Days(earliest)
    latest = _last(one.school_on, one.born.latest and one.born.latest + relativedelta(years=school_age))
    return Days(_first(earliest, latest) if earliest else None, latest)


def _first(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


def _last(*days: date | None) -> date | None:
    return max((day for day in days if day), default=None)


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


def obstacles_to_telling(is_anything_told: bool) -> tuple[Obstacle, ...]:
    """Why what proposals would cover is not published: there is no figure that could not point at a family."""
    if is_anything_told:
        return ()
    return (
        Obstacle(
            "too_few_families",
            "There are too few families to give any figure that could not point at one of them.",
            "Code of Practice for Statistics, T6: data governance",
            "nobody: it is told when there are more, or of other numbers of years",
        ),
    )
