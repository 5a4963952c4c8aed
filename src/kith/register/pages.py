"""Pages of the register."""

import uuid
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kith.access.gate import Request
from kith.register import actions
from kith.register.forms import ConfirmFamilyForm
from kith.register.gate import Case, on_case
from kith.register.queries import PersonView, people_of
from kith.ui.dates import births_in_words
from kith.verdict import Obstacle, Refused


@on_case("register.confirm_family")
def confirm_family(request: Request, case: Case) -> HttpResponse:
    """Confirm who belongs to the family and who is a child; from here the children's side takes over."""
    today = request.passage.at.date()
    people = people_of([case]).get(case.family_id, [])
    choices = [(str(p.recorded_ids[0]), _who(p, today)) for p in people]
    young = [str(p.recorded_ids[0]) for p in people if p.is_child_on(today)]
    form = ConfirmFamilyForm(
        request.POST if request.method == "POST" else None, people=choices, initial={"children": young}
    )
    obstacles: tuple[Obstacle, ...] = ()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            children = [uuid.UUID(one) for one in form.cleaned_data["children"]]
            try:
                actions.confirm_family(case=case, children=children, by=request.passage.actor, at=request.passage.at)
                messages.success(
                    request, _("Recorded. Next: the coordinator appoints a lead professional for each child.")
                )
                return redirect("case", case_id=case.pk)
            except Refused as refused:
                request.refusals.append(refused)
                obstacles = refused.obstacles
    shown = {
        "case": case,
        "form": form,
        "people": people,
        "obstacles": obstacles,
    }
    return render(request, "register/confirm_family.html", shown | {"page_title": _("Confirm family")}, status=status)


def _who(person: PersonView, today: date) -> str:
    """A person to choose: name, age, every date of birth that is given, and how they belong as recorded."""
    said = [
        f"{person.name or _('name not known')}, {person.age_on(today) or _('age not known')}",
        _("born %(births)s") % {"births": births_in_words(person.births)} if person.births else "",
        person.relationship,
    ]
    return " · ".join(part for part in said if part)
