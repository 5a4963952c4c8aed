"""The gate: every page and every piece of scripted casework passes here, and nothing else opens a side.

Session and user are read first, under the login, which may read little else; then the side is entered, the page is
read, acted on and rendered inside it. Opening is written down in the same transaction, a refusal after rollback.
"""

import functools
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils import timezone

from kith.access import audit, copies, words
from kith.access.models import Actor
from kith.access.models import User as User  # for pages, which touch no tables
from kith.access.queries import roles_now
from kith.access.roles import roles_that_may
from kith.access.sessions import signed_in
from kith.access.side import side, waited_too_long
from kith.access.terms import ROLE_SIDES, SIDES_THAT_WRITE, Outcome, Role, Side
from kith.ui.forms import SHOWN_AGAIN
from kith.verdict import Refused

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Passage:
    """One way through the gate: who, in which role, on which side, for which permission, when."""

    actor: Actor
    role: Role
    side: Side
    permission: str
    at: datetime
    areas: tuple[str, ...]  # councils the role is held for; ('',) means everywhere


class Request(HttpRequest):
    """A request that passed the gate. Pages add to `shown` and `case_id` what they showed, for the audit entry; what a page
    leaves in `afterwards` is done once all that it wrote is kept and its side is left, and gives the answer."""

    user: User
    passage: Passage
    shown: list[uuid.UUID]
    case_id: uuid.UUID | None
    refusals: list[Refused]
    afterwards: Callable[[], HttpResponseBase] | None


class NotYours(PermissionDenied):
    """No role of this person may do this, or not on this side."""


def passage_for(actor: Actor, permission: str, *, at: datetime, area: str | None = None) -> Passage:
    """How `actor` may pass for `permission` now. Refused with `NotYours` where no role of theirs may."""
    allowed = roles_that_may(permission)
    held = [(role, area) for role, area in roles_now(actor, at) if role in allowed]
    if not held:
        raise NotYours(permission)
    role = Role(held[0][0])
    areas = tuple(area for one, area in held if one == role)
    return Passage(actor, role, ROLE_SIDES[role], permission, at, areas)


@contextmanager
def entered(actor: Actor, permission: str, *, at: datetime) -> Iterator[Passage]:
    """Pass the gate without a page: for jobs, commands and the demo's year. The same rule, the same roles."""
    passage = passage_for(actor, permission, at=at)
    with side(passage.side, actor_id=actor.pk):
        yield passage


def note_refusal(
    actor: Actor | None, permission: str, at: datetime, codes: Iterable[str], case: uuid.UUID | None
) -> None:
    """Write a refusal down, in a transaction of its own: what was refused has been rolled back."""
    with transaction.atomic():
        audit.record(permission, by=actor, at=at, case=case, codes=codes, outcome=Outcome.REFUSED)


