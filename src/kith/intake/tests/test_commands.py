"""`kith intake`: files in, links and questions out, answers in. What goes wrong is named, and changes nothing."""

import csv
from pathlib import Path

import pytest

from kith.access.models import Membership, User
from kith.access.side import side
from kith.access.terms import Side
from kith.intake.models import Batch, Judgement, SourceRow
from kith.intake.tests.conftest import Kith
from kith.intake.tests.files import pupil, school, two_families
from kith.site.cli.intake import own_actor
from tests.factories import LONG_AGO, Cast

pytestmark = pytest.mark.django_db
BY, SECOND = ("--by", "registrar@example.test"), ("--second", "registrar_two@example.test")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as it might come: three files to read, and others that are none of our business."""
    inside = tmp_path / "backlog"
    inside.mkdir()
    two_families(inside)
    (inside / "truth.csv.gz").write_bytes(b"never opened")
    (inside / "README.md").write_text("about")
    return inside


def held(cast: Cast, table: type) -> int:
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        return table.objects.count()


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def answers(path: Path, *rows: tuple[str, str]) -> Path:
    path.write_text("pair_id,verdict\n" + "".join(f"{pair},{verdict}\n" for pair, verdict in rows))
    return path


def asked(kith: Kith, folder: Path) -> dict[str, str]:
    """The pairs that wait, by the two record ids."""
    kith("queue", "--to", folder / "queue")
    return {
        "/".join(sorted((line["record_id_a"], line["record_id_b"]))): line["pair_id"]
        for line in lines(folder / "queue")
    }


def test_of_a_folder_only_tables_are_read_and_the_summary_adds_up(kith: Kith, folder: Path, cast: Cast) -> None:
    done = kith("run", folder, *BY)
    assert done.exit_code == 0
    assert "Not read: truth.csv.gz" in done.output
    assert "Not read: README.md" in done.output
    assert "7 rows read = 7 people recorded + 0 rows with errors" in " ".join(done.output.split())
    assert "not understood: none" in done.output
    assert held(cast, SourceRow) == 7


def test_the_same_folder_twice_changes_nothing_and_says_so(kith: Kith, folder: Path, cast: Cast) -> None:
    kith("run", folder, *BY)
    again = kith("run", folder, *BY)
    assert again.exit_code == 0
    assert "Nothing was changed" in again.output
    assert "school_roll.csv: taken in before" in again.output
    assert held(cast, Batch) == 1


def test_rows_with_errors_are_listed_up_to_a_limit(kith: Kith, tmp_path: Path) -> None:
    path = school(tmp_path, pupil("S0", "TESFAY, Yonas", "2016"), *(pupil(f"S{n}", "", "2016") for n in range(1, 24)))
    output = kith("run", path, *BY).output
    assert "row 3: it names nobody" in output
    assert "and 3 more rows with errors" in output
    assert "24 rows read = 1 person recorded + 23 rows with errors" in " ".join(output.split())


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("notes.txt", "text", "none of .csv, .tsv, .ods and .xlsx"),
        ("gone.csv", None, "is not there"),
        ("cut.csv", "Pupil record,Pupil name\nS1,A\nS2", "cut.csv, row 3"),
    ],
)
def test_a_file_that_cannot_be_read_is_an_error_and_changes_nothing(
    kith: Kith, folder: Path, tmp_path: Path, cast: Cast, name: str, content: str | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    done = kith("run", folder, tmp_path / name, *BY)
    assert done.exit_code == 1
    assert said in done.output
    assert "Nothing was changed" in done.output
    assert held(cast, SourceRow) == 0


def test_a_folder_without_tables_is_an_error(kith: Kith, tmp_path: Path) -> None:
    assert kith("run", tmp_path, *BY).exit_code == 1


def test_where_several_are_registrars_the_command_asks_who(kith: Kith, folder: Path, cast: Cast) -> None:
    done = kith("run", folder)
    assert done.exit_code == 1
    assert "--by EMAIL" in done.output
    assert "registrar_two@example.test" in done.output
    assert held(cast, SourceRow) == 0


def test_the_only_registrar_needs_no_naming(kith: Kith, folder: Path, cast: Cast) -> None:
    with side(Side.ACCOUNTS, actor_id=cast["administrator"].pk):
        Membership.objects.filter(actor=cast["registrar_two"]).update(until_at=LONG_AGO.replace(year=2021))
    assert kith("run", folder).exit_code == 0
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert Batch.objects.get().by == cast["registrar"]


def test_where_nobody_is_a_registrar_yet_the_command_acts_as_itself(kith: Kith, folder: Path, cast: Cast) -> None:
    with side(Side.ACCOUNTS, actor_id=cast["administrator"].pk):
        Membership.objects.filter(role="registrar", actor__kind="staff").update(until_at=LONG_AGO.replace(year=2021))
    assert kith("run", folder).exit_code == 0
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        by = Batch.objects.get().by
    assert (by.kind, by.shown_name) == ("job", "Intake at the command line")
    assert own_actor(LONG_AGO) == by, "it is made once"
    assert not User.objects.filter(actor=by).exists(), "nobody can sign in as it"


@pytest.mark.parametrize("email", ["nobody@example.test", "coordinator@example.test"])
def test_only_a_registrar_takes_files_in(kith: Kith, folder: Path, cast: Cast, email: str) -> None:
    done = kith("run", folder, "--by", email)
    assert done.exit_code == 1
    assert email in done.output
    assert held(cast, SourceRow) == 0


def test_links_hold_one_line_for_every_row_with_person_family_and_case(kith: Kith, folder: Path) -> None:
    kith("run", folder, *BY)
    kith("run", school(folder, pupil("S9", "", ""), name="more.csv"), *BY)
    assert kith("links", "--to", folder / "links").exit_code == 0
    rows = {line["record_id"]: line for line in lines(folder / "links")}
    assert len(rows) == 8
    assert list(rows["H3"]) == ["source_file", "record_id", "person_id", "family_id", "case_reference"]
    assert rows["H3"]["person_id"] == rows["S1"]["person_id"] != rows["H1"]["person_id"]
    assert rows["H3"]["family_id"] == rows["H1"]["family_id"]
    assert rows["H3"]["case_reference"] == rows["H2"]["case_reference"] != ""
    assert list(rows["S9"].values()) == ["more.csv", "S9", "", "", ""]


def test_the_queue_says_why_people_are_asked(kith: Kith, folder: Path) -> None:
    kith("run", folder, *BY)
    kith("queue", "--to", folder / "queue")
    whys = {"/".join(sorted((q["record_id_a"], q["record_id_b"]))): q["why"] for q in lines(folder / "queue")}
    assert set(whys) == {"H1/K1", "H2/S2"}
    assert "agrees: the whole name" in whys["H1/K1"]
    assert "too little is known to be sure" in whys["H1/K1"]


def test_answers_are_brought_in_and_twice_changes_nothing(kith: Kith, folder: Path, cast: Cast) -> None:
    kith("run", folder, *BY)
    pairs = asked(kith, folder)
    file = answers(folder / "answers", (pairs["H1/K1"], "different"), (pairs["H2/S2"], "same"))
    assert kith("judge", "--from", file, *BY, *SECOND).exit_code == 0
    kith("links", "--to", folder / "links")
    rows = {line["record_id"]: line["person_id"] for line in lines(folder / "links")}
    assert rows["H2"] == rows["S2"]
    assert rows["H1"] != rows["K1"]
    assert asked(kith, folder) == {}
    judged = held(cast, Judgement)
    again = kith("judge", "--from", file, *BY, *SECOND)
    assert (again.exit_code, held(cast, Judgement)) == (0, judged)


def test_a_pair_about_a_child_needs_a_second_person_who_is_another(kith: Kith, folder: Path, cast: Cast) -> None:
    kith("run", folder, *BY)
    pairs = asked(kith, folder)
    before = held(cast, Judgement)
    file = answers(folder / "answers", (pairs["H1/K1"], "same"), (pairs["H2/S2"], "same"))
    alone = kith("judge", "--from", file, *BY)
    assert alone.exit_code == 1
    assert "line 3: this pair concerns a child" in alone.output
    twice = kith("judge", "--from", file, *BY, "--second", "registrar@example.test")
    assert twice.exit_code == 1
    assert "another person" in twice.output
    assert held(cast, Judgement) == before
    adults = answers(folder / "adults", (pairs["H1/K1"], "same"))
    assert kith("judge", "--from", adults, *BY).exit_code == 0


def test_lines_that_cannot_be_taken_are_named_and_nothing_is_written(kith: Kith, folder: Path, cast: Cast) -> None:
    kith("run", folder, *BY)
    pairs = asked(kith, folder)
    before = held(cast, Judgement)
    pair, unknown = pairs["H1/K1"], "01890000-0000-7000-8000-000000000000"
    cases = [
        (((pair, "perhaps"), ("x", "same")), ["line 2: “perhaps” is none of", "line 3: “x” is no pair_id"]),
        (((pair, "same"), (unknown, "same")), [f"line 3: there is no pair {unknown}"]),
        (((pair, "same"), (pair, "different")), ["line 3: this pair is judged otherwise on line 2"]),
    ]
    for rows, said in cases:
        done = kith("judge", "--from", answers(folder / "answers", *rows), *BY, *SECOND)
        assert done.exit_code == 1
        for words in [*said, "Nothing was changed"]:
            assert words in done.output
    assert held(cast, Judgement) == before
    kith("judge", "--from", answers(folder / "answers", (pair, "same")), *BY)
    done = kith("judge", "--from", answers(folder / "answers", (pair, "different")), *BY)
    assert "line 2: This pair was judged before" in done.output
    for content in (b"pair,word\n", b"\xff\xfe", b""):
        (folder / "answers").write_bytes(content)
        assert kith("judge", "--from", folder / "answers", *BY).exit_code == 1
