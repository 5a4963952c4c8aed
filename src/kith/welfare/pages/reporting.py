"""Pages of the report: choosing, reading it as they will, sending it up, releasing, correcting, moving its date."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kith.access.gate import Request
from kith.access.terms import Role
from kith.disclosure.queries import due_of
from kith.records import Stale
from kith.register.gate import on_case
from kith.verdict import Obstacle, Refused
from kith.welfare import actions, queries
from kith.welfare.forms import CorrectForm, MoveDateForm, ReportForm, ReturnForm
from kith.welfare.pages.around import Writing, number, of_child, said_in, write
from kith.welfare.record import Case
from kith.welfare.rules import obstacles_to_release, obstacles_to_sending_up
from kith.welfare.terms import ReportStep

Acting = Callable[[Any], object]  # Any: pages know no tables


@on_case("welfare.assemble_report")
def assemble_report(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Put the report together by choosing: nothing is chosen at first. A correction begins with what was chosen then."""
    shown, newest = of_child(request, case, child_id), queries.newest_report(case, child_id)
    asked = queries.to_assemble(case, child_id, newest)
    if asked is None:
        return render(request, "welfare/not_asked.html", shown | {"report": newest})
    report = asked.report
    if report is not None and report.step == ReportStep.WITH_COORDINATOR and request.method != "POST":
        return redirect("preview_report", case_id=case.pk, child_id=child_id)
    items = queries.items_about(child_id)
    named = queries.named_in(case, child_id, items)
    first = queries.as_typed(report) | {"version": report.version if report else 0}
    form = ReportForm(request.POST if request.method == "POST" else None, items=items, initial=first)

    def act(given: dict[str, Any]) -> None:
        chosen = [actions.Chosen(i.kind, i.id, given[f"choice_{i.id}"], given[f"why_{i.id}"]) for i in items]
        actions.assemble_report(
            request=asked.request, chosen=chosen, analysis=given["analysis"], purpose=given["purpose"], basis=given["basis"],
            is_shared_anyway=given["is_shared_anyway"] == "yes", was_told=given["was_told"] == "yes",
            why_not_told=given["why_not_told"], why_others_named=given["why_others_named"], said=said_in(given),
            expected=given["version"],
            by=request.passage.actor, at=request.passage.at,
        )  # fmt: skip

    return write(request, shown, form, Writing(
        title=_("Put the report together"), act=act, template="welfare/assemble_report.html", then="preview_report",
        done=_("Saved. Read what they will read, then ask the coordinator to release it."),
        more={"rows": [(item, *form.of(item), named[item.id]) for item in items], "asked": asked, "report": report},
    ))  # fmt: skip


