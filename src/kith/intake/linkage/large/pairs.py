"""Which rows of a large register are compared, and what each pair weighs: the model's own blocks and conditions, in DuckDB.

Blocks are keys, numbers of 64 bits: rows that share one are compared, once, under the first block that they share. A block of
more than `MOST_ROWS` is refined: its rows are compared where they have a word of the name in common, too; of that kind one with
more than `MOST_REFINED` is refused and counted. Keys are worked off in parts, so that memory does not grow with the register.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from kith.intake.linkage import model

MOST_ROWS = 10
MOST_REFINED = 100
ROWS_AT_ONCE = 1_500_000  # of a register, whose pairs are held at once
# What is not a column of `rows` itself.
MADE = {
    "given3": "given[:3]", "family3": "family[:3]",
    "day_month": "case when born is null then '' else least(born[9:10], born[6:7]) || '-' || greatest(born[9:10], born[6:7]) end",
}  # fmt: skip
PLAIN = [block for block in model.BLOCKS if not block.asks]
ASKING = [block for block in model.BLOCKS if block.asks]
# Columns of the two rows of a pair that the conditions and what keeps two apart look at.
OF_PAIRS = (
    "file", "given", "family", "words", "tokens", "bones", "born", "swapped", "written", "year", "first_january", "sex",
    "person_ref", "health_ref", "case_ref", "phone", "postcode", "building", "room", "shared", "guardian", "role",
)  # fmt: skip
GATHERED = ", ".join(f"{side}.{name} as {name}_{side}" for name in OF_PAIRS for side in "lr")


@dataclass(frozen=True, slots=True)
class Refused:
    """Blocks that were too large to be compared even by a word of the name: how many, and the pairs in them."""

    blocks: int
    pairs: int


def key_of(block: model.Block, *, asked: bool = False) -> str:
    """The block as a key in SQL, null for a row that is in none. Asked for it has the columns in the order of the other row."""
    columns = [MADE.get(name, name) for name in (block.asks if asked else block.columns)]
    needs = [f"{name} is not null" for name in columns if name == "year"]
    needs += [f"{block.filled} <> ''"] if block.filled else []
    needs += ["not first_january"] if block.but_first_january else []
    return f"case when {' and '.join(needs) or 'true'} then hash({', '.join(columns)}) end"


def make_keys(database: duckdb.DuckDBPyConnection, *, most_rows: int = MOST_ROWS) -> Refused:
    """The keys of every row; those of large blocks apart, by word of the name. Returns what was refused."""
    made = [f"{key_of(block)} as k{n}" for n, block in enumerate(PLAIN)]
    made += [f"{key_of(block, asked=True)} as asked{_asked_of(block)}" for block in ASKING]
    database.execute(f"create or replace table all_keys as select id, {', '.join(made)} from rows")
    database.execute("create or replace table refined (id integer, block ubigint, key ubigint)")
    large = []
    for n in range(len(PLAIN)):
        count = f"select k{n} as key from all_keys where key is not null group by all having count(*) > {most_rows}"
        database.execute(f"create or replace temp table large{n} as {count}")
        if database.execute(f"select count(*) from large{n}").fetchall()[0][0]:
            large.append(n)
            database.execute(f"""insert into refined select id, block, hash(block, word) from (
                select id, hash({n}, key) as block, unnest(words) as word
                from all_keys join large{n} on k{n} = key join rows using (id))""")
    kept = [f"if(large{n}.key is null, k{n}, null) as k{n}" if n in large else f"k{n}" for n in range(len(PLAIN))]
    kept += [f"asked{_asked_of(block)}" for block in ASKING]
    joined = " ".join(f"left join large{n} on k{n} = large{n}.key" for n in large)
    database.execute(f"create or replace table keys as select id, {', '.join(kept)} from all_keys {joined}")
    database.execute("drop table all_keys")
    over = f"(select key, count(*) as n from refined group by key having n > {MOST_REFINED})"
    database.execute(f"create or replace temp table refused as from {over}")
    database.execute("delete from refined where key in (select key from refused)")
    counted = "select count(*), coalesce(sum(n * (n - 1) // 2), 0)::bigint from refused"
    blocks, pairs = database.execute(counted).fetchall()[0]
    return Refused(blocks, pairs)


def _asked_of(block: model.Block) -> int:
    """Which block keeps the columns that this one asks for."""
    return next(n for n, one in enumerate(PLAIN) if one.columns == block.columns)


def parts_of(database: duckdb.DuckDBPyConnection) -> int:
    """In how many parts the keys are worked off."""
    rows = int(database.execute("select count(*) from rows").fetchall()[0][0])
    return max(1, math.ceil(rows / ROWS_AT_ONCE))


def find_pairs(database: duckdb.DuckDBPyConnection, *, part: int, parts: int) -> int:
    """Pairs of one part of the keys into the table `pairs`, each once; returns how many there are."""
    database.execute("create or replace temp table pairs (a integer, b integer)")
    before: list[str] = []
    joins = [(f"l.k{n} = r.k{n}", f"k{n}") for n in range(len(PLAIN))]
    joins += [(f"l.k{_asked_of(block)} = r.asked{_asked_of(block)}", f"k{_asked_of(block)}") for block in ASKING]
    for condition, key in joins:
        mine = f" and l.{key} % {parts} = {part}" if parts > 1 else ""
        unless = "".join(f" and ({one}) is not true" for one in before)
        database.execute(f"""insert into pairs select l.id, r.id from keys l join keys r on {condition} and l.id < r.id
            where l.{key} is not null{mine}{unless}""")
        before.append(condition)
    mine = f"where block % {parts} = {part}" if parts > 1 else ""
    # A block that is refined has rows with two words in common, found twice.
    database.execute(f"""insert into pairs select a, b from (
            with part as (select id, key from refined {mine})
            select distinct l.id as a, r.id as b from part l join part r on l.key = r.key and l.id < r.id)
        join keys l on l.id = a join keys r on r.id = b where {" and ".join(f"({one}) is not true" for one in before)}""")
    return int(database.execute("select count(*) from pairs").fetchall()[0][0])


def weight(learned: Mapping[str, Any]) -> str:
    """The weight of a pair in bits, in SQL over the columns of both rows: by the model's own conditions."""
    said = [repr(log_odds(learned["prior"]))]
    for name, levels in model.LEVELS.items():
        whens, otherwise = [], "0"
        for label, condition in levels:
            bits = "0" if label == "null" else repr(_bits(learned, name, label))
            if condition:
                whens.append(f"when {condition} then {bits}::double")
            else:
                otherwise = bits
        said.append(f"case {' '.join(whens)} else {otherwise}::double end")
    return " + ".join(said)


def _bits(learned: Mapping[str, Any], name: str, label: str) -> float:
    try:
        m, u = learned["levels"][name][label]
    except KeyError as error:
        raise model.UntrainedModel(f"{name}: {label}") from error
    return math.log2(m / u)


def log_odds(probability: float) -> float:
    """A probability as a weight in bits: at a half it is 0, and each bit doubles the odds."""
    return math.log2(probability / (1 - probability))


def for_size(learned: Mapping[str, Any], rows: int) -> dict[str, Any]:
    """The model for a register of so many rows. With ten times the rows there are ten times the true pairs and a hundred times
    the others, so that in a register larger than the one that was learned from each pair is so much less likely."""
    told = re.match(r"\d+", str(learned.get("learned_from", "")))
    larger = rows / int(told.group()) if told else 1.0
    if larger <= 1:
        return dict(learned)
    odds = learned["prior"] / (1 - learned["prior"]) / larger
    return {**learned, "prior": odds / (1 + odds)}
