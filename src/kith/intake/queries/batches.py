"""What came in, and what was judged: the two lists a registrar reads."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber

from kith.intake.models import Batch, Judgement, SourceFile, SourceRow
from kith.intake.terms import Verdict
from kith.protocol.pack import Pack
from kith.register.queries import shown_names

ERRORS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class FileView:
    """One file that came in: what was understood of it, and which rows had errors."""

    name: str
    kind: str
    rows: int
    people: int
    errors: tuple[tuple[int, str], ...]
    more_errors: int
    understood: tuple[tuple[str, str], ...]  # heading, field in words
    not_understood: tuple[str, ...]

    @property
    def error_count(self) -> int:
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

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)

    @property
    def people(self) -> int:
        return sum(file.people for file in self.files)

    @property
    def errors(self) -> int:
        return self.rows - self.people


def batches() -> QuerySet[Batch]:
    """Every intake, newest first."""
    return Batch.objects.select_related("by").order_by("-at", "-id")


def batch_views(chosen: Sequence[Batch], pack: Pack) -> list[BatchView]:
    """These intakes with their files and errors. Three queries, whatever the number."""
    files = list(SourceFile.objects.filter(batch__in=chosen).order_by("name", "id"))
    people = dict(
        SourceRow.objects.filter(file__in=files, person__isnull=False)
        .order_by()
        .values_list("file_id")
        .annotate(Count("pk"))
    )
    errors: dict[uuid.UUID, list[tuple[int, str]]] = defaultdict(list)
    place = Window(RowNumber(), partition_by="file", order_by="number")
    rows = SourceRow.objects.filter(file__in=files, person__isnull=True).annotate(place=place)
    first = rows.filter(place__lte=ERRORS_SHOWN).order_by("file", "number")
    for file_id, number, error in first.values_list("file_id", "number", "error"):
        errors[file_id].append((number, error))
    views: dict[uuid.UUID, list[FileView]] = defaultdict(list)
    for file in files:
        views[file.batch_id].append(_file(file, people.get(file.pk, 0), errors[file.pk], pack))
    return [
        BatchView(
            batch.pk, batch.by.shown_name, batch.at, tuple(views[batch.pk]),
            batch.counts.get("links", 0), batch.counts.get("pairs_to_judge", 0), batch.counts.get("cases_opened", 0),
        )
        for batch in chosen
    ]  # fmt: skip


def _file(file: SourceFile, people: int, errors: Sequence[tuple[int, str]], pack: Pack) -> FileView:
    match = pack.source_of(file.header)
    understood = sorted(match.columns.items()) if match else ()
    return FileView(
        name=file.name,
        kind=match.source.name if match else file.kind,
        rows=file.row_count,
        people=people,
        errors=tuple(errors),
        more_errors=file.row_count - people - len(errors),
        understood=tuple((file.header[place], field.replace("_", " ")) for place, (field, _) in understood),
        not_understood=tuple(file.not_understood),
    )


@dataclass(frozen=True, slots=True)
class JudgementView:
    """One judgement of the ledger, as a list shows it."""

    id: uuid.UUID
    a: str
    b: str
    verdict: str
    by: str
    at: datetime
    why: str
    rule: str
    is_in_force: bool


def judgements(*, by_machine: bool) -> QuerySet[Judgement]:
    """The ledger, newest first: what people judged, or what the machine did. Taking back is shown on what it took back."""
    rows = Judgement.objects.filter(takes_back__isnull=True).select_related("by", "taken_back_by")
    rows = rows.exclude(rule="") if by_machine else rows.filter(rule="")
    return rows.order_by("-at", "-id")


def judgements_of(ids: Sequence[uuid.UUID]) -> QuerySet[Judgement]:
    """These judgements."""
    return Judgement.objects.filter(pk__in=ids).select_related("by", "taken_back_by")


def judgement_views(chosen: Sequence[Judgement]) -> list[JudgementView]:
    """These judgements in words. One query."""
    names = shown_names([person for one in chosen for person in (one.a_id, one.b_id)])
    return [
        JudgementView(
            id=one.pk,
            a=names.get(one.a_id, ""),
            b=names.get(one.b_id, ""),
            verdict=str(Verdict(one.verdict).label),
            by=one.by.shown_name,
            at=one.at,
            why=one.why,
            rule=one.rule.replace("_", " "),
            is_in_force=not hasattr(one, "taken_back_by"),
        )
        for one in chosen
    ]
