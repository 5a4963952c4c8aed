"""One row against many without splink: the same levels, the same probabilities and the same pairs as the batch's."""

import itertools
import math
import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import duckdb
import pytest
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler, Levenshtein

from kith.intake.linkage import PersonRow, model
from kith.intake.linkage.blocks import asked_keys, kept_keys, meet
from kith.intake.linkage.comparable import Comparable, comparable
from kith.intake.linkage.levels import LEVELS, Weights, levels
from kith.intake.linkage.rows import prepare
from kith.intake.linkage.score import columns, score
from kith.intake.tests.test_linkage import row, rows_and_truth

WEIGHTS = Weights(model.weights())


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> list[PersonRow]:
    return rows_and_truth(tmp_path_factory.mktemp("files"), seed=13, families=120)[0]


def by_splinks_conditions(rows: list[PersonRow]) -> dict[tuple[str, str], dict[str, str]]:
    """The label of every comparison for every two rows, as DuckDB reads the model's conditions."""
    cases = []
    for name, said in model.LEVELS.items():
        whens = [f"when {condition} then '{label}'" for label, condition in said if condition]
        cases.append(f"case {' '.join(whens)} else 'else' end as {name}")
    in_order = sorted(rows, key=lambda one: one.key)
    made = columns([prepare(one) for one in in_order])
    with duckdb.connect(":memory:") as database:
        database.register("rows", made)
        sides = ", ".join(f"{side}.{name} as {name}_{side}" for name in made.column_names for side in "lr")
        pairs = f"select {sides} from rows l join rows r on l.key < r.key"
        lines = database.execute(f"select key_l, key_r, {', '.join(cases)} from ({pairs})").fetchall()
    return {(in_order[a].key, in_order[b].key): dict(zip(model.LEVELS, said, strict=True)) for a, b, *said in lines}


# Every value that a condition turns on: nothing, one word, two, swapped, in other letters; days in every kind of reading.
NAMES = (
    ("", ""), ("Amal", ""), ("", "Tesfay"), ("Amal", "Tesfay"), ("Tesfay", "Amal"), ("Amaal", "Tesfai"), ("Aml", "Tsfy"),
    ("Amal Rahma", "Tesfay"), ("Selam", "Tesfay"), ("Amal", "Berhane"), ("Tesfay", "Tesfay"), ("Berhane", "Selam"),
)  # fmt: skip
DAYS = (
    "", "2012", "01/01/2012", "19/04/2012", "18/04/2012", "04/05/2012", "05/04/2012", "2012-04-05", "2012-05-04", "01/01/2013",
    "19/04/2013", "2013", "19/04/1985", "02/01/2012",
)  # fmt: skip
REFERENCES = ("", "P100001", "P100002", "P100010", "P777777", "P10001", "P1000011")
HOMES = (
    {}, {"address": "46 High Street"}, {"address": "46 High Street", "postcode": "ZF8 2BT"}, {"postcode": "ZF8 2BT"},
    {"address": "Room 4, Park Hotel", "postcode": "ZF8 2BT"}, {"address": "Room 5, Park Hotel"}, {"address": "Park Hotel"},
    {"address": "Room 4, Park Hotel", "postcode": "ZA1 1AA"}, {"address": "9 Mill Lane", "postcode": "ZA1 1AA"},
)  # fmt: skip


def edges() -> list[PersonRow]:
    keys = (f"{n:04}" for n in itertools.count())
    rows = [row(next(keys), *name, born=born) for name in NAMES for born in ("", "19/04/2012")]
    rows += [row(next(keys), "Amal", born=born) for born in DAYS]
    rows += [
        row(next(keys), "Amal", person_ref=one, health_ref=one, sex=sex) for one in REFERENCES for sex in ("", "m", "f")
    ]
    rows += [row(next(keys), "Amal", **home) for home in HOMES]
    random.Random(4).shuffle(rows)
    return rows


def test_each_level_is_the_same_in_python_as_in_the_models_conditions(invented: list[PersonRow]) -> None:
    some = random.Random(5).sample(invented, 400)
    seen: dict[str, set[str]] = {name: set() for name in model.LEVELS}
    for rows in (edges(), some):
        made = {one.key: comparable(prepare(one)) for one in rows}
        for (a, b), said in by_splinks_conditions(rows).items():
            assert levels(made[a], made[b]) == levels(made[b], made[a]) == said, (rows, a, b)
            for name, label in said.items():
                seen[name].add(label)
    assert seen == {name: {label for label, _ in said} for name, said in model.LEVELS.items()}, "a level was not tried"


