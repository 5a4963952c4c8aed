"""Pages of access: signing in and out, the audit trail and its proof."""

import uuid
from http import HTTPStatus
from itertools import chain
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kith.access import words
from kith.access.actions import check_trail
from kith.access.forms import SignInForm
from kith.access.gate import Request, open_to_all, page
from kith.access.help import OF_ROLES, pages_of_help
from kith.access.queries import demo_people, last_check, names_in, trail
from kith.access.seals import Keys
from kith.access.terms import ROLE_WORK, Outcome
from kith.ui.forms import SHOWN_AGAIN

TRIES, PAUSE = 8, 300  # wrong passwords before a pause, and its seconds


@open_to_all
def sign_in(request: HttpRequest, packed: str = "") -> HttpResponse:
    """Sign in with e-mail and password; in the demo, with one click as one of its people.

    `packed` is what somebody sent to another page after their session had ended: the form carries it along.
    """
    is_sent = request.method == "POST" and not packed
    if request.user.is_authenticated:
        return _lead_on(request)
    form = SignInForm(request.POST if is_sent else None)
    status = HTTPStatus.UNAUTHORIZED if packed else HTTPStatus.OK
    if is_sent:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            key = f"tries:{form.cleaned_data['email'].lower()}"
            if cache.get(key, 0) >= TRIES:
                form.add_error(None, _("Too many tries. Wait five minutes, then try again."))
            elif user := authenticate(
                request, username=form.cleaned_data["email"], password=form.cleaned_data["password"]
            ):
                cache.delete(key)
                login(request, user)
                return _lead_on(request)
            else:
                cache.set(key, cache.get(key, 0) + 1, PAUSE)
                form.add_error(None, _("E-mail and password do not go together. Check both and try again."))
    cast = [(role.label, ROLE_WORK[role], people) for role, people in (demo_people() if settings.DEMO else {}).items()]
    shown = {
        "form": form, "cast": cast, "packed": packed or request.POST.get("packed", ""),
        "next": request.get_full_path() if packed else request.GET.get("next", ""),
    }  # fmt: skip
    return render(request, "access/sign_in.html", shown, status=status)


def _lead_on(request: HttpRequest) -> HttpResponse:
    """To the page that was asked for; with the words that were sent to it, where this person wrote them."""
    assert request.user.is_authenticated
    packed = request.POST.get("packed", "")
    if found := words.unpack(packed, request.user.pk) if packed else None:
        response = render(request, "access/go_on.html", {"words": found, "again": SHOWN_AGAIN})
    else:
        if packed:
            messages.warning(request, _("What was written here before belongs to somebody else, and is left out."))
        wanted = request.GET.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()})
        response = redirect(wanted if is_ours else "my_caseload")
    words.remember(response, request.user)
    return response


def open_too_long(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that does not come from a page of this session: nothing is done, what was typed can be copied."""
    return render(request, "403_csrf.html", {"typed": words.to_copy(request)}, status=HTTPStatus.FORBIDDEN)


@open_to_all
@require_POST
def sign_in_as(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """One click, in the demo only: elsewhere there is no such page."""
    people = chain.from_iterable(demo_people().values() if settings.DEMO else ())
    person = next((one for one in people if one.pk == user_id), None)
    if person is None:
        raise Http404
    login(request, person)
    return _lead_on(request)


@open_to_all
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out: the session ends on the server, too."""
    logout(request)
    return redirect("sign_in")


@page("access.audit_trail")
def audit_trail(request: Request) -> HttpResponse:
    """Who did what and when, newest first: ids and verbs, no words of a case."""
    asked = {name: request.GET.get(name, "").strip() for name in ("verb", "outcome", "who", "about")}
    found = Paginator(trail(**asked), 50).get_page(request.GET.get("page"))
    names = names_in(found)
    return render(request, "access/audit_trail.html", {
        "found": found, "rows": [(one, names.get(one.actor_id, "")) for one in found], "given": asked,
        "outcomes": Outcome.choices, "query": f"{urlencode(asked)}&",
    })  # fmt: skip


@page("access.audit_proof")
def audit_proof(request: Request) -> HttpResponse:
    """What the last check of the whole trail found, in one sentence first; and a button to check every entry now."""
    if request.method == "POST":
        keys, outside = Keys(settings.SEAL_KEY), Path(settings.SEAL_ROOTS)
        check_trail(keys=keys, outside=outside, by=request.passage.actor, at=request.passage.at)
        return redirect("audit_proof")
    return render(request, "access/audit_proof.html", {"check": last_check()})


@page("access.help")
def help_pages(request: Request) -> HttpResponse:
    """Every page of help: those of the reader's role first, then all others; and who looks after this server."""
    known = pages_of_help(settings.HOW_TO)
    mine = [known[name] for name in OF_ROLES.get(request.passage.role, ()) if name in known]
    others = [one for one in known.values() if one not in mine]
    return render(
        request, "access/help_pages.html", {"mine": mine, "others": others, "owner": settings.LOOKED_AFTER_BY}
    )


@page("access.help")
def help_page(request: Request, name: str) -> HttpResponse:
    """One page of help."""
    found = pages_of_help(settings.HOW_TO).get(name)
    if found is None:
        raise Http404
    return render(request, "access/help_page.html", {"help": found, "owner": settings.LOOKED_AFTER_BY})
