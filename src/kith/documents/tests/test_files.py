"""Files that somebody adds: kept on one side, looked at by a scanner, never a row without its bytes."""

import os
import signal
import subprocess
import sys
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import Error, connection, transaction

from kith.access import actions as access
from kith.access.models import Actor, AuditEntry
from kith.access.queries import job_actor
from kith.access.side import side
from kith.access.terms import Role, Side
from kith.documents import actions
from kith.documents.jobs import A_DAY, scan_files, sweep_files
from kith.documents.models import Document, Mistake, Scan
from kith.documents.queries import can_open, content_of, files_of, kept_among, obstacles_to, place_of, to_scan
from kith.documents.terms import FileState, FileType
from kith.documents.tests.factories import PDF, docx, odt, png, upload
from kith.representations.tests.factories import put_on_team
from kith.verdict import Refused
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 3, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:  # Any: pytest-django's
    settings.DOCUMENTS, settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "documents", tmp_path / "uploads"
    return tmp_path


def add(by: Actor, case: uuid.UUID, name: str = "drawing.png", content: bytes | None = None) -> Document:
    return actions.add_file(file=upload(name, content), case=case, side=Side.WELFARE, by=by, at=AT)


def scanner(folder: Path, script: str) -> str:
    """A small program in place of a scanner: it is given the path of a file."""
    program = folder / "scanner.sh"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)
    return str(program)


def test_a_file_is_kept_as_it_came_under_a_name_that_says_nothing(cast: Cast, folder: Path) -> None:
    case, by = make_case(cast).case, cast["coordinator"]
    with side(Side.WELFARE, actor_id=by.pk):
        document = add(by, case.pk, "Drawing of a cat.png")
        shown = files_of([document.pk])[document.pk]

        assert content_of(Document.objects.get(), folder=folder / "documents") == png()
    assert (document.media_type, document.bytes) == (FileType.PNG, len(png()))
    assert (shown.name, shown.kind, shown.by, shown.at) == ("Drawing of a cat.png", "picture (PNG)", by.shown_name, AT)
    assert shown.state == FileState.NOT_SCANNED
    lies = place_of(document.pk, side="welfare", folder=folder / "documents")
    assert [path for path in folder.rglob("*") if path.is_file()] == [lies]
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        entry = AuditEntry.objects.get(verb="documents.document_kept", subject=document.pk)
    assert (entry.case_id, entry.digest) == (case.pk, document.sha256)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", PDF, FileType.PDF),
        ("a.odt", odt(), FileType.ODT),
        ("a.docx", docx(), FileType.DOCX),
        ("a.jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 50, FileType.JPEG),
        ("a.mp3", b"ID3\x03" + b"\0" * 60, FileType.MP3),
        ("a.m4a", b"\0\0\0\x20ftypM4A " + b"\0" * 60, FileType.M4A),
        ("a.ogg", b"OggS" + b"\0" * 60, FileType.OGG),
        ("a.wav", b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 30, FileType.WAV),
    ],
)
def test_the_kind_is_what_the_bytes_say_and_not_what_the_browser_says(
    cast: Cast, folder: Path, name: str, content: bytes, kind: FileType
) -> None:
    case, by = make_case(cast).case, cast["coordinator"]
    with side(Side.WELFARE, actor_id=by.pk):
        assert add(by, case.pk, name, content).media_type == kind


def test_what_is_not_taken_leaves_nothing_behind(cast: Cast, folder: Path, settings: Any) -> None:
    settings.FILE_TYPES = ["pdf"]
    case, by = make_case(cast).case, cast["coordinator"]
    with side(Side.WELFARE, actor_id=by.pk):
        for name, content in (("a.png", png()), ("a.pdf", b""), ("a.pdf", b"<html>"), ("a.docx", PDF)):
            with pytest.raises(Refused):
                add(by, case.pk, name, content)

        assert not Document.objects.exists()
    assert not list(folder.rglob("*"))


