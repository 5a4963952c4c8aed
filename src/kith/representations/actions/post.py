"""Verbs of post: an item is logged, opened, linked to a case, and dealt with there; and what was done wrong is taken back."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.access.side import current_side
from kith.access.terms import FactSide, Side
from kith.documents.actions import add_file, mark_as_mistake
from kith.documents.queries import Upload
from kith.records import id_of_sending
from kith.register.gate import hold_case, hold_crossing_of
from kith.register.models import Case
from kith.representations.actions.words import record_representation
from kith.representations.models import Misplaced, PostFile, PostItem, PostPlace, PostStep, Representation, SentFile
from kith.representations.queries import rests_on
from kith.representations.rules import (
    keys_of,
    obstacles_of_reason,
    obstacles_to_joining,
    obstacles_to_linking,
    obstacles_to_logging,
    obstacles_to_misplacing,
    obstacles_to_post_step,
    obstacles_to_unlinking,
)
from kith.representations.terms import PostState, PostStepKind, PostWay, Voice, Wish
from kith.verdict import refuse_if


@transaction.atomic
def log_post(
    *, received_on: date, sender: str, way: PostWay, written: str = "", is_open: bool = False, files: Sequence[Upload] = (),
    sending: uuid.UUID | None = None, by: Actor, at: datetime,
) -> PostPlace:  # fmt: skip
    """Log one item of post as it came: it waits with this side, unopened, or opened and linked to nothing.

    The same page sent twice (`sending` is its number) logs one item. Refused for a day that is still to come, and for files
    that are not taken.
    """
    refuse_if(obstacles_to_logging(received_on=received_on, today=timezone.localdate(at)))
    said: dict[str, Any] = {"received_on": received_on, "sender": sender, "way": way, "written": written}
    key = id_of_sending(by.pk, sending, *said.values())
    item = PostItem(id=key, **said, key=" ".join(keys_of(written)), by=by, at=at)
    PostItem.objects.bulk_create([item], ignore_conflicts=True)  # waits for the other of two at the same moment
    if held := PostPlace.objects.filter(item=key).first():
        return held
    state = PostState.NOT_LINKED if is_open else PostState.UNOPENED
    place = PostPlace.objects.create(item=item, side=_own_side(), state=state, received_on=received_on)
    _keep_scans(item, files, by, at)
    digest = audit.digest(received_on, sender, way, written)
    audit.record("representations.post_logged", by=by, at=at, subject=item.pk, codes=[way, state], digest=digest)
    return place


@transaction.atomic
def open_post(*, place: PostPlace, what: str = "", files: Sequence[Upload] = (), by: Actor, at: datetime) -> PostPlace:
    """Say that an item was opened and, if need be, what it is; it waits to be linked. Refused where it was opened before."""
    held = _hold_post(place, PostState.UNOPENED)
    _keep_scans(held.item, files, by, at)
    return _move(held, PostStepKind.OPENED, by, at, words=what, state=PostState.NOT_LINKED)


@transaction.atomic
def link_post(*, place: PostPlace, case: Case, by: Actor, at: datetime) -> PostPlace:
    """Link an item to the case that it is about: whoever reviews that case reads it from now on and deals with it.

    Refused where it is not opened yet or linked already, and for a case of which the review does not know.
    """
    hold_crossing_of(case.pk)
    held = _hold_post(place, PostState.NOT_LINKED)
    refuse_if(obstacles_to_linking(is_known_to_review=case.side != FactSide.WELFARE))
    return _move(held, PostStepKind.LINKED, by, at, state=PostState.LINKED, case=case)


@transaction.atomic
def take_back_post_link(*, place: PostPlace, reason: str, by: Actor, at: datetime) -> PostPlace:
    """Take a wrong link back, with the reason: the item waits again, with whoever took it back. What was done stays on record.

    Refused without a reason, for an item that is linked to nothing, and for one that became words: see `misplace_words`.
    """
    held = _hold_post(place, PostState.LINKED, PostState.DEALT_WITH)
    refuse_if(obstacles_of_reason(reason, "Say why this is the wrong case."))
    way = PostStep.objects.filter(item=held.item, kind__in=(PostStepKind.WRITTEN_DOWN, PostStepKind.JOINED))
    was_joined = way.order_by("-at", "-id").values_list("kind", flat=True).first() == PostStepKind.JOINED
    refuse_if(obstacles_to_unlinking(became_words=held.representation_id is not None and not was_joined))
    return _unlink(held, reason, by, at)


@transaction.atomic
def misplace_words(*, said: Representation, reason: str, by: Actor, at: datetime) -> Misplaced:
    """Say that words which this side wrote down stand on the case of another family: whoever has the case reads them no more,
    and the items of post that they came from wait to be linked again. Twice is once.

    Refused without a reason, for what came from a page of the family, and while a decision that is not served rests on them.
    """
    hold_case(said.case_id)
    held = Misplaced.objects.filter(representation=said).first()
    if held is not None:
        return held
    refuse_if(obstacles_of_reason(reason, "Say how you know that these are words of another family."))
    is_typed_in = said.access_id is None and said.side == FactSide.DECISION
    refuse_if(obstacles_to_misplacing(is_typed_in=is_typed_in, is_relied_on=rests_on(said.pk)))
    places = list(PostPlace.objects.select_for_update(of=("self",)).select_related("item").filter(representation=said))
    for file in SentFile.objects.filter(representation=said, document__case_id__isnull=False).select_related(
        "document"
    ):
        mark_as_mistake(document=file.document, reason=reason, by=by, at=at)
    for place in places:
        _unlink(place, reason, by, at)
    misplaced = Misplaced.objects.create(representation=said, case_id=said.case_id, reason=reason, by=by, at=at)
    audit.record("representations.words_misplaced", by=by, at=at, subject=said.pk, case=said.case_id)
    return misplaced


@transaction.atomic
def set_post_aside(*, place: PostPlace, reason: str, by: Actor, at: datetime) -> PostPlace:
    """Say of an opened item that it is about no case here, and what became of it. Refused without that, and where it is not
    waiting to be linked."""
    held = _hold_post(place, PostState.NOT_LINKED)
    refuse_if(obstacles_of_reason(reason, "Say what it is and what became of it."))
    return _move(held, PostStepKind.SET_ASIDE, by, at, words=reason, state=PostState.NO_CASE)


@transaction.atomic
def take_up_post(*, place: PostPlace, by: Actor, at: datetime) -> PostPlace:
    """Take an item up again that was set aside: it waits to be linked. Refused for any other."""
    held = _hold_post(place, PostState.NO_CASE)
    return _move(held, PostStepKind.TAKEN_UP, by, at, state=PostState.NOT_LINKED)


@transaction.atomic
def write_down_post(*, place: PostPlace, voice: Voice, wish: Wish, words: str, by: Actor, at: datetime) -> PostPlace:
    """What came by post becomes words on its case, to be answered: from whom, when and the scan are taken from the item.

    Refused where the item is dealt with already, or linked to nothing.
    """
    held = _hold_post(place, PostState.LINKED)
    said = record_representation(
        case=_case_of(held), voice=voice, said_by=held.item.sender, said_on=held.received_on, wish=wish, words=words,
        side=FactSide.DECISION, by=by, at=at,
    )  # fmt: skip
    for scan in PostFile.objects.filter(item=held.item):
        SentFile.objects.create(representation=said, side=Side.DECISION, document_id=scan.document_id, by=by, at=at)
    return _move(held, PostStepKind.WRITTEN_DOWN, by, at, state=PostState.DEALT_WITH, representation=said)


@transaction.atomic
def join_post(*, place: PostPlace, said: Representation, by: Actor, at: datetime) -> PostPlace:
    """Say that an item is the same as words which stand on its case already: it is answered with them.

    Refused where the item is dealt with already, and for words of another case.
    """
    held = _hold_post(place, PostState.LINKED)
    refuse_if(obstacles_to_joining(is_of_this_case=said.case_id == held.case_id))
    return _move(held, PostStepKind.JOINED, by, at, state=PostState.DEALT_WITH, representation=said)


@transaction.atomic
def note_post(*, place: PostPlace, reason: str, by: Actor, at: datetime) -> PostPlace:
    """Say that an item was read and puts nothing forward, and what it is. Refused without that, and where the item is dealt
    with already."""
    held = _hold_post(place, PostState.LINKED)
    refuse_if(obstacles_of_reason(reason, "Say what it is, and why nothing needs an answer."))
    return _move(held, PostStepKind.NOTHING, by, at, words=reason, state=PostState.DEALT_WITH)


def _hold_post(place: PostPlace, *wanted: PostState) -> PostPlace:
    """The item as it is now, while nobody else moves it. Refused where it is in none of these states."""
    if place.case_id:
        hold_case(place.case_id)
    held = PostPlace.objects.select_for_update(of=("self",)).select_related("item").filter(pk=place.pk).first()
    refuse_if(obstacles_to_post_step(held.state if held else "", wanted))
    assert held is not None
    return held


def _unlink(held: PostPlace, reason: str, by: Actor, at: datetime) -> PostPlace:
    return _move(
        held, PostStepKind.TAKEN_BACK, by, at, words=reason, state=PostState.NOT_LINKED, case=None, representation=None,
        side=_own_side(),
    )  # fmt: skip


def _move(
    held: PostPlace, kind: PostStepKind, by: Actor, at: datetime, *, words: str = "", **changes: Any
) -> PostPlace:  # Any: columns of where it is
    """One step of an item, on record before where it is changes."""
    case_id = held.case_id or (changes["case"].pk if changes.get("case") else None)
    step = PostStep(item=held.item, side=_own_side(), kind=kind, case_id=case_id, words=words, by=by, at=at)
    step.save(force_insert=True)
    held.change(expected=held.version, **changes)
    audit.record(f"representations.post_{kind}", by=by, at=at, subject=held.item_id, case=case_id)
    return held


def _own_side() -> Side:
    own = current_side()
    assert own is not None
    return own


def _case_of(held: PostPlace) -> Case:
    assert held.case is not None
    return held.case


def _keep_scans(item: PostItem, files: Sequence[Upload], by: Actor, at: datetime) -> None:
    """Scans of an item, of no case: they are read with the item alone. Of the decision side, which alone keeps files of post."""
    for file in files:
        document = add_file(file=file, case=None, side=Side.DECISION, by=by, at=at)
        PostFile.objects.create(item=item, document=document, by=by, at=at)
