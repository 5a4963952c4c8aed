"""Which people are a family: cases, telephones, homes with a name in common; a hotel ties nobody."""

import random

import pytest

from kith.intake.linkage.families import FEW_PEOPLE, MOST_AT_HOME, MOST_PEOPLE, counted, families, household_keys
from kith.intake.linkage.rows import PersonRow, Prepared, prepare

HOME = {"address": "46 High Street", "postcode": "ZF8 2BT"}


def row(key: str, given: str, family: str = "Tesfay", **more: str) -> Prepared:
    return prepare(PersonRow(key=key, file="f", source="s", given=given, family=family, **more))


def homes(*rows: Prepared, people: dict[str, str] | None = None) -> list[str]:
    clusters = {one.key: (people or {}).get(one.key, one.key) for one in rows}
    return ["".join(member.key for member in home.members) for home in families(rows, clusters)]


@pytest.mark.parametrize(
    ("one", "other", "tied"),
    [
        ({"case_ref": "C1"}, {"case_ref": "c 1", "family": "Ali"}, True),
        ({"case_ref": "C1"}, {"case_ref": "C2"}, False),
        ({"phone": "01632 960111"}, {"phone": "+44 1632 960111", "family": "Ali"}, True),
        (HOME, HOME, True),
        ({**HOME, "case_ref": "C1"}, {**HOME, "case_ref": "C2"}, False),
        ({**HOME, "case_ref": "C1"}, HOME, True),
        ({**HOME, "case_ref": "C1", "guardian": "Selam Tesfay"}, {**HOME, "case_ref": "C2"}, True),
        (HOME, {**HOME, "family": "Ali"}, False),
        ({**HOME, "guardian": "Amal Ali"}, {**HOME, "given": "Amal", "family": "Ali"}, True),
        ({"address": "Grange Hotel"}, {"address": "Grange Hotel"}, False),
        ({"address": "Room 3, Grange Hotel"}, {"address": "Room 3, Grange Hotel"}, True),
        ({"address": "Room 3, Grange Hotel"}, {"address": "Room 4, Grange Hotel"}, False),
        ({}, {}, False),
    ],
)
def test_what_ties_two_people(one: dict[str, str], other: dict[str, str], tied: bool) -> None:
    a = row("a", **{"given": "Yonas", **one})
    b = row("b", **{"given": "Selam", **other})
    assert homes(a, b) == (["ab"] if tied else ["a", "b"])


def test_every_row_of_a_person_brings_its_ties() -> None:
    rows = [
        row("a", "Yonas", case_ref="C1"),
        row("b", "Yonas", **HOME),
        row("c", "Selam", **HOME),
        row("d", "X", case_ref="C1"),
    ]
    assert homes(*rows, people={"a": "y", "b": "y"}) == ["abcd"]


def test_a_home_that_fewer_of_a_persons_rows_name_ties_them_to_nobody_there() -> None:
    rows = [
        row("a", "Yonas", **HOME),
        row("b", "Yonas", **HOME),
        row("c", "Yonas", address="7 Mill Lane"),
        row("d", "Selam", address="7 Mill Lane"),
        row("e", "Amal", **HOME),
    ]
    assert homes(*rows, people={"a": "y", "b": "y", "c": "y"}) == ["abce", "d"]
    assert homes(*rows[1:], people={"b": "y", "c": "y"}) == ["bcde"], (
        "one row for each home: neither is the passing one"
    )


def test_a_telephone_that_too_many_use_ties_nobody() -> None:
    rows = [row(chr(97 + n), "Yonas", family=chr(97 + n) * 5, phone="01632 960111") for n in range(MOST_PEOPLE + 1)]
    assert len(homes(*rows)) == MOST_PEOPLE + 1
    assert len(homes(*rows[:-1])) == 1


def test_a_name_that_everybody_bears_says_nothing_about_a_home() -> None:
    crowd = [
        row(f"x{n:03}", "Muhammad", family=f"N{'abcdefghij'[n % 10]}{n}q", phone=f"016329{n:05}") for n in range(60)
    ]
    neighbours = [
        row("a", "Muhammad", family="Ali", birth_date="01/02/1980", **HOME),
        row("b", "Reza", family="Muhammad", birth_date="27/02/2014", **HOME),
    ]
    clusters = {one.key: one.key for one in [*crowd, *neighbours]}
    over = counted([*crowd, *neighbours], clusters)
    assert "muhamad" in over.everyday
    assert len(families(neighbours, clusters, over=over)) == 2
    assert len(families(neighbours, clusters)) == 1, "counted over these two alone it is no everyday name"


def test_a_given_name_that_two_of_one_home_bear_ties_no_family() -> None:
    assert homes(row("a", "Karwan", family="Rasul", **HOME), row("b", "Karwan", family="Karim", **HOME)) == ["a", "b"]
    assert homes(row("a", "Karwan", family="Rasul", **HOME), row("b", "Shilan", family="Rasul", **HOME)) == ["ab"]


def test_who_may_be_one_stands_together_by_a_given_name_too_while_people_are_looked_for() -> None:
    rows = [row("a", "Karwan", family="Rasul", **HOME), row("b", "Karwan", family="Raslu", **HOME)]
    clusters = {one.key: one.key for one in rows}
    assert (len(families(rows, clusters)), len(families(rows, clusters, by_given=True))) == (2, 1)


