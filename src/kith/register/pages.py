"""Pages of the register."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kith.access.gate import Request, page
from kith.access.roles import roles_that_may
from kith.access.writing import posted, write
from kith.records import Stale
from kith.register import actions, clocks, papers
from kith.register.forms import (
    ClockForm,
    ConfirmFamilyForm,
    MoveDayForm,
    OpenAgainForm,
    PaperFileForm,
    PaperStepForm,
    SettleForm,
    WhoIsAChildForm,
)
from kith.register.gate import Case, on_case
from kith.register.queries import (
    PersonView,
    names_of,
    people_of,
    steps_of,
)
from kith.register.rules import Reading, obstacles_to_confirming, reading_key
from kith.register.settled import readings_of, said_in_words, settled_fact
from kith.register.terms import DAYS, ClockStep, FactKind
from kith.register.unlisted import may_be_children
from kith.ui.dates import births_in_words, day_in_words
from kith.ui.forms import read_period
from kith.ui.tabs import tabs_at
from kith.verdict import Obstacle, Refused

ROWS = 20


@on_case("register.confirm_family")
def confirm_family(request: Request, case: Case) -> HttpResponse:
    """Confirm who belongs to the family and who is a child; from here the children's side takes over."""
    today = request.passage.at.date()
    people = people_of([case]).get(case.family_id, [])
    choices = [(str(p.id), _who(p, today)) for p in people]
    young = [str(p.id) for p in people if p.is_child_on(today)]
    form = ConfirmFamilyForm(
        request.POST if request.method == "POST" else None, people=choices, initial={"children": young}
    )
    obstacles: tuple[Obstacle, ...] = ()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            children = [uuid.UUID(one) for one in form.cleaned_data["children"]]
            try:
                actions.confirm_family(case=case, children=children, by=request.passage.actor, at=request.passage.at)
                messages.success(
                    request, _("Recorded. Next: the coordinator appoints a lead professional for each child.")
                )
                open_now = may_be_children(case)
                return redirect("say_who_is_a_child" if open_now else "case", case_id=case.pk)
            except Refused as refused:
                request.refusals.append(refused)
                obstacles = refused.obstacles
    shown = {
        "case": case,
        "form": form,
        "people": people,
        "obstacles": obstacles,
        "before": obstacles_to_confirming(
            str(case), [taken.step for taken in steps_of(case)], is_closed=case.closed_at is not None
        ),
    }
    return render(request, "register/confirm_family.html", shown | {"page_title": _("Confirm family")}, status=status)


