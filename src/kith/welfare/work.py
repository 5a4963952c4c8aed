"""What waits for whom on the children's side."""

from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.access.gate import Passage
from kith.access.terms import Role
from kith.disclosure.models import Request
from kith.protocol.pack import load
from kith.protocol.rules import due_on
from kith.register.models import CaseChild
from kith.register.queries import cases_visible_to
from kith.register.work import Queue, Work, queue_of
from kith.welfare.models import ChildsView, LeadProfessional, Report, WellbeingAssessment
from kith.welfare.queries import children_without_lead
from kith.welfare.terms import ReportStep


def work_of(passage: Passage) -> list[Queue]:
    """The queues of a coordinator or of a lead professional. One count each; rows are fetched when shown."""
    return _of_coordinator(passage) if passage.role == Role.COORDINATOR else _of_lead(passage)


def _of_coordinator(passage: Passage) -> list[Queue]:
    reports = (
        Report.objects.filter(case__in=cases_visible_to(passage))
        .select_related("case", "author", "request")
        .order_by("sent_up_at")
    )
    return [
        queue_of("to_appoint", _("To appoint"), "with_you", children_without_lead(passage), lambda c: _to_appoint(c)),
        queue_of(
            "to_release", _("Reports to release"), "with_you", reports.filter(step=ReportStep.WITH_COORDINATOR),
            lambda r: _report(r, _("Release report"), _("You"), "preview_report", r.sent_up_at.date()),
        ),
        queue_of(
            "being_assembled", _("Being put together"), "with_others", reports.filter(step=ReportStep.BEING_ASSEMBLED),
            lambda r: _report(r, _("It is being put together"), r.author.shown_name, "preview_report", r.request.at.date()),
        ),
        queue_of(
            "released", _("Released"), "recorded", reports.filter(step=ReportStep.RELEASED),
            lambda r: _report(r, _("Released"), "", "preview_report", r.sent_up_at.date()),
        ),
    ]  # fmt: skip


def _of_lead(passage: Passage) -> list[Queue]:
    mine = (
        LeadProfessional.objects.filter(professional=passage.actor, until_at__isnull=True)
        .select_related("case")
        .order_by("from_at", "id")
    )
    viewed = ChildsView.objects.filter(child=OuterRef("child"))
    assessed = WellbeingAssessment.objects.filter(child=OuterRef("child"))
    finished = Report.objects.filter(request=OuterRef("pk")).exclude(step=ReportStep.BEING_ASSEMBLED)
    asked = (
        Request.objects.filter(Exists(mine.filter(child=OuterRef("child"))), ~Exists(finished))
        .select_related("case")
        .order_by("due_on", "id")
    )  # fmt: skip
    reports = Report.objects.filter(author=passage.actor).select_related("case", "request").order_by("sent_up_at")
    return [
        queue_of("to_hear", _("Children to hear"), "with_you", mine.filter(~Exists(viewed)), lambda a: _to_hear(a)),
        queue_of(
            "to_assess", _("Wellbeing to assess"), "with_you", mine.filter(~Exists(assessed)),
            lambda a: _to_hear(a, _("Record wellbeing assessment"), "record_assessment"),
        ),
        queue_of("asked", _("Reports asked for"), "with_you", asked, lambda r: _asked(r)),
        queue_of(
            "with_coordinator", _("With the coordinator"), "with_others", reports.filter(step=ReportStep.WITH_COORDINATOR),
            lambda r: _report(r, _("The coordinator reads it"), _("the coordinator"), "preview_report", r.sent_up_at.date()),
        ),
        queue_of(
            "released", _("Released"), "recorded", reports.filter(step=ReportStep.RELEASED),
            lambda r: _report(r, _("Released"), "", "preview_report", r.sent_up_at.date()),
        ),
        queue_of("mine", _("All my children"), "recorded", mine, lambda a: _to_hear(a, _("Open the child's page"), "child")),
    ]  # fmt: skip


def _to_appoint(child: CaseChild) -> Work:
    since = child.from_at.date()
    due = due_on(load().duty("appoint_lead_professional", since), starts_on=since).on
    return Work(
        child.case_id, child.case.reference, _("Appoint lead professional"), _("You"), since, due,
        reverse("appoint_lead_professional", args=[child.case_id, child.person_id]), child.person_id,
    )  # fmt: skip


def _to_hear(one: LeadProfessional, words: str = "", page: str = "record_childs_views") -> Work:
    since = one.from_at.date()
    pack = load()
    due: date | None = None
    if not words:
        due = due_on(pack.duty("seek_childs_views", since), starts_on=since, council=one.case.area, terms=pack.terms).on
    return Work(
        one.case_id, one.case.reference, words or _("Ask the child what they want to say"), _("You"), since, due,
        reverse(page, args=[one.case_id, one.child_id]), one.child_id,
    )  # fmt: skip


def _asked(request: Request) -> Work:
    return Work(
        request.case_id, request.case.reference, _("Put the report together"), _("You"), request.at.date(), request.due_on,
        reverse("assemble_report", args=[request.case_id, request.child_id]), request.child_id,
    )  # fmt: skip


def _report(report: Report, words: str, who: str, page: str, since: date) -> Work:
    return Work(
        report.case_id, report.case.reference, words, who, since, report.request.due_on,
        reverse(page, args=[report.case_id, report.child_id]), report.child_id,
    )  # fmt: skip
