"""Pages of the register."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kith.access.gate import Request, page
from kith.access.roles import roles_that_may
from kith.access.writing import posted, write
from kith.register import actions, papers
from kith.register.forms import ConfirmFamilyForm, PaperFileForm, PaperStepForm, WhoIsAChildForm
from kith.register.gate import Case, on_case
from kith.register.queries import PersonView, people_of, steps_of
from kith.register.rules import obstacles_to_confirming
from kith.register.work import may_be_children
from kith.ui.dates import births_in_words
from kith.verdict import Obstacle, Refused

ROWS = 20


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
        "before": obstacles_to_confirming(
            str(case), [taken.step for taken in steps_of(case)], is_closed=case.closed_at is not None
        ),
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


@on_case("register.paper_files")
def paper_files(request: Request, case: Case) -> HttpResponse:
    """The files on paper about a case: where each is, and its whole way."""
    found = papers.on_paper(case)
    request.shown = [one.file.pk for one in found]
    may = request.passage.role in roles_that_may("register.record_paper_step")
    shown = {"case": case, "page_title": _("Paper files"), "found": found, "may_write": may}
    return render(request, "register/paper_files.html", shown)


@on_case("register.add_paper_file")
def add_paper_file(request: Request, case: Case) -> HttpResponse:
    """Write down that there is a file on paper."""

    def act(given: dict[str, Any]) -> None:
        actions.add_paper_file(case=case, cover=given["cover"], by=request.passage.actor, at=request.passage.at)

    return write(
        request, PaperFileForm(posted(request)), act, template="register/write_paper.html",
        shown={"case": case, "page_title": _("Add a paper file"), "numbers": papers.case_numbers(case)},
        done=_("Written down. Now say where it is."), then=reverse("paper_files", args=[case.pk]),
    )  # fmt: skip


@on_case("register.record_paper_step")
def record_paper_step(request: Request, case: Case, file_id: uuid.UUID) -> HttpResponse:
    """Say where a file on paper is, that it was asked for, came, was passed on, or cannot be found."""
    file = papers.paper_file(case, file_id)
    if file is None:
        raise Http404("no file of this case has this address")
    request.shown = [file_id]

    def act(given: dict[str, Any]) -> None:
        actions.record_paper_step(file=file, by=request.passage.actor, at=request.passage.at, **given)

    return write(
        request, PaperStepForm(posted(request)), act, template="register/write_paper.html",
        shown={"case": case, "page_title": _("Say where it is"), "cover": file.cover},
        done=_("Recorded."), then=reverse("paper_files", args=[case.pk]),
    )  # fmt: skip


@page("register.paper_files_missed")
def paper_files_missed(request: Request) -> HttpResponse:
    """The files on paper that were asked for and did not come, and those that cannot be found; longest first."""
    found = Paginator(papers.paper_files_missed(request.passage), ROWS).get_page(request.GET.get("page"))
    request.shown = [one.file_id for one in found]
    today = timezone.localdate(request.passage.at)
    rows = [(one, (today - timezone.localdate(one.at)).days) for one in found]
    return render(request, "register/paper_files_missed.html", {"found": found, "rows": rows})
