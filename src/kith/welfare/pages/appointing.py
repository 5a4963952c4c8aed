"""Pages of a coordinator: children without a lead professional, appointing one, handing over."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kith.access.gate import Request, page
from kith.register.gate import on_case
from kith.register.queries import names_of
from kith.verdict import Refused
from kith.welfare import actions, queries
from kith.welfare.forms import AppointForm, AppointSeveralForm, HandoverForm, MakeKnownForm
from kith.welfare.pages.around import Writing, of_child, write
from kith.welfare.record import Case, due_appointments
from kith.welfare.rules import RULE, propose_lead

ROWS = 25


@page("welfare.children_without_lead")
def children_without_lead(request: Request) -> HttpResponse:
    """Children of my area who have no lead professional, longest waiting first, each with whom the rule proposes."""
    return _waiting(request)


@require_POST
@page("welfare.appoint_as_proposed")
def appoint_as_proposed(request: Request) -> HttpResponse:
    """Appoint for the children ticked whom the rule proposed beside each; all of them or none."""
    pairs = [pair.split(":") for pair in request.POST.get("shown", "")[:4000].split(",") if pair.count(":") == 1]
    entries = queries.entries_in_sight(request.passage, [entry for entry, _who in pairs])
    form = AppointSeveralForm(request.POST, children=[(str(entry.pk), "") for entry in entries])
    if not form.is_valid():
        return _waiting(request, form)
    try:
        appointed = actions.appoint_as_proposed(
            shown=entries, proposed=[who for _entry, who in pairs], chosen=form.cleaned_data["children"],
            by=request.passage.actor, at=request.passage.at,
        )  # fmt: skip
    except Refused as refused:
        request.refusals.append(refused)
        return _waiting(request, refused=refused)
    done = ngettext(
        "Recorded: %(n)s child has a lead professional now.", "Recorded: %(n)s children have one now.", len(appointed)
    )
    messages.success(request, done % {"n": len(appointed)})
    return redirect("children_without_lead")


def _waiting(request: Request, form: AppointSeveralForm | None = None, refused: Refused | None = None) -> HttpResponse:
    found = Paginator(queries.children_without_lead(request.passage), ROWS).get_page(request.GET.get("page"))
    proposals = queries.proposals_for(list(found), request.passage.at)
    names = names_of([child.person_id for child in found])
    request.shown = [child.person_id for child in found]
    days = due_appointments([one.entry for one in proposals], {one.pk: one.waits_since for one in found})
    rows = [(one, names.get(one.entry.person_id, ""), *both) for one, both in zip(proposals, days, strict=True)]
    shown = ",".join(f"{p.entry.pk}:{p.professional.pk if p.professional else ''}" for p in proposals)
    return render(
        request, "welfare/children_without_lead.html",
        {"found": found, "rows": rows, "shown": shown, "rule": RULE, "form": form,
         "obstacles": refused.obstacles if refused else ()},
        status=422 if form or refused else 200,
    )  # fmt: skip


@on_case("welfare.appoint_lead_professional")
def appoint_lead_professional(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Appoint the one proposed, or another with a reason."""
    shown, people = of_child(request, case, child_id), queries.candidates_for(case, request.passage.at)
    is_unsafe = queries.is_unsafe(shown["entry"])
    proposed = propose_lead([one for _, one in people], case=case.pk, needs_social_worker=is_unsafe)
    free = [(one, c) for one, c in people if not c.has_conflict and (c.is_social_worker or not is_unsafe)]
    free.sort(key=lambda pair: pair[0].pk != proposed)
    choices = [
        (
            str(one.pk),
            _called(
                f"{one.shown_name}, {one.agency}" if one.agency else one.shown_name,
                c.children_now,
                c.is_social_worker,
                one.pk == proposed,
            ),
        )
        for one, c in free
    ]
    form = AppointForm(request.POST if request.method == "POST" else None, people=choices)

    def act(given: dict[str, Any]) -> None:
        actions.appoint_lead_professional(
            case=case, child=child_id, reason=given["reason"], family_view=given["family_view"],
            why_family_not_asked=given["why_family_not_asked"], by=request.passage.actor, at=request.passage.at,
            professional=next(one for one, _c in free if str(one.pk) == given["professional"]),
        )  # fmt: skip

    return write(request, shown, form, Writing(
        title=_("Appoint lead professional"), act=act, hint=RULE, template="welfare/appoint_lead_professional.html",
        done=_("Recorded. Next: the lead professional asks the child what they want to say."),
        more={"leads": queries.leads_of(shown["entry"]), "is_anybody_free": bool(free), "is_unsafe": is_unsafe},
    ))  # fmt: skip


