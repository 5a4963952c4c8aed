"""Which people are laid beside each other (candidate pairs, by blocking): they share what few others share, or are of one family,
and no number or year of birth says at once that they are two. DuckDB finds them, and `likeness.compare` looks at each.

DuckDB and pyarrow are read where they are needed, as for `score`: most processes never link a register.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING

from kith.intake.linkage.likeness import FARTHEST, Person

if TYPE_CHECKING:
    import pyarrow as pa

Pair = tuple[str, str]
_MOST_ALIKE, _MOST_KIN = 60, 30  # a block of more people than this says too little about any two of them
_MEMORY_MB = 300
# Every row of one is compared with every row of the other: one of each that contradict are enough to know that they are two.
_FOUND = f"""
with met as (select distinct block, person from blocks join rows using (row)),
    few as (select block from met group by block having count(*) between 2 and {_MOST_ALIKE}),
    kin as (select family from people group by family having count(*) between 2 and {_MOST_KIN}),
    found as (
        select a.person as a, b.person as b
        from met a join met b on a.block = b.block and a.person < b.person join few on few.block = a.block
        union
        select a.person, b.person
        from people a join people b on a.family = b.family and a.person < b.person join kin on kin.family = a.family
        union
        select a, b from named
    )
select a, b from found join people x on x.person = a join people y on y.person = b
where coalesce(
        abs(x.year - y.year) <= 1
        or not (x.is_vague or y.is_vague) and (abs(x.year - y.year) <= {FARTHEST} or x.day = y.day),
        true
    )
    and coalesce(x.person_ref = y.person_ref or damerau_levenshtein(x.person_ref, y.person_ref) <= 1, true)
    and coalesce(x.health_ref = y.health_ref or damerau_levenshtein(x.health_ref, y.health_ref) <= 1, true)
order by a, b
"""


class Pairing:
    """Rows by what they are found by, from round to round. They are numbered in the order of their keys, and so are people, each
    by its first row."""

    def __init__(self, blocks: Iterable[tuple[Hashable, str]], keys: Iterable[str]) -> None:
        """`blocks`: each thing that a row is found by, with that row's key."""
        import pyarrow as pa

        self._keys = sorted(keys)
        self._number = {key: number for number, key in enumerate(self._keys)}
        at, rows = [], []
        for block, key in blocks:
            at.append(hash(block))  # of 64 bits: that two have one, and so too many are compared, does not happen
            rows.append(self._number[key])
        self._blocks = pa.table({"block": pa.array(at, pa.int64()), "row": pa.array(rows, pa.int32())})

    def pairs(
        self,
        clusters: Mapping[str, str],
        people: Mapping[str, Person],
        family: Mapping[str, int],
        named: Iterable[Pair],
    ) -> list[Pair]:
        """Two people each, in the order of their keys. `clusters` gives each row's person, `family` each person's family; `named`
        are laid beside each other whatever else they share."""
        import pyarrow as pa

        from kith.intake.linkage.engine import opened

        number = self._number
        numbered = [(number[a], number[b]) for a, b in named]
        tables = {
            "blocks": self._blocks,
            "rows": pa.table({"row": range(len(self._keys)), "person": [number[clusters[key]] for key in self._keys]}),
            "people": _table(people, family, number),
            "named": pa.table(
                {side: pa.array([pair[n] for pair in numbered], pa.int32()) for n, side in enumerate("ab")}
            ),
        }
        with opened(_MEMORY_MB) as database:
            for name, table in tables.items():
                database.register(name, table)
            found = database.execute(_FOUND).fetchall()
        return [(self._keys[a], self._keys[b]) for a, b in found]


def _table(people: Mapping[str, Person], family: Mapping[str, int], number: Mapping[str, int]) -> "pa.Table":
    """Of each person one number of each kind and one day of birth."""
    import pyarrow as pa

    rows = [person.rows for person in people.values()]
    births = [next((row.births for row in its if row.births.year), None) for its in rows]
    return pa.table({
        "person": pa.array([number[key] for key in people], pa.int32()),
        "family": pa.array([family[key] for key in people], pa.int32()),
        "year": pa.array([born and born.year for born in births], pa.int32()),
        "day": pa.array([f"{born.written:%m%d}" if born and born.written else None for born in births], pa.string()),
        "is_vague": pa.array([born and (born.is_first_january or not born.readings) for born in births], pa.bool_()),
        "person_ref": pa.array([next((row.person_ref for row in its if row.person_ref), None) for its in rows], pa.string()),
        "health_ref": pa.array([next((row.health_ref for row in its if row.health_ref), None) for its in rows], pa.string()),
    })  # fmt: skip
