"""Files handed in on a page: seen before anything is in the register, put right, and taken in whole or not at all."""

from datetime import timedelta
from pathlib import Path

import pytest

from kith.access.gate import entered
from kith.access.models import AuditEntry, Run
from kith.access.queries import job_actor
from kith.access.side import side
from kith.access.terms import Role, Side
from kith.intake import actions
from kith.intake.jobs import NOT_THEIRS, set_aside_old_hand_ins
from kith.intake.models import CandidatePair, HandIn, SourceFile
from kith.intake.tests.conftest import Hand, TakeIn, counts_of, files_of, take_in, worked
from kith.intake.tests.files import pupil, school, two_families, written
from kith.intake.tests.test_taking_in import held
from kith.register.models import Person, PersonName
from kith.verdict import Refused
from tests.factories import LONG_AGO, Cast

pytestmark = pytest.mark.django_db


def test_what_would_come_is_what_comes_and_nothing_is_in_the_register_before(
    cast: Cast, handed: Hand, tmp_path: Path
) -> None:
    before = held(cast)
    looked = handed(two_families(tmp_path))
    assert held(cast) == before
    assert looked.step == "looked"
    assert looked.found["pairs"] == len(looked.found["pairs_shown"]) == looked.found["pairs_to_judge"] == 2
    assert [counts_of(file) for file in files_of(cast, looked)] == [(3, 0, 0, 0), (2, 0, 0, 0), (2, 0, 0, 0)]
    taken = take_in(cast, looked)
    assert taken.step == "taken_in"
    assert {
        name: count for name, count in taken.batch.counts.items() if name != "everyday_words"
    }.items() <= taken.found.items()
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert Person.objects.count() == 7
        assert CandidatePair.objects.count() == 2
        assert taken.batch.by_id == cast["registrar"].pk


def test_rows_stand_beside_what_the_agency_said_before(
    cast: Cast, handed: Hand, taken_in: TakeIn, tmp_path: Path
) -> None:
    taken_in([school(tmp_path, pupil("S1", "TESFAY, Yonas", "25/05/2016"), pupil("S2", "TESFAY, Amal", "01/01/2012"))])
    again = school(
        tmp_path,
        pupil("S1", "TESFAY, Yonas", "25/05/2016"), pupil("S2", "TESFAY, Amal", "02/01/2012"),
        pupil("S3", "HAILE, Senait", "03/03/2014"), pupil("S4", "", ""), name="autumn.csv",
    )  # fmt: skip
    looked = handed([again])
    (file,) = files_of(cast, looked)
    assert counts_of(file) == (1, 1, 1, 1)
    assert file.rows["changed"][0][:3] == [3, "S2", "Date of birth: “01/01/2012” before"]
    assert "names nobody" in file.rows["refused"][0][2]
    assert looked.found["known"] >= 1


def test_a_row_without_an_id_is_known_by_what_it_says(
    cast: Cast, handed: Hand, taken_in: TakeIn, tmp_path: Path
) -> None:
    taken_in([school(tmp_path, pupil("", "TESFAY, Yonas", "25/05/2016"))])
    both = school(tmp_path, pupil("", "TESFAY, Yonas", "25/05/2016"), pupil("", "HAILE, Senait", ""), name="more.csv")
    (file,) = files_of(cast, handed([both]))
    assert counts_of(file) == (1, 0, 1, 0)