def _called(name: str, children: int, is_social_worker: bool, is_proposed: bool) -> str:
    said = ngettext("%(name)s, %(n)s child now", "%(name)s, %(n)s children now", children)
    said = said % {"name": name, "n": children}
    if is_social_worker:
        said = _("%(said)s, registered social worker") % {"said": said}
    return _("%(said)s (proposed)") % {"said": said} if is_proposed else said


@on_case("welfare.end_appointment")
def end_appointment(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """End the appointment of a child's lead professional, with a note for whoever comes next."""
    shown, held = of_child(request, case, child_id), queries.leads_in_sight(child_id, request.passage)
    if not held:
        return redirect("child", case_id=case.pk, child_id=child_id)
    choices = [(str(one.pk), one.professional.shown_name) for one in held]
    first = {"version": held[0].version}
    form = HandoverForm(request.POST if request.method == "POST" else None, initial=first, leads=choices)

    def act(given: dict[str, Any]) -> None:
        actions.end_appointment(
            appointment=next(one for one in held if str(one.pk) == given.get("appointment", str(held[0].pk))),
            handover=given["handover"], expected=given["version"], by=request.passage.actor, at=request.passage.at,
        )  # fmt: skip

    before = _("After this %(who)s no longer opens this child's pages, and keeps only what they wrote themselves.")
    is_one = len(held) == 1
    who = held[0].professional.shown_name if is_one else _("whoever ends")
    return write(request, shown, form, Writing(
        title=_("Hand over"), act=act, before=(before % {"who": who},),
        hint="" if is_one else _("Two records turned out to be one child, and each has a lead professional. Say whose ends."),
        done=_("Recorded. Next: appoint a lead professional.") if is_one else _("Recorded."),
        then="appoint_lead_professional" if is_one else "child",
    ))  # fmt: skip


@on_case("welfare.make_child_known")
def make_child_known(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Let the review know of a child whom only this side's files name."""
    shown = of_child(request, case, child_id)
    form = MakeKnownForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> None:
        actions.make_child_known(
            case=case, child=child_id, reason=given["reason"], by=request.passage.actor, at=request.passage.at
        )

    return write(request, shown, form, Writing(
        title=_("Make child known"), act=act,
        hint=_("Only files of the children's side name this child, so the review does not know that there is one."),
        before=(
            _("The review learns that the family has this child, and nothing that is held about the child, not even a name."),
            _("It then asks for the child's report, and cannot decide before the child was heard."),
            _("It cannot be taken back."),
        ),
        done=_("Recorded. Next: the review asks for the report."),
    ))  # fmt: skip


@require_POST
@on_case("welfare.take_back_appointment")
def take_back_appointment(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Undo an appointment under which nothing was written yet."""
    of_child(request, case, child_id)
    held = queries.leads_in_sight(child_id, request.passage)
    if held:
        try:
            actions.take_back_appointment(appointment=held[0], by=request.passage.actor, at=request.passage.at)
            messages.success(request, _("Taken back. Next: appoint a lead professional."))
        except Refused as refused:
            request.refusals.append(refused)
            messages.info(request, refused.obstacles[0].words)
    return redirect("child", case_id=case.pk, child_id=child_id)
