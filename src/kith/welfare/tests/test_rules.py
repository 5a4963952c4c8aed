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
    OnSharing,
    ReportFacts,
    children_named,
    next_for,
    obstacles_to_appointment,
    obstacles_to_release,
    obstacles_to_sending_up,
    obstacles_to_taking_back_appointment,
    propose_each,
    propose_lead,
    silences,
)

CANDIDATES = st.lists(
    st.builds(Candidate, st.uuids(), st.integers(0, 20), st.booleans(), st.booleans()),
    max_size=8,
    unique_by=lambda c: c.id,
)
SAID = OnSharing(necessity="n", condition="safeguarding", views="v")
READY = ReportFacts(3, True, False, "p", "b", True, "", True, False, said=SAID)


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


def days(*those: date) -> list[tuple[date, date]]:
    return [(day, day) for day in those]


def test_silences_are_shown_in_words_and_short_ones_are_not() -> None:
    found = silences(days(date(2025, 1, 1), date(2025, 2, 1), date(2025, 7, 1)), until=date(2025, 8, 1))
    assert [silence.words for silence in found] == ["Nothing recorded, 5 months."]
    assert silences([], until=date(2025, 1, 1)) == ()


def test_an_event_that_lasted_is_no_silence() -> None:
    assert silences([(date(2025, 1, 1), date(2025, 7, 1))], until=date(2025, 8, 1)) == ()
    assert silences([(date(2025, 1, 1), date(2025, 7, 1)), *days(date(2025, 2, 1))], until=date(2025, 8, 1)) == ()


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
        ({"is_released": True, "is_with_coordinator": False}, "already_released"),
        ({"is_with_coordinator": False}, "not_sent_up"),
        ({"changed": True}, "changed_since_sent_up"),
        ({"views_undecided": True}, "changed_since_sent_up"),
        ({"others_named": ("Bilal",)}, "names_another_child"),
        ({"said": replace(SAID, necessity=" ")}, "no_necessity"),
        ({"said": replace(SAID, condition="")}, "no_condition"),
        ({"said": replace(SAID, views="")}, "no_views_on_sharing"),
        ({"said": replace(SAID, advice="Wait.", advice_from="A lawyer")}, "advice_half_said"),
        ({"said": replace(SAID, advice_on=date(2026, 9, 1))}, "advice_half_said"),
    ],
)
def test_what_keeps_a_report_back(change: dict[str, object], code: str) -> None:
    assert [o.code for o in obstacles_to_release(replace(READY, **change), is_own=False)] == [code]


def test_a_complete_report_may_go_and_a_family_not_told_needs_a_reason() -> None:
    assert obstacles_to_release(READY, is_own=False) == ()
    assert [o.code for o in obstacles_to_release(READY, is_own=True)] == ["own_report"]
    assert obstacles_to_release(replace(READY, undecided=("noted since",)), is_own=False) == ()
    being_assembled = replace(READY, is_with_coordinator=False)
    assert obstacles_to_sending_up(replace(being_assembled, was_told=False, why_not_told="danger")) == ()
    assert [o.code for o in obstacles_to_sending_up(replace(being_assembled, undecided=("Letter",)))] == ["undecided"]
    assert obstacles_to_sending_up(replace(READY, others_named=("Bilal",), why_others_named="twins")) == ()


def test_each_reason_against_an_appointment_is_said() -> None:
    found = obstacles_to_appointment(
        held_by="R. Boyd", is_in_area=False, has_conflict=True, is_proposed=False, reason=" "
    )
    assert [o.code for o in found] == ["has_lead_professional", "not_in_area", "has_part_in_the_review", "no_reason"]
    assert "R. Boyd" in found[0].words
    assert not obstacles_to_appointment(held_by="", is_in_area=True, has_conflict=False, is_proposed=True, reason="")


@given(candidates=CANDIDATES, cases=st.lists(st.uuids(), min_size=1, max_size=6))
def test_proposals_one_after_another_spread_the_children_and_keep_families_together(
    candidates: list[Candidate], cases: list[uuid.UUID]
) -> None:
    candidates = [replace(one, has_this_family=False) for one in candidates]
    asked = [(case, uuid.uuid4()) for case in dict.fromkeys(cases) for _ in range(2)]
    proposed = propose_each(asked, dict.fromkeys(cases, candidates))
    free = [c for c in candidates if not c.has_conflict]
    assert all((one is None) == (not free) for one in proposed)
    for (case, _), (other, _child), one, two in zip(asked, asked[1:], proposed, proposed[1:], strict=False):
        assert case != other or one == two
    now = {c.id: c.children_now for c in free}
    for one in proposed[::2]:  # the first child of each family goes to one of those who have fewest by then
        if one:
            assert now[one] == min(now.values())
            now[one] += 2


NAMES = {"Bilal": ("Bilal Osman", "بلال"), "Al": ("Al Osman",)}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("She plays with Bilal.", ("Bilal",)),
        ("BILAL was there.", ("Bilal",)),
        ("Bilaal's coat", ("Bilal",)),  # as it sounds
        ("مع بلال", ("Bilal",)),
        ("Her brother was there. So was Osman the cat.", ()),  # the family's name is the child's own too
        ("She was bilal-like.", ()),  # no capital: no name
        ("Al will come.", ()),  # two letters are too often another word
        ("", ()),
    ],
)
def test_another_child_is_found_by_name_in_any_spelling_and_script(text: str, named: tuple[str, ...]) -> None:
    assert children_named(text, NAMES, ("Amal Osman",)) == named


@given(text=st.text(max_size=80))
def test_no_text_names_a_child_whose_every_name_is_the_childs_own(text: str) -> None:
    assert children_named(text, {"Amal Osman": ("Amal Osman",)}, ("Osman Amal",)) == ()


@pytest.mark.parametrize(
    ("is_current", "has_written", "codes"),
    [(True, False, []), (True, True, ["has_written"]), (False, True, ["has_ended"])],
)
def test_an_appointment_is_undone_only_while_nothing_rests_on_it(
    is_current: bool, has_written: bool, codes: list[str]
) -> None:
    found = obstacles_to_taking_back_appointment(is_current=is_current, has_written=has_written)
    assert [o.code for o in found] == codes


KNOWN = ("has_lead", "has_two", "is_sent_up", "views_known", "is_asked", "is_assessed", "is_known_there")


@given(known=st.fixed_dictionaries({name: st.booleans() for name in KNOWN}))
def test_a_child_without_a_lead_professional_comes_before_all_and_nothing_open_is_passed_over(
    known: dict[str, bool],
) -> None:
    step = next_for(**known)
    assert (step == Next.APPOINT) == (not known["has_lead"])
    assert (step == Next.SETTLE) == (known["has_lead"] and known["has_two"])
    done = known["has_lead"] and not known["has_two"] and known["views_known"] and known["is_assessed"]
    done = done and not known["is_sent_up"] and not known["is_asked"]
    assert (step == Next.NOTE) == (done and known["is_known_there"])
    assert (step == Next.MAKE_KNOWN) == (done and not known["is_known_there"])


@given(days=st.lists(st.dates(date(2000, 1, 1), date(2026, 1, 1)), max_size=9))
def test_silences_never_hide_a_day_on_which_something_is_written(days: list[date]) -> None:
    for silence in silences([(day, day) for day in days], until=date(2026, 9, 1)):
        assert not any(silence.from_on < day < silence.until_on for day in days)
        assert (silence.until_on - silence.from_on).days > 120
