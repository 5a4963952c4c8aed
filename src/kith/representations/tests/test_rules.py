"""Who may have a page of their own, what a code is, and what may be answered."""

from datetime import date

import pytest

from kith.representations.rules import (
    PersonFacts,
    digits_of,
    hash_of,
    in_groups,
    is_awaited,
    obstacles_to_answer,
    obstacles_to_giving_access,
)

TODAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (PersonFacts(is_of_family=True, is_child=False, oldest=40), []),
        (PersonFacts(is_of_family=True, is_child=True, oldest=12), []),
        (PersonFacts(is_of_family=True, is_child=True, oldest=None), []),  # in doubt nobody is kept from speaking
        (PersonFacts(is_of_family=True, is_child=True, oldest=11), ["too_young"]),
        (PersonFacts(is_of_family=False, is_child=False, oldest=40), ["not_of_family"]),
    ],
)
def test_a_page_of_ones_own_is_for_the_family_from_twelve_on(facts: PersonFacts, codes: list[str]) -> None:
    for by_childrens_side in (True, False):
        assert [one.code for one in obstacles_to_giving_access(facts, 12, by_childrens_side)] == codes


def test_a_page_that_the_childrens_side_closed_it_alone_opens_again() -> None:
    facts = PersonFacts(is_of_family=True, is_child=False, oldest=40, is_closed=True)
    assert obstacles_to_giving_access(facts, 12, by_childrens_side=True) == ()
    found = obstacles_to_giving_access(facts, 12, by_childrens_side=False)
    assert [one.code for one in found] == ["closed_by_the_childrens_side"]


def test_a_code_is_read_as_it_was_given_however_it_is_typed() -> None:
    assert in_groups("12345678") == "1234 5678"
    for typed in ("1234 5678", " 1234-5678 ", "١٢٣٤٥٦٧٨", "۱۲۳۴ ۵۶۷۸"):
        assert digits_of(typed) == "12345678"
    assert digits_of("none") == ""


def test_a_link_cannot_be_read_from_what_is_kept_of_it() -> None:
    assert len({hash_of("a"), hash_of("b"), hash_of("")}) == 3
    assert "abcdefgh" not in hash_of("abcdefgh")


@pytest.mark.parametrize(
    ("is_met", "has_day", "on", "codes"),
    [
        (False, False, None, []), (False, True, TODAY, []), (True, False, None, ["is_met"]),
        (False, True, date(2026, 8, 31), ["day_is_past"]), (False, True, None, ["day_is_past"]),
    ],
)  # fmt: skip
def test_what_will_happen_has_a_day_to_come_and_nothing_is_answered_twice(
    is_met: bool, has_day: bool, on: date | None, codes: list[str]
) -> None:
    found = obstacles_to_answer(
        words="Yes.", is_met=is_met, is_of_one=True, kind_has_day=has_day, happens_on=on, today=TODAY
    )
    assert [one.code for one in found] == codes


def test_one_answer_goes_to_one_writer() -> None:
    found = obstacles_to_answer(
        words="Yes.", is_met=False, is_of_one=False, kind_has_day=False, happens_on=None, today=TODAY
    )
    assert [one.code for one in found] == ["of_several"]


@pytest.mark.parametrize(
    ("to", "answered", "awaited"),
    [
        ("welfare", [], True), ("welfare", ["welfare"], False), ("decision", [], True), ("decision", ["common"], False),
        ("common", [], True), ("common", ["welfare"], True), ("common", ["decision"], True),
        ("common", ["welfare", "decision"], False), ("common", ["common"], False),
    ],
)  # fmt: skip
def test_an_answer_is_awaited_from_every_side_that_was_written_to(to: str, answered: list[str], awaited: bool) -> None:
    assert is_awaited(to, answered) is awaited
