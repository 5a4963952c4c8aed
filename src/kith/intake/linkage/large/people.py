"""From links to people: best first, and never over what keeps two rows apart. Where nothing does, which is so of most, the order
does not matter; where rows of one contradict each other, only what is certain by itself joins, pair by pair (`Clusters`)."""

import duckdb
import pyarrow as pa

from kith.intake.linkage.clusters import Clusters
from kith.intake.linkage.large.holding import APART, why
from kith.intake.linkage.large.pairs import GATHERED


def join(database: duckdb.DuckDBPyConnection) -> None:
    """The table `people`: each row that is joined to another, with the smallest number of its person's rows."""

    links = database.sql("select a, b from links").to_arrow_table()
    of = _components(links["a"].to_pylist(), links["b"].to_pylist())
    _register(database, "people", list(of), list(of.values()))
    apart = _apart(database)
    if apart:
        wrong = {of[a] for a, _ in apart}
        database.register("wrong", pa.table({"person": pa.array(sorted(wrong), pa.int32())}))
        lines = database.execute(
            """select a, b from links join people on a = id
            where is_certain and person in (select person from wrong) order by bits desc, a, b"""
        ).fetchall()
        database.unregister("wrong")
        of = {row: row if person in wrong else person for row, person in of.items()} | _best_first(lines, apart)
        _register(database, "people", list(of), list(of.values()))


def _register(database: duckdb.DuckDBPyConnection, table: str, rows: list[int], people: list[int]) -> None:

    given = pa.table({"id": pa.array(rows, pa.int32()), "person": pa.array(people, pa.int32())})
    database.register("given", given)
    database.execute(f"create or replace table {table} as select * from given")
    database.unregister("given")


def _components(a: list[int], b: list[int]) -> dict[int, int]:
    """Every linked row with the smallest of those that it hangs together with."""
    parent: dict[int, int] = {}

    def root(row: int) -> int:
        while (above := parent.setdefault(row, row)) != row:
            parent[row] = parent.setdefault(above, above)
            row = parent[row]
        return row

    for x, y in zip(a, b, strict=True):
        first, second = root(x), root(y)
        if first < second:
            parent[second] = first
        elif second < first:
            parent[first] = second
    return {row: root(row) for row in parent}


def _apart(database: duckdb.DuckDBPyConnection) -> set[tuple[int, int]]:
    """Rows that hang together by others and contradict each other."""
    database.execute("""create or replace temp table between as
        select x.id as a, y.id as b from people x join people y on x.person = y.person and x.id < y.id
        where x.person in (select person from people group by person having count(*) > 2)""")
    found = database.execute(f"""select a, b from (select a, b, {GATHERED} from
        (select a, b from between anti join links using (a, b)) join rows l on l.id = a join rows r on r.id = b)
        where {APART}""").fetchall()
    return {(a, b) for a, b in found}


def _best_first(links: list[tuple[int, int]], apart: set[tuple[int, int]]) -> dict[int, int]:
    """People of those rows whose links, followed blindly, join what is apart."""
    keys = {f"{row:010}": row for pair in links for row in pair}
    clusters = Clusters(keys, lambda x, y: (min(keys[x], keys[y]), max(keys[x], keys[y])) in apart)
    for a, b in links:
        clusters.join(f"{a:010}", f"{b:010}")
    return {keys[key]: keys[person] for key, person in clusters.representatives().items()}


def ask(database: duckdb.DuckDBPyConnection) -> int:
    """The table `questions`: of any two people whom the model holds to be one and nothing in their rows holds to be two, the
    likeliest pair of rows, and why people are asked. Returns how many there are."""
    database.execute(f"""create or replace table questions as
        select arg_max(a, (bits, -a, -b)) as a, arg_max(b, (bits, -a, -b)) as b, max(bits) as bits,
            arg_max(said, (bits, -a, -b)) as why
        from (select k.a, k.b, bits, coalesce(x.person, k.a) as p, coalesce(y.person, k.b) as q, {why()} as said
            from likely k left join people x on x.id = k.a left join people y on y.id = k.b)
        where p <> q and said is not null group by least(p, q), greatest(p, q)""")
    return int(database.execute("select count(*) from questions").fetchall()[0][0])
