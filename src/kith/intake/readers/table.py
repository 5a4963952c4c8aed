"""One file as a table: where its header is, its rows as received, and what is wrong with single rows."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kith.intake.readers import separated, workbook
from kith.intake.readers.errors import UnreadableFile

SUFFIXES = (".csv", ".xlsx")
LOOK_FOR_HEADER_IN = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One row as received; `number` is its line in the file or workbook, counted from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that cannot become a person, and why in words. The rest of the file stands."""

    row: Row
    message: str


@dataclass(frozen=True, slots=True)
class Table:
    """A file: its hash, its header and every row below it, either in `rows` or in `errors`."""

    file_name: str
    sha256: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    errors: tuple[RowError, ...]


def read_table(path: Path, *, limit_bytes: int, known_headings: frozenset[str] = frozenset()) -> Table:
    """Read a .csv or .xlsx file. Refused with `UnreadableFile` (file, row, what to do) where it cannot be read whole.

    `known_headings` (small letters, single spaces) help to find a header below titles; without any of them the first
    row with at least two cells is taken.
    """
    name = path.name
    try:
        size = path.stat().st_size
        if size > limit_bytes:
            raise UnreadableFile(
                name, None,
                f"it is {size / 1e6:.1f} MB; the limit is {limit_bytes / 1e6:g} MB. "
                "Send it in parts, or raise KITH_INTAKE_LIMIT_MB.",
            )  # fmt: skip
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            name, None, f"it cannot be opened ({error.strerror}). Check the name and the rights."
        ) from error
    if not content.strip(b"\0 \t\r\n"):
        raise UnreadableFile(name, None, "it is empty. Ask the sender for the file again.")
    read = workbook.read if path.suffix.lower() == ".xlsx" else separated.read
    raw = read(name, content)
    place = _header_place(raw, known_headings)
    if place is None:
        raise UnreadableFile(name, 1, "no row of headings was found. The first row of the table must name its columns.")
    header = _trimmed(raw[place][1])
    _check_header(name, raw[place][0], header)
    rows, errors = [], []
    for number, cells in raw[place + 1 :]:
        row = Row(number, tuple(cells))
        if not any(cell.strip() for cell in cells):
            continue
        extra = [cell for cell in cells[len(header) :] if cell.strip()]
        if extra:
            errors.append(
                RowError(
                    row,
                    f"it has {len(_trimmed(cells))} cells, but there are {len(header)} headings: a separator too many?",
                )
            )
        else:
            rows.append(Row(number, (*cells[: len(header)], *[""] * (len(header) - len(cells)))))
    if not rows and not errors:
        raise UnreadableFile(
            name, raw[place][0], "there is nothing below the headings. Ask the sender for the file again."
        )
    return Table(name, hashlib.sha256(content).hexdigest(), header, tuple(rows), tuple(errors))


def _header_place(raw: Sequence[tuple[int, Sequence[str]]], known: frozenset[str]) -> int | None:
    """Where the headings are: the row with most known ones among the first rows, else the first with two cells."""
    first = raw[:LOOK_FOR_HEADER_IN]
    if known:
        hits = [sum(_plain(cell) in known for cell in cells) for _, cells in first]
        if hits and max(hits) >= 2:
            return hits.index(max(hits))
    return next((n for n, (_, cells) in enumerate(first) if sum(bool(c.strip()) for c in cells) >= 2), None)


def _check_header(name: str, number: int, header: Sequence[str]) -> None:
    seen: set[str] = set()
    for heading in header:
        if heading and _plain(heading) in seen:
            raise UnreadableFile(
                name, number, f"the heading “{heading}” stands there twice. Give each column its own heading."
            )
        seen.add(_plain(heading))


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """Cells without the empty ones at the end."""
    last = max((n for n, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return tuple(cell.strip() for cell in cells[:last])


def _plain(heading: str) -> str:
    return re.sub(r"\s+", " ", heading).strip().casefold()