def test_a_file_of_no_known_kind_is_read_as_a_registrar_says_and_stays_read_so(
    cast: Cast, handed: Hand, tmp_path: Path
) -> None:
    header, row = ("No", "Child", "Born", "Shoe size"), {"No": "1", "Child": "TESFAY, Yonas", "Born": "25/05/2016"}
    looked = handed([written(tmp_path, "odd.csv", header, [row])])
    (file,) = files_of(cast, looked)
    assert "no kind of file that Kith knows" in file.problem
    assert (file.header, file.sample, looked.found) == (list(header), [["1", "TESFAY, Yonas", "25/05/2016", ""]], {})
    with pytest.raises(Refused), entered(cast["registrar"], "intake.take_in", at=LONG_AGO) as passage:
        actions.ask_to_take_in(hand_in=looked, expected=looked.version, by=passage.actor, at=LONG_AGO)
    with entered(cast["registrar"], "intake.correct_columns", at=LONG_AGO) as passage:
        read = {"kind": "school_roll", "columns": ["row_id", "full_name", "birth_date", ""], "expected": file.version}
        actions.correct_columns(file=file, **read, by=passage.actor, at=LONG_AGO)
    taken = take_in(cast, worked(cast, looked))
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        source = SourceFile.objects.get(batch=taken.batch)
        assert (source.kind, source.columns, source.not_understood) == ("school_roll", read["columns"], ["Shoe size"])
        assert set(PersonName.objects.values_list("text", "side")) == {("TESFAY, Yonas", "welfare")}
    later = handed([school(tmp_path, pupil("1", "TESFAY, Yonas", "25/05/2016"))])
    assert [one.rows["changed"][0][2] for one in files_of(cast, later)] == ["Town: “” before"]


def test_a_file_that_cannot_be_read_says_why_and_keeps_the_others_waiting_until_it_is_out(
    cast: Cast, handed: Hand, tmp_path: Path
) -> None:
    bad = tmp_path / "broken.ods"
    bad.write_bytes(b"PK\x03\x04 no workbook")
    looked = handed([bad, school(tmp_path, pupil("S1", "TESFAY, Yonas", ""))])
    broken, good = files_of(cast, looked)
    assert ("damaged" in broken.problem, good.problem, looked.found) == (True, "", {})
    with entered(cast["registrar"], "intake.hand_in", at=LONG_AGO) as passage:
        actions.take_out_file(file=broken, by=passage.actor, at=LONG_AGO)
    looked = worked(cast, looked)
    assert looked.found["people"] == 1
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        broken.refresh_from_db()
        assert (bytes(broken.content), broken.is_out) == (b"", True)


def test_what_was_taken_in_before_is_not_taken_in_again(
    cast: Cast, handed: Hand, taken_in: TakeIn, tmp_path: Path
) -> None:
    files = two_families(tmp_path)
    taken_in(files)
    looked = handed(files[:1])
    assert [file.same_as for file in files_of(cast, looked)] == ["home_office.csv"]
    with (
        pytest.raises(Refused, match="nothing_new"),
        entered(cast["registrar"], "intake.hand_in", at=LONG_AGO) as passage,
    ):
        actions.ask_to_take_in(hand_in=looked, expected=looked.version, by=passage.actor, at=LONG_AGO)


def test_who_may_do_so_no_longer_takes_nothing_in(cast: Cast, handed: Hand, tmp_path: Path) -> None:
    """The files were taken in by somebody else meanwhile, or whoever asked has left: it fails in words, and waits."""
    files = two_families(tmp_path)
    looked = handed(files)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        HandIn.objects.filter(pk=looked.pk).update(step="taking_in", asked_by=cast["lead"])
    before = held(cast)
    failed = worked(cast, looked)
    assert (failed.step, failed.failure, held(cast)) == ("looked", NOT_THEIRS, before)


def test_two_who_take_the_same_files_in_take_them_in_once(
    cast: Cast, handed: Hand, taken_in: TakeIn, tmp_path: Path
) -> None:
    files = two_families(tmp_path)
    looked = handed(files)
    with entered(cast["registrar"], "intake.take_in", at=LONG_AGO) as passage:
        actions.ask_to_take_in(hand_in=looked, expected=looked.version, by=passage.actor, at=LONG_AGO)
    taken_in(files)
    before = held(cast)
    failed = worked(cast, looked)
    assert (failed.step, held(cast)) == ("looked", before)
    assert "taken in before" in failed.failure


def test_whom_the_pairs_named_is_kept_no_longer_than_the_files_wait(cast: Cast, handed: Hand, tmp_path: Path) -> None:
    files = two_families(tmp_path)
    looked, other = handed(files), handed(files)
    assert "Tesfay" in str(looked.found["pairs_shown"])
    taken = take_in(cast, looked)
    assert (taken.step, taken.found["pairs"], "pairs_shown" in taken.found) == ("taken_in", 2, False)
    with entered(cast["registrar"], "intake.hand_in", at=LONG_AGO) as passage:
        actions.take_out_file(file=other.files.first(), by=passage.actor, at=LONG_AGO)
        other.refresh_from_db()
        assert other.found == {}  # the file that was taken out may be the one that named them
        actions.set_aside_hand_in(hand_in=other, expected=other.version, by=passage.actor, at=LONG_AGO)
    assert worked(cast, other).found == {}


