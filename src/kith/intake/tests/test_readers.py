"""Reading what agencies send: any separator and encoding, titles above the header; never half, never guessed silently."""

import codecs
import os
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


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1252", "Conceição"), ("cp1252", "O’Neill Müller"), ("iso8859-15", "Šárová"), ("cp1254", "Doğan"),
        ("cp1254", "İbrahim Işık"), ("cp1256", "زهرا"), ("cp1256", "فاطمة علي"), ("cp1250", "Łukasz"),
        ("cp1250", "Świątek"), ("mac_roman", "Zoë"), ("mac_roman", "Ibáñez"),
    ],
)  # fmt: skip
def test_one_name_is_enough_to_tell_the_encoding_and_it_is_said(tmp_path: Path, encoding: str, name: str) -> None:
    text = HEADER + "".join(f"{n},{'Amal Hassan' if n else name},2012\n" for n in range(40))
    table = read(text_file(tmp_path, text, encoding))
    assert table.rows[0].cells[1] == name
    assert "look whether the letters of row 2 are right" in table.remarks[0]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark_is_read(tmp_path: Path, encoding: str) -> None:
    table = read(text_file(tmp_path, HEADER + "1,አማል زهرا,2012\n", encoding))
    assert (table.rows[0].cells[1], table.remarks) == ("አማል زهرا", ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_half_a_sign_is_left_to_its_row(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "roll.csv"
    path.write_bytes((HEADER + "1,A\ud800l,2012\n2,Zoë,2013\n").encode(encoding, "surrogatepass"))
    assert [row.cells[1] for row in read(path).rows] == ["A\ud800l", "Zoë"]


def test_a_cell_of_ten_million_letters_is_left_to_its_row(tmp_path: Path) -> None:
    table = read(text_file(tmp_path, HEADER + f"1,{'x' * 10_000_000},2012\n2,B,2013\n"), limit=50_000_000)
    assert [len(row.cells[1]) for row in table.rows] == [10_000_000, 1]


def test_the_separator_is_the_one_that_shows_the_headings(tmp_path: Path) -> None:
    address = "Flat 2, 1 High Street, Eastholm, Scotland"
    text = "Pupil record;Pupil name;Home address\n" + "".join(f"{n};Amal;{address}\n" for n in range(20))
    assert read(text_file(tmp_path, text)).rows[0].cells == ("0", "Amal", address)


def test_headings_that_come_again_are_nobody(tmp_path: Path) -> None:
    table = read(text_file(tmp_path, HEADER + HEADER + "1,Amal,2012\n" + "Pupil record,Pupil name,\n"))
    assert [row.cells[0] for row in table.rows] == ["1"]
    assert [(error.row.number, "repeats the headings" in error.message) for error in table.errors] == [
        (2, True), (4, True),
    ]  # fmt: skip


def test_a_row_broken_in_two_is_two_errors_where_the_file_keeps_its_empty_cells(tmp_path: Path) -> None:
    table = read(text_file(tmp_path, HEADER + "1,Amal,\n2,Yonas\nTesfay,2013\n3,B,2014\n"))
    assert [row.cells[0] for row in table.rows] == ["1", "3"]
    assert [(error.row.number, "line break" in error.message) for error in table.errors] == [(3, True), (4, True)]


def test_a_million_empty_rows_are_passed_over(tmp_path: Path) -> None:
    table = read(text_file(tmp_path, HEADER + "1,Amal,2012\n" + ",,\n" * 1_000_000), limit=50_000_000)
    assert [row.number for row in table.rows] == [2]


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
        (HEADER.encode() + b'1,A,2012\n2,"B" C,2012\n', 3, "quotation mark"),
        (HEADER.encode() + b"1,A,2012\n2,B,Zo\xc3", 3, "cut off"),
        (HEADER.encode("utf-16")[:-1], 1, "cut off"),
        ((HEADER + "1,A,2012\n").encode("utf-16-le") + b"2", 3, "cut off"),
        (HEADER.encode() + "1,Zoë Ünal,2012\n".encode() + b"2,\xff\xfe,2012\n", 3, "not in UTF-8"),
        (HEADER.encode() + bytes(range(1, 256)) * 4, 3, "not in UTF-8"),
        (b"Pupil record,Pupil name," + b"x" * 500_000 + b"\n1,A,B\n", 1, "a heading is longer than 200"),
        (codecs.BOM_UTF8, 1, "no row of headings"),
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


def test_a_workbook_without_anything_in_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no sheet"):
        read(workbook(tmp_path, []))


@pytest.mark.parametrize("name", ["roll.csv", "roll.xlsx"])
def test_a_file_that_is_of_the_other_kind_is_refused_with_what_to_call_it(tmp_path: Path, name: str) -> None:
    content = workbook(tmp_path, [["Pupil record", "Pupil name"]]).read_bytes()
    path = tmp_path / name
    path.write_bytes(content if name.endswith("csv") else (HEADER + "1,Amal,2012\n").encode())
    with pytest.raises(UnreadableFile, match=r"Name it \.xlsx" if name.endswith("csv") else r"name it \.csv"):
        read(path)


def test_a_file_over_the_limit_or_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="the limit is"):
        read(text_file(tmp_path, HEADER + "1,Amal,2012\n"), limit=10)
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        read(tmp_path / "gone.csv")


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = text_file(tmp_path, HEADER + "1,Amal,2012\n")
    path.chmod(0)
    as_root = os.geteuid() == 0
    try:
        if as_root:
            os.seteuid(65534)
        with pytest.raises(UnreadableFile, match=r"cannot be opened \(Permission denied\)"):
            read(path)
    finally:
        if as_root:
            os.seteuid(0)


def test_what_is_no_ordinary_file_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "roll.csv")
    with pytest.raises(UnreadableFile, match="no ordinary file"):
        read(tmp_path / "roll.csv")


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="Linux alone has files that are never the same twice"
)
def test_a_file_that_changes_while_it_is_read_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="changed while it was read"):
        read(Path("/proc/self/status"))


def test_a_name_that_steers_the_terminal_is_shown_without_harm(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m.csv"
    path.write_bytes(b"")
    with pytest.raises(UnreadableFile) as error:
        read(path)
    assert str(error.value).startswith("a�[31m.csv: it is empty")
