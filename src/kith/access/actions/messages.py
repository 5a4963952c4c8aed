"""Verbs of telling people by e-mail that something waits: noted and taken on the side on which it waits; nothing says what."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction

from kith.access import audit
from kith.access.models import Actor, Message, User
from kith.access.rules import MAIL_PAUSE, MOST_MAILS
from kith.access.side import current_side
from kith.records import new_id

_NOTE = f"""insert into {Message._meta.db_table} as held (id, version, actor_id, side, looked_at, waits, try_at, tries)
    values (%s, 1, %s, %s, %s, %s, %s, 0)
    on conflict (actor_id, side) do update set version = held.version + 1, looked_at = excluded.looked_at,
        waits = held.waits or excluded.waits, try_at = excluded.try_at, tries = 0
    where held.looked_at < %s"""


@transaction.atomic
def note_waiting(*, waits: Mapping[uuid.UUID, bool], today: datetime, by: Actor, at: datetime) -> None:
    """Note for whom something came to wait since the last look, by actor. Whoever was looked at since `today` began is left as
    they are, so that two workers note one thing once. What was not sent by now still waits to be."""
    with connection.cursor() as cursor:
        for actor, is_waiting in waits.items():
            cursor.execute(_NOTE, [new_id(), actor, str(current_side()), at, is_waiting, at, today])
    audit.record("access.waiting_noted", by=by, at=at, shown=[actor for actor, waiting in waits.items() if waiting])


@transaction.atomic
def take_message(*, by: Actor, at: datetime) -> Message | None:
    """Take one message that is to be sent, so that nobody else takes it; None where there is none. Whoever is killed before
    sending it has not sent it, and nobody will: it is told again when something else comes to wait."""
    held = Message.objects.filter(waits=True, try_at__lte=at).order_by("try_at", "id")
    message = held.select_for_update(skip_locked=True).first()
    if message is None:
        return None
    audit.record("access.message_taken", by=by, at=at, subject=message.actor_id)
    return message.change(expected=message.version, waits=False, tries=message.tries + 1)


@transaction.atomic
def message_sent(*, message: Message, by: Actor, at: datetime) -> Message:
    """The mail server took it. Raises `Stale` where it was noted anew meanwhile."""
    audit.record("access.message_sent", by=by, at=at, subject=message.actor_id)
    return message.change(expected=message.version, sent_at=at)


@transaction.atomic
def put_back_message(*, message: Message, by: Actor, at: datetime) -> Message:
    """The mail server refused it: it is tried again later, some times. Raises `Stale` where it was noted anew meanwhile."""
    audit.record("access.message_not_sent", by=by, at=at, subject=message.actor_id)
    return message.change(expected=message.version, waits=message.tries < MOST_MAILS, try_at=at + MAIL_PAUSE)


@transaction.atomic
def say_whether_told(*, user: User, is_told: bool, by: Actor, at: datetime) -> User:
    """Somebody wants to be told by e-mail that something waits for them, or not any more. Outside every side."""
    user.is_told = is_told
    user.save(update_fields=["is_told"])
    audit.record("access.told_by_email" if is_told else "access.not_told_by_email", by=by, at=at, subject=user.pk)
    return user
