"""What follows from the dates that are held about a child, and what cannot be told. Pure; never an outcome.

Each day is held with its doubt, as its earliest and its latest reading; what is worked out holds every reading. Years are
counted in three ways beside each other (counted through, time away left out, since the last return), as the rules of
different times count them: which of them holds is for a person to say.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kith.register.terms import DateFactKind as Kind
from kith.register.terms import EventAbout
from kith.verdict import Obstacle

Span = tuple[date, date | None]  # None: no end of it can be told
Days = tuple[date, date]  # the first and the last day of a time, both in it

SOURCE = (
    "Requirement of the arrangement: what dates tell of a child is worked out from what sources say, with its doubt"
)
DAY = timedelta(days=1)
HERE = frozenset(
    (
        "united kingdom",
        "uk",
        "great britain",
        "britain",
        "gb",
        "gbr",
        "scotland",
        "england",
        "wales",
        "northern ireland",
    )
)


@dataclass(frozen=True, slots=True)
class Told:
    """One date as a source gives it, with its earliest and latest reading."""

    source: str
    earliest: date
    latest: date


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a source says that somebody was born. `is_here`: in the United Kingdom; None: its words do not say so surely."""

    source: str
    given: str
    is_here: bool | None


@dataclass(frozen=True, slots=True)
class Lasted:
    """A time as a source tells it: it began between `first` and `begun_by`, and its last day lies between `ended_from` and
    `last`. None as `last`: it was not over on the day of telling, which is `ended_from`."""

    source: str
    first: date
    begun_by: date
    ended_from: date
    last: date | None

    @property
    def surely(self) -> Days | None:
        """The days that are in it by every reading; None where there is none."""
        return (self.begun_by, self.ended_from) if self.begun_by <= self.ended_from else None

    @property
    def perhaps(self) -> Days:
        """The days that are in it by some reading."""
        return self.first, self.last or date.max


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """What an event says of a child's dates (`EventAbout`). A coming or a birth lies between `first` and `begun_by`. A time
    began between them, and ended between `ended_from` and `last`, which are None while it is not over."""

    about: EventAbout
    first: date
    begun_by: date
    ended_from: date | None = None
    last: date | None = None

    @property
    def as_kept(self) -> dict[str, str]:
        """As a row keeps it: `life_event` reads it again."""
        days = (
            ("first", self.first),
            ("begun_by", self.begun_by),
            ("ended_from", self.ended_from),
            ("last", self.last),
        )
        return {"about": str(self.about), **{name: day.isoformat() for name, day in days if day}}


def life_event(kept: Mapping[str, str | None]) -> LifeEvent | None:
    """What was kept of an event's dates; None where it says nothing of them."""
    if not kept.get("about"):
        return None
    days = {name: date.fromisoformat(day) for name, day in kept.items() if day and name != "about"}
    return LifeEvent(EventAbout(kept["about"] or ""), **days)


def obstacles_to_life_event(event: LifeEvent) -> tuple[Obstacle, ...]:
    """Why an event cannot say this of a child's dates: its days stand in no order that a time can have."""
    last = event.last or date.max
    if event.first <= event.begun_by <= last and event.first <= (event.ended_from or last) <= last:
        return ()
    words = "The end lies before the beginning: look at the days again."
    return (Obstacle("end_before_beginning", words, SOURCE, "whoever writes it down"),)


@dataclass(frozen=True, slots=True)
class Dates:
    """All that sources tell of a child's dates. `here_by` are days on which the child was here already, by a record that only
    this country makes."""

    births: tuple[Told, ...] = ()
    places: tuple[Placed, ...] = ()
    arrivals: tuple[Told, ...] = ()
    here_by: tuple[Told, ...] = ()
    away: tuple[Lasted, ...] = ()
    school: tuple[Lasted, ...] = ()

    def with_events(self, events: Iterable[tuple[str, date | None, LifeEvent]]) -> "Dates":
        """The same with what events say: of each its source, the day on which it was first written down (None: not known), and
        its dates. What was not over lasted surely until that day, and no longer."""
        births, places, arrivals = list(self.births), list(self.places), list(self.arrivals)
        away, school = list(self.away), list(self.school)
        for source, written_on, event in events:
            told = Told(source, event.first, event.begun_by)
            if event.about in (EventAbout.BORN_HERE, EventAbout.BORN_ELSEWHERE):
                births.append(told)
                places.append(Placed(source, "", event.about == EventAbout.BORN_HERE))
            elif event.about == EventAbout.CAME:
                arrivals.append(told)
            else:
                ended = event.ended_from or max(written_on or event.begun_by, event.begun_by)
                lasted = Lasted(source, event.first, event.begun_by, ended, event.last)
                (away if event.about == EventAbout.AWAY else school).append(lasted)
        return Dates(tuple(births), tuple(places), tuple(arrivals), self.here_by, tuple(away), tuple(school))


