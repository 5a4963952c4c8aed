"""Dates that were worked out, in words and in a picture: what is known with its doubt, and what could tell where nothing is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kith.register.rules.dates import DateFact, Dates, Lasted, LifeEvent, Placed, Span, date_facts, facts_on, starts
from kith.register.terms import LASTING
from kith.register.terms import DateFactKind as Kind
from kith.ui.charts import Lane, Stretch, stretch
from kith.ui.dates import day_in_words, span_in_words

BIRTH = gettext_lazy("A birth certificate or the health board's record could tell.")
ARRIVAL = gettext_lazy("A travel paper, or the first record of a school or a doctor, could tell.")
SCHOOL = gettext_lazy("The school or nursery could tell.")
COULD_TELL = {
    Kind.BORN: BIRTH, Kind.BORN_HERE: gettext_lazy("A birth certificate could tell."), Kind.AGE: BIRTH,
    Kind.EIGHTEEN: BIRTH, Kind.AWAY: gettext_lazy("The family can say; stamps and tickets could show it."),
    Kind.SCHOOL: SCHOOL, Kind.SCHOOL_YEARS: SCHOOL,
}  # fmt: skip
_THROUGH = gettext_lazy(
    "Counted through from birth here or from coming, with its doubt, whether or not there was time away."
)
_LEFT_OUT = gettext_lazy("The days away are left out, the first and the last of them too.")
_AGAIN = gettext_lazy("Counted anew from the day after the last time away that is told of.")
HOW = {
    Kind.AGE: gettext_lazy("Whole years since birth."), Kind.EIGHTEEN: gettext_lazy("Eighteen years after birth."),
    Kind.HERE_BY: gettext_lazy("A record that only this country makes. It does not say when the child came."),
    Kind.SCHOOL_YEARS: gettext_lazy("Whole years of all times at school or nursery here, taken together."),
    Kind.YEARS_HERE: _THROUGH, Kind.SEVEN_YEARS_HERE: _THROUGH, Kind.TEN_YEARS_HERE: _THROUGH,
    Kind.YEARS_WITHOUT_AWAY: _LEFT_OUT, Kind.SEVEN_WITHOUT_AWAY: _LEFT_OUT, Kind.TEN_WITHOUT_AWAY: _LEFT_OUT,
    Kind.YEARS_SINCE_RETURN: _AGAIN, Kind.SEVEN_SINCE_RETURN: _AGAIN, Kind.TEN_SINCE_RETURN: _AGAIN,
}  # fmt: skip
TOLD = (
    Kind.BORN,
    Kind.BORN_HERE,
    Kind.ARRIVED,
    Kind.HERE_BY,
    Kind.AWAY,
    Kind.SCHOOL,
)  # as sources say; the rest is worked out
OF_A_DAY = (Kind.AGE, Kind.YEARS_HERE, Kind.YEARS_WITHOUT_AWAY, Kind.YEARS_SINCE_RETURN, Kind.SCHOOL_YEARS)
_COUNTS_AWAY = (
    Kind.YEARS_WITHOUT_AWAY, Kind.YEARS_SINCE_RETURN, Kind.SEVEN_WITHOUT_AWAY, Kind.SEVEN_SINCE_RETURN,
    Kind.TEN_WITHOUT_AWAY, Kind.TEN_SINCE_RETURN,
)  # fmt: skip
_QUIET = (Kind.HERE_BY,)  # of which nothing is missing where nothing is told


@dataclass(frozen=True, slots=True)
class DateSaid:
    """One line of what the dates say: words where something is known, else what could tell. `sources` of what it rests on;
    `how` it was worked out, nothing where it is as given."""

    label: str
    words: str
    sources: str
    could_tell: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class OnDays:
    """One thing that changes with the day: how it is worked out, and what it is on each of the days."""

    label: str
    how: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DatesRead:
    """What a page shows of the dates of one child: as told, on which days what is so, what comes when, what cannot be told,
    and a picture of it with the first and the last year of its line."""

    told: tuple[DateSaid, ...]
    days: tuple[str, ...]
    on_days: tuple[OnDays, ...]
    coming: tuple[DateSaid, ...]
    unknown: tuple[DateSaid, ...]
    lanes: tuple[Lane, ...]
    axis: tuple[int, int] | None

    @property
    def is_away_told(self) -> bool:
        """Whether a source tells of time away, so that years are counted in more than one way."""
        return any(line.label == str(Kind.AWAY.label) for line in self.told)


def facts_of(told: Dates, on: date) -> tuple[DateFact, ...]:
    """Everything that can be worked out from what is told."""
    return date_facts(
        told.births, told.arrivals, on=on, places=told.places, here_by=told.here_by, away=told.away, school=told.school
    )


def said(facts: Iterable[DateFact]) -> tuple[DateSaid, ...]:
    """Date facts as they are read: what is known line by line, then what cannot be told, together with what could tell it."""
    known, unknown = [], dict[str, list[str]]()
    for fact in _that_matter(facts):
        if fact.is_known or fact.is_before:
            is_told = fact.kind in TOLD
            sources = "; ".join(fact.sources)
            how = "" if is_told else str(HOW.get(fact.kind, ""))
            known.append(DateSaid(str(fact.kind.label), _words(fact), sources, "", how))
        elif fact.kind not in (*_QUIET, *_COUNTS_AWAY):
            unknown.setdefault(str(COULD_TELL.get(fact.kind, ARRIVAL)), []).append(str(fact.kind.label))
    return (*known, *(DateSaid(" · ".join(labels), "", "", could) for could, labels in unknown.items()))


def read_dates(told: Dates, *, today: date, chosen: date | None) -> DatesRead:
    """What a page shows of a child's dates, today and on a day of the reader's own choice."""
    days = (today, chosen) if chosen and chosen != today else (today,)
    facts = tuple(_that_matter(facts_of(told, today)))
    lines = said(facts)
    labels = {str(kind.label) for kind in TOLD}
    by_day = [{fact.kind: fact for fact in facts_on(told, day)} for day in days]
    known = [fact for fact in facts if fact.kind in OF_A_DAY and (fact.is_known or fact.is_before)]
    moving = {str(kind.label) for kind in OF_A_DAY}
    lanes, axis = _picture(told, {fact.kind: fact for fact in facts}, days)
    return DatesRead(
        told=tuple(line for line in lines if line.words and line.label in labels),
        days=tuple(_("today, %(day)s") % {"day": day_in_words(day)} if day == today else day_in_words(day) for day in days),
        on_days=tuple(
            OnDays(str(one.kind.label), str(HOW.get(one.kind, "")), tuple(_words(by[one.kind]) for by in by_day)) for one in known
        ),
        coming=tuple(line for line in lines if line.words and line.label not in labels | moving),
        unknown=tuple(line for line in lines if line.could_tell),
        lanes=lanes,
        axis=axis,
    )  # fmt: skip


def event_in_words(event: LifeEvent) -> str:
    """What an event says of a child's dates, as it is read wherever the event is, on both sides."""
    label, begins = str(event.about.label), span_in_words(event.first, event.begun_by)
    label = f"{label[:1].upper()}{label[1:]}"
    if event.about not in LASTING:
        return f"{label}: {begins}"
    if event.ended_from is None or event.last is None:
        return _("%(label)s: from %(begins)s, and not over when it was written down") % {
            "label": label,
            "begins": begins,
        }
    return f"{label}: {_time(Lasted('', event.first, event.begun_by, event.ended_from, event.last))}"


