"""Rows of any register into people by weights that they teach themselves: without truth, in any order, and never by a chain."""

import math
import random
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import pytest

from kith.intake.linkage.learned import Column, Kind, find_people
from kith.intake.linkage.learned.groups import by_average, one_of_each
from kith.intake.linkage.learned.homes import find_homes
from kith.intake.linkage.learned.weights import Pattern, learn
from kith.intake.linkage.model import UntrainedModel
from kith.intake.tests.registers import invented

COLUMNS = [
    Column("given", Kind.GIVEN), Column("family", Kind.FAMILY), Column("born", Kind.DATE), Column("number", Kind.NUMBER),
    Column("house", Kind.CODE), Column("street", Kind.TEXT), Column("postcode", Kind.CODE), Column("sex", Kind.CATEGORY),
]  # fmt: skip


def pairs(groups: Sequence[object]) -> set[tuple[int, int]]:
    return {(a, b) for a, b in combinations(range(len(groups)), 2) if groups[a] == groups[b]}


def test_people_are_found_in_a_register_that_nobody_taught_it() -> None:
    rows, people = invented(seed=5)
    found, so = pairs(find_people(rows, COLUMNS, files=["a"] * len(rows)).people), pairs(people)
    assert len(found & so) / len(so) > 0.97
    assert len(found & so) / len(found) > 0.99


def test_the_same_rows_are_the_same_people_in_any_order() -> None:
    rows, _ = invented(seed=6, people=120)
    order = list(range(len(rows)))
    random.Random(1).shuffle(order)
    one = find_people(rows, COLUMNS, files=["a"] * len(rows))
    other = find_people([rows[n] for n in order], COLUMNS, files=["a"] * len(rows))
    assert {(min(order[a], order[b]), max(order[a], order[b])) for a, b in pairs(other.people)} == pairs(one.people)
    assert one.model == other.model


def test_where_a_file_names_a_person_once_no_two_of_its_rows_are_one() -> None:
    rows, people = invented(seed=7, people=200, rows=2)
    seen: Counter[str] = Counter()
    files = [("a", "b")[seen.update([person]) or seen[person] - 1] for person in people]
    found = find_people(rows, COLUMNS, files=files, once_per_file=True).people
    assert all(files[a] != files[b] for a, b in pairs(found))
    assert len(pairs(found) & pairs(people)) / len(pairs(people)) > 0.97


def test_the_model_says_what_it_was_learned_from_and_what_every_answer_weighs() -> None:
    rows, _ = invented(seed=8, people=120)
    model = find_people(rows, COLUMNS, files=["a"] * len(rows)).model
    assert model["version"] == "learned-1"
    assert model["learned_from"].startswith(f"{len(rows)} rows at hand, sha256 ")
    assert set(model["levels"]) == {*(column.name for column in COLUMNS), "order"}
    for level in model["levels"].values():
        for which in ("m", "u", "of one home"):
            assert sum(shares[("m", "u", "of one home").index(which)] for shares in level.values()) == pytest.approx(
                1, abs=1e-5
            )
    rows[0] = rows[0] | {"given": "another"}
    assert find_people(rows, COLUMNS, files=["a"] * len(rows)).model["learned_from"] != model["learned_from"]


def test_a_column_that_no_two_rows_have_is_refused_rather_than_counted_for_nothing() -> None:
    rows, _ = invented(seed=8, people=60)
    with pytest.raises(UntrainedModel, match="nickname"):
        find_people(rows, [*COLUMNS, Column("nickname", Kind.TEXT)], files=["a"] * len(rows))


@pytest.mark.parametrize("rows", [[], [{"given": "amal"}]])
def test_nothing_can_be_learned_from_less_than_two_rows(rows: list[dict[str, str]]) -> None:
    with pytest.raises(UntrainedModel):
        find_people(rows, COLUMNS, files=["a"] * len(rows))


@pytest.mark.parametrize("name", ["order", "Name", "a b", "x; drop table cells", ""])
def test_a_name_that_is_no_column_of_sql_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name"):
        Column(name, Kind.TEXT)


