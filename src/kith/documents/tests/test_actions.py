"""Files kept whole, on one side, under a name that says nothing."""

import hashlib
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import Error, connection, transaction

from kith.access.models import Actor, AuditEntry
from kith.access.side import side
from kith.access.terms import Side
from kith.documents import actions
from kith.documents.models import Document
from kith.documents.queries import DamagedDocument, content_of, place_of
from kith.documents.terms import DocumentKind
from kith.verdict import Refused
from tests.factories import Cast, make_case

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 3, 12, tzinfo=UTC)
LETTER = b"%PDF-1.7 a letter"


def keep(folder: Path, by: Actor, content: bytes = LETTER, case: uuid.UUID | None = None) -> Document:
    return actions.keep_document(content=content, kind=DocumentKind.NOTICE, case=case, folder=folder, by=by, at=AT)


def test_a_kept_file_comes_back_as_it_was_and_is_audited(cast: Cast, tmp_path: Path) -> None:
    case = make_case(cast).case
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        document = keep(tmp_path, cast["manager"], case=case.pk)

        assert content_of(Document.objects.get(pk=document.pk), folder=tmp_path) == LETTER
    assert document.sha256 == hashlib.sha256(LETTER).hexdigest()
    assert (document.side, document.bytes, document.media_type) == ("decision", len(LETTER), "application/pdf")
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        entry = AuditEntry.objects.get(verb="documents.document_kept", subject=document.pk)
    assert (entry.case_id, entry.digest) == (case.pk, document.sha256)


def test_the_same_file_on_two_sides_is_two_files_and_only_its_own_side_finds_it(cast: Cast, tmp_path: Path) -> None:
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        theirs = keep(tmp_path, cast["manager"])
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk):
        ours = keep(tmp_path, cast["coordinator"])

        assert set(Document.objects.values_list("pk", flat=True)) == {ours.pk}
        with pytest.raises(DamagedDocument, match="another side"):
            content_of(theirs, folder=tmp_path)
    files = {file for file in tmp_path.rglob("*") if file.is_file()}
    assert files == {
        place_of(ours.pk, side="welfare", folder=tmp_path),
        place_of(theirs.pk, side="decision", folder=tmp_path),
    }
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)


def test_a_file_of_a_case_is_known_to_those_who_see_the_case(cast: Cast, tmp_path: Path) -> None:
    case = make_case(cast).case
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        keep(tmp_path, cast["manager"], case=case.pk)
    with side(Side.DECISION, actor_id=cast["officer"].pk):  # nobody has allocated the case to this officer
        assert not Document.objects.exists()


def test_no_side_writes_a_file_of_another(cast: Cast) -> None:
    with side(Side.WELFARE, actor_id=cast["coordinator"].pk), pytest.raises(Error), transaction.atomic():
        Document.objects.create(
            side=Side.DECISION, kind=DocumentKind.NOTICE, sha256="0" * 64, media_type="x", bytes=1,
            by=cast["coordinator"], at=AT,
        )  # fmt: skip


def test_nothing_is_kept_of_an_empty_file_or_outside_a_side(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(Refused) as outside:
        keep(tmp_path, cast["manager"])
    with side(Side.DECISION, actor_id=cast["manager"].pk), pytest.raises(Refused) as empty:
        keep(tmp_path, cast["manager"], content=b"")

    assert [outside.value.obstacles[0].code, empty.value.obstacles[0].code] == ["no_side", "empty_file"]
    assert not list(tmp_path.rglob("*"))


def test_when_the_work_is_taken_back_no_row_names_the_file(cast: Cast, tmp_path: Path) -> None:
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        with transaction.atomic():
            keep(tmp_path, cast["manager"])
            transaction.set_rollback(True)
        assert not Document.objects.exists()


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_a_file_that_is_not_what_was_kept_is_told_without_its_words(cast: Cast, tmp_path: Path, harm: str) -> None:
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        document = keep(tmp_path, cast["manager"])
        place = place_of(document.pk, side="decision", folder=tmp_path)
        if harm == "gone":
            place.unlink()
        else:
            place.write_bytes(LETTER + b".")

        with pytest.raises(DamagedDocument) as told:
            content_of(document, folder=tmp_path)
    assert str(document.pk) in str(told.value)
    assert "letter" not in str(told.value)


def test_a_kept_document_is_not_changed(cast: Cast, tmp_path: Path) -> None:
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        keep(tmp_path, cast["manager"])
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("update documents_document set sha256 = 'x'")
