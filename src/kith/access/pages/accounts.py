"""Pages for administrators: who has a login and what they may do, and each change of it. None of them reads a case."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kith.access import actions, mail, queries
from kith.access.forms import AgencyForm, PersonForm, ReasonForm, RoleForm, SocialWorkerForm, SureForm
from kith.access.gate import Request, User, page
from kith.access.rules import (
    INVITATION,
    LoginFacts,
    obstacles_to_closing,
    obstacles_to_inviting,
    obstacles_to_opening,
    obstacles_to_taking_off,
)
from kith.access.terms import LEFT_TO, ROLE_SIDES, Role, Side
from kith.access.writing import Act, posted, write
from kith.records import Stale
from kith.ui.forms import Form
from kith.verdict import Obstacle

ROWS, CHANGES = 25, 50
WHICH = {
    "": gettext_lazy("All"), "open": gettext_lazy("Open"), "invited": gettext_lazy("Have a link"),
    "closed": gettext_lazy("Closed"),
}  # fmt: skip


@page("access.accounts")
def accounts(request: Request) -> HttpResponse:
    """Everybody with a login whom this administrator looks after, by name, a page at a time."""
    asked = {name: request.GET.get(name, "").replace("\x00", "")[:200].strip() for name in ("words", "which")}
    found = Paginator(queries.logins_visible_to(request.passage.areas, **asked), ROWS).get_page(request.GET.get("page"))
    second, names = queries.with_second_step(found), queries.names_of_areas()
    request.shown = [user.actor_id for user in found]
    return render(request, "access/accounts.html", {
        "found": found, "given": asked, "views": _views(asked), "query": f"{urlencode(asked)}&", "at": request.passage.at,
        "rows": [(user, _roles_of(user, names, request), user.pk in second) for user in found],
    })  # fmt: skip


@page("access.account")
def account(request: Request, user_id: uuid.UUID) -> HttpResponse:
    """One person's account: how they sign in, what they may do and might before, and what was done with it and why."""
    user = _login(request, user_id)
    facts, names = queries.login_facts(user, request.passage.actor, request.passage.at), queries.names_of_areas()
    held = [(one, _where(one.area, names)) for one in queries.ways_in(user)]
    changes = Paginator(queries.changes_of(user), CHANGES).get_page(request.GET.get("page"))
    return render(request, "access/account.html", {
        "account": user, "facts": facts, "now": [one for one in held if one[0].until_at is None],
        "before": [one for one in held if one[0].until_at is not None], "changes": changes, "at": request.passage.at,
        "not_closed": obstacles_to_closing(facts), "not_invited": obstacles_to_inviting(facts),
        "not_taken_off": obstacles_to_taking_off(facts),
    })  # fmt: skip


@page("access.add_person")
def add_person(request: Request) -> HttpResponse:
    """Somebody new, with their first role; then the link by which they choose their password, shown once."""
    agencies = {str(one.pk): one for one in queries.agencies_visible_to(request.passage.areas)}
    form = PersonForm(
        posted(request),
        areas=_areas(request),
        agencies=agencies.values(),
        initial={"agency": request.GET.get("agency")},
    )
    made: list[str] = []

    def act(given: dict[str, Any]) -> None:
        actor, link = actions.add_person(
            **given | {"agency": agencies[given["agency"]], "role": Role(given["role"])}, by=request.passage.actor,
            at=request.passage.at,
        )  # fmt: skip
        made.extend((str(actor.user.pk), link))

    text = _("They get a link by which they choose their own password: nobody else ever knows it.")
    answer = write(
        request, form, act, template="access/change_account.html", done=_("Added."), then="accounts",
        shown={"title": _("Add a person"), "text": text, "button": _("Add person"), "is_new": True},
    )  # fmt: skip
    return _link_page(request, _login(request, uuid.UUID(made[0])), made[1]) if made else answer


@page("access.add_agency")
def add_agency(request: Request) -> HttpResponse:
    """A body whose staff will use Kith; then the first of its people."""
    made: list[uuid.UUID] = []

    def act(given: dict[str, Any]) -> None:
        made.append(actions.add_agency(**given, by=request.passage.actor, at=request.passage.at).pk)

    answer = write(
        request, AgencyForm(posted(request)), act, template="access/change_account.html", then="accounts",
        done=_("Added. Now add its people."), shown={"title": _("Add an agency"), "button": _("Add agency")},
    )  # fmt: skip
    return redirect(f"{reverse('add_person')}?{urlencode({'agency': made[0]})}") if made else answer


