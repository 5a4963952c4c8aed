"""When judgements count, what rows say, how lines compare."""

import uuid
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.intake.linkage import PersonRow
from kith.intake.rules import (
    Said,
    birth_in_words,
    compared,
    error_in,
    fields_of,
    obstacles_to_judging,
    obstacles_to_taking_back,
    qualified,
    sides_of,
    standing_of,
    verdict_of_people,
    waits_for_second,
)
from kith.protocol.pack import load
from tests.factories import LONG_AGO

A, B, C = (uuid.UUID(int=n) for n in range(1, 4))
VERDICTS = ["same", "different", "unsure"]


def said(*words: tuple[uuid.UUID, str]) -> list[Said]:
    return [Said(by, verdict, LONG_AGO + timedelta(days=n)) for n, (by, verdict) in enumerate(words)]


@pytest.mark.parametrize(
    ("words", "about_adults", "about_a_child"),
    [
        ([], "", ""),
        ([(A, "same")], "same", ""),
        ([(A, "same"), (A, "same")], "same", ""),
        ([(A, "same"), (B, "same")], "same", "same"),
        ([(A, "same"), (B, "different")], "different", ""),
        ([(A, "same"), (B, "different"), (A, "different")], "different", "different"),
        ([(A, "same"), (B, "different"), (C, "same")], "same", "same"),
        ([(A, "unsure"), (B, "unsure")], "unsure", "unsure"),
    ],
)
def test_what_people_say_together(words: list[tuple[uuid.UUID, str]], about_adults: str, about_a_child: str) -> None:
    assert verdict_of_people(said(*words), concerns_child=False) == about_adults
    assert verdict_of_people(said(*words), concerns_child=True) == about_a_child
    assert waits_for_second(said(*words), concerns_child=True) is (bool(words) and not about_a_child)
    assert not waits_for_second(said(*words), concerns_child=False)


@given(st.lists(st.tuples(st.sampled_from([A, B, C]), st.sampled_from(VERDICTS))))
def test_nothing_counts_about_a_child_on_one_persons_word(words: list[tuple[uuid.UUID, str]]) -> None:
    verdict = verdict_of_people(said(*words), concerns_child=True)
    last = dict(words)
    assert not verdict or list(last.values()).count(verdict) >= 2


@pytest.mark.parametrize("before", VERDICTS)
@pytest.mark.parametrize("verdict", VERDICTS)
def test_only_what_people_settled_otherwise_stands_in_the_way(verdict: str, before: str) -> None:
    stands = before != "unsure" and verdict != before
    assert bool(obstacles_to_judging(verdict, before)) is stands
    assert obstacles_to_judging(verdict, "") == ()


def test_a_judgement_is_taken_back_once() -> None:
    assert obstacles_to_taking_back(is_taken_back=False, takes_back=False) == ()
    assert obstacles_to_taking_back(is_taken_back=True, takes_back=False)
    assert obstacles_to_taking_back(is_taken_back=False, takes_back=True)


def test_a_row_is_read_by_the_pack_with_the_side_of_each_column() -> None:
    match = load().source_of(["Pupil record", "Pupil name", "Shoe size"])
    assert match is not None
    assert fields_of(match, ["1", " Amal ", "4"]) == {"row_id": "1", "full_name": "Amal"}
    assert fields_of(match, ["1"]) == {"row_id": "1"}
    assert sides_of(match) == {"row_id": "welfare", "full_name": "welfare"}


@pytest.mark.parametrize(
    ("fields", "cells", "said"),
    [
        ({"given": "Amal"}, ["Amal"], ""),
        ({"native": "አማል"}, ["አማል"], ""),
        ({"birth_date": "2012"}, ["2012"], "names nobody"),
        ({"given": "Amal"}, ["Amal", "\0"], "cannot be kept"),
        ({"given": "Amal"}, ["\ud800"], "cannot be kept"),
        ({"given": "a" * 101}, ["a" * 101], "longer than 100"),
        ({"given": "a", "address": "b" * 201}, [], "longer than 200"),
    ],
)
def test_a_row_that_cannot_become_a_person_says_why(fields: dict[str, str], cells: list[str], said: str) -> None:
    error = error_in(fields, cells)
    assert said in error
    assert bool(error) is bool(said)


