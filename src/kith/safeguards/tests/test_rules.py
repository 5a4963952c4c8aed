"""The hold until the decision is final: it stands from registration, ends by the calendar alone, and in doubt it stands."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.protocol.pack import load
from kith.protocol.rules import due_on
from kith.safeguards.rules import HoldFacts, hold_over

PACK = load()
REGISTERED = date(2026, 8, 3)
SERVED = date(2026, 9, 1)
LAST = due_on(PACK.duty("challenge_decision", SERVED), starts_on=SERVED).on
DAY = timedelta(days=1)


def test_it_stands_from_the_day_of_registration_and_says_so() -> None:
    hold = hold_over(HoldFacts(REGISTERED), PACK, REGISTERED)
    assert hold.stands
    assert hold.words == "A hold stands since 3 August 2026: the decision is not final."
    assert "Nobody can lift" in hold.meaning
    assert hold.source


@pytest.mark.parametrize(("on", "stands"), [(SERVED, True), (LAST, True), (LAST + DAY, False)])
def test_a_served_decision_is_final_when_the_time_to_challenge_it_is_over(on: date, stands: bool) -> None:
    hold = hold_over(HoldFacts(REGISTERED, served_on=SERVED), PACK, on)
    assert hold.stands is stands
    assert "15 September 2026" in hold.words
    assert "Tribunal Procedure Rules 2014" in hold.source
    assert (hold.until == LAST) is stands


def test_that_it_ended_does_not_read_as_leave_to_act() -> None:
    hold = hold_over(HoldFacts(REGISTERED, served_on=SERVED), PACK, LAST + DAY)
    assert hold.words == (
        "The time to challenge the decision of 1 September 2026 ended on 15 September 2026; "
        "no step may be taken from this alone."
    )
    assert "does not say that a step may be taken" in hold.meaning


def test_where_the_pack_knows_no_time_to_challenge_the_hold_stands() -> None:
    before = date(2007, 6, 4)
    hold = hold_over(HoldFacts(date(2007, 3, 21), served_on=before), PACK, before + timedelta(days=4_000))
    assert hold.stands
    assert "is not known" in hold.words
    assert hold.until is None


@pytest.mark.parametrize(("on", "stands"), [(date(2026, 9, 6), True), (date(2026, 9, 7), False)])
def test_a_case_that_ended_with_an_outcome_for_the_record_has_no_hold_from_that_day(on: date, stands: bool) -> None:
    assert hold_over(HoldFacts(REGISTERED, closed_on=date(2026, 9, 7)), PACK, on).stands is stands


days = st.dates(min_value=date(2007, 3, 21), max_value=date(2035, 12, 31))


@given(days, st.none() | days, st.none() | days, days, st.integers(min_value=0, max_value=4_000))
def test_it_ends_once_and_never_before_there_is_an_answer(
    registered: date, served: date | None, closed: date | None, on: date, later: int
) -> None:
    facts = HoldFacts(registered, served, closed)
    now, then = hold_over(facts, PACK, on), hold_over(facts, PACK, on + timedelta(days=later))
    assert now.stands or not then.stands, "what has ended does not begin again by itself"
    if not now.stands:
        assert (closed is not None and closed <= on) or (served is not None and served < on)
    assert now.words
    assert now.meaning
    assert now.source
