"""Pages of the caseload: what waits for me, finding a person, and a case at a glance."""

from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kith.access.gate import Request, page
from kith.access.roles import HOMES
from kith.caseload import queries
from kith.caseload.terms import About
from kith.caseload.timeline import Happened, happened_on, lines_of
from kith.protocol.pack import load
from kith.register.gate import Case, on_case
from kith.register.queries import MOST, children_among, people_of
from kith.register.queries import find as find_people
from kith.register.work import EVERYWHERE, RECORDED, TAGS, WAITING, WITH_OTHERS, WITH_YOU, Look, look
from kith.ui.paging import paged
from kith.ui.tabs import Tab

ROWS, FOUND, LINES, HISTORY = 20, 25, 15, 100
TABS = {
    WITH_YOU: gettext_lazy("With you"),
    WITH_OTHERS: gettext_lazy("With others"),
    WAITING: gettext_lazy("Waiting"),
    RECORDED: gettext_lazy("Recorded"),
}


@page("caseload.my_caseload")
def my_caseload(request: Request) -> HttpResponse:
    """What is next, who has it, since when: where the work is first, then which kind of it; a page of it at a time.

    Who has no cases is led on to where their work is.
    """
    desk = queries.desk_of(request.passage)
    if desk is None:
        return redirect(HOMES[request.passage.role])
    where, kind, number = (request.GET.get(name, "").replace("\x00", "") for name in ("where", "kind", "page"))
    tag = EVERYWHERE if where == "all" else where if where in TAGS else None
    at = ROWS * (int(number) - 1) if number.isdecimal() and 0 < len(number) < 7 else 0
    seen = look(desk, ROWS, max(at, 0), tag=tag, kind=kind)
    if at >= seen.count > 0:
        return redirect(f"{request.path}?{urlencode({'where': seen.tag or 'all', 'kind': seen.kind})}")
    request.shown = [work.child_id or work.case_id for work in seen.works]
    return render(request, "caseload/my_caseload.html", {
        "found": paged(lambda limit, offset: seen.works, seen.count, per_page=ROWS, number=number),
        "tasks": queries.tasks(seen.works, request.passage.at.date()), "tabs": _tabs(seen), "kinds": _kinds(seen),
        "query": urlencode({"where": seen.tag or "all", "kind": seen.kind}) + "&",
        "post": queries.post_waiting_for(request.passage),
        "begun": queries.begun(request.passage),
    })  # fmt: skip


def _tabs(seen: Look) -> list[Tab]:
    def tab(code: str, label: str) -> Tab:
        count = sum(pile.count for pile in seen.piles if code in ("", pile.tag))
        return Tab(label, f"?where={code or 'all'}", "page" if seen.tag == code else "", count)

    return [*(tab(code, str(label)) for code, label in TABS.items()), tab(EVERYWHERE, _("All"))]


def _kinds(seen: Look) -> list[Tab]:
    """Links that narrow a tab to one kind of work; none where there is one kind only."""
    here = [pile for pile in seen.piles if seen.tag in ("", pile.tag)]
    counts = Counter[str]()
    for pile in here:
        counts[pile.code] += pile.count
    titles = {pile.code: pile.title for pile in here}
    where = f"?where={seen.tag or 'all'}"
    kinds = [Tab(titles[k], f"{where}&kind={k}", "true" if k == seen.kind else "", n) for k, n in counts.items()]
    return [Tab(_("Every kind"), where, "" if seen.kind else "true", counts.total()), *kinds] if len(kinds) > 1 else []


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