def test_one_slip_of_the_pen_is_seen_wherever_it_is() -> None:
    """The conditions look at parts of a number or day before letters are laid beside each other: no slip may go unseen by it."""
    wrong = random.Random(8)
    rows = []
    for n in range(60):
        number = "".join(wrong.choices("0123456789AB", k=wrong.randint(1, 11)))
        at = wrong.randrange(len(number))
        slips = (
            number[:at] + number[at + 1 :], number[:at] + wrong.choice("0123456789AB") + number[at + 1 :],
            number[:at] + wrong.choice("0123456789AB") + number[at:], number[:at] + number[at : at + 2][::-1] + number[at + 2 :],
        )  # fmt: skip
        day = date(wrong.randint(1940, 2024), wrong.randint(1, 12), wrong.randint(1, 28)).isoformat()
        for k, slip in enumerate((number, *slips)):
            cut = wrong.choice([3, 5, 6, 8, 9])
            born = day[:cut] + wrong.choice("0123") + day[cut + 1 :] if k else day
            rows.append(PersonRow(f"{n:02}-{k}", "one", "registry", person_ref=slip, birth_date=born))
    made = {one.key: comparable(prepare(one)) for one in rows}
    seen: dict[str, int] = defaultdict(int)
    for (a, b), said in by_splinks_conditions(rows).items():
        assert levels(made[a], made[b]) == said, (made[a], made[b])
        seen[said["person_ref"]] += 1
        seen[said["birth"]] += 1
    assert seen["nearly alike"] > 100 < seen["one digit apart"]


def test_each_name_that_is_close_by_letters_is_so_both_ways() -> None:
    words = ["", "a", "ab", *(one for pair in NAMES for one in pair)]
    letters = random.Random(6)
    words += ["".join(letters.choices("amnr", k=letters.randint(1, 9))) for _ in range(900)]
    pairs = [(letters.choice(words), letters.choice(words)) for _ in range(20_000)]
    with duckdb.connect(":memory:") as database:
        said = database.execute(
            "select jaro_winkler_similarity(a, b), damerau_levenshtein(a, b), levenshtein(a, b) from"
            " (select unnest(?) a, unnest(?) b)", [[a for a, _ in pairs], [b for _, b in pairs]],
        ).fetchall()  # fmt: skip
    for (a, b), (close, damerau, plain) in zip(pairs, said, strict=True):
        assert DamerauLevenshtein.distance(a, b) == damerau, (a, b)
        assert Levenshtein.distance(a, b) == plain, (a, b)
        if a and b:
            assert math.isclose(JaroWinkler.similarity(a, b), close, abs_tol=1e-12), (a, b)


def compared(rows: list[Comparable]) -> Iterator[tuple[Comparable, Comparable]]:
    """Each row with those before it that are found by its keys, once."""
    kept: dict[int, list[Comparable]] = defaultdict(list)
    for one in rows:
        found = {other.key: other for key in asked_keys(one) for other in kept[key] if meet(one, other)}
        yield from ((one, other) for other in found.values())
        for key in kept_keys(one):
            kept[key].append(one)


def test_the_same_pairs_with_the_same_probability_as_the_batch(invented: list[PersonRow]) -> None:
    rules = model.Rules(model.weights(), worth_asking=1e-12)
    for rows in (invented, edges()):
        batch = {(one.a, one.b): one.probability for one in score([prepare(one) for one in rows], rules)}
        live = {}
        for one, other in compared([comparable(prepare(one)) for one in rows]):
            if (likely := WEIGHTS.probability(one, other)) >= rules.worth_asking:
                live[min(one.key, other.key), max(one.key, other.key)] = likely
        assert live.keys() == batch.keys()
        assert max(abs(live[pair] - batch[pair]) for pair in batch) < 1e-9


def test_rows_that_the_batch_compares_share_a_key_that_is_kept(invented: list[PersonRow]) -> None:
    made = [comparable(prepare(one)) for one in [*random.Random(7).sample(invented, 250), *edges()]]
    kept = [frozenset(kept_keys(one)) for one in made]
    asked = [frozenset(asked_keys(one)) for one in made]
    for (n, one), (m, other) in itertools.permutations(enumerate(made), 2):
        assert bool(asked[n] & kept[m]) == meet(one, other), "a key kept for nothing, or one that is not"


def test_no_answer_of_the_model_lies_so_close_to_the_line_that_rounding_decides() -> None:
    for line in (model.WORTH_ASKING, model.CERTAIN):
        at = math.log2(line / (1 - line))
        for bits in itertools.product(*(WEIGHTS.of[name].values() for name in LEVELS)):
            assert abs(WEIGHTS.before + sum(bits) - at) > 1e-9


def test_a_row_as_it_is_compared_says_no_more_than_the_model_asks() -> None:
    one = comparable(prepare(row("a", "Amal", born="05/04/2012")))
    assert isinstance(one, Comparable)
    assert (one.born, one.swapped, one.day_month) == ("2012-04-05", "2012-05-04", "04-05")