def _that_matter(facts: Iterable[DateFact]) -> Iterator[DateFact]:
    """Without the ways of counting that differ only where there was time away, where none is told."""
    found = tuple(facts)
    is_away_told = any(fact.kind == Kind.AWAY and fact.is_known for fact in found)
    return (fact for fact in found if is_away_told or fact.kind not in _COUNTS_AWAY)


def _words(fact: DateFact) -> str:
    if fact.is_before:
        return _("not yet on that day")
    days = [_span(span) for span in fact.days]
    years = [
        ngettext("%(n)s year", "%(n)s years", most) % {"n": most}
        if least == most
        else _("%(least)s to %(most)s years") % {"least": least, "most": most}
        for least, most in fact.years
    ]
    places = [_place(place) for place in fact.places]
    times = [_time(one) for one in fact.lasted]
    said = dict.fromkeys([*days, *years, *places])
    return (_("; or ") if not times else "; ").join([*said, *times]) or _("cannot tell")


def _span(span: Span) -> str:
    first, last = span
    if last is None:
        return span_in_words(first, None)
    between = {"first": day_in_words(first), "last": day_in_words(last)}
    return day_in_words(first) if first == last else _("between %(first)s and %(last)s") % between


def _place(place: Placed) -> str:
    if place.is_here is None:
        return _("written as “%(given)s”, which does not surely say so") % {"given": place.given}
    said = _("yes") if place.is_here else _("no, elsewhere")
    return _("%(said)s (“%(given)s”)") % {"said": said, "given": place.given} if place.given else said