@page("access.invite")
def invite(request: Request, user_id: uuid.UUID) -> HttpResponse:
    """A new link for somebody who has not chosen a password yet; the one before opens nothing any more."""
    user, made = _login(request, user_id), list[str]()

    def act(given: dict[str, Any]) -> None:
        made.append(actions.invite(user=user, by=request.passage.actor, at=request.passage.at))

    text = _("For somebody who has not chosen a password yet. A link that they got before opens nothing any more.")
    answer = _change(
        request, user, Form(posted(request)), act, _("A new link"), _("Make a new link"), _("A new link is made."), text,
        obstacles_to_inviting(_facts(request, user)),
    )  # fmt: skip
    return _link_page(request, user, made[0]) if made else answer


@page("access.give_role")
def give_role(request: Request, user_id: uuid.UUID) -> HttpResponse:
    """One more role, from now on."""
    user = _login(request, user_id)

    def act(given: dict[str, Any]) -> None:
        actions.give_role(
            actor=user.actor,
            role=Role(given["role"]),
            area=given["area"],
            by=request.passage.actor,
            at=request.passage.at,
        )

    form = RoleForm(posted(request), areas=_areas(request))
    return _change(request, user, form, act, _("Give a role"), _("Give role"), _("They have it from now on."))


@page("access.end_role")
def end_role(request: Request, user_id: uuid.UUID, membership_id: uuid.UUID) -> HttpResponse:
    """End one role now; with the last one the login is closed."""
    user = _login(request, user_id)
    held = next((one for one in queries.ways_in(user) if one.pk == membership_id), None)
    if held is None:
        raise Http404("no role of theirs")
    if held.until_at is not None:
        messages.info(request, _("That role was ended already."))
        return redirect("account", user_id=user.pk)

    def act(given: dict[str, Any]) -> None:
        actions.end_role(
            membership=held,
            reason=given["reason"],
            expected=held.version,
            by=request.passage.actor,
            at=request.passage.at,
        )

    text = _(
        "It ends now, and what they wrote stays under their name. If it is their last role, the login is closed with it."
    )
    return _change(
        request, user, ReasonForm(posted(request)), act,
        _("End the role: %(role)s") % {"role": Role(held.role).label}, _("End role"), _("The role is ended."),
        " ".join(str(one) for one in (text, LEFT_TO.get(held.role, "")) if one),
    )  # fmt: skip


@page("access.close_login")
def close_login(request: Request, user_id: uuid.UUID) -> HttpResponse:
    """Let nobody sign in with a login any more; it can be opened again."""
    user = _login(request, user_id)

    def act(given: dict[str, Any]) -> None:
        actions.close_login(user=user, reason=given["reason"], by=request.passage.actor, at=request.passage.at)

    text = _(
        "They are out at their next click. Their roles stay until each is ended, and the login can be opened again."
    )
    return _change(
        request, user, ReasonForm(posted(request)), act, _("Close the login"), _("Close login"), _("The login is closed."),
        text, obstacles_to_closing(_facts(request, user)),
    )  # fmt: skip


@page("access.open_login")
def open_login(request: Request, user_id: uuid.UUID) -> HttpResponse:
    """Let somebody sign in again whose login was closed."""
    user = _login(request, user_id)

    def act(given: dict[str, Any]) -> None:
        actions.open_login(user=user, reason=given["reason"], by=request.passage.actor, at=request.passage.at)

    text = _("They sign in with the password and the second step that they had. Roles that were ended stay ended.")
    return _change(
        request, user, ReasonForm(posted(request)), act, _("Open the login again"), _("Open login"),
        _("The login is open again."), text, obstacles_to_opening(_facts(request, user)),
    )  # fmt: skip


@page("access.take_off_second_step")
def take_off_second_step(request: Request, user_id: uuid.UUID) -> HttpResponse:
    """For somebody who lost their phone and their codes on paper."""
    user = _login(request, user_id)

    def act(given: dict[str, Any]) -> None:
        actions.take_off_second_step(user=user, reason=given["reason"], by=request.passage.actor, at=request.passage.at)

    text = _("Somebody who found out their password would ask you for this, too. They are signed out everywhere, and set up "
             "another app when they sign in next. You never need their password or a code.")  # fmt: skip
    return _change(
        request, user, SureForm(posted(request)), act, _("Take off the second step"), _("Take off"),
        _("The second step is off."), text, obstacles_to_taking_off(_facts(request, user)),
    )  # fmt: skip


