"""Relatives as evidence for people: what is joined in rounds, and what is left for people to judge."""

import random
from dataclasses import replace

import pytest

from kith.intake.linkage import PersonRow, Verdict, link
from kith.intake.linkage.likeness import Births, Likeness, Names, births, names
from kith.intake.linkage.rows import prepare
from kith.intake.linkage.slips import Odds
from kith.intake.linkage.spelling import Spellings
from kith.intake.linkage.sure import ALONE, APART, AT_HOME, CHANCE, DAY_ALONE, FAMILY, KIN, NEAR, are_two, fits, is_sure
from kith.intake.normalise import births as read
from kith.intake.normalise import name

HERE, THERE = {"address": "46 High Street", "postcode": "ZF8 2BT"}, {"address": "9 Mill Lane", "postcode": "ZA1 1AA"}
PLAIN = Spellings({})
FIRM = Likeness(
    names=Names.SAME, least_names=Names.SAME, births=Births.SAME_DAY, worst=Births.SAME_DAY, shares_home=False, is_near=False,
    shares_number=False, other_sex=False, one_file=False, two_files=False, clashes=False, one_given=True, like_given=True,
    shares_given=True, one_year=True, written_apart=False, other_case=False, other_number=False, other_carer=False,
    may_be_kin=False,
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
        row("a4", "Amal", born="17/04/2013", file="a", **HERE),
        row("b", "Amal", born="18/04/2012", **HERE),
    ]
    assert frozenset({"b"}) in people(*rows)


def test_one_whole_name_twice_in_one_file_with_a_slip_in_the_day_is_one_child_and_another_day_is_asked_about() -> None:
    twice = [*household("a"), row("a4", "Amal", born="17/04/2012", file="a", **HERE)]
    assert frozenset({"a2", "a4"}) in people(*twice)
    other = [*household("a"), row("a4", "Amal", born="02/11/2012", file="a", **HERE)]
    assert frozenset({"a2"}) in people(*other)


