"""The benchmark's contract: no truth reaches a model, both are printed side by side, and a file never seen can be measured."""

import ast
import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from benchmarks.linkage import __main__ as command
from benchmarks.linkage import agency, asking, fair, million, names, national, reliable, review, truth
from benchmarks.linkage.files import Dataset, date_digits, read
from benchmarks.linkage.one import OURS
from benchmarks.linkage.ours import by_the_rules
from benchmarks.linkage.scoring import Origin, line, twins_merged
from benchmarks.linkage.side import answered
from kith.intake.linkage import PersonRow
from kith.intake.tests.registers import invented

BENCHMARK = Path(command.__file__).parent
HEADINGS = {
    "given": "first_name", "family": "surname", "born": "dob", "number": "soc_sec_id", "house": "street_number",
    "street": "street_name", "postcode": "postcode", "sex": "gender",
}  # fmt: skip


def register(path: Path, truths: Sequence[Sequence[str]]) -> Dataset:
    """An invented register in which every column that holds a truth somewhere holds what is given."""
    rows, _ = invented(seed=9, people=120)
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(
            ["unique_id", "rec_id", "cluster", "simulant_id", "true_person", "true_family", "twin", *HEADINGS.values()]
        )
        for row, said in zip(rows, truths, strict=True):
            out.writerow([*said, *(row[name] for name in HEADINGS)])
    return Dataset(path.stem, (path,))


def test_no_model_sees_a_column_of_truth(tmp_path: Path) -> None:
    _, people = invented(seed=9, people=120)
    told = register(
        tmp_path / "r.csv", [[f"{p}-{n}", f"rec-{p}-dup-{n}", p, p, p, p, "1"] for n, p in enumerate(people)]
    )
    clear, found = read(told), answered(told, OURS).people
    turned = people[::-1]
    poisoned = register(tmp_path / "r.csv", [[p, f"rec-{p}-org", p, p, p, "1", ""] for p in turned])
    assert read(poisoned) == clear, "a register is all that either model is given"
    assert answered(poisoned, OURS).people == found
    assert not {name for cells in clear.cells for name in cells} & {"unique_id", "rec_id", "cluster", "true_person"}


def test_only_what_scores_knows_of_the_truth() -> None:
    for module in ("one", "ours", "tutorial", "files", "asking"):
        tree = ast.parse((BENCHMARK / f"{module}.py").read_text())
        named = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
        names = {part for node in named for part in (getattr(node, "module", "") or "", *(a.name for a in node.names))}
        assert not {name for name in names if name.split(".")[-1] in ("truth", "scoring", "Origin")}, module


def test_a_file_never_seen_is_measured_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, people = invented(seed=9, people=120)
    rows = register(tmp_path / "new.csv", [[str(n), "", "", "", "", "", ""] for n in range(len(people))]).paths[0]
    said = tmp_path / "truth.csv"
    said.write_text("unique_id,person\n" + "".join(f"{n},{p}\n" for n, p in reversed(list(enumerate(people)))))
    assert command.main(["--rows", str(rows), "--truth", str(said), "--json"]) == 0
    lines = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    assert [(one["dataset"], one["model"]) for one in lines] == [("new", "splink tutorial"), ("new", "kith")]
    assert list(lines[0]) == [
        "dataset", "model", "precision", "recall", "f1", "twins_merged", "mixed_clusters", "family_precision",
        "family_recall", "seconds", "peak_mb",
    ]  # fmt: skip
    assert lines[1]["f1"] > 0.97, "by the truth's ids, not by its order"
    assert lines[1]["seconds"] > 0
    assert lines[1]["peak_mb"] > 30


def test_truth_without_an_id_stands_in_the_order_of_the_rows(tmp_path: Path) -> None:
    rows, said = tmp_path / "rows.csv", tmp_path / "truth.csv"
    rows.write_text("surname\na\nb\n")
    said.write_text("person,family,twin\n1,7,1\n2,7,1\n")
    dataset = Dataset("rows", (rows,))
    assert truth.of_files(dataset, [said]) == [Origin("1", "7", True), Origin("2", "7", True)]
    said.write_text("person\n1\n")
    with pytest.raises(SystemExit, match="not as many"):
        truth.of_files(dataset, [said])


