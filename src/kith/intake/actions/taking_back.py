"""Verbs of taking a whole batch back: one asks and says why, another agrees where children are concerned, a job does it.

No row goes. The files and their rows stay as received, marked; their people leave the families and are nobody else's
records any more, what the machine judged with the batch counts no more, and everybody else's families, cases and
questions are worked out anew from the rows that are left, as when files are taken in. What people judged about others
stays. All of it is one transaction.
"""

from datetime import datetime

from django.db import transaction

from kith.access import audit
from kith.access.models import Actor
from kith.intake.actions.families import arrange
from kith.intake.actions.following import pass_identity, settle_pairs
from kith.intake.actions.taking_in import Progress
from kith.intake.models import Batch, SourceFile, TakingBack
from kith.intake.queries.ledger import ledger
from kith.intake.queries.rows import held_rows
from kith.intake.queries.taking_back import cases_of_batch, concerns_child, people_of_batch, resting_on, taking_back_of
from kith.intake.rules import obstacles_to_agreeing, obstacles_to_taking_back_batch, obstacles_to_withdrawing
from kith.intake.terms import TakingBackStep
from kith.protocol.pack import load
from kith.register.actions import close_empty_cases, take_people_out
from kith.register.joining import hold_register, regroup
from kith.register.models import Person
from kith.verdict import refuse_if


@transaction.atomic
def ask_to_take_back_batch(*, batch: Batch, why: str, by: Actor, at: datetime) -> TakingBack:
    """Say that a batch is to be taken back, and why. Where it concerns no child, it is done; else a second person is asked.

    Refused where it was taken back before, and where work or decisions rest on cases of its people. Asked twice is once.
    """
    hold_register()
    last = taking_back_of(batch)
    refuse_if(obstacles_to_taking_back_batch(last.step if last else "", resting_on(batch)))
    if last is not None and last.step != TakingBackStep.WITHDRAWN:
        return last
    child = concerns_child(batch, at)
    made = TakingBack.objects.create(
        batch=batch, why=why, by=by, asked_at=at, step=TakingBackStep.ASKED, concerns_child=child
    )
    audit.record(
        "intake.taking_back_batch_asked", by=by, at=at, subject=batch.pk, digest=audit.digest(made.pk, batch.pk, why)
    )
    if not child:
        _agree(made, by, at)
    return made


@transaction.atomic
def agree_to_take_back_batch(*, taking: TakingBack, by: Actor, at: datetime) -> TakingBack:
    """Say, as the second person, that a batch is to be taken back. Refused to whoever asked, and as asking is."""
    hold_register()
    held = TakingBack.objects.select_for_update(of=("self",)).get(pk=taking.pk)
    refuse_if(obstacles_to_agreeing(held.step, asked_by=held.by_id, by=by.pk))
    refuse_if(obstacles_to_taking_back_batch(held.step, resting_on(taking.batch)))
    _agree(held, by, at)
    audit.record("intake.taking_back_batch_agreed", by=by, at=at, subject=taking.batch_id)
    return held


@transaction.atomic
def withdraw_taking_back(*, taking: TakingBack, by: Actor, at: datetime) -> TakingBack:
    """Leave a batch as it is after all, while nobody has agreed. Refused where somebody has."""
    held = TakingBack.objects.select_for_update(of=("self",)).get(pk=taking.pk)
    refuse_if(obstacles_to_withdrawing(held.step))
    held.change(expected=held.version, step=TakingBackStep.WITHDRAWN)
    audit.record("intake.taking_back_batch_withdrawn", by=by, at=at, subject=held.batch_id)
    return held


@transaction.atomic
def take_back_batch(*, taking: TakingBack, by: Actor, at: datetime, progress: Progress) -> bool:
    """Take back all that a batch brought. False where another does it, or it is done.

    Refused where work or decisions have come to rest on cases of its people since it was agreed.
    """
    rows = TakingBack.objects.select_for_update(of=("self",), skip_locked=True)
    held = rows.filter(pk=taking.pk, step=TakingBackStep.AGREED).select_related("batch").first()
    if held is None:
        return False
    batch, pack = held.batch, load()
    hold_register(patiently=True)
    # Nothing can be written about these cases from here on: a row that points at one waits for the end of this.
    list(cases_of_batch(batch).order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    refuse_if(obstacles_to_taking_back_batch(held.step, resting_on(batch)))
    progress("reading files", 0, 1)
    people = set(people_of_batch(batch).values_list("pk", flat=True))
    SourceFile.objects.filter(batch=batch).update(taken_back_at=at)
    held.change(expected=held.version, step=TakingBackStep.DONE, done_at=at, failure="")
    take_people_out(people=people, by=by, at=at)
    progress("working out people and families", 0, 1)
    said = ledger()
    regroup(people=set(Person.objects.values_list("pk", flat=True)), links=said.links, by=by, at=at)
    settle_pairs(said=said, people=None, at=at)
    arrange(people=None, by=by, at=at, rows=held_rows(pack))
    close_empty_cases(people=people, since=batch.at, by=by, at=at)
    pass_identity(people=None, by=by, at=at)
    audit.record(
        "intake.batch_taken_back", by=by, at=at, subject=batch.pk, codes=[str(len(people))],
        digest=audit.digest(held.pk, batch.pk, held.why),
    )  # fmt: skip
    return True


def _agree(held: TakingBack, by: Actor, at: datetime) -> None:
    held.change(expected=held.version, step=TakingBackStep.AGREED, agreed_by=by, agreed_at=at)