def test_who_goes_by_one_name_is_of_the_family_that_bears_it() -> None:
    assert homes(row("a", "Rahmani", family="", **HOME), row("b", "Zohra", family="Rahmani", **HOME)) == ["ab"]
    assert homes(row("a", "Zohra", family="Rahmani", **HOME), row("b", "", family="Rahmani", **HOME)) == ["ab"]


def test_a_fathers_given_name_ties_his_childs_family_where_he_may_be_the_father() -> None:
    def tied(father: str, child: str) -> bool:
        return len(homes(row("a", "Haile", family="Abraham", birth_date=father, **HOME),
                         row("b", "Jonas", family="Haile", birth_date=child, **HOME))) == 1  # fmt: skip

    assert tied("01/02/1980", "27/02/2014")
    assert homes(
        row("a", "Haile", "Abraham", birth_date="01/02/1980", **HOME),
        row("b", "Jonas Haile", "", birth_date="27/02/2014", **HOME),
    ) == ["ab"], "a child's whole name in one cell"
    assert not tied("", "27/02/2014"), "nobody knows whether he is older"
    assert not tied("01/02/2001", "27/02/2014"), "a youth of that name"
    assert not tied("27/02/2014", "01/02/1980"), "whose father is younger"


def test_a_home_ties_more_people_than_a_telephone_and_a_house_of_strangers_nobody() -> None:
    def many(number: int, **shared: str) -> list[str]:
        named = [
            "Rasul Karim",
            *("Rasul" if n % 2 else "Karim" for n in range(1, number)),
        ]  # neither is an everyday name
        return homes(*(row(f"k{n:02}", f"Given{n}", family=name, **shared) for n, name in enumerate(named)))

    assert len(many(MOST_AT_HOME, **HOME)) == 1
    assert len(many(MOST_AT_HOME + 1, **HOME)) == MOST_AT_HOME + 1
    assert len(many(MOST_PEOPLE, phone="01632 960111")) == 1
    assert len(many(MOST_PEOPLE + 1, phone="01632 960111")) == MOST_PEOPLE + 1


def test_an_everyday_name_ties_as_the_familys_where_few_live() -> None:
    crowd = [row(f"c{n}", f"Given{n}", family="Ali", address=f"{n} Mill Lane", postcode="ZA1 1AA") for n in range(40)]

    def tied(*home: Prepared) -> bool:
        clusters = {one.key: one.key for one in [*crowd, *home]}
        return len(families(home, clusters, over=counted([*crowd, *home], clusters))) == 1

    assert tied(row("a", "Amal", family="Ali", **HOME), row("b", "Yonas", family="Ali", **HOME))
    assert not tied(row("a", "Ali", family="Reza", **HOME), row("b", "Yonas", family="Ali", **HOME)), (
        "a given name of one"
    )
    full = [row(f"d{n}", f"Other{n}", family=f"Name{n}", **HOME) for n in range(FEW_PEOPLE)]
    assert not tied(row("a", "Amal", family="Ali", **HOME), row("b", "Yonas", family="Ali", **HOME), *full)


def test_a_home_without_its_postcode_is_the_only_one_of_its_name_or_nobodys() -> None:
    bare, other = {"address": HOME["address"]}, {**HOME, "postcode": "ZA1 1AA"}
    rows = [row("a", "Yonas", **HOME), row("b", "Selam", **bare)]
    assert homes(*rows) == ["ab"]
    assert homes(*rows, row("c", "Dawit", **other)) == ["a", "b", "c"]
    assert homes(row("a", "Yonas", **bare), row("b", "Selam", family="Ali", **HOME)) == ["a", "b"]


def test_families_are_the_same_in_any_order_and_each_person_is_in_one() -> None:
    rows = [
        row(
            f"k{n}",
            f"Given{n % 7}",
            family=f"Fam{n % 5}",
            case_ref=f"C{n % 4}" if n % 3 else "",
            **(HOME if n % 2 else {}),
        )
        for n in range(24)
    ]
    clusters = {one.key: f"p{int(one.key[1:]) % 9}" for one in rows}
    shuffled = list(rows)
    random.Random(3).shuffle(shuffled)
    found = families(rows, clusters)
    assert found == families(shuffled, clusters)
    assert sorted(member.key for home in found for member in home.members) == sorted(clusters)
    of = {member.key: n for n, home in enumerate(found) for member in home.members}
    for person in set(clusters.values()):
        assert len({of[key] for key, whose in clusters.items() if whose == person}) == 1


def test_each_member_says_why() -> None:
    clusters = {"a": "a", "b": "b", "c": "c"}
    rows = [row("a", "Yonas", case_ref="C1"), row("b", "Selam", case_ref="C1"), row("c", "Amal")]
    whys = {member.key: member.why for home in families(rows, clusters) for member in home.members}
    assert whys["a"] == whys["b"] == "the same Home Office case"
    assert whys["c"] == "no tie to anyone else is known"


def test_a_row_without_case_phone_and_home_shares_nothing() -> None:
    assert household_keys(row("a", "Amal", postcode="ZF8 2BT")) == []
