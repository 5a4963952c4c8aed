"""What the dates of a child say: every reading is held, doubt stays doubt, and nothing is made of nothing."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kith.register.rules.dates import Told, date_facts, later, years_between
from kith.register.terms import DateFactKind as Kind

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
