"""Proposing a lead professional, silences of a chronology, what keeps a report back."""

import uuid
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.welfare.rules import (
    Candidate,
    Next,
    ReportFacts,
    next_for,
    obstacles_to_appointment,
    obstacles_to_release,
    obstacles_to_sending_up,
    propose_lead,
    silences,
)

CANDIDATES = st.lists(
    st.builds(Candidate, st.uuids(), st.integers(0, 20), st.booleans(), st.booleans()),
    max_size=8,
    unique_by=lambda c: c.id,
)
READY = ReportFacts(3, True, False, "p", "b", True, "", True, False)


@given(candidates=CANDIDATES, case=st.uuids())
def test_nobody_with_a_conflict_is_proposed_and_the_family_keeps_whom_it_has(
    candidates: list[Candidate], case: uuid.UUID
) -> None:
    free = {c.id: c for c in candidates if not c.has_conflict}
    proposed = propose_lead(candidates, case=case)
    assert (proposed is None) == (not free)
    if proposed is not None:
        chosen = free[proposed]
        assert chosen.has_this_family == any(c.has_this_family for c in free.values())
        same = [c.children_now for c in free.values() if c.has_this_family == chosen.has_this_family]
        assert chosen.children_now == min(same)


@given(candidates=CANDIDATES, case=st.uuids())
def test_the_order_of_the_candidates_does_not_matter(candidates: list[Candidate], case: uuid.UUID) -> None:
    assert propose_lead(candidates, case=case) == propose_lead(candidates[::-1], case=case)


def test_silences_are_shown_in_words_and_short_ones_are_not() -> None:
    found = silences([date(2025, 1, 1), date(2025, 2, 1), date(2025, 7, 1)], until=date(2025, 8, 1))
    assert [silence.words for silence in found] == ["Nothing recorded, 5 months."]
    assert silences([], until=date(2025, 1, 1)) == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"goes": 0}, "nothing_chosen"),
        ({"views_known": False}, "views_not_recorded"),
        ({"views_go_without_leave": True}, "no_leave_to_share"),
        ({"purpose": " "}, "no_purpose"),
        ({"basis": ""}, "no_purpose"),
        ({"was_told": None}, "told_not_said"),
        ({"was_told": False}, "told_not_said"),
        ({"is_shared_anyway": False, "was_told": False, "why_not_told": "danger"}, "family_has_the_choice"),
        ({"is_released": True}, "already_released"),
        ({"is_with_coordinator": False}, "not_sent_up"),
    ],
)
def test_what_keeps_a_report_back(change: dict[str, object], code: str) -> None:
    assert [o.code for o in obstacles_to_release(replace(READY, **change))] == [code]


def test_a_complete_report_may_go_and_a_family_not_told_needs_a_reason() -> None:
    assert obstacles_to_release(READY) == ()
    assert obstacles_to_sending_up(replace(READY, was_told=False, why_not_told="danger")) == ()


def test_each_reason_against_an_appointment_is_said() -> None:
    found = obstacles_to_appointment(has_current=True, is_in_area=False, is_proposed=False, reason=" ")
    assert [o.code for o in found] == ["has_lead_professional", "not_in_area", "no_reason"]
    assert obstacles_to_appointment(has_current=False, is_in_area=True, is_proposed=True, reason="") == ()


KNOWN = ("has_lead", "is_sent_up", "views_known", "is_asked", "is_assessed")


@given(known=st.fixed_dictionaries({name: st.booleans() for name in KNOWN}))
def test_a_child_without_a_lead_professional_comes_before_all_and_nothing_open_is_passed_over(
    known: dict[str, bool],
) -> None:
    step = next_for(**known)
    assert (step == Next.APPOINT) == (not known["has_lead"])
    done = known["has_lead"] and known["views_known"] and known["is_assessed"]
    assert (step == Next.NOTE) == (done and not known["is_sent_up"] and not known["is_asked"])


@given(days=st.lists(st.dates(date(2000, 1, 1), date(2026, 1, 1)), max_size=9))
def test_silences_never_hide_a_day_on_which_something_is_written(days: list[date]) -> None:
    for silence in silences(days, until=date(2026, 9, 1)):
        assert not any(silence.from_on < day < silence.until_on for day in days)
        assert (silence.until_on - silence.from_on).days > 120
