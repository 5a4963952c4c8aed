"""Files handed in on a page: seen before anything is in the register, put right, and taken in whole or not at all."""

import re
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from kith.access.gate import entered
from kith.access.models import AuditEntry, Run
from kith.access.queries import job_actor
from kith.access.side import side
from kith.access.terms import Role, Side
from kith.intake import actions
from kith.intake.jobs import NOT_THEIRS, set_aside_old_hand_ins, work_off_intake
from kith.intake.models import CandidatePair, HandedFile, HandIn, SourceFile, SourceRow
from kith.intake.tests.conftest import TakeIn
from kith.intake.tests.files import HOME, home_office, person, pupil, school, two_families, written
from kith.intake.tests.test_taking_in import held
from kith.register.models import Person, PersonName
from kith.verdict import Refused
from tests.factories import LONG_AGO, Cast

pytestmark = pytest.mark.django_db
Hand = Callable[..., HandIn]


def counts_of(file: HandedFile) -> tuple[int, ...]:
    return tuple(file.counts[one] for one in ("new", "changed", "unchanged", "refused"))


@pytest.fixture
def handed(cast: Cast) -> Hand:
    """`handed(files)` hands them in as the registrar and lets the job look them through."""

    def run(files: Sequence[Path], *, work: bool = True, hand_in: HandIn | None = None) -> HandIn:
        given = [(path.name, path.read_bytes()) for path in files]
        with entered(cast["registrar"], "intake.hand_in_files", at=LONG_AGO) as passage:
            made = actions.hand_in_files(files=given, hand_in=hand_in, by=passage.actor, at=LONG_AGO)
        return worked(cast, made) if work else made

    return run


def worked(cast: Cast, hand_in: HandIn) -> HandIn:
    work_off_intake(LONG_AGO)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        return HandIn.objects.select_related("batch", "run").get(pk=hand_in.pk)


def files_of(cast: Cast, hand_in: HandIn) -> list[HandedFile]:
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        return list(hand_in.files.filter(is_out=False).order_by("name"))


def take_in(cast: Cast, hand_in: HandIn) -> HandIn:
    with entered(cast["registrar"], "intake.take_in", at=LONG_AGO) as passage:
        actions.ask_to_take_in(hand_in=hand_in, expected=hand_in.version, by=passage.actor, at=LONG_AGO)
    return worked(cast, hand_in)


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


# Pages


def test_a_date_of_birth_that_cannot_be_read_is_pointed_at_and_the_row_comes_in(
    client: Client, cast: Cast, handed: Hand, tmp_path: Path
) -> None:
    looked = handed([school(tmp_path, pupil("S1", "TESFAY, Yonas", "99/99/9999"))])
    (file,) = files_of(cast, looked)
    assert counts_of(file) == (1, 0, 0, 0)
    rows = client.get(reverse("handed_file", args=[looked.pk, file.pk])).content.decode()
    assert "the date of birth “99/99/9999” cannot be read: no age will be known from it" in rows
    assert take_in(cast, looked).batch.counts["people"] == 1


