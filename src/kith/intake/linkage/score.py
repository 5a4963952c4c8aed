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

MEMORY_MB = 400  # with more, 150,000 rows were not scored sooner
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
    """The rows as the columns that the model's conditions name, each with its number as its key."""
    import pyarrow as pa

    made = [comparable(row) for row in rows]
    data = {name: [getattr(row, name) for row in made] for name in COLUMNS} | {"key": list(range(len(made)))}
    kinds = {
        "key": pa.int32(),
        "words": pa.list_(pa.string()),
        "year": pa.int32(),
        "first_january": pa.bool_(),
        "shared": pa.bool_(),
    }
    return pa.table({name: pa.array(values, kinds.get(name, pa.string())) for name, values in data.items()})


@contextmanager
def linker(rows: Sequence[Prepared], settings: dict[str, object]) -> Iterator["Linker"]:
    """splink over these rows, on a DuckDB of its own."""
    from splink import Linker
    from splink.backends.duckdb import DuckDBAPI

    from kith.intake.linkage.engine import opened

    with opened(MEMORY_MB, in_order=True) as database:
        given = columns(rows)
        database.register("given", given)
        database.execute("create table rows as select * from given")
        database.unregister("given")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield Linker(
                DuckDBAPI(database).register("rows", table_name="kith_rows"), settings, log_level=logging.ERROR,
                validate_settings=False,  # they are ours and tested; parsing them anew took half of a small file's time
            )  # fmt: skip


def score(rows: Sequence[Prepared], rules: model.Rules) -> list[Scored]:
    """Every pair that is worth asking about, in a fixed order. Refused (`UntrainedModel`) where a level has no weight."""
    if len(rows) < 2:
        return []
    in_order = sorted(rows, key=lambda row: row.key)  # so that the order in which they came never matters
    with linker(in_order, model.settings(rules.learned)) as over:
        found = over.inference.predict(threshold_match_probability=rules.worth_asking)
        lines = over._db_api.duckdb_con.execute(
            f"select key_l, key_r, match_probability from {found.physical_name} order by 1, 2"
        ).fetchall()
    return [Scored(in_order[a].key, in_order[b].key, probability) for a, b, probability in lines]
