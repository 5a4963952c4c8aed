"""Pages of the caseload: what waits for me, finding a person, and a case at a glance."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kith.access.gate import Request, page
from kith.caseload import queries
from kith.register.gate import Case, on_case
from kith.register.queries import find as find_people
from kith.register.queries import people_of, team_of
from kith.ui.paging import paged

ROWS = 20


@page("caseload.my_caseload")
def my_caseload(request: Request) -> HttpResponse:
    """What is next, who has it, since when: queue by queue, the first one that is not empty opened."""
    queues = queries.work_of(request.passage)
    asked = request.GET.get("queue", "")
    chosen = next((q for q in queues if q.code == asked), None) or next((q for q in queues if q.count), None)
    found = paged(chosen.rows, chosen.count, per_page=ROWS, number=request.GET.get("page")) if chosen else None
    request.shown = [row.case_id for row in found] if found else []
    return render(request, "caseload/my_caseload.html", {"queues": queues, "chosen": chosen, "found": found})


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
    mine = [
        row
        for queue in queries.work_of(request.passage)
        if queue.count
        for row in queue.rows(queue.count, 0)
        if row.case_id == case.pk
    ]
    people = people_of([case]).get(case.family_id, [])
    return render(request, "caseload/case.html", _case(request, case) | {
        "work": mine, "people": [(p, p.age_on(request.passage.at.date())) for p in people],
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
