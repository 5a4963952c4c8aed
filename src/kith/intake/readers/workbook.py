"""Reading workbooks (XLSX). The first sheet that holds anything is read; numbers and dates come as people write them."""

import io
import zipfile
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook

from kith.intake.readers.errors import UnreadableFile

_OLD_CONTAINER = b"\xd0\xcf\x11\xe0"  # what an encrypted workbook and an old .xls are both wrapped in
_UNPACKED_LIMIT = 20  # times the packed size beyond which a workbook is refused as a bomb, above 200 MB


def read(name: str, content: bytes) -> list[tuple[int, list[str]]]:
    """Every row with its number. Refused where it is protected, cut off, damaged or another kind of file."""
    if content.startswith(_OLD_CONTAINER):
        raise UnreadableFile(
            name, None, "it is protected by a password, or in the old format. Save it without a password as .xlsx."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
            if unpacked > max(200_000_000, _UNPACKED_LIMIT * len(content)):
                raise UnreadableFile(name, None, "it would unpack to far more than its size. Save the sheet as CSV.")
            broken = parts.testzip()
        if broken:
            raise UnreadableFile(name, None, "it is damaged inside. Ask the sender for it again.")
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for sheet in book.sheet_names:
            rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            if rows:
                return [(number, [_written(cell) for cell in row]) for number, row in enumerate(rows, 1)]
    except (CalamineError, zipfile.BadZipFile, EOFError, OSError, RuntimeError, ValueError) as error:
        raise UnreadableFile(
            name, None, "it is cut off, damaged or no workbook at all. Ask the sender for it again."
        ) from error
    raise UnreadableFile(name, 1, "it has no sheet with anything in it. Ask the sender for the file again.")


def _written(cell: str | float | int | bool | time | date | datetime | timedelta) -> str:
    """A cell as a person would write it: whole numbers without a fraction, days as 2007-06-03."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
