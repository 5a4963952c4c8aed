"""What came in, and what was judged: the two lists a registrar reads."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from kith.intake.models import Batch, Judgement, SourceFile, SourceRow
from kith.intake.terms import Verdict
from kith.protocol.pack import Pack
from kith.register.queries import first_name

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


def batches(*, limit: int, offset: int) -> tuple[list[Batch], int]:
    """Some of the intakes, newest first, and how many there are in all. One query."""
    rows = Batch.objects.select_related("by").annotate(total=Window(Count("pk"))).order_by("-at", "-id")
    found = list(rows[offset : offset + limit])
    return list[Batch](found), found[0].total if found else 0


def batch_views(chosen: Sequence[Batch], pack: Pack) -> list[BatchView]:
    """These intakes with their files and errors. Two queries, whatever the number."""
    recorded = Count("rows", filter=Q(rows__person__isnull=False))
    files = list(SourceFile.objects.filter(batch__in=chosen).annotate(recorded=recorded).order_by("name", "id"))
    errors: dict[uuid.UUID, list[tuple[int, str]]] = defaultdict(list)
    place = Window(RowNumber(), partition_by="file", order_by="number")
    rows = SourceRow.objects.filter(file__in=[f.pk for f in files], person__isnull=True).annotate(place=place)
    first = rows.filter(place__lte=ERRORS_SHOWN).order_by("file", "number")
    for file_id, number, error in first.values_list("file_id", "number", "error"):
        errors[file_id].append((number, error))
    views: dict[uuid.UUID, list[FileView]] = defaultdict(list)
    for file in files:
        views[file.batch_id].append(_file(file, file.recorded, errors[file.pk], pack))
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
    return with_names(rows).order_by("-at", "-id")


def judgements_of(ids: Sequence[uuid.UUID]) -> QuerySet[Judgement]:
    """These judgements."""
    return with_names(Judgement.objects.filter(pk__in=ids).select_related("by", "taken_back_by"))


def with_names(rows: QuerySet[Judgement]) -> QuerySet[Judgement]:
    """Judgements with the names of the two persons as recorded, in the same query."""
    return rows.annotate(name_a=first_name("a_id"), name_b=first_name("b_id"))


def judgement_view(one: Judgement) -> JudgementView:
    """A judgement (of `judgements`, `judgements_of` or `last_judgement_of`) in words."""
    return JudgementView(
        id=one.pk,
        a=getattr(one, "name_a", None) or "",
        b=getattr(one, "name_b", None) or "",
        verdict=str(Verdict(one.verdict).label),
        by=one.by.shown_name,
        at=one.at,
        why=one.why,
        rule=one.rule.replace("_", " "),
        is_in_force=one.takes_back_id is None and getattr(one, "taken_back_by", None) is None,
    )