@dataclass(frozen=True, slots=True)
class DateFact:
    """One thing worked out: days or years, each as a span that holds every reading; places and times as they were told. Of
    nothing known, none of them. `is_before`: the day asked about comes before there is anything to count."""

    kind: Kind
    sources: tuple[str, ...] = ()
    days: tuple[Span, ...] = ()
    years: tuple[tuple[int, int], ...] = ()
    places: tuple[Placed, ...] = ()
    lasted: tuple[Lasted, ...] = ()
    is_before: bool = False

    @property
    def is_known(self) -> bool:
        """Whether anything can be told."""
        return bool(self.days or self.years or self.places or self.lasted)


def date_facts(
    births: Sequence[Told], arrivals: Sequence[Told], *, on: date, places: Sequence[Placed] = (),
    here_by: Sequence[Told] = (), away: Sequence[Lasted] = (), school: Sequence[Lasted] = (),
) -> tuple[DateFact, ...]:  # fmt: skip
    """Everything that can be worked out, two sources side by side, in the order of a life. What no source says is left as not
    known: that nobody tells of time away does not say that there was none."""
    told = Dates(tuple(births), tuple(places), tuple(arrivals), tuple(here_by), tuple(away), tuple(school))
    begun, sources, gone = starts(told), _sources(starts(told)), tuple(dict.fromkeys(one.source for one in away))
    return (
        _days(Kind.BORN, births),
        DateFact(Kind.BORN_HERE, tuple(dict.fromkeys(one.source for one in places)), places=tuple(places)),
        _days(Kind.ARRIVED, arrivals),
        _days(Kind.HERE_BY, here_by),
        DateFact(Kind.AWAY, gone, lasted=tuple(away)),
        DateFact(Kind.SCHOOL, tuple(dict.fromkeys(one.source for one in school)), lasted=tuple(school)),
        *facts_on(told, on),
        _days(Kind.SEVEN_YEARS_HERE, begun, after=7),
        DateFact(Kind.SEVEN_WITHOUT_AWAY, sources, days=_reached(begun, away, 7)),
        DateFact(Kind.SEVEN_SINCE_RETURN, gone, days=_again(away, 7)),
        _days(Kind.TEN_YEARS_HERE, begun, after=10),
        DateFact(Kind.TEN_WITHOUT_AWAY, sources, days=_reached(begun, away, 10)),
        DateFact(Kind.TEN_SINCE_RETURN, gone, days=_again(away, 10)),
        _days(Kind.EIGHTEEN, births, after=18),
    )


def facts_on(told: Dates, on: date) -> tuple[DateFact, ...]:
    """What was, is or will be so on one day: the age, and the years here and at school, as far as they are told."""
    begun = starts(told)
    past = [one for one in begun if one.earliest <= on]
    sources, is_before = _sources(past), bool(begun) and not past
    left_out = (
        (_present(one.latest, _perhaps(told.away), on), _present(one.earliest, _surely(told.away), on)) for one in past
    )
    return (
        _years(Kind.AGE, told.births, on),
        _years(Kind.YEARS_HERE, begun, on),
        DateFact(Kind.YEARS_WITHOUT_AWAY, sources, years=tuple(dict.fromkeys(left_out)), is_before=is_before),
        DateFact(Kind.YEARS_SINCE_RETURN, sources, years=_since_return(past, told.away, on), is_before=is_before),
        _at_school(told.school, on),
    )


def starts(told: Dates) -> tuple[Told, ...]:
    """From which days years here are counted: from birth where a source says that it was here, and from coming where one says
    when. Where neither is known, it was between birth and the first day on which the child was surely here: by a record of
    this country, at school here, or as it went away from here."""
    born = told.births if any(one.is_here for one in told.places) else ()
    if born or told.arrivals:
        return (*born, *told.arrivals)
    by = min(_by(told), key=lambda one: one.latest, default=None)
    if by is None:
        return ()
    return tuple(
        Told("; ".join(dict.fromkeys((one.source, by.source))), one.earliest, by.latest)
        for one in told.births
        if one.earliest <= by.latest
    )


def is_here(given: str) -> bool | None:
    """Whether a place of birth, as it was written, is in the United Kingdom. A place that names no country of it may be
    anywhere: the words are shown as they are, and a person can say more."""
    country = given.rsplit(",", 1)[-1].strip(" .").casefold()
    return True if country in HERE else None


def _by(told: Dates) -> tuple[Told, ...]:
    return (*told.here_by, *(Told(one.source, one.first, one.begun_by) for one in (*told.school, *told.away)))


