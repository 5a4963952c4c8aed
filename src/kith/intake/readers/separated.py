"""Reading text with separators (CSV): encoding, separator and quotes as they come."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator

from charset_normalizer import from_bytes

from kith.intake.readers.errors import UnreadableFile

SEPARATORS = ",;\t|"
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Single-byte encodings that offices in this field really use. Others are refused rather than guessed.
OFFICE_ENCODINGS = ("cp1252", "iso8859-15", "cp1256", "cp1254", "cp1250", "mac_roman")


def read(name: str, content: bytes) -> list[tuple[int, list[str]]]:
    """Every row with its line number. Refused where the bytes, the quotes or the shape of the rows are broken."""
    text = _decoded(name, content)
    if "\0" in text:
        raise UnreadableFile(
            name, text[: text.index("\0")].count("\n") + 1, "it holds bytes that no text has. Save it as CSV again."
        )
    separator = _separator(text)
    rows = list(_rows(name, text, separator))
    if len(rows) > 1 and not text.endswith(("\n", "\r")):
        usual = Counter(len(cells) for _, cells in rows[:-1]).most_common(1)[0][0]
        if len(rows[-1][1]) < usual:
            raise UnreadableFile(
                name, rows[-1][0], "the last row is cut off: the file is not complete. Ask the sender for it again."
            )
    return rows


def _decoded(name: str, content: bytes) -> str:
    """The text: by its byte-order mark, as UTF-8, else as an office encoding that the text itself speaks for."""
    encoding = next((codec for mark, codec in MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        if encoding != "utf-8":
            raise UnreadableFile(
                name, line, f"it says it is {encoding}, but this row is not. Save it as UTF-8 again."
            ) from error
        share = sum(byte > 127 for byte in content) / len(content)
        office = _office_encoding(content) if share < 0.3 else ""
        # A file in UTF-8 with a few broken bytes must not be read as something else: its other signs would be spoiled.
        if not office or _mostly_utf8(content):
            raise UnreadableFile(
                name,
                line,
                "this row is not in UTF-8, nor is the file in another encoding that fits. Save it as UTF-8 again.",
            ) from error
        return content.decode(office)


def _office_encoding(content: bytes) -> str:
    """The office encoding that the text speaks for, empty where none does. Where several fit alike, the one of offices
    here; but letters that only Icelandic has are Turkish ones, read wrongly."""
    found = from_bytes(content, cp_isolation=list(OFFICE_ENCODINGS))
    best = found.best()
    if best is None:
        return ""
    fit = {name for match in found if match.chaos == best.chaos for name in match.could_be_from_charset}
    if {"cp1252", "cp1254"} <= fit and set("ÐÝÞðýþ") & set(content.decode("cp1252", errors="ignore")):
        return "cp1254"
    return next((name for name in OFFICE_ENCODINGS if name in fit), "")


def _mostly_utf8(content: bytes) -> bool:
    """Whether most signs beyond ASCII are whole UTF-8 signs."""
    broken = content.decode("utf-8", errors="replace").count("�")
    whole = sum(ord(sign) > 127 for sign in content.decode("utf-8", errors="ignore"))
    return whole >= broken


def _separator(text: str) -> str:
    """The separator that parts the first rows most evenly."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    counts = {sep: Counter(line.count(sep) for line in lines) for sep in SEPARATORS}
    return max(SEPARATORS, key=lambda sep: max((n * times for n, times in counts[sep].items() if n), default=0))


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
                name, before + 1, f"a quotation mark opens here and does not close, or stands in the middle ({error})."
            ) from error
        yield before + 1, cells
        before = reader.line_num
