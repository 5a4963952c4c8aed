"""Verb of taking files in: one commit or none."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from kith.access import audit
from kith.access.models import Actor
from kith.intake.actions.families import arrange
from kith.intake.actions.following import pass_identity, settle_pairs
from kith.intake.actions.linking import join_and_ask, link_all
from kith.intake.actions.recording import new_person
from kith.intake.linkage.families import household_keys
from kith.intake.linkage.sweeping import nothing_swept
from kith.intake.models import Batch, ComparedRow, HouseholdKey, SourceFile, SourceRow
from kith.intake.queries.alike import row_compared
from kith.intake.queries.rows import HeldRow, held_row, held_rows, key_of, person_row
from kith.intake.queries.trying import joins_by
from kith.intake.readers import Table, UnreadableFile, read_table
from kith.intake.rules import UNSTORABLE, error_in, fields_of, problem_with_columns, sides_of
from kith.intake.rules.trying import obstacles_to_joining
from kith.protocol.pack import Match, Pack, load
from kith.records import new_id, pour
from kith.register.actions import NewPerson, record_people
from kith.register.joining import hold_register
from kith.register.models import SourceRecord
from kith.verdict import refuse_if

Progress = Callable[[str, int, int], None]
HEADINGS_SHOWN = 20


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file: which columns were understood, how many rows, which rows had errors and why."""

    name: str
    kind: str
    understood: tuple[tuple[str, str, str], ...] = ()  # heading, field, side
    not_understood: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()  # what whoever takes the file in should look at
    rows: int = 0
    people: int = 0
    errors: tuple[tuple[int, str], ...] = ()  # row, why
    same_as: str = ""  # the file taken in before that holds the same bytes; then nothing was taken in


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What an intake came to. `batch` is None where every file had been taken in before: then nothing changed."""

    batch: Batch | None
    files: tuple[FileReport, ...]

    @property
    def counts(self) -> dict[str, int]:
        """The batch's counts; they add up: rows = people + errors."""
        held = self.batch.counts if self.batch else {}
        return {name: count for name, count in held.items() if isinstance(count, int)}


@dataclass(frozen=True, slots=True)
class Understood:
    """A file that was read, and how its columns are; `columns` where a registrar said how."""

    table: Table
    match: Match
    columns: tuple[str, ...] = ()


@dataclass(slots=True)
class Coming:
    """A file on its way in, with everything that its rows come to."""

    file: SourceFile
    table: Table
    match: Match
    rows: list[SourceRow] = field(default_factory=list)
    people: list[NewPerson] = field(default_factory=list)
    held: list[HeldRow] = field(default_factory=list)


@transaction.atomic
def take_in(*, files: Sequence[Path], by: Actor, at: datetime, progress: Progress = silent) -> TakenIn:
    """Take in files as agencies sent them: rows as received, people, links, families, cases, and what waits for people.

    Refused with `UnreadableFile` (file, row, what to do), and then nothing is changed. The same bytes twice, in one go
    or later, are taken in once. A row that cannot become a person is kept with its error.
    """
    pack = load()
    hold_register(patiently=True)

    def tables() -> Iterator[Understood]:
        for place, path in enumerate(files):
            progress("reading files", place, len(files))
            table = read_table(path, limit_bytes=settings.INTAKE_LIMIT_BYTES, known_headings=pack.known_headings())
            yield _understood(table, pack)

    return take_in_tables(tables=tables(), by=by, at=at, progress=progress)


@transaction.atomic
@nothing_swept()
def take_in_tables(*, tables: Iterable[Understood], by: Actor, at: datetime, progress: Progress = silent) -> TakenIn:
    """Take in files that are read, as `take_in` does: one after another, so that no two need be held. The register is held by
    whoever calls. Refused where another model joined what stands, and nobody tried yet what this one would change."""
    pack = load()
    batch = Batch(by=by, at=at)
    reports, coming = _staged(tables, pack, batch)
    if not coming:
        audit.record("intake.nothing_new", by=by, at=at)
        return TakenIn(None, tuple(reports))
    refuse_if(obstacles_to_joining(joins_by()))
    rows = [*held_rows(pack), *(held for one in coming for held in one.held)]
    progress("keeping rows as received", 0, 1)
    keep(batch, coming, by, at)
    coming.clear()  # it is written, and was a quarter of the memory
    linked = link_all(rows, progress=progress)
    progress("working out people and families", 0, 3)
    said, links, asked = join_and_ask(rows, linked, batch=batch, by=by, at=at)
    progress("working out people and families", 1, 3)
    settle_pairs(said=said, people=None, at=at)
    arranged = arrange(people=None, by=by, at=at, rows=rows)
    progress("working out people and families", 2, 3)
    pass_identity(people=None, by=by, at=at)
    batch.counts = _counts(reports) | {
        "links": links, "pairs_to_judge": asked, "cases_opened": len(arranged.families.opened),
        "everyday_words": arranged.everyday_words,
    }  # fmt: skip
    batch.save(force_insert=True)
    audit.record("intake.taken_in", by=by, at=at, subject=batch.pk, codes=[str(batch.counts["rows"])])
    progress("done", 3, 3)
    return TakenIn(batch, tuple(reports))