def _days(kind: Kind, told: Sequence[Told], after: int = 0) -> DateFact:
    spans = dict.fromkeys((later(one.earliest, after), later(one.latest, after)) for one in told)
    return DateFact(kind, _sources(told), days=tuple(spans))


def _years(kind: Kind, told: Sequence[Told], on: date) -> DateFact:
    past = [one for one in told if one.earliest <= on]
    spans = dict.fromkeys((max(0, years_between(one.latest, on)), years_between(one.earliest, on)) for one in past)
    return DateFact(kind, _sources(past), years=tuple(spans), is_before=bool(told) and not past)


def _since_return(begun: Sequence[Told], away: Sequence[Lasted], on: date) -> tuple[tuple[int, int], ...]:
    """Years since the last time away that had begun by that day; without one, since the beginning. Of a beginning that nobody
    tells, there are years only where somebody surely went away, and so came back."""
    gone = [one for one in away if one.first <= on]
    surely = [one for one in gone if one.begun_by <= on]
    most = max((one.ended_from + DAY for one in surely), default=date.min)
    least = max((_day_after(one) for one in gone), default=date.min)
    if not begun and surely:
        begun = (Told("", date.min, date.min),)
    spans = ((_whole(max(one.latest, least), on), _whole(max(one.earliest, most), on)) for one in begun)
    return tuple(dict.fromkeys(spans))


def _again(away: Sequence[Lasted], years: int) -> tuple[Span, ...]:
    """When so many years have passed since the last return; nothing where no time away, or no return, is told."""
    if not away:
        return ()
    last = [one.last for one in away]
    first = later(max(one.ended_from for one in away) + DAY, years)
    return ((first, None if None in last else later(max(day for day in last if day) + DAY, years)),)


def _reached(begun: Sequence[Told], away: Sequence[Lasted], years: int) -> tuple[Span, ...]:
    """When so many years here have passed, the days away left out."""
    found = dict[Span, bool]()
    for one in begun:
        first = _when_present(one.earliest, _surely(away), years)
        assert first is not None, "what is surely so has an end"
        found[first, _when_present(one.latest, _perhaps(away), years)] = True
    return tuple(found)


def _at_school(school: Sequence[Lasted], on: date) -> DateFact:
    sources = tuple(dict.fromkeys(one.source for one in school if one.first <= on))
    if not sources:
        return DateFact(Kind.SCHOOL_YEARS, is_before=bool(school))
    least, most = (
        years_between(on - timedelta(days=days_in(spans, date.min, on)), on)
        for spans in (_surely(school), _perhaps(school))
    )
    return DateFact(Kind.SCHOOL_YEARS, sources, years=((least, most),))


def _present(start: date, away: Sequence[Days], on: date) -> int:
    """Whole years here on a day, the days away left out: the days here are laid end to end from the first of them."""
    begun = _first_here(start, away)
    if begun is None or begun > on:
        return 0
    return years_between(begun, on - timedelta(days=days_in(away, begun, on)))


def _when_present(start: date, away: Sequence[Days], years: int) -> date | None:
    """The first day on which so many whole years have passed, the days away left out; None where a time away never ends."""
    here = _first_here(start, away)
    if here is None:
        return None
    left = later(here, years) - here
    for first, last in away:
        if last < here:
            continue
        if left <= first - here:
            break
        left -= first - here
        if last == date.max:
            return None
        here = last + DAY
    return here + left


def _first_here(start: date, away: Sequence[Days]) -> date | None:
    """The first day that is no day away; None where there is none."""
    for first, last in away:
        if first <= start <= last:
            if last == date.max:
                return None
            start = last + DAY
    return start


def days_in(spans: Sequence[Days], start: date, end: date) -> int:
    """How many days of times that do not overlap lie from `start` until before `end`."""
    return (
        sum(max(0, (min(end - DAY, last) - max(start, first)).days + 1) for first, last in spans) if start < end else 0
    )


def _surely(times: Sequence[Lasted]) -> list[Days]:
    return joined(one.surely for one in times if one.surely)


def _perhaps(times: Sequence[Lasted]) -> list[Days]:
    return joined(one.perhaps for one in times)


def joined(spans: Iterable[Days]) -> list[Days]:
    """The same days as times that do not overlap: what two sources tell of one time away is counted once."""
    found: list[Days] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def _day_after(one: Lasted) -> date:
    return one.last + DAY if one.last else date.max


def _whole(first: date, last: date) -> int:
    return max(0, years_between(first, last))


def _sources(told: Sequence[Told]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.source for one in told))


def years_between(first: date, last: date) -> int:
    """Whole years, as birthdays count them: someone born on 29 February is a year older on 1 March."""
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def later(day: date, years: int) -> date:
    """The day on which so many whole years have passed; the last day that there is, where it lies beyond."""
    if day.year + years > date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
