"""Due dates and days of service."""

from datetime import date, timedelta
from importlib import resources
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kith.protocol.pack import Duty, load
from kith.protocol.rules import due_on, is_working_day, obstacles_to_serving_on

SCENARIOS = yaml.safe_load(
    (resources.files("kith.protocol") / "packs" / "scotland" / "scenarios" / "due_dates.yaml").read_text()
)
DAYS = st.dates(date(2020, 1, 1), date(2032, 1, 1))


def duty(amount: int, unit: str) -> Duty:
    return Duty(
        code="x", from_=date(2000, 1, 1), source="s", sentence="s", who="w", starts_with="e", amount=amount, unit=unit
    )


@pytest.mark.parametrize("facts", SCENARIOS, ids=lambda facts: facts["name"])
def test_scenario(facts: dict[str, Any]) -> None:
    pack = load()
    found = due_on(
        pack.duty(facts["duty"], facts["starts_on"]),
        starts_on=facts["starts_on"], council=facts["council"], terms=pack.terms,
        pauses=[(first, last) for first, last in facts.get("pauses", ())],
    )  # fmt: skip
    assert found.on == facts["due_on"]


@given(start=DAYS, amount=st.integers(1, 60), unit=st.sampled_from(["calendar", "working", "school"]))
def test_a_due_date_is_after_its_start_and_on_a_day_that_counts(start: date, amount: int, unit: str) -> None:
    found = due_on(duty(amount, unit), starts_on=start, council="S12000049", terms=load().terms).on
    assert found >= start + timedelta(days=amount)
    if unit != "calendar":
        assert is_working_day(found)


@given(start=DAYS, amount=st.integers(1, 40), unit=st.sampled_from(["calendar", "working", "school"]))
def test_more_days_are_never_due_earlier_and_a_later_start_neither(start: date, amount: int, unit: str) -> None:
    terms = load().terms
    one = due_on(duty(amount, unit), starts_on=start, council="S12000036", terms=terms).on
    assert due_on(duty(amount + 1, unit), starts_on=start, council="S12000036", terms=terms).on > one
    later = due_on(duty(amount, "calendar"), starts_on=start + timedelta(days=1)).on
    assert later > due_on(duty(amount, "calendar"), starts_on=start).on


@given(start=DAYS, amount=st.integers(0, 40), council=st.sampled_from(["", "S12000049"]))
def test_no_duty_is_put_off_beyond_a_summer(start: date, amount: int, council: str) -> None:
    """Days for which no term is published count as working days, and never not at all."""
    found = due_on(duty(amount, "school"), starts_on=start, council=council, terms=load().terms).on
    assert start <= found <= start + timedelta(days=60 + 3 * amount)


@given(start=DAYS, days=st.integers(1, 20))
def test_a_pause_moves_the_date_by_the_days_that_would_have_counted(start: date, days: int) -> None:
    pause = (start + timedelta(days=1), start + timedelta(days=days))
    assert due_on(duty(28, "calendar"), starts_on=start, pauses=[pause]).on == start + timedelta(days=28 + days)


def test_a_decision_is_not_served_before_a_weekend_or_a_school_holiday() -> None:
    codes = lambda day: [o.code for o in obstacles_to_serving_on(day, pack=load(), council="S12000049")]  # noqa: E731
    assert codes(date(2026, 9, 4)) == ["served_before_a_weekend"]
    assert codes(date(2026, 12, 22)) == ["served_before_a_school_holiday"]
    assert codes(date(2026, 9, 3)) == []


def test_words_say_when_working_days_stand_in() -> None:
    found = due_on(load().duty("seek_childs_views", date(2026, 9, 1)), starts_on=date(2026, 9, 1), council="S12000013")
    assert "no term dates" in found.words
