"""Files that were handed in on a page: how far they are, what their rows are, what would come of them."""

import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from kith.intake.models import HandedFile, HandIn, SourceFile, SourceRow, TakingBack
from kith.intake.queries.batches import cells_by_heading
from kith.intake.queries.rows import read_as
from kith.intake.rules import HandedBefore, HandedFacts, fields_of, match_of
from kith.intake.terms import FIELDS, HandInStep, Standing, TakingBackStep
from kith.protocol.pack import Match, Pack

AT_WORK = (HandInStep.LOOKING, HandInStep.TAKING_IN)
OPEN = (*AT_WORK, HandInStep.LOOKED)
HEAVY = ("content", "rows")  # of a file: never read for a list


def hand_ins_at_work() -> QuerySet[HandIn]:
    """What a job has to look through or take in, longest asked first."""
    return HandIn.objects.filter(step__in=AT_WORK).order_by("asked_at", "id")


def open_hand_ins() -> list[HandIn]:
    """What is handed in and neither taken in nor set aside, newest first."""
    return list(HandIn.objects.filter(step__in=OPEN).select_related("by").order_by("-begun_at", "-id"))


def hand_in_of(pk: uuid.UUID) -> HandIn | None:
    """One hand-in with who asked and how far the work on it is; None where there is none."""
    return HandIn.objects.select_related("by", "asked_by", "run").filter(pk=pk).first()


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far work on a hand-in is, in stages; without a `since` no job has taken it up yet."""

    done: int
    total: int
    since: datetime | None = None


def progress_of(work: HandIn | TakingBack) -> HowFar | None:
    """How far a job is with what was asked of it; None where nothing is."""
    if work.step not in (*AT_WORK, TakingBackStep.AGREED):
        return None
    run = work.run
    return HowFar(run.done, run.total, run.started_at) if run else HowFar(0, 1)


def handed_files(hand_in: HandIn) -> list[HandedFile]:
    """The files of a hand-in that were not taken out, by name, without what is in them."""
    return list(hand_in.files.filter(is_out=False).defer(*HEAVY).order_by("name", "id"))


def ever_handed(hand_in: HandIn) -> list[HandedBefore]:
    """The files of a hand-in with those that were taken out, by name. One query."""
    rows = hand_in.files.order_by("name", "id").values_list("pk", "name", "is_out")
    return [HandedBefore(str(pk), name, is_out) for pk, name, is_out in rows]


def handed_file_of(hand_in: uuid.UUID, pk: uuid.UUID) -> HandedFile | None:
    """One file of a hand-in that is still open, without what is in it; None where there is none."""
    files = HandedFile.objects.filter(hand_in=hand_in, is_out=False, hand_in__step__in=OPEN)
    return files.select_related("hand_in").defer(*HEAVY).filter(pk=pk).first()


def facts_of(files: Sequence[HandedFile]) -> list[HandedFacts]:
    """The files as the rules take them."""
    return [HandedFacts(one.name, one.problem, bool(one.same_as)) for one in files]


def match_of_handed(file: HandedFile, pack: Pack) -> Match | None:
    """How the columns of a file that was handed in are read; None where the pack does not know its kind."""
    return match_of(pack, file.header, file.kind, file.columns)


@dataclass(frozen=True, slots=True)
class HandedColumn:
    """A column of a file that was handed in: its heading, what its first rows say, and the field it is read as ("" is
    none) with that field's words."""

    place: int
    heading: str
    sample: tuple[str, ...]
    field: str
    words: str


def handed_columns(file: HandedFile, match: Match | None) -> list[HandedColumn]:
    """The columns of a file in its own order; `match` says how each is read."""
    read = {place: field for place, (field, _) in match.columns.items()} if match else {}
    return [
        HandedColumn(
            place,
            heading,
            tuple(cells[place] for cells in file.sample if place < len(cells) and cells[place].strip()),
            read.get(place, ""),
            str(FIELDS[read[place]]) if place in read else "",
        )
        for place, heading in enumerate(file.header)
        if heading
    ]


@dataclass(frozen=True, slots=True)
class StagedRow:
    """A row as it was handed in: where it is, what is to be looked at, and its cells by heading."""

    number: int
    record_id: str
    why: str
    cells: tuple[tuple[str, str], ...]


def staged_rows(file: HandedFile, standing: str, *, limit: int, offset: int) -> list[StagedRow]:
    """Some of a file's rows of one standing, in the order of the file. One query, which reads these alone."""
    if standing not in Standing.values or limit < 1:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select jsonb_path_query_array(rows, %s::jsonpath) from intake_handedfile where id = %s",
            [f"$.{standing}[{int(offset)} to {int(offset) + int(limit) - 1}]", file.pk],
        )
        (found,) = cursor.fetchone()
    return [
        StagedRow(number, record_id, why, cells_by_heading(file.header, cells))
        for number, record_id, why, cells in (json.loads(found) if isinstance(found, str) else found)
    ]


def said_before(kind: str, record_ids: Collection[str], pack: Pack) -> dict[str, dict[str, str]]:
    """What the newest row of each of these ids said, by field, in the files of this kind that were taken in. Two queries."""
    files = {file.pk: file for file in SourceFile.objects.filter(kind=kind)}
    matches = {pk: read_as(file, pack) for pk, file in files.items()}
    rows = SourceRow.objects.filter(
        file__in=files, file__taken_back_at__isnull=True, record_id__in=record_ids, person__isnull=False
    )
    return {
        record_id: fields_of(match, cells)
        for record_id, file, cells in rows.order_by("file__batch__at", "file_id", "number").values_list(
            "record_id", "file_id", "cells"
        )
        if (match := matches[file])
    }


def seen_before(kind: str, hashes: Collection[str]) -> set[str]:
    """Those of these rows, by their hashes, that stand without an id of their own in files of this kind. One query."""
    rows = SourceRow.objects.filter(file__kind=kind, file__taken_back_at__isnull=True, person__isnull=False)
    rows = rows.filter(record_id="", sha256__in=hashes)
    return set(rows.values_list("sha256", flat=True))
