"""Scoring pairs with splink on DuckDB, in memory, the same for the same rows in any order.

These libraries are read where they are needed: most processes never score, and begin a quarter of a second earlier.
"""

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kith.intake.linkage import model
from kith.intake.linkage.rows import Prepared

if TYPE_CHECKING:
    import pyarrow as pa
    from splink import Linker

logging.getLogger("splink").setLevel(logging.ERROR)
TEXTS = ("key", "given", "family", "tokens", "bones", "born", "swapped", "day_month", "sex", "person_ref", "health_ref")
MORE_TEXTS = ("case_ref", "phone", "postcode", "building", "room", "given3", "family3")


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair that the model looked at, and the probability that it gives."""

    a: str
    b: str
    probability: float


def columns(rows: Sequence[Prepared]) -> "pa.Table":
    """The rows as the columns that the model's conditions name. Sorted by key, so that order never matters."""
    import pyarrow as pa

    rows = sorted(rows, key=lambda row: row.key)
    data: dict[str, list[object]] = {
        name: [] for name in (*TEXTS, *MORE_TEXTS, "words", "year", "first_january", "shared")
    }
    for row in rows:
        born = row.births.readings
        given, family = " ".join(row.name.given), " ".join(row.name.family)
        put = {
            "key": row.key, "given": given, "family": family, "tokens": " ".join(row.name.tokens),
            "words": list(row.name.tokens), "bones": row.bones,
            "born": born[0].isoformat() if born else None, "swapped": born[-1].isoformat() if len(born) > 1 else None,
            "day_month": "-".join(sorted((f"{born[0].day:02}", f"{born[0].month:02}"))) if born else "",
            "year": row.births.year, "first_january": row.births.is_first_january,
            "sex": row.sex, "person_ref": row.person_ref, "health_ref": row.health_ref, "case_ref": row.case_ref,
            "phone": row.phone, "postcode": row.postcode, "building": row.address.building, "room": row.address.room,
            "shared": row.address.is_shared,
            "given3": given[:3], "family3": family[:3],
        }  # fmt: skip
        for name, value in put.items():
            data[name].append(value)
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
