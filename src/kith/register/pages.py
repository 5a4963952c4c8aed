"""Pages of the register."""

import uuid
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kith.access.gate import Request
from kith.register import actions
from kith.register.forms import ConfirmFamilyForm, WhoIsAChildForm
from kith.register.gate import Case, on_case
from kith.register.queries import PersonView, people_of, steps_of
from kith.register.rules import obstacles_to_confirming
from kith.register.work import may_be_children
from kith.ui.dates import births_in_words
from kith.verdict import Obstacle, Refused


@on_case("register.confirm_family")
def confirm_family(request: Request, case: Case) -> HttpResponse:
    """Confirm who belongs to the family and who is a child; from here the children's side takes over."""
    today = request.passage.at.date()
    people = people_of([case]).get(case.family_id, [])
    choices = [(str(p.id), _who(p, today)) for p in people]
    young = [str(p.id) for p in people if p.is_child_on(today)]
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
                open_now = may_be_children(case)
                return redirect("say_who_is_a_child" if open_now else "case", case_id=case.pk)
            except Refused as refused:
                request.refusals.append(refused)
                obstacles = refused.obstacles
    shown = {
        "case": case,
        "form": form,
        "people": people,
        "obstacles": obstacles,
        "before": obstacles_to_confirming(str(case), [taken.step for taken in steps_of(case)]),
    }
    return render(request, "register/confirm_family.html", shown | {"page_title": _("Confirm family")}, status=status)


@on_case("register.say_who_is_a_child")
def say_who_is_a_child(request: Request, case: Case) -> HttpResponse:
    """Say of everyone who came to a confirmed family, or was left off its list, whether they are a child."""
    today, me = request.passage.at.date(), request.passage.actor
    waiting = may_be_children(case)
    mine = [one for one in waiting if me.pk not in one.said_by]
    people = [(one.id, _who(one.view, today) if one.view else _("name not known")) for one in mine]
    form = WhoIsAChildForm(request.POST if request.method == "POST" else None, people=people)
    obstacles: tuple[Obstacle, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            actions.say_who_is_a_child(
                case=case, children=form.children, adults=form.adults, by=me, at=request.passage.at
            )
            messages.success(request, _("Recorded."))
            return redirect("case", case_id=case.pk)
        except Refused as refused:
            request.refusals.append(refused)
            obstacles = refused.obstacles
    shown = {
        "case": case, "form": form, "obstacles": obstacles, "page_title": _("Who is a child"), "is_any": bool(mine),
        "others": [one for one in waiting if me.pk in one.said_by],
        "rows": [(one, form[f"is_{one.id}"], form[f"why_{one.id}"]) for one in mine],
    }  # fmt: skip
    return render(request, "register/say_who_is_a_child.html", shown, status=422 if request.method == "POST" else 200)


def _who(person: PersonView, today: date) -> str:
    """A person to choose: name, age, every date of birth that is given, and how they belong as recorded."""
    said = [
        f"{person.name or _('name not known')}, {person.age_on(today) or _('age not known')}",
        _("born %(births)s") % {"births": births_in_words(person.births)} if person.births else "",
        person.relationship,
    ]
    return " · ".join(part for part in said if part)
