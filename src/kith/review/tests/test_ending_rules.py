"""When a review may end without a decision, on plain facts: every condition is one obstacle, and without them there is none."""

import uuid
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.protocol.pack import load
from kith.review.rules import (
    EndingFacts,
    EndingWords,
    Parts,
    PutForward,
    obstacles_to_answering_ending,
    obstacles_to_ending,
    obstacles_to_taking_back_ending,
)

TODAY, YESTERDAY = date(2026, 9, 1), date(2026, 8, 31)
PACK = load()
OUTCOMES = frozenset(one.code for one in PACK.endings(TODAY))
FACTS = EndingFacts(
    outcomes=OUTCOMES, reference="KI-0001", tried_on=(), least_tries=3, days_apart=14, was_heard_since=False, unanswered=(),
    has_decision=False,
)  # fmt: skip
DIED = EndingWords(outcome="died", reason="The only applicant has died.", happened_on=TODAY, proof="Certificate 12")
ASKED = replace(DIED, outcome="explicit_withdrawal", asked_by="Selam", asked_on=YESTERDAY, asked_how="at_meeting")
SILENT = replace(DIED, outcome="implicit_withdrawal")
TRIED = replace(FACTS, tried_on=(date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)))
SAME = replace(DIED, outcome="duplicate", other_reference="KI-0002")
SEEN = replace(FACTS, other_is_seen=True)
WORDS = PutForward(uuid.UUID(int=1), "a solicitor", YESTERDAY, False)


def stands(said: EndingWords, facts: EndingFacts = FACTS) -> list[str]:
    return [one.code for one in obstacles_to_ending(said, facts, TODAY)]


def test_each_ending_that_is_shown_stands_in_nobodys_way() -> None:
    assert stands(DIED) == stands(ASKED) == stands(SILENT, TRIED) == stands(SAME, SEEN) == []


@pytest.mark.parametrize(
    ("said", "facts", "code"),
    [
        (DIED, replace(FACTS, has_decision=True), "has_a_decision"),
        (replace(DIED, outcome="leave_granted"), FACTS, "no_such_ending"),
        (replace(DIED, reason="Died."), FACTS, "no_reason"),
        (replace(DIED, proof=" "), FACTS, "no_proof"),
        (replace(DIED, happened_on=date(2026, 9, 2)), FACTS, "day_cannot_be"),
        (replace(ASKED, asked_by=" "), FACTS, "who_asked_not_said"),
        (replace(ASKED, asked_on=None), FACTS, "who_asked_not_said"),
        (replace(ASKED, asked_how=""), FACTS, "who_asked_not_said"),
        (replace(ASKED, happened_on=date(2026, 8, 30)), FACTS, "asked_day_cannot_be"),
        (replace(ASKED, outcome="died"), FACTS, "asked_without_withdrawal"),
        (SILENT, FACTS, "tries_not_made"),
        (SILENT, replace(TRIED, tried_on=TRIED.tried_on[:2] * 2), "tries_not_made"),
        (SILENT, replace(TRIED, tried_on=(*TRIED.tried_on[:2], date(2026, 7, 14))), "tries_not_made"),
        (SILENT, replace(TRIED, was_heard_since=True), "heard_since"),
        (SILENT, replace(TRIED, unanswered=(WORDS,)), "words_unanswered"),
        (DIED, replace(FACTS, unanswered=(WORDS,)), "words_unanswered"),
        (replace(SAME, other_reference=""), SEEN, "other_case_not_said"),
        (replace(SAME, other_reference="KI-0001"), SEEN, "other_case_not_said"),
        (SAME, FACTS, "other_case_not_seen"),
        (SAME, replace(SEEN, other_is_gone=True), "other_case_is_gone"),
        (SAME, replace(SEEN, is_named=True), "is_the_case_that_stands"),
        (replace(DIED, outcome="data_error"), replace(FACTS, is_named=True), "is_the_case_that_stands"),
        (replace(SAME, outcome="died"), SEEN, "other_case_without_duplicate"),
    ],
)
def test_every_condition_is_one_obstacle(said: EndingWords, facts: EndingFacts, code: str) -> None:
    (found,) = obstacles_to_ending(said, facts, TODAY)
    assert found.code == code
    assert all((found.words, found.source, found.who_can_clear))


@given(
    days=st.lists(st.dates(date(2026, 5, 1), date(2026, 8, 1)), max_size=6), apart=st.integers(1, 40),
    needed=st.integers(1, 5), time=st.dates(),
)  # fmt: skip
def test_no_time_however_long_makes_up_for_a_try_nor_one_for_another_close_to_it(
    days: list[date], apart: int, needed: int, time: date
) -> None:
    facts = replace(FACTS, tried_on=tuple(days), least_tries=needed, days_apart=apart)
    is_refused = "tries_not_made" in [one.code for one in obstacles_to_ending(SILENT, facts, time)]
    enough = (sorted(chosen) for chosen in combinations(days, needed))
    assert is_refused != any(all((b - a).days >= apart for a, b in pairwise(chosen)) for chosen in enough)


def test_the_pack_says_how_often_a_family_is_looked_for_and_nothing_less_is_taken() -> None:
    silence = PACK.outcome("implicit_withdrawal", TODAY)
    assert (silence.least_tries, silence.days_apart) == (3, 14)
    assert {one.code for one in PACK.outcomes if one.least_tries or one.days_apart} == {"implicit_withdrawal"}


def test_whoever_answers_has_no_other_part() -> None:
    officer, drafter, weigher, tied, free = (uuid.UUID(int=n) for n in range(1, 6))
    parts = Parts(officer, frozenset({drafter}), frozenset({weigher}), frozenset({tied}))
    for who, code in (
        (drafter, "second_officer_drafted"), (weigher, "second_officer_assessed"), (tied, "has_a_tie"),
    ):  # fmt: skip
        assert [one.code for one in obstacles_to_answering_ending(who, parts, proposed_by=officer)] == [code]
    assert obstacles_to_answering_ending(free, parts, proposed_by=officer) == ()
    assert [one.code for one in obstacles_to_answering_ending(free, parts, proposed_by=free)] == ["proposed_it"]


def test_one_step_back_is_for_whoever_confirmed_and_for_a_manager() -> None:
    confirmer, other = uuid.UUID(int=1), uuid.UUID(int=2)
    given = {"confirmed_by": confirmer, "reason": "Found."}
    assert obstacles_to_taking_back_ending(confirmer, is_manager=False, **given) == ()
    assert obstacles_to_taking_back_ending(other, is_manager=True, **given) == ()
    (found,) = obstacles_to_taking_back_ending(other, is_manager=False, **given)
    assert found.code == "did_not_confirm"
    (found,) = obstacles_to_taking_back_ending(other, is_manager=True, confirmed_by=confirmer, reason=" ")
    assert found.code == "no_reason"
