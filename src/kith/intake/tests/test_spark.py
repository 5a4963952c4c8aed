"""The model on Spark gives what it gives on DuckDB: the same pairs, the same probabilities, the same people. In local mode.

Skipped where Spark (`make spark`) or Java is not installed; CI installs both where it may.
"""

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from kith.intake.linkage import PersonRow, model
from kith.intake.linkage.large import spark
from kith.intake.linkage.rows import prepare
from kith.intake.linkage.score import columns, score
from kith.intake.tests.test_linkage import rows_and_truth
from kith.intake.tests.test_live_linkage import edges
from kith.site.cli.large import link_files


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[PersonRow]]:
    pytest.importorskip("pyspark", reason="Spark is not installed: make spark")
    if shutil.which("java") is None:
        pytest.skip("Java is not installed: sudo apt-get install openjdk-17-jre-headless")
    folder = tmp_path_factory.mktemp("files")
    return folder, rows_and_truth(folder, seed=13, families=40)[0]


@pytest.fixture
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("spark")


def test_the_same_pairs_with_the_same_probability(invented: tuple[Path, list[PersonRow]], kept: Path) -> None:
    rules = model.Rules(model.weights(), worth_asking=1e-12)
    rows = sorted((prepare(one) for one in [*invented[1], *edges()]), key=lambda row: row.key)
    here = {(one.a, one.b): one.probability for one in score(rows, rules)}
    pq.write_table(columns(rows), kept / "rows.parquet")
    with spark.session(kept) as session:
        found = spark.score(session, kept / "rows.parquet", rules.learned, rules.worth_asking).collect()
    there = {(rows[min(a, b)].key, rows[max(a, b)].key): probability for a, b, probability in found}
    assert len(there) == len(found)
    assert there.keys() == here.keys()
    assert max(abs(there[pair] - here[pair]) for pair in here) < 1e-6
    assert sum(probability > 0.5 for probability in there.values()) > 100


def test_the_command_finds_the_same_people_on_either(invented: tuple[Path, list[PersonRow]], tmp_path: Path) -> None:
    files = [str(path) for path in sorted(invented[0].glob("*.csv"))]
    people = {}
    for engine in ("duckdb", "spark"):
        target = tmp_path / f"{engine}.csv"
        done = CliRunner().invoke(link_files, [*files, "--to", str(target), "--on", engine])
        assert done.exit_code == 0, done.output
        people[engine] = target.read_text()
    assert people["spark"] == people["duckdb"]
    assert len(people["spark"].splitlines()) > 100


def test_a_model_that_lacks_a_weight_is_refused() -> None:
    learned = model.weights()
    learned["levels"]["name"].popitem()
    with pytest.raises(model.UntrainedModel, match="name"):
        spark.settings(learned)
    said = str(spark.settings(model.weights()))
    assert not [name for name in spark.IN_SPARK if f" {name}" in said], "each function goes by Spark's name"
    assert "list_filter" not in said
    assert said.count("size(array_intersect(words_l, words_r))") == 2