@pytest.mark.parametrize(
    ("record_id", "is_shared", "shown"),
    [("R1", False, "R1"), ("R1", True, "f.csv:R1"), ("", False, "f.csv:7"), ("", True, "f.csv:7")],
)
def test_a_row_is_named_by_its_id_or_by_file_and_place(record_id: str, is_shared: bool, shown: str) -> None:
    assert qualified(record_id, "f.csv", 7, is_shared=is_shared) == shown


def row(**fields: str) -> PersonRow:
    return PersonRow(key="k", file="f", source="s", **fields)


@pytest.mark.parametrize(
    ("field", "a", "b", "mark"),
    [
        ("name", {"given": "Mohammed", "family": "Ali"}, {"full_name": "ALI, Muhammad"}, "agrees by sound"),
        ("name", {"given": "Amal", "family": "Ali"}, {"full_name": "ALI, Amal"}, "agrees"),
        ("guardian", {"guardian": "Selam Ali"}, {"guardian": "Salam Ali"}, "agrees by sound"),
        ("name", {"given": "Mohammed", "family": "Ali"}, {"given": "Mohammed", "family": "Reza"}, "partly agrees"),
        ("name", {"given": "Selam", "family": "Tesfay"}, {"given": "Amal", "family": "Ali"}, "differs"),
        ("birth_date", {"birth_date": "03/04/2007"}, {"birth_date": "2007-04-03"}, "partly agrees"),
        ("birth_date", {"birth_date": "2007"}, {"birth_date": ""}, "not known"),
        ("sex", {"sex": "F"}, {"sex": "female"}, "agrees"),
        ("phone", {"phone": "+44 1632 960111"}, {"phone": "01632 960 111"}, "agrees"),
        ("address", {"address": "46 High Street", "postcode": "ZF8 2BT"}, {"postcode": "zf82bt"}, "partly agrees"),
        ("nationality", {"nationality": "ERI"}, {"nationality": "SYR"}, "differs"),
    ],
)
def test_lines_compare_in_words(field: str, a: dict[str, str], b: dict[str, str], mark: str) -> None:
    assert compared(field, row(**a), row(**b)) == mark
    assert compared(field, row(**b), row(**a)) == mark


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("25/05/2016", "25 May 2016"),
        ("03/04/2007", "4 March 2007 or 3 April 2007 (day and month may be swapped)"),
        ("01/01/1990", "1 January 1990 (as registered; may not be the birthday)"),
        ("42515", "25 May 2016 (written as the number 42515)"),
        ("2003", "2003 (day not known)"),
        ("in the spring", "in the spring"),
        ("", ""),
    ],
)
def test_a_date_of_birth_is_shown_with_its_precision(text: str, words: str) -> None:
    assert birth_in_words(text) == words


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        *(("99/99/9999", True), ("not known", True), ("25/05/0016", True), ("", False)),
        *(("25/05/2016", False), ("31/02/2016", False), ("2016", False), ("May 2016", False)),
    ],
)
def test_a_date_of_birth_that_cannot_be_read_is_something_to_look_at(text: str, is_said: bool) -> None:
    said = f"the date of birth “{text}” cannot be read: no age will be known from it" if is_said else ""
    row = {"given": "Amal", "birth_date": text}
    assert standing_of(row, "", None) == ("new", said)
    assert standing_of(row, "", row) == ("unchanged", said)
    changed = "; ".join(filter(None, ("Given name: “A.” before", said)))
    assert standing_of(row, "", row | {"given": "A."}) == ("changed", changed)
    assert standing_of(row, "it names nobody. Fill in a name.", None) == ("refused", "it names nobody. Fill in a name.")
