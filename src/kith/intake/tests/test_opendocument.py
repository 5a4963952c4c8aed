"""Workbooks of OpenDocument (ODS): what people see is read, and what is broken or hostile is refused with file and row."""

import tracemalloc
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from python_calamine import CalamineWorkbook

from kith.demo.files import make_backlog
from kith.intake.readers import Table, UnreadableFile, read_table
from kith.intake.tests.files import SCHOOL
from kith.protocol.pack import load

LIMIT = 50_000_000
SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0", "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}  # fmt: skip
KIND = "application/vnd.oasis.opendocument.spreadsheet"


def cell(text: str, **attributes: str) -> str:
    said = "".join(f' {name.replace("__", ":").replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<table:table-cell office:value-type="string"{said}><text:p>{escape(text)}</text:p></table:table-cell>'


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(one if one.startswith('<') else cell(one) for one in cells)}</table:table-row>"


def sheet(*rows: str, title: str = "Roll") -> str:
    return f'<table:table table:name="{title}">{"".join(rows)}</table:table>'


def opendocument(folder: Path, *sheets: str, manifest: str = "", head: str = "") -> Path:
    """An ODS as programs write it: its kind first and not packed, then its parts."""
    spaces = " ".join(f'xmlns:{name}="{address}"' for name, address in SPACES.items())
    path = folder / "roll.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("mimetype", KIND, zipfile.ZIP_STORED)
        entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND}"/>'
        space = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
        parts.writestr("META-INF/manifest.xml", f"<manifest:manifest {space}>{entry}{manifest}</manifest:manifest>")
        body = f"<office:body><office:spreadsheet>{''.join(sheets)}</office:spreadsheet></office:body>"
        parts.writestr("content.xml", f"{head}<office:document-content {spaces}>{body}</office:document-content>")
    return path


def read(path: Path) -> Table:
    return read_table(path, limit_bytes=LIMIT, known_headings=load().known_headings())


def test_cells_are_read_as_people_see_them(tmp_path: Path) -> None:
    day = '<table:table-cell office:value-type="date" office:date-value="2016-05-25"><text:p>25 May</text:p></table:table-cell>'
    number = '<table:table-cell office:value-type="float" office:value="7.0"><text:p>7</text:p></table:table-cell>'
    pieces = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>a note</text:p></office:annotation>'
    )
    pieces += (
        "<text:p>46<text:s/>High <text:span>Str</text:span>eet</text:p><text:p>top flat</text:p></table:table-cell>"
    )
    lost = cell("#REF!", office__string_value="")
    never = '<table:table-cell table:formula="of:=[.A1]"/>'
    gap = '<table:table-cell table:number-columns-repeated="2"/>'
    table = read(
        opendocument(
            tmp_path, sheet(row(*SCHOOL), row("S1", "أمل", day, "", "", pieces, gap, number), row("S2", lost, never))
        )
    )
    first, second = table.rows
    assert first.cells[:9] == ("S1", "أمل", "2016-05-25", "", "", "46 High Street\ntop flat", "", "", "7")
    assert second.cells[:3] == ("S2", "#REF!", "=of:=[.A1]")
    assert (table.header_row, [one.number for one in table.rows]) == (1, [2, 3])


def test_repeated_rows_and_merged_cells_say_the_same_in_each_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    empty = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    alike = f'<table:table-row table:number-rows-repeated="2">{cell("S9")}{cell("Yonas")}</table:table-row>'
    end = '<table:table-row table:number-rows-repeated="1048500"><table:table-cell/></table:table-row>'
    merged = row("S1", cell("Selam", table__number_rows_spanned="2"))
    under = row("S2", "<table:covered-table-cell/>")
    table = read(opendocument(tmp_path, sheet(row("A list"), empty, row(*SCHOOL), merged, under, alike, end)))
    assert [(one.number, *one.cells[:2]) for one in table.rows] == [
        (6, "S1", "Selam"), (7, "S2", "Selam"), (8, "S9", "Yonas"), (9, "S9", "Yonas"),
    ]  # fmt: skip


def test_what_is_not_on_the_sheet_is_not_read_and_other_sheets_are_named(tmp_path: Path) -> None:
    before = f"<table:tracked-changes>{cell('an older name')}</table:tracked-changes>"
    table = read(
        opendocument(tmp_path, before, sheet(row("notes"), title="Notes"), sheet(row(*SCHOOL), row("S1", "Yonas")))
    )
    assert [one.cells[:2] for one in table.rows] == [("S1", "Yonas")]
    assert table.remarks == ("The sheet “Notes” was not read (1 rows).",)


