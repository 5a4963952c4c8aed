"""Days in words, with their doubt."""

from datetime import UTC, date, datetime

import pytest

from kith.ui.dates import birth_in_words, births_in_words, day_in_words

YEAR = (date(2003, 1, 1), date(2003, 12, 31))


def test_a_day_is_said_without_zeros() -> None:
    assert day_in_words(date(2007, 6, 3)) == "3 June 2007"
    assert day_in_words(None) == ""


def test_a_moment_has_its_time_as_the_clock_on_the_wall_shows_it() -> None:
    assert day_in_words(datetime(2007, 6, 3, 13, 2, tzinfo=UTC)) == "3 June 2007, 14:02"


@pytest.mark.parametrize(
    ("given", "earliest", "latest", "words"),
    [
        ("3/6/2007", date(2007, 6, 3), date(2007, 6, 3), "3 June 2007"),
        ("1990", date(1990, 1, 1), date(1990, 1, 1), "1 January 1990 (as registered; may not be the birthday)"),
        ("2003", *YEAR, "2003 (day and month not known)"),
        ("1999-2001", date(1999, 1, 1), date(2001, 12, 31), "between 1999 and 2001"),
        ("March 2004", date(2004, 3, 1), date(2004, 3, 31), "March 2004 (day not known)"),
        ("Feb 2004", date(2004, 2, 1), date(2004, 2, 29), "February 2004 (day not known)"),
        ("03/06/2007", date(2007, 3, 6), date(2007, 6, 3), "6 March 2007 or 3 June 2007 (written “03/06/2007”)"),
        ("spring", date(2004, 3, 5), date(2004, 5, 20), "between 5 March 2004 and 20 May 2004"),
        ("in the war", None, None, "written as “in the war”"),
        ("", None, None, "not known"),
    ],
)
def test_a_birth_is_said_with_what_is_not_known(
    given: str, earliest: date | None, latest: date | None, words: str
) -> None:
    assert birth_in_words(given, earliest, latest) == words


def test_two_sources_are_both_said_and_none_is_preferred() -> None:
    births = [("3 June 2003", date(2003, 6, 3), date(2003, 6, 3)), ("2003", *YEAR), ("2003", *YEAR)]
    assert births_in_words(births) == "3 June 2003; or 2003 (day and month not known)"
    assert births_in_words([]) == "not known"