@pytest.mark.parametrize("other", ["17/04/2012", "20/04/2012", "19/05/2012", "01/01/2012", "01/01/2013", ""])
def test_cousins_of_one_name_whom_two_files_name_are_asked_about(other: str) -> None:
    def of(file: str) -> list[PersonRow]:
        return [*household(file), row(f"{file}4", "Amal", born=other, file=file, **HERE)]

    found = people(*of("a"), *of("b"))
    assert not any({"a2", "a4"} <= one or {"b2", "b4"} <= one or {"a2", "b4"} <= one for one in found)


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
        ({}, ALONE, DAY_ALONE / 2, True),
        ({}, ALONE, DAY_ALONE, False),
        ({"is_near": True}, ALONE, CHANCE, True),
        ({"is_near": True}, ALONE, CHANCE * NEAR, False),
        ({"shares_home": True}, ALONE, CHANCE / 2, True),
        ({"births": Births.SWAPPED}, ALONE, CHANCE / 2, True),
        ({"births": Births.SWAPPED}, ALONE, CHANCE, False),
        ({"births": Births.YEAR, "worst": Births.YEAR}, ALONE, CHANCE, False),
        ({"one_file": True}, ALONE, DAY_ALONE / 2, False),
        ({}, APART, DAY_ALONE, False),
        ({}, APART, DAY_ALONE / 2, False),
        ({"shares_home": True}, APART, 0.0, False),
        ({"one_file": True}, KIN, 0.0, False),
        ({"births": Births.SHIFTED}, KIN, 0.0, True),
        ({"births": Births.YEAR}, KIN, 0.0, False),
        ({"clashes": True}, FAMILY, 0.0, False),
        ({"clashes": True, "shares_number": True}, FAMILY, 0.0, False),
        ({"shares_number": True, "births": Births.YEAR}, APART, 9.0, True),
        ({"shares_number": True, "births": Births.UNKNOWN}, APART, 9.0, True),
        ({"shares_number": True, "births": Births.UNKNOWN, "names": Names.CLOSE}, APART, 9.0, False),
        ({"shares_number": True, "births": Births.SHIFTED, "one_file": True, "names": Names.CLOSE}, APART, 9.0, False),
        ({"shares_number": True, "births": Births.OTHER_DAY}, FAMILY, 0.0, True),
        ({"shares_number": True, "births": Births.OTHER_DAY, "names": Names.SLIPS}, FAMILY, 0.0, False),
        ({"other_sex": True}, FAMILY, 0.0, False),
        ({"other_sex": True, "shares_home": True}, FAMILY, 0.0, True),
        ({"other_sex": True}, ALONE, 0.0, False),
        ({"other_sex": True, "shares_home": True}, ALONE, 0.0, False),
        ({"other_sex": True, "shares_home": True, "written_apart": True}, FAMILY, 0.0, False),
        ({"other_case": True}, ALONE, 0.0, False),
        ({"other_case": True, "shares_number": True}, ALONE, 0.0, True),
        ({"other_case": True}, FAMILY, 0.0, True),
        ({"other_sex": True, "names": Names.PART, "one_given": False, "like_given": False}, ALONE, 0.0, False),
        ({"other_sex": True, "births": Births.SWAPPED, "worst": Births.SWAPPED}, ALONE, 0.0, False),
        ({"other_sex": True, "one_file": True}, ALONE, 0.0, False),
        ({"other_sex": True}, APART, 0.0, False),
        ({"births": Births.UNKNOWN, "is_near": True}, ALONE, AT_HOME / 2, True),
        ({"births": Births.UNKNOWN, "shares_home": True}, ALONE, AT_HOME, False),
        ({"births": Births.UNKNOWN, "shares_home": True, "names": Names.SLIPS}, ALONE, 0.0, False),
        ({"births": Births.UNKNOWN}, FAMILY, AT_HOME / 2, True),
        ({"births": Births.UNKNOWN}, FAMILY, AT_HOME, False),
        ({"births": Births.UNKNOWN, "is_near": True}, FAMILY, AT_HOME, True),
        ({"births": Births.UNKNOWN, "is_near": True}, FAMILY, CHANCE, False),
        ({"births": Births.UNKNOWN, "names": Names.SLIPS}, FAMILY, 0.0, False),
        ({"births": Births.UNKNOWN, "one_file": True}, FAMILY, 0.0, False),
        ({"births": Births.UNKNOWN}, ALONE, 0.0, False),
        ({"other_sex": True, "is_near": True, "births": Births.ONE_DIGIT}, FAMILY, 0.0, False),
        ({"other_sex": True, "is_near": True, "births": Births.SWAPPED}, FAMILY, 0.0, True),
        ({"other_sex": True, "is_near": True, "births": Births.ONE_DIGIT, "names": Names.SLIPS}, FAMILY, 0.0, False),
        ({"births": Births.SHIFTED, "worst": Births.SHIFTED, "one_file": True}, FAMILY, 0.0, False),
        (
            {"births": Births.SHIFTED, "worst": Births.SHIFTED, "one_file": True, "names": Names.SLIPS},
            FAMILY,
            0.0,
            False,
        ),
        ({"births": Births.UNKNOWN, "shares_home": True}, FAMILY, 0.0, True),
        ({"births": Births.UNKNOWN, "shares_home": True}, FAMILY, AT_HOME, False),
        ({"births": Births.UNKNOWN, "shares_home": True, "one_file": True}, FAMILY, 0.0, False),
        ({"births": Births.OTHER_DAY, "worst": Births.OTHER_DAY, "shares_home": True}, FAMILY, 0.0, False),
        ({"births": Births.NEXT_YEAR, "worst": Births.NEXT_YEAR, "shares_home": True}, FAMILY, 0.0, True),
        ({"births": Births.NEXT_YEAR, "worst": Births.NEXT_YEAR, "shares_home": True}, FAMILY, AT_HOME, False),
        ({"births": Births.UNKNOWN, "shares_home": True, "may_be_kin": True}, FAMILY, 0.0, False),
        ({"may_be_kin": True}, FAMILY, 0.0, True),
        ({"births": Births.YEAR, "names": Names.PART}, FAMILY, 0.0, True),
        ({"births": Births.YEAR, "names": Names.PART, "one_given": False, "like_given": False}, FAMILY, 0.0, False),
        ({"names": Names.PART, "one_given": False, "like_given": False}, FAMILY, 0.0, True),
        ({"names": Names.PART, "one_given": False, "like_given": False, "one_file": True}, FAMILY, 0.0, False),
        ({"other_sex": True, "shares_home": True, "one_file": True}, FAMILY, 0.0, False),
        (
            {"other_sex": True, "shares_home": True, "names": Names.PART, "one_given": False, "like_given": False},
            FAMILY,
            0.0,
            False,
        ),
        ({"names": Names.CLOSE}, FAMILY, 0.0, False),
        ({"births": Births.ONE_DIGIT, "worst": Births.ONE_DIGIT, "one_file": True}, FAMILY, 0.0, True),
        (
            {"births": Births.ONE_DIGIT, "worst": Births.ONE_DIGIT, "one_file": True, "one_year": False},
            FAMILY,
            0.0,
            False,
        ),
        (
            {"births": Births.ONE_DIGIT, "worst": Births.ONE_DIGIT, "one_file": True, "two_files": True},
            FAMILY,
            0.0,
            False,
        ),
        ({"births": Births.YEAR, "worst": Births.YEAR, "one_file": True, "two_files": True}, FAMILY, 0.0, False),
        ({"one_file": True, "two_files": True}, FAMILY, 0.0, True),
        ({"births": Births.ONE_DIGIT, "names": Names.PART, "one_file": True}, FAMILY, 0.0, False),
        ({"births": Births.OTHER_DAY, "worst": Births.OTHER_DAY}, FAMILY, 0.0, False),
        ({"worst": Births.OTHER_DAY}, ALONE, 0.0, False),
    ],
)
def test_what_is_sure(changed: dict[str, object], relation: str, others: float, sure: bool) -> None:
    assert is_sure(replace(FIRM, **changed), relation, others) is sure


