"""Pages of copies of a child's plan: making one as it will be read, and reading one as it was given."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kith.access.gate import Request
from kith.access.writing import posted
from kith.register.gate import on_case
from kith.welfare import actions, queries
from kith.welfare.forms import PlanCopyForm
from kith.welfare.pages.around import Writing, of_child, write
from kith.welfare.record import Case
from kith.welfare.rules import CopyFacts, chosen_parts, digest_of_copy, obstacles_to_plan_copy
from kith.welfare.terms import Receiver

TEMPLATE = "welfare/give_plan_copy.html"


@on_case("welfare.give_plan_copy")
def give_plan_copy(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Choose what goes into a copy of the plan, read it exactly as it will be, then give it."""
    shown = of_child(request, case, child_id)
    read = queries.plan_of(shown["entry"], people=shown["people"], on=timezone.localdate(request.passage.at))
    if read.plan is None:
        raise Http404("there is no plan of which a copy could be given")
    form = PlanCopyForm(posted(request), parts=read.parts)
    shown |= {"page_title": _("Give plan copy"), "plan": read.plan}
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        goes, left_out = chosen_parts(read.parts, given["parts"])
        refused = obstacles_to_plan_copy(CopyFacts(
            given["receiver"], given["kind"], goes, left_out, given["why_left_out"], given["leave"], read.may_share_words
        ))  # fmt: skip
        shown |= {"preview": goes, "left_out": left_out}
        sha256 = digest_of_copy(given["receiver"], given["kind"], goes)
        if refused or given["seen"] != sha256:
            form.saw("" if refused else sha256)
            around = {"form": form, "refused": refused, "may_give": not refused}
            return render(request, TEMPLATE, shown | around, status=422 if refused else 200)

    def act(given: dict[str, Any]) -> None:
        actions.give_plan_copy(
            entry=shown["entry"], receiver=given["receiver"], kind=Receiver(given["kind"]), codes=given["parts"],
            why_left_out=given["why_left_out"], leave=given["leave"], seen=given["seen"], by=request.passage.actor,
            at=request.passage.at,
        )  # fmt: skip

    return write(request, shown, form, Writing(
        title=_("Give plan copy"), act=act, template=TEMPLATE, then="childs_plan",
        done=_("Kept as it was given. Open it below to print it."),
    ))  # fmt: skip


@on_case("welfare.plan_copy")
def plan_copy(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """A copy of the plan (?copy=) as it was given: what is printed is what was given, and nothing else."""
    shown = of_child(request, case, child_id)
    copy = queries.plan_copy_with(child_id, request.GET.get("copy", ""))
    if copy is None:
        raise Http404("no copy of this child's plan has this address")
    return render(request, "welfare/plan_copy.html", shown | {
        "page_title": _("Copy of the child's plan"), "copy": copy,
    })  # fmt: skip
