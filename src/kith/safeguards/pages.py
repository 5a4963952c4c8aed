"""Pages of the safeguards: of a case, for its own side; for whoever asks for clearance; for those who look afresh and sign."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kith.access.gate import Request, page
from kith.access.roles import roles_that_may
from kith.access.terms import Side
from kith.access.writing import Act, posted, write
from kith.disclosure.actions import ask_for_check as ask
from kith.protocol.pack import load
from kith.protocol.rules import due_on
from kith.register.gate import Case, on_case
from kith.safeguards import actions, queries
from kith.safeguards.forms import CheckForm, ClearanceForm, FollowUpForm, IncidentForm, ReasonForm, SignForm
from kith.safeguards.rules import Answer, obstacles_to_asking_for_check
from kith.ui.forms import Form
from kith.ui.paging import paged
from kith.verdict import refuse_if

ROWS = 20
CLEAR = "clear"


@on_case("safeguards.safeguards")
def safeguards(request: Request, case: Case) -> HttpResponse:
    """What keeps this family safe, as this side may know it: extra holds, looks at the children, incidents."""
    is_childrens_side = request.passage.side == Side.WELFARE
    holds, incidents = queries.holds_on(case), queries.incidents_on(case)
    checks = queries.checks_of(case) if is_childrens_side else []
    children = queries.children_on(case)
    names = dict(children)
    request.shown = [one.pk for one in (*holds, *incidents, *checks)]

    def may(verb: str) -> bool:
        return request.passage.role in roles_that_may(f"safeguards.{verb}")

    return render(request, "safeguards/safeguards.html", {
        "case": case, "page_title": _("Safeguards"), "holds": holds, "incidents": incidents, "children": children,
        "checks": [(check, names.get(check.child_id, _("a child"))) for check in checks],
        "asked": list(queries.looks_asked_on(case)[:1]), "is_childrens_side": is_childrens_side,
        "may": {verb: may(verb) for verb in ("place_hold", "lift_hold", "note_incident", "follow_up_incident",
                                             "record_welfare_check", "ask_for_check")},
    })  # fmt: skip


@page("safeguards.standing")
def standing(request: Request) -> HttpResponse:
    """The extra holds that stand and the incidents with more to be done, so that none is forgotten."""
    found = Paginator(queries.standing(request.passage), ROWS).get_page(request.GET.get("page"))
    rows = list(found)
    request.shown = [one["id"] for one in rows]
    may_lift = request.passage.role in roles_that_may("safeguards.lift_hold")
    return render(request, "safeguards/standing.html", {"found": found, "rows": rows, "may_lift": may_lift})


def _write(
    request: Request, form: Form, act: Act, done: str, then: str, *, title: str, template: str = "safeguards/write.html",
    **shown: Any,  # Any: what the page shows beside the form
) -> HttpResponse:  # fmt: skip
    shown = {"page_title": title, "button": title, "back": then} | shown
    return write(request, form, act, template=template, shown=shown, done=done, then=then)


def _of_case(case: Case) -> str:
    return reverse("safeguards", args=[case.pk])


@on_case("safeguards.place_hold")
def place_hold(request: Request, case: Case) -> HttpResponse:
    """Place an extra hold."""

    def act(given: dict[str, Any]) -> None:
        actions.place_hold(case=case, reason=given["reason"], by=request.passage.actor, at=request.passage.at)

    intro = _(
        "While it stands, no step against this family is clear. Your reason stays on your side; outside "
        'only "other" is named.'
    )
    return _write(
        request, ReasonForm(posted(request)), act, _("The hold stands."), _of_case(case), title=_("Place hold"),
        case=case, intro=intro,
    )  # fmt: skip


@on_case("safeguards.lift_hold")
def lift_hold(request: Request, case: Case, hold_id: uuid.UUID) -> HttpResponse:
    """Lift an extra hold."""
    hold = queries.hold_with_id(case, hold_id)
    if hold is None:
        raise Http404

    def act(given: dict[str, Any]) -> None:
        actions.lift_hold(hold=hold, reason=given["reason"], by=request.passage.actor, at=request.passage.at)

    intro = _("The hold until the decision is final stays: nobody can lift that one.")
    return _write(
        request, ReasonForm(posted(request)), act, _("Lifted."), _of_case(case), title=_("Lift hold"), case=case,
        intro=intro, quoted=hold.reason,
    )  # fmt: skip


@on_case("safeguards.note_incident")
def note_incident(request: Request, case: Case) -> HttpResponse:
    """Note what was done to a family, or tried."""

    def act(given: dict[str, Any]) -> None:
        actions.note_incident(case=case, by=request.passage.actor, at=request.passage.at, **given)

    return _write(
        request, IncidentForm(posted(request)), act, _("Noted."), _of_case(case), title=_("Note an incident"), case=case,
        intro=_(
            "Something was done to this family, or tried, that should not have been: without clearance, at "
            "dawn, with a child watching."
        ),
    )  # fmt: skip


@on_case("safeguards.follow_up_incident")
def follow_up_incident(request: Request, case: Case, incident_id: uuid.UUID) -> HttpResponse:
    """Write down what was done about an incident."""
    incident = queries.incident_with_id(case, incident_id)
    if incident is None:
        raise Http404

    def act(given: dict[str, Any]) -> None:
        actions.follow_up_incident(
            incident=incident, words=given["words"], is_done=given["is_done"] == "no", by=request.passage.actor,
            at=request.passage.at,
        )  # fmt: skip

    return _write(
        request, FollowUpForm(posted(request)), act, _("Recorded."), _of_case(case), title=_("Follow up incident"),
        case=case, quoted=incident.words,
    )  # fmt: skip


@page("safeguards.welfare_checks")
def welfare_checks(request: Request) -> HttpResponse:
    """The children at whom a lead professional is asked to look afresh, because somebody wants to take a step."""
    looks = queries.looks_asked_of(request.passage.actor)
    request.shown = [one.child_id for one in looks]
    return render(request, "safeguards/welfare_checks.html", {"looks": looks})


@on_case("safeguards.record_welfare_check")
def record_welfare_check(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Write down how a child is before a step."""
    name = _name_of(case, child_id)

    def act(given: dict[str, Any]) -> None:
        actions.record_welfare_check(
            case=case, child=child_id, needs=given["needs"], harm_is_foreseen=given["harm_is_foreseen"] == "yes",
            harm=given["harm"], by=request.passage.actor, at=request.passage.at,
        )  # fmt: skip

    return _write(
        request, CheckForm(posted(request)), act, _("Recorded."), _of_case(case), title=_("Look afresh"), case=case,
        template="safeguards/welfare_check.html", name=name, child_id=child_id, button=_("Record"),
    )  # fmt: skip


