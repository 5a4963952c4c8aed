"""Jobs of the caseload: once a day look for whom something came to wait, and tell them so by e-mail, without a word of what.

Each side's people are seen to on that side, by a job of that side. Whether something waits for somebody is asked as them, since
that is what their caseload shows; it gives yes or no, and the job of the side writes it down.
"""

import logging
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from kith.access import actions, mail
from kith.access.gate import entered
from kith.access.models import Actor, Message, User
from kith.access.queries import job_actor, looks_before, messages_wait, people_to_tell, roles_now
from kith.access.roles import roles_that_may
from kith.access.terms import ROLE_SIDES, Role
from kith.caseload.queries import came_to_wait
from kith.records import Stale

PERMISSION, CASELOAD = "caseload.tell_what_waits", "caseload.my_caseload"
MORNING = 7  # the hour from which a day's look is taken
A_DAY = timedelta(days=1)
AT_ONCE = 100  # messages in one look, so that other jobs have their turn
_log = logging.getLogger(__name__)


def look_for_waiting(at: datetime) -> int:
    """Note for whom something came to wait since the day before; returns for how many. Once a day for each: twice is once."""
    now = timezone.localtime(at)
    if not mail.is_on() or now.hour < MORNING:
        return 0
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return sum(_looked(job_actor(role, at), role, today, at) for role in _here())


def send_messages(at: datetime) -> int:
    """Send what is to be sent; returns how many went. A message is taken, in a transaction of its own, before it is sent: stopped
    between the two it is not sent. One that the mail server refuses is tried again later, and keeps no other waiting."""
    if not mail.is_on():
        return 0
    return sum(_sent(job_actor(role, at), role, at) for role in _here())


def _here() -> list[Role]:
    """The jobs of the sides that this server may enter."""
    return [role for role in roles_that_may(PERMISSION) if not settings.SIDES or ROLE_SIDES[role] in settings.SIDES]


def _looked(job: Actor, role: Role, today: datetime, at: datetime) -> int:
    with entered(job, PERMISSION, at=at):
        before = looks_before()
    due = [user for user in _people_of(role, at) if before.get(user.actor_id, today - A_DAY) < today]
    waits = {user.actor_id: _waits(user.actor, before.get(user.actor_id, at - A_DAY), at) for user in due}
    if waits:
        with entered(job, PERMISSION, at=at):
            actions.note_waiting(waits=waits, today=today, by=job, at=at)
    return sum(waits.values())


def _people_of(job: Role, at: datetime) -> Iterator[User]:
    """Whoever has a caseload on the side of this job, and work on no other."""
    with_caseload = roles_that_may(CASELOAD)
    for user in people_to_tell(at):
        roles = {role for role, _ in roles_now(user.actor, at)}
        if roles <= set(with_caseload) and {ROLE_SIDES[role] for role in roles} == {ROLE_SIDES[job]}:
            yield user


def _waits(actor: Actor, since: datetime, at: datetime) -> bool:
    try:
        with entered(actor, CASELOAD, at=at) as passage:
            return came_to_wait(passage, since)
    except Exception:  # one person's list must not keep the others untold
        _log.exception("whether something waits for %s could not be seen", actor.pk)
        return False


def _sent(job: Actor, role: Role, at: datetime) -> int:
    with entered(job, PERMISSION, at=at):
        if not messages_wait(at):
            return 0
    way, count = mail.opened(), 0
    addresses = {user.actor_id: user.email for user in _people_of(role, at)} if way else dict[uuid.UUID, str]()
    while way and count < AT_ONCE and (message := _taken(job, at)):
        count += 1
        to = addresses.get(message.actor_id)  # whoever left meanwhile, or wants none, is told nothing
        if to and not mail.tell_that_something_waits(to, ROLE_SIDES[role], way):
            _noted(job, message, at, is_sent=False)
        elif to:
            _noted(job, message, at, is_sent=True)
    if way:
        way.close()
    return count


def _taken(job: Actor, at: datetime) -> Message | None:
    with entered(job, PERMISSION, at=at):
        return actions.take_message(by=job, at=at)


def _noted(job: Actor, message: Message, at: datetime, *, is_sent: bool) -> None:
    note = actions.message_sent if is_sent else actions.put_back_message
    try:
        with entered(job, PERMISSION, at=at):
            note(message=message, by=job, at=at)
    except Stale:
        _log.info("message %s was noted anew meanwhile", message.pk)