def test_it_reads_as_another_reader_finds_it(tmp_path: Path) -> None:
    """The demo's lists, names in five scripts and all, written as ODS: compared with calamine cell by cell."""
    make_backlog(tmp_path, seed=5, families=20)
    books = sorted(tmp_path.glob("*.xlsx"))
    assert books
    for book in books:
        lines = CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()
        made = opendocument(tmp_path, sheet(*(row(*(str(one) for one in line)) for line in lines)))
        theirs = CalamineWorkbook.from_path(str(made)).get_sheet_by_index(0).to_python()
        table = read(made)
        width = len(table.header)
        ours = {one.number: one.cells for one in table.rows}
        wanted = {n: tuple(str(one) for one in line[:width]) for n, line in enumerate(theirs, 1) if n in ours}
        assert len(ours) > 20
        assert ours == wanted


FAR = '<table:table-cell table:number-columns-repeated="16384"/>'
GOOD = sheet(row(*SCHOOL), row("S1", "A"))


def repeated(times: str, **attributes: str) -> str:
    """A sheet with one row that stands there so many times."""
    again = f'<table:table-row table:number-rows-repeated="{times}">{cell("S", **attributes)}</table:table-row>'
    return sheet(row(*SCHOOL), again)


@pytest.mark.parametrize(
    ("sheets", "more", "said"),
    [
        ([], {}, "it has no sheet with anything in it"),
        ([sheet(row(*SCHOOL), row("S1", "A"), row(FAR, "stray"))], {}, "row 3: from here on .* damaged"),
        ([repeated("1000000", table__number_columns_repeated="16384")], {}, "reaches far beyond a list of people"),
        ([repeated("99999999")], {}, "damaged"),
        ([repeated("-1")], {}, "damaged"),
        ([GOOD], {"head": '<!DOCTYPE x [<!ENTITY y "y">]>'}, "damaged"),
        ([GOOD], {"manifest": "<manifest:encryption-data/>"}, "protected by a password"),
        ([GOOD, sheet(row(*SCHOOL), row("S2", "B"), title="More")], {}, "“Roll” and “More” are tables"),
    ],
)
def test_what_is_broken_or_hostile_is_refused_and_says_what_to_do(
    tmp_path: Path, sheets: list[str], more: dict[str, str], said: str
) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read(opendocument(tmp_path, *sheets, **more))


SPACES_ASKED = '<text:s text:c="1048576"/>'


@pytest.mark.parametrize(
    "bomb",
    [
        f"<table:table-row><table:table-cell><text:p>A{SPACES_ASKED * 200}</text:p></table:table-cell></table:table-row>",
        f'<table:table-row table:number-rows-repeated="2000">{cell("A" * 30_000)}</table:table-row>',
        row(cell("A" * 30_000, table__number_columns_repeated="16000")),
        row(cell("A" * 30_000, table__number_rows_spanned="2000")) + row("", "B") * 2_000,
    ],
    ids=["spaces", "rows alike", "columns alike", "a cell over rows"],
)
def test_a_few_bytes_that_ask_for_more_text_than_a_file_may_hold_are_refused_before_it_is_made(
    tmp_path: Path, bomb: str
) -> None:
    path = opendocument(tmp_path, sheet(row(*SCHOOL), bomb))
    assert path.stat().st_size < 50_000
    tracemalloc.start()
    with pytest.raises(UnreadableFile, match="it holds more text than a file may, which is 50 MB"):
        read(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 3 * LIMIT


def test_spaces_and_paragraphs_within_the_bounds_are_read(tmp_path: Path) -> None:
    spaced = (
        '<table:table-cell><text:p/><text:p>a<text:s text:c="3"/>b<text:tab/>c</text:p><text:p/></table:table-cell>'
    )
    (only,) = read(opendocument(tmp_path, sheet(row(*SCHOOL), row("S1", spaced, "")))).rows
    assert only.cells[1] == "a   b\tc\n"


def test_what_is_no_opendocument_says_what_it_is(tmp_path: Path) -> None:
    book = opendocument(tmp_path, sheet(row(*SCHOOL), row("S1", "A")))
    cut = book.read_bytes()[:600]
    for content, said in (
        (cut, "damaged"),
        (b"Pupil record,Pupil name\n", r"name it \.csv"),
        (b"PK\x03\x04", "damaged"),
    ):
        book.write_bytes(content)
        with pytest.raises(UnreadableFile, match=said):
            read(book)
    with zipfile.ZipFile(book, "w") as parts:
        parts.writestr("xl/workbook.xml", "")
    with pytest.raises(UnreadableFile, match=r"Name it \.xlsx"):
        read(book)


def test_a_tsv_is_read_by_its_tabs(tmp_path: Path) -> None:
    path = tmp_path / "roll.tsv"
    path.write_text("\t".join(SCHOOL) + "\nS1\tTESFAY, Yonas\t25/05/2016" + "\t" * 8 + "\n", encoding="utf-16")
    assert read(path).rows[0].cells[:3] == ("S1", "TESFAY, Yonas", "25/05/2016")
