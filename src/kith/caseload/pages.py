"""Pages of the caseload: what waits for me, finding a person, and a case at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kith.access.gate import Request, page
from kith.caseload import queries
from kith.register.gate import Case, on_case
from kith.register.queries import find as find_people
from kith.register.queries import people_of, team_of
from kith.register.work import RECORDED, TAGS, WAITING, WITH_OTHERS, WITH_YOU, Pile, piles, rows
from kith.ui.paging import paged

ROWS = 20
TABS = {
    WITH_YOU: gettext_lazy("With you"),
    WITH_OTHERS: gettext_lazy("With others"),
    WAITING: gettext_lazy("Waiting"),
    RECORDED: gettext_lazy("Recorded"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of the same work, as a link with its number."""

    label: str
    url: str
    current: str
    count: int


@page("caseload.my_caseload")
def my_caseload(request: Request) -> HttpResponse:
    """What is next, who has it, since when: where the work is first, then which kind of it; a page of it at a time."""
    desk = queries.desk_of(request.passage)
    if desk is None:
        return render(request, "caseload/my_caseload.html")
    heaps = piles(desk)
    tag, kind = _asked(request.GET.get("where", ""), request.GET.get("kind", ""), heaps)
    here = [pile for pile in heaps if tag in ("", pile.tag)]
    found = paged(
        lambda limit, offset: rows(desk, limit, offset, tag=tag, kind=kind),
        sum(pile.count for pile in here if kind in ("", pile.code)), per_page=ROWS, number=request.GET.get("page"),
    )  # fmt: skip
    request.shown = [work.child_id or work.case_id for work in found]
    return render(request, "caseload/my_caseload.html", {
        "found": found, "tasks": queries.tasks(list(found), request.passage.at.date()), "tabs": _tabs(tag, heaps),
        "kinds": _kinds(tag, kind, here), "query": f"where={tag or 'all'}&kind={kind}&",
    })  # fmt: skip


def _asked(where: str, kind: str, piles: Sequence[Pile]) -> tuple[str, str]:
    """Which tab and which kind of work is meant: the first tab that is not empty where none is named; "" is all."""
    tags = [pile.tag for pile in piles]
    tag = "" if where == "all" else where if where in TAGS else next((t for t in TAGS if t in tags), WITH_YOU)
    return tag, kind if kind in {pile.code for pile in piles if tag in ("", pile.tag)} else ""


def _tabs(tag: str, piles: Sequence[Pile]) -> list[Tab]:
    def tab(code: str, label: str) -> Tab:
        count = sum(pile.count for pile in piles if code in ("", pile.tag))
        return Tab(label, f"?where={code or 'all'}", "page" if tag == code else "", count)

    return [*(tab(code, str(label)) for code, label in TABS.items()), tab("", _("All"))]


def _kinds(tag: str, code: str, piles: Sequence[Pile]) -> list[Tab]:
    """Links that narrow a tab to one kind of work; none where there is one kind only."""
    named = {pile.code: pile.title for pile in piles}
    if len(named) < 2:
        return []
    counts = {kind: sum(pile.count for pile in piles if pile.code == kind) for kind in named}
    kinds = [
        Tab(named[kind], f"?where={tag or 'all'}&kind={kind}", "true" if kind == code else "", counts[kind])
        for kind in named
    ]
    return [Tab(_("Every kind"), f"?where={tag or 'all'}", "" if code else "true", sum(counts.values())), *kinds]


@page("caseload.find")
def find(request: Request) -> HttpResponse:
    """Everyone whom I may see whose name or number is like what I typed, and why each matched."""
    words = request.GET.get("words", "").replace("\x00", "")[:200]
    found = find_people(words, request.passage) if words.strip() else []
    request.shown = [one.case.pk for one in found]
    today = request.passage.at.date()
    rows = [(one, one.person.age_on(today)) for one in found]
    return render(request, "caseload/find.html", {"words": words, "rows": rows})


@on_case("caseload.case")
def case(request: Request, case: Case) -> HttpResponse:
    """One case at a glance: what is next on it, who its people are, what happened."""
    people = people_of([case]).get(case.family_id, [])
    return render(request, "caseload/case.html", {
        "case": case, "work": queries.next_on(case, request.passage),
        "people": [(p, p.age_on(request.passage.at.date())) for p in people],
        "history": queries.history_of(case).lines[:8], "team": team_of(case, request.passage.at),
    })  # fmt: skip


@on_case("caseload.case_people")
def case_people(request: Request, case: Case) -> HttpResponse:
    """The people of the family as this side may know them: every name and date as given, beside one another."""
    today = request.passage.at.date()
    people = [(p, p.age_on(today)) for p in people_of([case]).get(case.family_id, [])]
    return render(
        request, "caseload/case_people.html", _case(request, case) | {"people": people, "page_title": _("People")}
    )


@on_case("caseload.case_history")
def case_history(request: Request, case: Case) -> HttpResponse:
    """What happened on the case, newest first."""
    lines = queries.history_of(case).lines
    return render(
        request, "caseload/case_history.html", _case(request, case) | {"lines": lines, "page_title": _("History")}
    )


def _case(request: Request, case: Case) -> dict[str, object]:
    return {"case": case}
