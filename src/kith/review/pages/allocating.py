"""Giving cases to officers, and asking others for their part in one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.access.gate import Request, page
from kith.access.terms import Role
from kith.access.writing import posted
from kith.protocol.pack import load
from kith.register.gate import on_case
from kith.review import actions, queries, rules
from kith.review.forms.allocating import AskForm, OpenForm, ReallocateForm
from kith.review.overview import Case, Review
from kith.review.pages.writing import review_of, write
from kith.verdict import Obstacle, Refused

ROWS = 25
Rule = Callable[..., tuple[Obstacle, ...]]


@page("review.allocate")
def allocate(request: Request) -> HttpResponse:
    """Cases that no officer has, longest waiting first: tick several, choose who considers and who weighs best interests."""
    people = {str(one.id): one for one in queries.colleagues(Role.REVIEW_OFFICER, request.passage.at)}
    texts = {f"{one.code} {one.from_}": one for one in load().criteria_sets if not one.is_of_each_child}
    form = OpenForm(
        posted(request), people=[(key, _load(one)) for key, one in people.items()],
        texts=[(key, one.words) for key, one in sorted(texts.items(), key=lambda item: item[1].words)],
    )  # fmt: skip
    found = Paginator(queries.cases_to_allocate(request.passage), ROWS).get_page(request.GET.get("page"))
    ticked = request.POST.getlist("case")[: ROWS * 4]
    if request.method == "POST" and not ticked:
        form.add_error(None, _("Tick at least one case."))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        weigher = people.get(given["weigher"])
        _allocate_each(
            request, ticked, officer=people[given["officer"]].actor, weigher=weigher.actor if weigher else None,
            under=texts.get(given["under"]), reason=given["reason"],
        )  # fmt: skip
        return redirect("allocate")
    request.shown = [case.pk for case in found]
    for case in found:
        case.council = load().areas.get(case.area, "")  # type: ignore[attr-defined]  # for the template alone
    shown = {"found": found, "form": form, "ticked": ticked}
    return render(request, "review/allocate.html", shown, status=422 if request.method == "POST" else 200)


def _allocate_each(
    request: Request, ticked: list[str], *, officer: Any, **how: Any
) -> None:  # Any: as the action takes it
    """Each case by itself: one that cannot be allocated keeps no other back, and is said."""
    done = list[str]()
    for case in queries.cases_by_id(request.passage, ticked):
        try:
            actions.allocate(
                case=case, officer=officer, pack=load(), by=request.passage.actor, at=request.passage.at, **how
            )
            done.append(case.reference)
        except Refused as refused:
            request.refusals.append(refused)
            messages.warning(request, " ".join(obstacle.words for obstacle in refused.obstacles))
    if done:
        said = ngettext("Allocated to %(who)s: %(cases)s.", "Allocated to %(who)s: %(cases)s.", len(done))
        messages.success(request, said % {"who": officer.shown_name, "cases": ", ".join(done)})
    elif not request.refusals:
        messages.warning(request, _("None of these cases is there for you to allocate."))


@on_case("review.reallocate")
def reallocate(request: Request, case: Case) -> HttpResponse:
    """Give the case to another officer: after a conflict of interest, for leave, to share out the work."""
    review = review_of(case)
    free, shown = _choice(request, review, Role.REVIEW_OFFICER, rules.obstacles_to_taking_over)
    form = ReallocateForm(
        posted(request), people=[(key, _load(one)) for key, one in free.items()], initial={"version": review.version}
    )

    def act(given: dict[str, Any]) -> None:
        weigher = free.get(given["weigher"])
        actions.reallocate(
            review=review, officer=free[given["officer"]].actor, weigher=weigher.actor if weigher else None,
            why=given["why"], expected=given["version"], by=request.passage.actor, at=request.passage.at,
        )  # fmt: skip

    return write(
        request, case, form, act, _("The case is with another officer now."), title=_("Give to another officer"),
        template="review/ask.html", more=shown | {"intro": [
            _("Now with %(who)s.") % {"who": review.officer.shown_name},
            _("What was written stays and can be read. The next officer writes a draft of their own."),
        ]},
        held=lambda now: {"officer": now.officer.shown_name},
    )  # fmt: skip


@on_case("review.ask_for_best_interests")
def ask_for_best_interests(request: Request, case: Case) -> HttpResponse:
    """Name the officer who weighs what is best for the children: never one who drafts."""
    intro = [
        _(
            "Another officer than the one who drafts weighs, for each child and before anything is decided, what is best."
        ),
        _("Whoever was asked before is taken off the case; what they wrote stays."),
    ]
    return _ask(
        request, case, actions.ask_for_best_interests, Role.REVIEW_OFFICER, rules.obstacles_to_weighing,
        title=_("Ask for best interests"), intro=intro,
    )  # fmt: skip


@on_case("review.ask_second_officer")
def ask_second_officer(request: Request, case: Case) -> HttpResponse:
    """Name the second officer: someone who had no other part in the case."""
    intro = [
        _("The second officer records an own view before reading the draft, then confirms the decision or returns it."),
        _("Whoever was asked before is taken off the case; a view that they recorded stays."),
    ]
    return _ask(
        request, case, actions.ask_second_officer, Role.SECOND_OFFICER, rules.obstacles_to_asking_second,
        title=_("Ask second officer"), intro=intro,
    )  # fmt: skip


def _ask(
    request: Request, case: Case, action: Callable[..., object], role: Role, rule: Rule, *, title: str, intro: list[str]
) -> HttpResponse:
    review = review_of(case)
    free, shown = _choice(request, review, role, rule)
    form = AskForm(posted(request), people=[(key, _load(one)) for key, one in free.items()])

    def act(given: dict[str, Any]) -> None:
        action(review=review, officer=free[given["officer"]].actor, by=request.passage.actor, at=request.passage.at)

    return write(
        request, case, form, act, _("Asked. The case is on their list now."), title=title, template="review/ask.html",
        more=shown | {"intro": intro},
    )  # fmt: skip


def _choice(request: Request, review: Review, role: Role, rule: Rule) -> tuple[dict[str, Any], dict[str, Any]]:
    """Who is free for a part, by name: nobody is proposed. And who is not, with why not."""
    parts, people = queries.parts_in(review), queries.colleagues(role, request.passage.at)
    why_not = {one.id: rule(one.id, parts) for one in people}
    free = {str(one.id): one for one in people if not why_not[one.id]}
    barred = [(one.name, " ".join(o.words for o in why_not[one.id])) for one in people if why_not[one.id]]
    return free, {"free": free, "barred": barred, "review": review}


def _load(one: queries.Colleague) -> str:
    """Someone's name, with how much they have: said, not weighed."""
    words = _("%(name)s, %(agency)s. Has now: %(reviews)d of their own, a part in %(parts)d of others.")
    return words % {"name": one.name, "agency": one.agency, "reviews": one.reviews, "parts": one.parts}
