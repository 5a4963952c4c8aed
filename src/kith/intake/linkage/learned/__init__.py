"""Rows of a register of any kind into people, by weights learned from these rows themselves and without any truth.

For a deployment whose files are not of the pilot's kind (`linkage.link`): it names its columns (`Column`), nothing else.
There is no veto on twins here and nobody is asked: what comes out is a proposal, for files where no family stands to lose by it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from kith.intake.linkage.engine import opened
from kith.intake.linkage.learned.columns import Column, Kind, blocks, cleaned, compared, comparison
from kith.intake.linkage.learned.groups import Scored, by_average, one_of_each
from kith.intake.linkage.learned.weights import Weights, learn

__all__ = ["Column", "Found", "Kind", "find_people"]

# What more rows share than this says too little about any two of them: one whole cell, and something of two columns.
FEW, MANY = 30, 100
MEMORY_MB = 1_500  # of comparisons, before they go on on disk
AT_RANDOM = 30_000  # pairs of any two rows, by which is known how often people agree by chance

# Cuts in bits of evidence, the same for every register, fixed on FEBRL3 and half of historical_50k's people (ADR 147).
UNSEEN = -6.0  # what a pair says that was not worth comparing
MOST = 12.0  # what a pair says at most, so that one pair carries no group
# On average: the rows of one person say one thing many times over, of which the average counts each but once.
LEAST = -2.0
LEAST_ONCE = -3.0  # where rivals are shut out: to be the best of both rows is evidence that the odds do not hold
RARE = 4.0  # what a rare or common value adds or takes at most


@dataclass(frozen=True, slots=True)
class Found:
    """Every row's person, named by the smallest of its rows' numbers, and the weights by which it was found, as a file."""

    people: tuple[int, ...]
    model: Mapping[str, Any]  # Any: JSON


def find_people(
    rows: Sequence[Mapping[str, str]], columns: Sequence[Column], *, files: Sequence[str], once_per_file: bool = False
) -> Found:
    """Find the people. `files` says where each row comes from, `once_per_file` that no file names a person twice.

    The same rows give the same people in any order (`UntrainedModel` where a column says nothing).
    """
    order = sorted(range(len(rows)), key=lambda n: (files[n], *(rows[n].get(c.name) or "" for c in columns)))
    with opened(MEMORY_MB, in_order=True) as connection:
        _lay_out(connection, [rows[n] for n in order], [files[n] for n in order], columns)
        _pair(connection, columns, across_files=once_per_file)
        connection.execute(f"create table said as {comparison(columns, 'pairs')}")
        weights = _learned(connection, columns)
        pairs = _scored(connection, columns)
    of = (
        one_of_each(pairs, dict(enumerate(files[n] for n in order)), least=LEAST_ONCE) if once_per_file
        else by_average(pairs, least=LEAST, unseen=UNSEEN, most=MOST)
    )  # fmt: skip
    people = [0] * len(rows)
    for place, n in enumerate(order):
        people[n] = of.get(place, place)
    return Found(tuple(people), weights.document(_about(rows, columns, order)))


def _about(rows: Sequence[Mapping[str, str]], columns: Sequence[Column], order: Sequence[int]) -> str:
    digest = hashlib.sha256()
    for n in order:
        digest.update("\x1f".join(rows[n].get(column.name) or "" for column in columns).encode() + b"\x1e")
    return f"{len(rows)} rows at hand, sha256 {digest.hexdigest()[:16]}"


def _lay_out(
    connection: duckdb.DuckDBPyConnection, rows: Sequence[Mapping[str, str]], files: Sequence[str],
    columns: Sequence[Column],
) -> None:  # fmt: skip
    text = pa.string()
    given = pa.table(
        {"id": pa.array(range(len(rows)), pa.int64()), "file": pa.array(files, text)}
        | {column.name: pa.array([row.get(column.name) for row in rows], text) for column in columns}
    )
    connection.register("given", given)
    connection.execute(f"create table cells as select id, file, {', '.join(map(cleaned, columns))} from given")
    connection.unregister("given")


def _pair(connection: duckdb.DuckDBPyConnection, columns: Sequence[Column], *, across_files: bool) -> None:
    """The pairs that are worth comparing, and pairs at random beside them."""
    connection.execute("create table shared (a bigint, b bigint)")
    for is_single, keys in blocks(columns):
        held = " and ".join(f"{key} is not null" for key in keys)
        connection.execute(f"""
            insert into shared
            with keyed as (select id, file, hash({", ".join(keys)}) as k from cells where {held}),
            few as (select k from keyed group by k having count(*) between 2 and {FEW if is_single else MANY})
            select l.id, r.id from keyed l join few using (k) join keyed r using (k)
            where l.id < r.id {"and l.file <> r.file" if across_files else ""}""")
    connection.execute("create table pairs as select distinct a, b from shared")
    connection.execute("drop table shared")
    connection.execute(f"""
        create table any_two as
        with whole as (select greatest(count(*), 1) as n from cells),
        drawn as (select hash(i) % n as x, hash(-i) % n as y from range(1, {AT_RANDOM + 1}) as any_of(i), whole)
        select l.id as a, r.id as b from drawn join cells l on l.id = x join cells r on r.id = y where l.id <> r.id""")


def _learned(connection: duckdb.DuckDBPyConnection, columns: Sequence[Column]) -> Weights:
    """Learn from the pairs, and write beside every pattern of answers what it comes to."""
    said = compared(columns)
    names = [f"said_{name}" for name, _ in said]
    asked = f"select {', '.join(names)}, count(*) from {{}} group by all order by all"
    counted = connection.execute(asked.format("said")).fetchall()
    any_two = connection.execute(asked.format(f"({comparison(columns, 'any_two')})")).fetchall()
    weights = learn(said, {line[:-1]: line[-1] for line in counted}, {line[:-1]: line[-1] for line in any_two})
    cells = {name: pa.array([line[n] for line in counted], pa.int32()) for n, name in enumerate(names)}
    cells["bits"] = pa.array([weights.odds(line[:-1]) for line in counted], pa.float64())
    given = pa.table(cells)
    connection.register("given", given)
    connection.execute("create table patterns as select * from given")
    connection.unregister("given")
    return weights


def _scored(connection: duckdb.DuckDBPyConnection, columns: Sequence[Column]) -> list[Scored]:
    """What each pair comes to, in bits: its answers, and how rare the value is on which two cells agree."""
    parts = ["bits"]
    joins = [f"join patterns using ({', '.join(f'said_{name}' for name, _ in compared(columns))})"]
    for column in columns:
        if column.kind is Kind.WORDS:
            continue
        name = column.name
        connection.execute(f"""
            create table rare_{name} as
            with times as (select {name} as v, count(*) as n from cells where {name} is not null group by 1),
            whole as (select sum(n) as t, sum(n * n) as q from times)
            select v, least({RARE}, greatest(-{RARE}, log2(q / (n * t)))) as rare from times, whole""")
        joins.append(f"left join rare_{name} on said_{name} = 0 and rare_{name}.v = {name}_l")
        parts.append(f"coalesce(rare_{name}.rare, 0)")
    return connection.execute(f"""
        select * from (select a, b, round({" + ".join(parts)}, 6) as odds from said {" ".join(joins)})
        where odds >= {UNSEEN} order by odds desc, a, b""").fetchall()
