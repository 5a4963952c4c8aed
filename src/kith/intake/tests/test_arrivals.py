"""The day on which somebody came, a carer and a home as evidence where a day of birth says little."""

from dataclasses import replace
from datetime import date

import pytest

from kith.intake.linkage import PersonRow, link
from kith.intake.linkage.likeness import Arrival, arrival
from kith.intake.linkage.rows import prepare
from kith.intake.linkage.slips import Odds
from kith.intake.tests.test_rounds import HERE, THERE, people, row


@pytest.mark.parametrize(("other", "is_one"), [("2019-05-14", True), ("2021-11-02", False), ("", False)])
def test_who_came_on_one_day_is_one_person_and_who_came_on_another_is_asked_about(other: str, is_one: bool) -> None:
    rows = [
        row("a", "Amal", born="01/01/2012", arrived_on="2019-05-14", **HERE),
        row("b", "Amal", arrived_on=other, **THERE),
        *(
            row(f"c{n}", "Amal", born=f"{n + 1:02}/06/19{n + 60}", **HERE | {"address": f"{n} Elm Grove"})
            for n in range(9)
        ),
    ]
    assert (frozenset({"a", "b"}) in people(*rows)) is is_one


def test_a_family_tells_the_day_on_which_one_of_it_came() -> None:
    mine, theirs = {date(2019, 5, 14)}, {date(2021, 11, 2)}
    assert arrival(mine, mine | theirs) == Arrival.SAME_DAY
    assert arrival(mine, theirs) == Arrival.ANOTHER_DAY
    assert arrival(mine, set()) == Arrival.UNKNOWN
    mother = row("m", "Selam", born="03/02/1985", file="a", phone="07700 900123", arrived_on="2019-05-14", **HERE)
    child = row("a", "Amal", born="01/01/2012", file="a", phone="07700 900123", **HERE)
    others = [row(f"c{n}", "Amal", born=f"{n + 1:02}/06/19{n + 60}", address=f"{n} Elm Grove") for n in range(9)]
    alone = row("b", "Amal", arrived_on="2019-05-14", **THERE)
    assert frozenset({"a", "b"}) in people(mother, child, alone, *others)
    assert frozenset({"a", "b"}) not in people(child, alone, *others)


def test_a_child_with_a_carer_is_no_rival_to_the_grown_up_of_that_name() -> None:
    grown = row("a", "Amal", born="03/02/1975", relationship="main applicant", **HERE)
    child = row("c", "Amal", born="19/04/2012", guardian="Selam Tesfay", **HERE)
    undated = row("d", "Amal", born="", guardian="Selam Tesfay", **HERE)
    crowd = [row(f"x{n}", f"Name{n}", f"House{n}", address=f"{n} Elm Grove") for n in range(200)]
    assert frozenset({"c", "d"}) in people(grown, child, undated, *crowd)
    assert frozenset({"d"}) in people(grown, child, replace(undated, guardian=""), *crowd)


def test_days_of_arrival_tell_the_less_the_oftener_offices_write_another() -> None:
    usual = Odds.of([]).arrivals
    assert usual[Arrival.SAME_DAY] < usual[Arrival.UNKNOWN] == 1 < usual[Arrival.ANOTHER_DAY]
    muddled = [
        prepare(row(f"{n}{way}", "Amal", person_ref=f"P{n:06}", arrived_on=f"20{10 + way}-03-14"))
        for n in range(100)
        for way in (0, 1)
    ]
    assert Odds.of(muddled).arrivals[Arrival.ANOTHER_DAY] < usual[Arrival.ANOTHER_DAY] / 5
    assert Odds.of(muddled).arrivals[Arrival.SAME_DAY] > usual[Arrival.SAME_DAY]


def test_somebody_of_that_name_who_lives_elsewhere_is_no_rival_to_who_lives_here() -> None:
    here = [
        row("a", "Amal", born="24/09/2013", health_ref="H123456", **HERE),
        row("b", "Tesfay", "Amal", born="04/10/2013", **HERE),
    ]
    another = row("c", "Amal", born="03/10/2013", health_ref="H987654", **THERE)
    crowd = [
        row(
            f"x{n}{word}",
            f"Name{n}",
            word,
            f"{n % 28 + 1:02}/{n % 12 + 1:02}/{1950 + n % 60}",
            address=f"{n} Elm Grove",
        )
        for n in range(100)
        for word in ("Amal", "Tesfay")  # so common that they tie nobody to a family
    ]
    assert frozenset({"a", "b"}) in people(*here, another, *crowd)
    assert {frozenset(key) for key in "abc"} <= people(*here, replace(another, **HERE), *crowd)


