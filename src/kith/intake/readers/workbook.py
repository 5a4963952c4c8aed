"""Reading workbooks (XLSX), each sheet by itself; numbers and days come as people write them.

Our own reader over the parts of the file, since agencies' files are not to be trusted: nothing in it can stop or fill
the machine, what a cell shows instead of a value (#REF!) is not lost, and a row keeps the number that people see.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from typing import BinaryIO
from xml.parsers import expat

from kith.intake.readers.bounds import UNPACKED, Bounds
from kith.intake.readers.errors import UnreadableFile

OLD_CONTAINER = b"\xd0\xcf\x11\xe0"  # what a protected workbook and an old .xls are both wrapped in
ZIP = b"PK"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
Attributes = dict[str, str]
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
DAMAGED = "it is cut off, damaged or no workbook at all. Ask the sender for it again."
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError, LookupError, ValueError),
    *(OverflowError, EOFError, OSError, RuntimeError, StopIteration),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet that holds something: its title, and its rows with the numbers that people see."""

    title: str
    rows: list[tuple[int, list[str]]]


def read(name: str, content: bytes, *, limit_bytes: int) -> list[Sheet]:
    """Every sheet that holds anything. Refused where the file is protected, cut off, damaged or of another kind."""
    if content.startswith(OLD_CONTAINER):
        raise UnreadableFile(
            name,
            None,
            "it is protected by a password. Save it without one and send it again."
            if _PROTECTED in content
            else "it is in the old format (.xls). Save it as .xlsx and send it again.",
        )
    if not content.startswith(ZIP):
        raise UnreadableFile(
            name, None, "it is cut off, damaged or no workbook at all. If it is text with separators, name it .csv."
        )
    at = _At()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > UNPACKED * limit_bytes:
                raise UnreadableFile(name, None, "it would unpack to far more than its size. Save the sheet as CSV.")
            return _sheets(parts, at, Bounds(name, limit_bytes))
    except BROKEN as error:
        raise UnreadableFile(name, at.row, f"{at.words}{DAMAGED}") from error


@dataclass(slots=True)
class _At:
    """Where reading is, for an error that names it."""

    sheet: str = ""
    row: int | None = None

    @property
    def words(self) -> str:
        return f"from here on (sheet “{self.sheet}”) " if self.row else ""


def _sheets(parts: zipfile.ZipFile, at: _At, bounds: Bounds) -> list[Sheet]:
    book = next(target for kind, target in _related(parts, "").values() if kind == "officeDocument")
    related = _related(parts, book)
    of_kind = dict(related.values())
    strings = _strings(parts, of_kind["sharedStrings"]) if "sharedStrings" in of_kind else []
    days = _day_styles(parts, of_kind["styles"]) if "styles" in of_kind else frozenset()
    listed: list[tuple[str, str]] = []
    counts_from_1904: list[bool] = []

    def properties(said: Attributes) -> None:
        counts_from_1904.append(said.get("date1904") in ("1", "true"))

    def sheet(said: Attributes) -> None:
        listed.append((said["name"], next(value for key, value in said.items() if key.endswith(":id"))))

    _walk(parts, book, {"workbookPr": properties, "sheet": sheet})
    first_day = datetime(1904, 1, 1) if any(counts_from_1904) else datetime(1899, 12, 30)
    found = []
    for title, key in listed:
        kind, target = related[key]
        if kind != "worksheet":
            continue  # a sheet that is a chart
        at.sheet, at.row = title, None
        reader = _Rows(strings, days, first_day, at, bounds)
        _walk(parts, target, reader.starts, reader.ends)
        rows = reader.finished()
        if rows:
            found.append(Sheet(title, rows))
    return found


