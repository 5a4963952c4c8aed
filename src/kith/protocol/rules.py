"""Days and dates of the arrangement: pure functions of a duty, a start and a calendar."""

import functools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import holidays

from kith.protocol.pack import Criteria, Duty, Pack, Transition
from kith.verdict import Obstacle

DAY = timedelta(days=1)
FRIDAY, SATURDAY = 4, 5


@dataclass(frozen=True, slots=True)
class Due:
    """By when, counted in which days, and in words why that day."""

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class Applied:
    """The text of a criteria set that a case gets, and the transition that gives it: why, in words with their source."""

    criteria: Criteria
    by: Transition

    @property
    def why(self) -> str:
        """Why this set, in words, with the source of the words."""
        return f"{self.by.sentence} ({self.by.source})"


def criteria_for(pack: Pack, *, taken_up_on: date, named_by: Collection[str], on: date) -> Applied | None:
    """The set under which a review is opened on a day, of a case taken up on `taken_up_on` whose family files of the kinds
    `named_by` (codes of the pack) name. The first transition that fits; None where the pack holds no set for such a case.
    """
    for one in pack.transitions:
        if one.fits(taken_up_on, named_by, on):
            return Applied(pack.criteria(one.criteria, one.text_on), one)
    return None


@functools.cache
def bank_holidays(year: int) -> frozenset[date]:
    """Scotland's bank holidays of a year (Banking and Financial Dealings Act 1971, schedule 1)."""
    return frozenset(holidays.country_holidays("GB", subdiv="SCT", years=year).keys())


def is_working_day(day: date) -> bool:
    """Monday to Friday, but for Scotland's bank holidays."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def is_school_day(day: date, terms: Sequence[tuple[date, date]]) -> bool:
    """A working day within one of the council's terms."""
    return is_working_day(day) and any(first <= day <= last for first, last in terms)


def due_on(
    duty: Duty,
    *,
    starts_on: date,
    council: str = "",
    terms: Mapping[str, Sequence[tuple[date, date]]] | None = None,
    pauses: Sequence[tuple[date, date]] = (),
) -> Due:
    """The last day for a duty that starts on `starts_on`. Days of a pause (first, last) do not count.

    School days need the council's term dates: what is asked in the holidays starts on the first school day. Where none
    are published for a day, working days stand in, and the words say so.
    """
    spans = tuple((terms or {}).get(council, ()))
    published = (spans[0][0], spans[-1][1]) if spans else None
    is_school, counts = duty.unit == "school", _counting(duty.unit, spans)
    day, left, stood, stands_in = starts_on, duty.amount, 0, False
    while is_school and _within(day, published) and not any(first <= day <= last for first, last in spans):
        day += DAY
    while left > 0:
        day += DAY
        if any(first <= day <= last for first, last in pauses):
            stood += 1
        elif counts(day):
            left -= 1
            stands_in |= is_school and not _within(day, published)
    words = " (working days where no term dates are held for this council)" if stands_in else ""
    paused = f", without the {stood} days on which the clock stood still" if stood else ""
    return Due(day, f"{duty.amount} {duty.unit} days from {starts_on:%-d %B %Y}{words}{paused}: {duty.sentence}")


def _counting(unit: str, spans: Sequence[tuple[date, date]]) -> Callable[[date], bool]:
    """Whether a day counts, of a duty of that unit, in a council with these terms."""
    published = (spans[0][0], spans[-1][1]) if spans else None

    def counts(day: date) -> bool:
        if unit == "calendar":
            return True
        return is_school_day(day, spans) if unit == "school" and _within(day, published) else is_working_day(day)

    return counts


def day_after_rest(
    duty: Duty, due: date, *, stood_from: date, on: date, council: str = "",
    terms: Mapping[str, Sequence[tuple[date, date]]] | None = None,
) -> date:  # fmt: skip
    """The last day of a duty that was due on `due` and whose clock stood still from one day until before another: as many of
    its own days are left as were left when it stopped. It is never an earlier one, nor one before it goes on; what
    was over stays as it was."""
    counts = _counting(duty.unit, tuple((terms or {}).get(council, ())))
    left = sum(counts(stood_from + n * DAY) for n in range((due - stood_from).days + 1))
    day = on - DAY if left else due
    while left > 0:
        day += DAY
        left -= counts(day)
    return max(day, due) if stood_from > due else max(day, due, on)


def last_day_before(duty: Duty, day: date) -> date:
    """The last day for something that is done so many days before `day`, in the duty's own days: calendar or working."""
    left = duty.amount
    while left > 0:
        day -= DAY
        left -= duty.unit == "calendar" or is_working_day(day)
    return day


def _within(day: date, span: tuple[date, date] | None) -> bool:
    return span is not None and span[0] <= day <= span[1]


def obstacles_to_serving_on(day: date, *, pack: Pack, council: str) -> tuple[Obstacle, ...]:
    """Why a decision is not handed over on that day: people who can help must be there on the day and the day after.

    Not on a Friday or at the weekend, not on a bank holiday or the day before one, nor on the last day of school before a
    holiday (flow of the arrangement, serve_decision).
    """
    found = []
    source = "Arrangement of March 2007, serve_decision"
    if day.weekday() >= FRIDAY:
        found.append(
            Obstacle(
                "served_before_a_weekend",
                "A decision is not handed over on a Friday or at the weekend: nobody could help the family the next day.",
                source,
                "review officer: choose Monday to Thursday",
            )
        )
    elif not is_working_day(day) or not is_working_day(day + DAY):
        found.append(
            Obstacle(
                "served_before_a_bank_holiday",
                "That day or the day after is a bank holiday: nobody could help the family.",
                source,
                "review officer: choose another day",
            )
        )
    if any(last == day for _, last in pack.terms.get(council, ())):
        found.append(
            Obstacle(
                "served_before_a_school_holiday",
                "School ends on that day: the child's teachers would not be there for the child.",
                source,
                "review officer: choose another day",
            )
        )
    return tuple(found)
