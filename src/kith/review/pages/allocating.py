"""Giving cases to officers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kith.access.gate import Request, page
from kith.access.queries import actors_with_role
from kith.access.terms import Role
from kith.protocol.pack import load
from kith.review import actions, queries
from kith.review.forms import AllocateForm

ROWS = 25


@page("review.allocate")
def allocate(request: Request) -> HttpResponse:
    """Confirmed cases that no officer has yet, longest waiting first; tick several and choose an officer."""
    people = list(actors_with_role(Role.REVIEW_OFFICER, request.passage.at))
    form = AllocateForm(
        request.POST if request.method == "POST" else None, people=[(str(p.pk), p.shown_name) for p in people]
    )
    found = Paginator(queries.cases_to_allocate(request.passage), ROWS).get_page(request.GET.get("page"))
    ticked = request.POST.getlist("case")
    status = 200
    if request.method == "POST":
        status = 422
        if not ticked:
            form.add_error(None, _("Tick at least one case."))
        if form.is_valid():
            officer = next(p for p in people if str(p.pk) == form.cleaned_data["officer"])
            for case in queries.cases_by_id(request.passage, ticked):
                actions.allocate(
                    case=case, officer=officer, pack=load(), by=request.passage.actor, at=request.passage.at
                )
            messages.success(request, _("Allocated."))
            return redirect("allocate")
    request.shown = [case.pk for case in found]
    return render(request, "review/allocate.html", {"found": found, "form": form, "ticked": ticked}, status=status)
