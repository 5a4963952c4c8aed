"""Pages on which a lead professional writes: an event, evidence, the assessment, the child's own words."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from kith.access.gate import Request
from kith.access.writing import sent
from kith.disclosure.terms import ItemKind
from kith.protocol.pack import load
from kith.register.gate import on_case
from kith.ui.forms import Form
from kith.welfare import actions, queries
from kith.welfare.forms import (
    ActionForm,
    AssessmentForm,
    EventForm,
    EvidenceForm,
    NamedPersonForm,
    PlanForm,
    ViewsForm,
)
from kith.welfare.pages.around import Writing, of_child, write
from kith.welfare.record import Case, action_to_change, entry_to_correct, views_to_take_back
from kith.welfare.terms import MatrixPart, WorldSide


@on_case("welfare.note_event")
def note_event(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Note an event of the chronology, or correct one by a new entry."""
    return _note(request, case, child_id, ItemKind.EVENT, _bound(EventForm), actions.note_event, _("Note an event"))


@on_case("welfare.add_evidence")
def add_evidence(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Add evidence of how the child belongs here, or correct it by a new entry."""
    hint = _("What shows how this child lives here: school, friends, a club, a choir, health, faith, language.")
    return _note(
        request, case, child_id, ItemKind.EVIDENCE, _bound(EvidenceForm), actions.add_evidence, _("Add evidence"), hint
    )


@on_case("welfare.record_assessment")
def record_assessment(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Record strengths and challenges by indicator, or correct what was recorded by a new entry."""

    def form(request: Request, initial: dict[str, object]) -> AssessmentForm:
        return AssessmentForm(
            request.POST if request.method == "POST" else None, initial=initial, indicators=load().indicators
        )

    def record(**given: Any) -> None:  # Any: what the form gave
        def parts(codes: Iterable[str]) -> dict[str, dict[str, str]]:
            return {code: {part: given.pop(f"{code}_{part}") for part in ("strengths", "challenges")} for code in codes}

        indicators, world = parts(one.code for one in load().indicators), parts(WorldSide.values)
        matrix = {end: given.pop(end) for end in MatrixPart.values}
        actions.record_assessment(indicators=indicators, world=world, matrix=matrix, **given)

    hint = _("Write what is new. What you do not know stays empty; what was written before stays as it is.")
    return _note(
        request, case, child_id, ItemKind.ASSESSMENT, form, record, _("Record assessment"), hint,
        template="welfare/record_assessment.html",
    )  # fmt: skip


@on_case("welfare.record_childs_views")
def record_childs_views(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Record the child's own words, or why they were not sought; or what the child says instead of earlier words."""

    def form(request: Request, initial: dict[str, object]) -> ViewsForm:
        told = {"told_who_reads": initial.get("told_who_reads") == "yes"}
        has_plan = queries.standing_plan(child_id) is not None
        return ViewsForm(*sent(request), initial=initial | told, has_plan=has_plan)

    def record(**given: Any) -> None:  # Any: what the form gave
        said = {name: {"yes": True, "no": False}.get(given[name]) for name in ("may_share", "seen_apart")}
        actions.record_childs_views(**given | said | {"was_sought": given["was_sought"] == "yes"})

    hint = _("Until a report is released, the child may say something else or take the words back.")
    return _note(
        request, case, child_id, ItemKind.VIEWS, form, record, _("Record child's views"), hint,
        template="welfare/record_childs_views.html",
    )  # fmt: skip


@on_case("welfare.take_back_childs_views")
def take_back_childs_views(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Take the child's words (?view=) back: they no longer go anywhere."""
    shown = of_child(request, case, child_id)
    view = views_to_take_back(child_id, request.GET.get("view", ""))
    if view is None:
        raise Http404("no such entry about this child")

    def act(given: dict[str, Any]) -> None:
        actions.take_back_childs_views(view=view, by=request.passage.actor, at=request.passage.at)

    before = (
        _("These words will no longer stand on the child's page, and cannot go into a report."),
        _("They stay in the history. That the child was heard stays known."),
    )
    return write(request, shown, Form(request.POST if request.method == "POST" else None), Writing(
        title=_("The child takes these words back"), button=_("Take words back"), act=act, done=_("Taken back."),
        before=before, more={"quoted": view.words or view.plan_words},
    ))  # fmt: skip


@on_case("welfare.record_named_person")
def record_named_person(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Record who the child's named person is now."""
    shown = of_child(request, case, child_id)
    form = _bound(NamedPersonForm)(request, queries.as_written(queries.named_person_of(child_id)))

    def act(given: dict[str, Any]) -> None:
        actions.record_named_person(case=case, child=child_id, by=request.passage.actor, at=request.passage.at, **given)

    hint = _("The one person in a service that every child has, to whom child and parents can always go.")
    return write(request, shown, form, Writing(title=_("Record named person"), act=act, done=_("Recorded."), hint=hint))


@on_case("welfare.agree_plan")
def agree_plan(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Write down the child's plan as it is agreed now, beginning with what was agreed before."""
    shown = of_child(request, case, child_id)
    form = _bound(PlanForm)(request, queries.as_written(queries.standing_plan(child_id)))

    def act(given: dict[str, Any]) -> None:
        actions.agree_plan(case=case, child=child_id, by=request.passage.actor, at=request.passage.at, **given)

    hint = _("The plan before stays in the history; this one takes its place.")
    return write(request, shown, form, Writing(
        title=_("Agree plan"), act=act, done=_("Recorded. Next: an action for each need."), hint=hint, then="childs_plan",
    ))  # fmt: skip


@on_case("welfare.plan_action")
def plan_action(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Add an action to the child's plan, or (?corrects=) change one and say what came of it."""
    shown, earlier = of_child(request, case, child_id), None
    if asked := request.GET.get("corrects"):
        earlier = action_to_change(child_id, asked)
        if earlier is None:
            raise Http404("no such action of this child's plan")

    def act(given: dict[str, Any]) -> None:
        actions.plan_action(
            case=case, child=child_id, corrects=earlier, by=request.passage.actor, at=request.passage.at, **given
        )

    form = _bound(ActionForm)(
        request, queries.as_written(earlier) | {"is_over": earlier is not None and earlier.is_over}
    )
    return write(request, shown, form, Writing(
        title=_("Plan action"), act=act, done=_("Recorded."), then="childs_plan",
    ))  # fmt: skip


FormOf = Callable[[Request, dict[str, object]], Form]


def _bound(form: type[Form]) -> FormOf:
    return lambda request, initial: form(*sent(request), initial=initial)


def _note(
    request: Request, case: Case, child_id: uuid.UUID, kind: ItemKind, form_of: FormOf, action: Callable[..., object],
    title: str, hint: str = "", template: str = "welfare/write.html",
) -> HttpResponse:  # fmt: skip
    """Write an entry. With ?corrects= the page begins with what an earlier one says, and the new one takes its place."""
    shown, earlier = of_child(request, case, child_id), None
    if asked := request.GET.get("corrects"):
        earlier = entry_to_correct(kind, child_id, asked)
        if earlier is None:
            raise Http404("no such entry about this child")
        hint = _("The earlier entry stays in the history; this one takes its place.")
    form = form_of(request, queries.as_written(earlier))

    def act(given: dict[str, Any]) -> None:
        action(case=case, child=child_id, corrects=earlier, by=request.passage.actor, at=request.passage.at, **given)

    return write(request, shown, form, Writing(title=title, act=act, done=_("Recorded."), hint=hint, template=template))