@on_case("register.say_who_is_a_child")
def say_who_is_a_child(request: Request, case: Case) -> HttpResponse:
    """Say of everyone who came to a confirmed family, or was left off its list, whether they are a child."""
    today, me = request.passage.at.date(), request.passage.actor
    waiting = may_be_children(case)
    mine = [one for one in waiting if me.pk not in one.said_by]
    people = [(one.id, _who(one.view, today) if one.view else _("name not known")) for one in mine]
    form = WhoIsAChildForm(request.POST if request.method == "POST" else None, people=people)
    obstacles: tuple[Obstacle, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            actions.say_who_is_a_child(
                case=case, children=form.children, adults=form.adults, by=me, at=request.passage.at
            )
            messages.success(request, _("Recorded."))
            return redirect("case", case_id=case.pk)
        except Refused as refused:
            request.refusals.append(refused)
            obstacles = refused.obstacles
    shown = {
        "case": case, "form": form, "obstacles": obstacles, "page_title": _("Who is a child"), "is_any": bool(mine),
        "others": [one for one in waiting if me.pk in one.said_by],
        "rows": [(one, form[f"is_{one.id}"], form[f"why_{one.id}"]) for one in mine],
    }  # fmt: skip
    return render(request, "register/say_who_is_a_child.html", shown, status=422 if request.method == "POST" else 200)


def _who(person: PersonView, today: date) -> str:
    """A person to choose: name, age, every date of birth that is given, and how they belong as recorded."""
    said = [
        f"{person.name or _('name not known')}, {person.age_on(today) or _('age not known')}",
        _("born %(births)s") % {"births": births_in_words(person.births)} if person.births else "",
        person.relationship,
    ]
    return " · ".join(part for part in said if part)


@on_case("register.settle_fact")
def settle_fact(request: Request, case: Case, person_id: uuid.UUID, kind: str) -> HttpResponse:
    """Say which of what sources say differently is right, on which document and why. They all stay beside it."""
    called, readings, settled = _said_of(request, case, person_id, kind)
    by_key = {reading_key(one.value, one.earliest, one.latest): one for one in reversed(readings)}
    choices = [(key, _sources(one.value, readings, key, kind)) for key, one in reversed(by_key.items())]
    initial = {"after": settled.pk if settled else None}
    form = SettleForm(posted(request), readings=choices, initial=initial)

    def act(given: dict[str, Any]) -> None:
        one = by_key.get(given["right"])
        day = (one.earliest, one.latest) if one else read_period(given["other"]) if kind in DAYS else None
        said = actions.Settled(
            one.value if one else given["other"], *(day or (None, None)), given["sureness"], given["document"],
            given["seen_on"], given["why"],
        )  # fmt: skip
        actions.settle_fact(
            case=case, person=person_id, kind=FactKind(kind), said=said,
            after=given["after"], sending=given["sending"], by=request.passage.actor, at=request.passage.at,
        )  # fmt: skip

    def both(stale: Stale) -> dict[str, Any]:
        seen = {"after": str(stale.current.pk)}  # sent again, it is known that this one was read
        form.data = {**form.data.dict(), **seen}  # type: ignore[attr-defined]
        return {"settled": stale.current, "words": _words(stale.current), "is_newer": True}

    return write(
        request, form, act, template="register/settle_fact.html", done=_("Recorded. What the sources say stays beside it."),
        then=reverse("case_people", args=[case.pk]), both=both,
        shown={"case": case, "page_title": _("Say what is right: %(what)s") % {"what": FactKind(kind).label},
               "called": called, "settled": settled, "words": _words(settled), "is_to_settle": True},
    )  # fmt: skip


@on_case("register.take_back_settled")
def take_back_settled(request: Request, case: Case, person_id: uuid.UUID, kind: str) -> HttpResponse:
    """Say that it is open again what is right, and why."""
    called, _readings, settled = _said_of(request, case, person_id, kind)
    if settled is None:
        raise Http404("nothing is taken as right here")

    def act(given: dict[str, Any]) -> None:
        actions.take_back_settled(settled=settled, why=given["why"], by=request.passage.actor, at=request.passage.at)

    return write(
        request, OpenAgainForm(posted(request)), act, template="register/settle_fact.html", done=_("It is open again."),
        then=reverse("case_people", args=[case.pk]),
        shown={"case": case, "page_title": _("Open again: %(what)s") % {"what": FactKind(kind).label}, "called": called,
               "settled": settled, "words": _words(settled)},
    )  # fmt: skip


def _said_of(request: Request, case: Case, person: uuid.UUID, kind: str) -> tuple[str, list[Reading], Any]:
    """Who it is about, what this side's sources say of this kind, and what is taken as right. Nobody of this family, or nothing
    said: 404."""
    readings = readings_of(case, person, kind) if kind in FactKind else []
    if not readings:
        raise Http404("no source of this side says this of anybody of this family")
    request.shown = [person]
    return names_of([person]).get(person, _("name not known")), readings, settled_fact(case, person, kind)


def _words(settled: Any) -> str:  # Any: pages know no tables
    return said_in_words(settled.kind, settled.value, settled.earliest, settled.latest) if settled else ""


def _sources(value: str, readings: list[Reading], key: str, kind: str) -> str:
    """One reading to choose: in words, and who says it."""
    same = [one for one in readings if reading_key(one.value, one.earliest, one.latest) == key]
    words = said_in_words(kind, value, same[0].earliest, same[0].latest)
    return f"{words} ({' · '.join(dict.fromkeys(one.source for one in same))})"


@on_case("register.case_days")
def case_days(request: Request, case: Case) -> HttpResponse:
    """By when each step on a case is to be done, how that can be changed, and each change with who made it and why."""
    running, over = clocks.clocks_on(case, request.passage)
    about = [one.work.child_id for one in running] + [change.child_id for change in over]
    names = names_of({child for child in about if child})
    shown = {
        "case": case, "page_title": _("Days"), "me": request.passage.actor.pk,
        "may_pause": request.passage.role in roles_that_may("register.pause_clock"),
        "rows": [(one, names.get(one.work.child_id) if one.work.child_id else "") for one in running],
        "over": [(one, clocks.called(one.duty), names.get(one.child_id) if one.child_id else "") for one in over],
    }  # fmt: skip
    return render(request, "register/case_days.html", shown)


@page("register.days_changed")
def days_changed(request: Request) -> HttpResponse:
    """The days that were moved, and the clocks that stand still, on the cases that I may see: by whom, when and why; or
    (?where=over) those of steps that are over."""
    seen = clocks.changes_in_sight(request.passage)
    views = {"running": seen.running, "over": seen.over}
    where = "over" if request.GET.get("where") == "over" else "running"
    found = Paginator(views[where], ROWS).get_page(request.GET.get("page"))
    request.shown = [change.case_id for change in found]
    return render(request, "register/days_changed.html", {
        "found": found, "rows": [(change, clocks.called(change.duty)) for change in found], "where": where,
        "tabs": tabs_at(
            where, (_("Of steps that run"), "running", views["running"].count()),
            (_("Of steps that are over"), "over", views["over"].count()),
        ), "query": f"where={where}&",
    })  # fmt: skip


@on_case("register.move_day")
def move_day(request: Request, case: Case) -> HttpResponse:
    """Move the day of a step (?clock=) with a reason."""
    done = _("Moved. The day that was stays to be read.")
    return _change_day(request, case, MoveDayForm, actions.move_day, ClockStep.MOVED, _("Move a day"), done)


@on_case("register.pause_clock")
def pause_clock(request: Request, case: Case) -> HttpResponse:
    """Let the clock of a step (?clock=) stand still with a reason."""
    title, done = _("Let a clock stand still"), _("It stands still. What is left of its time is kept.")
    return _change_day(request, case, ClockForm, actions.pause_clock, ClockStep.PAUSED, title, done)


@on_case("register.go_on_with_clock")
def go_on_with_clock(request: Request, case: Case) -> HttpResponse:
    """Let a clock that stands still (?clock=) go on with a reason."""
    title, done = _("Let a clock go on"), _("It goes on, with as many days as were left.")
    return _change_day(request, case, ClockForm, actions.go_on_with_clock, ClockStep.GONE_ON, title, done)


def _change_day(
    request: Request, case: Case, form: type[ClockForm], verb: Callable[..., object], step: ClockStep, title: str, done: str,
) -> HttpResponse:  # fmt: skip
    """One change of one of the clocks of which whoever asks may make it; where there is none, the page says so."""
    running = [one for one in clocks.clocks_on(case, request.passage)[0] if one.may(step)]
    names = names_of({one.work.child_id for one in running if one.work.child_id})
    choices = [(one.work.key, _called(one, names)) for one in running]

    def act(given: dict[str, Any]) -> None:
        verb(case=case, passage=request.passage, by=request.passage.actor, at=request.passage.at, **given)

    return write(
        request, form(posted(request), clocks=choices, initial={"clock": request.GET.get("clock", "")}), act,
        template="register/change_day.html", shown={"case": case, "page_title": title, "is_any": bool(running)},
        done=done, then=reverse("case_days", args=[case.pk]),
    )  # fmt: skip


def _called(one: clocks.Running, names: dict[uuid.UUID, str]) -> str:
    """A clock to choose: the step, of which child, with whom, and by when now."""
    work = one.work
    by = _("by %(day)s") % {"day": day_in_words(work.due)} if work.due else _("the clock stands still")
    child = names.get(work.child_id, _("name not known")) if work.child_id else ""
    return " · ".join(part for part in (work.next, child, work.who, by) if part)


@require_POST
@on_case("register.take_back_day")
def take_back_day(request: Request, case: Case, change_id: uuid.UUID) -> HttpResponse:
    """Take back one's own change of a day; what held before holds again."""
    change = clocks.change_with(case, change_id)
    if change is None:
        raise Http404("no change of a day on this case has this address")
    try:
        actions.take_back_day(
            case=case, passage=request.passage, change=change, by=request.passage.actor, at=request.passage.at
        )
        messages.success(request, _("Taken back. What held before holds again."))
    except Refused as refused:
        request.refusals.append(refused)
        messages.warning(request, refused.obstacles[0].words)
    return redirect("case_days", case_id=case.pk)


@on_case("register.paper_files")
def paper_files(request: Request, case: Case) -> HttpResponse:
    """The files on paper about a case: where each is, and its whole way."""
    found = papers.on_paper(case)
    request.shown = [one.file.pk for one in found]
    may = request.passage.role in roles_that_may("register.record_paper_step")
    shown = {"case": case, "page_title": _("Paper files"), "found": found, "may_write": may}
    return render(request, "register/paper_files.html", shown)


@on_case("register.add_paper_file")
def add_paper_file(request: Request, case: Case) -> HttpResponse:
    """Write down that there is a file on paper."""

    def act(given: dict[str, Any]) -> None:
        actions.add_paper_file(case=case, cover=given["cover"], by=request.passage.actor, at=request.passage.at)

    return write(
        request, PaperFileForm(posted(request)), act, template="register/write_paper.html",
        shown={"case": case, "page_title": _("Add a paper file"), "numbers": papers.case_numbers(case)},
        done=_("Written down. Now say where it is."), then=reverse("paper_files", args=[case.pk]),
    )  # fmt: skip


@on_case("register.record_paper_step")
def record_paper_step(request: Request, case: Case, file_id: uuid.UUID) -> HttpResponse:
    """Say where a file on paper is, that it was asked for, came, was passed on, or cannot be found."""
    file = papers.paper_file(case, file_id)
    if file is None:
        raise Http404("no file of this case has this address")
    request.shown = [file_id]

    def act(given: dict[str, Any]) -> None:
        actions.record_paper_step(file=file, by=request.passage.actor, at=request.passage.at, **given)

    return write(
        request, PaperStepForm(posted(request)), act, template="register/write_paper.html",
        shown={"case": case, "page_title": _("Say where it is"), "cover": file.cover},
        done=_("Recorded."), then=reverse("paper_files", args=[case.pk]),
    )  # fmt: skip


@page("register.paper_files_missed")
def paper_files_missed(request: Request) -> HttpResponse:
    """The files on paper that were asked for and did not come, and those that cannot be found; longest first."""
    found = Paginator(papers.paper_files_missed(request.passage), ROWS).get_page(request.GET.get("page"))
    request.shown = [one.file_id for one in found]
    today = timezone.localdate(request.passage.at)
    rows = [(one, (today - timezone.localdate(one.at)).days) for one in found]
    return render(request, "register/paper_files_missed.html", {"found": found, "rows": rows})
