"""Verbs of representations: a page of one's own is given and stopped, somebody comes in, speaks, and is answered."""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from kith.access import audit
from kith.access.actions import let_in
from kith.access.models import Actor
from kith.access.side import current_side
from kith.access.terms import ActorKind, FactSide, Side
from kith.disclosure.models import Disclosure
from kith.documents.actions import add_file, mark_as_mistake
from kith.documents.models import Mistake
from kith.documents.queries import Upload
from kith.records import id_of_sending
from kith.register.gate import hold_case
from kith.register.models import Case
from kith.register.queries import canonical_of, people_of
from kith.representations.models import Answer, FamilyAccess, HeldBackFrom, MeetingRequest, Representation, SentFile
from kith.representations.queries import person_facts, put_forward, young_from
from kith.representations.rules import (
    NOT_TOGETHER,
    can_be_answered,
    digits_of,
    hash_of,
    obstacles_to_answer,
    obstacles_to_giving_access,
    obstacles_to_marking,
)
from kith.representations.terms import AnswerKind, Voice, Wish
from kith.verdict import Refused, refuse_if

CALLED = "A member of the family"  # the actor's name, which other sides read: who it is stands with their page alone
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another


@dataclass(frozen=True, slots=True)
class Given:
    """A page that was given, with the link and the code as they are handed over: they are shown once and not kept."""

    access: FamilyAccess
    link: str
    code: str


@transaction.atomic
def give_access(*, case: Case, person: uuid.UUID, language: str, by: Actor, at: datetime) -> Given:
    """Give one person a page of their own, or a new link and code to it: the old ones open nothing from now on.

    Refused for somebody who is not of this family as the giver's side knows it, for a child too young for it, and to a
    registrar where the children's side closed it: it may not be safe.
    """
    hold_case(case.pk)
    today = timezone.localdate(at)
    view = next(
        (one for one in people_of([case]).get(case.family_id, []) if person in (one.id, *one.recorded_ids)), None
    )
    held = FamilyAccess.objects.filter(case=case, person__canonical_id=canonical_of(person)).first()
    by_childrens_side = current_side() == Side.WELFARE
    refuse_if(obstacles_to_giving_access(person_facts(view, held, today), young_from(), by_childrens_side))
    link = "".join(secrets.choice(SIGNS) for _ in range(16))
    code = f"{secrets.randbelow(10**8):08}"
    said = {
        "language": language, "link_hash": hash_of(link), "code_hash": hash_of(link, code), "given_by": by, "given_at": at,
        "is_young": view is not None and view.is_child_on(today), "stopped_at": None, "tries": 0, "tries_from": None,
    }  # fmt: skip
    if held is None:
        actor = let_in(called=CALLED, kind=ActorKind.FAMILY, by=by, at=at)
        held = FamilyAccess.objects.create(case=case, person_id=person, actor=actor, **said)
    else:
        held.change(expected=held.version, **said)
    audit.record("representations.access_given", by=by, at=at, subject=held.pk, case=case.pk)
    return Given(held, link, code)


@transaction.atomic
def stop_access(*, access: FamilyAccess, expected: int, by: Actor, at: datetime) -> FamilyAccess:
    """Close a page: link and code open nothing from now on, and a visit that goes on ends. What was written stays."""
    access.change(expected=expected, stopped_at=at)
    audit.record("representations.access_stopped", by=by, at=at, subject=access.pk, case=access.case_id)
    return access


