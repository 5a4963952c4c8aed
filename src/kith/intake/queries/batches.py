"""What came in: batches, their files, and the rows of a file that could not become people."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, Q, TextField, When, Window
from django.db.models.functions import Cast, Length

from kith.access.terms import FactSide
from kith.intake.models import Batch, SourceFile, SourceRow
from kith.intake.queries.rows import read_as
from kith.intake.terms import FIELDS
from kith.protocol.pack import Pack

LONGEST_SHOWN = 4_000  # of a row as received: beyond it no list shows the cells


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column that was understood: its heading, what it says, whose that is."""

    heading: str
    field: str
    side: str


@dataclass(frozen=True, slots=True)
class FileView:
    """One file that came in, and what was and was not understood of it."""

    id: uuid.UUID
    name: str
    kind: str
    rows: int
    people: int
    columns: tuple[ColumnView, ...]
    not_understood: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def errors(self) -> int:
        return self.rows - self.people


@dataclass(frozen=True, slots=True)
class BatchView:
    """One intake, with its files; its rows are its people and its errors."""

    id: uuid.UUID
    by: str
    at: datetime
    files: tuple[FileView, ...]
    links: int
    pairs: int
    cases: int
    taken_back_at: datetime | None = None

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)

    @property
    def people(self) -> int:
        return sum(file.people for file in self.files)

    @property
    def errors(self) -> int:
        return self.rows - self.people


@dataclass(frozen=True, slots=True)
class ErrorView:
    """A row that could not become a person: where it is, why, and its cells by heading; none where it is too long."""

    row: int
    record_id: str
    why: str
    cells: tuple[tuple[str, str], ...]
    is_too_long: bool


def batches(*, limit: int, offset: int) -> tuple[list[Batch], int]:
    """Some of the intakes, newest first, and how many there are in all. One query."""
    rows = Batch.objects.select_related("by").annotate(total=Window(Count("pk"))).order_by("-at", "-id")
    found = list(rows[offset : offset + limit])
    return list[Batch](found), found[0].total if found else 0


def batch_views(chosen: Sequence[Batch], pack: Pack) -> list[BatchView]:
    """These intakes with their files. One query, whatever the number."""
    views: dict[uuid.UUID, list[FileView]] = defaultdict(list)
    back: dict[uuid.UUID, datetime | None] = {}
    recorded = Count("rows", filter=Q(rows__person__isnull=False))
    files = SourceFile.objects.filter(batch__in=chosen).annotate(recorded=recorded).order_by("name", "id")
    for file in files:
        back[file.batch_id] = file.taken_back_at
        views[file.batch_id].append(_file(file, file.recorded, pack))
    return [
        BatchView(
            batch.pk, batch.by.shown_name, batch.at, tuple(views[batch.pk]), batch.counts.get("links", 0),
            batch.counts.get("pairs_to_judge", 0), batch.counts.get("cases_opened", 0), back.get(batch.pk),
        )
        for batch in chosen
    ]  # fmt: skip


def batch_of_file(file: uuid.UUID) -> Batch | None:
    """The intake that a file came in with; None where there is no such file."""
    return Batch.objects.select_related("by").filter(files=file).first()


def errors_of(file: FileView, *, limit: int, offset: int) -> list[ErrorView]:
    """Some of a file's rows that could not become people, in the order of the file. Two queries."""
    header = SourceFile.objects.values_list("header", flat=True).get(pk=file.id)
    rows = (
        SourceRow.objects.filter(file=file.id, person__isnull=True)
        .annotate(length=Length(Cast("cells", TextField())))
        .annotate(shown=Case(When(length__lte=LONGEST_SHOWN, then=F("cells"))))
        .order_by("number")
        .values_list("number", "record_id", "error", "shown")
    )
    return [
        ErrorView(number, record_id, error, cells_by_heading(header, cells or ()), is_too_long=cells is None)
        for number, record_id, error, cells in rows[offset : offset + limit]
    ]


def cells_by_heading(header: Sequence[str], cells: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """What a row says, cell by cell, without the empty ones; cells beyond the headings have none."""
    headings = (*header, *[""] * len(cells))
    return tuple((heading, cell) for heading, cell in zip(headings, cells, strict=False) if cell.strip())


def _file(file: SourceFile, people: int, pack: Pack) -> FileView:
    match = read_as(file, pack)
    return FileView(
        id=file.pk,
        name=file.name,
        kind=match.source.name if match else file.kind,
        rows=file.row_count,
        people=people,
        columns=tuple(
            ColumnView(file.header[place], str(FIELDS[field]), str(FactSide(side).label))
            for place, (field, side) in (sorted(match.columns.items()) if match else ())
        ),
        not_understood=tuple(file.not_understood),
        remarks=tuple(file.remarks),
    )
