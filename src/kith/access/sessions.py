"""How long somebody stays signed in: a time without use, and a longest time whatever they do. And the half way in, between
the password and the second step, which opens no page but that of the second step."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from kith.access.backend import Backend
from kith.access.models import Actor, User
from kith.access.visits import visitor

BEGAN, SEEN, HALF = "began", "seen", "half"
NOTED = timedelta(minutes=5)  # how exactly it is kept when a session was last used
HALF_LASTS = timedelta(minutes=15)  # to find the phone; to set up an app


def begin_session(request: HttpRequest, user: User, at: datetime) -> None:
    """Signed in from here on, in a new session: whoever knew the old one's key does not know this one's."""
    request.session.pop(HALF, None)
    login(request, user)
    request.session[BEGAN] = request.session[SEEN] = at.isoformat()
    request.session.set_expiry(settings.SESSION_IDLE_MINUTES * 60)


def signed_in(request: HttpRequest, at: datetime) -> Actor | None:
    """Who is signed in or visits in this browser; None once the session went on too long. Each use makes it last on."""
    if not request.user.is_authenticated:
        return visitor(request, at)
    began, seen = request.session.get(BEGAN), request.session.get(SEEN)
    if began and datetime.fromisoformat(began) + timedelta(seconds=settings.SESSION_COOKIE_AGE) <= at:
        logout(request)
        return None
    if seen and datetime.fromisoformat(seen) + NOTED <= at:
        request.session[SEEN] = at.isoformat()
    return request.user.actor


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def device_of(request: HttpRequest) -> str:
    """What somebody signs in with, in words, as their browser says it; empty where it says nothing that is known."""
    said = request.headers.get("User-Agent", "")
    browser = next((words for sign, words in _BROWSERS if sign in said), "")
    system = next((words for sign, words in _SYSTEMS if sign in said), "")
    return ", ".join(one for one in (browser, system) if one)


def come_half_way(request: HttpRequest, user: User, at: datetime) -> None:
    """The password was right. The session is another one, in which nobody is signed in."""
    request.session.cycle_key()
    until = (at + HALF_LASTS).isoformat()
    request.session[HALF] = {"login": str(user.pk), "until": until, "as": user.get_session_auth_hash()}


def half_way(request: HttpRequest, at: datetime) -> User | None:
    """Whose password was right a moment ago, in this browser, and was not changed since."""
    half = request.session.get(HALF)
    if half is None or datetime.fromisoformat(half["until"]) <= at:
        return None
    user = Backend().get_user(uuid.UUID(half["login"]))
    return user if user and constant_time_compare(half["as"], user.get_session_auth_hash()) else None
