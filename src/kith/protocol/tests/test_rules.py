"""Due dates and days of service: the scenarios of the packs, and what holds on every day that there is."""

from datetime import date, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kith.protocol.pack import Duty, load
from kith.protocol.rules import (
    bank_holidays,
    criteria_for,
    due_on,
    is_school_day,
    is_working_day,
    obstacles_to_serving_on,
)

PACKS = Path(str(resources.files("kith.protocol"))) / "packs"
DAYS = st.dates(date(2020, 1, 1), date(2032, 1, 1))
UNITS = ["calendar", "working", "school"]
COUNCILS = ["", "S12000049", "S12000036", "S12000013"]
PAUSES = st.lists(st.tuples(DAYS, st.integers(0, 30)).map(lambda p: (p[0], p[0] + timedelta(days=p[1]))), max_size=3)


def duty(amount: int, unit: str) -> Duty:
    return Duty(
        code="x", from_=date(2000, 1, 1), source="s", sentence="s", who="w", starts_with="e", amount=amount, unit=unit
    )


def scenarios(kind: str) -> list[Any]:
    """Every scenario of one kind of every pack."""
    return [
        pytest.param(pack.name, facts, id=f"{pack.name}: {facts['name']}")
        for pack in sorted(PACKS.iterdir())
        for facts in yaml.safe_load((pack / "scenarios" / f"{kind}.yaml").read_text())
    ]


def _due_dates(name: str, facts: dict[str, Any]) -> date:
    pack = load(name)
    return due_on(
        pack.duty(facts["duty"], facts["starts_on"]),
        starts_on=facts["starts_on"], council=facts["council"], terms=pack.terms,
        pauses=[(first, last) for first, last in facts.get("pauses", ())],
    ).on  # fmt: skip


@pytest.mark.parametrize(("name", "facts"), scenarios("due_dates"))
def test_scenario_of_a_due_date(name: str, facts: dict[str, Any]) -> None:
    assert _due_dates(name, facts) == facts["due_on"]


@pytest.mark.parametrize(("name", "facts"), scenarios("days_of_service"))
def test_scenario_of_a_day_of_service(name: str, facts: dict[str, Any]) -> None:
    found = obstacles_to_serving_on(facts["day"], pack=load(name), council=facts["council"])
    assert [obstacle.code for obstacle in found] == facts["against"]


def test_every_file_of_scenarios_is_run() -> None:
    assert {file.stem for file in PACKS.glob("*/scenarios/*")} == {"due_dates", "days_of_service"}


def test_scotlands_bank_holidays_are_those_that_were_proclaimed() -> None:
    """gov.uk/bank-holidays, Scotland: 2 January and St Andrew's Day are among them, Easter Monday is not."""
    assert sorted(day for day in bank_holidays(2025) if day.weekday() < 5) == [
        date(2025, month, day)
        for month, day in ((1, 1), (1, 2), (4, 18), (5, 5), (5, 26), (8, 4), (12, 1), (12, 25), (12, 26))
    ]
    assert date(2024, 4, 1) not in bank_holidays(2024)
    assert date(2022, 9, 19) in bank_holidays(2022)


@given(
    start=DAYS,
    amount=st.integers(0, 60),
    unit=st.sampled_from(UNITS),
    council=st.sampled_from(COUNCILS),
    pauses=PAUSES,
)
def test_between_start_and_due_date_lie_as_many_days_as_the_duty_has(
    start: date, amount: int, unit: str, council: str, pauses: list[tuple[date, date]]
) -> None:
    """Counted again by another way: every day from the start to the due date, one by one, by what it is."""
    terms = load().terms.get(council, ())
    found = due_on(duty(amount, unit), starts_on=start, council=council, terms=load().terms, pauses=pauses).on
    published = [start for first, last in terms[:1] for start in (first, terms[-1][1])]

    def is_published(day: date) -> bool:
        return bool(published) and published[0] <= day <= published[1]

    if unit == "school" and is_published(start):
        in_terms = [first for first, last in terms if last >= start]
        start = max(start, in_terms[0])
    days = [start + timedelta(days=n + 1) for n in range((found - start).days)]
    free = [day for day in days if not any(first <= day <= last for first, last in pauses)]
    counted = {
        "calendar": free,
        "working": [day for day in free if is_working_day(day)],
        "school": [day for day in free if (is_school_day(day, terms) if is_published(day) else is_working_day(day))],
    }[unit]
    assert len(counted) == amount
    assert found == (counted[-1] if counted else start)


@given(start=DAYS, amount=st.integers(0, 40), unit=st.sampled_from(UNITS), council=st.sampled_from(COUNCILS))
def test_more_days_are_never_due_earlier_and_a_later_start_neither(
    start: date, amount: int, unit: str, council: str
) -> None:
    terms = load().terms
    one = due_on(duty(amount, unit), starts_on=start, council=council, terms=terms).on
    assert due_on(duty(amount + 1, unit), starts_on=start, council=council, terms=terms).on > one
    assert due_on(duty(amount, unit), starts_on=start + timedelta(days=1), council=council, terms=terms).on >= one


