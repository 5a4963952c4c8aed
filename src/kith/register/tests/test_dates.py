"""What the dates of a child say: every reading is held, doubt stays doubt, and nothing is made of nothing."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kith.register.rules.dates import (
    Dates,
    Lasted,
    LifeEvent,
    Placed,
    Told,
    date_facts,
    days_in,
    facts_on,
    is_here,
    joined,
    later,
    life_event,
    obstacles_to_life_event,
    starts,
    years_between,
)
from kith.register.terms import DateFactKind as Kind
from kith.register.terms import EventAbout

READINGS = st.lists(
    st.builds(
        lambda first, days, source: Told(source, first, first + timedelta(days=days)),
        st.dates(date(1990, 1, 1), date(2026, 1, 1)), st.integers(0, 400), st.sampled_from(["school", "health"]),
    ),
    max_size=3,
)  # fmt: skip


@given(births=READINGS, arrivals=READINGS, on=st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_what_is_worked_out_holds_every_reading_and_nothing_is_made_of_nothing(
    births: list[Told], arrivals: list[Told], on: date
) -> None:
    facts = {fact.kind: fact for fact in date_facts(births, arrivals, on=on)}
    assert set(facts) == set(Kind)
    assert not facts[Kind.BORN_HERE].is_known
    assert not facts[Kind.AWAY].is_known
    assert facts[Kind.BORN].is_known == bool(births)
    assert facts[Kind.ARRIVED].is_known == bool(arrivals)
    for kind, told, years in ((Kind.EIGHTEEN, births, 18), (Kind.SEVEN_YEARS_HERE, arrivals, 7)):
        assert facts[kind].days == tuple(
            dict.fromkeys((later(one.earliest, years), later(one.latest, years)) for one in told)
        )
    for one in births:
        if one.latest <= on:
            assert any(low <= years_between(one.latest, on) <= high for low, high in facts[Kind.AGE].years)


@given(day=st.dates(date(1990, 1, 1), date(2030, 1, 1)), years=st.integers(0, 30))
def test_so_many_years_have_passed_on_that_day_and_not_the_day_before(day: date, years: int) -> None:
    then = later(day, years)
    assert years_between(day, then) == years
    assert years_between(day, then - timedelta(days=1)) < years


TODAY = date(2020, 6, 15)
NEAR = st.dates(date(1995, 1, 1), date(2019, 12, 31))
DOUBT = st.integers(0, 500)


@st.composite
def a_time(draw: st.DrawFn) -> tuple[Lasted, tuple[date, date]]:
    """A time away as somebody tells it, and when it was."""
    first, before, after, length, ends_before, ends_after = draw(st.tuples(NEAR, DOUBT, DOUBT, DOUBT, DOUBT, DOUBT))
    last = first + timedelta(days=length)
    told = Lasted(
        "family", first - timedelta(days=before), first + timedelta(days=after), last - timedelta(days=ends_before),
        last + timedelta(days=ends_after),
    )  # fmt: skip
    return told, (first, last)


@st.composite
def a_life(draw: st.DrawFn) -> tuple[Told, date, list[Lasted], list[tuple[date, date]]]:
    """From when a child was here as it is told, and since when it was; each time away as it is told, and as it was."""
    came = draw(NEAR)
    told = Told("file", came - timedelta(days=draw(DOUBT)), came + timedelta(days=draw(DOUBT)))
    times = draw(st.lists(a_time(), max_size=3))
    return told, came, [one for one, _ in times], [was for _, was in times]


def years_present(came: date, away: list[tuple[date, date]], on: date) -> int:
    """Whole years here on a day, counted day by day and laid end to end from the first day here."""
    days = (came + timedelta(days=n) for n in range(max(0, (on - came).days)))
    here = [day for day in days if not any(first <= day <= last for first, last in away)]
    return years_between(here[0], here[0] + timedelta(days=len(here))) if here else 0


@settings(max_examples=60, deadline=None)
@given(life=a_life(), on=st.dates(date(1996, 1, 1), date(2035, 1, 1)))
def test_whatever_was_so_lies_within_what_is_worked_out_from_what_is_told(
    life: tuple[Told, date, list[Lasted], list[tuple[date, date]]], on: date
) -> None:
    told, came, away, was = life
    facts = {fact.kind: fact for fact in date_facts([], [told], on=on, away=away)}
    if came > on:
        assert facts[Kind.YEARS_WITHOUT_AWAY].is_known or facts[Kind.YEARS_WITHOUT_AWAY].is_before
        return
    ((least, most),) = facts[Kind.YEARS_WITHOUT_AWAY].years
    assert least <= years_present(came, was, on) <= most
    ((through_least, through_most),) = facts[Kind.YEARS_HERE].years
    assert through_least <= years_between(came, on) <= through_most
    assert least <= through_least
    assert most <= through_most, "time away adds nothing"
    back = max([came, *(last + timedelta(days=1) for first, last in was if first <= on)])
    ((since_least, since_most),) = facts[Kind.YEARS_SINCE_RETURN].years
    assert since_least <= max(0, years_between(back, on)) <= since_most


@settings(max_examples=60, deadline=None)
@given(life=a_life())
def test_the_day_on_which_seven_years_have_passed_lies_within_what_is_worked_out(
    life: tuple[Told, date, list[Lasted], list[tuple[date, date]]],
) -> None:
    told, came, away, was = life
    facts = {fact.kind: fact for fact in date_facts([], [told], on=TODAY, away=away)}
    ((first, last),) = facts[Kind.SEVEN_WITHOUT_AWAY].days
    assert last is not None
    assert years_present(came, was, last) >= 7
    assert years_present(came, was, first - timedelta(days=1)) < 7
    if not away and told.earliest == told.latest:
        assert first == last == later(came, 7)


@given(times=st.lists(a_time(), max_size=4), on=NEAR)
def test_a_day_that_two_sources_tell_of_is_counted_once(
    times: list[tuple[Lasted, tuple[date, date]]], on: date
) -> None:
    spans = [was for _told, was in times]
    gone = {first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)}
    start = on - timedelta(days=900)
    assert days_in(joined(spans), start, on) == sum(start <= day < on for day in gone)


def test_years_are_counted_in_three_ways_beside_each_other() -> None:
    came = Told("file", date(2010, 1, 1), date(2010, 1, 1))
    away = Lasted("mother", date(2014, 6, 1), date(2014, 6, 1), date(2015, 5, 31), date(2015, 5, 31))
    facts = {fact.kind: fact for fact in date_facts([], [came], on=TODAY, away=[away])}
    assert facts[Kind.YEARS_HERE].years == ((10, 10),)
    assert facts[Kind.YEARS_WITHOUT_AWAY].years == ((9, 9),)
    assert facts[Kind.YEARS_SINCE_RETURN].years == ((5, 5),)
    assert facts[Kind.SEVEN_YEARS_HERE].days == ((date(2017, 1, 1), date(2017, 1, 1)),)
    assert facts[Kind.SEVEN_WITHOUT_AWAY].days == ((date(2018, 1, 1), date(2018, 1, 1)),)
    assert facts[Kind.SEVEN_SINCE_RETURN].days == ((date(2022, 6, 1), date(2022, 6, 1)),)
    assert facts[Kind.TEN_WITHOUT_AWAY].days == ((date(2020, 12, 31), date(2020, 12, 31)),)
    before = {fact.kind: fact for fact in facts_on(Dates(arrivals=(came,), away=(away,)), date(2009, 5, 1))}
    assert before[Kind.YEARS_HERE].is_before
    assert before[Kind.YEARS_WITHOUT_AWAY].is_before
    assert not before[Kind.AGE].is_before, "of a birth that nobody tells, no day comes before it"


def test_time_away_that_was_not_over_has_no_end_that_can_be_told() -> None:
    came = Told("file", date(2010, 1, 1), date(2010, 1, 1))
    away = Lasted("mother", date(2015, 1, 1), date(2015, 1, 1), date(2015, 3, 1), None)
    facts = {fact.kind: fact for fact in date_facts([], [came], on=TODAY, away=[away])}
    assert facts[Kind.YEARS_WITHOUT_AWAY].years == ((5, 10),)
    assert facts[Kind.SEVEN_WITHOUT_AWAY].days == ((date(2017, 3, 2), None),)
    assert facts[Kind.YEARS_SINCE_RETURN].years == ((0, 5),)
    assert facts[Kind.SEVEN_SINCE_RETURN].days == ((date(2022, 3, 2), None),)
    assert facts[Kind.TEN_YEARS_HERE].days == ((date(2020, 1, 1), date(2020, 1, 1)),), (
        "counted through, it is as it was"
    )


def test_of_a_beginning_that_nobody_tells_there_are_years_only_since_a_return() -> None:
    away = Lasted("mother", date(2015, 1, 1), date(2015, 1, 31), date(2015, 3, 1), date(2015, 3, 31))
    facts = {fact.kind: fact for fact in date_facts([], [], on=TODAY, away=[away])}
    assert facts[Kind.YEARS_SINCE_RETURN].years == ((5, 5),)
    assert facts[Kind.SEVEN_SINCE_RETURN].days == ((date(2022, 3, 2), date(2022, 4, 1)),)
    assert not facts[Kind.YEARS_HERE].is_known
    assert not facts[Kind.YEARS_WITHOUT_AWAY].is_known
    assert not {f.kind: f for f in date_facts([], [], on=date(2014, 1, 1), away=[away])}[
        Kind.YEARS_SINCE_RETURN
    ].is_known, "it was not away by then"


def test_years_begin_with_birth_here_with_coming_or_between_what_is_known() -> None:
    birth, came = Told("health", date(2012, 2, 3), date(2012, 2, 3)), Told("list", date(2013, 1, 1), date(2013, 12, 31))
    here, there, unsure = (Placed("certificate", "", is_so) for is_so in (True, False, None))
    moved_in = Told("provider", date(2014, 5, 6), date(2014, 5, 6))
    at_school = Lasted("school", date(2013, 8, 1), date(2013, 8, 31), date(2016, 6, 1), None)
    assert starts(Dates((birth,), (here,), ())) == (birth,)
    assert starts(Dates((birth,), (there,), (came,))) == (came,)
    assert starts(Dates((birth,), (here, there), (came,))) == (birth, came), "what differs stands side by side"
    assert starts(Dates((birth,), (unsure,))) == ()
    (between,) = starts(Dates((birth,), (there,), (), (moved_in,), (), (at_school,)))
    assert (between.earliest, between.latest) == (date(2012, 2, 3), date(2013, 8, 31)), "the first that shows it here"
    gone = Lasted("mother", date(2013, 3, 1), date(2013, 3, 31), date(2013, 5, 1), date(2013, 5, 1))
    (from_here,) = starts(Dates((birth,), (), (), (moved_in,), (gone,)))
    assert (from_here.latest, from_here.source) == (date(2013, 3, 31), "health; mother"), "who goes away was here"
    assert starts(Dates((), (), (), (moved_in,))) == ()
    assert starts(Dates((birth,), (), (), (Told("odd", date(2011, 1, 1), date(2011, 1, 1)),))) == ()


def test_a_place_is_here_only_where_its_words_say_so() -> None:
    for given_place in ("Scotland", "Glasgow, United Kingdom", " england ", "UK"):
        assert is_here(given_place) is True
    for given_place in (
        "Perth",
        "Eritrea",
        "",
        "New England",
        "Londonderry, NH",
        "Scotland, Ontario, Canada",
        "Lagos; Scotland",
    ):
        assert is_here(given_place) is None


def test_years_at_school_are_those_of_all_its_times_taken_together() -> None:
    nursery = Lasted("n", date(2015, 8, 1), date(2015, 8, 1), date(2017, 3, 31), date(2017, 3, 31))
    school = Lasted("s", date(2017, 8, 1), date(2017, 8, 31), date(2019, 9, 1), None)
    told = Dates(school=(nursery, school))
    facts = {fact.kind: fact for fact in facts_on(told, TODAY)}
    assert facts[Kind.SCHOOL_YEARS].years == ((3, 4),)
    assert {fact.kind: fact for fact in facts_on(told, date(2014, 1, 1))}[Kind.SCHOOL_YEARS].is_before


LIVES = st.builds(
    lambda about, first, days, ends: LifeEvent(
        about, first, first + timedelta(days=days),
        *((first + timedelta(days=days + ends), first + timedelta(days=days + 2 * ends)) if ends else (None, None)),
    ),
    st.sampled_from(EventAbout), NEAR, DOUBT, DOUBT,
)  # fmt: skip


@given(event=LIVES)
def test_what_an_event_says_of_dates_is_kept_whole(event: LifeEvent) -> None:
    assert life_event(event.as_kept) == event
    assert life_event({}) is None
    assert obstacles_to_life_event(event) == ()


def test_an_event_whose_end_lies_before_its_beginning_is_refused() -> None:
    first, last = date(2019, 6, 1), date(2019, 5, 1)
    for event in (
        LifeEvent(EventAbout.AWAY, first, first, last, last), LifeEvent(EventAbout.AWAY, first, last),
        LifeEvent(EventAbout.AWAY, last, last, first, last),
    ):  # fmt: skip
        (found,) = obstacles_to_life_event(event)
        assert found.code == "end_before_beginning"


def test_events_count_beside_what_files_say() -> None:
    day, written = date(2012, 2, 3), date(2020, 1, 1)
    told = Dates(births=(Told("file", day, day),)).with_events([
        ("certificate", written, LifeEvent(EventAbout.BORN_HERE, day, day)),
        ("mother", written, LifeEvent(EventAbout.BORN_ELSEWHERE, day, day)),
        ("stamp", written, LifeEvent(EventAbout.CAME, date(2013, 1, 1), date(2013, 12, 31))),
        ("ticket", written, LifeEvent(EventAbout.AWAY, day, day)),
        ("Ms Orr", written, LifeEvent(EventAbout.SCHOOL, day, day, date(2014, 1, 1), date(2014, 1, 31))),
    ])  # fmt: skip
    assert [one.source for one in told.births] == ["file", "certificate", "mother"]
    assert [one.is_here for one in told.places] == [True, False]
    assert [(one.earliest, one.latest) for one in told.arrivals] == [(date(2013, 1, 1), date(2013, 12, 31))]
    assert told.away == (Lasted("ticket", day, day, written, None),), "it was not over when it was written down"
    assert told.school == (Lasted("Ms Orr", day, day, date(2014, 1, 1), date(2014, 1, 31)),)


def test_of_what_was_not_over_nothing_is_sure_after_the_day_on_which_it_was_told() -> None:
    begun, written = date(2018, 2, 1), date(2018, 3, 1)
    event = LifeEvent(EventAbout.AWAY, begun, begun)
    for told, until in ((written, written), (None, begun), (date(2017, 1, 1), begun)):
        (away,) = Dates().with_events([("her mother", told, event)]).away
        assert (away.surely, away.last) == ((begun, until), None)


def test_a_day_beyond_the_calendar_is_its_last_one() -> None:
    assert later(date(9990, 5, 4), 18) == date.max
    assert date_facts([Told("a slip", date(9990, 5, 4), date(9990, 5, 4))], [], on=date(2026, 1, 1))
