"""Signing in, with its second step, and out."""

import uuid
from datetime import datetime
from http import HTTPStatus
from itertools import chain
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kith.access import actions, words
from kith.access.actions import note_signed_in
from kith.access.forms import (
    TOO_MANY,
    CodeForm,
    NewPassword,
    SetUpForm,
    SignInForm,
    count_try,
    forget_tries,
    too_many_tries,
)
from kith.access.gate import User, open_to_all
from kith.access.pages.second_step import app_to_set_up, passes, set_up_with
from kith.access.queries import demo_people, invited_by_link, second_step_of
from kith.access.rules import obstacle_of_link
from kith.access.sessions import begin_session, come_half_way, device_of, half_way
from kith.access.terms import ROLE_WORK
from kith.ui.forms import SHOWN_AGAIN
from kith.verdict import Refused


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
            email = form.cleaned_data["email"]
            if too_many_tries(email):
                form.add_error(None, TOO_MANY)
            elif user := authenticate(request, username=email, password=form.cleaned_data["password"]):
                forget_tries(email)
                return _second_step_first(request, user)
            else:
                count_try(email)
                form.add_error(None, _("E-mail and password do not go together. Check both and try again."))
    cast = [(role.label, ROLE_WORK[role], people) for role, people in (demo_people() if settings.DEMO else {}).items()]
    shown = {
        "form": form, "cast": cast, "packed": packed or request.POST.get("packed", ""),
        "next": request.get_full_path() if packed else request.GET.get("next", ""),
    }  # fmt: skip
    return render(request, "access/sign_in.html", shown, status=status)


def _second_step_first(request: HttpRequest, user: User) -> HttpResponse:
    """On to the second step, which is set up now where this login has none yet; or in, where none is asked for."""
    at, held = timezone.now(), second_step_of(user)
    if held is None and not settings.SECOND_STEP:
        return _signed_in(request, user, at)
    come_half_way(request, user, at)
    if "packed" in request.POST:  # carried along by the form of the next page
        return _code_page(request, CodeForm()) if held else _set_up_page(request, user)
    name = "sign_in_code" if held else "set_up_second_step"
    return redirect(f"{reverse(name)}?{urlencode({'next': request.GET.get('next', '')})}")


@open_to_all
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second step: a code by the app, or one on paper."""
    at = timezone.now()
    if request.user.is_authenticated:
        return _lead_on(request)
    user = half_way(request, at)
    if user is None:
        return _again(request)
    if second_step_of(user) is None:
        return redirect("set_up_second_step")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and passes(form, user, at):
        return _signed_in(request, user, at)
    return _code_page(request, form)


@open_to_all
def set_up_second_step(request: HttpRequest) -> HttpResponse:
    """Set up the second step while signing in, by whoever has none yet; then show the codes for paper, once."""
    at = timezone.now()
    if request.user.is_authenticated:
        return _lead_on(request)
    user = half_way(request, at)
    if user is None:
        return _again(request)
    if second_step_of(user) is not None:  # nobody puts their own in place of somebody's
        return redirect("sign_in_code")
    if request.method != "POST":
        return _set_up_page(request, user)
    form = SetUpForm(request.POST)
    if form.is_valid() and (codes := set_up_with(form, user, at)):
        _begin(request, user, at)
        response = render(request, "access/codes.html", {"codes": codes, **_carried(request)})
        words.remember(response, user)
        return response
    return _set_up_page(request, user, form)


@open_to_all
def choose_password(request: HttpRequest, token: str) -> HttpResponse:
    """By the link that an administrator made, once: somebody new chooses their own password, and signs in with it."""
    at = timezone.now()
    user = invited_by_link(token, at)
    if user is None:
        return render(
            request, "access/choose_password.html", {"obstacle": obstacle_of_link()}, status=HTTPStatus.NOT_FOUND
        )
    form = NewPassword(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        try:
            actions.choose_password(user=user, link=token, password=form.cleaned_data["new"], by=user.actor, at=at)
        except Refused as refused:
            shown = {"obstacle": refused.obstacles[0]}
            return render(request, "access/choose_password.html", shown, status=HTTPStatus.NOT_FOUND)
        logout(request)  # whoever was signed in with this browser, or visited
        return _second_step_first(request, user)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "access/choose_password.html", {"form": form, "account": user}, status=status)


def _carried(request: HttpRequest) -> dict[str, str]:
    """Where to go on, and what was sent there before the session ended."""
    return {"next": request.GET.get("next", ""), "packed": request.POST.get("packed", "")}


def _code_page(request: HttpRequest, form: CodeForm) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "access/sign_in_code.html", {"form": form, **_carried(request)}, status=status)


def _set_up_page(request: HttpRequest, user: User, form: SetUpForm | None = None) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form and form.errors else HTTPStatus.OK
    shown = app_to_set_up(form or SetUpForm(), user) | _carried(request)
    return render(request, "access/set_up_second_step.html", shown, status=status)


def _again(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("Begin again with your e-mail and password."))
    return redirect(f"{reverse('sign_in')}?{urlencode({'next': request.GET.get('next', '')})}")


def _begin(request: HttpRequest, user: User, at: datetime) -> None:
    begin_session(request, user, at)
    key = request.session.session_key or ""
    note_signed_in(user=user, session_key=key, device=device_of(request), by=user.actor, at=at)


def _signed_in(request: HttpRequest, user: User, at: datetime) -> HttpResponse:
    _begin(request, user, at)
    return _lead_on(request)


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
    return _signed_in(request, person, timezone.now())


@open_to_all
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out: the session ends on the server, too."""
    logout(request)
    return redirect("sign_in")
