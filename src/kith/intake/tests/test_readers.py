"""Reading what agencies send: any separator and encoding, titles above the header; never half, never guessed silently."""

import codecs
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from kith.intake.readers import Table, UnreadableFile, read_table

KNOWN = frozenset({"pupil record", "pupil name", "date of birth"})
HEADER = "Pupil record,Pupil name,Date of birth\n"


def read(path: Path, *, limit: int = 1_000_000) -> Table:
    return read_table(path, limit_bytes=limit, known_headings=KNOWN)


def text_file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "roll.csv"
    path.write_bytes(text.encode(encoding))
    return path


def workbook(folder: Path, rows: list[list[object]]) -> Path:
    path = folder / "roll.xlsx"
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet()
    for n, cells in enumerate(rows):
        sheet.write_row(n, 0, cells)
    book.close()
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_separator_is_read(tmp_path: Path, separator: str) -> None:
    table = read(text_file(tmp_path, f"{HEADER}1,Amal Zoë,2012\n".replace(",", separator)))
    assert table.header == ("Pupil record", "Pupil name", "Date of birth")
    assert [(row.number, row.cells) for row in table.rows] == [(2, ("1", "Amal Zoë", "2012"))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_any_encoding_that_says_what_it_is_is_read(tmp_path: Path, encoding: str) -> None:
    (row,) = read(text_file(tmp_path, HEADER + "1,አማል زهرا,2012\n", encoding)).rows
    assert row.cells[1] == "አማል زهرا"


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1252", ["Zoë Müller", "François Lefèvre", "Núria Ibáñez"]),
        ("cp1254", ["Şahin Gül", "Çelik İbrahim", "Yağmur Işık"]),
        ("cp1250", ["Łukasz Wójcik", "Świątek Żaneta", "Dvořák"]),
        ("cp1256", ["Muhammad محمد", "Zahra زهرا", "Fatima فاطمة"]),
    ],
)
def test_an_offices_own_encoding_is_read_by_what_it_says(tmp_path: Path, encoding: str, names: list[str]) -> None:
    text = HEADER + "".join(f"{n},{names[n % 3]},2012\n" for n in range(40))
    assert [row.cells[1] for row in read(text_file(tmp_path, text, encoding)).rows][:3] == names


def test_a_cell_may_hold_separators_quotes_and_lines(tmp_path: Path) -> None:
    table = read(text_file(tmp_path, HEADER + '1,"TESFAY, ""Amal""\nSelam",2012\n2,B,2013\n'))
    assert [row.cells[1] for row in table.rows] == ['TESFAY, "Amal"\nSelam', "B"]
    assert [row.number for row in table.rows] == [2, 4], "rows are named by their line in the file"


def test_the_header_is_found_below_titles_and_empty_rows_are_passed_over(tmp_path: Path) -> None:
    table = read(text_file(tmp_path, f"Roll of the school\nas at,1 May\n\n{HEADER}1,Amal,2012\n,,\n"))
    assert (table.header[0], [row.number for row in table.rows]) == ("Pupil record", [5])


def test_a_row_with_a_cell_too_many_is_an_error_of_that_row_alone(tmp_path: Path) -> None:
    table = read(text_file(tmp_path, HEADER + "1,Amal,2012,extra\n2,B,2013\n3,C\n"))
    assert [(error.row.number, "4 cells" in error.message) for error in table.errors] == [(2, True)]
    assert [row.cells for row in table.rows] == [("2", "B", "2013"), ("3", "C", "")]


def test_a_workbook_is_read_with_days_as_people_write_them(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        [
            ["Roll"],
            [],
            ["Pupil record", "Pupil name", "Date of birth"],
            [1, "Amal", datetime(2012, 4, 19)],
            ["2", "B", 2013],
        ],
    )
    table = read(path)
    assert [(row.number, row.cells) for row in table.rows] == [
        (4, ("1", "Amal", date(2012, 4, 19).isoformat())), (5, ("2", "B", "2013")),
    ]  # fmt: skip


def test_the_same_bytes_have_the_same_hash(tmp_path: Path) -> None:
    path = text_file(tmp_path, HEADER + "1,Amal,2012\n")
    assert read(path).sha256 == read(path).sha256 != read(text_file(tmp_path, HEADER + "1,Amal,2013\n")).sha256


@pytest.mark.parametrize(
    ("content", "row", "said"),
    [
        (b"", None, "empty"),
        (b"\0\0 \n", None, "empty"),
        (b"only a title\n", 1, "no row of headings"),
        (HEADER.encode(), 1, "nothing below"),
        (HEADER.encode() + b"1,Am\0al,2012\n", 2, "bytes that no text has"),
        (HEADER.encode() + b"1,Amal,2012\n2,B", 3, "cut off"),
        (HEADER.encode() + b'1,"Amal,2012\n', 2, "quotation mark"),
        (codecs.BOM_UTF8 + HEADER.encode() + b"1,\xff,2\n", 2, "says it is"),
        (b"Pupil record,Pupil name,pupil  name\n1,A,B\n", 1, "stands there twice"),
    ],
)
def test_a_broken_text_file_is_refused_with_its_row(tmp_path: Path, content: bytes, row: int | None, said: str) -> None:
    path = tmp_path / "roll.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=said) as error:
        read(path)
    assert (error.value.file_name, error.value.row) == ("roll.csv", row)


def test_a_broken_workbook_is_refused(tmp_path: Path) -> None:
    whole = workbook(tmp_path, [["Pupil record", "Pupil name"], ["1", "Amal"]]).read_bytes()
    for name, content, said in (
        ("cut.xlsx", whole[: len(whole) // 2], "cut off"),
        ("noise.xlsx", b"noise" * 50, "cut off"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "password"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnreadableFile, match=said):
            read(tmp_path / name)
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", "0" * 210_000_000)
    with pytest.raises(UnreadableFile, match="unpack to far more"):
        read(tmp_path / "bomb.xlsx")
    with pytest.raises(UnreadableFile, match="no sheet"):
        read(workbook(tmp_path, []))


def test_a_file_over_the_limit_or_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="the limit is"):
        read(text_file(tmp_path, HEADER + "1,Amal,2012\n"), limit=10)
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        read(tmp_path / "gone.csv")
