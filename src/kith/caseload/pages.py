"""Pages of the caseload: what waits for me and how I like to see it, finding a person, and a case at a glance."""

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kith.access import actions
from kith.access.gate import Request, page
from kith.access.queries import saved_view
from kith.access.roles import HOMES, roles_that_may
from kith.access.writing import posted, write
from kith.caseload import queries
from kith.caseload.forms import ViewForm
from kith.caseload.queries import BY_WAITING
from kith.caseload.terms import About
from kith.caseload.timeline import Happened, happened_on, lines_of
from kith.protocol.pack import load
from kith.register.gate import Case, on_case
from kith.register.queries import MOST, children_among, people_of
from kith.register.queries import find as find_people
from kith.register.work import EVERYWHERE, RECORDED, TAGS, WAITING, WITH_OTHERS, WITH_YOU, Longest, Look, look
from kith.ui.paging import paged
from kith.ui.tabs import Tab
from kith.verdict import Refused

ROWS, FOUND, LINES, HISTORY, LONGEST = 20, 25, 15, 100, 3
TABS = {
    WITH_YOU: gettext_lazy("With you"),
    WITH_OTHERS: gettext_lazy("With others"),
    WAITING: gettext_lazy("Waiting"),
    RECORDED: gettext_lazy("Recorded"),
}


@page("caseload.my_caseload")
def my_caseload(request: Request) -> HttpResponse:
    """What is next, who has it, since when: where the work is first, then which kind of it; a page of it at a time, in the order
    of the pack. What waits longest stands above, whatever the page is narrowed to.

    Who has no cases is led on to where their work is.
    """
    desk = queries.desk_of(request.passage)
    if desk is None:
        return redirect(HOMES[request.passage.role])
    where, kind, number = (request.GET.get(name, "").replace("\x00", "") for name in ("where", "kind", "page"))
    tag = EVERYWHERE if where == "all" else where if where in TAGS else None
    at = ROWS * (int(number) - 1) if number.isdecimal() and 0 < len(number) < 7 else 0
    order, on = queries.order_of(request.passage), request.passage.at.date()
    by_rule = order if request.GET.get("order") != BY_WAITING else None
    longest = Longest(LONGEST, request.passage.at - timedelta(order.days))
    seen = look(desk, ROWS, max(at, 0), tag=tag, kind=kind, order=by_rule, longest=longest)
    asked = {"where": seen.tag or "all", "kind": seen.kind, "order": "" if by_rule else BY_WAITING}
    if at >= seen.count > 0:
        return redirect(f"{request.path}?{urlencode(asked)}")
    request.shown = [work.child_id or work.case_id for work in (*seen.works, *seen.longest)]
    tasks = queries.tasks([*seen.works, *seen.longest], on)
    return render(request, "caseload/my_caseload.html", {
        "found": paged(lambda limit, offset: seen.works, seen.count, per_page=ROWS, number=number),
        "tasks": tasks[: len(seen.works)], "tabs": _tabs(seen, asked["order"]), "kinds": _kinds(seen, asked["order"]),
        "query": urlencode(asked) + "&", "longest": tasks[len(seen.works) :], "long": seen.long, "order": order,
        "is_by_rule": by_rule is not None, "other_order": _other_order(asked),
        "post": queries.post_waiting_for(request.passage), "views": queries.views_of(request.passage),
        "begun": queries.begun(request.passage),
    })  # fmt: skip


def _other_order(asked: Mapping[str, str]) -> str:
    """The address of the same list in the other order."""
    return "?" + urlencode({**asked, "order": "" if asked["order"] else BY_WAITING})


def _tabs(seen: Look, order: str) -> list[Tab]:
    def tab(code: str, label: str) -> Tab:
        count = sum(pile.count for pile in seen.piles if code in ("", pile.tag))
        return Tab(label, f"?where={code or 'all'}&order={order}", "page" if seen.tag == code else "", count)

    return [*(tab(code, str(label)) for code, label in TABS.items()), tab(EVERYWHERE, _("All"))]


