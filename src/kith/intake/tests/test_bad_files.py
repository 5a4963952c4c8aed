"""`kith intake run` on what agencies really send: one bad file among good ones is named, with what to do, and nothing
changes; of a folder nothing but tables is opened."""

import codecs
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kith.access.models import Actor, AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.disclosure.models import Milestone
from kith.intake.models import Batch, CandidatePair, Judgement, SourceFile, SourceRow
from kith.intake.tests.conftest import Kith
from kith.intake.tests.files import SCHOOL, pupil, school, two_families
from kith.register.models import Case, Family, Person, SearchKey
from tests.factories import Cast

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent / "samples"
BY = ("--by", "registrar@example.test")
TABLES = (Batch, SourceFile, SourceRow, CandidatePair, Judgement, Person, SearchKey, Family, Case, Milestone)
HEAD = ",".join(SCHOOL) + "\n"
ROW = "S1,Amal,2012,,,,Eastholm,,,,\n"


def held(cast: Cast) -> dict[str, int]:
    """How many rows each table holds; actors and audit entries too: a file that is refused leaves nobody behind."""
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        counts = {table.__name__: table.objects.count() for table in TABLES}
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        return counts | {table.__name__: table.objects.count() for table in (AuditEntry, Actor)}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("zip.xlsx", b"PK\x03\x04" + bytes(range(256)), "zip.xlsx: it is cut off, damaged or no workbook"),
        ("locked.xlsx", (SAMPLES / "protected.xlsx").read_bytes(), "locked.xlsx: it is protected by a password"),
        ("old.xlsx", (SAMPLES / "old.xls").read_bytes(), "old.xlsx: it is in the old format"),
        ("cut.xlsx", (SAMPLES / "protected.xlsx").read_bytes()[:5_000], "cut.xlsx: it is"),
        ("text.xlsx", (HEAD + ROW).encode(), "text.xlsx: it is cut off, damaged or no workbook at all. If it is text"),
        ("book.csv", b"PK\x03\x04" + bytes(range(256)), "book.csv: it is a workbook"),
        ("empty.csv", b"", "empty.csv: it is empty"),
        ("marked.csv", codecs.BOM_UTF16_LE, "marked.csv, row 1: no row of headings"),
        ("header.csv", HEAD.encode(), "header.csv, row 1: there is nothing below the headings"),
        ("title.csv", b"Roll of the school\n", "title.csv, row 1: no row of headings"),
        ("twice.csv", HEAD.replace("Sex", "Pupil name").encode(), "twice.csv, row 1: the heading “Pupil name”"),
        ("other.csv", b"a,b\n1,2\n", "other.csv, row 1: its headings (a, b) are of no kind of file that Kith knows"),
        ("mixed.csv", (HEAD + "S1,Zoë Ünal,,,,,,,,,\n").encode() + b"S2,\xff\xfe\xfa,,,,,,,,,\n", "mixed.csv, row 3"),
        ("half.csv", (HEAD + ROW + "S2,Zoë").encode()[:-1], "half.csv, row 3: the last row is cut off"),
        ("nul.csv", (HEAD + ROW + "S2,A\0l,,,,,,,,,\n").encode(), "nul.csv, row 3: it holds bytes that no text has"),
        ("quote.csv", (HEAD + ROW + 'S2,"A,,,,,,,,,\n').encode(), "quote.csv, row 3: a quotation mark opens here"),
        ("short.csv", (HEAD + ROW + "S2,B").encode(), "short.csv, row 3: the last row is cut off"),
    ],
)
def test_one_bad_file_is_named_with_what_to_do_and_nothing_changes(
    kith: Kith, tmp_path: Path, cast: Cast, name: str, content: bytes, said: str
) -> None:
    two_families(tmp_path)
    (tmp_path / name).write_bytes(content)
    before = held(cast)
    done = kith("run", tmp_path, *BY)
    assert done.exit_code == 1
    assert said in done.output
    assert done.output.endswith("Nothing was changed.\n")
    assert "Traceback" not in done.output
    assert held(cast) == before
    (tmp_path / name).unlink()
    assert kith("run", tmp_path, *BY).exit_code == 0


def test_a_file_over_the_limit_is_named_and_nothing_changes(kith: Kith, tmp_path: Path, cast: Cast) -> None:
    two_families(tmp_path)
    with (tmp_path / "big.csv").open("wb") as file:
        file.truncate(60_000_000)
    before = held(cast)
    done = kith("run", tmp_path, *BY)
    assert (done.exit_code, held(cast)) == (1, before)
    assert "big.csv: it is 60.0 MB; the limit is 50 MB. Send it in parts" in done.output


