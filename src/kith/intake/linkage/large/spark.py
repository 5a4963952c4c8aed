"""The same pairs by splink on Spark: for a register that one machine does not hold. An extra, `kith[spark]`, which needs Java.

The model is `model.settings`, as on DuckDB; what the two engines call by two names is said in Spark's words. A test holds pairs
and probabilities of both together. Java's start and Spark's plans take most of a minute whatever the size.
"""

import logging
import os
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from kith.intake.linkage import model
from kith.intake.linkage.large.pairs import MADE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

HERE = "local[*]"
# Functions of the conditions by their names on DuckDB, and by those of Spark or of the jar that comes with splink.
IN_SPARK = {
    "jaro_winkler_similarity(": "jaro_winkler(", model.IN_COMMON: "size(array_intersect(words_l, words_r))", "len(": "size(",
}  # fmt: skip
ASKED = (
    "given", "family", "words", "tokens", "bones", "born", "swapped", "year", "first_january", "sex", "person_ref",
    "health_ref", "case_ref", "phone", "postcode", "building", "room", "shared",
)  # fmt: skip


class NoSpark(Exception):
    """Spark cannot be used here, in words that say what to do."""


def settings(learned: Mapping[str, Any]) -> dict[str, Any]:
    """splink's settings with the learned weights, for Spark. Refused (`UntrainedModel`) where a level has none."""
    made = model.settings(learned)
    for comparison in made["comparisons"]:
        for level in comparison["comparison_levels"]:
            for here, there in IN_SPARK.items():
                level["sql_condition"] = level["sql_condition"].replace(here, there)
    return made


@contextmanager
def session(folder: Path, *, master: str = HERE, memory: str = "2g", parts: int = 4) -> Iterator["SparkSession"]:
    """Spark at `master`, with a folder for what it keeps between steps; at another place than here every worker sees that folder.

    Refused (`NoSpark`) where the extra or Java is missing.
    """
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
        from splink.backends.spark import similarity_jar_location
    except ImportError as error:
        raise NoSpark('Spark is not installed. Type: pip install "kith[spark]"') from error
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")  # nothing outside is listened to
    said = {
        "spark.jars": similarity_jar_location(), "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.driver.memory": memory, "spark.sql.shuffle.partitions": str(parts), "spark.default.parallelism": str(parts),
        "spark.local.dir": str(folder), "spark.sql.warehouse.dir": str(folder / "warehouse"),
    }  # fmt: skip
    builder = SparkSession.builder.master(master).appName("kith")
    for name, value in said.items():
        builder = builder.config(name, value)
    try:
        spark = builder.getOrCreate()
    except PySparkRuntimeError as error:
        raise NoSpark("Spark does not start: it needs Java 17 or 21 (on Debian: openjdk-17-jre-headless).") from error
    try:
        spark.sparkContext.setLogLevel("ERROR")
        spark.sparkContext.setCheckpointDir(str(folder / "between"))
        yield spark
    finally:
        spark.stop()


def score(spark: "SparkSession", rows: Path, learned: Mapping[str, Any], least: float) -> "DataFrame":
    """Every pair of the rows of a Parquet file that is as likely as `least`: key_l, key_r, match_probability."""
    from splink import Linker
    from splink.backends.spark import SparkAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        api = SparkAPI(spark_session=spark)  # type: ignore[no-untyped-call]
        linker = Linker(
            api.register(spark.read.parquet(str(rows)), table_name="kith_rows"), settings(learned),
            log_level=logging.ERROR, validate_settings=False,
        )  # fmt: skip
        found = linker.inference.predict(threshold_match_probability=least)
    return spark.table(found.physical_name).select("key_l", "key_r", "match_probability")


@dataclass(frozen=True, slots=True)
class Spark:
    """A Spark by its master, and the MB that it may take here."""

    master: str = HERE
    memory_mb: int = 2_000

    def find_pairs(self, database: duckdb.DuckDBPyConnection, rules: model.Rules) -> int:
        """Pairs of the table `rows` that are likely, into the table `pairs`; returns how many there are."""
        spill = database.execute("select current_setting('temp_directory')").fetchall()[0][0]
        with tempfile.TemporaryDirectory(prefix="spark-", dir=spill if Path(spill).is_dir() else None) as kept:
            folder = Path(kept)
            made = ", ".join(f"{how} as {name}" for name, how in MADE.items())
            database.execute(
                f"copy (select id as key, {', '.join(ASKED)}, {made} from rows) to '{folder}/rows.parquet' (format parquet)"
            )
            count = database.execute("select count(*) from rows").fetchall()[0][0]
            parts, memory = max(4, count // 100_000), f"{max(self.memory_mb, 2_000)}m"
            with session(folder, master=self.master, memory=memory, parts=parts) as spark:
                least = min(rules.certain, rules.worth_asking)
                score(spark, folder / "rows.parquet", rules.learned, least).write.parquet(str(folder / "pairs"))
            database.execute(f"""create or replace temp table pairs as
                select least(key_l, key_r)::integer as a, greatest(key_l, key_r)::integer as b
                from read_parquet('{folder}/pairs/*.parquet')""")
        return int(database.execute("select count(*) from pairs").fetchall()[0][0])
