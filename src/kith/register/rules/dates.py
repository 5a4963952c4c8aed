"""What follows from the dates that are held about a child, and what cannot be told. Pure; never an outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kith.register.terms import DateFactKind as Kind

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Told:
    """One date as a source gives it, with its earliest and latest reading."""

    source: str
    earliest: date
    latest: date


@dataclass(frozen=True, slots=True)
class DateFact:
    """One thing worked out: days or years, each as a span that holds every reading; of nothing known, none of either."""

    kind: Kind
    sources: tuple[str, ...] = ()
    days: tuple[Span, ...] = ()
    years: tuple[tuple[int, int], ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether anything can be told."""
        return bool(self.days or self.years)


def date_facts(births: Sequence[Told], arrivals: Sequence[Told], *, on: date) -> tuple[DateFact, ...]:
    """Age and residence as the sources let them be worked out, two sources side by side, in the order of a life.

    What no source says is left as not known: where a child was born, and when it was away, no file of this side says.
    """
    return (
        _days(Kind.BORN, births),
        DateFact(Kind.BORN_HERE),
        _years(Kind.AGE, births, on),
        _days(Kind.EIGHTEEN, births, after=18),
        _days(Kind.ARRIVED, arrivals),
        _years(Kind.YEARS_HERE, arrivals, on),
        _days(Kind.SEVEN_YEARS_HERE, arrivals, after=7),
        _days(Kind.TEN_YEARS_HERE, arrivals, after=10),
        DateFact(Kind.AWAY),
    )


def _days(kind: Kind, told: Sequence[Told], after: int = 0) -> DateFact:
    spans = dict.fromkeys((later(one.earliest, after), later(one.latest, after)) for one in told)
    return DateFact(kind, _sources(told), days=tuple(spans))


def _years(kind: Kind, told: Sequence[Told], on: date) -> DateFact:
    past = [one for one in told if one.earliest <= on]
    spans = dict.fromkeys((max(0, years_between(one.latest, on)), years_between(one.earliest, on)) for one in past)
    return DateFact(kind, _sources(past), years=tuple(spans))


def _sources(told: Sequence[Told]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.source for one in told))


def years_between(first: date, last: date) -> int:
    """Whole years, as birthdays count them: someone born on 29 February is a year older on 1 March."""
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def later(day: date, years: int) -> date:
    """The day on which so many whole years have passed."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
