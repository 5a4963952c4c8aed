"""Verb of writing one person down by hand: what somebody rang or wrote about, beside those who may be the same.

What is written down is a row like any other, in a file of that one row: by the kind of file that its agency would send, so
that each cell belongs to the side that the pack gives; and it can be taken back with its batch.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from django.db import transaction

from kith.access import audit
from kith.access.models import Actor
from kith.access.terms import Outcome
from kith.intake.actions.families import arrange
from kith.intake.actions.following import pass_identity
from kith.intake.actions.judging import Answer, judge_pairs
from kith.intake.actions.linking import new_pair
from kith.intake.actions.taking_in import Understood, keep, stage
from kith.intake.models import Batch, CandidatePair, SourceRow
from kith.intake.queries.alike import Alike, alike_by_hand, by_hand
from kith.intake.queries.kin import kin_of, sharing_with
from kith.intake.readers import Table
from kith.intake.rules import error_in
from kith.intake.rules.writing_down import MOST_SHOWN, obstacles_to_writing_down
from kith.intake.terms import Verdict
from kith.protocol.pack import Match, Source, load
from kith.register.joining import hold_register
from kith.register.models import Person
from kith.verdict import refuse_if


@dataclass(frozen=True, slots=True)
class WrittenDown:
    """Whose record was written down, in which batch; `is_new` where it was not there before."""

    person: uuid.UUID
    batch: uuid.UUID
    is_new: bool


@transaction.atomic
def look_for_alike(*, kind: Source, said: Mapping[str, str], by: Actor, at: datetime) -> list[Alike]:
    """Everybody who may be the same as the person who is being written down, likest first. Whom the page then shows is put down
    as read: what was typed cannot stand in an address, as searches do."""
    found = alike_by_hand(kind, said, pack=load(), at=at)
    audit.record(
        "intake.write_down_person", by=by, at=at, shown=[one.person for one in found[:MOST_SHOWN]],
        digest=audit.digest(by_hand(kind, said)[0].sha256), outcome=Outcome.OPENED,
    )  # fmt: skip
    return found


@transaction.atomic
def write_down_person(
    *, kind: Source, said: Mapping[str, str], answers: Mapping[uuid.UUID, Verdict], why: str, by: Actor, at: datetime
) -> WrittenDown:
    """Write a person down as one row of that kind of file, with an answer about each of those who may be the same: it is this
    person, it is somebody else, or not sure. Each answer is a judgement: about a child, a second person is asked.

    Refused as `obstacles_to_writing_down` says, also for somebody who came in since the page was read. The same words twice are
    written down once, unless the one of whom they were written is among those who were answered about.
    """
    hold_register()
    table, match, row = _as_written_before(kind, said, answers)
    if row is not None:
        assert row.person_id is not None
        return WrittenDown(row.person_id, row.file.batch_id, is_new=False)
    error = error_in(dict(said), table.rows[0].cells)
    found = [] if error else alike_by_hand(kind, said, pack=load(), at=at)
    shown = [other.person for other in found[:MOST_SHOWN]]
    refuse_if(obstacles_to_writing_down(error, shown, answers, why))
    batch = Batch(by=by, at=at)
    columns = tuple(field for field, _side in match.columns.values())
    coming = stage(Understood(table, match, columns), load(), batch)
    keep(batch, [coming], by, at)
    (held,) = coming.held
    kin = kin_of(sharing_with({held.person}))
    arranged = arrange(people=kin, by=by, at=at)
    pairs = _ask(found, held.person, at)
    batch.counts = {
        "files": 1, "files_known_before": 0, "rows": 1, "people": 1, "errors": 0, "links": 0, "pairs_to_judge": len(pairs),
        "cases_opened": len(arranged.families.opened), "everyday_words": arranged.everyday_words,
    }  # fmt: skip
    batch.save(force_insert=True)
    judge_pairs(answers=[Answer(pairs[person], answers[person], why.strip()) for person in shown], by=by, at=at)
    pass_identity(people={*kin, *pairs}, by=by, at=at)
    audit.record("intake.person_written_down", by=by, at=at, subject=batch.pk, shown=[held.person])
    return WrittenDown(held.person, batch.pk, is_new=True)


def _as_written_before(
    kind: Source, said: Mapping[str, str], answers: Mapping[uuid.UUID, Verdict]
) -> tuple[Table, Match, SourceRow | None]:
    """What was typed, and the row where the same was sent before, which it was not of whoever the page showed or who is gone."""
    known = set(Person.objects.filter(pk__in=answers).values_list("canonical_id", flat=True))
    for after in count():
        table, match = by_hand(kind, said, after=after)
        before = SourceRow.objects.filter(file__sha256=table.sha256, file__taken_back_at__isnull=True)
        row = before.select_related("file", "person").first()
        if row is None or (
            row.person is not None and not row.person.certificate_id and row.person.canonical_id not in known
        ):
            return table, match, row
    raise AssertionError("count() does not end")


def _ask(found: list[Alike], person: uuid.UUID, at: datetime) -> dict[uuid.UUID, CandidatePair]:
    """A pair to judge for each who may be the same, at the end of the line."""
    end = CandidatePair.objects.order_by("-place").values_list("place", flat=True).first() or 0
    pairs = {}
    for place, other in enumerate(found, end + 1):
        a, b = sorted((person, other.person))
        pairs[other.person] = new_pair(other.question, a, b, place, at)
    CandidatePair.objects.bulk_create(pairs.values())
    return pairs
