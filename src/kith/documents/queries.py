"""Reading kept files back, and being sure that they are what was kept."""

import hashlib
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

import filetype
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from kith.access.side import current_side
from kith.documents.models import Document, SignOff
from kith.documents.rules import FileFacts, Taken, may_open, obstacles_to_taking, state_of
from kith.documents.terms import ENDINGS, FileState, FileType
from kith.verdict import Obstacle

HEAD = 8192  # bytes that tell what kind a file is


class DamagedDocument(Exception):
    """The file is gone or is no longer what was kept. Says which document by its id, and nothing of what it held."""


class Upload(Protocol):
    """A file as a browser sent it, on disk until it is kept: what this part uses of Django's."""

    @property
    def name(self) -> str | None: ...
    @property
    def size(self) -> int | None: ...
    def open(self) -> object: ...
    def read(self, size: int = -1) -> bytes: ...


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


def is_whole(document: Document) -> bool:
    """Whether the file of a document of this side is still what was kept."""
    try:
        content_of(document, folder=settings.DOCUMENTS)
    except DamagedDocument:
        return False
    return True


def taken() -> Taken:
    """What files this server takes in."""
    known = {kind: ends for kind, ends in ENDINGS.items() if not settings.FILE_TYPES or ends[0] in settings.FILE_TYPES}
    return Taken(settings.FILE_LIMIT_BYTES, known)


def accepted() -> str:
    """The same as a browser is told it, so that it offers these first."""
    return ",".join(list(taken().endings) + [f".{end}" for ends in taken().endings.values() for end in ends])


def obstacles_to(file: Upload) -> tuple[Obstacle, ...]:
    """Why a file that was sent is not taken in."""
    return obstacles_to_taking(facts_of(file), taken())


def facts_of(file: Upload) -> FileFacts:
    """What the rule asks of a file that was sent; its kind by its first bytes, whatever its name or its sender says."""
    file.open()
    return FileFacts(file.name or "", file.size or 0, filetype.guess_mime(file.read(HEAD)) or "")


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed a file off, on which day, and for what."""

    by: str
    by_id: uuid.UUID
    on: date
    says: str


@dataclass(frozen=True, slots=True)
class File:
    """One file as a list shows it: what it is called, its kind and size in words, who added it and when, may it be opened."""

    id: uuid.UUID
    name: str
    kind: str
    size: str
    short: str
    by: str
    by_id: uuid.UUID
    at: datetime
    state: FileState
    sha256: str
    signed: tuple[Signed, ...] = ()

    @property
    def may_open(self) -> bool:
        """Whether it may be opened now."""
        return may_open(self.state)


STANDING = Q(document__mistake__isnull=True, document__certificate__isnull=True)  # what holds a document that is shown


def files_of(documents: Collection[uuid.UUID]) -> dict[uuid.UUID, File]:
    """Of these documents, those in sight that were not added by mistake, as lists show them. One query, none for none."""
    found = (
        with_scan(Document.objects.filter(pk__in=documents, mistake__isnull=True, certificate__isnull=True))
        if documents
        else ()
    )
    return {one.pk: shown(one) for one in found}


def with_scan(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Documents with what `shown` and `state_in` look at."""
    return documents.select_related("by", "scan").annotate(signs=signs_of("pk")).order_by("at", "id")


def signs_of(document: str) -> ArraySubquery:
    """Who signed the document in that column off, for `signed_in` to read: of its own side alone, by row policy."""
    said = JSONObject(by="by__shown_name", by_id="by_id", at="at", says="says")
    signs = SignOff.objects.filter(document=OuterRef(document), certificate__isnull=True).order_by("at", "id")
    return ArraySubquery(signs.values(said=said))


def signed_in(signs: Iterable[Mapping[str, str]]) -> tuple[Signed, ...]:
    """What came through `signs_of`."""
    return tuple(
        Signed(one["by"], uuid.UUID(one["by_id"]), timezone.localdate(datetime.fromisoformat(one["at"])), one["says"])
        for one in signs
    )


def state_in(document: Document) -> FileState:
    """What the scanner says of a document that came through `with_scan`."""
    scan = getattr(document, "scan", None)
    return _state(scan.is_safe if scan else None)


def _state(is_safe: bool | None) -> FileState:
    return FileState(state_of(is_safe=is_safe, has_scanner=bool(settings.SCANNER)))


def shown(document: Document, signs: Iterable[Mapping[str, str]] | None = None) -> File:
    """A document that came through `with_scan`, as lists show it; or with its scan and what came through `signs_of`."""
    return file_of(
        id=document.pk, name=document.name, media_type=document.media_type, bytes=document.bytes, sha256=document.sha256,
        is_safe=getattr(getattr(document, "scan", None), "is_safe", None), by=document.by.shown_name, by_id=document.by_id,
        at=document.at, signs=getattr(document, "signs", ()) if signs is None else signs,
    )  # fmt: skip


def file_of(
    *, media_type: str, bytes: int, is_safe: bool | None, signs: Iterable[Mapping[str, str]], **said: Any
) -> File:  # Any: the other columns of `File`
    """The same from the columns of a document that was read together with other things."""
    return File(
        kind=str(FileType(media_type).label), size=filesizeformat(bytes), short=short(media_type, bytes),
        state=_state(is_safe), signed=signed_in(signs), **said,
    )  # fmt: skip


def short(media_type: str, size: int) -> str:
    """A file in a word and a number, the same in every language: what a report says of it, and its hash is made of."""
    return f"{ENDINGS[media_type][0].upper()}, {size} bytes"


def digest_of(file: Upload) -> str:
    """The hash of a file that was sent, read piece by piece."""
    file.open()
    found = hashlib.sha256()
    while piece := file.read(HEAD):
        found.update(piece)
    return found.hexdigest()


def can_open(document: Document) -> bool:
    """Whether a document that came with its `scan`, and that nothing says is gone, may be opened now. No query."""
    return may_open(state_in(document))


def to_scan() -> list[uuid.UUID]:
    """Files of the side that is entered at which the scanner has not looked. For the job of the files alone."""
    with connection.cursor() as cursor:
        cursor.execute("select documents_to_scan()")
        return [key for (key,) in cursor.fetchall()]


def kept_among(documents: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these have a row on the side that is entered and were not disposed of. For the job of the files alone."""
    with connection.cursor() as cursor:
        cursor.execute("select documents_kept(%s)", [list(documents)])
        return {key for (key,) in cursor.fetchall()}
