"""Reading kept files back, and being sure that they are what was kept."""

import hashlib
import uuid
from pathlib import Path

from kith.access.side import current_side
from kith.documents.models import Document


class DamagedDocument(Exception):
    """The file is gone or is no longer what was kept. Says which document by its id, and nothing of what it held."""


def place_of(document: uuid.UUID, *, side: str, folder: Path) -> Path:
    """Where a file lies: in its side's folder, under the document's own id. Sides share no file, whatever its hash."""
    return folder / side / document.hex[-2:] / document.hex


def content_of(document: Document, *, folder: Path) -> bytes:
    """The file as it was kept. Refused with `DamagedDocument` where it is not, or where another side asks for it."""
    if document.side != current_side():
        raise DamagedDocument(f"document {document.pk} belongs to another side")
    try:
        content = place_of(document.pk, side=document.side, folder=folder).read_bytes()
    except FileNotFoundError:
        raise DamagedDocument(f"the file of document {document.pk} is gone") from None
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise DamagedDocument(f"the file of document {document.pk} is not what was kept")
    return content
