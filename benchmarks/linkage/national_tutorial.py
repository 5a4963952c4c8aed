"""splink's tutorial model on files of a national size, in a process of its own: `python -m benchmarks.linkage.national_tutorial
FOLDER ANSWER`. DuckDB reads the files, so that nothing but splink takes time; names are parted and in small letters, and days of
birth are read, as the tutorials have them. No truth is in the folder."""

import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

from benchmarks.linkage.tutorial import clusters, families
from kith.protocol.pack import load

FIELDS = ("given", "family", "birth_date", "person_ref", "health_ref", "phone", "postcode", "sex")


def read(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """All rows as one table, as the tutorials have them."""
    connection.execute(f"create table part_0 as {' union all '.join(_selected(connection, folder))}")


def _selected(connection: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[str]:
    pack = load()
    for path in sorted(folder.iterdir()):
        source = f"read_csv('{path}', all_varchar = true, header = true)"
        headings = [line[0] for line in connection.execute(f"describe select * from {source}").fetchall()]
        match = pack.source_of(headings)
        assert match is not None, path.name
        has = {field: f'"{headings[place]}"' for place, (field, _) in match.columns.items()}
        if "full_name" in has:
            has |= {
                "given": f"split_part({has['full_name']}, ',', 2)",
                "family": f"split_part({has['full_name']}, ',', 1)",
            }
        has["birth_date"] = (
            f"strftime(coalesce(try_strptime({has['birth_date']}, '%d/%m/%Y'), try_strptime({has['birth_date']}, '%Y-%m-%d')),"
            " '%Y-%m-%d')"
        )
        cells = [
            f"nullif(lower(trim({has[field]})), '') as {field}" if field in has else f"null::varchar as {field}"
            for field in FIELDS
        ]
        named = "nullif(trim(coalesce(given, '') || ' ' || coalesce(family, '')), '') as whole_name"
        yield f"select *, {named} from (select {has['row_id']} as unique_id, {', '.join(cells)} from {source})"


def main() -> None:
    """Read, train, link, write."""
    folder, answer = map(Path, sys.argv[1:])
    with duckdb.connect(config={"threads": 2}) as connection:
        read(connection, folder)
        grouped = clusters(connection, ["part_0"], families())
        connection.execute(
            f"copy (select unique_id as record_id, cluster_id as person from {grouped}) to '{answer}' (format parquet)"
        )


if __name__ == "__main__":
    main()