def _walk(
    parts: zipfile.ZipFile,
    part: str,
    starts: Mapping[str, Callable[[Attributes], None]],
    ends: Mapping[str, Callable[[str], None]] = MappingProxyType({}),
) -> None:
    """Read one part: by an element's name, `starts` get its attributes and `ends` its text. No document type is taken:
    XML bombs and foreign files hide there, and no workbook has one."""
    text: list[str] = []
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def started(tag: str, said: Attributes) -> None:
        text.clear()
        handler = starts.get(tag if ":" not in tag else tag.rpartition(":")[2])
        if handler is not None:
            handler(said)

    def ended(tag: str) -> None:
        handler = ends.get(tag if ":" not in tag else tag.rpartition(":")[2])
        if handler is not None:
            handler("".join(text))
        text.clear()

    def refused(*_: object) -> None:
        raise ValueError("a workbook has no document type")

    parser.StartElementHandler, parser.EndElementHandler = started, ended
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text.append, refused
    with parts.open(part) as opened:
        content: BinaryIO = opened  # type: ignore[assignment]  # a zip's part is read like any file
        parser.ParseFile(content)


def _related(parts: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to: key -> (kind, the other part's path)."""
    folder, _, name = part.rpartition("/")
    found: dict[str, tuple[str, str]] = {}

    def relationship(said: Attributes) -> None:
        target = said["Target"]
        path = target.lstrip("/") if target.startswith("/") or not folder else f"{folder}/{target}"
        found[said["Id"]] = (said["Type"].rpartition("/")[2], path)

    _walk(parts, f"{folder}/_rels/{name}.rels".lstrip("/"), {"Relationship": relationship})
    return found


class _Text:
    """The text of a string in pieces (one for each change of type); how it is pronounced (`rPh`) is left out."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._aside = False

    def aside(self, said: Attributes) -> None:
        self._aside = True

    def piece(self, text: str) -> None:
        if not self._aside:
            self.pieces.append(text)

    def again(self, text: str) -> None:
        self._aside = False

    def taken(self) -> str:
        whole = "".join(self.pieces)
        self.pieces.clear()
        return whole


def _strings(parts: zipfile.ZipFile, part: str) -> list[str]:
    """The texts that cells refer to by number."""
    found: list[str] = []
    text = _Text()
    _walk(
        parts, part, {"rPh": text.aside},
        {"t": text.piece, "rPh": text.again, "si": lambda _: found.append(text.taken())},
    )  # fmt: skip
    return found


# Number formats that show a day and need no definition (ECMA-376 part 1, 18.8.30), Asian ones included.
_BUILT_IN_DAYS = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})
_NOT_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')


def _day_styles(parts: zipfile.ZipFile, part: str) -> frozenset[int]:
    """The styles whose numbers show as days."""
    formats: dict[int, str] = {}
    styles: list[int] = []
    own: list[int] = []

    def number_format(said: Attributes) -> None:
        formats[int(said["numFmtId"])] = _NOT_FORMAT.sub("", said.get("formatCode", "")).lower()

    def style(said: Attributes) -> None:
        styles.append(int(said.get("numFmtId", "0")))

    def begin(said: Attributes) -> None:
        styles.clear()  # what came before are the styles of named styles, not of cells

    _walk(
        parts, part, {"numFmt": number_format, "cellXfs": begin, "xf": style},
        {"cellXfs": lambda _: own.extend(styles)},
    )  # fmt: skip
    return frozenset(
        style
        for style, form in enumerate(own)
        if form in _BUILT_IN_DAYS or any(sign in formats.get(form, "") for sign in ("d", "y", "mmm"))
    )


class _Rows:
    """Reads one sheet's rows, cell by cell."""

    def __init__(
        self, strings: Sequence[str], days: frozenset[int], first_day: datetime, at: _At, bounds: Bounds
    ) -> None:
        self._strings, self._days, self._first_day, self._at, self._bounds = strings, days, first_day, at, bounds
        self._rows: dict[int, list[str]] = {}
        self._row: list[str] = []
        self._merged: list[str] = []
        self._number, self._column = 0, 0
        self._cell: Attributes = {}
        self._value: str | None = None
        self._formula: str | None = None
        self._text = _Text()
        self.starts = {
            "row": self._row_starts,
            "c": self._cell_starts,
            "mergeCell": self._merge,
            "rPh": self._text.aside,
        }
        self.ends = {
            "v": self._has_value, "t": self._text.piece, "rPh": self._text.again, "is": self._has_text,
            "f": self._has_formula, "c": self._cell_ends, "row": self._row_ends,
        }  # fmt: skip

    def _row_starts(self, said: Attributes) -> None:
        self._number = self._at.row = _row(said["r"]) if "r" in said else self._number + 1
        self._row, self._column = [], 0

    def _row_ends(self, text: str) -> None:
        self._count(len(self._row), sum(map(len, self._row)))
        if self._row:
            self._rows[self._number] = self._row

    def _cell_starts(self, said: Attributes) -> None:
        self._cell, self._value, self._formula = said, None, None
        reference = said.get("r")
        self._column = _column(reference.rstrip("0123456789")) if reference else self._column + 1

    def _has_value(self, text: str) -> None:
        self._value = text

    def _has_text(self, text: str) -> None:
        self._value = self._text.taken()

    def _has_formula(self, text: str) -> None:
        self._formula = text

    def _merge(self, said: Attributes) -> None:
        self._merged.append(said["ref"])

    def _cell_ends(self, text: str) -> None:
        written = self._written()
        if not written.strip():
            return
        self._row += [""] * (self._column - len(self._row))
        self._row[self._column - 1] = written

    def _count(self, cells: int, text: int) -> None:
        self._bounds.count_cells(cells, self._at.sheet, self._number)
        self._bounds.count_text(text, self._at.sheet, self._number)

    def _written(self) -> str:
        """A cell as a person would read it. A formula that was never worked out stays a formula."""
        kind, value = self._cell.get("t", "n"), self._value
        if not value:
            return "" if value == "" or self._formula is None else f"={self._formula}"
        if kind == "s":
            return self._strings[int(value)]
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind == "n":
            return number_in_words(value, self._first_day if int(self._cell.get("s", "0")) in self._days else None)
        return value

    def finished(self) -> list[tuple[int, list[str]]]:
        """The rows. A cell merged over several rows says the same in each of them, as it does to whoever looks at it."""
        for ref in self._merged:
            (column, first), (_, last) = (_address(corner) for corner in f"{ref}:{ref}".split(":")[:2])
            said = self._rows.get(first, [])[column - 1 : column]
            if not said:
                continue
            over = last - first
            self._count(
                over, over * len(said[0])
            )  # merged cells that lie over each other are no workbook's, but a bomb's
            for number in range(first + 1, last + 1):
                row = self._rows.get(number)
                if row is not None:
                    row += [""] * (column - len(row))
                    row[column - 1] = row[column - 1] or said[0]
        return sorted(self._rows.items())


def _address(ref: str) -> tuple[int, int]:
    """Column and row of a cell's address: "B4" is (2, 4)."""
    letters = ref.rstrip("0123456789")
    return _column(letters), _row(ref[len(letters) :])


@cache
def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + "ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(letter) + 1
    if not 1 <= column <= LAST_COLUMN:
        raise ValueError("no sheet has such a column")
    return column


def _row(text: str) -> int:
    if not 1 <= int(text) <= LAST_ROW:
        raise ValueError("no sheet has so many rows")
    return int(text)


def number_in_words(text: str, first_day: datetime | None = None) -> str:
    """A number as a person would write it: whole ones without a fraction, and a day as 2007-06-03.

    Days before March 1900, which spreadsheets count wrongly, and those that no calendar has, stay numbers.
    """
    number = float(text)
    if first_day is not None and 61 <= number < 2_958_466:
        moment = first_day + timedelta(seconds=round(number * 86_400))
        return moment.date().isoformat() if moment.time() == time() else moment.isoformat(sep=" ")
    if text.isdigit() or not number.is_integer():
        return text
    return str(int(number))