DAY, CAME = "14/03/2012", "2019-05-14"


@pytest.mark.parametrize(
    "rows",
    [
        (row("a", "Samir", "Zaman", DAY, **HERE), row("b", "Samira", "Zaman", DAY, **HERE)),
        (row("a", "Amin", "Zaman", DAY, file="f", **HERE), row("b", "Amina", "Zaman", DAY, file="f", **HERE)),
        (row("a", "Adil", "Zaman", DAY, sex="M", **HERE), row("b", "Edil", "Zaman", DAY, sex="F", **HERE)),
        (row("a", "Essa", "Zaman", DAY, sex="M", **HERE), row("b", "Asha", "Zaman", DAY, sex="F", **HERE)),
        (
            row("a", "Noor", "Zaman", DAY, sex="M", file="f", **HERE),
            row("b", "Noor", "Zaman", DAY, sex="F", file="f", **HERE),
        ),
        (row("a", "Noor", "Zaman", DAY, sex="M", **HERE), row("b", "Nour", "Zaman", DAY, sex="F", **THERE)),
        (
            row("a", "Mohammad", "Ahmadi", "01/01/2005", arrived_on=CAME, case_ref="C111111", **HERE),
            row("b", "Mohammad Reza", "Ahmadi", "23/08/2005", arrived_on=CAME, case_ref="D222222", **THERE),
        ),
        (
            row("a", "Mohammad", "Ahmadi", "14/03/2005", arrived_on=CAME, **HERE),
            row("b", "Mohammad Reza", "Ahmadi", "14/03/2006", arrived_on=CAME, **THERE),
        ),
        (
            row("a", "Mohammad", "Ahmadi", "01/01/2005", arrived_on=CAME, case_ref="C111111", **HERE),
            row("b", "Mohammad", "Ahmadi", "01/01/2005", arrived_on=CAME, case_ref="D222222", **THERE),
        ),
        (
            row("a", "Ahmed", "Karimi", "12/04/1987", arrived_on=CAME, case_ref="C111111", **HERE),
            row("b", "Ahmed", "Karimi", "", arrived_on=CAME, case_ref="D222222", **THERE),
        ),
        (row("a", "Ahmed", "Nuri", "04/04/1980", **HERE), row("b", "Ahmed", "Nuri", "", relationship="son", **HERE)),
        (row("a", "Ahmed", "Nuri", DAY, **HERE), row("b", "Ahmed", "Nuri", "", relationship="main applicant", **HERE)),
        (row("a", "Ahmed", "Nuri", "04/04/1980", **HERE), row("b", "Ahmed", "Nuri", "", guardian="Amina Nuri", **HERE)),
        (
            row("a", "Mohammad", "Zaman", "14/03/2011", file="f", case_ref="C111111", **HERE),
            row("b", "Mohammad", "Zaman", "14/03/2012", file="f", case_ref="C111111", **HERE),
        ),
        (
            row("a", "Yusuf", "Zaman", "14/03/2012", guardian="Fatima Ali", case_ref="C111111", **HERE),
            row("b", "Yusuf Omar", "Zaman", "14/03/2013", guardian="Fatima Ali", case_ref="D222222", **THERE),
        ),
        (
            row("a", "Ahmed", "Karimi", "01/01/1990", arrived_on="2018-03-04", case_ref="C111111", **HERE),
            row("b", "Ahmed", "Karimi", "01/01/1990", arrived_on="2019-07-08", case_ref="D222222", **HERE),
        ),
    ],
)
def test_who_shares_a_name_a_day_or_a_journey_with_somebody_is_asked_about(rows: tuple[PersonRow, PersonRow]) -> None:
    crowd = [
        row(f"x{n}", f"Name{n}", f"House{n}", f"{n % 28 + 1:02}/06/{1960 + n % 60}", address=f"{n} Elm Grove")
        for n in range(300)
    ]
    linked = link([*rows, *crowd, row("y", "Younger", "Last", "05/06/2024", address="1 Last Road")])
    assert linked.clusters["a"] != linked.clusters["b"]


def test_of_whom_two_years_of_birth_stand_under_one_number_people_are_asked() -> None:
    years = (("a", "14/03/2006"), ("b", "01/01/1998"))
    (question,) = link([row(key, "Najib", "Qandi", born, person_ref="A1234567", **HERE) for key, born in years]).queue
    assert question.veto == "born_in_other_years"