def test_what_is_printed_counts_pairs_mixed_people_and_twins() -> None:
    so = [Origin("a", "f", True), Origin("b", "f", True), Origin("c", "g"), Origin("c", "g")]
    one = line("d", "m", [1, 1, 2, 3], [5, 5, 6, 6], so, seconds=1.0, peak_mb=2.0)
    assert (one.precision, one.recall, one.mixed_clusters, one.twins_merged) == (0.0, 0.0, 1, 1)
    assert (one.family_precision, one.family_recall) == (1.0, 1.0)
    assert twins_merged([1, 2, 3, 3], so) == 0
    younger_alone = [Origin("a", "f", True), Origin("b", "f"), Origin("c", "g"), Origin("d", "g")]
    assert twins_merged([1, 1, 2, 2], younger_alone) == 1
    assert twins_merged([1, 2, 1, 2], younger_alone) == 0
    alone = line("d", "m", [1, 2], None, [Origin("a"), Origin("a")], seconds=1.0, peak_mb=2.0)
    assert (alone.recall, alone.twins_merged, alone.family_precision) == (0.0, None, None)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("05/06/1994", "19940506"),
        ("1630-08-01", "16300801"),
        ("19220305", "19220305"),
        ("12042018", "20181204"),
        ("1861", "1861"),
    ],
)
def test_dates_are_read_as_these_files_write_them(text: str, digits: str) -> None:
    assert date_digits(text) == digits


def test_names_alone_are_measured_by_halves_of_which_one_was_never_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "names.csv"
    lines = [f"Person,Anna Weber{'x' * (n % 2)},Anna Weber,true" for n in range(9)]
    path.write_text(
        "schema,name1,name2,is_match\n" + "\n".join([*lines, "Company,Weber,Weber,false", "Person,A B,C D,false"])
    )
    dataset = Dataset("names", (path,))
    looked_at, blind, both = names.measured(dataset, truth.of_dataset(dataset))
    assert (looked_at.count, blind.count, both.count) == (5, 5, 10)
    drawn = names.halves(10)
    assert not {*drawn[names.LOOKED_AT]} & {*drawn[names.BLIND]}
    assert names.halves(548)[names.BLIND][:3] == [283, 276, 318], "drawn as before: the blind half stays blind"
    assert (both.f1, both.precision, both.recall) == (1, 1, 1)
    assert "blind" in names.table("names", [looked_at, blind]).text()
    assert both.again > 0
    assert capsys.readouterr().out == ""


