"""Who moves a day, how far, and what nobody moves: by the duty's rule in the pack, each with its source."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.access.terms import ROLE_SIDES, Role, Side
from kith.protocol.pack import Duty, load
from kith.protocol.rules import day_after_rest, due_on
from kith.register import rules

NOW = datetime(2026, 9, 7, 10, 0, tzinfo=UTC)  # a Monday
LATER = date(2026, 10, 5)
WHY = "The interpreter is ill until then."
PACK = load()
DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 1))


def clock(duty: Duty, **changes: object) -> rules.Clock:
    day = NOW.date() + timedelta(days=5)
    return replace(rules.Clock(duty, day, day, is_theirs=True, role=Role.REVIEW_OFFICER), **changes)


def why_not(duty: Duty, to: date, **changes: object) -> list[str]:
    return [one.code for one in rules.obstacles_to_moving(clock(duty, **changes), to, WHY, today=NOW.date())]


@pytest.mark.parametrize("duty", PACK.duties, ids=lambda duty: duty.code)
def test_each_duty_is_moved_as_its_rule_says_and_the_rule_has_its_source(duty: Duty) -> None:
    sooner, later = NOW.date() + timedelta(days=1), NOW.date() + timedelta(days=30)
    said = {"reason": ([], []), "earlier": ([], ["not_later"])}
    other = [f"moved_by_{duty.change}"]
    assert (why_not(duty, sooner), why_not(duty, later)) == said.get(duty.change, (other, other))
    for held in (
        rules.obstacles_to_moving(clock(duty), later, WHY, today=NOW.date()),
        rules.obstacles_to_pausing(clock(duty), WHY, today=NOW.date()),
    ):
        assert all(one.words and one.source and one.who_can_clear for one in held)
    assert bool(rules.obstacles_to_pausing(clock(duty), WHY, today=NOW.date())) != duty.rests


@pytest.mark.parametrize("code", ["invite_reply", "extend_reply", "challenge_decision", "ask_what_helps"])
def test_what_the_law_gives_is_neither_shortened_nor_made_longer_nor_let_stand_by_anybody(code: str) -> None:
    held = clock(PACK.duty(code, NOW.date()), role=Role.REVIEW_MANAGER)
    for days in (1, 4, 6, 100):
        (one,) = rules.obstacles_to_moving(held, NOW.date() + timedelta(days), WHY, today=NOW.date())
        assert one.code == "moved_by_law"
    (one,) = rules.obstacles_to_pausing(held, WHY, today=NOW.date())
    assert one.code == "moved_by_law"


def test_a_day_is_moved_by_whoever_has_it_or_answers_for_them() -> None:
    duty = PACK.duty("confirm_family", NOW.date())
    for role in ROLE_SIDES:
        others = why_not(duty, LATER, role=role, is_theirs=False)
        assert others == ([] if role in rules.ANSWER_FOR else ["not_theirs"])
        assert why_not(duty, LATER, role=role) == []
    assert {ROLE_SIDES[role] for role in rules.ANSWER_FOR} == {Side.REGISTRY, Side.WELFARE, Side.DECISION}


def test_what_else_keeps_a_day_from_being_moved() -> None:
    duty, today = PACK.duty("confirm_family", NOW.date()), NOW.date()
    assert why_not(duty, today - timedelta(1)) == ["day_cannot_be"]
    assert why_not(duty, today + timedelta(400)) == ["day_cannot_be"]
    assert why_not(duty, today + timedelta(5)) == ["same_day"]
    assert why_not(duty, LATER, due=None) == ["stands_still"]
    assert [one.code for one in rules.obstacles_to_moving(clock(duty), LATER, " ", today=today)] == ["no_reason"]
    late = clock(duty, due=today - timedelta(1))
    assert [one.code for one in rules.obstacles_to_pausing(late, " ", today=today)] == ["no_reason", "day_has_passed"]
    assert [one.code for one in rules.obstacles_to_going_on(late, "")] == ["runs", "no_reason"]


@given(
    start=DAYS, amount=st.integers(1, 40), unit=st.sampled_from(["calendar", "working"]), first=st.integers(1, 60),
    stood=st.integers(0, 40),
)  # fmt: skip
def test_what_is_left_of_a_time_is_kept_while_its_clock_stands_still(
    start: date, amount: int, unit: str, first: int, stood: int
) -> None:
    duty = replace(PACK.duty("confirm_family", start), amount=amount, unit=unit)
    due = due_on(duty, starts_on=start).on
    stood_from = start + timedelta(days=first)
    on = stood_from + timedelta(days=stood)
    found = day_after_rest(duty, due, stood_from=stood_from, on=on)
    assert found >= due
    if stood_from > due:
        assert found == due, "what was over stays as it was"
    else:
        pauses = [(stood_from, on - timedelta(days=1))] if stood else []
        assert found == due_on(duty, starts_on=start, pauses=pauses).on


def test_a_clock_that_goes_on_is_never_due_before_it_goes_on() -> None:
    duty = replace(PACK.duty("confirm_family", NOW.date()), unit="working")
    sunday, saturday, on = date(2026, 9, 13), date(2026, 9, 12), date(2026, 10, 20)
    assert day_after_rest(duty, sunday, stood_from=saturday, on=on) == on
