"""Large registers in DuckDB: the same columns, pairs, weights and vetoes as row by row in Python; few mixed, none twice."""

import itertools
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from click.testing import CliRunner

from kith.intake.linkage import PersonRow, _named_within_another, large, model, vetoes
from kith.intake.linkage.comparable import Comparable, comparable
from kith.intake.linkage.large import files, holding, pairs
from kith.intake.linkage.levels import Weights
from kith.intake.linkage.rows import Prepared, prepare
from kith.intake.linkage.score import score
from kith.intake.tests.test_linkage import HOME, row, rows_and_truth
from kith.intake.tests.test_live_linkage import edges
from kith.site.cli.large import link_files

WEIGHTS = Weights(model.weights())
NAMES = (
    ("Amal", "Tesfay", ""), ("AMAL", "", ""), ("", "Tesfay", ""), ("Tesfay, Amal", "", ""), ("", "TESFAY, Amal Rahma", ""),
    ("", "", "Hassan Ali"), ("", "", "HASSAN, Ali"), ("", "", "Hassan"), ("", "", "Al"), ("Abd al-Rahman", "El Masri", ""),
    ("Al Amin", "ul", ""), ("محمد", "الحسين", ""), ("Łukasz", "Żółć-Nowak", ""), ("O'Neil", "D’Arcy", ""), ("Amal", "Amal", ""),
    ("Bin Ali", "Ali", ""), ("", "", ""), (" Amal ", " Tesfay,", ""), ("A, B", "C", ""), ("Tesfay", "Amal", "HASSAN, Ali"),
    ("3", "Amal 2", ""), ("Ooo", "Ee", ""),
)  # fmt: skip
OTHERS = (
    {"birth_date": "03/04/2007", "sex": "F", "person_ref": "a-12 34", "phone": "+44 (0)7911 123456", "postcode": "zf8 2bt"},
    {"birth_date": "2007-04-03", "sex": "woman", "person_ref": "Ä1", "phone": "123", "address": "Room 4, Park Hotel, 1 High St"},
    {"birth_date": "01/01/2007", "sex": "Male", "health_ref": "H 1", "address": "46 HIGH STREET", "guardian": "Tesfay, Amal"},
    {"birth_date": "2007", "relationship": "Son", "address": "Flat 2/1, 9 Mill Lane", "guardian": "Amal"},
    {"birth_date": "", "relationship": "Principal applicant", "case_ref": "C/9"},
)  # fmt: skip


