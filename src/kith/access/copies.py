"""What somebody is writing and has not sent, kept on the server while they write: the one way, for every page with a long text.

The script of a page (`ui/static/ui/unsent.js`) sends its form to the address it would go to anyway, with one field more. That
field is signed: who was shown which page. So nobody begins a copy of a page that was not shown to them, the gate asks for
role and side as for the page itself, and the page's own work is not done.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch, resolve
from django.utils import timezone

from kith.access.actions import end_working_copy, keep_working_copy
from kith.access.models import Actor
from kith.access.queries import working_copy_of
from kith.access.rules import kept_until
from kith.access.terms import CopyEnd
from kith.access.words import NOT_WORDS
from kith.records import Stale, new_id
from kith.ui.forms import BroughtBack, Form, storable
from kith.verdict import Refused

KEEP, START_AGAIN, SALT = "kept_here", "start_again", "kith.copies"
LONGEST_ADDRESS = 500


@dataclass(frozen=True, slots=True)
class Unsent:
    """What a page with a long text says of it: the key with which its script keeps what is typed, the address that the form
    goes to if it is another; and where something came back, since when, until when it is kept, and what it is."""

    key: str
    is_typed: bool
    sends_to: str = ""
    begun_at: datetime | None = None
    until: date | None = None
    back: BroughtBack | None = None
    files_again: str = ""


def unsent(request: HttpRequest, actor: Actor, form: Form, *, title: str, sends_to: str = "") -> Unsent:
    """Bring back into the form what was begun here and not sent, and say so. One query. A form that was sent keeps what it was
    sent with."""
    view, ids = _place(resolve(sends_to), {}) if sends_to else _place_of(request)
    held = working_copy_of(actor, view, ids)
    key = signing.dumps(
        [str(actor.pk), view, ids, title[:120], str(new_id()), str(held.hand) if held else ""], salt=SALT
    )
    if held is None or form.is_bound:
        return Unsent(key, form.is_bound, sends_to)
    until = kept_until(timezone.localdate(held.saved_at), settings.WORKING_COPY_DAYS)
    back = form.bring_back(held.words)
    return Unsent(key, False, sends_to, held.begun_at, until, back, form.asks_for_files)


def is_asked(request: HttpRequest) -> bool:
    """Whether this is about what is kept, and not for the page."""
    return request.method == "POST" and (KEEP in request.POST or START_AGAIN in request.POST)


def answer(request: HttpRequest, actor: Actor, at: datetime, refusals: list[Refused]) -> HttpResponse:
    """Keep what was typed (204; 409 where another window wrote, 413 where it is too much), or let it go and show the page
    afresh. What was not shown to this person by this page is a bad request. That something is too much to keep is no refusal of
    the page, and stands in no trail: nobody sent anything, and the script tries again each time something is typed."""
    view, ids = _place_of(request)
    if START_AGAIN in request.POST:
        end_working_copy(view=view, ids=ids, how=CopyEnd.STARTED_AGAIN, by=actor, at=at)
        return redirect(request.get_full_path())
    try:
        who, *place, title, hand, shown = signing.loads(request.POST[KEEP], salt=SALT)
    except (signing.BadSignature, ValueError):
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    if [who, *place] != [str(actor.pk), view, ids] or len(request.get_full_path()) > LONGEST_ADDRESS:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    left_out = NOT_WORDS | {KEEP}
    sent = ((storable(name), texts) for name, texts in request.POST.lists() if name not in left_out)
    typed = {name: [storable(text) for text in texts] for name, texts in sent}
    try:
        keep_working_copy(
            view=view, ids=ids, title=title, words=typed, hand=uuid.UUID(hand), shown=uuid.UUID(shown) if shown else None,
            by=actor, at=at,
        )  # fmt: skip
    except Refused as refused:
        is_elsewhere = refused.obstacles[0].code == "written_elsewhere"
        if is_elsewhere:
            refusals.append(refused)
        return HttpResponse(status=HTTPStatus.CONFLICT if is_elsewhere else HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    except Stale:
        return HttpResponse(status=HTTPStatus.CONFLICT)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def was_sent(request: HttpRequest, actor: Actor, at: datetime) -> None:
    """What was begun on this page was sent: nothing of it is kept any longer."""
    view, ids = _place_of(request)
    end_working_copy(view=view, ids=ids, how=CopyEnd.SENT, by=actor, at=at)


def _place_of(request: HttpRequest) -> tuple[str, dict[str, str]]:
    assert request.resolver_match is not None  # a page was found
    return _place(request.resolver_match, request.GET.dict())


def _place(match: ResolverMatch, asked: dict[str, str]) -> tuple[str, dict[str, str]]:
    """Which page this is: its name, and what its address names, before and after the question mark."""
    named = {name: str(value) for name, value in match.kwargs.items()}
    return match.view_name, named | {f"?{storable(name)}": storable(value) for name, value in asked.items()}
