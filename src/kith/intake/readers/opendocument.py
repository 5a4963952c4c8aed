"""Reading workbooks of LibreOffice and others (ODS, OpenDocument), with the care of `workbook.py` and for the same reason.

A cell's value is what its office:value attributes say, its text what stands in its paragraphs (OpenDocument 1.3, part 3,
9.1 and 19.384 to 19.393). What repeats is written once with a number beside it, so that a few bytes can ask for very many
cells: empty ones are only counted on, and the others are counted before they are made, with the text in them.
"""

import io
import zipfile
from datetime import datetime, time
from typing import BinaryIO
from xml.parsers import expat

from kith.intake.readers.bounds import UNPACKED, Bounds
from kith.intake.readers.errors import UnreadableFile
from kith.intake.readers.workbook import (
    BROKEN,
    DAMAGED,
    LAST_COLUMN,
    LAST_ROW,
    OLD_CONTAINER,
    ZIP,
    Sheet,
    number_in_words,
)

_ASIDE = ("tracked-changes", "annotation", "shapes", "forms", "dde-links")  # what is in them is not on the sheet


def read(name: str, content: bytes, *, limit_bytes: int) -> list[Sheet]:
    """Every sheet that holds anything. Refused where the file is protected, cut off, damaged or of another kind."""
    if content.startswith(OLD_CONTAINER):
        raise UnreadableFile(
            name, None, "it is a workbook of Excel in the old format. Save it as .ods and send it again."
        )
    if not content.startswith(ZIP):
        raise UnreadableFile(
            name, None, "it is cut off, damaged or no workbook at all. If it is text with separators, name it .csv."
        )
    reader = _Reader(Bounds(name, limit_bytes))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > UNPACKED * limit_bytes:
                raise UnreadableFile(name, None, "it would unpack to far more than its size. Save the sheet as CSV.")
            if "xl/workbook.xml" in parts.namelist():
                raise UnreadableFile(name, None, "it is a workbook of Excel. Name it .xlsx.")
            if b"encryption-data" in parts.read("META-INF/manifest.xml"):
                raise UnreadableFile(
                    name, None, "it is protected by a password. Save it without one and send it again."
                )
            with parts.open("content.xml") as opened:
                part: BinaryIO = opened  # type: ignore[assignment]  # a zip's part is read like any file
                return reader.sheets(part)
    except BROKEN as error:
        where = f"from here on (sheet “{reader.title}”) " if reader.number else ""
        raise UnreadableFile(name, reader.number or None, f"{where}{DAMAGED}") from error


class _Reader:
    """Reads content.xml from its beginning to its end, cell by cell."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._found: list[Sheet] = []
        self.title, self.number = "", 0
        self._aside = 0
        self._rows: dict[int, list[str]] = {}
        self._spans: list[tuple[int, int, int]] = []  # cells that reach over rows below: row, column, how many
        self._row: list[str] = []
        self._column = self._rows_alike = 0
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []

    def sheets(self, part: BinaryIO) -> list[Sheet]:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._started, self._ended
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = self._said, self._refused
        parser.ParseFile(part)
        return self._found

    def _refused(self, *_: object) -> None:
        raise ValueError("a workbook has no document type")

    def _said(self, text: str) -> None:
        if not self._aside and self._cell is not None:
            self._text.append(text)

    def _started(self, tag: str, said: dict[str, str]) -> None:
        element = tag.rpartition(":")[2]
        if self._aside or element in _ASIDE or (element == "table" and self._cell is not None):
            self._aside += 1
        elif element == "table":
            self.title, self.number, self._rows, self._spans = said.get("table:name", ""), 0, {}, []
        elif element == "table-row":
            self.number += 1
            self._row, self._column = [], 0
            self._rows_alike = _times(said, "table:number-rows-repeated")
        elif element in ("table-cell", "covered-table-cell"):
            self._cell, self._text = said, []
        elif self._cell is not None:
            self._write(element, said)

    def _write(self, element: str, said: dict[str, str]) -> None:
        """What an element within a cell stands for: spaces, a tab, a line's end, or a paragraph below another."""
        if element == "s":
            spaces = _times(said, "text:c")
            self._count_text(spaces)
            self._text.append(" " * spaces)
        elif element == "tab":
            self._text.append("\t")
        elif element == "line-break" or (element == "p" and self._text):
            self._text.append("\n")

    def _ended(self, tag: str) -> None:
        element = tag.rpartition(":")[2]
        if self._aside:
            self._aside -= 1
        elif element in ("table-cell", "covered-table-cell") and self._cell is not None:
            self._cell_ends(self._cell)
            self._cell = None
        elif element == "table-row":
            self._row_ends()
        elif element == "table" and (rows := self._finished()):
            self._found.append(Sheet(self.title, rows))

    def _cell_ends(self, said: dict[str, str]) -> None:
        times, written = _times(said, "table:number-columns-repeated"), _written(said, "".join(self._text))
        first, self._column = self._column, self._column + times
        if not written.strip():
            return
        if self._column > LAST_COLUMN:
            raise ValueError("no sheet has such a column")
        if (rows := _times(said, "table:number-rows-spanned")) > 1:
            self._spans.append((self.number, first + 1, rows))
        self._row += [""] * (first - len(self._row)) + [written] * times  # at most as many as a row has columns

    def _row_ends(self) -> None:
        alike = self._rows_alike
        if self._row:
            self._count_cells(len(self._row) * alike)
            self._count_text(sum(map(len, self._row)) * alike)
            self._rows |= {self.number + more: list(self._row) for more in range(alike)}
        self.number += alike - 1
        if self.number > LAST_ROW:
            raise ValueError("no sheet has so many rows")

    def _count_cells(self, cells: int) -> None:
        self._bounds.count_cells(cells, self.title, self.number)

    def _count_text(self, characters: int) -> None:
        self._bounds.count_text(characters, self.title, self.number)

    def _finished(self) -> list[tuple[int, list[str]]]:
        """The rows. A cell merged over several rows says the same in each of them, as it does to whoever looks at it."""
        for first, column, rows in self._spans:
            said = self._rows[first][column - 1]
            self._count_cells(rows)
            self._count_text(rows * len(said))
            for row in (self._rows[n] for n in range(first + 1, first + rows) if n in self._rows):
                row += [""] * (column - len(row))
                row[column - 1] = row[column - 1] or said
        return sorted(self._rows.items())


def _times(said: dict[str, str], attribute: str) -> int:
    times = int(said.get(attribute, "1"))
    if not 1 <= times <= LAST_ROW:
        raise ValueError("nothing repeats so often in a sheet")
    return times


def _written(said: dict[str, str], text: str) -> str:
    """A cell as a person would read it. A formula that was never worked out stays a formula."""
    kind, value = said.get("office:value-type", ""), said.get("office:value", "")
    if kind == "date" and (day := said.get("office:date-value", "")):
        return _day(day) or text
    if kind == "boolean":
        return "TRUE" if said.get("office:boolean-value") == "true" else "FALSE"
    if kind in ("float", "percentage", "currency") and value:
        return number_in_words(value)
    if not kind and not text and "table:formula" in said:
        return f"={said['table:formula']}"
    return text or said.get("office:string-value", "")


def _day(value: str) -> str:
    """A day as 2007-06-03, with the time where there is one; empty where no calendar has it."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return ""
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat(sep=" ")
