"""Verbs of documents."""

import hashlib
import os
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from kith.access import audit
from kith.access.models import Actor
from kith.access.side import current_side
from kith.access.terms import Side
from kith.documents.models import Document, Mistake, Scan, SignOff
from kith.documents.queries import Upload, content_of, facts_of, is_whole, obstacles_to, place_of
from kith.documents.rules import obstacles_to_signing_off
from kith.documents.terms import DocumentKind
from kith.verdict import Obstacle, Refused, refuse_if

CHUNK = 1 << 16


@transaction.atomic
def keep_document(
    *,
    content: bytes,
    kind: DocumentKind,
    case: uuid.UUID | None,
    media_type: str = "application/pdf",
    language: str = "en",
    folder: Path,
    by: Actor,
    at: datetime,
) -> Document:
    """Keep a file whole on the side that is entered, with its hash. Refused where there is no side, or nothing to keep.

    The file is on disk before its row is: what a rollback leaves behind is a file that no row names, never a row
    without its file.
    """
    side = current_side()
    if side is None:
        raise Refused(
            Obstacle(
                "no_side", "A file is kept on one side.", "Wall between the sides", "whoever runs this: enter a side"
            )
        )
    if not content:
        raise Refused(
            Obstacle(
                "empty_file", "There is nothing in this file.", "House rule: files are kept whole", "whoever sends it"
            )
        )
    document = Document(side=side, case_id=case, kind=kind, media_type=media_type, language=language, by=by, at=at)
    return _keep([content], document, folder=folder)


@transaction.atomic
def add_file(*, file: Upload, case: uuid.UUID | None, side: Side, by: Actor, at: datetime) -> Document:
    """Keep a file that somebody sent, in the folder of the side that will read it, piece by piece.

    Refused where it is empty, too large, of a kind that is not taken or not the one that its name says, or has no plain
    name. The kind is what its first bytes say.
    """
    refuse_if(obstacles_to(file))
    facts = facts_of(file)
    document = Document(
        side=side, case_id=case, kind=DocumentKind.ADDED, name=facts.name, media_type=facts.media_type, by=by, at=at
    )
    return _keep(_pieces(file), document, folder=settings.DOCUMENTS)


@transaction.atomic
def copy_across(*, document: Document, side: Side, by: Actor, at: datetime) -> Document:
    """Make a new document of another side, byte for byte the one that this side holds. For what crosses alone.

    Fails where the file is no longer what was kept.
    """
    content = content_of(document, folder=settings.DOCUMENTS)
    copy = Document(
        side=side, case_id=document.case_id, kind=DocumentKind.COPY, name=document.name, media_type=document.media_type,
        language=document.language, by=by, at=at,
    )  # fmt: skip
    return _keep([content], copy, folder=settings.DOCUMENTS)


@transaction.atomic
def mark_as_mistake(*, document: Document, reason: str, by: Actor, at: datetime) -> Mistake:
    """Say that a file was added by mistake: it is shown nowhere any more, and stays. Twice is once."""
    held = Mistake.objects.filter(document=document).first()
    if held is None:
        held = Mistake.objects.create(document=document, reason=reason, by=by, at=at)
        audit.record("documents.marked_as_mistake", by=by, at=at, subject=document.pk, case=document.case_id)
    return held


@transaction.atomic
def sign_off(*, document: Document, says: str, by: Actor, at: datetime) -> SignOff:
    """Put one's own name under a file as it is kept now, and say for what: that it was read, that it is a true copy. Twice is
    once. Refused without words, and where the file is not what was kept any more.
    """
    held = SignOff.objects.filter(document=document, by=by).first()
    if held is not None:
        return held
    refuse_if(obstacles_to_signing_off(says, is_whole=is_whole(document)))
    signed = SignOff.objects.create(document=document, sha256=document.sha256, says=says.strip(), by=by, at=at)
    audit.record(
        "documents.signed_off", by=by, at=at, subject=document.pk, case=document.case_id, digest=document.sha256
    )
    return signed


@transaction.atomic
def record_scan(*, document: uuid.UUID, is_safe: bool, by: Actor, at: datetime) -> Scan:
    """Write down what the scanner said of a file. Refused by the database to anybody but the job, and a second time."""
    scan = Scan(document_id=document, is_safe=is_safe, by=by, at=at)
    scan.save(force_insert=True)
    audit.record("documents.scanned", by=by, at=at, subject=document, codes=["safe" if is_safe else "unsafe"])
    return scan


def _pieces(file: Upload) -> Iterator[bytes]:
    file.open()
    while piece := file.read(CHUNK):
        yield piece


def _keep(content: Iterable[bytes], document: Document, *, folder: Path) -> Document:
    """The file first, then its row and the entry of the audit trail."""
    place = place_of(document.pk, side=document.side, folder=folder)
    document.sha256, document.bytes = _write(place, content)
    document.save(force_insert=True)
    audit.record(
        "documents.document_kept", by=document.by, at=document.at, subject=document.pk, case=document.case_id,
        digest=document.sha256,
    )  # fmt: skip
    return document


def _write(place: Path, content: Iterable[bytes]) -> tuple[str, int]:
    """Whole or not at all, readable to the server's own account alone; on disk, name and all, before this returns."""
    for folder in (place.parents[2], place.parents[1], place.parent):  # `parents=True` would leave those above open
        folder.mkdir(parents=folder == place.parents[2], exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=place.parent)
    sha256, size = hashlib.sha256(), 0
    with os.fdopen(handle, "wb") as file:
        for piece in content:
            sha256.update(piece)
            size += file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(place)
    within = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(within)
    finally:
        os.close(within)
    return sha256.hexdigest(), size
