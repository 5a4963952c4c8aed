"""What the words of a proposal cover by the dates on record; and figures by council, attacked by somebody who subtracts."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.reporting.rules import (
    CouncilCounts,
    Days,
    PersonDates,
    answer_of,
    bearers_of,
    is_hidden_beside_totals,
    is_small,
    obstacles_to_telling,
    put_together,
    stay_of,
)

ON = date(2026, 9, 1)
SMALLEST, SCHOOL_AGE = 5, 4
CODES = ("residence", "birth_or_school", "child_residence")
TWELVE, THIRTY = Days(date(2014, 5, 1), date(2014, 5, 1)), Days(date(1996, 5, 1), date(1996, 5, 1))


def exact(year: int, month: int = 9, day: int = 1) -> Days:
    return Days(date(year, month, day), date(year, month, day))


def answer(code: str, *people: PersonDates, years: int = 5) -> str:
    return answer_of(bearers_of(code, people, on=ON, school_age=SCHOOL_AGE), years=years, on=ON)


@pytest.mark.parametrize(
    ("came", "said"),
    [
        ((exact(2021),), "covered"),  # five years ago to the day
        ((exact(2021, 9, 2),), "not_covered"),  # tomorrow it will be
        ((Days(date(2021, 1, 1), date(2021, 12, 31)),), "cannot_tell"),  # known to the year
        ((Days(date(2020, 1, 1), date(2020, 12, 31)),), "covered"),
        ((exact(2019), exact(2022)), "cannot_tell"),  # two sources on both sides
        ((exact(2019), exact(2020)), "covered"),  # two sources on one side
        ((), "cannot_tell"),
    ],
)
def test_residence_is_covered_where_every_reading_says_so_and_not_where_none_does(
    came: tuple[Days, ...], said: str
) -> None:
    assert answer("residence", PersonDates(THIRTY, came)) == said


def test_one_person_is_enough_to_cover_a_family_and_each_to_leave_it_open() -> None:
    late, long_ago = PersonDates(THIRTY, (exact(2024),)), PersonDates(THIRTY, (exact(2010),))
    assert answer("residence", late, long_ago) == "covered"
    assert answer("residence", late, late) == "not_covered"
    assert answer("residence", late, PersonDates(THIRTY)) == "cannot_tell"
    assert answer("residence") == "not_covered"


def test_who_was_not_born_yet_has_not_lived_here_whatever_else_is_not_known() -> None:
    assert answer("residence", PersonDates(exact(2023))) == "not_covered"
    assert stay_of(PersonDates(exact(2023), (exact(2020),))).earliest == date(2023, 9, 1)


def test_a_day_by_which_somebody_was_here_counts_and_takes_the_place_of_no_arrival() -> None:
    assert answer("residence", PersonDates(THIRTY, here_by=date(2020, 1, 1))) == "covered"
    assert answer("residence", PersonDates(THIRTY, here_by=date(2024, 1, 1))) == "cannot_tell"
    assert answer("residence", PersonDates(THIRTY, (exact(2024),), here_by=date(2020, 1, 1))) == "cannot_tell"


def test_only_a_child_bears_a_childs_proposal_and_doubt_about_who_is_one_leaves_it_open() -> None:
    came = (exact(2015),)
    maybe = Days(date(2008, 1, 1), date(2008, 12, 31))
    assert answer("child_residence", PersonDates(THIRTY, came), years=7) == "not_covered"
    assert answer("child_residence", PersonDates(TWELVE, came), years=7) == "covered"
    assert answer("child_residence", PersonDates(maybe, came), years=7) == "cannot_tell"
    assert answer("child_residence", PersonDates(Days(), came), years=7) == "cannot_tell"
    assert answer("child_residence", PersonDates(exact(2020)), years=7) == "not_covered"  # six years old


def test_school_counts_from_its_own_first_word_and_not_before_a_child_was_old_enough() -> None:
    came = (exact(2018),)
    assert answer("birth_or_school", PersonDates(TWELVE, came, school_on=date(2021, 8, 20))) == "covered"
    assert answer("birth_or_school", PersonDates(TWELVE, came, school_on=date(2025, 8, 20))) == "cannot_tell"
    assert answer("birth_or_school", PersonDates(TWELVE, (exact(2022),), school_on=date(2025, 8, 20))) == "not_covered"
    young = Days(date(2020, 5, 1), date(2020, 5, 1))  # four in May 2024
    assert answer("birth_or_school", PersonDates(young, (exact(2021),), school_on=date(2021, 9, 2))) == "not_covered"
    assert (
        answer("birth_or_school", PersonDates(young, (exact(2021),), school_on=date(2021, 9, 2)), years=2) == "covered"
    )


def test_birth_here_is_never_shown_and_ruled_out_only_by_a_later_arrival() -> None:
    newborn = exact(2026, 3)
    assert answer("birth_or_school", PersonDates(newborn)) == "cannot_tell"
    assert answer("birth_or_school", PersonDates(newborn, (exact(2026, 5),))) == "not_covered"
    assert (
        answer("birth_or_school", PersonDates(newborn, (Days(date(2026, 1, 1), date(2026, 12, 31)),))) == "cannot_tell"
    )


DAY = st.dates(date(2000, 1, 1), date(2026, 9, 1))
DAYS = st.one_of(st.builds(lambda a, n: Days(a, a + timedelta(n)), DAY, st.integers(0, 800)), st.just(Days()))
KNOWN = st.builds(lambda a, n: Days(a, a + timedelta(n)), DAY, st.integers(0, 800))
PEOPLE = st.lists(
    st.builds(
        PersonDates,
        born=DAYS,
        came=st.lists(KNOWN, max_size=2).map(tuple),
        here_by=st.none() | DAY,
        school_on=st.none() | DAY,
    ),
    max_size=4,
)
RANK = {"covered": 2, "cannot_tell": 1, "not_covered": 0}


@given(
    code=st.sampled_from(CODES),
    people=PEOPLE,
    years=st.integers(1, 19),
    on=st.dates(date(2024, 2, 1), date(2027, 3, 1)),
)
def test_more_years_never_cover_more(code: str, people: list[PersonDates], years: int, on: date) -> None:
    bearers = bearers_of(code, people, on=on, school_age=SCHOOL_AGE)
    fewer, more = answer_of(bearers, years=years, on=on), answer_of(bearers, years=years + 1, on=on)
    assert RANK[more] <= RANK[fewer]


@given(came=st.lists(KNOWN, min_size=1, max_size=3), years=st.integers(1, 19), n=st.integers(0, 800))
def test_where_something_can_be_told_each_reading_by_itself_tells_the_same(
    came: list[Days], years: int, n: int
) -> None:
    said = answer("residence", PersonDates(came=tuple(came)), years=years)
    days = [day for one in came for day in (one.earliest, one.latest) if day]
    single = {answer("residence", PersonDates(came=(Days(day, day),)), years=years) for day in days}
    assert single == {said} if said != "cannot_tell" else len(single) == 2


@given(people=PEOPLE, more=PEOPLE, code=st.sampled_from(CODES))
def test_another_person_never_makes_a_family_less_covered(
    people: list[PersonDates], more: list[PersonDates], code: str
) -> None:
    assert RANK[answer(code, *people)] <= RANK[answer(code, *people, *more)]


NUMBERS = st.tuples(st.integers(0, 14), st.integers(0, 30), st.integers(0, 20))
COUNCILS = st.lists(
    st.builds(CouncilCounts, st.tuples(NUMBERS, NUMBERS, NUMBERS), st.tuples(st.integers(0, 9))), min_size=1, max_size=5
)


@given(COUNCILS)
def test_what_is_told_by_council_leaves_every_small_number_open(councils: list[CouncilCounts]) -> None:
    hidden = put_together(councils, SMALLEST)
    if hidden is None:
        return
    assert len(hidden) < len(councils)
    for n, one in enumerate(councils):
        assert n in hidden or not is_small(one, SMALLEST)
    for unit in range(3):
        rows = [[answer[unit] for answer in councils[n].answers] for n in sorted(hidden)]
        for place, row in enumerate(rows):
            for column, count in enumerate(row):
                if 0 < count < SMALLEST:
                    assert _possible(rows, place, column) >= SMALLEST


def _possible(rows: list[list[int]], place: int, column: int) -> int:
    """How many values a withheld number may have for somebody who knows the sums of columns, and of rows that a letter
    tells, by trying every value and filling up the rest."""
    return sum(_fits(rows, place, column, value) for value in range(sum(row[column] for row in rows) + 1))


def _fits(rows: list[list[int]], place: int, column: int, value: int) -> bool:
    """Whether a table with these sums has `value` there: the rest of its row and column must hold what is left."""
    columns = [sum(of) for of in zip(*rows, strict=True)]
    if sum(rows[place]) < SMALLEST:
        return True  # how many the council has is told by nobody
    left = sum(rows[place]) - value
    others = sum(columns[n] for n in range(3) if n != column)
    room = sum(sum(row) for n, row in enumerate(rows) if n != place)
    return 0 <= left <= others and columns[column] - value <= room


def test_the_sum_of_a_council_would_tell_a_number_that_columns_hide() -> None:
    assert is_hidden_beside_totals([[3, 40, 9], [8, 30, 12]], SMALLEST)
    assert not is_hidden_beside_totals([[3, 40, 0], [0, 30, 0]], SMALLEST)


def test_one_council_alone_is_never_put_together_and_nothing_told_of_it() -> None:
    big = CouncilCounts(((40, 90, 60), (20, 50, 30), (10, 20, 10)))
    small = CouncilCounts(((3, 9, 6), (2, 5, 3), (1, 2, 1)))
    assert put_together([big], SMALLEST) == frozenset()
    assert put_together([big, small], SMALLEST) is None
    assert put_together([big, big, small], SMALLEST) in (frozenset({0, 2}), frozenset({1, 2}))


def test_no_other_table_takes_away_what_hides_how_many_a_council_has() -> None:
    """Of 17, 6, 18 and 1 families: where the one went with the 17 here and with the 6 there, it was 7 less 6."""
    none = (0, 0, 0)
    a, b, small = (
        CouncilCounts((none, none, (17, 34, 17))),
        CouncilCounts(((6, 12, 6), none, none)),
        CouncilCounts((none, none, (1, 2, 1))),
    )
    here = [a, b, CouncilCounts((none, (6, 12, 6), (12, 24, 12))), small]
    there = [a, CouncilCounts((none, none, (6, 12, 6))), CouncilCounts((none, (18, 36, 18), none)), small]
    first, second = put_together(here, SMALLEST), put_together(there, SMALLEST)
    assert first is not None
    assert second is not None
    assert first & second > {3}


def test_councils_that_a_letter_withholds_are_not_told_here() -> None:
    councils = [CouncilCounts(((n, n, n),)) for n in (9, 8, 7, 30)]
    assert put_together(councils, SMALLEST) == frozenset()
    assert put_together(councils, SMALLEST, {0, 1}) == {0, 1}


def test_a_step_to_the_next_number_of_years_counts_like_a_number() -> None:
    assert is_small(CouncilCounts(((40, 90, 60),), (3,)), SMALLEST)
    assert not is_small(CouncilCounts(((40, 90, 60),), (0, 5)), SMALLEST)


def test_where_nothing_can_be_told_nothing_is_published() -> None:
    assert not obstacles_to_telling(True)
    assert [o.code for o in obstacles_to_telling(False)] == ["too_few_families"]
