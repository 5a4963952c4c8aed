"""What the pages of signing in and of one's own account share: asking for a code, and setting up an app."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kith.access.actions import begin_try, pass_second_step, set_up_second_step
from kith.access.forms import CodeForm, SetUpForm
from kith.access.gate import User, note_refusal
from kith.access.second_step import Key, Unreadable, drawing, in_words, new_secret
from kith.verdict import Refused

SALT, HOUR, CARRIED = "kith.app", 60 * 60, "carried"


def key() -> Key:
    """This server's key of second steps."""
    return Key(settings.SECOND_STEP_KEY)


def passes(form: CodeForm, user: User, at: datetime) -> bool:
    """Whether the code in the form is taken; what is wrong stands in the form, and in the trail."""
    try:
        begin_try(user=user, by=user.actor, at=at)
        pass_second_step(user=user, code=form.cleaned_data["code"], key=key(), by=user.actor, at=at)
    except Refused as refused:
        _note(form, refused, user, at)
        return False
    except Unreadable:
        form.add_error(
            None, _("This server cannot read your second step. Ask who looks after accounts to take it off.")
        )
        return False
    return True


def app_to_set_up(form: SetUpForm, user: User) -> dict[str, Any]:  # Any: what a template is given
    """What the page of setting up shows: the drawing, the secret in words and, locked, as the form carries it along."""
    locked = form.data.get(CARRIED, "")
    secret = _secret_in(locked, user)
    if secret is None:
        secret = new_secret()
        locked = signing.dumps(key().lock(secret, user.pk).hex(), salt=SALT)
    shown = mark_safe(drawing(secret, user.email))  # numbers and our own letters: no word of anybody's stands in it
    return {"form": form, "locked": locked, "drawing": shown, "secret": in_words(secret), "email": user.email}


def set_up_with(form: SetUpForm, user: User, at: datetime) -> list[str]:
    """The codes for paper where the app in the form is set up; none, and what is wrong in the form, where it is not."""
    secret = _secret_in(form.data.get(CARRIED, ""), user)
    if secret is None:
        form.add_error(None, _("This page was open too long. Let the app read the new drawing below."))
        return []
    code = form.cleaned_data["code"]
    try:
        return set_up_second_step(user=user, secret=secret, code=code, key=key(), by=user.actor, at=at)
    except Refused as refused:
        _note(form, refused, user, at)
        return []


def _secret_in(locked: str, user: User) -> bytes | None:
    """The secret that a page carries, where it is of this login and of the last hour."""
    try:
        return key().unlock(bytes.fromhex(signing.loads(locked, salt=SALT, max_age=HOUR)), user.pk)
    except (signing.BadSignature, Unreadable):
        return None


def _note(form: CodeForm, refused: Refused, user: User, at: datetime) -> None:
    note_refusal(user.actor, "access.pass_second_step", at, [one.code for one in refused.obstacles], None)
    for obstacle in refused.obstacles:
        form.add_error("code", obstacle.words)