@on_case("safeguards.decline_welfare_check")
def decline_welfare_check(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Take no part."""
    name = _name_of(case, child_id)

    def act(given: dict[str, Any]) -> None:
        actions.decline_welfare_check(
            case=case, child=child_id, reason=given["reason"], by=request.passage.actor, at=request.passage.at
        )

    intro = _(
        "You may decline. It is recorded on your side, and means that no step is clear. Whoever asked "
        "reads only that no look is fresh."
    )
    return _write(
        request, ReasonForm(posted(request)), act, _("Recorded: you take no part."), _of_case(case),
        title=_("Take no part"), case=case, intro=intro, name=name,
    )  # fmt: skip


def _name_of(case: Case, child: uuid.UUID) -> str:
    names = dict(queries.children_on(case))
    if child not in names:
        raise Http404("no child of this case has this address")
    return names[child] or _("name not known")


@page("safeguards.ask_for_clearance")
def ask_for_clearance(request: Request) -> HttpResponse:
    """Ask whether a step may be taken; below, what was asked before and its answers. Nothing else is shown."""
    actor, at = request.passage.actor, request.passage.at

    def act(given: dict[str, Any]) -> None:
        actions.ask_for_clearance(by=actor, at=at, **given)

    found = paged(
        lambda limit, offset: queries.asked_by(actor, limit=limit, offset=offset), queries.count_asked_by(actor),
        per_page=ROWS, number=request.GET.get("page"),
    )  # fmt: skip
    rows = list(found)
    request.shown = [one.id for one in rows]
    return _write(
        request, ClearanceForm(posted(request)), act, _("Asked. Until it is answered, nothing is clear."),
        reverse("ask_for_clearance"), title=_("Ask for clearance"), template="safeguards/ask_for_clearance.html",
        found=found, rows=rows,
    )  # fmt: skip


@page("safeguards.clearances")
def clearances(request: Request) -> HttpResponse:
    """What was asked from outside and waits for a senior officer, longest waiting first."""
    found = Paginator(queries.waiting(), ROWS).get_page(request.GET.get("page"))
    rows = list(found)
    request.shown = [one.pk for one in rows]
    return render(request, "safeguards/clearances.html", {"found": found, "rows": rows})


@page("safeguards.sign_clearance")
def sign_clearance(request: Request, clearance_id: uuid.UUID) -> HttpResponse:
    """Sign the answer that the facts give: clear, or not clear and one kind. A senior officer cannot give another one."""
    clearance = queries.clearance_with_id(clearance_id)
    if clearance is None:
        raise Http404
    by, at = request.passage.actor, request.passage.at
    case = queries.case_asked_about(clearance, request.passage)
    request.shown, request.case_id = [clearance.pk], case.pk if case else None
    answer = queries.worked_out(clearance, case, at)

    def act(given: dict[str, Any]) -> None:
        seen = Answer("" if given["seen"] == CLEAR else given["seen"])
        actions.sign_clearance(clearance=clearance, case=case, seen=seen, by=by, at=at)

    form = SignForm(posted(request), initial={"seen": answer.kind or CLEAR})
    if request.method == "POST" and form.is_valid() and form.cleaned_data["seen"] != (answer.kind or CLEAR):
        form.data = {"seen": answer.kind or CLEAR}  # what is signed next is what is shown next
    return _write(
        request, form, act, _("Signed."), reverse("clearances"), title=_("Sign clearance"),
        template="safeguards/sign_clearance.html", clearance=clearance, asked_about=case, answer=answer,
        signed=getattr(clearance, "answer", None), asked=list(queries.looks_asked_on(case)[:1]) if case else [],
    )  # fmt: skip


@on_case("safeguards.ask_for_check")
def ask_for_check(request: Request, case: Case) -> HttpResponse:
    """Ask the lead professionals to look afresh at each child. Refused where this side knows none: nobody would be asked."""
    by, at, today = request.passage.actor, request.passage.at, timezone.localdate(request.passage.at)
    due = due_on(load().duty("check_welfare_before_step", today), starts_on=today).on
    children = queries.children_on(case)
    obstacles = obstacles_to_asking_for_check(knows_a_child=bool(children))

    def act(given: dict[str, Any]) -> None:
        refuse_if(obstacles)
        for child, _name in children:
            ask(case=case, child=child, due_on=due, by=by, at=at)

    intro = _(
        "The lead professional of each child is asked how the child is, what the child needs and what "
        "harm is foreseen. They may decline. You will read none of it: only whether the step is clear."
    )
    return _write(
        request, Form(posted(request)), act, _("Asked."), _of_case(case), title=_("Ask for a fresh look"), case=case,
        intro=intro, due=due, obstacles=obstacles,
    )  # fmt: skip