def test_two_columns_that_say_the_same_are_refused(kith: Kith, tmp_path: Path, cast: Cast) -> None:
    (tmp_path / "list.csv").write_text("Person ref,Case ref,Forenames,Forename\nP1,C1,Amal,Selam\n")
    before = held(cast)
    done = kith("run", tmp_path, *BY)
    assert (done.exit_code, held(cast)) == (1, before)
    assert "list.csv, row 1: the columns “Forenames” and “Forename” say the same: Given name" in done.output


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("S2", "A\ud800l", ""), "signs that cannot be kept"),
        (("S2", "x" * 10_000_000, ""), "the text under Name is longer than 200 characters"),
        (("S2", "Amal", "#REF!"), "“#REF!” stands under Date of birth, which is no value"),
        (("=1+1", "Amal", ""), "“=1+1” stands under The row's own id, which is no value"),
        (("Pupil record", "Pupil name", "Date of birth"), "it repeats the headings"),
        (("S2", "Amal", "", *[""] * 8, "x"), "it has 12 cells, but there are 11 headings"),
        (("S2", "Amal"), "it has 2 cells, but there are 11 headings"),
    ],
)
def test_one_bad_row_is_an_error_of_its_own_and_the_others_come_in(
    kith: Kith, tmp_path: Path, cast: Cast, cells: tuple[str, ...], said: str
) -> None:
    padded = (*cells, *[""] * (len(SCHOOL) - len(cells))) if len(cells) > 2 else cells
    text = HEAD + ROW + ",".join(padded) + "\n" + ROW.replace("S1", "S3")
    (tmp_path / "roll.csv").write_bytes(text.encode("utf-8", "surrogatepass"))
    done = kith("run", tmp_path, *BY)
    assert done.exit_code == 0
    assert "row 3: " in done.output
    assert said in done.output
    assert len(done.output) < 10_000
    assert "3 rows read = 2 people recorded + 1 row with errors" in " ".join(done.output.split())
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        row = SourceRow.objects.get(number=3)
        assert (row.person, len(row.cells)) == (None, len(padded))


def test_what_whoever_takes_files_in_should_look_at_is_said(kith: Kith, tmp_path: Path) -> None:
    text = HEAD + "S1,Zoë,2012,,,,,,,,\nS1,Amal,2012,,,,,,,,\n"
    (tmp_path / "roll.csv").write_bytes(text.encode("cp1252"))
    output = " ".join(kith("run", tmp_path, *BY).output.split())
    assert "look at this: It does not say its encoding and was read as Western European (Windows-1252)" in output
    assert "look at this: 1 of its ids stand on several rows, first “S1” (rows 2 and 3)" in output


_opened: list[str] | None = None


def _listen(event: str, arguments: tuple[object, ...]) -> None:
    if _opened is not None and event == "open":
        _opened.append(str(arguments[0]))


sys.addaudithook(_listen)


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """Every path that this process opens during the test, as Python itself reports it (PEP 578)."""
    global _opened
    _opened = []
    yield _opened
    _opened = None


def test_of_a_folder_nothing_but_tables_is_opened(kith: Kith, tmp_path: Path, opened: list[str]) -> None:
    folder, elsewhere = tmp_path / "backlog", tmp_path / "elsewhere"
    for made in (folder, elsewhere, folder / "inner.csv"):
        made.mkdir()
    two_families(folder)
    school(folder / "inner.csv", pupil("S9", "Inner", "2012"), name="inner_roll.csv")
    for name in ("truth.csv.gz", "notes.txt", "table", "waits.csv"):  # to open one of these would wait for ever
        os.mkfifo(folder / name)
    for name in (".hidden.csv", "~$roll.xlsx", "README.md"):
        (folder / name).write_bytes(b"not to be opened")
    (folder / "linked.csv").symlink_to(school(elsewhere, pupil("S8", "Linked", "2012")))
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    (folder / os.fsdecode(b"b\xff.txt")).write_bytes(b"")
    opened.clear()
    done = kith("run", folder, *BY)
    assert done.exit_code == 0
    inside = {Path(path).name for path in opened if path.startswith(str(tmp_path))}
    assert inside == {"home_office.csv", "home_office_later.csv", "school_roll.csv"}
    for line in (
        "truth.csv.gz (none of .csv, .tsv, .ods and .xlsx)", "waits.csv (no ordinary file)", "inner.csv (a folder",
        ".hidden.csv (hidden", "~$roll.xlsx (hidden", "linked.csv (a link to another place", "loop.csv (a link",
        "b�.txt (none of", "README.md (none of", "notes.txt (none of", "table (none of",
    ):  # fmt: skip
        assert f"Not read: {line}" in done.output


def test_a_link_or_a_folder_that_is_named_is_read(kith: Kith, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    path = school(tmp_path / "folder.csv", pupil("S1", "Amal", "2012"))
    (tmp_path / "linked.csv").symlink_to(path)
    assert "1 row read" in kith("run", tmp_path / "linked.csv", *BY).output
    assert "Nothing was changed" in kith("run", tmp_path / "folder.csv", *BY).output


def test_what_is_named_and_cannot_be_read_is_an_error(kith: Kith, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "waits.csv")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    for name, said in (("waits.csv", "no ordinary file"), ("loop.csv", "cannot be opened"), ("gone.csv", "not there")):
        done = kith("run", tmp_path / name, *BY)
        assert done.exit_code == 1
        assert said in done.output


def test_a_folder_that_is_shut_is_an_error(kith: Kith, tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0)
    as_root = os.geteuid() == 0
    try:
        if as_root:
            os.seteuid(65534)
        done = kith("run", tmp_path / "shut", *BY)
    finally:
        if as_root:
            os.seteuid(0)
    assert (done.exit_code, "cannot be opened (Permission denied)" in done.output) == (1, True)


def test_what_files_are_called_and_say_does_not_steer_the_terminal(kith: Kith, tmp_path: Path) -> None:
    text = HEAD.replace("Sex", "\x1b[31mShoe [bold]size") + ROW
    (tmp_path / "a\x1b[2J[red].csv").write_text(text)
    output = kith("run", tmp_path, *BY).output
    assert "\x1b" not in output
    assert "a�[2J[red].csv (School roll)" in output
    assert "not understood: �[31mShoe [bold]size" in output