def test_without_a_scanner_a_file_can_be_opened_and_with_one_it_waits(cast: Cast, folder: Path, settings: Any) -> None:
    case, by = make_case(cast).case, cast["coordinator"]
    with side(Side.WELFARE, actor_id=by.pk):
        good, bad = add(by, case.pk), add(by, case.pk, "b.pdf", PDF + b"EVIL")
        assert files_of([good.pk])[good.pk].may_open
        settings.SCANNER = scanner(folder, '! grep -q EVIL "$1"')
        assert files_of([good.pk])[good.pk].state == FileState.WAITS
        assert not can_open(Document.objects.get(pk=good.pk))

    assert scan_files(AT) == 2
    assert scan_files(AT) == 0

    with side(Side.WELFARE, actor_id=by.pk):
        states = {key: file.state for key, file in files_of([good.pk, bad.pk]).items()}
        assert states == {good.pk: FileState.SAFE, bad.pk: FileState.UNSAFE}
        assert can_open(Document.objects.get(pk=good.pk))
        assert not can_open(Document.objects.get(pk=bad.pk))
        settings.SCANNER = ""
        assert not can_open(Document.objects.get(pk=bad.pk))
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        said = dict(AuditEntry.objects.filter(verb="documents.scanned").values_list("subject", "codes"))
    assert said == {good.pk: ["safe"], bad.pk: ["unsafe"]}


@pytest.mark.parametrize("script", ["exit 2", "kill -9 $$"])
def test_a_scanner_that_gives_no_answer_leaves_the_file_waiting(
    cast: Cast, folder: Path, settings: Any, script: str
) -> None:
    case, by = make_case(cast).case, cast["coordinator"]
    with side(Side.WELFARE, actor_id=by.pk):
        document = add(by, case.pk)
    settings.SCANNER = scanner(folder, script)
    assert scan_files(AT) == 0
    settings.SCANNER = str(folder / "there is no such program")
    assert scan_files(AT) == 0
    with side(Side.WELFARE, actor_id=by.pk):
        assert files_of([document.pk])[document.pk].state == FileState.WAITS


def test_a_scanner_that_leaves_something_running_has_answered(cast: Cast, folder: Path, settings: Any) -> None:
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        add(cast["coordinator"], make_case(cast).case.pk)
    settings.SCANNER = scanner(folder, "sleep 9 & exit 0")
    before = time.monotonic()
    assert scan_files(AT) == 1
    assert time.monotonic() - before < 5


def test_only_the_job_of_a_side_says_what_a_scanner_said_and_only_of_its_side(cast: Cast, folder: Path) -> None:
    case, by = make_case(cast).case, cast["coordinator"]
    with side(Side.WELFARE, actor_id=by.pk):
        document = add(by, case.pk)
        for asked in (to_scan, lambda: kept_among([document.pk])):
            with pytest.raises(Error, match="job of the files"), transaction.atomic():
                asked()
        with pytest.raises(Error), transaction.atomic():
            actions.record_scan(document=document.pk, is_safe=True, by=by, at=AT)
    job = job_actor(Role.DECISION_FILES, AT)
    with side(Side.DECISION, actor_id=job.pk):
        assert to_scan() == []
        assert kept_among([document.pk]) == set()
        with pytest.raises(Error), transaction.atomic():
            actions.record_scan(document=document.pk, is_safe=True, by=job, at=AT)
    job = job_actor(Role.WELFARE_FILES, AT)
    with side(Side.WELFARE, actor_id=job.pk):
        assert to_scan() == [document.pk]
        assert not Document.objects.exists()  # it names files, and reads none of a case
        assert not Scan.objects.exists()


def test_a_mistake_is_said_once_with_a_reason_hides_the_file_and_keeps_it(cast: Cast, folder: Path) -> None:
    case, by = make_case(cast).case, cast["coordinator"]
    with side(Side.WELFARE, actor_id=by.pk):
        document = add(by, case.pk)
        first = actions.mark_as_mistake(document=document, reason="Another child's", by=by, at=AT)
        again = actions.mark_as_mistake(document=document, reason="Pressed twice", by=by, at=AT)

        assert (again.pk, Mistake.objects.get().reason) == (first.pk, "Another child's")
        assert files_of([document.pk]) == {}
        assert content_of(document, folder=folder / "documents") == png()
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("delete from documents_document")


def test_a_copy_on_the_other_side_is_a_new_file_with_the_same_bytes(cast: Cast, folder: Path) -> None:
    case, by = make_case(cast).case, cast["coordinator"]
    with side(Side.WELFARE, actor_id=by.pk):
        document = add(by, case.pk)
        copy = actions.copy_across(document=document, side=Side.DECISION, by=by, at=AT)

        assert set(Document.objects.values_list("pk", flat=True)) == {document.pk}
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        assert content_of(Document.objects.get(), folder=folder / "documents") == png()
    assert (copy.sha256, copy.side) == (document.sha256, "decision")
    assert copy.pk != document.pk