def died(cast: Cast, hand_in: HandIn) -> HandIn:
    """A run takes the work up, and its process is killed."""
    with entered(job_actor(Role.INTAKE_JOB, LONG_AGO), "intake.work_off", at=LONG_AGO) as passage:
        work = HandIn.objects.get(pk=hand_in.pk)
        actions.begin_work(work=work, by=passage.actor, at=LONG_AGO)
        return HandIn.objects.get(pk=hand_in.pk)


def test_work_that_killed_two_runs_is_not_begun_a_third_time_and_says_what_to_do(
    cast: Cast, handed: Hand, tmp_path: Path
) -> None:
    asked = handed(two_families(tmp_path), work=False)
    assert [died(cast, asked).step for _ in range(2)] == ["looking", "looking"]
    given_back = worked(cast, asked)
    assert (given_back.step, given_back.found, given_back.run) == ("looked", {}, None)
    assert "take out the largest file" in given_back.failure
    with entered(cast["registrar"], "intake.take_in", at=LONG_AGO) as passage:
        with pytest.raises(Refused, match="not_looked_through"):
            actions.ask_to_take_in(hand_in=given_back, expected=given_back.version, by=passage.actor, at=LONG_AGO)
        actions.look_again(hand_in=given_back, by=passage.actor, at=LONG_AGO)
    died(cast, asked)  # once more: it is counted anew since somebody asked
    looked = worked(cast, asked)
    assert (looked.step, looked.failure, looked.found["people"]) == ("looked", "", 7)


def test_what_is_over_is_changed_no_more_and_what_was_kept_of_it_is_gone(
    cast: Cast, handed: Hand, tmp_path: Path
) -> None:
    taken = take_in(cast, handed(two_families(tmp_path)))
    (file, *_rest) = files_of(cast, taken)
    assert (bytes(file.content), file.rows, file.sample) == (b"", {}, [])
    with entered(cast["registrar"], "intake.hand_in", at=LONG_AGO) as passage:
        by = {"by": passage.actor, "at": LONG_AGO}
        for act in (
            lambda: actions.hand_in_files(files=[("a.csv", b"a")], hand_in=taken, **by),
            lambda: actions.correct_columns(file=file, kind="", columns=[], expected=file.version, **by),
            lambda: actions.take_out_file(file=file, **by),
            lambda: actions.look_again(hand_in=taken, **by),
            lambda: actions.ask_to_take_in(hand_in=taken, expected=taken.version, **by),
            lambda: actions.set_aside_hand_in(hand_in=taken, expected=taken.version, **by),
        ):
            with pytest.raises(Refused, match="is_over"):
                act()


def test_what_nobody_went_on_with_is_set_aside(cast: Cast, handed: Hand, tmp_path: Path) -> None:
    looked = handed(two_families(tmp_path))
    assert set_aside_old_hand_ins(LONG_AGO + timedelta(10)) == 0
    assert set_aside_old_hand_ins(LONG_AGO + timedelta(60)) == 1
    assert set_aside_old_hand_ins(LONG_AGO + timedelta(60)) == 0
    assert all(not file.rows for file in files_of(cast, looked))


def test_each_step_is_written_down_and_a_run_tells_that_it_ended(cast: Cast, handed: Hand, tmp_path: Path) -> None:
    taken = take_in(cast, handed(two_families(tmp_path)))
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {
        "intake.files_handed_in",
        "intake.hand_in_looked_through",
        "intake.taking_in_asked",
        "intake.taken_in",
    } <= verbs
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        runs = Run.objects.filter(ended_at__isnull=False)
        assert sorted(runs.values_list("kind", flat=True)) == ["intake.looking", "intake.taking_in"]
        assert taken.run in runs
