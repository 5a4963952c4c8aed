"""What rows say, made comparable; nothing is guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.intake import normalise


@pytest.mark.parametrize(
    ("given_name", "family", "full", "words"),
    [
        ("Amal", "Tesfay", "", (("amal",), ("tasfi",))),
        ("", "", "TESFAY, Amal", (("amal",), ("tasfi",))),
        ("Tesfay, Amal", "", "", (("amal",), ("tasfi",))),
        ("", "", "Amal Tesfay", (("amal",), ("tasfi",))),
        ("Abd al-Rahman", "El Masri", "", (("abdrahman",), ("masri",))),
        ("Ali", "", "", (("ali",), ())),
        ("", "", "", ((), ())),
    ],
)
def test_a_name_is_parted_as_offices_write_it(
    given_name: str, family: str, full: str, words: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    made = normalise.name(given_name, family, full)
    assert (made.given, made.family) == words


@pytest.mark.parametrize(
    ("text", "readings", "year", "first_january"),
    [
        ("25/05/2016", [date(2016, 5, 25)], 2016, False),
        ("03/04/2007", [date(2007, 3, 4), date(2007, 4, 3)], 2007, False),
        ("2007-04-03", [date(2007, 4, 3)], 2007, False),
        ("01/01/1990", [date(1990, 1, 1)], 1990, True),
        ("2003", [], 2003, False),
        ("31/02/2003", [], 2003, False),
        ("3 June 2007", [date(2007, 6, 3)], 2007, False),
        ("June 3, 2007", [date(2007, 6, 3)], 2007, False),
        ("03-SEPT-2007", [date(2007, 9, 3)], 2007, False),
        ("31 June 2007", [], 2007, False),
        ("3 maybe 2007", [], None, False),
        ("between 1999 and 2001", [], None, False),
        ("2016-05-25 18:00:00", [date(2016, 5, 25)], 2016, False),
        ("25/05/2016T00:00", [date(2016, 5, 25)], 2016, False),
        ("42515", [date(2016, 5, 25)], 2016, False),
        ("00001", [], None, False),
        ("99999999999999999999/1/2003", [], 2003, False),
        ("3/4/07", [], None, False),
        ("01/01/0001", [], None, False),
        ("soon", [], None, False),
        ("", [], None, False),
    ],
)
def test_a_date_is_read_in_every_way_it_may_be_meant(
    text: str, readings: list[date], year: int | None, first_january: bool
) -> None:
    made = normalise.births(text)
    assert (list(made.readings), made.year, made.is_first_january) == (readings, year, first_january)


def test_a_year_alone_lies_between_its_first_and_last_day() -> None:
    made = normalise.births("2003")
    assert (made.earliest, made.latest) == (date(2003, 1, 1), date(2003, 12, 31))
    assert normalise.births("").earliest is normalise.births("").latest is None


@pytest.mark.parametrize(
    ("text", "known"), [("F", "f"), ("female", "f"), ("M", "m"), ("weiblich", "f"), ("?", ""), ("", "")]
)
def test_sex_is_what_was_recorded_or_nothing(text: str, known: str) -> None:
    assert normalise.sex(text) == known


def test_numbers_are_compared_without_how_they_are_written() -> None:
    assert normalise.reference(" a 269-57.94 ") == "A2695794"
    assert normalise.phone("+44 (0)1632 960111") == normalise.phone("01632 960 111") != ""
    assert normalise.phone("999") == ""
    assert normalise.postcode("zf8 2bt") == "ZF82BT"


@pytest.mark.parametrize(
    ("text", "building", "room", "is_shared"),
    [
        ("Room 133, Grange Hotel, 58 High Street", "grange hotel 58 high street", "room 133", True),
        ("46 High Street", "46 high street", "", False),
        ("Flat 2, 46 High Street", "46 high street", "flat 2", False),
        ("", "", "", False),
    ],
)
def test_an_address_is_a_building_and_a_room(text: str, building: str, room: str, is_shared: bool) -> None:
    made = normalise.address(text)
    assert (made.building, made.room, made.is_shared) == (building, room, is_shared)


@pytest.mark.parametrize(
    ("text", "known"),
    [("Daughter", "child"), ("main applicant", "adult"), ("Spouse/partner", "adult"), ("lodger", ""), ("", "")],
)
def test_a_relationship_says_adult_child_or_nothing(text: str, known: str) -> None:
    assert normalise.relationship(text) == known


@given(st.text(), st.text(), st.text())
def test_no_text_breaks_it(one: str, two: str, three: str) -> None:
    assert all(word.isascii() for word in normalise.name(one, two, three).tokens)
    for read in (
        normalise.births,
        normalise.sex,
        normalise.reference,
        normalise.phone,
        normalise.address,
        normalise.relationship,
    ):
        read(one)