def _staged(tables: Iterable[Understood], pack: Pack, batch: Batch) -> tuple[list[FileReport], list[Coming]]:
    """What is told of each file, and what those come to that were not taken in before."""
    before = taken_before()
    reports: list[FileReport] = []
    coming: list[Coming] = []
    for one in tables:
        if one.table.sha256 in before:
            name = one.match.source.name
            reports.append(FileReport(one.table.file_name, name, same_as=before[one.table.sha256]))
            continue
        before[one.table.sha256] = one.table.file_name
        coming.append(stage(one, pack, batch))
        reports.append(_report(coming[-1]))
    return reports, coming


def taken_before() -> dict[str, str]:
    """The files taken in before, by the hash of their bytes: their names."""
    return dict(SourceFile.objects.filter(taken_back_at__isnull=True).values_list("sha256", "name"))


def _understood(table: Table, pack: Pack) -> Understood:
    match = pack.source_of(table.header)
    if match is None:
        headings = ", ".join(table.header[:HEADINGS_SHOWN]) + (" …" if len(table.header) > HEADINGS_SHOWN else "")
        known = "; ".join(f"{source.name} (by {', '.join(source.recognised_by)})" for source in pack.sources)
        raise UnreadableFile(
            table.file_name, table.header_row,
            f"its headings ({headings}) are of no kind of file that Kith knows. It knows: {known}.",
        )  # fmt: skip
    if problem := problem_with_columns(match, table.header):
        raise UnreadableFile(table.file_name, table.header_row, problem)
    return Understood(table, match)


def stage(one: Understood, pack: Pack, batch: Batch) -> Coming:
    """Everything that one file's rows come to, before anything is written."""
    table, match = one.table, one.match
    errors = [(one.row, one.message) for one in table.errors]
    file = SourceFile(
        batch=batch, name=kept(table.file_name)[:200], kind=match.source.code, sha256=table.sha256,
        row_count=len(table.rows) + len(errors), header=[kept(h)[:200] for h in table.header],
        not_understood=[kept(h)[:200] for h in match.not_understood],
        remarks=[kept(remark)[:300] for remark in (*table.remarks, *_ids_twice(table, match))], columns=list(one.columns),
    )  # fmt: skip
    coming = Coming(file, table, match)
    sides = sides_of(match)
    for row, error in [*((row, "") for row in table.rows), *errors]:
        fields = fields_of(match, row.cells)
        problem = error or error_in(fields, row.cells)
        person = None if problem else new_id()
        digest = hashlib.sha256("\x1f".join(row.cells).encode("utf-8", "surrogatepass")).hexdigest()
        record_id = kept(fields.get("row_id", ""))[:120]
        coming.rows.append(
            SourceRow(
                file=file, number=row.number, record_id=record_id, cells=[kept(cell) for cell in row.cells],
                sha256=digest, person_id=person, error=problem[:300],
            )
        )  # fmt: skip
        if person is not None:
            record = SourceRecord(
                person_id=person, file=file.pk, file_name=file.name, row=row.number, record_id=record_id, sha256=digest
            )
            coming.people.append(new_person(source=match.source, fields=fields, sides=sides, pack=pack, record=record))
            key = key_of(table.sha256, row.number)
            coming.held.append(held_row(person, person_row(key, table.sha256, match.source.code, fields)))
    return coming


def _ids_twice(table: Table, match: Match) -> list[str]:
    """A remark where one id stands on several rows of a file: they are two records all the same."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row in table.rows:
        rows[fields_of(match, row.cells).get("row_id", "")].append(row.number)
    twice = {one: numbers for one, numbers in rows.items() if one and len(numbers) > 1}
    return [
        f"{len(twice)} of its ids stand on several rows, first “{one[:40]}” (rows {numbers[0]} and {numbers[1]})."
        for one, numbers in list(twice.items())[:1]
    ]


def kept(cell: str) -> str:
    """A cell as it can be kept: signs that no database holds become the mark for a sign that was lost."""
    return UNSTORABLE.sub("�", cell)


def keep(batch: Batch, coming: Sequence[Coming], by: Actor, at: datetime) -> None:
    """Write files, people and rows. The batch itself comes last, with its counts: its key is checked at the end."""
    SourceFile.objects.bulk_create([one.file for one in coming])
    record_people(people=[person for one in coming for person in one.people], by=by, at=at)
    keys = ((held.person, key) for one in coming for held in one.held for key in household_keys(held.prepared))
    pour(HouseholdKey, ({"person_id": person, "kind": kind, "value": value[:250]} for person, (kind, value) in keys))
    pour(ComparedRow, (row_compared(held.person, held.prepared) for one in coming for held in one.held))
    columns = ("id", "file_id", "number", "record_id", "cells", "sha256", "person_id", "error")
    pour(SourceRow, ({name: getattr(row, name) for name in columns} for one in coming for row in one.rows))


def _report(one: Coming) -> FileReport:
    header = one.table.header
    return FileReport(
        name=one.file.name,
        kind=one.match.source.name,
        understood=tuple((header[place], said, side) for place, (said, side) in sorted(one.match.columns.items())),
        not_understood=tuple(one.file.not_understood),
        remarks=tuple(one.file.remarks),
        rows=one.file.row_count,
        people=len(one.people),
        errors=tuple(sorted((row.number, row.error) for row in one.rows if row.error)),
    )


def _counts(reports: Sequence[FileReport]) -> dict[str, int]:
    return {
        "files": sum(not one.same_as for one in reports),
        "files_known_before": sum(bool(one.same_as) for one in reports),
        "rows": sum(one.rows for one in reports),
        "people": sum(one.people for one in reports),
        "errors": sum(len(one.errors) for one in reports),
    }
