"""Pages of the children's side."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from kith.access.gate import Request, page
from kith.disclosure.terms import ItemKind
from kith.protocol.pack import load
from kith.records import Stale
from kith.register.gate import on_case
from kith.register.queries import names_of, people_of
from kith.register.work import on_case as work_on
from kith.ui.forms import Form
from kith.verdict import Obstacle, Refused, refuse_if
from kith.welfare import actions, queries
from kith.welfare.forms import AppointForm, AssessmentForm, EventForm, EvidenceForm, HandoverForm, ReportForm, ViewsForm
from kith.welfare.record import Case, due_appointment, entry_to_correct, record_of
from kith.welfare.rules import RULE, Next, obstacles_to_release, propose_lead
from kith.welfare.work import desk_of

ROWS = 25
NEXT = {  # in words, the button, and whether it is the coordinator's
    Next.APPOINT: (_lazy("Appoint a lead professional for this child"), _lazy("Appoint lead professional"), True),
    Next.RELEASE: (_lazy("Read the report and release it"), _lazy("Read what they will read"), True),
    Next.HEAR: (_lazy("Ask the child what they want to say"), _lazy("Record child's views"), False),
    Next.ASSEMBLE: (
        _lazy("Put together the report that the review asked for"),
        _lazy("Put the report together"),
        False,
    ),
    Next.ASSESS: (_lazy("Write down how the child is: strengths and challenges"), _lazy("Record assessment"), False),
    Next.NOTE: (
        _lazy("Nothing is asked for just now. Note what happens as it happens."),
        _lazy("Note an event"),
        False,
    ),
}


@page("welfare.children_without_lead")
def children_without_lead(request: Request) -> HttpResponse:
    """Children of my area who have no lead professional, longest waiting first."""
    found = Paginator(queries.children_without_lead(request.passage), ROWS).get_page(request.GET.get("page"))
    names = names_of([child.person_id for child in found])
    request.shown = [child.person_id for child in found]
    rows = [(child, names.get(child.person_id, ""), due_appointment(child)) for child in found]
    return render(request, "welfare/children_without_lead.html", {"found": found, "rows": rows})


@on_case("welfare.child_list")
def child_list(request: Request, case: Case) -> HttpResponse:
    """The children of a case, each with what is next, who has it and since when."""
    today = request.passage.at.date()
    people = {person.id: person for person in people_of([case]).get(case.family_id, [])}
    known = [(work, people.get(work.child) if work.child else None) for work in work_on(desk_of(request.passage), case)]
    rows = [(work, person, person.age_on(today) if person else "") for work, person in known]
    return render(request, "welfare/child_list.html", _around(request, case, _("Children's side")) | {"rows": rows})


@on_case("welfare.child")
def child(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """One child: what is next, the child's words, then what is known, and where nothing is."""
    shown = _of(request, case, child_id)
    record = record_of(shown["entry"], on=request.passage.at.date())
    is_lead = record.lead is not None and record.lead.who == request.passage.actor.pk
    words, button, is_coordinators = NEXT[record.next]
    is_coordinator = request.passage.role == "coordinator"
    is_mine = is_coordinators if is_coordinator else is_lead and not is_coordinators
    holder = _("a coordinator") if is_coordinators or not record.lead else record.lead.name
    holder = _("you") if is_mine else holder
    return render(request, "welfare/child.html", shown | {
        "indicators": _indicators(record.assessment), "record": record, "is_lead": is_lead, "is_coordinator": is_coordinator,
        "next_words": words,
        "next_button": button, "holder": holder, "url": reverse(record.next, args=[case.pk, child_id]) if is_mine else "",
    })  # fmt: skip