@contextmanager
def taken_in(rows: list[PersonRow], parts: int = 1) -> Iterator[duckdb.DuckDBPyConnection]:
    """The rows as a large register, each numbered by its place; files in the order in which they are named first."""
    known = list(dict.fromkeys(one.file for one in rows))
    with large.opened() as database:
        with large.Reader(database) as reader:
            for named, same in itertools.groupby(rows, key=lambda one: one.file):
                held = list(same)
                for n in range(parts):
                    some = held[n * len(held) // parts : (n + 1) * len(held) // parts]
                    told = {
                        field: pa.array([getattr(one, field) for one in some], pa.string()) for field in large.FIELDS
                    }
                    reader.take_in(pa.table(told), file=known.index(named) % 250)
        yield database


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> list[PersonRow]:
    return rows_and_truth(tmp_path_factory.mktemp("files"), seed=13, families=120)[0]


def numbered(rows: list[PersonRow]) -> list[Prepared]:
    """The rows as linkage has them one by one, under the numbers that a large register gives them."""
    return [
        prepare(PersonRow(**{name: getattr(one, name) for name in PersonRow.__slots__ if name != "key"}, key=f"{n:08}"))
        for n, one in enumerate(rows)
    ]


@pytest.mark.parametrize("parts", [1, 3])
def test_each_cell_is_read_as_it_is_row_by_row(invented: list[PersonRow], parts: int) -> None:
    odd = [PersonRow("k", "f", "s", *name, **other) for name in NAMES for other in OTHERS]
    for rows in (odd, edges(), invented):
        with taken_in(rows, parts) as database:
            asked = database.execute("select * from rows order by id")
            names = [column[0] for column in asked.description]
            read = [dict(zip(names, line, strict=True)) for line in asked.fetchall()]
        for n, (one, told) in enumerate(zip(map(prepare, rows), read, strict=True)):
            like: Comparable = comparable(one)
            assert told["id"] == n
            for name in (
                "given", "family", "tokens", "bones", "born", "swapped", "year", "sex", "person_ref", "health_ref", "case_ref",
                "phone", "postcode", "building", "room", "shared", "first_january",
            ):  # fmt: skip
                assert told[name] == getattr(like, name), (name, rows[n])
            assert tuple(told["words"]) == like.words
            assert told["written"] == (one.births.written.isoformat() if one.births.written else None)
            assert told["role"] == one.relationship
            assert told["guardian"] == (" ".join(one.guardian.tokens) if len(one.guardian.tokens) > 1 else "")


def found(database: duckdb.DuckDBPyConnection, parts: int = 1, **limits: int) -> list[tuple[int, int]]:
    """Every pair that is compared."""
    pairs.make_keys(database, **limits)
    made: list[tuple[int, int]] = []
    for part in range(parts):
        count = pairs.find_pairs(database, part=part, parts=parts)
        lines = database.execute("select a, b from pairs").fetchall()
        assert len(lines) == count
        made += lines
    return made


def test_without_large_blocks_the_pairs_and_weights_are_splinks(invented: list[PersonRow]) -> None:
    rules = model.Rules(model.weights(), worth_asking=1e-12)
    for rows in (invented, edges()):
        prepared = numbered(rows)
        batch = {(int(one.a), int(one.b)): one.probability for one in score(prepared, rules)}
        with taken_in(rows) as database:
            made = found(database, most_rows=10**6)
            assert len(made) == len(set(made)), "a pair is compared once"
            weight = pairs.weight(rules.learned)
            weighed = database.execute(f"""select a, b, {weight} from
                (select a, b, {pairs.GATHERED} from pairs join rows l on l.id = a join rows r on r.id = b)""").fetchall()
        likely = {(a, b): 1 - 1 / (1 + math.exp2(bits)) for a, b, bits in weighed}
        assert {pair for pair, chance in likely.items() if chance >= rules.worth_asking} == batch.keys()
        assert max(abs(likely[pair] - batch[pair]) for pair in batch) < 1e-9
        for a, b, bits in weighed:
            assert bits == pytest.approx(WEIGHTS.bits(comparable(prepared[a]), comparable(prepared[b])), abs=1e-9)


def test_large_blocks_are_compared_by_a_word_and_parts_find_the_same(invented: list[PersonRow]) -> None:
    prepared = numbered(invented)
    with taken_in(invented) as database:
        whole = found(database, most_rows=10**6)
        fewer = found(database, most_rows=3)
        assert len(fewer) == len(set(fewer))
        assert set(fewer) < set(whole)
        alike = {(a, b) for a, b in whole if set(prepared[a].name.tokens) & set(prepared[b].name.tokens)}
        assert len(alike - set(fewer)) < len(alike) / 100, "who share a word are compared still"
        in_parts = found(database, parts=7, most_rows=3)
        assert set(in_parts) == set(fewer)
        assert set(found(database, parts=5, most_rows=10**6)) == set(whole)


def test_a_block_that_is_too_large_even_by_a_word_is_counted_and_left(invented: list[PersonRow]) -> None:
    rows = [row(f"{n}", "Amal", born="") for n in range(pairs.MOST_REFINED + 1)]
    with taken_in(rows) as database:
        refused = pairs.make_keys(database)
        assert refused == pairs.Refused(2, 2 * math.comb(len(rows), 2)), "by either word"
        assert pairs.find_pairs(database, part=0, parts=1) == 0


def test_the_same_vetoes_stand_as_row_by_row(invented: list[PersonRow]) -> None:
    twins = [
        PersonRow(f"{n}", f"f{n}", "s", given, "Tesfay", birth_date="19/04/2012", relationship=role, **HOME)
        for n, (given, role) in enumerate([("Tahir Usman", "child"), ("Tahir Imran", "child"), ("Tahir", "child"), ("Tahir", "")])
    ]  # fmt: skip
    seen: set[str] = set()
    for rows in (invented, edges(), twins):
        held = numbered(rows)
        born: dict[object, list[Prepared]] = {}
        for one in held:
            for day in one.births.readings:
                born.setdefault(day, []).append(one)
        newest = max((one.births.latest.year for one in held if one.births.latest), default=0)
        young = frozenset(
            one.key for one in held
            if one.relationship == "child" or (one.births.latest and one.births.latest.year >= newest - 18)
        )  # fmt: skip
        with taken_in(rows) as database:
            found(database, most_rows=10**6)
            holding.prepare(database)
            holding.hold(database, pairs.weight(model.weights()), -1e9)
            lines = database.execute("select a, b, vetoes from likely").fetchall()
            apart = set(
                database.execute(f"""select a, b from (select a, b, {pairs.GATHERED} from pairs
                    join rows l on l.id = a join rows r on r.id = b) where {holding.APART}""").fetchall()
            )
        assert lines
        for a, b, mask in lines:
            one, other = held[a], held[b]
            standing = {name for name, (stands, _) in vetoes.ALL.items() if stands(one, other)}
            if _named_within_another(one, other, young, born) or _named_within_another(other, one, young, born):
                standing.add("may_be_twins")
            said = {name for name, bit in holding._BIT.items() if mask & bit}
            seen |= said
            first = next((name for name in vetoes.ALL if name in standing), "")
            assert next((name for name in vetoes.ALL if name in said), "") == first, (rows[a], rows[b])
            if first not in ("another_person_reference", "another_health_number", "no_given_name"):
                assert said == standing, (rows[a], rows[b])
            assert ((a, b) in apart) == vetoes.keeps_apart(one, other), (rows[a], rows[b])
    assert seen == vetoes.ALL.keys(), "a veto was not tried"


def people_of(rows: list[PersonRow]) -> tuple[dict[int, int], large.Told]:
    with taken_in(rows) as database:
        told = large.find_people(database)
        joined = dict(database.execute("select id, person from people").fetchall())
    return {n: joined.get(n, n) for n in range(len(rows))}, told


def test_few_are_missed_and_none_mixed(tmp_path: Path) -> None:
    rows, truth = rows_and_truth(tmp_path, seed=12, families=150)
    people, told = people_of(rows)
    who = [truth.rows[one.key].person for one in rows]
    joined = [(a, b) for a, b in itertools.combinations(range(len(rows)), 2) if people[a] == people[b]]
    true = sum(math.comb(who.count(person), 2) for person in set(who))
    right = sum(who[a] == who[b] for a, b in joined)
    assert right / len(joined) >= 0.999
    assert right / true >= 0.7, "no relatives are asked here"
    assert told.rows == len(rows)
    assert told.people == len(set(people.values()))
    assert people_of(rows) == (people, told), "the same rows give the same answer"


def test_who_hangs_together_by_others_and_contradicts_is_not_one() -> None:
    rows = [
        row("a", "Amal", person_ref="P100001", health_ref="H1"), row("b", "Amal", health_ref="H1"),
        row("c", "Amal", health_ref="H1", person_ref="P777777"),
    ]  # fmt: skip
    people, _ = people_of(rows)
    assert people[0] != people[2]
    assert len(set(people.values())) == 2
    assert len(set(people_of(rows[:2])[0].values())) == 1


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        (row("a", "Amal", **HOME), row("b", "Amal", born="", **HOME), True),
        (row("a", "Amal", **HOME), row("b", "Amal", born="20/04/2012", **HOME), True),
        (row("a", "Amal", **HOME), row("b", "Amal", born="28/09/2012", **HOME), False),
        (row("a", "Amal", relationship="son", **HOME), row("b", "Amal", born="", relationship="father", **HOME), False),
        (row("a", "Amal", guardian="Amal Tesfay", **HOME), row("b", "Amal", born="", **HOME), False),
        (row("a", "Amal", address="1 High Street"), row("b", "Amal", address="9 Mill Lane"), True),
        (row("a", "Amal", address="1 High Street"), row("b", "Amal", born="20/04/2012", address="9 Mill Lane"), False),
        (row("a", "Hassan", **HOME), row("b", "Hussein", **HOME), False),
        (row("a", "Amal", **HOME), row("b", "Amal", "", **HOME), True),
        (row("a", "Amal", **HOME), row("b", "Tesfay", "", **HOME), False),
        (row("a", "Amal", **HOME), row("b", "", "Tesfay", **HOME), False),
        (row("a", "Tesfay", **HOME), row("b", "Tesfay", "", **HOME), False),
        (row("a", "Amal", relationship="mother", **HOME), row("b", "Amal", "", relationship="child", **HOME), False),
    ],
)
def test_what_is_joined_beside_what_is_certain(one: PersonRow, other: PersonRow, is_one: bool) -> None:
    people, _ = people_of([one, other])
    assert (len(set(people.values())) == 1) is is_one