@transaction.atomic
def hold_back_from(
    *, access: FamilyAccess, disclosure: Disclosure, reason: str, by: Actor, at: datetime
) -> HeldBackFrom:
    """Do not tell of one report on one person's page, with a reason that stays on the children's side. Twice is once."""
    held = HeldBackFrom.objects.filter(access=access, disclosure=disclosure).first()
    if held is None:
        held = HeldBackFrom.objects.create(access=access, disclosure=disclosure, reason=reason, by=by, at=at)
        audit.record("representations.held_back_from", by=by, at=at, subject=held.pk, case=access.case_id)
    return held


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody stands before a page with its link; the code is still to be said."""

    link: str
    actor: uuid.UUID
    code_hash: str
    language: str


@transaction.atomic
def knock(*, link: str, by: Actor | None, at: datetime) -> Knock:
    """Count a try with this link, whatever the code will be. Outside every side, before anybody is known.

    Refused, in the same words, for a link that opens nothing and for one that was tried too often.
    """
    with connection.cursor() as cursor:
        cursor.execute("select who, code, its_language from representations_knock(%s, %s)", [hash_of(link), at])
        found = cursor.fetchone()
    if found is None:
        raise Refused(NOT_TOGETHER)
    audit.record("representations.knocked", by=by, at=at)
    return Knock(link, *found)


@transaction.atomic
def come_in(*, knock: Knock, code: str, by: Actor | None, at: datetime) -> Actor:
    """Say the code to a page whose link was counted as tried; gives back who visits. Refused for another code."""
    if not secrets.compare_digest(hash_of(knock.link, digits_of(code)), knock.code_hash):
        raise Refused(NOT_TOGETHER)
    audit.record("representations.came_in", by=by, at=at, subject=knock.actor)
    return Actor.objects.get(pk=knock.actor)


@transaction.atomic
def say(
    *, access: FamilyAccess, wish: Wish, side: FactSide, words: str, times: str = "", needs: str = "",
    files: Sequence[Upload] = (), by: Actor, at: datetime,
) -> Representation:  # fmt: skip
    """A family member writes from their own page to whom they choose, and may send files with it.

    Refused by the database in anybody else's name, and for files that are not taken.
    """
    said = Representation.objects.create(
        case_id=access.case_id, access=access, person_id=access.person_id, voice=Voice.FAMILY, wish=wish, side=side,
        words=words, said_on=timezone.localdate(at), by=by, at=at,
    )  # fmt: skip
    if wish == Wish.MEETING:
        MeetingRequest.objects.create(representation=said, times=times, needs=needs, by=by, at=at)
    _keep_files(said, files)
    audit.record("representations.said", by=by, at=at, subject=said.pk, case=access.case_id, codes=[wish, side])
    return said


@transaction.atomic
def record_representation(
    *, case: Case, voice: Voice, said_by: str, said_on: date, wish: Wish, words: str, side: FactSide,
    files: Sequence[Upload] = (), sending: uuid.UUID | None = None, by: Actor, at: datetime,
) -> Representation:  # fmt: skip
    """Staff write down what came from a supporter, a solicitor or a member of a parliament, for their own side, and keep
    the scan or letter itself with it. The same page sent twice (`sending` is its number) is written down once.

    Refused for files that are not taken."""
    hold_case(case.pk)
    key = id_of_sending(by.pk, sending, case.pk, voice, said_by, said_on, wish, side, words)
    if held := Representation.objects.filter(pk=key).first():
        return held
    said = Representation.objects.create(
        id=key,
        case=case,
        voice=voice,
        said_by=said_by,
        said_on=said_on,
        wish=wish,
        side=side,
        words=words,
        by=by,
        at=at,
    )
    if wish == Wish.MEETING:
        MeetingRequest.objects.create(representation=said, by=by, at=at)
    _keep_files(said, files)
    audit.record("representations.recorded", by=by, at=at, subject=said.pk, case=case.pk, codes=[voice, wish])
    return said


def _keep_files(said: Representation, files: Sequence[Upload]) -> None:
    """Each file once for each side that reads the words: sides share none."""
    for file in files:
        for to in (Side.WELFARE, Side.DECISION) if said.side == FactSide.COMMON else (Side(said.side),):
            document = add_file(file=file, case=said.case_id, side=to, by=said.by, at=said.at)
            SentFile.objects.create(representation=said, side=to, document=document, by=said.by, at=said.at)


@transaction.atomic
def mark_sent_file(*, file: SentFile, reason: str, by: Actor, at: datetime) -> Mistake:
    """Say that a file was added to what somebody put forward by mistake: it is shown no more, and stays. Twice is once.

    Refused to others than whoever added it: nobody takes away what another sent.
    """
    refuse_if(obstacles_to_marking(is_own=file.by_id == by.pk))
    audit.record("representations.file_marked", by=by, at=at, subject=file.pk, case=file.document.case_id)
    return mark_as_mistake(document=file.document, reason=reason, by=by, at=at)


@transaction.atomic
def answer(
    *, case: Case, said: Sequence[uuid.UUID], kind: AnswerKind, words: str, happens_on: date | None = None, side: FactSide,
    by: Actor, at: datetime,
) -> list[Answer]:  # fmt: skip
    """Answer one thing, or several on the same point at once; or say what will happen and when.

    Refused where one of them was answered by this side before (what was only said to happen can be answered when it did, or
    given another day), where they came from more than one person's page, without words, and for a day that is past.
    """
    hold_case(case.pk)
    found = list(put_forward(case, side).filter(pk__in=said).prefetch_related("answers"))
    same = (kind, words, happens_on)
    refuse_if(
        obstacles_to_answer(
            words=words, is_met=not found or not all(_is_open(one, same) for one in found),
            is_of_one=len({one.access_id for one in found}) <= 1,
            kind_has_day=kind == AnswerKind.WILL_HAPPEN, happens_on=happens_on, today=timezone.localdate(at),
        )
    )  # fmt: skip
    given = Answer.objects.bulk_create(
        Answer(representation=one, side=side, kind=kind, words=words, happens_on=happens_on, by=by, at=at)
        for one in found
    )
    audit.record(
        "representations.answered", by=by, at=at, subject=found[0].pk, case=case.pk, shown=[one.pk for one in found],
        codes=[kind],
    )  # fmt: skip
    return given


def _is_open(said: Any, same: tuple[AnswerKind, str, date | None]) -> bool:  # Any: one of `put_forward`
    """Whether something can be answered, and is not answered just so already."""
    held = list(said.answers.all())
    is_sent_twice = any((one.kind, one.words, one.happens_on) == same for one in held)
    return not is_sent_twice and can_be_answered(said.is_met, [one.kind for one in held])


@transaction.atomic
def do_not_wait(*, said: Representation, by: Actor, at: datetime) -> Answer:
    """Whoever wrote says that nothing need wait for an answer. Twice is once."""
    held = Answer.objects.filter(representation=said, kind=AnswerKind.NOT_AWAITED).first()
    if held is None:
        held = Answer.objects.create(representation=said, side=said.side, kind=AnswerKind.NOT_AWAITED, by=by, at=at)
        audit.record("representations.not_awaited", by=by, at=at, subject=said.pk, case=said.case_id)
    return held