def test_with_a_given_name_that_is_theirs_alone_the_familys_may_be_written_otherwise() -> None:
    otherwise = replace(FIRM, names=Names.OTHER, clashes=True)
    assert is_sure(otherwise, FAMILY, 0.0, has_own_name=True)
    assert not is_sure(replace(otherwise, births=Births.SHIFTED), FAMILY, 0.0, has_own_name=True)
    assert not is_sure(replace(otherwise, one_file=True, births=Births.SWAPPED), FAMILY, 0.0, has_own_name=True)
    assert is_sure(replace(FIRM, names=Names.CLOSE), FAMILY, 0.0, has_own_name=True)


def test_what_cannot_be_one_and_what_may_be_meant() -> None:
    assert are_two(None)
    assert are_two(replace(FIRM, clashes=True))
    assert are_two(replace(FIRM, one_file=True, births=Births.OTHER_DAY))
    assert not are_two(FIRM)
    assert fits(FIRM)
    assert not fits(replace(FIRM, births=Births.UNKNOWN))
    assert not fits(replace(FIRM, names=Names.CLOSE))


def test_twins_with_a_first_name_in_common_are_asked_about_where_an_office_writes_that_alone() -> None:
    """Tahir Usman and Tahir Imran: an office that writes Tahir may mean either."""
    rows = [
        *household("a"),
        row("a4", "Tahir Usman", born="23/07/2013", file="a", person_ref="P100004", **HERE),
        row("a5", "Tahir Imran", born="23/07/2013", file="a", person_ref="P100005", **HERE),
        row("b", "Tahir", born="22/07/2013", **HERE),
        row("c", "Tahir", born="23/07/2013", **HERE),
    ]
    found = people(*rows)
    assert {frozenset({"b"}), frozenset({"c"})} <= found