@given(start=DAYS, amount=st.integers(0, 40), council=st.sampled_from(COUNCILS))
def test_no_duty_is_put_off_beyond_a_summer(start: date, amount: int, council: str) -> None:
    """Days for which no term is published count as working days, and never not at all."""
    found = due_on(duty(amount, "school"), starts_on=start, council=council, terms=load().terms).on
    assert start <= found <= start + timedelta(days=60 + 3 * amount)


@given(start=DAYS, amount=st.integers(0, 40), unit=st.sampled_from(UNITS), pauses=PAUSES)
def test_a_pause_never_brings_a_date_forward(
    start: date, amount: int, unit: str, pauses: list[tuple[date, date]]
) -> None:
    without = due_on(duty(amount, unit), starts_on=start)
    with_pauses = due_on(duty(amount, unit), starts_on=start, pauses=pauses)
    assert with_pauses.on >= without.on
    after = start + timedelta(days=1)
    stood = any(max(first, after) <= min(last, with_pauses.on) for first, last in pauses)
    assert ("stood still" in with_pauses.words) == stood


@given(day=DAYS, council=st.sampled_from(COUNCILS))
def test_a_decision_is_served_only_where_someone_can_help_that_day_and_the_next(day: date, council: str) -> None:
    against = obstacles_to_serving_on(day, pack=load(), council=council)
    if not against:
        assert is_working_day(day)
        assert is_working_day(day + timedelta(days=1))
    assert len({obstacle.code for obstacle in against}) == len(against)


def test_words_say_when_working_days_stand_in() -> None:
    found = due_on(load().duty("seek_childs_views", date(2026, 9, 1)), starts_on=date(2026, 9, 1), council="S12000013")
    assert "no term dates" in found.words


LIST = {"home_office_legacy_cases", "school_roll"}
# taken up, the review opened, named by the list of the arrangement: which text, and by which rule
GIVEN = [
    ("2026-01-05", "2026-09-01", True, ("paragraph_395c", "2006-07-20", "cases_of_the_arrangement")),
    ("2006-11-01", "2007-03-21", True, ("paragraph_395c", "2006-07-20", "cases_of_the_arrangement")),
    ("2006-11-01", "2007-03-20", True, ("paragraph_395c", "2006-07-20", "while_395c_was_in_force")),
    ("2006-11-01", "2012-02-12", False, ("paragraph_395c", "2006-07-20", "while_395c_was_in_force")),
    ("2006-11-01", "2012-02-13", False, None),
    ("2006-11-01", "2012-09-05", False, None),
    ("2006-11-01", "2012-09-06", False, ("paragraph_276ade", "2012-07-09", "made_before_december_2012")),
    ("2012-07-09", "2012-07-09", False, ("paragraph_276ade", "2012-07-09", "made_in_summer_2012")),
    ("2012-12-12", "2013-06-01", False, ("paragraph_276ade", "2012-07-09", "made_before_december_2012")),
    ("2012-12-13", "2013-06-01", False, ("paragraph_276ade", "2012-12-13", "made_from_december_2012")),
    ("2012-12-13", "2014-07-28", False, ("paragraph_276ade", "2014-07-28", "considered_from_july_2014")),
    ("2022-06-19", "2026-09-01", False, ("paragraph_276ade", "2014-07-28", "considered_from_july_2014")),
    ("2022-06-20", "2026-09-01", False, ("appendix_private_life", "2022-06-20", "made_from_june_2022")),
    ("2005-01-01", "2006-07-19", False, None),
]  # fmt: skip


@pytest.mark.parametrize(("taken_up", "opened", "is_listed", "expected"), GIVEN)
def test_the_set_follows_from_the_day_taken_up_the_day_opened_and_the_list_of_the_arrangement(
    taken_up: str, opened: str, is_listed: bool, expected: tuple[str, str, str] | None
) -> None:
    found = criteria_for(
        load(), taken_up_on=date.fromisoformat(taken_up), named_by=LIST if is_listed else {"school_roll"},
        on=date.fromisoformat(opened),
    )  # fmt: skip
    assert expected == (found and (found.criteria.code, str(found.criteria.from_), found.by.code))


def test_why_says_the_reason_and_its_source() -> None:
    found = criteria_for(load(), taken_up_on=date(2026, 1, 5), named_by=LIST, on=date(2026, 9, 1))
    assert found is not None
    assert found.why.startswith("The Home Office's own list of the arrangement names this family.")
    assert found.why.endswith("Scottish Parliament, 21 March 2007)")


@given(taken_up=st.dates(date(1990, 1, 1), date(2040, 1, 1)), waits=st.integers(0, 9000), is_listed=st.booleans())
def test_every_case_considered_since_september_2012_has_a_set_of_a_whole_case(
    taken_up: date, waits: int, is_listed: bool
) -> None:
    opened = max(taken_up + timedelta(waits), date(2012, 9, 6))
    found = criteria_for(load(), taken_up_on=taken_up, named_by=LIST if is_listed else (), on=opened)
    assert found is not None
    assert not found.criteria.is_of_each_child
    assert (found.criteria.code == "paragraph_395c") == is_listed