@on_case("welfare.appoint_lead_professional")
def appoint_lead_professional(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Appoint the one proposed, or another with a reason."""
    people = queries.candidates_for(case, request.passage.at)
    proposed = propose_lead([candidate for _, candidate in people], case=case.pk)
    choices = [
        (str(one.pk), f"{one.shown_name} ({c.children_now}){', ' + _('proposed') if one.pk == proposed else ''}")
        for one, c in people
    ]
    form = AppointForm(request.POST if request.method == "POST" else None, people=choices)

    def act(given: dict[str, Any]) -> None:
        chosen = next(one for one, _ in people if str(one.pk) == given["professional"])
        actions.appoint_lead_professional(
            case=case,
            child=child_id,
            professional=chosen,
            reason=given["reason"],
            by=request.passage.actor,
            at=request.passage.at,
        )

    done = _("Recorded. Next: the lead professional asks the child what they want to say.")
    return _write(request, case, child_id, form, act, done, title=_("Appoint lead professional"), hint=RULE)


@on_case("welfare.end_appointment")
def end_appointment(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """End the appointment of a child's lead professional, with a note for whoever comes next."""
    held = queries.current_lead(child_id)
    if held is None:
        return redirect("child", case_id=case.pk, child_id=child_id)
    form = HandoverForm(request.POST if request.method == "POST" else None, initial={"version": held.version})

    def act(given: dict[str, Any]) -> None:
        actions.end_appointment(
            appointment=held, handover=given["handover"], expected=given["version"], by=request.passage.actor,
            at=request.passage.at,
        )  # fmt: skip

    hint = _("%(who)s no longer opens this child's pages after this. Next: you appoint someone else.") % {
        "who": held.professional.shown_name
    }
    done = _("Recorded. Next: appoint a lead professional.")
    return _write(
        request, case, child_id, form, act, done, title=_("Hand over"), hint=hint, then="appoint_lead_professional"
    )


@on_case("welfare.note_event")
def note_event(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Note an event of the chronology, or correct one by a new entry."""
    return _note(request, case, child_id, EventForm, ItemKind.EVENT, actions.note_event, _("Note an event"))


@on_case("welfare.add_evidence")
def add_evidence(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Add evidence of how the child belongs here, or correct it by a new entry."""
    return _note(request, case, child_id, EvidenceForm, ItemKind.EVIDENCE, actions.add_evidence, _("Add evidence"))


@on_case("welfare.record_assessment")
def record_assessment(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Record strengths and challenges by indicator."""
    indicators = load().indicators
    form = AssessmentForm(request.POST if request.method == "POST" else None, indicators=indicators)

    def act(given: dict[str, Any]) -> None:
        _acting(request, case, child_id, actions.record_assessment)(
            {"indicators": form.said(indicators), "summary": given["summary"]}
        )

    return _write(
        request,
        case,
        child_id,
        form,
        act,
        _("Recorded."),
        title=_("Record wellbeing assessment"),
        hint=_("What you do not know stays empty."),
    )


@on_case("welfare.record_childs_views")
def record_childs_views(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Record the child's own words, or why they were not sought; or what the child says instead of earlier words."""

    def record(**given: Any) -> None:  # Any: what the form gave
        share = {"yes": True, "no": False}.get(given["may_share"])
        actions.record_childs_views(**given | {"was_sought": given["was_sought"] == "yes", "may_share": share})

    hint = _(
        "Tell the child, in words for their age, who will read this and that it cannot be called back once it is sent."
    )
    return _note(request, case, child_id, ViewsForm, ItemKind.VIEWS, record, _("Record child's views"), hint)


@on_case("welfare.assemble_report")
def assemble_report(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Put the report together by choosing: nothing is chosen at first."""
    asked = queries.open_request(child_id)
    if asked is None:
        return render(request, "welfare/not_asked.html", _of(request, case, child_id))
    report = queries.report_of(asked)
    items = queries.items_about(child_id)
    form = ReportForm(
        request.POST if request.method == "POST" else None,
        items=items,
        initial=queries.as_typed(report) | {"version": report.version if report else 0},
    )

    def act(given: dict[str, Any]) -> None:
        chosen = [actions.Chosen(i.kind, i.id, given[f"choice_{i.id}"], given[f"why_{i.id}"]) for i in items]
        actions.assemble_report(
            request=asked, chosen=chosen, analysis=given["analysis"], purpose=given["purpose"], basis=given["basis"],
            is_shared_anyway=given["is_shared_anyway"] == "yes", was_told=given["was_told"] == "yes",
            why_not_told=given["why_not_told"], expected=given["version"],
            by=request.passage.actor, at=request.passage.at,
        )  # fmt: skip

    return _write(
        request, case, child_id, form, act, _("Saved. Read what they will read, then ask the coordinator to release it."),
        title=_("Put the report together"), template="welfare/assemble_report.html", then="preview_report",
        more={"items": items, "asked": asked, "version": report.version if report else 0},
    )  # fmt: skip


@on_case("welfare.preview_report")
def preview_report(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """What you hold beside what they will read; send it up, release it, or return it, by role."""
    shown, report = _of(request, case, child_id), queries.newest_report(child_id)
    if report is None:
        return render(request, "welfare/not_asked.html", shown)
    obstacles: tuple[Obstacle, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            return _sent(request, case, child_id, report)
        except Refused as refused:
            request.refusals.append(refused)
            obstacles, status = refused.obstacles, 422
        except Stale:
            messages.info(request, _("Someone changed the report meanwhile. This is how it stands now."))
            return redirect("preview_report", case_id=case.pk, child_id=child_id)
    reading = queries.reading_of(report)
    shown |= {
        "report": report, "preview": reading.preview, "obstacles": obstacles,
        "held": queries.chosen_of(report, reading.held), "missing": obstacles_to_release(reading.facts),
        "is_coordinator": request.passage.role == "coordinator", "page_title": _("What they will read"),
    }  # fmt: skip
    return render(request, "welfare/preview_report.html", shown, status=status)


def _sent(request: Request, case: Case, child_id: uuid.UUID, report: Any) -> HttpResponse:  # Any: pages know no tables
    """Carry out the button that was pressed on the preview."""
    by, at, version = request.passage.actor, request.passage.at, _number(request.POST.get("version", ""))
    step = request.POST.get("step")
    is_coordinator = request.passage.role == "coordinator"
    if step == "release" and is_coordinator:
        actions.release_report(report=report, seen_sha256=request.POST.get("seen", ""), by=by, at=at)
        messages.success(request, _("Released. The review officer can open it now."))
    elif step == "return" and is_coordinator:
        actions.return_to_lead(report=report, expected=version, by=by, at=at)
        messages.success(request, _("Returned to the lead professional."))
    elif step == "send_up" and not is_coordinator:
        actions.send_up_report(report=report, expected=version, by=by, at=at)
        messages.success(request, _("The coordinator reads it now."))
    else:
        refuse_if([Obstacle("not_your_step", _("This step is for someone else."), "GIRFEC", _("the coordinator"))])
    return redirect("child", case_id=case.pk, child_id=child_id)


def _indicators(assessed: Any) -> list[tuple[str, dict[str, str]]]:  # Any: pages know no tables
    """The eight indicators in the pack's words and order, each with what was written; of no assessment, none."""
    return [(one.words, assessed.indicators.get(one.code, {})) for one in load().indicators] if assessed else []


def _number(text: str) -> int:
    """The version that a page sent; 0, which no report has, where it is none."""
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _note(
    request: Request, case: Case, child_id: uuid.UUID, form_of: Callable[..., Form], kind: ItemKind,
    action: Callable[..., object], title: str, hint: str = "",
) -> HttpResponse:  # fmt: skip
    """Write an entry. With ?corrects= the page begins with what an earlier one says, and the new one takes its place."""
    earlier = None
    if asked := request.GET.get("corrects"):
        earlier = entry_to_correct(kind, child_id, asked)
        if earlier is None:
            raise Http404("no such entry about this child")
        hint = _("The earlier entry stays in the history; this one takes its place.")
    form = form_of(request.POST if request.method == "POST" else None, initial=queries.as_written(earlier))

    def act(given: dict[str, Any]) -> None:
        _acting(request, case, child_id, action)(given | {"corrects": earlier})

    return _write(request, case, child_id, form, act, _("Recorded."), title=title, hint=hint)


def _acting(
    request: Request, case: Case, child_id: uuid.UUID, action: Callable[..., object]
) -> Callable[[dict[str, Any]], None]:
    """An action on this child with what the form gave."""

    def act(given: dict[str, Any]) -> None:
        action(case=case, child=child_id, by=request.passage.actor, at=request.passage.at, **given)

    return act


def _write(
    request: Request, case: Case, child_id: uuid.UUID, form: Form, act: Callable[[dict[str, Any]], None], done: str, *,
    title: str, hint: str = "", template: str = "welfare/write.html", then: str = "child", more: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    """The one way of writing on this side: clean, act, redirect; or the same page with what was typed and what is wrong."""
    shown = (
        _of(request, case, child_id) | {"form": form, "title": title, "hint": hint, "page_title": title} | (more or {})
    )
    if request.method != "POST":
        return render(request, template, shown)
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refused:
            request.refusals.append(refused)
            return render(request, template, shown | {"obstacles": refused.obstacles}, status=422)
        except Stale as stale:
            theirs = getattr(stale.current, "analysis", "")
            both = {"is_stale": True, "theirs": theirs, "mine": form.cleaned_data.get("analysis", "")}
            return render(request, template, shown | both, status=409)
        messages.success(request, done)
        return redirect(then, case_id=case.pk, child_id=child_id)
    return render(request, template, shown, status=422)


def _around(request: Request, case: Case, title: str) -> dict[str, Any]:
    return {"case": case, "page_title": title}


def _of(request: Request, case: Case, child_id: uuid.UUID) -> dict[str, Any]:
    """What every page of one child shows. 404 where it is no child of this case."""
    entry = queries.child_of(case, child_id)
    if entry is None:
        raise Http404("no child of this case has this address")
    request.shown = [child_id]
    today = request.passage.at.date()
    view = next((p for p in people_of([case]).get(case.family_id, []) if p.id == entry.person.canonical_id), None)
    name = (
        f"{view.name}, {view.age_on(today)}"
        if view and view.age_on(today)
        else view.name
        if view
        else _("name not known")
    )
    births = view.births if view else ()
    return _around(request, case, name) | {"child_id": child_id, "name": name, "entry": entry, "births": births}
