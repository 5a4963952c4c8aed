"""Pages that show: the children of a case, one child, and what someone wrote about children they had before."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from kith.access.gate import Request, page
from kith.access.terms import Role
from kith.register.gate import on_case
from kith.register.queries import names_of, people_of
from kith.register.wording import read_dates
from kith.register.work import on_case as work_on
from kith.ui.forms import AnotherDay
from kith.welfare import queries
from kith.welfare.notes import written_by
from kith.welfare.pages.around import of_child
from kith.welfare.record import Case, ChildRecord, dates_told, record_of
from kith.welfare.rules import Next
from kith.welfare.work import desk_of

NEXT = {  # in words, the button, and whose step it is
    Next.APPOINT: (
        _lazy("Appoint a lead professional for this child"),
        _lazy("Appoint lead professional"),
        Role.COORDINATOR,
    ),
    Next.SETTLE: (
        _lazy("Two records turned out to be one child. Say who stays lead professional"),
        _lazy("Say who stays"),
        Role.COORDINATOR,
    ),
    Next.RELEASE: (
        _lazy("Read the report and release it"),
        _lazy("Read what they will read"),
        Role.COORDINATOR,
    ),
    Next.HEAR: (
        _lazy("Ask the child what they want to say"),
        _lazy("Record child's views"),
        Role.LEAD_PROFESSIONAL,
    ),
    Next.ASSEMBLE: (
        _lazy("Put together the report that the review asked for"),
        _lazy("Put the report together"),
        Role.LEAD_PROFESSIONAL,
    ),
    Next.ASSESS: (
        _lazy("Write down how the child is: strengths and challenges"),
        _lazy("Record assessment"),
        Role.LEAD_PROFESSIONAL,
    ),
    Next.MAKE_KNOWN: (
        _lazy("The review does not know of this child. Make the child known, so that the child is heard"),
        _lazy("Make child known"),
        Role.COORDINATOR,
    ),
    Next.NOTE: (
        _lazy("Nothing is asked for just now. Note what happens as it happens"),
        _lazy("Note an event"),
        Role.LEAD_PROFESSIONAL,
    ),
}


@on_case("welfare.child_list")
def child_list(request: Request, case: Case) -> HttpResponse:
    """The children of a case, each with what is next, who has it and since when."""
    today = request.passage.at.date()
    people = {person.id: person for person in people_of([case]).get(case.family_id, [])}
    on_children = [work for work in work_on(desk_of(request.passage), case) if work.child]
    known = [(work, people.get(work.child) if work.child else None) for work in on_children]
    request.shown = [work.child_id for work in on_children if work.child_id]
    rows = [(work, person, person.age_on(today) if person else "") for work, person in known]
    return render(request, "welfare/child_list.html", {"case": case, "page_title": _("Children's side"), "rows": rows})


@on_case("welfare.child")
def child(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """One child: what is next, the child's words, then what is known, and where nothing is."""
    shown = of_child(request, case, child_id)
    record = record_of(shown["entry"], on=request.passage.at.date())
    is_lead = any(lead.is_with(request.passage.actor.pk) for lead in record.leads)
    is_coordinator = request.passage.role == Role.COORDINATOR
    return render(request, "welfare/child.html", shown | _next(request, record, is_lead) | {
        "record": record, "is_lead": is_lead, "is_coordinator": is_coordinator,
        "is_fresh": is_coordinator and _is_untouched(record),
    })  # fmt: skip


@on_case("welfare.child_dates")
def child_dates(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """What the dates of one child say, how each thing was worked out, and how it is on a day of the reader's choice (?on=)."""
    shown = of_child(request, case, child_id)
    form = AnotherDay(request.GET if "on" in request.GET else None)
    chosen = form.cleaned_data["on"] if form.is_valid() else None
    read = read_dates(dates_told(shown["entry"]), today=timezone.localdate(request.passage.at), chosen=chosen)
    return render(request, "welfare/child_dates.html", shown | {
        "page_title": _("What the dates say of %(name)s") % {"name": shown["called"]}, "form": form, "read": read,
        "is_lead": any(lead.is_with(request.passage.actor.pk) for lead in queries.leads_of(shown["entry"])),
    }, status=422 if form.errors else 200)  # fmt: skip


def _next(request: Request, record: ChildRecord, is_lead: bool) -> dict[str, Any]:
    """What is next in words, who has it, and the button for whoever's step it is."""
    words, button, whose = NEXT[record.next]
    is_mine = is_lead if whose == Role.LEAD_PROFESSIONAL else request.passage.role == whose
    lead = record.lead or next(iter(record.leads), None)
    holder = (
        _("a coordinator")
        if whose == Role.COORDINATOR or lead is None
        else lead.at_work.name
        if lead.at_work
        else lead.name
    )
    url = reverse(record.next, args=[request.case_id, request.shown[0]]) if is_mine else ""
    return {"next_words": words, "next_button": button, "holder": _("you") if is_mine else holder, "url": url}


def _is_untouched(record: ChildRecord) -> bool:
    """Whether nothing was written since the appointment, so that it can be undone."""
    notes = [*record.views, *record.evidence, *(e.note for e in record.chronology if e.note)]
    if record.assessment:
        notes.append(record.assessment)
    writers = {note.by_id for note in notes} | {one.by_id for one in record.beside}
    return len(record.leads) == 1 and record.leads[0].who not in writers


@on_case("welfare.childs_plan")
def childs_plan(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """The child's plan: what the child needs, what is done and by whom, what is not agreed, and the child's people."""
    shown = of_child(request, case, child_id)
    read = queries.plan_of(shown["entry"], people=shown["people"], on=timezone.localdate(request.passage.at))
    return render(request, "welfare/childs_plan.html", shown | {
        "page_title": _("Child's plan of %(name)s") % {"name": shown["called"]}, "read": read, "plan": read.plan,
        "copies": queries.plan_copies(child_id),
        "is_lead": any(lead.is_with(request.passage.actor.pk) for lead in read.leads),
    })  # fmt: skip


@page("welfare.what_you_wrote")
def what_you_wrote(request: Request) -> HttpResponse:
    """What a lead professional wrote about children whom they do not have any more: their own words, and nothing else."""
    former = queries.former_children(request.passage.actor)
    children = list(dict.fromkeys(one.child for one in former))
    names, notes = names_of(children), written_by(request.passage.actor, children)
    request.shown = children
    rows = [(one, names.get(one.child, ""), notes.get(one.child, [])) for one in former]
    return render(request, "welfare/what_you_wrote.html", {"rows": rows})
