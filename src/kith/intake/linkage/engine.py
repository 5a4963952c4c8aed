"""A DuckDB of its own for each piece of work: in memory, and on disk where that is used up."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

LEAST_MB, MOST_MB = 700, 6_000  # what tables may take where nobody says


@contextmanager
def opened(
    memory_mb: int = LEAST_MB, *, threads: int = 2, spill: Path | None = None, in_order: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB in memory that goes on on disk, in a folder of its own below `spill`, where `memory_mb` are used up. `in_order`
    keeps rows as they were put in, which takes more memory."""
    with tempfile.TemporaryDirectory(prefix="kith-", dir=spill) as folder:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": threads, "memory_limit": f"{memory_mb}MB", "temp_directory": folder,
            "preserve_insertion_order": in_order,
        }  # fmt: skip
        with duckdb.connect(":memory:", config=settings) as database:
            yield database