def _kinds(seen: Look, order: str) -> list[Tab]:
    """Links that narrow a tab to one kind of work; none where there is one kind only."""
    here = [pile for pile in seen.piles if seen.tag in ("", pile.tag)]
    counts = Counter[str]()
    for pile in here:
        counts[pile.code] += pile.count
    titles = {pile.code: pile.title for pile in here}
    where = f"?where={seen.tag or 'all'}&order={order}"
    kinds = [Tab(titles[k], f"{where}&kind={k}", "true" if k == seen.kind else "", n) for k, n in counts.items()]
    return [Tab(_("Every kind"), where, "" if seen.kind else "true", counts.total()), *kinds] if len(kinds) > 1 else []


@page("caseload.saved_views")
def saved_views(request: Request) -> HttpResponse:
    """My saved views by name, and those that I removed and can bring back."""
    kept = queries.views_of(request.passage, removed=True)
    request.shown = [one.id for one in kept]
    return render(request, "caseload/saved_views.html", {
        "views": [one for one in kept if not one.removed_at], "removed": [one for one in kept if one.removed_at],
    })  # fmt: skip


@page("caseload.save_view")
def save_view(request: Request) -> HttpResponse:
    """Save how my caseload is narrowed and ordered under a name of my own."""
    asked = queries.asked_of(request.passage, request.GET)

    def act(given: dict[str, Any]) -> None:
        actions.save_view(page=queries.CASELOAD, asked=asked, **given, by=request.passage.actor, at=request.passage.at)

    return write(
        request, ViewForm(posted(request)), act, template="caseload/save_view.html",
        shown={"title": _("Save this view"), "what": queries.in_words(request.passage, asked)},
        done=_("Saved. It stands above your caseload, under its name."), then=f"{reverse('my_caseload')}?{urlencode(asked)}",
    )  # fmt: skip


@page("caseload.rename_view")
def rename_view(request: Request, view_id: uuid.UUID) -> HttpResponse:
    """Give a saved view another name."""
    view = _view(request, view_id)
    return write(
        request, ViewForm(posted(request), initial={"name": view.name}),
        lambda given: actions.rename_view(view=view, **given, by=request.passage.actor, at=request.passage.at),
        template="caseload/save_view.html",
        shown={"title": _("Rename this view"), "what": queries.in_words(request.passage, view.asked)},
        done=_("Renamed."), then=reverse("saved_views"),
    )  # fmt: skip


@require_POST
@page("caseload.remove_view")
def remove_view(request: Request, view_id: uuid.UUID) -> HttpResponse:
    """Remove a saved view; the page then offers to bring it back."""
    return _changed(request, view_id, actions.remove_view, _("Removed. It can be brought back below."))


@require_POST
@page("caseload.bring_back_view")
def bring_back_view(request: Request, view_id: uuid.UUID) -> HttpResponse:
    """Bring back a view that was removed."""
    return _changed(request, view_id, actions.bring_back_view, _("Brought back."))


def _changed(request: Request, view_id: uuid.UUID, verb: Callable[..., object], done: str) -> HttpResponse:
    """One step of a saved view by one button: sent twice it is done once."""
    view = _view(request, view_id)
    try:
        verb(view=view, by=request.passage.actor, at=request.passage.at)
        messages.success(request, done)
    except Refused as refused:
        request.refusals.append(refused)
        messages.warning(request, refused.obstacles[0].words)
    return redirect("saved_views")


def _view(request: Request, view_id: uuid.UUID) -> Any:  # Any: pages know no tables
    found = saved_view(request.passage.actor, view_id)
    if found is None:
        raise Http404("no saved view of yours has this address")
    return found