def _sign_in_first(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page; whoever wrote something while their session ended signs in here, and finds it again."""
    if copies.KEEP in request.POST:  # by the script of a page, which says that nothing is kept
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    if packed := words.pack(request):
        answer: HttpResponseBase = resolve(reverse(settings.LOGIN_URL)).func(request, packed=packed)
        return answer
    return redirect_to_login(request.get_full_path())


def _undone(view: Callable[Concatenate[Request, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Show a page with what was typed before the session ended, as if it had been sent, and undo all that follows: only
    whoever wrote it sends it. A page that has no form to show it in is opened afresh."""

    def shown(request: Request, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        with transaction.atomic():
            response = view(request, *args, **kwargs)
            transaction.set_rollback(True)
        if HTTPStatus.MULTIPLE_CHOICES <= response.status_code < HTTPStatus.BAD_REQUEST:
            list(messages.get_messages(request))  # what was undone is not said to be done
            return redirect(request.get_full_path())
        return response

    return shown


def _answered(
    view: Callable[Concatenate[Request, P], HttpResponseBase],
    request: Request,
    is_again: bool,
    *args: P.args,
    **kwargs: P.kwargs,
) -> HttpResponseBase:
    """What the page answers; or what becomes of the words that somebody is writing on it. They are kept no longer once an
    action did something with them, or the page leads on as it does where the same was done before."""
    actor, at = request.passage.actor, request.passage.at
    if copies.is_asked(request) and request.passage.side in SIDES_THAT_WRITE:
        return copies.answer(request, actor, at, request.refusals)
    if request.method != "POST" or is_again:
        return (_undone(view) if is_again else view)(request, *args, **kwargs)
    with audit.deeds() as done:
        response = view(request, *args, **kwargs)
    leads_on = response.get("Location", reverse(settings.LOGIN_URL)) != reverse(settings.LOGIN_URL)
    if request.passage.side in SIDES_THAT_WRITE and (leads_on or (done and response.status_code == HTTPStatus.OK)):
        copies.was_sent(request, actor, at)
    return response


def page(
    permission: str,
) -> Callable[[Callable[Concatenate[Request, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Gate a page. Not signed in: to the sign-in page. No role for it: 403. Both refusals and openings are written down.

    What would be read after the side was left (a stream, a template not yet rendered) is a mistake in the code.
    """

    def decorate(view: Callable[Concatenate[Request, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def gated(request: Request, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            at = timezone.now()
            actor = signed_in(request, at)
            if actor is None:
                return _sign_in_first(request)
            request.shown, request.case_id, request.refusals, request.afterwards = [], None, [], None
            try:
                with entered(actor, permission, at=at) as passage:
                    request.passage = passage
                    is_again = request.method == "POST" and SHOWN_AGAIN in request.POST
                    response = _answered(view, request, is_again, *args, **kwargs)
                    if response.streaming or not getattr(response, "is_rendered", True):
                        raise TypeError("a page answers whole, while its side is entered")
                    if request.method in ("GET", "HEAD") or is_again:
                        audit.record(
                            permission, by=actor, at=at, case=request.case_id, shown=request.shown,
                            digest=audit.digest(request.get_full_path()), outcome=Outcome.OPENED,
                        )  # fmt: skip
            except (Http404, PermissionDenied) as refusal:
                note_refusal(actor, permission, at, [type(refusal).__name__], request.case_id)
                raise
            except OperationalError as error:
                if not waited_too_long(error):
                    raise
                return _busy(request)
            for refused in request.refusals:
                note_refusal(actor, permission, at, [o.code for o in refused.obstacles], request.case_id)
            return request.afterwards() if request.afterwards and not is_again else response

        gated.permission = permission  # type: ignore[attr-defined]  # read by the access matrix and test_house
        return gated

    return decorate


def own_account(view: Callable[[Request], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Gate a page about what one signs in with. It is one transaction and enters no side, since no side may read that; who comes
    in by a link has no account."""
    permission = "access.your_account"

    @functools.wraps(view)
    def gated(request: Request) -> HttpResponseBase:
        at = timezone.now()
        actor = signed_in(request, at)
        if actor is None:
            return _sign_in_first(request)
        try:
            request.passage = passage_for(actor, permission, at=at)
        except NotYours as refusal:
            note_refusal(actor, permission, at, [type(refusal).__name__], None)
            raise
        with transaction.atomic():
            response = view(request)
            if request.method in ("GET", "HEAD"):
                audit.record(permission, by=actor, at=at, outcome=Outcome.OPENED)
        return response

    gated.permission = permission  # type: ignore[attr-defined]  # read by the access matrix and test_house
    return gated


def _busy(request: Request) -> HttpResponse:
    """Somebody else's change took too long: what was typed stands on the page, to be sent again. Nothing was written.

    Rendered without the request: outside the side nothing of what stands around a page can be read."""
    is_sent = request.method == "POST" and not request.FILES
    shown = {
        "path": request.get_full_path(),
        "is_sent": is_sent,
        "fields": words.fields_of(request),
        "typed": words.to_copy(request),
    }
    text = render_to_string("access/busy.html", shown | {"csrf_token": get_token(request)})
    return HttpResponse(text, status=503, headers={"Retry-After": "10"})


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a page that needs no sign-in (sign in, sign out, health). test_house lists these by name."""

    @functools.wraps(view)
    def opened(*args: Any, **kwargs: Any) -> HttpResponse:  # Any: whatever the URL gives
        return view(*args, **kwargs)

    opened.permission = None  # type: ignore[attr-defined]
    return opened