CROWD = [
    row(
        f"z{n}",
        f"{given}{n}",
        family,
        f"{1 + n % 28:02}/{1 + n % 12:02}/{1960 + n % 50}",
        address=f"{n} Far Road",
        postcode="Z9 9ZZ",
    )
    for n, (given, family) in enumerate(
        (given, family) for family in ("Ali", "Karimi", "Hassan", "Warsame") for given in [*"BCDFGKLMNPRSTVZ"] * 3
    )
]
DAY = "14/03/2012"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            row("a", "Mohammed Ali", "Karimi", DAY, case_ref="C1", **HERE),
            row("b", "Mohammed Reza", "Karimi", DAY, case_ref="C1", **HERE),
        ),
        (row("a", "Fatima Zahra", "Karimi", DAY, **HERE), row("b", "Fatima Maryam", "Karimi", DAY, **HERE)),
        (
            row("a", "", "", DAY, full_name="Ayaan Abdi Warsame", **HERE),
            row("b", "", "", DAY, full_name="Zahra Abdi Warsame", **HERE),
        ),
        (row("a", "Hassan Abdi", "Warsame", DAY, **HERE), row("b", "Hussein Abdi", "Warsame", DAY, **HERE)),
        (
            row("a", "Mohammed", "Karimi", DAY, file="f", **HERE),
            row("b", "Mohammed Ali", "Karimi", DAY, file="f", **HERE),
        ),
        (row("a", "Noor", "Hassan", DAY, sex="F", **HERE), row("b", "Noor Ali", "Hassan", DAY, sex="M", **HERE)),
        (
            row("a", "Mohammed", "Karimi", "05/06/2011", **HERE),
            row("b", "Mohammed Ali", "Karimi", "06/06/2012", **HERE),
        ),
        (
            row("a", "Hassan", "Ali", "", relationship="main applicant", **HERE),
            row("b", "Abdi Hassan", "Ali", DAY, relationship="son", guardian="Hassan Ali", **HERE),
        ),
        (
            row("a", "Ahmed", "Hassan", "", relationship="main applicant", **HERE),
            row("b", "Ahmed", "Hassan", DAY, relationship="son", **HERE),
        ),
        (row("a", "Maryam", "Ali", "", **HERE), row("b", "Hodan Maryam", "Ali", DAY, **HERE)),
        (
            row("a", "Amina", "Ali", "04/05/2010", person_ref="H12345"),
            row("b", "Zahra", "Ali", "05/05/2010", person_ref="H12345"),
        ),
        (
            row("a", "Bilal Ali", "Omar", "04/05/2010", person_ref="H12345"),
            row("b", "Hamza Ali", "Omar", "", person_ref="H12345"),
        ),
        (
            row("a", "Ahmed", "Hassan", DAY, **HERE),
            row("b", "Ahmed", "Hassan", "27/09/2012", guardian="Omar Hassan", **HERE),
        ),
    ],
)
def test_twins_brothers_cousins_and_fathers_with_sons_are_never_joined(one: PersonRow, other: PersonRow) -> None:
    assert frozenset({"a", "b"}) not in people(one, other, *CROWD)


def test_a_number_typed_once_for_a_brother_makes_no_two_names_one_elsewhere() -> None:
    typed = [row(f"n{given}", given, "Rahimi", "04/06/2010", person_ref="H777777") for given in ("Hasan", "Husain")]
    twins = [row(f"t{given}", given, "Karimi", DAY, case_ref="C1", **HERE) for given in ("Hasan", "Husain")]
    assert {frozenset({"tHasan"}), frozenset({"tHusain"})} <= people(*typed, *twins, *CROWD)


def test_a_family_name_written_by_ear_does_not_part_a_person_from_their_family() -> None:
    rows = [*household("a"), row("b", "Amal", "Kreuzberg Tesfay", **HERE)]
    assert frozenset({"a2", "b"}) in people(*rows)


