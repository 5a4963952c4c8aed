"""Verbs of documents."""

import hashlib
import os
import tempfile
import uuid
from datetime import datetime
from pathlib import Path

from django.db import transaction

from kith.access import audit
from kith.access.models import Actor
from kith.access.side import current_side
from kith.documents.models import Document
from kith.documents.queries import place_of
from kith.documents.terms import DocumentKind
from kith.verdict import Obstacle, Refused


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
    document = Document(
        side=side, case_id=case, kind=kind, sha256=hashlib.sha256(content).hexdigest(), media_type=media_type,
        bytes=len(content), language=language, by=by, at=at,
    )  # fmt: skip
    _write(place_of(document.pk, side=side, folder=folder), content)
    document.save(force_insert=True)
    audit.record("documents.document_kept", by=by, at=at, subject=document.pk, case=case, digest=document.sha256)
    return document


def _write(place: Path, content: bytes) -> None:
    """Whole or not at all, readable to the server's own account alone."""
    for folder in (place.parents[2], place.parents[1], place.parent):  # `parents=True` would leave those above open
        folder.mkdir(parents=folder == place.parents[2], exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(place)