@page("caseload.find")
def find(request: Request) -> HttpResponse:
    """Everyone whom I may see whose name or number is like what I typed, and why each matched. A number typed whole that
    belongs to one case leads straight there."""
    words = request.GET.get("words", "").replace("\x00", "")[:200].strip()
    if not words:
        return render(request, "caseload/find.html", {"words": ""})
    number = request.GET.get("page", "")
    at = (int(number) - 1) * FOUND if number.isdecimal() and 0 < len(number) < 3 else 0
    search = find_people(words, request.passage, limit=FOUND, offset=max(at, 0))
    if search.only_case and not number:
        return redirect("case", case_id=search.only_case)
    if at >= search.count > 0:
        return redirect(f"{request.path}?{urlencode({'words': words, 'page': 1})}")
    found = paged(lambda limit, offset: search.found, search.count, per_page=FOUND, number=number)
    request.shown = [one.case.pk for one in search.found]
    return render(request, "caseload/find.html", {
        "words": words, "found": found, "count": search.count, "most": MOST if search.count >= MOST else 0,
        "rows": queries.matches(search.found, request.passage.at.date()), "query": urlencode({"words": words}) + "&",
    })  # fmt: skip


@on_case("caseload.case")
def case(request: Request, case: Case) -> HttpResponse:
    """One case at a glance: what is next on it and who has it, who its people are, what happened."""
    passage = request.passage
    people = people_of([case]).get(case.family_id, [])
    happened = happened_on(case, passage, people, load())
    about, tabs = _about(request.GET.get("about", ""), happened)
    chosen = [one for one in happened if about in ("", one.about)]
    lines = lines_of(chosen, until=timezone.localdate(passage.at))
    found, children = Paginator(lines, LINES).get_page(request.GET.get("page")), children_among([case])
    return render(request, "caseload/case.html", {
        "case": case, "steps": queries.steps_next(case, people, passage), "found": found, "kinds": tabs,
        "people": [(one, one.age_on(passage.at.date()), children.get((case.pk, one.id))) for one in people],
        "team": queries.team(case, passage.at), "query": f"about={about}&", "now_in": queries.now_in(case, people, passage),
    })  # fmt: skip


@on_case("caseload.case_people")
def case_people(request: Request, case: Case) -> HttpResponse:
    """The people of the family as this side may know them: every name, date and number as given, and who said it when."""
    found = queries.profiles_of(case, request.passage.at.date())
    request.shown = [one.person.id for one in found]
    return render(request, "caseload/case_people.html", {
        "case": case, "people": found, "page_title": _("People"), "now_in": queries.now_in(case, found, request.passage),
        "may_settle": request.passage.role in roles_that_may("register.settle_fact"),
    })  # fmt: skip


@on_case("caseload.case_history")
def case_history(request: Request, case: Case) -> HttpResponse:
    """What was done on the case and by whom, in the order in which it was written down, newest first."""
    people = people_of([case]).get(case.family_id, [])
    happened = happened_on(case, request.passage, people, load())
    about, tabs = _about(request.GET.get("about", ""), happened)
    chosen = sorted((one for one in happened if about in ("", one.about)), key=lambda one: one.at, reverse=True)
    found = Paginator(chosen, HISTORY).get_page(request.GET.get("page"))
    return render(request, "caseload/case_history.html", {
        "case": case, "found": found, "kinds": tabs, "query": f"about={about}&", "page_title": _("History"),
    })  # fmt: skip


def _about(asked: str, happened: Sequence[Happened]) -> tuple[str, list[Tab]]:
    """What the lines are narrowed to, and the links that narrow them; none where they are about one thing only."""
    counts = Counter(one.about for one in happened)
    about = asked if asked in counts else ""
    tabs = [
        Tab(str(kind.label), f"?about={kind}", "true" if kind == about else "", counts[kind])
        for kind in About
        if counts[kind]
    ]
    return about, [Tab(_("Everything"), "?", "" if about else "true", len(happened)), *tabs] if len(tabs) > 1 else []