def test_days_tell_somebody_else_the_less_the_oftener_offices_slip_so() -> None:
    usual = Odds.of([]).births
    assert usual[Births.SAME_DAY] < usual[Births.SWAPPED] < usual[Births.ONE_DIGIT] < usual[Births.SHIFTED] < 1
    assert usual[Births.UNKNOWN] == 1
    numbered = [
        prepare(row(f"{n}{way}", "Amal", born=born, person_ref=f"P{n:06}"))
        for n in range(100)
        for way, born in (("a", "03/04/2012"), ("b", "04/03/2012"))
    ]
    assert Odds.of(numbered).births[Births.SWAPPED] < usual[Births.SWAPPED] / 5


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("19/04/2012", "2012-04-19", Births.SAME_DAY),
        ("03/04/2012", "04/03/2012", Births.SWAPPED),
        ("19/04/2012", "19/04/2013", Births.ONE_DIGIT),
        ("01/09/1997", "22/08/1996", Births.SHIFTED),
        ("26/10/2010", "25/11/2010", Births.SHIFTED),
        ("25/01/2007", "26/12/2006", Births.SHIFTED),
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
        (("Ali Reza", "Ahmadi"), ("Alireza", "Ahmadi"), Names.SAME),
        (("Amal", "Tesfay"), ("Yusuf", "Tesfay"), Names.OTHER),
    ],
)
def test_names_are_laid_beside_each_other_word_by_word(a: tuple[str, str], b: tuple[str, str], level: Names) -> None:
    assert names(name(*a).words, name(*b).words, PLAIN) == names(name(*b).words, name(*a).words, PLAIN) == level


def test_twins_of_whom_one_is_named_in_arabic_letters_are_asked_about() -> None:
    husain = [row(f"a{n}", "Husain", "Ahmad", file=f"f{n}", **HERE) for n in range(2)]
    hasan = row("b", "حسن", "أحمد", file="f3", **HERE)
    linked = link([*husain, hasan])
    assert linked.clusters["b"] != linked.clusters["a0"]
    assert "b" in {key for one in linked.queue for key in (one.a, one.b)}


@pytest.mark.parametrize("born", ["01/01/2012", "18/04/2012"])
@pytest.mark.parametrize("given", ["حسن", "Hasan"])
def test_twins_of_whom_one_was_written_down_under_the_others_number_are_asked_about(given: str, born: str) -> None:
    twins = [
        row("a", "Husain", "Ahmad", person_ref="A8333335", **HERE),
        row("b", given, "Ahmad", born=born, person_ref="A8333335", **HERE),
    ]
    assert is_sure(replace(FIRM, shares_number=True, names=Names.CLOSE), FAMILY, 0.0), "all of one given name"
    assert len(people(*twins)) == 2


def test_one_given_name_and_day_are_asked_about_where_the_names_of_the_families_are_nothing_alike() -> None:
    rows = [
        *(row(f"a{n}", given, "Hodja", born="23/11/1989", **HERE) for n, given in enumerate(("Artan", "Artani"))),
        row("b", "Artan", "Krasniqi", born="23/11/1989", **HERE),
    ]
    linked = link(rows)
    assert linked.clusters["b"] not in (linked.clusters["a0"], linked.clusters["a1"])
    assert "b" in {key for one in linked.queue for key in (one.a, one.b)}


def test_another_sex_under_one_number_is_asked_about() -> None:
    rows = [
        row("a", "Shirzad", "Ahmed", born="01/01/1975", sex="F", person_ref="A8333335", **HERE),
        row("b", "Shirzad", "Atmedi", born="26/05/1975", sex="M", person_ref="A8333335", **THERE),
    ]
    assert [{one.a, one.b} for one in link(rows).queue] == [{"a", "b"}]
    assert not is_sure(replace(FIRM, shares_number=True, other_sex=True, births=Births.YEAR), FAMILY, 0.0)
    assert not is_sure(replace(FIRM, shares_number=True, other_sex=True, names=Names.CLOSE), FAMILY, 0.0)
    assert is_sure(replace(FIRM, shares_number=True, other_sex=True, births=Births.SHIFTED), FAMILY, 0.0)
