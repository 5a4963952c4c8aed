"""Relatives as evidence for people: what is joined in rounds, and what is left for people to judge."""

import random
from dataclasses import replace

import pytest

from kith.intake.linkage import PersonRow, Verdict, link
from kith.intake.linkage.likeness import Births, Likeness, Names, births, names
from kith.intake.linkage.rounds import ALONE, APART, CHANCE, FAMILY, KIN, is_sure
from kith.intake.linkage.rows import prepare
from kith.intake.linkage.spelling import CLOSE, OTHER, RESPELLED, SAME, SLIP, Spellings
from kith.intake.normalise import births as read
from kith.intake.normalise import name

HERE, THERE = {"address": "46 High Street", "postcode": "ZF8 2BT"}, {"address": "9 Mill Lane", "postcode": "ZA1 1AA"}
PLAIN = Spellings({})
FIRM = Likeness(
    names=Names.SAME, births=Births.SAME_DAY, worst=Births.SAME_DAY, shares_home=False, is_near=False, shares_number=False,
    other_sex=False, one_file=False, clashes=False,
)  # fmt: skip


def row(key: str, given: str, family: str = "Tesfay", born: str = "19/04/2012", **more: str) -> PersonRow:
    return PersonRow(
        key=key, file=more.pop("file", key), source="s", given=given, family=family, birth_date=born, **more
    )


def people(*rows: PersonRow, verdicts: tuple[Verdict, ...] = ()) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for key, cluster in link(rows, verdicts).clusters.items():
        found.setdefault(cluster, set()).add(key)
    return {frozenset(keys) for keys in found.values()}


def household(of: str, *, moved: bool = False) -> list[PersonRow]:
    """A mother and two children as one office has them."""
    home = THERE if moved else HERE
    return [
        row(f"{of}1", "Selam", born="03/02/1985", file=of, phone="07700 900123", **home),
        row(f"{of}2", "Amal", born="19/04/2012", file=of, phone="07700 900123", **home),
        row(f"{of}3", "Dawit", born="08/11/2015", file=of, phone="07700 900123", **home),
    ]


def test_of_one_family_a_slip_in_the_day_does_not_keep_a_person_apart() -> None:
    rows = [*household("a"), row("b", "Amal", born="18/04/2012", **HERE)]
    assert frozenset({"a2", "b"}) in people(*rows)


def test_with_a_rival_in_the_family_people_are_asked() -> None:
    rows = [
        *household("a"),
        row("a4", "Amal", born="17/04/2012", file="a", **HERE),
        row("b", "Amal", born="18/04/2012", **HERE),
    ]
    assert frozenset({"b"}) in people(*rows)


def test_whom_people_hold_apart_no_round_joins() -> None:
    rows = [*household("a"), row("b", "Amal", born="18/04/2012", **HERE)]
    judged = (Verdict("a2", "b", "different", by_machine=False),)
    assert frozenset({"b"}) in people(*rows, verdicts=judged)


def test_a_family_that_moved_is_known_by_its_relatives() -> None:
    rows = [*household("a"), *(replace(one, phone="07700 900999") for one in household("b", moved=True))]
    assert people(*rows) == {frozenset({f"a{n}", f"b{n}"}) for n in (1, 2, 3)}


def test_the_same_rows_in_any_order_give_the_same_people() -> None:
    rows = [*household("a"), *household("b", moved=True), row("c", "Amal", born="18/04/2012", **HERE)]
    mixed = list(rows)
    random.Random(4).shuffle(mixed)
    assert people(*rows) == people(*mixed)