def test_weights_are_those_that_the_pairs_were_drawn_from() -> None:
    dice = random.Random(3)
    true = [(0.9, 0.05, 0.02, 0.02, 0.01), (0.8, 0.1, 0.04, 0.03, 0.03), (0.95, 0.02, 0.01, 0.01, 0.01)]
    other = [(0.02, 0.03, 0.1, 0.15, 0.7), (0.05, 0.05, 0.1, 0.2, 0.6), (0.01, 0.04, 0.05, 0.1, 0.8)]
    counts: Counter[Pattern] = Counter()
    for _ in range(40_000):
        of = true if dice.random() < 0.08 else other
        counts[tuple(dice.choices(range(5), weights)[0] for weights in of)] += 1
    at_random = Counter(tuple(dice.choices(range(5), weights)[0] for weights in other) for _ in range(9_000))
    learned = learn([("a", Kind.GIVEN), ("b", Kind.NUMBER), ("c", Kind.GIVEN)], counts, at_random)
    assert learned.prior == pytest.approx(0.08, abs=0.01)
    for found, so in ((learned.m, true), (learned.u, other)):
        for row, drawn in zip(found, so, strict=True):
            assert row == pytest.approx(drawn, abs=0.03)
    assert learned.odds((0, 0, 0)) == pytest.approx(math.log2(0.08 * 0.684 / (0.92 * 1e-5)), abs=1)


def test_an_answer_that_no_true_pair_gave_weighs_against_and_an_empty_cell_nothing() -> None:
    counts = {(0, 0, 0): 300, (4, 4, 4): 4_000, (2, 4, 0): 500, (-1, 0, 0): 20}
    weights = learn([("a", Kind.GIVEN), ("b", Kind.NUMBER), ("c", Kind.GIVEN)], counts, {(4, 4, 4): 1_000})
    assert weights.odds((2, 0, 0)) < weights.odds((-1, 0, 0)) - 5
    assert weights.odds((0, 0, 0)) > weights.odds((-1, 0, 0))
    assert weights.odds((1, 0, 0)) == pytest.approx(weights.odds((3, 0, 0))), "neither was ever given"


def test_people_of_one_home_are_not_taken_for_one_person_where_few_rows_have_a_number() -> None:
    rows, people = invented(seed=10, people=360, at_home=4)
    for row in rows[1::2]:
        row["number"] = ""
    found, so = pairs(find_people(rows, COLUMNS, files=["a"] * len(rows)).people), pairs(people)
    assert len(found & so) / len(found) > 0.95, "0.18 where learning knows no homes"
    assert len(found & so) / len(so) > 0.98


def test_two_groups_join_by_all_their_pairs_and_not_by_a_chain() -> None:
    chain = [(1, 2, 8.0), (2, 3, 6.0), (1, 3, -12.0)]
    assert by_average(chain, least=-2, unseen=-6, most=12) == {1: 1, 2: 1, 3: 3}
    agreed = [(1, 2, 8.0), (2, 3, 6.0), (1, 3, -1.0)]
    assert by_average(agreed, least=-2, unseen=-6, most=12) == {1: 1, 2: 1, 3: 1}
    assert by_average([(1, 2, 8.0), (2, 3, 1.0)], least=-2, unseen=-6, most=12)[3] == 3, "an unseen pair speaks against"


def test_the_best_pair_comes_first_where_a_file_names_a_person_once() -> None:
    files = {1: "a", 2: "a", 11: "b", 12: "b"}
    scored = [(1, 12, 3.0), (1, 11, 9.0), (2, 11, 8.0), (2, 12, -1.0)]
    assert one_of_each(scored, files, least=-3) == {1: 1, 11: 1, 2: 2, 12: 2}
    assert one_of_each(scored, files, least=0) == {1: 1, 11: 1, 2: 2, 12: 12}


def test_people_of_one_address_live_together_unless_it_is_the_address_of_many() -> None:
    columns = [Column("house", Kind.CODE), Column("street", Kind.TEXT)]
    rows = [
        {"house": "4", "street": "Mill Lane"},
        {"house": "4", "street": "mill  lane"},
        {"house": "9", "street": "Quay"},
    ]
    rows += [{"house": "9", "street": "Quay"}, {"house": "", "street": "Quay"}]
    homes = find_homes(rows, columns, [0, 1, 1, 1, 4])
    assert homes is not None
    assert homes[1] == homes[2] == homes[3] != homes[0], "where most of their rows say"
    assert homes[4] not in homes[:4]
    hotel = find_homes([{"house": "1", "street": "Quay"}] * 40, columns, range(40))
    assert hotel is not None
    assert len(set(hotel)) == 40
    assert find_homes(rows, columns[:1], [0, 1, 1, 1, 4]) is None
