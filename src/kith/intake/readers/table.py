"""One file as a table: where its header is, its rows as received, and what is wrong with single rows."""

import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kith.intake.readers import opendocument, separated, workbook
from kith.intake.readers.errors import UnreadableFile
from kith.protocol.pack import plain

WORKBOOKS = {".ods": opendocument.read, ".xlsx": workbook.read}
SUFFIXES = (".csv", ".tsv", *WORKBOOKS)
LOOK_FOR_HEADER_IN = 30
LONGEST_HEADING = 200
Raw = Sequence[tuple[int, Sequence[str]]]


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
    """A file: its hash, its header and every row below it, either in `rows` or in `errors`.

    `remarks` are what whoever takes the file in should look at: an encoding that it does not name, sheets left aside.
    """

    file_name: str
    sha256: str
    header: tuple[str, ...]
    header_row: int
    rows: tuple[Row, ...]
    errors: tuple[RowError, ...]
    remarks: tuple[str, ...] = ()


def read_table(path: Path, *, limit_bytes: int, known_headings: frozenset[str] = frozenset()) -> Table:
    """Read one file of `SUFFIXES`. Refused with `UnreadableFile` (file, row, what to do) where it cannot be read whole.

    `known_headings` (as `plain` gives them) help to find a header below titles, and the sheet that is meant; without
    any of them the first row with at least two cells is taken.
    """
    content = _content(path, limit_bytes)
    return read_content(path.name, content, limit_bytes=limit_bytes, known_headings=known_headings)


def read_content(name: str, content: bytes, *, limit_bytes: int, known_headings: frozenset[str] = frozenset()) -> Table:
    """Read what a file holds, as `read_table` does; its kind is told by how its name ends."""
    if not content.strip(b"\0 \t\r\n"):
        raise UnreadableFile(name, None, "it is empty. Ask the sender for the file again.")
    read = WORKBOOKS.get(Path(name).suffix.lower())
    if read is not None:
        raw, remarks = _sheet_meant(name, read(name, content, limit_bytes=limit_bytes), known_headings)
    else:
        raw, remarks = separated.read(name, content, known_headings=known_headings)
    place = _header_place(raw, known_headings)
    if place is None:
        raise UnreadableFile(name, 1, "no row of headings was found. The first row of the table must name its columns.")
    number, header = raw[place][0], _trimmed(raw[place][1])
    _check_header(name, number, header)
    below = [Row(number, tuple(cells)) for number, cells in raw[place + 1 :] if any(cell.strip() for cell in cells)]
    if not below:
        raise UnreadableFile(name, number, "there is nothing below the headings. Ask the sender for the file again.")
    # Programs that leave a row's last empty cells out do so in every row; elsewhere a short row is a broken one.
    keeps_empty = read is None and any(len(r.cells) >= len(header) and not r.cells[len(header) - 1] for r in below)
    headings = known_headings | {plain(heading) for heading in header}
    errors = {row.number: _shape_error(row, len(header), headings, keeps_empty) for row in below}
    return Table(
        file_name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        header=header,
        header_row=number,
        rows=tuple(Row(row.number, _fitted(row.cells, len(header))) for row in below if not errors[row.number]),
        errors=tuple(RowError(row, errors[row.number]) for row in below if errors[row.number]),
        remarks=tuple(remarks),
    )


def _content(path: Path, limit_bytes: int) -> bytes:
    """The bytes of an ordinary file, read once; at most one more than the limit, however the file grows meanwhile."""
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise UnreadableFile(path.name, None, "it is no ordinary file. Copy what it holds into one.")
            content = file.read(limit_bytes + 1)
            after = os.fstat(file.fileno())
    except OSError as error:
        raise UnreadableFile(
            path.name, None, f"it cannot be opened ({error.strerror}). Check the name and the rights."
        ) from error
    if after.st_size > limit_bytes or len(content) > limit_bytes:
        raise UnreadableFile(
            path.name, None,
            f"it is {max(after.st_size, len(content)) / 1e6:.1f} MB; the limit is {limit_bytes / 1e6:g} MB. "
            "Send it in parts, or raise KITH_INTAKE_LIMIT_MB.",
        )  # fmt: skip
    if len(content) != after.st_size or (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
        raise UnreadableFile(
            path.name, None, "it changed while it was read. Wait until it is written, then run this again."
        )
    return content


def _sheet_meant(name: str, sheets: Sequence[workbook.Sheet], known: frozenset[str]) -> tuple[Raw, list[str]]:
    """The rows of the one sheet with known headings, else of the first; the others are named, for nothing is dropped
    silently. Refused where two sheets have such headings."""
    if not sheets:
        raise UnreadableFile(name, 1, "it has no sheet with anything in it. Ask the sender for the file again.")
    meant = [sheet for sheet in sheets if _most_known(sheet.rows, known) >= 2] or list(sheets[:1])
    if len(meant) > 1:
        titles = " and ".join(f"“{sheet.title}”" for sheet in meant)
        raise UnreadableFile(name, None, f"the sheets {titles} are tables, each of them. Save each as its own file.")
    aside = (f"The sheet “{one.title}” was not read ({len(one.rows)} rows)." for one in sheets if one is not meant[0])
    return meant[0].rows, list(aside)


def _most_known(raw: Raw, known: frozenset[str]) -> int:
    return max((_hits(cells, known) for _, cells in raw[:LOOK_FOR_HEADER_IN]), default=0)


def _hits(cells: Sequence[str], known: frozenset[str]) -> int:
    return sum(plain(cell) in known for cell in cells)


def _header_place(raw: Raw, known: frozenset[str]) -> int | None:
    """Where the headings are: the row with most known ones among the first rows, else the first with two cells."""
    most = _most_known(raw, known)
    for place, (_, cells) in enumerate(raw[:LOOK_FOR_HEADER_IN]):
        if (_hits(cells, known) == most) if most >= 2 else sum(bool(cell.strip()) for cell in cells) >= 2:
            return place
    return None


def _check_header(name: str, number: int, header: Sequence[str]) -> None:
    seen: set[str] = set()
    for heading in header:
        if len(heading) > LONGEST_HEADING:
            raise UnreadableFile(name, number, f"a heading is longer than {LONGEST_HEADING} characters. Shorten it.")
        if heading and plain(heading) in seen:
            raise UnreadableFile(
                name, number, f"the heading “{heading}” stands there twice. Give each column its own heading."
            )
        seen.add(plain(heading))


def _shape_error(row: Row, width: int, headings: frozenset[str], keeps_empty: bool) -> str:
    """What is wrong with a row whatever it says: more cells than headings, too few, or the headings once more."""
    cells = _trimmed(row.cells)
    if len(cells) > width:
        return f"it has {len(cells)} cells, but there are {width} headings: a separator too many, or a stray cell?"
    if keeps_empty and len(row.cells) < width:
        return f"it has {len(row.cells)} cells, but there are {width} headings: a line break inside a cell?"
    said = [cell for cell in cells if cell]
    if len(said) >= 2 and all(plain(cell) in headings for cell in said):
        return "it repeats the headings and is about nobody."
    return ""


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """Cells without outer spaces, and without the empty ones at the end."""
    said = [cell.strip() for cell in cells]
    while said and not said[-1]:
        said.pop()
    return tuple(said)


def _fitted(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (*cells[:width], *[""] * (width - len(cells)))