def test_one_name_and_day_are_not_one_person_where_many_bear_the_name() -> None:
    many = [row(f"{n}", "Amal", born=f"{1 + n % 28:02}/{1 + n // 28 % 12:02}/{1950 + n % 60}") for n in range(320)]
    pair = [row("a", "Amal", address="1 High Street"), row("b", "Amal", address="9 Mill Lane")]
    assert len(set(people_of(pair)[0].values())) == 1
    people, told = people_of([*pair, *many])
    assert people[0] != people[1]
    assert told.questions, "people are asked instead"


def test_in_a_larger_register_each_pair_is_less_likely() -> None:
    learned = model.weights()
    assert pairs.for_size(learned, 1_000) == learned
    ten_times = pairs.for_size(learned, 381_820)
    assert pairs.log_odds(learned["prior"]) - pairs.log_odds(ten_times["prior"]) == pytest.approx(math.log2(10))
    with pytest.raises(model.UntrainedModel, match="name: all words alike"):
        pairs.weight({**learned, "levels": {**learned["levels"], "name": {}}} | {"prior": 0.5})


ROLL = "Pupil record;Pupil name;Date of birth;Home address\n"


def test_files_are_read_whatever_they_are_and_written_by_row(tmp_path: Path) -> None:
    (tmp_path / "roll.csv").write_text(
        f'\ufeff{ROLL}S1;"TESFAY, Amal";19/04/2012;"46 High\nStreet"\nS2;"TESFAY, Selam";20/05/2014;\n'
    )
    (tmp_path / "notes.txt").write_text("not a list")
    table = pa.table(
        {"REC": ["H1"], "CHI-LIKE NO": [""], "FORENAME": ["AMAL"], "SURNAME": ["TESFAY"], "BIRTH DATE": ["19/04/2012"],
         "ADDRESS": ["46 High Street"]}
    )  # fmt: skip
    import pyarrow.parquet

    pyarrow.parquet.write_table(table, tmp_path / "health.parquet")
    target, questions = tmp_path / "out" / "people.csv", tmp_path / "out" / "asked.csv"
    target.parent.mkdir()
    done = CliRunner().invoke(link_files, [str(tmp_path), "--to", str(target), "--questions", str(questions)])
    assert done.exit_code == 0, done.output
    assert "3 rows, 2 people" in done.output
    assert target.read_text().splitlines() == [
        "source_file,row,record_id,person", "health.parquet,1,H1,1", "roll.csv,1,S1,1", "roll.csv,2,S2,3",
    ]  # fmt: skip
    assert questions.read_text().splitlines()[0].endswith(",record_id_b,why")


