"""Pages of access: signing in and out, one's own account and those of others (imported), the audit trail and its proof, help."""

from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from kith.access.actions import check_trail
from kith.access.forms import TRIES
from kith.access.gate import Request, page
from kith.access.help import OF_ROLES, pages_of_help
from kith.access.pages.accounts import (
    account,
    accounts,
    add_agency,
    add_person,
    close_login,
    end_role,
    give_role,
    invite,
    open_login,
    record_social_worker,
    take_off_second_step,
)
from kith.access.pages.own_account import change_password, change_second_step, end_sessions, renew_codes, your_account
from kith.access.pages.signing_in import (
    choose_password,
    open_too_long,
    set_up_second_step,
    sign_in,
    sign_in_as,
    sign_in_code,
    sign_out,
)
from kith.access.queries import last_check, names_in, trail
from kith.access.seals import Keys
from kith.access.terms import Outcome

__all__ = [
    "TRIES", "account", "accounts", "add_agency", "add_person", "audit_proof", "audit_trail", "change_password",
    "change_second_step", "choose_password", "close_login", "end_role", "end_sessions", "give_role", "help_page", "help_pages",
    "invite", "open_login", "open_too_long", "record_social_worker", "renew_codes", "set_up_second_step", "sign_in",
    "sign_in_as", "sign_in_code", "sign_out", "take_off_second_step", "your_account",
]  # fmt: skip


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