@pytest.mark.parametrize(
    ("changed", "relation", "others", "sure"),
    [
        ({}, FAMILY, 0.0, True),
        ({}, ALONE, CHANCE / 2, True),
        ({}, ALONE, CHANCE, False),
        ({"is_near": True}, ALONE, CHANCE, True),
        ({"one_file": True}, ALONE, CHANCE / 2, False),
        ({}, APART, CHANCE / 2, False),
        ({}, APART, CHANCE / 100, True),
        ({"births": Births.SHIFTED}, KIN, 0.0, True),
        ({"births": Births.YEAR}, KIN, 0.0, False),
        ({"clashes": True}, FAMILY, 0.0, False),
        ({"clashes": True, "shares_number": True}, FAMILY, 0.0, False),
        ({"shares_number": True, "births": Births.YEAR}, APART, 9.0, True),
        ({"shares_number": True, "births": Births.OTHER_DAY}, FAMILY, 0.0, False),
        ({"other_sex": True}, FAMILY, 0.0, False),
        ({"other_sex": True, "shares_home": True}, FAMILY, 0.0, True),
        ({"other_sex": True, "shares_home": True}, ALONE, 0.0, False),
        ({"births": Births.UNKNOWN}, FAMILY, 0.0, False),
        ({"births": Births.UNKNOWN, "shares_home": True}, FAMILY, 0.0, True),
        ({"births": Births.OTHER_DAY, "worst": Births.OTHER_DAY}, FAMILY, 0.0, False),
        ({"worst": Births.OTHER_DAY}, ALONE, 0.0, False),
    ],
)
def test_what_is_sure(changed: dict[str, object], relation: str, others: float, sure: bool) -> None:
    assert is_sure(replace(FIRM, **changed), relation, others) is sure


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("19/04/2012", "2012-04-19", Births.SAME_DAY),
        ("03/04/2012", "04/03/2012", Births.SWAPPED),
        ("19/04/2012", "19/04/2013", Births.ONE_DIGIT),
        ("01/09/1997", "22/08/1996", Births.SHIFTED),
        ("19/04/2012", "01/01/2012", Births.YEAR),
        ("19/04/2012", "01/01/2013", Births.NEXT_YEAR),
        ("19/04/2012", "23/11/2012", Births.OTHER_DAY),
        ("19/04/2012", "23/11/2013", Births.OTHER_YEAR),
        ("19/04/2012", "01/01/2015", Births.FAR),
        ("29/02/2012", "28/02/2013", Births.SHIFTED),
    ],
)
def test_days_of_birth_are_compared_by_the_slips_that_offices_make(a: str, b: str, level: Births) -> None:
    assert births(read(a), read(b)) == births(read(b), read(a)) == level


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        (("Amal", "Tesfay"), ("Tesfay", "Amal"), Names.SAME),
        (("Tesfay", "Tesfay"), ("Tesfay", "Tesfay"), Names.SAME),
        (("Tesfay", "Tesfay"), ("Amal", "Tesfay"), Names.OTHER),
        (("Amal", "Tesfay"), ("Amal", "Tesfay Kidane"), Names.PART),
        (("Selamawit", "Kidane"), ("Selamawt", "Kidane"), Names.SLIPS),
        (("Amal", ""), ("Amal", "Tesfay"), Names.UNLIKE),
        (("Amal", "Tesfay"), ("Yusuf", "Tesfay"), Names.OTHER),
    ],
)
def test_names_are_laid_beside_each_other_word_by_word(a: tuple[str, str], b: tuple[str, str], level: Names) -> None:
    assert names(name(*a).words, name(*b).words, PLAIN) == names(name(*b).words, name(*a).words, PLAIN) == level


def test_two_spellings_are_learned_where_number_and_day_are_the_same_and_nowhere_else() -> None:
    rows = [
        prepare(row(f"{n}{way}", given, "Kidane", person_ref=number, born=born))
        for n, (number, born) in enumerate((("P100001", "19/04/2012"), ("P200002", "03/02/1985")))
        for way, given in (("a", "Muhammad"), ("b", "Maxamed"))
    ]
    learned = Spellings.of(rows)
    a, b = prepare(row("x", "Muhammad")).name.given[0], prepare(row("y", "Maxamed")).name.given[0]
    assert (learned.alike(a, b), learned.alike(b, a), learned.alike(a, a)) == (RESPELLED, RESPELLED, SAME)
    assert learned.alike("hasan", "husin") != RESPELLED
    unlike = [replace(one, births=read(f"0{n}/05/2001")) for n, one in enumerate(rows, 1)]
    assert Spellings.of(unlike).alike(a, b) in (OTHER, CLOSE), "numbers alone may be mistyped"
    assert PLAIN.alike("kidana", "kidaina") == SLIP