def test_where_nothing_can_be_written_is_said_first(tmp_path: Path) -> None:
    (tmp_path / "roll.csv").write_text(f"{ROLL}S1;a;b;c\n")
    target = tmp_path / "nowhere" / "people.csv"
    done = CliRunner().invoke(link_files, [str(tmp_path), "--to", str(target)])
    assert (done.exit_code, "There is no folder" in done.output) == (1, True)
    target.parent.mkdir()
    target.mkdir()
    assert CliRunner().invoke(link_files, [str(tmp_path), "--to", str(target)]).exit_code == 2
    target.rmdir()
    done = CliRunner().invoke(link_files, [str(target.parent), "--to", str(target)])
    assert (done.exit_code, "no file there to read" in done.output) == (1, True)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("one,two\n1,2\n", "no kind of file"),
        (f"{ROLL}S1;a;b\n", "cannot be read whole"),
        ("", "no kind of file"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_nothing_written(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "roll.csv").write_text(text)
    target = tmp_path / "people.out"
    done = CliRunner().invoke(link_files, [str(tmp_path / "roll.csv"), "--to", str(target)])
    assert done.exit_code == 1
    assert "roll.csv" in done.output
    assert why in done.output
    assert not target.exists()
    assert "Traceback" not in done.output
    (tmp_path / "roll.csv").write_bytes(ROLL.encode() + b"S1;\xff;;\n")
    assert "cannot be read whole" in CliRunner().invoke(link_files, [str(tmp_path), "--to", str(target)]).output


def test_why_people_are_asked_is_said_in_the_words_of_the_vetoes(tmp_path: Path) -> None:
    rows = [row("a", "Amal", **HOME), row("b", "", "Tesfay", **HOME), row("c", "Selam", **HOME)]
    with taken_in(rows) as database:
        told = large.find_people(database)
        asked = database.execute("select a, b, why from questions").fetchall()
    assert [one[2] for one in asked] == [vetoes.ALL["no_given_name"][1]] * told.questions
    assert asked


def test_a_part_at_a_time_of_a_file_is_the_same(tmp_path: Path) -> None:
    lines = "".join(f"S{n};Amal {n};19/04/2012;\n" for n in range(500))
    (tmp_path / "roll.csv").write_text(ROLL + lines)
    heads = dict.fromkeys(ROLL.strip().split(";"), "")
    (whole,) = files.parts(tmp_path / "roll.csv", lambda headings: {name: name for name in heads})
    before, files.BYTES_AT_ONCE = files.BYTES_AT_ONCE, 4_000
    try:
        some = list(files.parts(tmp_path / "roll.csv", lambda headings: {name: name for name in heads}))
    finally:
        files.BYTES_AT_ONCE = before
    assert len(some) > 1
    assert pa.concat_tables(some).to_pylist() == whole.to_pylist()
