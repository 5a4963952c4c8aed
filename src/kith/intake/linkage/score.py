"""Scoring pairs with splink on DuckDB, in memory, the same for the same rows in any order.

These libraries are read where they are needed: most processes never score, and begin a quarter of a second earlier.
"""

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from kith.intake.linkage import model
from kith.intake.linkage.comparable import Comparable, comparable
from kith.intake.linkage.rows import Prepared

if TYPE_CHECKING:
    import pyarrow as pa
    from splink import Linker

logging.getLogger("splink").setLevel(logging.ERROR)
COLUMNS = (
    *(column.name for column in fields(Comparable)),
    "tokens",
    "first_january",
    "day_month",
    "given3",
    "family3",
    "shared",
)


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair that the model looked at, and the probability that it gives."""

    a: str
    b: str
    probability: float


def columns(rows: Sequence[Prepared]) -> "pa.Table":
    """The rows as the columns that the model's conditions name. Sorted by key, so that order never matters."""
    import pyarrow as pa

    made = [comparable(row) for row in sorted(rows, key=lambda row: row.key)]
    data = {name: [getattr(row, name) for row in made] for name in COLUMNS}
    kinds = {"words": pa.list_(pa.string()), "year": pa.int32(), "first_january": pa.bool_(), "shared": pa.bool_()}
    return pa.table({name: pa.array(values, kinds.get(name, pa.string())) for name, values in data.items()})


@contextmanager
def linker(rows: Sequence[Prepared], settings: dict[str, object]) -> Iterator["Linker"]:
    """splink over these rows, on a DuckDB of its own."""
    import duckdb
    from splink import Linker
    from splink.backends.duckdb import DuckDBAPI

    connection = duckdb.connect(":memory:", config={"threads": 2, "memory_limit": "1500MB"})
    try:
        given = columns(rows)
        connection.register("given", given)
        connection.execute("create table rows as select * from given")
        connection.unregister("given")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield Linker(
                DuckDBAPI(connection).register("rows", table_name="kith_rows"), settings, log_level=logging.ERROR,
                validate_settings=False,  # they are ours and tested; parsing them anew took half of a small file's time
            )  # fmt: skip
    finally:
        connection.close()


def score(rows: Sequence[Prepared], rules: model.Rules) -> list[Scored]:
    """Every pair that is worth asking about, in a fixed order. Refused (`UntrainedModel`) where a level has no weight."""
    if len(rows) < 2:
        return []
    with linker(rows, model.settings(rules.learned)) as over:
        found = over.inference.predict(threshold_match_probability=rules.worth_asking)
        lines = over._db_api.duckdb_con.execute(
            f"select key_l, key_r, match_probability from {found.physical_name} order by 1, 2"
        ).fetchall()
    return [Scored(*line) for line in lines]