@on_case("welfare.preview_report")
def preview_report(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """What you hold beside what they will read, what is missing, and the next step for whoever has it."""
    return _preview(request, case, child_id)


@require_POST
@on_case("welfare.send_up_report")
def send_up_report(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Ask the coordinator to release the report."""
    version = number(request.POST.get("version", ""))
    return _step(
        request, case, child_id, _("Sent. The coordinator reads it now; until it is released you can fetch it back."),
        lambda report: actions.send_up_report(
            report=report, expected=version, by=request.passage.actor, at=request.passage.at
        ),
    )  # fmt: skip


@require_POST
@on_case("welfare.fetch_report_back")
def fetch_report_back(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Undo sending up, until it is released."""
    return _step(
        request, case, child_id, _("You have the report again."),
        lambda report: actions.fetch_report_back(report=report, by=request.passage.actor, at=request.passage.at),
    )  # fmt: skip


@require_POST
@on_case("welfare.release_report")
def release_report(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Release exactly what was seen. It cannot be called back."""
    seen = request.POST.get("seen", "")
    return _step(
        request, case, child_id, _("Released. The review officers of this case can open it now."),
        lambda report: actions.release_report(
            report=report, seen_sha256=seen, by=request.passage.actor, at=request.passage.at
        ),
    )  # fmt: skip


@on_case("welfare.return_report")
def return_report(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Give the report back to the lead professional, saying what to change."""
    shown, report = of_child(request, case, child_id), _newest(case, child_id)
    form = ReturnForm(request.POST if request.method == "POST" else None, initial={"version": report.version})

    def act(given: dict[str, Any]) -> None:
        actions.return_report(
            report=report, why=given["why"], expected=given["version"], by=request.passage.actor, at=request.passage.at
        )

    return write(request, shown, form, Writing(
        title=_("Return report"), act=act, done=_("Returned to the lead professional."),
        before=(_("Nothing crosses. The lead professional changes the report and sends it up again."),),
    ))  # fmt: skip


@on_case("welfare.correct_report")
def correct_report(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Begin the correction of a report that was released."""
    shown, report = of_child(request, case, child_id), _newest(case, child_id)

    def act(given: dict[str, Any]) -> None:
        actions.correct_report(report=report, why=given["why"], by=request.passage.actor, at=request.passage.at)

    return write(request, shown, CorrectForm(request.POST if request.method == "POST" else None), Writing(
        title=_("Correct report"), act=act, then="assemble_report",
        done=_("Begun with what was chosen then. Change what is wrong."),
        before=(
            _("The report that was released stays readable on both sides."),
            _("When the correction is released, it takes its place, and the readers see what changed."),
        ),
    ))  # fmt: skip


@on_case("welfare.move_report_date")
def move_report_date(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Move the day by which a report is due, with a reason that stays on this side."""
    shown, asked = of_child(request, case, child_id), queries.open_request(case, child_id)
    if asked is None:
        return render(request, "welfare/not_asked.html", shown | {"report": queries.newest_report(case, child_id)})
    form = MoveDateForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> None:
        actions.move_report_date(
            request=asked,
            due_on=given["due_on"],
            reason=given["reason"],
            by=request.passage.actor,
            at=request.passage.at,
        )

    return write(request, shown, form, Writing(
        title=_("Move date"), act=act, done=_("Recorded. The review sees the new day."),
        more={"due": due_of(asked), "moved": queries.times_moved(asked), "me": request.passage.actor.pk},
    ))  # fmt: skip


@require_POST
@on_case("welfare.take_back_report_date")
def take_back_report_date(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Take back one's own last move (?moved) of a report's day: the day before it holds again."""
    of_child(request, case, child_id)
    asked = queries.open_request(case, child_id)
    moves = queries.times_moved(asked) if asked else []
    more = next((one for one in moves if str(one.pk) == request.POST.get("moved")), None)
    if more is None:
        raise Http404("the day of this report was not moved so")
    try:
        actions.take_back_report_date(more=more, by=request.passage.actor, at=request.passage.at)
        messages.success(request, _("Taken back. The day before it holds again, and the review sees it."))
    except Refused as refused:
        request.refusals.append(refused)
        messages.warning(request, refused.obstacles[0].words)
    return redirect("move_report_date", case_id=case.pk, child_id=child_id)


def _newest(case: Case, child_id: uuid.UUID) -> Any:  # Any: pages know no tables
    report = queries.newest_report(case, child_id)
    if report is None:
        raise Http404("no report on this child was begun")
    return report


def _step(request: Request, case: Case, child_id: uuid.UUID, done: str, act: Acting) -> HttpResponse:
    """Carry out the button that was pressed on the preview; what stands in the way is said on the same page."""
    of_child(request, case, child_id)
    try:
        act(_newest(case, child_id))
    except Refused as refused:
        request.refusals.append(refused)
        return _preview(request, case, child_id, refused.obstacles)
    except Stale:
        messages.info(request, _("Someone changed the report meanwhile. This is how it stands now."))
        return redirect("preview_report", case_id=case.pk, child_id=child_id)
    messages.success(request, done)
    return redirect("preview_report", case_id=case.pk, child_id=child_id)


def _preview(request: Request, case: Case, child_id: uuid.UUID, obstacles: tuple[Obstacle, ...] = ()) -> HttpResponse:
    shown, report = of_child(request, case, child_id), queries.newest_report(case, child_id)
    if report is None:
        title = _("Report: %(name)s") % {"name": shown["name"]}
        more = {"asked": queries.open_request(case, child_id), "page_title": title}
        return render(request, "welfare/not_asked.html", shown | more)
    released = queries.released_of(report)
    shown |= {"report": report, "obstacles": obstacles, "is_coordinator": request.passage.role == Role.COORDINATOR}
    shown |= {"condition": dict(queries.conditions()).get(report.condition, "")}
    shown |= {"is_lead": any(lead.is_with(request.passage.actor.pk) for lead in queries.leads_of(shown["entry"]))}
    status = 422 if obstacles else 200
    if released is not None:
        page = {"released": released, "page_title": _("What they read")}
        return render(request, "welfare/released_report.html", shown | page, status=status)
    reading = queries.reading_of(report)
    is_sent = report.step == ReportStep.WITH_COORDINATOR
    is_own = report.author_id == request.passage.actor.pk or shown["is_lead"]
    missing = obstacles_to_release(reading.facts, is_own=is_own) if is_sent else obstacles_to_sending_up(reading.facts)
    return render(request, "welfare/preview_report.html", shown | {
        "reading": reading, "missing": missing, "page_title": _("What they will read"), "is_sent": is_sent,
        "may_release": is_sent and not missing and shown["is_coordinator"],
        "may_send": not is_sent and not missing and shown["is_lead"],
    }, status=status)  # fmt: skip
