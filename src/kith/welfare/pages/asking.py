"""Pages of a lead professional who asks others about a child: the question, its link, what came of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kith.access.gate import Request
from kith.register.gate import on_case
from kith.verdict import Refused
from kith.welfare import actions, queries
from kith.welfare.forms import AskForm, TakeDownForm
from kith.welfare.pages.around import Writing, of_child, write
from kith.welfare.record import Case


@on_case("welfare.contributions")
def contributions(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Everybody who was asked about a child, what they answered, and who has not answered yet."""
    shown = of_child(request, case, child_id)
    asked = queries.asked_about(case, child_id, request.passage.at)
    is_lead = any(lead.is_with(request.passage.actor.pk) for lead in queries.leads_of(shown["entry"]))
    shown |= {"page_title": _("Contributions"), "asked": asked, "is_lead": is_lead}
    return render(request, "welfare/contributions.html", shown)


@on_case("welfare.ask_for_contribution")
def ask_for_contribution(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Ask somebody who knows the child one question; then the link and the code, which are shown this once."""
    shown, me = of_child(request, case, child_id), request.passage.actor
    phone = me.phone or (me.agency.phone if me.agency else "")
    form = AskForm(
        request.POST if request.method == "POST" else None, initial={"child_called": shown["called"], "phone": phone}
    )
    shown |= {
        "page_title": _("Ask for contribution"), "form": form, "button": _("Ask for contribution"),
        "hint": _("They answer on their phone, without an account. They see this question and nothing else."),
    }  # fmt: skip
    if form.is_valid():
        try:
            sent = actions.ask_for_contribution(
                case=case, child=child_id, by=me, at=request.passage.at, **form.cleaned_data
            )
            return _sent(request, shown, sent)
        except Refused as refused:
            request.refusals.append(refused)
            shown["obstacles"] = refused.obstacles
    return render(request, "welfare/write.html", shown, status=422 if form.is_bound else 200)


@require_POST
@on_case("welfare.renew_contribution_link")
def renew_contribution_link(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """A new link and a new code to the same question; the ones before open nothing any more."""
    shown, asked = of_child(request, case, child_id), _asked(child_id, request.POST)
    try:
        sent = actions.renew_contribution_link(request=asked, by=request.passage.actor, at=request.passage.at)
    except Refused as refused:
        return _refused(request, refused, case, child_id)
    return _sent(request, shown | {"page_title": _("New link and code")}, sent)


@require_POST
@on_case("welfare.withdraw_contribution_request")
def withdraw_contribution_request(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Take a question back: its link opens nothing from now on."""
    of_child(request, case, child_id)
    asked = _asked(child_id, request.POST)
    try:
        actions.withdraw_contribution_request(request=asked, by=request.passage.actor, at=request.passage.at)
        messages.success(request, _("Taken back. The link opens nothing any more."))
    except Refused as refused:
        return _refused(request, refused, case, child_id)
    return redirect("contributions", case_id=case.pk, child_id=child_id)


@on_case("welfare.take_down_contribution")
def take_down_contribution(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Write down what somebody answered by phone or on paper."""
    shown, asked = of_child(request, case, child_id), _asked(child_id, request.GET)

    def act(given: dict[str, Any]) -> None:
        actions.take_down_contribution(request=asked, by=request.passage.actor, at=request.passage.at, **given)

    return write(request, shown, TakeDownForm(request.POST if request.method == "POST" else None), Writing(
        title=_("Answered by phone or on paper"), button=_("Take down answer"), act=act, then="contributions",
        done=_("Recorded. They can read it by their link, and change it."), more={"quoted": asked.question},
    ))  # fmt: skip


def _asked(child_id: uuid.UUID, given: QueryDict) -> queries.ContributionRequest:
    """The question whose number a button or a link gives as `asked`."""
    found = queries.request_about(child_id, given.get("asked", ""))
    if found is None:
        raise Http404("nobody was asked this about the child")
    return found


def _sent(request: Request, shown: dict[str, Any], sent: actions.Sent) -> HttpResponse:
    link = request.build_absolute_uri(reverse("enter_contribution", args=[sent.token]))
    response = render(request, "welfare/contribution_sent.html", shown | {"sent": sent, "link": link})
    response["Cache-Control"] = "no-store"  # shown this once
    return response


def _refused(request: Request, refused: Refused, case: Case, child_id: uuid.UUID) -> HttpResponse:
    request.refusals.append(refused)
    messages.info(request, refused.obstacles[0].words)
    return redirect("contributions", case_id=case.pk, child_id=child_id)
