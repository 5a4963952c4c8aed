"""What a job does with files that were handed in: looks them through, and takes them in. Each is one transaction.

What would come of files is not guessed: they are taken in as they would be, what came of it is counted, and all of it is
undone before the transaction ends. A job that is killed leaves what was asked for as it was, and the next one does it;
a second that is killed leaves it to whoever asked.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from kith.access import audit
from kith.access.models import Actor, Run
from kith.intake.actions.handing_in import let_go
from kith.intake.actions.taking_in import Progress, TakenIn, Understood, kept, stage, take_in_tables, taken_before
from kith.intake.models import Batch, CandidatePair, HandedFile, HandIn, SourceRow, TakingBack
from kith.intake.queries.handed import facts_of, match_of_handed, said_before, seen_before
from kith.intake.queries.rows import read_as
from kith.intake.queries.trying import joins_by
from kith.intake.readers import UnreadableFile, read_content
from kith.intake.rules import (
    fields_of,
    obstacles_to_taking_in,
    problem_with_columns,
    standing_of,
    why_not_begun_again,
)
from kith.intake.rules.trying import obstacles_to_joining
from kith.intake.terms import HandInStep, Standing
from kith.protocol.pack import Pack, load
from kith.register.joining import hold_register
from kith.register.models import Person
from kith.verdict import refuse_if

STAGES = (
    "reading files", "keeping rows as received", "comparing rows",
    "joining what is certain", "looking at families", "writing the queue", "working out people and families",
)  # fmt: skip
SAMPLE = 3
PAIRS_SHOWN = 100
MOST_COLUMNS = 500
UNKNOWN_KIND = "its headings are of no kind of file that Kith knows. Say of what kind it is, and what its columns hold."


@transaction.atomic
def begin_work(*, work: HandIn | TakingBack, by: Actor, at: datetime) -> Run | None:
    """Say that a job is at work on what was asked for; None where another is, it is done, or runs of it have died so often
    (the machine ran out of memory, say) that it goes back to whoever asked, with what to do."""
    rows = type(work)._base_manager.select_related("run").select_for_update(of=("self",), skip_locked=True)
    held = rows.filter(pk=work.pk, step=work.step).first()
    if held is None:
        return None
    died = held.died + 1 if held.run and held.run.ended_at is None else held.died
    if failure := why_not_begun_again(held.step, died):
        held.change(expected=held.version, step=held.falls_back_to, failure=failure, run=None, died=0)
        audit.record("intake.work_ended", by=by, at=at, subject=held.pk, codes=["failed"])
        return None
    run = Run.objects.create(kind=f"intake.{held.step}", by=by, started_at=at, total=len(STAGES))
    held.change(expected=held.version, run=run, died=died)
    audit.record("intake.work_begun", by=by, at=at, subject=held.pk, codes=[held.step])
    return run


@transaction.atomic
def end_work(*, work: HandIn | TakingBack, run: Run, failure: str = "", by: Actor, at: datetime) -> None:
    """Say that the work is over; where it failed, why, in words: then it waits for a registrar to ask for it again."""
    Run.objects.filter(pk=run.pk).update(ended_at=at, done=F("total"), version=F("version") + 1)
    if failure:
        held = type(work)._base_manager.select_for_update(of=("self",)).get(pk=work.pk)
        if held.run_id == run.pk:
            held.change(expected=held.version, step=work.falls_back_to, failure=failure[:600])
    audit.record("intake.work_ended", by=by, at=at, subject=work.pk, codes=["failed"] if failure else [])


@transaction.atomic
def look_through(*, hand_in: HandIn, by: Actor, at: datetime, progress: Progress) -> bool:
    """Read the files that were handed in, sort their rows by what was known before, and count what would come of them.

    False where another does it, or it is done. A file that cannot be read says why, and keeps the others waiting; so does a
    model that nobody tried yet: what would come of the files is not counted by it.
    """
    held = _held(hand_in, HandInStep.LOOKING)
    if held is None:
        return False
    pack, before = load(), taken_before()
    files = _files(held)
    understood = []
    for place, file in enumerate(files):
        progress("reading files", place, len(files))
        understood.append(_look(file, pack, before))
    found = {}
    if files and not (obstacles_to_taking_in(HandInStep.LOOKED, facts_of(files)) or obstacles_to_joining(joins_by())):
        found = _what_would_come([one for one in understood if one], by, at, progress)
    held.change(expected=held.version, step=HandInStep.LOOKED, found=found, looked_at=at, failure="")
    audit.record("intake.hand_in_looked_through", by=by, at=at, subject=held.pk)
    return True


@transaction.atomic
def take_in_handed(*, hand_in: HandIn, by: Actor, at: datetime, progress: Progress) -> bool:
    """Take in files that were handed in and looked through, all of them, and let go what was kept of them for that.

    False where another does it, or it is done. Refused as `take_in` and `ask_to_take_in` are.
    """
    held = _held(hand_in, HandInStep.TAKING_IN)
    if held is None:
        return False
    files, pack = _files(held), load()
    progress("reading files", 0, len(files))
    refuse_if(obstacles_to_taking_in(HandInStep.LOOKED, facts_of(files)))
    tables = [_understood(file, pack) for file in files]
    hold_register(patiently=True)
    taken = take_in_tables(tables=tables, by=by, at=at, progress=progress)
    if taken.batch is None:  # somebody took the same files in meanwhile
        for file in files:
            file.same_as = file.name
        refuse_if(obstacles_to_taking_in(HandInStep.LOOKED, facts_of(files)))
    let_go(held.files.all())
    counts = {name: count for name, count in held.found.items() if name != "pairs_shown"}  # those are names
    held.change(expected=held.version, step=HandInStep.TAKEN_IN, batch=taken.batch, found=counts, failure="")
    audit.record("intake.hand_in_taken_in", by=by, at=at, subject=held.pk)
    return True


def _held(hand_in: HandIn, step: str) -> HandIn | None:
    """The row, for this transaction alone; None where another has it, or it is at that step no more."""
    rows = HandIn.objects.select_for_update(of=("self",), skip_locked=True)
    return rows.filter(pk=hand_in.pk, step=step).first()


def _files(held: HandIn) -> list[HandedFile]:
    return list(held.files.filter(is_out=False).order_by("name", "id"))


def _understood(file: HandedFile, pack: Pack) -> Understood:
    """A file as it is taken in. Refused with `UnreadableFile` where it cannot be."""
    table = read_content(
        file.name, bytes(file.content), limit_bytes=settings.INTAKE_LIMIT_BYTES, known_headings=pack.known_headings()
    )
    file.header, file.sample = [], []
    if len(table.header) > MOST_COLUMNS:
        raise UnreadableFile(
            file.name, table.header_row, f"it has more than {MOST_COLUMNS} columns. Copy those of the list into a file."
        )
    file.header = [kept(heading)[:200] for heading in table.header]
    file.sample = [[kept(cell) for cell in row.cells] for row in table.rows[:SAMPLE]]
    match = match_of_handed(file, pack)
    if match is None:
        raise UnreadableFile(file.name, None, UNKNOWN_KIND)
    if problem := problem_with_columns(match, table.header):
        raise UnreadableFile(file.name, None, problem)
    return Understood(table, match, tuple(file.columns))


def _look(file: HandedFile, pack: Pack, before: dict[str, str]) -> Understood | None:
    """Write beside a file what it holds, or why it cannot be read."""
    file.problem, file.same_as, file.counts, file.rows, file.remarks = "", before.get(file.sha256, ""), {}, {}, []
    understood = None
    try:
        understood = _understood(file, pack)
    except UnreadableFile as error:
        file.problem = (f"row {error.row}: {error.message}" if error.row else error.message)[:600]
    if understood is not None:
        file.kind = understood.match.source.code
        if not file.same_as:
            _sort(file, understood, pack)
    file.version += 1
    file.save(update_fields=[
        "problem", "same_as", "counts", "rows", "remarks", "header", "sample", "kind", "version",
    ])  # fmt: skip
    return understood


def _sort(file: HandedFile, understood: Understood, pack: Pack) -> None:
    """Sort a file's rows by what each is beside what its agency said before."""
    coming = stage(understood, pack, Batch())
    kind = understood.match.source.code
    earlier = said_before(kind, {row.record_id for row in coming.rows if row.record_id}, pack)
    seen = seen_before(kind, {row.sha256 for row in coming.rows if not row.record_id})
    rows: dict[str, list[Any]] = defaultdict(list)  # Any: number, id, words, cells
    for row in sorted(coming.rows, key=lambda row: row.number):
        fields = fields_of(understood.match, row.cells)
        known = earlier.get(row.record_id) if row.record_id else fields if row.sha256 in seen else None
        standing, why = standing_of(fields, row.error, known)
        rows[standing].append([row.number, row.record_id, why, row.cells])
    file.rows, file.counts = rows, {standing: len(rows[standing]) for standing in Standing.values}
    file.remarks = coming.file.remarks


