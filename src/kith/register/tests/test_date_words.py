"""How dates are read: with their doubt, in one order whatever they say, and without a word that leans to an outcome."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kith.register.rules.dates import Dates, Lasted, LifeEvent, Placed, Told
from kith.register.terms import DateFactKind as Kind
from kith.register.terms import EventAbout
from kith.register.wording import COULD_TELL, HOW, OF_A_DAY, TOLD, event_in_words, facts_of, read_dates, said
from kith.ui.charts import stretch
from kith.ui.dates import period_named, span_in_words
from kith.ui.forms import read_period

TODAY = date(2026, 9, 1)
DAYS = st.dates(date(1995, 1, 1), date(2026, 8, 31))
TOLD_DATES = st.lists(
    st.builds(lambda first, days: Told("file", first, first + timedelta(days=days)), DAYS, st.integers(0, 400)),
    max_size=2,
)
TIMES = st.lists(
    st.builds(
        lambda first, days, is_over: Lasted(
            "mother", first, first + timedelta(days=days), first + timedelta(days=2 * days),
            first + timedelta(days=3 * days) if is_over else None,
        ),
        DAYS, st.integers(0, 200), st.booleans(),
    ),
    max_size=2,
)  # fmt: skip
PLACES = st.lists(
    st.builds(Placed, st.just("file"), st.sampled_from(["", "Asmara"]), st.sampled_from([True, False])), max_size=2
)
LIVES = st.builds(
    lambda births, places, arrivals, away, school: Dates(
        tuple(births), tuple(places), tuple(arrivals), (), tuple(away), tuple(school)
    ),
    TOLD_DATES, PLACES, TOLD_DATES, TIMES, TIMES,
)  # fmt: skip
LEANING = (
    "enough", "eligib", "qualif", "meets", "entitled", "satisf", "fail", "short of", "already has", "success", "likely",
    "grant", "refus",
)  # fmt: skip
COMING = (
    Kind.SEVEN_YEARS_HERE, Kind.SEVEN_WITHOUT_AWAY, Kind.SEVEN_SINCE_RETURN, Kind.TEN_YEARS_HERE, Kind.TEN_WITHOUT_AWAY,
    Kind.TEN_SINCE_RETURN, Kind.EIGHTEEN,
)  # fmt: skip


@given(told=LIVES, chosen=st.none() | st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_whatever_is_told_is_read_in_one_order_and_in_words_that_lean_nowhere(told: Dates, chosen: date | None) -> None:
    read = read_dates(told, today=TODAY, chosen=chosen)
    shown = (
        [line.label for line in read.told],
        [line.label for line in read.coming],
        [line.label for line in read.on_days],
    )
    for labels, kinds in zip(shown, (TOLD, COMING, OF_A_DAY), strict=True):
        places = [[str(kind.label) for kind in kinds].index(label) for label in labels]
        assert places == sorted(places)
    assert len(read.days) == (1 if chosen in (None, TODAY) else 2)
    assert all(len(line.words) == len(read.days) for line in read.on_days)
    words = [line.words for line in (*read.told, *read.coming)] + [word for line in read.on_days for word in line.words]
    assert all(words), "nothing is an empty line"
    for text in (*words, *map(str, HOW.values()), *map(str, COULD_TELL.values()), *(str(kind.label) for kind in Kind)):
        assert not any(word in text.lower().replace("“asmara”", "") for word in LEANING), text
    ways = ("Years here, time away left out", "Years here since the last return")
    assert all((way in shown[2]) <= read.is_away_told for way in ways)
    for lane in read.lanes:
        assert all(part.start >= 0 and part.start + part.percent <= 100.01 for part in lane.stretches), lane
    assert bool(read.lanes) == (read.axis is not None)


@given(told=LIVES)
def test_every_kind_is_known_or_says_what_could_tell(told: Dates) -> None:
    lines = said(facts_of(told, TODAY))
    assert all(bool(line.words) != bool(line.could_tell) for line in lines)
    named = {label for line in lines for label in line.label.split(" · ")}
    quiet = {str(Kind.HERE_BY.label)}
    always = {str(kind.label) for kind in Kind if "away" not in kind.value and "return" not in kind.value}
    assert always | {str(Kind.AWAY.label)} <= named | quiet


def test_what_an_event_says_is_read_with_its_doubt() -> None:
    first, last = date(2018, 6, 1), date(2018, 6, 30)
    assert event_in_words(LifeEvent(EventAbout.CAME, first, last)) == "Came to the United Kingdom: June 2018"
    away = LifeEvent(EventAbout.AWAY, first, last, date(2018, 8, 12), date(2018, 9, 3))
    assert event_in_words(away) == (
        "Was away from the United Kingdom: from June 2018 until between 12 August 2018 and 3 September 2018"
    )
    assert (
        event_in_words(LifeEvent(EventAbout.BORN_HERE, first, first)) == "Was born in the United Kingdom: 1 June 2018"
    )
    going_on = LifeEvent(EventAbout.SCHOOL, first, last)
    assert event_in_words(going_on).startswith(
        "Went to a school or nursery in the United Kingdom: from June 2018, and not over"
    )


@given(first=DAYS, length=st.sampled_from(["day", "month", "year"]))
def test_a_period_that_is_named_is_read_again_as_it_was(first: date, length: str) -> None:
    text = {"day": first.isoformat(), "month": f"{first.month}/{first.year}", "year": str(first.year)}[length]
    period = read_period(text)
    assert period is not None
    assert read_period(period_named(*period)) == period
    assert period_named(date(2020, 1, 2), date(2020, 1, 31)) == ""
    assert span_in_words(date(2020, 1, 2), None) == "not before 2 January 2020"


def test_a_single_day_is_seen_on_a_long_line_and_nothing_leaves_it() -> None:
    axis = date(2000, 1, 1), date(2030, 12, 31)
    for day in (*axis, date(1990, 1, 1), date(2040, 1, 1), date(2015, 6, 1)):
        part = stretch(day, day, axis)
        assert part.percent > 0
        assert 0 <= part.start <= part.start + part.percent <= 100