def test_neither_side_makes_a_file_of_the_others_but_by_a_copy_that_crosses(cast: Cast, folder: Path) -> None:
    case = make_case(cast).case
    for on, name, to in (
        (Side.DECISION, "manager", Side.WELFARE),
        (Side.WELFARE, "coordinator", Side.DECISION),
    ):
        with side(on, actor_id=cast[name].pk), pytest.raises(Error), transaction.atomic():
            actions.add_file(file=upload(), case=case.pk, side=to, by=cast[name], at=AT)


def test_what_a_rollback_leaves_behind_is_swept_after_a_day_and_what_is_kept_stays(cast: Cast, folder: Path) -> None:
    case, by = make_case(cast).case, cast["coordinator"]
    with side(Side.WELFARE, actor_id=by.pk):
        kept = add(by, case.pk)
        with transaction.atomic():
            add(by, case.pk)
            transaction.set_rollback(True)
    (folder / "uploads").mkdir()
    (folder / "uploads" / "half.upload").write_bytes(b"half")
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        theirs = actions.add_file(file=upload(), case=case.pk, side=Side.DECISION, by=cast["manager"], at=AT)
    lying = {path for path in folder.rglob("*") if path.is_file()}
    assert len(lying) == 4

    assert sweep_files(AT) == 0
    for path in lying:
        os.utime(path, (0, path.stat().st_mtime - A_DAY - 1))
    assert sweep_files(AT) == 2

    assert {path for path in folder.rglob("*") if path.is_file()} == {
        place_of(one.pk, side=one.side, folder=folder / "documents") for one in (kept, theirs)
    }


def test_a_process_that_is_killed_while_it_writes_leaves_no_file_under_a_kept_name(tmp_path: Path) -> None:
    """Killed with -9 after the first piece: what lies there is a temporary name, for the sweep."""
    script = (
        "import django, os, signal, sys, pathlib; django.setup()\n"
        "from kith.documents.actions import _write\n"
        "def pieces():\n"
        "    yield b'first piece' * 10_000\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "_write(pathlib.Path(sys.argv[1]), pieces())\n"
    )
    place = tmp_path / "documents" / "welfare" / "ab" / uuid.uuid4().hex
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "kith.site.settings"}
    done = subprocess.run([sys.executable, "-c", script, str(place)], env=env, check=False)

    assert done.returncode == -signal.SIGKILL
    assert not place.exists()
    assert len(list(place.parent.iterdir())) == 1


def test_what_comes_in_goes_to_disk_and_what_is_too_large_fills_none_of_it(
    folder: Path,
    settings: Any,
    rf: Any,  # Any: pytest-django's
) -> None:
    settings.FILE_LIMIT_BYTES = 100_000
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    large, small = upload("large.pdf", PDF + b"x" * 1_000_000), upload()
    request = rf.post("/", {"words": "before", "one": large, "two": small, "more": "after"})

    came = request.FILES["one"], request.FILES["two"]
    assert (request.POST["words"], request.POST["more"]) == ("before", "after")
    assert [file.size for file in came] == [len(PDF) + 1_000_000, len(png())]
    assert all(Path(file.temporary_file_path()).parent == settings.FILE_UPLOAD_TEMP_DIR for file in came)
    assert Path(came[0].temporary_file_path()).stat().st_size <= 100_000 + settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    assert [one.code for one in obstacles_to(came[0])] == ["too_large"]
    assert obstacles_to(came[1]) == ()


def test_what_was_disposed_of_is_shown_nowhere_and_its_bytes_are_swept(cast: Cast, folder: Path) -> None:
    made, by = make_case(cast), cast["coordinator"]
    with side(Side.WELFARE, actor_id=by.pk):
        document = add(by, made.case.pk)
    put_on_team(cast, made, "lead", Side.WELFARE, Role.LEAD_PROFESSIONAL)
    table = {"table": "documents.Document", "subject": document.pk, "retention_class": "c", "source": "s", "at": AT}
    with side(Side.WELFARE, actor_id=cast["lead"].pk):
        first = access.sign_disposal(by=cast["lead"], **table)
    with side(Side.WELFARE, actor_id=by.pk):
        access.dispose(first=first, by=by, at=AT)
    with side(Side.WELFARE, actor_id=by.pk):
        assert files_of([document.pk]) == {}
        assert Document.objects.get().name == ""
    lies = place_of(document.pk, side="welfare", folder=folder / "documents")
    os.utime(lies, (0, lies.stat().st_mtime - A_DAY - 1))
    assert sweep_files(AT) == 1
    assert not lies.exists()
