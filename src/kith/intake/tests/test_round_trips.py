"""Out by `queue` and `links`, in by `judge`: what is written is what is so, and what is taken back is as it was."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from kith.access.gate import entered
from kith.access.side import side
from kith.access.terms import Side
from kith.intake.actions import take_back
from kith.intake.models import Judgement
from kith.intake.tests.conftest import Kith
from kith.intake.tests.files import HOME, PUPILS_HOME, home_office, person, pupil, school, two_families
from kith.register.models import Case
from tests.factories import LONG_AGO, Cast

pytestmark = pytest.mark.django_db
BY, SECOND = ("--by", "registrar@example.test"), ("--second", "registrar_two@example.test")


def exported(kith: Kith, what: str, folder: Path) -> list[dict[str, str]]:
    path = folder / f"{what}.out"
    assert kith(what, "--to", path).exit_code == 0
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def people(kith: Kith, folder: Path) -> dict[str, str]:
    return {line["record_id"]: line["person_id"] for line in exported(kith, "links", folder)}


def answered(kith: Kith, folder: Path, verdict: str, *more: str) -> Path:
    """A file with that answer to everything that waits."""
    path = folder / "answers.csv"
    rows = "".join(f"{line['pair_id']},{verdict}\n" for line in exported(kith, "queue", folder))
    path.write_text(f"pair_id,verdict\n{rows}")
    return path


@pytest.fixture
def folder(tmp_path: Path, kith: Kith) -> Path:
    """Where exports go; the two families, with two pairs that wait, are taken in."""
    inside = tmp_path / "backlog"
    inside.mkdir()
    two_families(inside)
    assert kith("run", inside, *BY).exit_code == 0
    return tmp_path


def test_answers_change_the_links_and_taking_them_back_restores_every_line(
    kith: Kith, folder: Path, cast: Cast
) -> None:
    links, queue = exported(kith, "links", folder), exported(kith, "queue", folder)
    assert [list(line) for line in links[:1]] == [
        ["source_file", "record_id", "person_id", "family_id", "case_reference"]
    ]
    assert [list(line) for line in queue[:1]] == [["pair_id", "record_id_a", "record_id_b", "why"]]
    assert kith("judge", "--from", answered(kith, folder, "same"), *BY, *SECOND).exit_code == 0
    after = people(kith, folder)
    for line in queue:
        assert after[line["record_id_a"]] == after[line["record_id_b"]]
    assert exported(kith, "queue", folder) == []
    with entered(cast["registrar_two"], "intake.take_back", at=LONG_AGO) as passage:
        for one in Judgement.objects.filter(rule="", takes_back__isnull=True):
            take_back(judgement=one, by=passage.actor, at=LONG_AGO + timedelta(days=1))
    assert exported(kith, "links", folder) == links
    assert exported(kith, "queue", folder) == queue


def test_every_id_of_the_exports_is_one_that_links_and_queue_share(kith: Kith, tmp_path: Path) -> None:
    kith(
        "run",
        home_office(
            tmp_path, person("1", "Selam", "Tesfay", "01/01/1985", **HOME), person("", "Amal", "Tesfay", "01/01/2012", **HOME)
        ),
        school(
            tmp_path, pupil("1", "TESFAY, Amal", "01/01/2012", **PUPILS_HOME), pupil("S9", "TESFAY, Selam", "01/01/1985")
        ),
        *BY,
    )  # fmt: skip
    links = exported(kith, "links", tmp_path)
    assert {(line["source_file"], line["record_id"]) for line in links} == {
        ("home_office.csv", "home_office.csv:1"), ("home_office.csv", "home_office.csv:3"),
        ("school_roll.csv", "school_roll.csv:1"), ("school_roll.csv", "S9"),
    }  # fmt: skip
    queue = exported(kith, "queue", tmp_path)
    assert queue, "without a question this proves nothing"
    assert {line[f"record_id_{end}"] for line in queue for end in "ab"} <= {line["record_id"] for line in links}


def test_two_files_of_one_name_are_told_apart(kith: Kith, tmp_path: Path) -> None:
    for n in ("one", "two"):
        (tmp_path / n).mkdir()
        school(tmp_path / n, pupil("S1", f"TESFAY, Amal {n}", "2012"))
    kith("run", tmp_path / "one", tmp_path / "two", *BY)
    lines = exported(kith, "links", tmp_path)
    assert sorted(line["record_id"] for line in lines) == ["school_roll.csv (2):S1", "school_roll.csv:S1"]


def test_the_case_is_the_open_one_else_the_latest(kith: Kith, folder: Path, cast: Cast) -> None:
    first = _case_of_h1(kith, folder)

    def another(reference: str, **more: object) -> None:
        with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
            family = Case.objects.get(reference=first).family
            Case.objects.create(reference=reference, family=family, **more)

    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        Case.objects.filter(reference=first).update(closed_at=LONG_AGO)
    assert _case_of_h1(kith, folder) == first, "a closed case is the latest while there is no other"
    another("KI-9001", opened_at=LONG_AGO + timedelta(days=9))
    assert _case_of_h1(kith, folder) == "KI-9001"
    another("KI-9002", opened_at=LONG_AGO + timedelta(days=10), closed_at=LONG_AGO + timedelta(days=11))
    assert _case_of_h1(kith, folder) == "KI-9001"


def _case_of_h1(kith: Kith, folder: Path) -> str:
    return next(line["case_reference"] for line in exported(kith, "links", folder) if line["record_id"] == "H1")


def test_a_second_person_is_ignored_where_no_child_is_concerned(kith: Kith, folder: Path) -> None:
    (mothers,) = (line for line in exported(kith, "queue", folder) if line["record_id_a"] in ("H1", "K1"))
    path = folder / "answers.csv"
    path.write_text(f"pair_id,verdict\n{mothers['pair_id']},same\n")
    for second in ("nobody@example.test", "coordinator@example.test", BY[1]):
        assert kith("judge", "--from", path, *BY, "--second", second).exit_code == 0


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("nobody@example.test", "Nobody has the e-mail"),
        ("coordinator@example.test", "is no registrar now"),
        ("registrar@example.test", "must be another person than --by"),
    ],
)
def test_a_second_person_who_cannot_be_one_is_refused_and_nothing_is_written(
    kith: Kith, folder: Path, cast: Cast, second: str, said: str
) -> None:
    done = kith("judge", "--from", answered(kith, folder, "same"), *BY, "--second", second)
    assert (done.exit_code, said in done.output, "Nothing was changed" in done.output) == (1, True, True)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert not Judgement.objects.filter(rule="").exists()


def test_answers_come_from_any_separator_encoding_and_program(kith: Kith, folder: Path) -> None:
    path = answered(kith, folder, "Different ")
    text = (
        path.read_text()
        .replace(",", ";")
        .replace("verdict", "Verdict;why\r")
        .replace("Different \n", "Different ;“é”\r\n")
    )
    path.write_bytes(text.encode("utf-16"))
    done = kith("judge", "--from", path, *BY, *SECOND)
    assert done.exit_code == 0, done.output
    assert exported(kith, "queue", folder) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"pair_id,verdict\n", "nothing below the headings"),
        (b"pair,word\n1,2\n", "row 1: its headings must include pair_id and verdict"),
        (b"pair_id,verdict,verdict\n1,same,same\n", "row 1: the heading"),
        (b"\xff\xfe\xfa", "cut off"),
        (b"pair_id,verdict\nx,same\n\xff\xfe\xfa,same\n", "row 3: "),
        (b"pair_id,verdict\n\0,same\n", "row 2: it holds bytes that no text has"),
        (b'pair_id,verdict\n"x,same\n', "row 2: a quotation mark"),
        (b"pair_id,verdict\n" + b"x" * 10_000_000 + b",same\n", "line 2: “xxxx"),
        (b"pair_id,verdict\nx,same,more\n", "line 2: it has 3 cells"),
        (b"pair_id,verdict\n" + b"01890000-0000-7000-8000-000000000000,\n", "line 2: “” is none of same"),
        (b"PK\x03\x04", "it is a workbook"),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_answers_is_named_with_its_row(
    kith: Kith, folder: Path, cast: Cast, content: bytes, said: str
) -> None:
    path = folder / "bad.csv"
    path.write_bytes(content)
    done = kith("judge", "--from", path, *BY, *SECOND)
    assert (done.exit_code, "Nothing was changed" in done.output) == (1, True)
    assert said in done.output
    assert len(done.output) < 1_000
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert not Judgement.objects.filter(rule="").exists()


def test_an_export_that_cannot_be_written_is_said(kith: Kith, folder: Path) -> None:
    for what in ("links", "queue"):
        done = kith(what, "--to", folder / "gone" / "file.csv")
        assert (done.exit_code, "cannot be written" in done.output) == (1, True)