def _what_would_come(
    tables: Sequence[Understood], by: Actor, at: datetime, progress: Progress
) -> dict[str, Any]:  # Any: counts, and pairs of rows
    hold_register(patiently=True)
    point = transaction.savepoint()
    try:
        return _found(take_in_tables(tables=tables, by=by, at=at, progress=progress))
    finally:
        transaction.savepoint_rollback(point)


def _found(taken: TakenIn) -> dict[str, Any]:  # Any: as above
    """What taking in came to: its counts, whom it joined to records that were there, and the pairs that people would judge."""
    ours = {"source_row__file__batch": taken.batch}
    own = Person.objects.filter(**ours).values("canonical_id")
    with_earlier = Person.objects.filter(canonical_id__in=own).exclude(**ours).values("canonical_id")
    pairs = CandidatePair.objects.filter(
        Q(a__source_row__file__batch=taken.batch) | Q(b__source_row__file__batch=taken.batch), settled_at__isnull=True
    )
    return taken.counts | {
        "known": Person.objects.filter(canonical_id__in=with_earlier, **ours).count(),
        "pairs": pairs.count(),
        "pairs_of_children": pairs.filter(concerns_child=True).count(),
        "pairs_shown": _in_words(list(pairs.order_by("place", "id")[:PAIRS_SHOWN])),
    }


def _in_words(pairs: Sequence[CandidatePair]) -> list[dict[str, Any]]:  # Any: words, lists of words
    people = {person for pair in pairs for person in (pair.a_id, pair.b_id)}
    rows = {row.person_id: row for row in SourceRow.objects.select_related("file").filter(person__in=people)}
    pack = load()

    def record(row: SourceRow) -> dict[str, Any]:  # Any: words and a number
        match = read_as(row.file, pack)
        said = fields_of(match, row.cells) if match else {}
        name = said.get("full_name") or " ".join(said[part] for part in ("given", "family") if said.get(part))
        return {"name": name or said.get("native", ""), "file": row.file.name, "row": row.number}

    return [
        {
            "a": record(rows[pair.a_id]), "b": record(rows[pair.b_id]), "agrees": pair.agrees, "differs": pair.differs,
            "concerns_child": pair.concerns_child,
        }
        for pair in pairs
    ]  # fmt: skip
