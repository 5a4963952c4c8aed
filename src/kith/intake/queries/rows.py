"""Rows as received, and as linkage takes them."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from kith.intake.linkage import PersonRow, Prepared, prepare
from kith.intake.models import SourceFile, SourceRow
from kith.intake.rules import fields_of, match_of
from kith.protocol.pack import Match, Pack


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A row that made a person, as received by field, and made comparable."""

    person: uuid.UUID
    row: PersonRow
    prepared: Prepared


def key_of(file_sha256: str, number: int) -> str:
    """How linkage names a row: by file and line, so that the same files give the same answer whatever their ids."""
    return f"{file_sha256[:16]}:{number:08}"


def person_row(key: str, file: str, source: str, fields: Mapping[str, str]) -> PersonRow:
    """A row as linkage takes it."""
    return PersonRow(key=key, file=file, source=source, **{f: text for f, text in fields.items() if f != "row_id"})


def held_row(person: uuid.UUID, row: PersonRow) -> HeldRow:
    """A row with the person it made."""
    return HeldRow(person, row, prepare(row))


def read_as(file: SourceFile, pack: Pack) -> Match | None:
    """How the columns of a file are read; None where the pack knows its kind no more."""
    return match_of(pack, file.header, file.kind, file.columns)


def taken_back(*people: str) -> Q:
    """That the row of one of these relations to a person was taken back with its batch: it counts for nothing any more.

    Those persons are asked for once: joined to each judgement, their rows made PostgreSQL read all rows for each.
    """
    gone = SourceRow.objects.filter(person__isnull=False, file__taken_back_at__isnull=False).values("person")
    return Q(*((f"{one}__in", gone) for one in people), _connector=Q.OR)


def held_rows(pack: Pack, people: Collection[uuid.UUID] | None = None) -> list[HeldRow]:
    """Every row that made a person (or those of `people`), was not taken back and holds anything still, read again by the pack.
    Two queries."""
    rows = SourceRow.objects.filter(
        person__isnull=False, person__certificate__isnull=True, file__taken_back_at__isnull=True
    )
    if people is not None:
        rows = rows.filter(person__in=people)
    lines = rows.order_by("file", "number").values_list("file_id", "number", "cells", "person_id")
    found = list(lines)
    chosen = SourceFile.objects.filter(pk__in={file for file, *_ in found})
    files = {file.pk: (file, read_as(file, pack)) for file in chosen}
    return [
        held_row(person, _row(*files[file], number, cells))
        for file, number, cells, person in found
        if person is not None
    ]


def _row(file: SourceFile, match: Match | None, number: int, cells: Sequence[str]) -> PersonRow:
    fields = fields_of(match, cells) if match else {}
    return person_row(key_of(file.sha256, number), file.sha256, file.kind, fields)
