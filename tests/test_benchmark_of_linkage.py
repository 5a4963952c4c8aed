"""The benchmark's contract: no truth reaches a model, both are printed side by side, and a file never seen can be measured."""

import ast
import csv
import json
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from benchmarks.linkage import __main__ as command
from benchmarks.linkage import million, national, truth
from benchmarks.linkage.files import Dataset, date_digits, read
from benchmarks.linkage.names import CUT, likeness
from benchmarks.linkage.one import OURS
from benchmarks.linkage.scoring import Origin, line, twins_merged
from benchmarks.linkage.side import answered
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
    for module in ("one", "ours", "tutorial", "files"):
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


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Muhammad al-Husayn", "Mohamed Hussein", True),
        ("Vladimir Putin", "Putin, Vladimir", True),
        ("V. Putin", "Vladimir Putin", True),
        ("FridrichBuchenberg", "Friedrich Buchenberg", True),
        ("Habib Ben Mohamed Loubiri", "Habib Ben Said Loubiri", False),
        ("Anna Schmidt", "Anna Weber", False),
        ("", "Anna Weber", False),
    ],
)
def test_names_alone_are_compared_by_the_whole_and_by_their_least_alike_words(
    one: str, other: str, alike: bool
) -> None:
    assert (likeness(one, other) >= CUT) is alike
    assert likeness(one, other) == pytest.approx(likeness(other, one))
    assert not one or likeness(one, one) == 1


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
