"""Reading text with separators (CSV): encoding, separator and quotes as they come."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from kith.intake.readers.encoding import MARKS, OFFICE_ENCODINGS, office_encoding, unmarked_utf16
from kith.intake.readers.errors import UnreadableFile
from kith.intake.readers.workbook import OLD_CONTAINER, ZIP
from kith.protocol.pack import plain

SEPARATORS = ",;\t|"
FIRST_LINES = 50
csv.field_size_limit(2**31 - 1)  # how long a cell may be is a matter for its row's error, not for the whole file


def read(
    name: str, content: bytes, *, known_headings: frozenset[str] = frozenset()
) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Every row with its line number, and what to look at. Refused where bytes, quotes or the last row are broken."""
    if content.startswith((ZIP, OLD_CONTAINER)):
        raise UnreadableFile(name, None, "it is a workbook, not text with separators. Name it .xlsx.")
    text, remarks = _decoded(name, content)
    if "\0" in text:
        raise UnreadableFile(
            name, text[: text.index("\0")].count("\n") + 1, "it holds bytes that no text has. Save it as CSV again."
        )
    rows = list(_rows(name, text, _separator(text, known_headings)))
    if len(rows) > 1 and not text.endswith(("\n", "\r")):
        usual = Counter(len(cells) for _, cells in rows[:-1]).most_common(1)[0][0]
        if len(rows[-1][1]) < usual:
            raise _cut_off(name, rows[-1][0])
    return rows, remarks


def _cut_off(name: str, row: int) -> UnreadableFile:
    return UnreadableFile(name, row, "the last row is cut off: the file is not complete. Ask the sender for it again.")


def _decoded(name: str, content: bytes) -> tuple[str, list[str]]:
    """The text: by its byte-order mark, as UTF-16 or UTF-8, else as an office encoding that the text itself speaks for,
    which is then said. Half signs (lone surrogates) are let through: the rows that hold them are errors one by one."""
    marked = next((codec for mark, codec in MARKS if content.startswith(mark)), "")
    encoding = marked or unmarked_utf16(content) or "utf-8"
    try:
        return content.decode(encoding, "surrogatepass").removeprefix("\ufeff"), []
    except UnicodeDecodeError as error:
        line = error.object[: error.start].decode(encoding.removesuffix("-sig"), "ignore").count("\n") + 1
        if error.end == len(error.object) and error.reason in ("unexpected end of data", "truncated data"):
            raise _cut_off(name, line) from error
        if encoding != "utf-8":
            raise UnreadableFile(
                name, line, f"it says it is {encoding}, but this row is not. Save it as UTF-8 again."
            ) from error
        office = office_encoding(content)
        if not office:
            raise UnreadableFile(
                name,
                line,
                "this row is not in UTF-8, nor is the file in another encoding that fits. Save it as UTF-8 again.",
            ) from error
        return content.decode(office), [
            f"It does not say its encoding and was read as {OFFICE_ENCODINGS[office][0]}: "
            f"look whether the letters of row {line} are right."
        ]


def _separator(text: str, known: frozenset[str]) -> str:
    """The separator that shows the most known headings in one row, else the one that parts the first rows most evenly."""
    lines = [line for line in text[: 2**20].splitlines()[:FIRST_LINES] if line.strip()]
    counts = {sep: Counter(line.count(sep) for line in lines) for sep in SEPARATORS}

    def fit(sep: str) -> tuple[int, int]:
        known_in_a_row = max((sum(plain(c.strip('"')) in known for c in line.split(sep)) for line in lines), default=0)
        return known_in_a_row, max((n * times for n, times in counts[sep].items() if n), default=0)

    return max(SEPARATORS, key=fit)


def _rows(name: str, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableFile(
                name,
                before + 1,
                f"a quotation mark opens here and does not close, or stands in the middle ({error}). Put that row right.",
            ) from error
        yield before + 1, cells
        before = reader.line_num
