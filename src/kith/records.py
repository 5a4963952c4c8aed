"""The two bases of every table: `Record` may change, and says when someone else changed it first; `Entry` is only added."""

import json
import secrets
import time
import uuid
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, ClassVar, Self

from django.db import connection, models


def new_id() -> uuid.UUID:
    """A UUID that is greater than those made before it in this process, so that "by id" is "in the order of writing".

    RFC 9562, version 7, by method 3 of its section 6.2: a millisecond is told to its 4,096th part. Made here because
    PostgreSQL makes them, in the same way, only from version 18.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    parts = (nanoseconds << 12) // 1_000_000
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | parts << 64 | 0b10 << 62 | secrets.randbits(62))


def id_of_sending(by: uuid.UUID, sending: uuid.UUID | None, *said: object) -> uuid.UUID:
    """The id of what somebody writes by sending a page that has the number `sending`: sent twice by a double click it is the
    same id, and what was typed anew on a page that came back has another. Without such a number every entry is new."""
    return uuid.uuid5(by, "\x1f".join(map(str, (sending, *said)))) if sending else new_id()


def pour(table: type[models.Model], rows: Iterable[Mapping[str, object]], *, chunk: int = 5_000) -> None:
    """Insert many rows under the side that is entered, some three times as fast as `bulk_create`, without instances.

    `rows` give every column by its name, all rows the same ones; values are texts, numbers, dates, ids or lists of them.
    """
    name = table._meta.db_table
    todo = iter(rows)
    while part := list(islice(todo, chunk)):
        columns = ", ".join(part[0])
        with connection.cursor() as cursor:
            cursor.execute(
                f"insert into {name} ({columns}) select {columns} from json_populate_recordset(null::{name}, %s)",
                [json.dumps(part, default=str, ensure_ascii=False)],
            )


class Stale(Exception):
    """Someone else saved this record after it was read. `current` is what is held now; the caller keeps what was typed."""

    def __init__(self, current: models.Model) -> None:
        self.current = current
        super().__init__(f"{type(current).__name__} was changed by someone else")


class Record(models.Model):
    """A row that may change. Two people never overwrite each other silently: see `change`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def change(self, *, expected: int, **changes: Any) -> Self:  # Any: field values of every type
        """Save `changes` if the row still has version `expected`; else raise `Stale` with the row as it is now."""
        rows = type(self)._base_manager.filter(pk=self.pk, version=expected)
        if not rows.update(version=expected + 1, **changes):
            raise Stale(type(self)._base_manager.get(pk=self.pk))
        self.refresh_from_db()
        return self


def _certificate() -> "models.ForeignKey[models.Model | None, models.Model | None]":
    return models.ForeignKey(
        "access.DisposalCertificate", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )


class Disposable(models.Model):
    """A row that changes, with texts that can go: `disposable` names the fields that a disposal empties."""

    certificate = _certificate()

    disposable: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True


class Entry(models.Model):
    """A row that is only added: PostgreSQL refuses UPDATE, DELETE and TRUNCATE, whoever asks, but for `dispose`.

    `disposable` names the text fields that a disposal empties; the row, its keys and the certificate stay.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    by = models.ForeignKey("access.Actor", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    certificate = _certificate()

    disposable: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True