def test_each_group_has_its_recall_its_false_merges_and_an_interval_over_people() -> None:
    def row(key: str, source: str, born: str, sex: str = "", nationality: str = "") -> PersonRow:
        return PersonRow(key, source, source, birth_date=born, sex=sex, nationality=nationality)

    rows = [
        row("1", "home office", "03/04/2010", "F", "SOM"), row("2", "school", "", "F"), row("3", "school", "", "F", "SOM"),
        row("4", "home office", "1985", "M", "SYR"), row("5", "home office", "1985", "Male"),
        row("6", "school", "2016", "M", "SYR"),
    ]  # fmt: skip
    so = [Origin("a"), Origin("a"), Origin("a"), Origin("b"), Origin("b"), Origin("c", culture="arabic")]
    found = {(one.by, one.group): one for one in fair.groups("d", "m", rows, ["x", "x", "y", "z", "z", "y"], so)}
    girl = found["culture", "SOM"]
    assert (girl.people, girl.whole, girl.pairs, girl.recall, girl.false, girl.precision) == (1, 0, 3, 1 / 3, 1, 0.5)
    assert found["sex", "f"].recall == girl.recall
    assert found["age", "6 to 11"].false == 1, "the girl of six who was put into one with a baby"
    assert ("culture", "arabic") not in found, "of one row there is nothing to find"
    assert found["culture", "SYR"].recall == 1
    assert 0.2 < found["culture", "SYR"].low < found["culture", "SYR"].high == 1
    assert found["source", "home office"].pairs == 3
    assert found["source", "school"].false == 1
    two = fair.groups(
        "d",
        "m",
        [row(str(n), "s", "", "F") for n in range(6)],
        [1, 1, 2, 2, 3, 4],
        [Origin(str(n // 2)) for n in range(6)],
    )
    women = next(one for one in two if one.by == "sex")
    assert (women.people, women.whole) == (3, 2)
    assert women.recall == pytest.approx(2 / 3)
    assert women.low < women.recall < women.high, "of people who are found whole or not at all"


def test_the_worst_naming_culture_is_held_against_the_best() -> None:
    one = fair.Group("d", "m", "culture", "somali", 40, 30, 90, 0.8, 0.7, 0.9, 0, 1.0, 0.1)
    shown = fair.table(
        [one, replace(one, group="turkish", recall=0.95), replace(one, group="few", people=3, recall=0.1)]
    )
    assert "somali lies 0.1500 below turkish, the best of 2 naming cultures" in shown.text()


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"), [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 100, 0.7222, 0.8749)]
)
def test_the_interval_of_a_share_is_wilsons(hits: int, of: int, low: float, high: float) -> None:
    assert fair.wilson(hits, of, of) == pytest.approx((low, high), abs=0.0005)
    assert fair.wilson(0, 0, 0) == (0.0, 1.0)


def test_invented_families_tell_the_scorer_their_culture(tmp_path: Path) -> None:
    cultures = {origin.culture for origin in agency.invented(tmp_path, 7, 40).values()}
    assert {"somali", "tigrinya"} < cultures


def test_of_whom_it_is_said_how_likely_they_are_one_person_it_is_measured_how_many_are() -> None:
    def row(key: str, source: str, given: str, born: str, number: str = "") -> PersonRow:
        return PersonRow(
            key, source, source, given=given, family="Karimi", birth_date=born, person_ref=number, address="5 High Street",
            postcode="G1 1AA",
        )  # fmt: skip

    rows = [
        row("1", "home office", "Amal", "14/03/2012", "A1234567"), row("2", "school", "Amal", "14/03/2012", "A1234567"),
        row("3", "home office", "Hasan", "02/05/2001"), row("4", "school", "Husain", "02/05/2001"),
    ]  # fmt: skip
    so = [Origin("a"), Origin("a"), Origin("b"), Origin("c")]
    found = reliable.measured("d", rows, so)
    sure = next(
        one for one in found if (one.figure, one.pairs, one.over, one.under) == ("calibrated", "of one home", 0.99, 1.0)
    )
    assert (sure.count, sure.right) == (1, 1.0), "twins are not sure, whatever the model says"
    by_model = [
        one
        for one in found
        if one.figure == "by the model" and one.pairs == "all" and (one.over, one.under) != (0.99, 1.0)
    ]
    assert sum(one.count for one in by_model) == 2
    assert 0.99 < sure.said <= 1
    shown = reliable.table(found)
    assert (
        "Of 1 pairs of one home (fewer than 5,000) said to be one person by 0.99 and over, 1.0000 are" in shown.text()
    )
    assert sure.document()["right"] == 1.0


def test_a_reviewer_sees_nothing_but_the_pairs_asked_about(tmp_path: Path) -> None:
    """The process that links is told one word for each question, and nothing of any other pair."""
    known = agency.invented(tmp_path, seed=3, count=60)
    read_rows = list(agency.read_rows(tmp_path))
    rows, truth = [row for _, row in read_rows], [known[record] for record, _ in read_rows]
    asked: list[tuple[int, int]] = []

    def ask(a: int, b: int) -> bool:
        asked.append((a, b))
        answers = io.StringIO()
        assert review.answered([json.dumps([a, b])], answers, truth) == 1
        assert answers.getvalue() in ("same\n", "different\n")
        return answers.getvalue() == "same\n"

    said = asking.reviewed(rows, ask, most=7)
    assert len(said) == len(asked) == len(set(asked)) <= 7
    assert [{one.a, one.b} for one in said] == [{rows[a].key, rows[b].key} for a, b in asked]
    assert [one.verdict == "same" for one in said] == [truth[a].person == truth[b].person for a, b in asked]


def test_a_register_that_people_answered_about_is_scored_after_so_many_answers(tmp_path: Path) -> None:
    known = agency.invented(tmp_path, seed=3, count=60)
    truth = [known[record] for record, _ in agency.read_rows(tmp_path)]
    found, people = review.measured(tmp_path, truth, most=5)
    machine = line(
        tmp_path.name, OURS, *by_the_rules([row for _, row in agency.read_rows(tmp_path)]), truth, seconds=0, peak_mb=0
    )
    assert found.model == f"{OURS}, 5 answers"
    assert found.recall > machine.recall
    assert found.precision >= machine.precision
    assert len(people) == len(truth)


def test_a_national_register_is_the_same_for_a_seed_and_its_files_hold_no_truth(tmp_path: Path) -> None:
    made = [national.make(tmp_path / name, seed=seed, rows=4_000) for name, seed in (("a", 1), ("b", 1), ("c", 2))]
    assert made[0] == made[1]
    assert 3_000 < made[0].rows < 5_000
    for file in national.FILES:
        text = (tmp_path / "a" / national.ROWS / f"{file}.csv").read_text()
        assert text == (tmp_path / "b" / national.ROWS / f"{file}.csv").read_text()
        assert text != (tmp_path / "c" / national.ROWS / f"{file}.csv").read_text()
        assert not {"person", "family", "is_twin"} & set(text.splitlines()[0].split(","))
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == [national.ROWS, national.TRUTH]
    with duckdb.connect() as database:
        told = f"read_parquet('{tmp_path / 'a' / national.TRUTH}')"
        rows, twins = database.execute(f"select count(*), avg(is_twin::int) from {told}").fetchall()[0]
        born = database.execute(f"""select avg((n = 2)::int) from (select count(distinct family) as n from {told}
            group by person)""").fetchall()[0][0]  # fmt: skip
    assert rows == made[0].rows
    assert 0.01 < twins < 0.05
    assert born == 0


def test_a_part_of_a_larger_register_holds_one_year(tmp_path: Path) -> None:
    national.make(tmp_path, seed=1, rows=2_000, one_of=100)
    with duckdb.connect() as database:
        days = f"read_csv('{tmp_path / national.ROWS / 'council_families_team.csv'}', all_varchar = true)"
        years = database.execute(f'select distinct "Date of birth"[:4] from {days}').fetchall()
        addresses = database.execute(f"select count(distinct Address) / count(Address) from {days}").fetchall()[0][0]
    assert {year for (year,) in years if year} <= {"1999", "2000", "2001"}
    assert addresses > 0.9


def test_what_was_found_in_a_national_register_is_scored_as_any_other(tmp_path: Path) -> None:
    national.make(tmp_path, seed=3, rows=1_500)
    with duckdb.connect() as database:
        answer = tmp_path / "answer.parquet"
        database.execute(
            f"copy (select row as record_id, person // 20 as person from read_parquet('{tmp_path / national.TRUTH}'))"
            f" to '{answer}' (format parquet)"
        )
        told = database.execute(
            f"select person, family, is_twin from read_parquet('{tmp_path / national.TRUTH}')"
        ).fetchall()
    so = [Origin(str(person), str(family), is_twin) for person, family, is_twin in told]
    said = line("d", "m", [one[0] // 20 for one in told], None, so, seconds=1.0, peak_mb=2.0)
    assert million.score(answer, tmp_path / national.TRUTH) == (
        pytest.approx(said.precision), pytest.approx(said.recall), said.twins_merged, said.mixed_clusters
    )  # fmt: skip
    assert said.twins_merged
    assert said.mixed_clusters


def test_a_national_register_is_measured_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--million", "0.004", "--json", "--keep", str(tmp_path)]) == 0
    theirs, ours = (json.loads(text) for text in capsys.readouterr().out.splitlines())
    assert (theirs["model"], ours["model"]) == ("splink tutorial", "kith")
    assert ours["precision"] >= 0.999
    assert ours["recall"] > 0.85
    assert ours["blocked_recall"] > 0.98
    assert theirs["blocked_recall"] is None
    for one in (theirs, ours):
        assert one["seconds"] > 0
        assert one["cpu_seconds"] > 0
        assert one["peak_mb"] > 50
    (again,) = million.lines(4_000, seed=1, rows_a_person=1.6, models=["kith"], keep=tmp_path, runs=2)
    assert len(again.runs) == 2
    assert "| kith" in million.table([again]).text()
