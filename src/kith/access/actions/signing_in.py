"""Verbs of signing in: the second step. They run under the login, before any side is entered."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import F

from kith.access import audit
from kith.access.models import Actor, SecondStep, SignedIn, User
from kith.access.rules import obstacle_of_code, obstacles_to_a_try, tries_now
from kith.access.second_step import Key, new_codes, step_of
from kith.verdict import Refused, refuse_if


@transaction.atomic
def set_up_second_step(
    *, user: User, secret: bytes, code: str, key: Key, by: Actor, at: datetime
) -> list[str]:  # fmt: skip
    """Ask for codes by this app from now on, in place of an earlier one; returns the codes for paper, which nobody sees again.

    Refused where `code` is not what the app shows now.
    """
    step = step_of(secret, code, at, after=0)
    if step is None:
        raise Refused(obstacle_of_code())
    codes = new_codes()
    held = {
        "locked": key.lock(secret, user.pk), "codes": [key.print_of(one, user.pk) for one in codes], "last_step": step,
        "set_up_at": at, "tries": 0, "tries_from": None,
    }  # fmt: skip
    SecondStep.objects.update_or_create(user=user, defaults=held)
    audit.record("access.second_step_set_up", by=by, at=at, subject=user.pk)
    return codes


@transaction.atomic
def begin_try(*, user: User, by: Actor, at: datetime) -> SecondStep:
    """Count a try of the second step before its code is looked at, so that many at once are no more than the few allowed.

    Refused with `too_many_tries` for a quarter of an hour after the first of five.
    """
    held = SecondStep.objects.select_for_update().get(user=user)
    tries = tries_now(held.tries, held.tries_from, at)
    refuse_if(obstacles_to_a_try(tries))
    held.tries, held.tries_from = tries + 1, held.tries_from if tries else at
    held.save(update_fields=["tries", "tries_from"])
    audit.record("access.second_step_tried", by=by, at=at, subject=user.pk)
    return held


@transaction.atomic
def pass_second_step(*, user: User, code: str, key: Key, by: Actor, at: datetime) -> SecondStep:
    """Take a code by the app, or one of those on paper, which is used up. Call `begin_try` first, in a transaction of its own.

    Refused where it does not fit or was taken before, in this time step or a later one. Raises `Unreadable` where the secret
    was locked with another server's key.
    """
    held = SecondStep.objects.select_for_update().get(user=user)
    printed = key.print_of(code, user.pk)
    step = step_of(key.unlock(bytes(held.locked), user.pk), code, at, after=held.last_step)
    if step is None and printed not in held.codes:
        raise Refused(obstacle_of_code())
    if step is None:
        held.codes = [one for one in held.codes if one != printed]
    else:
        held.last_step = step
    held.tries = 0
    held.save(update_fields=["codes", "last_step", "tries"])
    audit.record("access.second_step_passed", by=by, at=at, subject=user.pk, codes=["app" if step else "paper"])
    return held


@transaction.atomic
def renew_codes(*, user: User, key: Key, by: Actor, at: datetime) -> list[str]:
    """New codes for paper in place of all before; nobody sees them again."""
    codes = new_codes()
    SecondStep.objects.filter(user=user).update(codes=[key.print_of(one, user.pk) for one in codes])
    audit.record("access.codes_renewed", by=by, at=at, subject=user.pk)
    return codes


@transaction.atomic
def note_signed_in(*, user: User, session_key: str, device: str, by: Actor, at: datetime) -> SignedIn:
    """Somebody signed in, with this device. What is known of sessions that are over by their age is let go."""
    over = at - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    with connection.cursor() as cursor:
        cursor.execute(f"delete from {SignedIn._meta.db_table} where user_id = %s and at < %s", [user.pk, over])
    begun = SignedIn.objects.create(user=user, session_key=session_key, device=device, at=at)
    audit.record("access.signed_in", by=by, at=at, subject=user.pk)
    return begun


@transaction.atomic
def end_session(*, begun: SignedIn, by: Actor, at: datetime) -> None:
    """End one session: whoever sits there is out at their next click."""
    with connection.cursor() as cursor:
        cursor.execute(f"delete from {Session._meta.db_table} where session_key = %s", [begun.session_key])
        cursor.execute(f"delete from {SignedIn._meta.db_table} where id = %s", [begun.pk])
    audit.record("access.session_ended", by=by, at=at, subject=begun.user_id)


@transaction.atomic
def end_sessions(*, user: User, by: Actor, at: datetime) -> User:
    """End every session of this login, on every server; the page that asks goes on in a new one."""
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    user.refresh_from_db(fields=["sessions_ended"])
    audit.record("access.sessions_ended", by=by, at=at, subject=user.pk)
    return user