@page("access.record_social_worker")
def record_social_worker(request: Request, user_id: uuid.UUID) -> HttpResponse:
    """Whether somebody is a registered social worker, who says so, and when it was looked up."""
    user = _login(request, user_id)
    actor = user.actor

    def act(given: dict[str, Any]) -> None:
        actions.record_social_worker(
            actor=actor, says=given["says"], on=given["on"], expected=given["version"], by=request.passage.actor,
            at=request.passage.at,
        )  # fmt: skip

    held = {"says": actor.social_worker_says, "on": actor.social_worker_on, "version": actor.version}
    text = _("While there is a concern about a child's safety, the lead professional is a registered social worker.")
    form = SocialWorkerForm(posted(request), initial=held)
    return _change(request, user, form, act, _("Registered social worker"), _("Record"), _("Recorded."), text)


def _views(asked: dict[str, str]) -> list[dict[str, object]]:
    """The same search among all logins, or some."""
    return [
        {"label": label, "url": f"?{urlencode(asked | {'which': which})}", "current": "page" * (which == asked["which"]),
         "count": None}
        for which, label in WHICH.items()
    ]  # fmt: skip


def _login(request: Request, user_id: uuid.UUID) -> User:
    """The login, where this administrator looks after it."""
    user = queries.logins_visible_to(request.passage.areas).filter(pk=user_id).first()
    if user is None:
        raise Http404("no such login, or not theirs to look after")
    request.shown = [user.actor_id]
    return user


def _facts(request: Request, user: User) -> LoginFacts:
    return queries.login_facts(user, request.passage.actor, request.passage.at)


def _change(
    request: Request, user: User, form: Form, act: Act, title: str, button: str, done: str, text: str = "",
    obstacles: tuple[Obstacle, ...] = (),
) -> HttpResponse:  # fmt: skip
    """One change of one account: its form, or why it cannot be made now."""
    shown = {"title": title, "account": user, "text": text, "button": button, "obstacles": obstacles}
    then = reverse("account", args=[user.pk])
    return write(
        request,
        form,
        act,
        template="access/change_account.html",
        shown=shown,
        done=done,
        then=then,
        both=_changed_first,
    )


def _changed_first(stale: Stale) -> dict[str, Any]:
    words = _(
        "Somebody else changed this account meanwhile. Go back to it, and see whether there is still something to do."
    )
    return {"refused": [Obstacle("changed_first", words, "", "")]}


def _link_page(request: Request, user: User, link: str) -> HttpResponse:
    """The link, this once. It leads to the server at which this person signs in. Where this server sends e-mail it goes to them
    alone, and not by the hands of whoever made it."""
    held = queries.ways_in(user)
    at_side = ROLE_SIDES[held[0].role] if held else Side.ACCOUNTS
    path, base = reverse("choose_password", args=[link]), settings.ADDRESSES.get(at_side, "")
    address = f"{base.rstrip('/')}{path}" if base else request.build_absolute_uri(path)
    until = request.passage.at + INVITATION
    shown = {"account": user, "until": until, "sends_mail": mail.is_on()}
    by_hand, is_sent = (render(request, "access/link_for.html", shown | {"address": one}) for one in (address, ""))
    by_hand["Cache-Control"] = is_sent["Cache-Control"] = "no-store"  # shown this once

    def sent() -> (
        HttpResponse
    ):  # once the link opens something: a slow mail server keeps nobody waiting for the database
        ends = date_format(timezone.localtime(until), "j F Y, H:i")
        return is_sent if mail.send_link(user.email, address, ends) else by_hand

    request.afterwards = sent
    return by_hand


def _areas(request: Request) -> dict[str, str]:
    """The areas for which this administrator gives roles, by code; '' is everywhere."""
    names, own = queries.names_of_areas(), request.passage.areas
    everywhere = {"": _("everywhere")}
    return everywhere | names if "" in own else {code: names.get(code, code) for code in own}


def _where(area: str, names: dict[str, str]) -> str:
    return names.get(area, area) or _("everywhere")


def _roles_of(user: User, names: dict[str, str], request: Request) -> list[tuple[str, str]]:
    """What somebody may do now, in words, each with where; no query."""
    held = queries.roles_now(queries.actor_of_login(user), request.passage.at)
    return [(str(Role(role).label), _where(area, names)) for role, area in held]
