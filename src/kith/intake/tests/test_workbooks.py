"""Workbooks as agencies save them: what people see is read, and what is broken is refused with file and row."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from kith.demo.files import make_backlog
from kith.intake.readers import Table, UnreadableFile, read_table
from kith.intake.tests.files import SCHOOL
from kith.protocol.pack import load

SAMPLES = Path(__file__).parent / "samples"  # made by other programs, from one invented row; the password is "kith"
LIMIT = 50_000_000
Fill = Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None]


def read(path: Path, *, limit: int = LIMIT) -> Table:
    return read_table(path, limit_bytes=limit, known_headings=load().known_headings())


def workbook(folder: Path, fill: Fill, **options: object) -> Path:
    """A workbook with the school's headings and whatever `fill` writes below."""
    path = folder / "roll.xlsx"
    book = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet("Roll")
    sheet.write_row(0, 0, SCHOOL)
    fill(book, sheet)
    book.close()
    return path


def one_pupil(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.write_row(1, 0, ["S1", "TESFAY, Yonas", "25/05/2016"])


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def changed(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """The same workbook with one part changed, as no program would write it."""
    parts = parts_of(path)
    assert old in parts[part]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content.replace(old, new) if name == part else content)
    return path


SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def test_a_workbook_reads_as_another_reader_finds_it(tmp_path: Path) -> None:
    make_backlog(tmp_path, seed=3, families=30)
    books = sorted(tmp_path.glob("*.xlsx"))
    assert len(books) == 2
    for path in books:
        table = read(path)
        (sheet,) = CalamineWorkbook.from_path(str(path)).sheet_names
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        found = {n: tuple(map(seen, row)) for n, row in enumerate(rows, 1)}
        assert [row.cells for row in table.rows] == [found[row.number][: len(table.header)] for row in table.rows]
        assert {n for n, row in found.items() if n > table.header_row and any(row)} == {r.number for r in table.rows}


def seen(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def test_days_and_numbers_come_as_people_write_them(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        day = book.add_format({"num_format": '[$-809]dddd\\, d "of" mmmm yyyy;@'})
        hour = book.add_format({"num_format": "hh:mm"})
        money = book.add_format({"num_format": '"day" 0.00'})
        cells = [
            (42515, day), (42515.75, day), (42515, None), (0.75, hour), (42515, money), (-5, day), (60, day),
            (1e10, day), (1.5, None),
        ]  # fmt: skip
        for n, (number, style) in enumerate(cells, 1):
            sheet.write(n, 1, "A, B")
            sheet.write_number(n, 2, number, style)
        sheet.write(len(cells) + 1, 1, True)

    table = read(workbook(tmp_path, fill))
    assert [row.cells[2] for row in table.rows] == [
        "2016-05-25", "2016-05-25 18:00:00", "42515", "0.75", "42515", "-5", "60", "10000000000", "1.5", "",
    ]  # fmt: skip
    assert table.rows[-1].cells[1] == "TRUE"


def test_a_workbook_that_counts_from_1904_gives_the_same_days(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_row(1, 0, ["S1", "A, B"])
        sheet.write_datetime(1, 2, datetime(2016, 5, 25), book.add_format({"num_format": 14}))

    assert read(workbook(tmp_path, fill, date_1904=True)).rows[0].cells[2] == "2016-05-25"


def test_what_a_cell_shows_instead_of_a_value_is_not_lost(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write(1, 0, "S1")
        sheet.write_formula(1, 1, '="TESFAY"', None, "TESFAY, Yonas")
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 3, '=""', None, "")

    (row,) = read(workbook(tmp_path, fill)).rows
    assert row.cells[:4] == ("S1", "TESFAY, Yonas", "#DIV/0!", "")
    never_worked_out = changed(
        tmp_path / "roll.xlsx", SHEET, b'<f>"TESFAY"</f><v>TESFAY, Yonas</v>', b'<f>"TESFAY"</f>'
    )
    assert read(never_worked_out).rows[0].cells[1] == '="TESFAY"'


def test_a_cell_merged_over_rows_says_the_same_in_each(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        for n in (1, 2, 3):
            sheet.write_row(n, 0, [f"S{n}", "A, B"])
        sheet.merge_range(1, 5, 2, 5, "46 High Street")
        sheet.merge_range(3, 5, 3, 6, "9 Mill Lane")

    rows = read(workbook(tmp_path, fill)).rows
    assert [row.cells[5] for row in rows] == ["46 High Street", "46 High Street", "9 Mill Lane"]
    assert [row.cells[6] for row in rows] == ["", "", ""]


def test_text_in_pieces_and_cells_without_an_address_are_read(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write(1, 0, "S1")
        sheet.write_rich_string(1, 1, "TES", book.add_format({"bold": True}), "FAY", ", Yonas")
        sheet.write(1, 3, "M")

    path = changed(workbook(tmp_path, fill), SHEET, b'<c r="A2"', b"<c")
    path = changed(path, SHEET, b'<c r="B2"', b"<c")
    path = changed(path, SHEET, b'<c r="D2"', b"<c/><c")
    path = changed(path, STRINGS, b"</si></sst>", b'<rPh sb="0" eb="1"><t>as it sounds</t></rPh></si></sst>')
    assert read(path).rows[0].cells[:4] == ("S1", "TESFAY, Yonas", "", "M")


def test_texts_within_their_cells_are_read(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_row(1, 0, ["S1", "TESFAY, Yonas"])

    path = workbook(tmp_path, fill, constant_memory=True)
    assert b"inlineStr" in parts_of(path)[SHEET]
    assert read(path).rows[0].cells[:2] == ("S1", "TESFAY, Yonas")


def test_the_sheet_with_known_headings_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    path = tmp_path / "roll.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Notes").write_row(0, 0, ["Made by", "the office"])
    book.add_worksheet("Empty")
    roll = book.add_worksheet("Roll")
    roll.write_row(0, 0, SCHOOL)
    roll.write_row(1, 0, ["S1", "TESFAY, Yonas"])
    book.close()
    table = read(path)
    assert [row.cells[0] for row in table.rows] == ["S1"]
    assert table.remarks == ("The sheet “Notes” was not read (1 rows).",)


def test_two_sheets_that_are_tables_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "rolls.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for title in ("Primary", "Secondary"):
        book.add_worksheet(title).write_row(0, 0, SCHOOL)
    book.close()
    with pytest.raises(UnreadableFile, match="“Primary” and “Secondary”"):
        read(path)


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def without_end(content: bytes) -> bytes:
    return content[:-22]


def spoiled_inside(content: bytes) -> bytes:
    at = content.index(SHEET.encode()) + 60
    return content[:at] + b"\xff" * 20 + content[at + 20 :]


def noise(content: bytes) -> bytes:
    return b"noise" * 50


def words_in_a_zip(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        parts.writestr("readme.txt", "no workbook")
    return made.getvalue()


@pytest.mark.parametrize("spoil", [cut, without_end, spoiled_inside, noise, words_in_a_zip])
def test_a_workbook_that_is_cut_off_or_damaged_is_refused(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    path = workbook(tmp_path, one_pupil)
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(UnreadableFile, match="cut off, damaged or no workbook at all"):
        read(path)


@pytest.mark.parametrize(
    ("part", "old", "new", "row"),
    [
        (SHEET, b'r="A2"', b'r="ZZZZZZZ99999999999999999999"', 2),  # far outside every sheet
        (SHEET, b'<row r="2"', b'<row r="99999999999"', 1),
        (SHEET, b"<v>11</v>", b"<v>4000</v>", 2),  # a text that is not there
        (SHEET, b"<v>11</v>", b"<v>eleven</v>", 2),
        (SHEET, b"</sheetData>", b"", 2),
        (SHEET, b"<row", b"<!-- \xff\xfe --><row", None),
        (STRINGS, b"<sst", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst', None),
        ("xl/_rels/workbook.xml.rels", b"worksheets/sheet1.xml", b"worksheets/gone.xml", None),
        ("_rels/.rels", b"xl/workbook.xml", b"../../etc/passwd", None),
    ],
)
def test_a_workbook_with_a_spoiled_part_is_refused_with_the_row_where_known(
    tmp_path: Path, part: str, old: bytes, new: bytes, row: int | None
) -> None:
    with pytest.raises(UnreadableFile, match="cut off, damaged or no workbook at all") as error:
        read(changed(workbook(tmp_path, one_pupil), part, old, new))
    assert (error.value.file_name, error.value.row) == ("roll.xlsx", row)


@pytest.mark.parametrize(
    ("sample", "said"), [("protected.xlsx", "protected by a password"), ("old.xls", "the old format")]
)
def test_a_protected_workbook_and_one_of_the_old_format_are_told_apart(tmp_path: Path, sample: str, said: str) -> None:
    (tmp_path / "roll.xlsx").write_bytes((SAMPLES / sample).read_bytes())
    with pytest.raises(UnreadableFile, match=said):
        read(tmp_path / "roll.xlsx")


def test_a_workbook_that_would_fill_the_machine_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(SHEET, "0" * 11_000_000)
    with pytest.raises(UnreadableFile, match="unpack to far more"):
        read(tmp_path / "bomb.xlsx", limit=1_000_000)
    path = workbook(tmp_path, one_pupil)
    rows = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n) for n in range(3, 1_300))
    with pytest.raises(UnreadableFile, match="stray cells far to the right") as error:
        read(changed(path, SHEET, b"</sheetData>", rows + b"</sheetData>"))
    assert error.value.row is not None
    path = workbook(tmp_path, one_pupil)
    merged = b"<mergeCells>" + b'<mergeCell ref="A2:A1048576"/>' * 21 + b"</mergeCells>"
    with pytest.raises(UnreadableFile, match="far beyond a list"):
        read(changed(path, SHEET, b"</sheetData>", b"</sheetData>" + merged))


@pytest.mark.parametrize("is_merged", [False, True])
def test_a_text_that_very_many_cells_share_is_refused(tmp_path: Path, *, is_merged: bool) -> None:
    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        for n in range(1, 3_000):
            sheet.write_row(n, 0, ["A" * 30_000 if n == 1 or not is_merged else "", n])
        if is_merged:
            sheet.merge_range(1, 0, 2_999, 0, "A" * 30_000)

    path = workbook(tmp_path, fill)
    assert path.stat().st_size < 100_000
    with pytest.raises(UnreadableFile, match="it holds more text than a file may, which is 50 MB"):
        read(path)


def test_one_stray_cell_is_an_error_of_its_row_alone(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        one_pupil(book, sheet)
        sheet.write(1_048_575, 16_383, "x")

    table = read(workbook(tmp_path, fill))
    assert [row.number for row in table.rows] == [2]
    assert [(error.row.number, "16384 cells" in error.message) for error in table.errors] == [(1_048_576, True)]


def test_a_hundred_thousand_empty_rows_are_passed_over(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        one_pupil(book, sheet)
        bold = book.add_format({"bold": True})
        for n in range(2, 100_000):
            sheet.write_blank(n, 0, None, bold)

    assert [row.number for row in read(workbook(tmp_path, fill)).rows] == [2]