@pytest.fixture
def client(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("registrar")


def sent(client: Client, *files: Path, to: str = "") -> object:
    given = [SimpleUploadedFile(path.name, path.read_bytes()) for path in files]
    return client.post(to or reverse("hand_in_files"), {"handed": given})


def pressed(client: Client, url: str, button: str, page: str = "") -> HttpResponse:
    """Press a button of the page as it is now, or as it was when `page` was opened."""
    hidden = re.findall(r'name="(version|seen)" value="([^"]+)"', page or client.get(url).content.decode())
    sent = {"version": [], "seen": []}
    for name, value in hidden:
        sent[name].append(value)
    return client.post(url, sent | {button: "1"})


@pytest.mark.parametrize("button", ["take_in", "set_aside"])
def test_a_page_opened_before_somebody_changed_the_files_does_nothing_and_says_what_changed(
    client: Client, cast: Cast, handed: Hand, tmp_path: Path, button: str
) -> None:
    first, second, third = two_families(tmp_path)
    looked = handed([first, second])
    url = reverse("hand_in", args=[looked.pk])
    old = client.get(url).content.decode()
    with entered(cast["registrar_two"], "intake.hand_in_files", at=LONG_AGO) as passage:
        by = {"by": passage.actor, "at": LONG_AGO}
        actions.hand_in_files(files=[(third.name, third.read_bytes())], hand_in=looked, **by)
        actions.take_out_file(file=looked.files.get(name=first.name), **by)
    worked(cast, looked)
    before = held(cast)
    answer = pressed(client, url, button, old)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert f"{cast['registrar_two'].shown_name} changed what was handed in." in text
    assert f"Added: {third.name}. Taken out: {first.name}." in text
    again = worked(cast, looked)
    assert (again.step, held(cast)) == ("looked", before)
    assert client.post(url, {button: "1"}).status_code == 422
    assert client.post(url, {button: "1", "version": "x" * 40}).status_code == 422
    assert pressed(client, url, button, text).status_code == 302
    assert worked(cast, looked).step == {"take_in": "taken_in", "set_aside": "set_aside"}[button]


def test_a_page_opened_before_columns_were_corrected_says_that_the_files_are_the_same(
    client: Client, cast: Cast, handed: Hand, tmp_path: Path
) -> None:
    looked = handed(two_families(tmp_path))
    url = reverse("hand_in", args=[looked.pk])
    old = client.get(url).content.decode()
    with entered(cast["registrar_two"], "intake.hand_in", at=LONG_AGO) as passage:
        actions.look_again(hand_in=looked, by=passage.actor, at=LONG_AGO)
    worked(cast, looked)
    assert "The files are the same, but how they are read" in pressed(client, url, "take_in", old).content.decode()


def test_files_are_handed_in_seen_and_taken_in_on_pages(client: Client, cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    files = [*two_families(tmp_path), school(tmp_path / "x", pupil("N1", "", ""), name="bad.csv")]
    answer = sent(client, *files)
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert "It begins in a moment" in page.content.decode()
    work_off_intake(LONG_AGO)
    text = client.get(answer["Location"]).content.decode()
    assert "What would come of it" in text
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        bad = HandedFile.objects.get(name="bad.csv")
    rows = client.get(reverse("handed_file", args=[bad.hand_in_id, bad.pk]))
    assert "It names nobody" in rows.content.decode() or "it names nobody" in rows.content.decode()
    assert client.get(reverse("handed_file", args=[bad.hand_in_id, bad.pk]) + "?show=new").status_code == 200
    assert pressed(client, answer["Location"], "take_in").status_code == 302
    assert "The files are taken in" in client.get(answer["Location"]).content.decode()
    assert client.post(answer["Location"], {"set_aside": "1"}).status_code == 422
    work_off_intake(LONG_AGO)
    assert "See what came of it" in client.get(answer["Location"]).content.decode()
    assert client.get(reverse("handed_file", args=[bad.hand_in_id, bad.pk])).status_code == 404
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert SourceRow.objects.count() == 8


def test_of_a_file_with_too_many_columns_nothing_is_kept_and_no_columns_can_be_corrected(
    client: Client, cast: Cast, handed: Hand, tmp_path: Path
) -> None:
    wide = tmp_path / "wide.csv"
    wide.write_text("".join(",".join(f"{sign}{n}" for n in range(20_000)) + "\n" for sign in "hx"))
    looked = handed([wide])
    (file,) = files_of(cast, looked)
    assert "more than 500 columns" in file.problem
    assert (file.header, file.sample) == ([], [])
    correct = reverse("correct_columns", args=[looked.pk, file.pk])
    page = client.get(reverse("hand_in", args=[looked.pk])).content.decode()
    assert ("more than 500 columns" in page, correct in page) == (True, False)
    assert "column_1" not in client.get(f"{correct}?kind=school_roll").content.decode()


@override_settings(FILE_LIMIT_BYTES=300)
def test_what_is_no_list_is_not_handed_in_and_the_page_says_what_to_do(
    client: Client, cast: Cast, tmp_path: Path
) -> None:
    for name, content, said in (
        ("notes.docx", b"x", "Save it as one of these."), ("none.csv", b"", "is empty"),
        ("big.csv", b"x" * 400, "a page takes"), ("a.csv", None, "Choose at least one file."),
    ):  # fmt: skip
        path = tmp_path / name
        path.write_bytes(content or b"")
        answer = sent(client, path) if content is not None else client.post(reverse("hand_in_files"), {})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        assert not HandIn.objects.exists()


def test_columns_are_corrected_on_a_page_and_what_contradicts_is_said(
    client: Client, cast: Cast, handed: Hand, tmp_path: Path
) -> None:
    looked = handed([home_office(tmp_path, person("H1", "Selam", "Tesfay", "01/01/1985", **HOME))])
    (file,) = files_of(cast, looked)
    url = reverse("correct_columns", args=[looked.pk, file.pk])
    assert "Selam" in client.get(url).content.decode()
    twice = client.post(url, {"kind": file.kind, "column_3": "given", "column_4": "given"})
    assert "Two columns are read as Given name" in twice.content.decode()
    assert (
        "Say which column holds the name" in client.post(url, {"kind": file.kind, "column_6": "sex"}).content.decode()
    )
    assert client.post(url, {"kind": file.kind, "column_3": "family", "column_4": "given"}).status_code == 302
    looked = worked(cast, looked)
    assert (looked.step, looked.found["people"]) == ("looked", 1)
    assert client.get(reverse("hand_in", args=[uuid.uuid4()])).status_code == 404
    assert client.get(reverse("correct_columns", args=[looked.pk, uuid.uuid4()])).status_code == 404


def test_pages_ask_at_most_fifteen_questions_and_as_many_for_one_row_as_for_many(
    client: Client, cast: Cast, handed: Hand, tmp_path: Path, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    asked = []
    for count in (1, 60):
        given = [
            school(
                tmp_path, *(pupil(f"{count}-{n}", f"TESFAY, Yonas {n}", "") for n in range(count)), name=f"{count}.csv"
            )
        ]
        looked = handed(given)
        (file,) = files_of(cast, looked)
        for url in (
            reverse("hand_in", args=[looked.pk]),
            reverse("handed_file", args=[looked.pk, file.pk]) + "?page=2",
        ):
            with django_assert_max_num_queries(15) as counted:
                assert client.get(url).status_code == 200
            asked.append(len(counted))
    assert asked[:2] == asked[2:]
