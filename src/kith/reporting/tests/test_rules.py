"""Small numbers: what a letter may say, attacked by someone who can add and take away."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.reporting.rules import CaseFacts, Figures, beside, obstacles_to_publishing, stage_of, withheld

SMALLEST = 5
ROWS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 60)), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        (CaseFacts(False, False, False, False), "to_confirm"),
        (CaseFacts(True, False, False, False), "lead_needed"),
        (CaseFacts(True, True, False, False), "report_needed"),
        (CaseFacts(True, True, True, False), "being_decided"),
        (CaseFacts(True, True, True, True), "served"),
        (CaseFacts(True, True, True, False, is_ended=True), "ended"),
        (CaseFacts(True, False, False, False, is_ended=True), "ended"),
    ],
)
def test_a_case_is_at_the_first_step_still_to_come(facts: CaseFacts, stage: str) -> None:
    assert stage_of(facts) == stage


def test_a_small_number_is_withheld_with_another_so_that_the_total_does_not_tell_it() -> None:
    rows, totals = withheld([[3], [40], [9], [0]], SMALLEST)

    assert rows == ((None,), (40,), (None,), (0,))
    assert totals == (52,)


def test_a_row_is_withheld_whole() -> None:
    rows, _ = withheld([[6, 4], [40, 80], [7, 30]], SMALLEST)

    assert rows == ((None, None), (40, 80), (None, None))


def test_numbers_that_point_at_nobody_are_told() -> None:
    assert withheld([[5, 9], [40, 80]], SMALLEST) == (((5, 9), (40, 80)), (45, 89))


def test_a_total_is_withheld_where_all_rows_together_hide_nothing() -> None:
    assert withheld([[1], [1], [1], [1], [1]], SMALLEST)[1] == (None,)


@given(ROWS)
def test_whoever_takes_what_is_told_from_the_total_is_left_with_many_answers(rows: list[tuple[int, int]]) -> None:
    told, totals = withheld(rows, SMALLEST)

    for column in range(2):
        if (total := totals[column]) is None:
            continue
        hidden = [n for n, row in enumerate(told) if row[column] is None]
        left = total - sum(row[column] or 0 for row in told)
        if any(0 < rows[n][column] < SMALLEST for n in hidden):
            assert _least_answers(len(hidden), left) >= SMALLEST


def _least_answers(numbers: int, left: int) -> int:
    """How many values the best known of the withheld numbers could have, by trying every way to make up what is left."""
    if numbers > 3:
        return left + 1  # too many ways to try; each could be anything up to what is left
    ways = [way for way in product(range(left + 1), repeat=numbers) if sum(way) == left]
    return min(len({way[n] for way in ways}) for n in range(numbers))


@given(ROWS)
def test_nothing_small_is_told_and_nothing_told_is_changed(rows: list[tuple[int, int]]) -> None:
    told, totals = withheld(rows, SMALLEST)

    for row, real in zip(told, rows, strict=True):
        assert row in ((None, None), real)
        assert not any(count is not None and 0 < count < SMALLEST for count in row)
    for column, total in enumerate(totals):
        assert total in (None, sum(row[column] for row in rows))
        assert total is None or not 0 < total < SMALLEST


def test_letters_lie_apart() -> None:
    assert not obstacles_to_publishing(last=None, on=date(2026, 9, 1), days=28)
    assert not obstacles_to_publishing(last=date(2026, 8, 4), on=date(2026, 9, 1), days=28)
    (told,) = obstacles_to_publishing(last=date(2026, 8, 5), on=date(2026, 9, 1), days=28)
    assert "2 September 2026" in told.words


CELLS = st.one_of(st.none(), st.integers(0, 90))
TABLES = st.dictionaries(st.sampled_from(["a", "b", "c", "All"]), st.tuples(CELLS, CELLS), min_size=1)


@given(now=TABLES, last=TABLES)
def test_beside_a_figure_stands_the_last_letters_and_beside_a_withheld_one_none(
    now: dict[str, tuple[int | None, int | None]], last: dict[str, tuple[int | None, int | None]]
) -> None:
    def table(of: dict[str, tuple[int | None, int | None]]) -> Figures:
        return Figures("t", ("Step", "Cases", "Children"), tuple((name, *cells) for name, cells in of.items()))

    found = beside(table(now), table(last), columns=("Cases", "Children"), heading="4 May", none="none")

    assert found.columns == ("Step", "Cases", "Cases\n4 May", "Children", "Children\n4 May")
    for name, cases, cases_then, children, children_then in found.rows:
        assert (cases, children) == now[str(name)], "nothing of this letter is changed"
        for figure, then, place in ((cases, cases_then, 0), (children, children_then, 1)):
            expected = last[str(name)][place] if str(name) in last else "none"
            assert then == (None if figure is None else expected)


def test_a_table_that_the_last_letter_did_not_have_stands_alone() -> None:
    now = Figures("t", ("Step", "Cases"), (("a", 7),))
    assert beside(now, None, columns=("Cases",), heading="4 May", none="none") == now
    assert beside(now, Figures("t", ("Step", "Families"), ()), columns=("Cases",), heading="4 May", none="none") == now
