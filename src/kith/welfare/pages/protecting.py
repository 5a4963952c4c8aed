"""Child protection: one step away on every page of a child."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kith.access.gate import Request, page
from kith.access.terms import Role
from kith.access.writing import posted
from kith.register.gate import on_case
from kith.register.queries import names_of
from kith.welfare import actions, queries
from kith.welfare.forms import (
    AnswerVariationForm,
    CloseConcernForm,
    ConcernForm,
    ProtectionStepForm,
    VaryTimeForm,
)
from kith.welfare.pages.around import Writing, of_child, write
from kith.welfare.record import Case
from kith.welfare.terms import ProtectionStep

ROWS = 25


@page("welfare.concerns")
def concerns(request: Request) -> HttpResponse:
    """Every concern that is open about a child of mine, or of my area, the oldest first."""
    found = Paginator(queries.concerns_in_sight(), ROWS).get_page(request.GET.get("page"))
    names = names_of([one.child_id for one in found])
    request.shown = [one.child_id for one in found]
    rows = [(one, names.get(one.concern.child_id, "")) for one in queries.protections(list(found))]
    return render(request, "welfare/concerns.html", {"found": found, "rows": rows})


@on_case("welfare.raise_concern")
def raise_concern(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Write down a worry that the child is not safe. First of all the page says whom to ring."""
    shown = of_child(request, case, child_id)

    def act(given: dict[str, Any]) -> None:
        actions.raise_concern(case=case, child=child_id, by=request.passage.actor, at=request.passage.at, **given)

    leads = queries.leads_of(shown["entry"])
    done = _("Recorded.")
    if leads and not all(lead.is_social_worker for lead in leads):
        done = _("Recorded. The coordinator sees that a registered social worker must take over.")
    before = (
        _("The children's side of this case sees it: whoever looks after the child, and the coordinator."),
        _("The review is asked to wait, with the lead professional's name to ring, and reads not a word of it."),
        _("It does not tell police or social work: you do, without delay."),
    )
    return write(request, shown, ConcernForm(request.POST if request.method == "POST" else None), Writing(
        title=_("Child protection"), button=_("Raise concern"), act=act, before=before, done=done,
        template="welfare/raise_concern.html", more={"concerns": queries.open_concerns(child_id)},
    ))  # fmt: skip


@on_case("welfare.close_concern")
def close_concern(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Write down how a worry (?concern=) was answered."""
    shown = of_child(request, case, child_id)
    concern = _concern(request, child_id)

    def act(given: dict[str, Any]) -> None:
        actions.close_concern(concern=concern, by=request.passage.actor, at=request.passage.at, **given)

    before = (_("When no concern about the child is open, the review learns that it may go on, and not why."),)
    return write(request, shown, CloseConcernForm(request.POST if request.method == "POST" else None), Writing(
        title=_("Close concern"), act=act, before=before, done=_("Recorded."), more={"quoted": concern.words},
    ))  # fmt: skip


@on_case("welfare.child_protection")
def child_protection(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Every concern about a child: what was done and when, what is due by when and on whose word, which days were moved."""
    shown = of_child(request, case, child_id)
    return render(request, "welfare/child_protection.html", shown | {
        "page_title": _("Child protection, steps and days: %(name)s") % {"name": shown["called"]},
        "held": queries.protections_of(child_id), "is_coordinator": request.passage.role == Role.COORDINATOR,
    })  # fmt: skip


@on_case("welfare.record_protection_step")
def record_protection_step(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Write down a step (?step=) of a concern (?concern=), or (?corrects=) put one right."""
    shown, concern, earlier = of_child(request, case, child_id), _concern(request, child_id), None
    if asked := request.GET.get("corrects"):
        earlier = queries.concern_step_with(concern, asked)
        if earlier is None:
            raise Http404("no step of this concern has this address")

    def act(given: dict[str, Any]) -> None:
        given["step"] = ProtectionStep(given["step"])
        actions.record_protection_step(
            concern=concern, corrects=earlier, by=request.passage.actor, at=request.passage.at, **given
        )

    begun = queries.as_written(earlier) if earlier else {"step": request.GET.get("step", "")}
    form = ProtectionStepForm(posted(request), initial=begun, is_correction=earlier is not None)
    return write(request, shown, form, Writing(
        title=_("Record protection step"), act=act, done=_("Recorded. What is due next stands below."),
        then="child_protection", more={"quoted": concern.words},
    ))  # fmt: skip


@on_case("welfare.vary_protection_time")
def vary_protection_time(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Ask for another last day of a step (?step=) of a concern (?concern=) that is due."""
    shown, concern = of_child(request, case, child_id), _concern(request, child_id)
    step = request.GET.get("step", "")
    clock = next((one for one in queries.open_clocks(concern) if one.step == step), None)
    if clock is None:
        raise Http404("this step of the concern is not due")

    def act(given: dict[str, Any]) -> None:
        actions.vary_protection_time(
            concern=concern, step=clock.step, by=request.passage.actor, at=request.passage.at, **given
        )

    before = (
        _("Nothing moves yet. A coordinator who did not ask for it reads your reason, and agrees or not."),
        _("Both of you stand beside the day."),
    )
    return write(request, shown, VaryTimeForm(posted(request)), Writing(
        title=_("Ask for another day"), hint=f"{clock.step.label}. {clock.words}", act=act, then="child_protection",
        done=_("Recorded. A coordinator who did not ask for it agrees or not."), before=before, more={"due": clock.due},
    ))  # fmt: skip


@on_case("welfare.answer_time_variation")
def answer_time_variation(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Agree to another last day (?variation=) of a step that is due, or say why not."""
    shown = of_child(request, case, child_id)
    variation = queries.variation_with(child_id, request.GET.get("variation", ""))
    if variation is None:
        raise Http404("nobody waits for an answer about another day at this address")

    def act(given: dict[str, Any]) -> None:
        actions.answer_time_variation(
            variation=variation, agrees=given["agrees"] == "yes", words=given["words"], by=request.passage.actor,
            at=request.passage.at,
        )  # fmt: skip

    return write(request, shown, AnswerVariationForm(posted(request)), Writing(
        title=_("Agree to another day, or not"), button=_("Record my answer"), act=act, then="child_protection",
        done=_("Recorded."), template="welfare/answer_time_variation.html", more={"one": variation},
    ))  # fmt: skip


def _concern(request: Request, child_id: uuid.UUID) -> Any:  # Any: pages know no tables
    found = queries.open_concern_with(child_id, request.GET.get("concern", ""))
    if found is None:
        raise Http404("no open concern about this child has this address")
    return found
