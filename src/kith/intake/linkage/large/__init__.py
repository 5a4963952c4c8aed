"""Linkage of registers that are too large for Python to compare: a million rows and more, on one machine.

The same columns, blocks, weights and vetoes as `linkage.link`, in DuckDB, which goes on on disk where memory is used up; no
rounds by relatives, no families, no judgements of people. What is certain is joined, the rest is written as questions (ADR 149).
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from kith.intake.linkage import model
from kith.intake.linkage.engine import LEAST_MB, MOST_MB, opened
from kith.intake.linkage.large import holding, pairs, people
from kith.intake.linkage.large.columns import FIELDS, Reader
from kith.intake.linkage.large.files import ROW_ID, SUFFIXES, Understood, parts
from kith.intake.linkage.large.spark import NoSpark, Spark
from kith.intake.linkage.sweeping import nothing_swept
from kith.intake.readers.errors import UnreadableFile

__all__ = [
    "FIELDS",
    "SUFFIXES",
    "NoSpark",
    "Reader",
    "Told",
    "UnreadableFile",
    "find_people",
    "link_files",
    "opened",
    "read",
]
Progress = Callable[[str, int, int], None]


def _silent(stage: str, done: int, total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was found, in numbers."""

    rows: int
    compared: int
    links: int
    people: int
    questions: int
    refused_blocks: int
    refused_pairs: int
    model_version: str


@nothing_swept()
def link_files(
    files: Sequence[Path], target: Path, questions: Path | None = None, *, understood: Understood,
    memory_mb: int | None = None, threads: int = 2, spill: Path | None = None, spark: str = "",
    progress: Progress = _silent,
) -> Told:  # fmt: skip
    """Write to `target` whose person each row of the files is, and to `questions` which rows people would be asked about.

    `spark` is the master of a Spark that compares the rows instead (`NoSpark` where there is none). Refused (`UnreadableFile`)
    where a file cannot be read whole or is of no kind that `understood` knows; nothing is written.
    """
    memory_mb = memory_mb or memory_for(files)
    with opened(memory_mb, threads=threads, spill=spill) as database:
        read(database, files, understood, progress)
        told = find_people(database, spark=Spark(spark, memory_mb) if spark else None, progress=progress)
        progress("writing", 0, 1)
        _write(database, files, target, questions)
        progress("writing", 1, 1)
    return told


def memory_for(files: Sequence[Path]) -> int:
    """The MB in which tables of such files are held without going on on disk: about ten times the files, within bounds."""
    size = sum(path.stat().st_size for path in files) >> 20
    return min(MOST_MB, max(LEAST_MB, 10 * size - 500))


def read(
    database: duckdb.DuckDBPyConnection, files: Sequence[Path], understood: Understood, progress: Progress = _silent
) -> None:
    """Take the rows of the files in, into the table `rows`; whence each comes, into `received`."""

    database.execute("create table received (id integer, file smallint, number integer, row_id varchar)")
    with Reader(database) as reader, ThreadPoolExecutor(1) as ahead:
        for file, path in enumerate(files):
            progress("reading", file, len(files))
            before = reader.rows
            waiting = parts(path, understood)
            coming = ahead.submit(next, waiting, None)
            while (part := coming.result()) is not None:
                coming = ahead.submit(next, waiting, None)
                first = reader.rows
                reader.take_in(part, file=file)
                kept = {"place": pa.array(range(len(part)), pa.int32())}
                if ROW_ID in part.column_names:
                    kept[ROW_ID] = part[ROW_ID]
                database.register("given", pa.table(kept))
                database.execute(
                    f"""insert into received select place + {first}, {file}, place + {first - before + 1},
                        {ROW_ID if ROW_ID in kept else "''"} from given"""
                )
                database.unregister("given")
    progress("reading", len(files), len(files))


def find_people(
    database: duckdb.DuckDBPyConnection, *, rules: model.Rules | None = None, spark: Spark | None = None,
    progress: Progress = _silent,
) -> Told:  # fmt: skip
    """Find the people of the table `rows` (`Reader`). Afterwards `people` has each row that is joined to another (id, person),
    `links` the joins, and `likely` each pair that the model holds to be one person, with what stands in the way.

    The same rows in the same order give the same answer. Refused (`UntrainedModel`) where the model lacks a weight.
    """
    rules = rules or model.standing()
    rows = int(database.execute("select count(*) from rows").fetchall()[0][0])
    rules = model.Rules(pairs.for_size(rules.learned, rows), rules.certain, rules.worth_asking)
    weight, cut = pairs.weight(rules.learned), pairs.log_odds(min(rules.certain, rules.worth_asking))
    count = 1 if spark else pairs.parts_of(database)
    progress("making blocks", 0, 1)
    refused = pairs.Refused(0, 0) if spark else pairs.make_keys(database)
    holding.prepare(database)
    compared = 0
    for part in range(count):
        progress("comparing rows", part, count)
        if spark:
            compared += spark.find_pairs(database, rules)
        else:
            compared += pairs.find_pairs(database, part=part, parts=count)
        holding.hold(database, weight, cut)
    progress("joining", 0, 1)
    holding.decide(database, pairs.log_odds(rules.certain))
    people.join(database)
    asked = people.ask(database)
    links, joined, groups = database.execute(
        "select (select count(*) from links), count(*), count(distinct person) from people"
    ).fetchall()[0]
    return Told(
        rows, compared, links, rows - joined + groups, asked, refused.blocks, refused.pairs,
        str(rules.learned["version"]),
    )  # fmt: skip


def _write(database: duckdb.DuckDBPyConnection, files: Sequence[Path], target: Path, questions: Path | None) -> None:
    names = "list_extract(?, file + 1)"
    told = [path.name for path in files]
    options = "(format parquet)" if target.suffix == ".parquet" else "(format csv, header)"
    database.execute(
        f"""copy (select {names} as source_file, number as row, row_id as record_id, coalesce(person, id) + 1 as person
            from received left join people using (id) order by received.id) to '{_quoted(target)}' {options}""",
        [told],
    )
    if questions is not None:
        database.execute(
            f"""copy (select list_extract($1, x.file + 1) as source_file_a, x.number as row_a, x.row_id as record_id_a,
                list_extract($1, y.file + 1) as source_file_b, y.number as row_b, y.row_id as record_id_b, why
                from questions join received x on x.id = a join received y on y.id = b order by bits desc, a, b)
            to '{_quoted(questions)}' (format csv, header)""",
            [told],
        )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
