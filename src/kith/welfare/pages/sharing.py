"""Pages of what is shared at once or not at all, of the record of sharing, and of the list that a coordinator reads."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kith.access.gate import Request, page
from kith.access.terms import Role
from kith.access.writing import posted
from kith.register.gate import on_case
from kith.register.queries import names_of
from kith.ui.tabs import tabs_at
from kith.welfare import actions, queries
from kith.welfare.forms import EmergencyCheckForm, EmergencyForm, EmergencyReasonsForm, NotSharedForm
from kith.welfare.pages.around import Writing, of_child, said_in, write
from kith.welfare.record import Case
from kith.welfare.rules import Grounds
from kith.welfare.terms import SharingKind

ROWS = 25


@on_case("welfare.sharing_records")
def sharing_records(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """All that was recorded of sharing something about a child, and of not sharing it, newest first."""
    shown = of_child(request, case, child_id)
    found = Paginator(queries.sharing_records(child_id), ROWS).get_page(request.GET.get("page"))
    return render(request, "welfare/sharing_records.html", shown | {
        "page_title": _("What was shared and why"), **_today(request), "found": found, "conditions": dict(queries.conditions()),
        "emergencies": [one for one in queries.emergencies_about(child_id) if not hasattr(one.disclosure, "sharing")],
        "is_lead": any(lead.is_with(request.passage.actor.pk) for lead in queries.leads_of(shown["entry"])),
    })  # fmt: skip


@on_case("welfare.refuse_to_share")
def refuse_to_share(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Write down that something that was asked for is not shared, and why."""
    shown = of_child(request, case, child_id)
    form = NotSharedForm(posted(request), has_request=queries.open_request(case, child_id) is not None)

    def act(given: dict[str, Any]) -> None:
        actions.refuse_to_share(
            case=case, child=child_id, kind=SharingKind(given["kind"]), what=given["what"], whom=given["whom"],
            grounds=_grounds(given), lets_read_why=given.get("lets_read_why", False), by=request.passage.actor,
            at=request.passage.at,
        )  # fmt: skip

    return write(request, shown, form, Writing(
        title=_("Refuse to share"), button=_("Record that it is not shared"), act=act, then="sharing_records",
        done=_("Recorded."), before=(
            _("All of it stays on the children's side, where the coordinator reads it too."),
            _("Of the report that the review asked for, the review learns that nothing is shared, with your name to ring; and "
              "why, only if you tick the box. The report can still be released later."),
            _("Nobody reads why before it crosses. The coordinator finds it after, under “Shared at once”."),
        ),
    ))  # fmt: skip


@on_case("welfare.release_in_emergency")
def release_in_emergency(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Share something with the review at once."""
    shown = of_child(request, case, child_id)

    def act(given: dict[str, Any]) -> None:
        actions.release_in_emergency(
            case=case, child=child_id, words=given["words"], sentence=given["sentence"], whom=given["whom"],
            was_told=given["was_told"] == "yes", by=request.passage.actor, at=request.passage.at,
        )  # fmt: skip

    return write(request, shown, EmergencyForm(posted(request)), Writing(
        title=_("Share at once"), act=act, then="sharing_records",
        hint=_("Is a child in danger now? Ring 999. This page is for what the review must know today."),
        done=_("Shared. The review officers of this case can open it now. Write down the reasons by the day shown below."),
        before=(
            _("The review officers of this case can read what you wrote, word for word. It cannot be called back."),
            _("Nothing else of the record crosses. Nobody reads it before you share it."),
            _("The reasons are written down after, by the end of the next working day, and a coordinator who had no part in it "
              "looks at both."),
        ),
    ))  # fmt: skip


@on_case("welfare.give_emergency_reasons")
def give_emergency_reasons(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Write down why something (?emergency=) was shared at once."""
    shown, emergency = of_child(request, case, child_id), _emergency(request, case, child_id)

    def act(given: dict[str, Any]) -> None:
        actions.give_emergency_reasons(
            emergency=emergency, grounds=_grounds(given), by=request.passage.actor, at=request.passage.at
        )

    return write(request, shown, EmergencyReasonsForm(posted(request)), Writing(
        title=_("Give emergency reasons"), button=_("Record the reasons"), act=act, then="sharing_records",
        done=_("Recorded. A coordinator who had no part in it looks at it."), template="welfare/emergency.html",
        before=(_("They stay on the children's side, and cannot be changed later."),), more=_around(request, emergency),
    ))  # fmt: skip


@on_case("welfare.check_emergency")
def check_emergency(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Look at something (?emergency=) that was shared at once, and at the reasons."""
    shown, emergency = of_child(request, case, child_id), _emergency(request, case, child_id)

    def act(given: dict[str, Any]) -> None:
        actions.check_emergency(
            emergency=emergency, words=given["words"], by=request.passage.actor, at=request.passage.at
        )

    return write(request, shown, EmergencyCheckForm(posted(request)), Writing(
        title=_("Look at what was shared at once"), button=_("Record what I say of it"), act=act, then="sharing_records",
        done=_("Recorded."), template="welfare/emergency.html",
        before=(_("It stands beside the reasons, where the lead professional reads it."),),
        more=_around(request, emergency),
    ))  # fmt: skip


@page("welfare.emergencies")
def emergencies(request: Request) -> HttpResponse:
    """Everything that was shared at once about a child of mine, or of my area: first what waits for its reasons; or (?where=whys)
    why nothing is shared of a report, where the review reads that."""
    views = {"emergencies": queries.emergencies_in_sight(), "whys": queries.whys_in_sight()}
    where = "whys" if request.GET.get("where") == "whys" else "emergencies"
    found = Paginator(views[where], ROWS).get_page(request.GET.get("page"))
    names = names_of([one.child_id for one in found])
    request.shown = [one.child_id for one in found]
    return render(request, "welfare/emergencies.html", {
        "found": found, "rows": [(one, names.get(one.child_id, "")) for one in found], "where": where, **_today(request),
        "tabs": tabs_at(
            where, (_("In an emergency"), "emergencies", views["emergencies"].count()),
            (_("Why nothing is shared"), "whys", views["whys"].count()),
        ), "query": f"where={where}&",
    })  # fmt: skip


def _emergency(request: Request, case: Case, child_id: uuid.UUID) -> Any:  # Any: pages know no tables
    found = queries.emergency_with_id(case, child_id, request.GET.get("emergency", ""))
    if found is None:
        raise Http404("nothing that was shared at once about this child has this address")
    return found


def _around(request: Request, emergency: Any) -> dict[str, Any]:  # Any: pages know no tables
    return {
        "one": emergency, "items": list(emergency.disclosure.items.all()), "conditions": dict(queries.conditions()),
        **_today(request),
    }  # fmt: skip


def _today(request: Request) -> dict[str, Any]:
    return {"today": timezone.localdate(request.passage.at), "is_coordinator": request.passage.role == Role.COORDINATOR}


def _grounds(given: dict[str, Any]) -> Grounds:
    return Grounds(
        why=given["why"], basis=given["basis"], was_told=given["was_told"] == "yes", why_not_told=given["why_not_told"],
        said=said_in(given),
    )  # fmt: skip