def _time(one: Lasted) -> str:
    begins = span_in_words(one.first, one.begun_by)
    if one.last is None:
        told = day_in_words(one.ended_from)
        return _("from %(begins)s, and not over when it was told of (%(told)s)") % {"begins": begins, "told": told}
    ends = span_in_words(one.ended_from, one.last)
    return _("from %(begins)s until %(ends)s") % {"begins": begins, "ends": ends}


_LANES = (
    Kind.BORN, Kind.ARRIVED, Kind.HERE_BY, Kind.YEARS_HERE, Kind.AWAY, Kind.SCHOOL, Kind.SEVEN_YEARS_HERE,
    Kind.SEVEN_WITHOUT_AWAY, Kind.SEVEN_SINCE_RETURN, Kind.TEN_YEARS_HERE, Kind.TEN_WITHOUT_AWAY, Kind.TEN_SINCE_RETURN,
    Kind.EIGHTEEN,
)  # fmt: skip


def _picture(
    told: Dates, facts: dict[Kind, DateFact], days: Sequence[date]
) -> tuple[tuple[Lane, ...], tuple[int, int] | None]:
    """One row for each thing on one line of time; nothing where no day is known. What is sure is drawn thick, doubt thin."""
    shown = [facts[kind] for kind in _LANES if kind in facts and facts[kind].is_known]
    ends = [day for fact in shown for span in fact.days for day in span if day]
    ends += [day for fact in shown for one in fact.lasted for day in (one.first, one.last or one.ended_from)]
    if not ends:
        return (), None
    first, last = min([*ends, *days]).year, max([*ends, *days]).year
    axis = date(first, 1, 1), date(last, 12, 31)
    begun = [one for one in starts(told) if one.earliest <= days[0]]
    here = tuple(part for one in begun for part in _since(one.earliest, one.latest, days[0], axis))
    lanes = [
        Lane(str(fact.kind.label), _words(fact), here if fact.kind == Kind.YEARS_HERE else _stretches(fact, axis))
        for fact in shown
    ]
    lanes += [
        Lane(_("Today") if place == 0 else _("The day chosen"), day_in_words(day), (stretch(day, day, axis),))
        for place, day in enumerate(days)
    ]
    return tuple(lanes), (first, last)


def _since(first: date, sure: date, until: date, axis: tuple[date, date]) -> list[Stretch]:
    """A stretch that goes on until a day: thin while it may not have begun, thick from when it surely had."""
    found = [stretch(first, min(sure, until), axis, is_sure=False)] if first != sure else []
    return [*found, stretch(sure, until, axis)] if sure <= until else found


def _stretches(fact: DateFact, axis: tuple[date, date]) -> tuple[Stretch, ...]:
    found = [stretch(first, last or axis[1], axis, is_sure=first == last) for first, last in fact.days]
    for one in fact.lasted:
        first, last = one.perhaps
        found.append(stretch(first, min(last, axis[1]), axis, is_sure=False))
        if one.surely:
            found.append(stretch(*one.surely, axis))
    return tuple(found)
