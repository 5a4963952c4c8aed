"""Coming in without an account: somebody who was given a link and a code is, for the time of a visit, one actor.

The session holds the actor's id and when the visit ends; the gate asks for roles and sides as it does for everybody else.
A visit never stands beside a login: beginning one signs out, and where somebody is signed in the gate asks for no visit.
"""

import uuid
from datetime import datetime, timedelta

from django.contrib.auth import logout
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from kith.access.models import Actor
from kith.access.queries import with_roles
from kith.access.terms import ActorKind

KEY = "visit"
LASTS = timedelta(minutes=30)  # without a page: long enough to write, short enough for a shared phone


def begin_visit(request: HttpRequest, actor: Actor, at: datetime) -> None:
    """From here on this browser acts as `actor`, who has no login: a family member or a contributor."""
    if actor.kind not in (ActorKind.FAMILY, ActorKind.CONTRIBUTOR):
        raise ValueError("staff come in with their own account")
    logout(request)  # and a new session: whoever knew the old one's key does not know this one's
    rotate_token(request)  # and no form that was opened by somebody else on this phone is sent as theirs
    request.session[KEY] = {"actor": str(actor.pk), "until": (at + LASTS).isoformat()}


def visitor(request: HttpRequest, at: datetime) -> Actor | None:
    """Who visits in this browser, if anybody does; each page makes the visit last longer."""
    visit = request.session.get(KEY)
    if visit is None:
        return None
    if datetime.fromisoformat(visit["until"]) <= at:
        end_visit(request)
        return None
    request.session[KEY] = visit | {"until": (at + LASTS).isoformat()}
    return with_roles(Actor.objects.filter(pk=uuid.UUID(visit["actor"])), "pk").first()


def end_visit(request: HttpRequest) -> None:
    """Leave: nothing of the visit stays in this browser."""
    request.session.flush()
