"""Verbs of handing in on a page: files in, columns corrected, a file out again, and the word to take all of it in.

Nothing here touches the register. What takes longer than a moment (looking through, taking in) is asked for here and done
by a job, in one transaction of its own (`looking_through.py`).
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import F, QuerySet

from kith.access import audit
from kith.access.models import Actor
from kith.intake.models import HandedFile, HandIn
from kith.intake.queries.handed import OPEN, facts_of, handed_files
from kith.intake.queries.trying import joins_by
from kith.intake.rules import obstacles_to_changing_hand_in, obstacles_to_taking_in
from kith.intake.rules.trying import obstacles_to_joining
from kith.intake.terms import HandInStep
from kith.verdict import refuse_if


@transaction.atomic
def hand_in_files(
    *, files: Sequence[tuple[str, bytes]], hand_in: HandIn | None = None, by: Actor, at: datetime
) -> HandIn:
    """Hand files in, by name and content, alone or beside others; they are then looked through. The same bytes twice are
    one file. Refused where the others are on their way in, or it is over with them."""
    if hand_in is None:
        held = HandIn.objects.create(by=by, begun_at=at, step=HandInStep.LOOKING, asked_by=by, asked_at=at)
    else:
        held = _changed(hand_in)
    there = set(held.files.filter(is_out=False).values_list("sha256", flat=True))
    coming = {sha256(content).hexdigest(): (name, content) for name, content in files}
    HandedFile.objects.bulk_create(
        HandedFile(hand_in=held, name=name, sha256=digest, content=content)
        for digest, (name, content) in coming.items()
        if digest not in there
    )
    _ask(held, by, at, step=HandInStep.LOOKING)
    audit.record("intake.files_handed_in", by=by, at=at, subject=held.pk, codes=[str(len(coming))])
    return held


@transaction.atomic
def correct_columns(
    *, file: HandedFile, kind: str, columns: Sequence[str], expected: int, by: Actor, at: datetime
) -> HandedFile:
    """Say of what kind a file is and which field each of its columns holds ("" is none); all is then looked through anew.

    Refused where the files are on their way in, or it is over with them; `Stale` where somebody else changed it first.
    """
    held = _changed(file.hand_in)
    file.change(expected=expected, kind=kind, columns=list(columns))
    _ask(held, by, at, step=HandInStep.LOOKING)
    audit.record(
        "intake.columns_corrected", by=by, at=at, subject=file.pk, codes=[kind],
        digest=audit.digest(file.pk, kind, *columns),
    )  # fmt: skip
    return file


@transaction.atomic
def take_out_file(*, file: HandedFile, by: Actor, at: datetime) -> None:
    """Take one file out of those that were handed in, and let go what is in it; the others are looked through anew."""
    held = _changed(file.hand_in)
    let_go(HandedFile.objects.filter(pk=file.pk), is_out=True)
    _ask(held, by, at, step=HandInStep.LOOKING)
    audit.record("intake.file_taken_out", by=by, at=at, subject=file.pk)


@transaction.atomic
def look_again(*, hand_in: HandIn, by: Actor, at: datetime) -> None:
    """Look the files through anew: the register may have changed since."""
    _ask(_changed(hand_in), by, at, step=HandInStep.LOOKING)
    audit.record("intake.looking_asked", by=by, at=at, subject=hand_in.pk)


@transaction.atomic
def ask_to_take_in(*, hand_in: HandIn, expected: int, by: Actor, at: datetime) -> None:
    """Have files taken in, as they were seen in version `expected`: `Stale` where somebody changed them since. Refused while
    they were not looked through, while one of them cannot be read as it is, where none of them is new, and while nobody tried
    what another model than before would change."""
    held = _locked(hand_in)
    files = facts_of(handed_files(held))
    refuse_if((*obstacles_to_joining(joins_by()), *obstacles_to_taking_in(held.step, files, is_tried=bool(held.found))))
    _ask(held, by, at, step=HandInStep.TAKING_IN, expected=expected)
    audit.record("intake.taking_in_asked", by=by, at=at, subject=hand_in.pk)


@transaction.atomic
def set_aside_hand_in(*, hand_in: HandIn, expected: int, by: Actor, at: datetime) -> None:
    """Let go what was handed in, as it was seen in version `expected`: nothing of it comes into the register. Refused once it
    is on its way in; `Stale` where somebody changed it since."""
    held = _changed(hand_in)
    held.change(expected=expected, step=HandInStep.SET_ASIDE, found={})
    let_go(held.files.all())
    audit.record("intake.hand_in_set_aside", by=by, at=at, subject=hand_in.pk)


@transaction.atomic
def set_aside_old_hand_ins(*, before: datetime, by: Actor, at: datetime) -> int:
    """Set aside what nobody went on with since `before`; returns how many. Twice is once."""
    old = HandIn.objects.filter(step__in=OPEN, asked_at__lt=before).exclude(step=HandInStep.TAKING_IN)
    chosen = list(old.select_for_update(of=("self",), skip_locked=True))
    for one in chosen:
        set_aside_hand_in(hand_in=one, expected=one.version, by=by, at=at)
    if chosen:
        audit.record("intake.old_hand_ins_set_aside", by=by, at=at, codes=[str(len(chosen))])
    return len(chosen)


def let_go(files: QuerySet[HandedFile], **more: bool) -> None:
    """Empty what was handed in: from here on only its name, its hash and its counts are known."""
    files.update(content=b"", rows={}, sample=[], version=F("version") + 1, **more)


def _locked(hand_in: HandIn) -> HandIn:
    return HandIn.objects.select_for_update(of=("self",)).get(pk=hand_in.pk)


def _changed(hand_in: HandIn) -> HandIn:
    held = _locked(hand_in)
    refuse_if(obstacles_to_changing_hand_in(held.step))
    return held


def _ask(held: HandIn, by: Actor, at: datetime, *, step: HandInStep, expected: int | None = None) -> None:
    held.change(
        expected=held.version if expected is None else expected, step=step, asked_by=by, asked_at=at, failure="", run=None,
        died=0, found={} if step == HandInStep.LOOKING else held.found,  # what the look before found is true no more
    )  # fmt: skip
