"""One's own account: the password, where one is signed in, the second step, and the codes on paper."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kith.access import actions, mail
from kith.access.forms import CodeForm, PasswordForm, RenewSecondStepForm
from kith.access.gate import Request, own_account
from kith.access.pages.second_step import app_to_set_up, key, passes, set_up_with
from kith.access.queries import second_step_of, sessions_of
from kith.access.sessions import device_of
from kith.access.terms import SIDES_TOLD


@own_account
def your_account(request: Request) -> HttpResponse:
    """What one signs in with, and the way to change each part of it; and whether one is told by e-mail that something waits."""
    if (wanted := request.POST.get("is_told")) in ("yes", "no"):
        is_told = wanted == "yes"
        actions.say_whether_told(user=request.user, is_told=is_told, by=request.user.actor, at=request.passage.at)
        messages.success(
            request, _("You are told by e-mail.") if is_told else _("You are not told by e-mail any more.")
        )
        return redirect("your_account")
    begun, here = sessions_of(request.user, request.passage.at), request.session.session_key
    shown = {
        "account": request.user, "second_step": second_step_of(request.user), "minutes": settings.SESSION_IDLE_MINUTES,
        "here": [one for one in begun if one.session_key == here],
        "elsewhere": [one for one in begun if one.session_key != here], "sends_mail": mail.is_on(),
        "has_caseload": request.passage.side in SIDES_TOLD,
    }  # fmt: skip
    return render(request, "access/your_account.html", shown)


@own_account
def change_second_step(request: Request) -> HttpResponse:
    """Another app, or a first one; the password is asked for again, since somebody may have left their desk."""
    at, user = request.passage.at, request.user
    form = RenewSecondStepForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid() and (codes := set_up_with(form, user, at)):
        _end_others(request)
        return render(request, "access/codes.html", {"codes": codes, "next": "/account/"})
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "access/set_up_second_step.html", app_to_set_up(form, user), status=status)


@own_account
def renew_codes(request: Request) -> HttpResponse:
    """New codes for paper, by whoever has the app or one of the old ones."""
    at, user = request.passage.at, request.user
    if second_step_of(user) is None:
        return render(request, "access/renew_codes.html")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and passes(form, user, at):
        codes = actions.renew_codes(user=user, key=key(), by=user.actor, at=at)
        return render(request, "access/codes.html", {"codes": codes, "next": "/account/"})
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "access/renew_codes.html", {"form": form}, status=status)


@own_account
def change_password(request: Request) -> HttpResponse:
    """Another password, by whoever knows the old one. Wherever else one is signed in, that ends."""
    user = request.user
    form = PasswordForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        password = form.cleaned_data["new"]
        actions.set_password(user=user, password=password, by=user.actor, at=request.passage.at)
        _stay(request)
        messages.success(request, _("Your password is changed. Wherever else you were signed in, you are signed out."))
        return redirect("your_account")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "access/change_password.html", {"form": form}, status=status)


@own_account
def end_sessions(request: Request) -> HttpResponse:
    """Sign out elsewhere: in one place, or everywhere but here."""
    if request.method == "POST" and (wanted := request.POST.get("session")):
        begun = next((one for one in sessions_of(request.user, request.passage.at) if str(one.pk) == wanted), None)
        if begun is None:
            messages.info(request, _("That one was over already."))
        else:
            actions.end_session(begun=begun, by=request.user.actor, at=request.passage.at)
            messages.success(request, _("You are signed out there."))
    elif request.method == "POST":
        _end_others(request)
        messages.success(request, _("Wherever else you were signed in, you are signed out."))
    return redirect("your_account")


def _end_others(request: Request) -> None:
    actions.end_sessions(user=request.user, by=request.user.actor, at=request.passage.at)
    _stay(request)


def _stay(request: Request) -> None:
    """Every session of this login is over: this browser goes on in a new one."""
    update_session_auth_hash(request, request.user)
    key, device = request.session.session_key or "", device_of(request)
    actions.note_signed_in(
        user=request.user, session_key=key, device=device, by=request.user.actor, at=request.passage.at
    )
