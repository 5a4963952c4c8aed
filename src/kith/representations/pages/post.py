"""Pages of post: what came and waits, one item with its way, and dealing with it on its case."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kith.access.gate import Request, page
from kith.access.roles import roles_that_may
from kith.access.terms import FactSide, Side
from kith.access.writing import posted, sent, write
from kith.documents.handing import hand_out
from kith.register.gate import Case, on_case
from kith.register.queries import case_in_sight, find
from kith.representations import actions, queries
from kith.representations.forms import DealForm, LogPostForm, OpenPostForm, WhyForm
from kith.representations.rules import looked_for
from kith.representations.terms import PostState
from kith.ui.dates import day_in_words
from kith.ui.forms import Form
from kith.ui.paging import paged
from kith.ui.tabs import tabs_at
from kith.verdict import Refused

ROWS, FOUND = 20, 10
TABS = {
    "unopened": (gettext_lazy("Unopened"), (PostState.UNOPENED,)),
    "not_linked": (gettext_lazy("Not linked"), (PostState.NOT_LINKED,)),
    "linked": (gettext_lazy("Linked"), (PostState.LINKED, PostState.DEALT_WITH)),
    "no_case": (gettext_lazy("About no case"), (PostState.NO_CASE,)),
}


@page("representations.post")
def post(request: Request) -> HttpResponse:
    """The post that this side has, by where it is: what came first stands first."""
    counts = queries.post_counts(request.passage)
    tab = request.GET.get("where", "")
    if tab not in TABS:
        tab = next((name for name, (_label, states) in TABS.items() if counts.get(states[0])), "unopened")
    states, today = TABS[tab][1], timezone.localdate(request.passage.at)
    found = paged(
        lambda limit, offset: queries.post_in(request.passage, states, limit=limit, offset=offset),
        sum(counts.get(state, 0) for state in states), per_page=ROWS, number=request.GET.get("page"),
    )  # fmt: skip
    rows = [(one, queries.waits(one.received_on, today)) for one in found]
    request.shown = [one.item_id for one, _age in rows]
    tabs = tabs_at(
        tab, *((str(label), name, sum(counts.get(one, 0) for one in its)) for name, (label, its) in TABS.items())
    )
    return render(request, "representations/post.html", {
        "found": found, "rows": rows, "tabs": tabs, "tab": tab, "query": f"where={tab}&",
    })  # fmt: skip


@page("representations.log_post")
def log_post(request: Request) -> HttpResponse:
    """Log what came, one item after the other: the page comes back for the next."""

    def act(given: dict[str, Any]) -> None:
        actions.log_post(**given, by=request.passage.actor, at=request.passage.at)

    today = timezone.localdate(request.passage.at)
    form = LogPostForm(*sent(request), keeps_files=_keeps_files(request), initial={"received_on": today})
    return write(
        request, form, act, template="representations/log_post.html", shown={"back": reverse("post")},
        done=_("Logged. The page is ready for the next item."), then=reverse("log_post"),
    )  # fmt: skip


@page("representations.post")
def post_item(request: Request, item_id: uuid.UUID) -> HttpResponse:
    """One item: what came, its whole way, and what can be done with it now. Whoever it is about is looked for by what is
    written on it, or by what is typed."""
    place = _place(request, item_id)
    shown: dict[str, Any] = {"place": place, "item": place.item, "way": queries.post_steps(item_id)}
    shown["age"] = queries.waits(place.received_on, timezone.localdate(request.passage.at))
    shown["files"] = queries.post_files(item_id) if _keeps_files(request) else []
    if place.state == PostState.NOT_LINKED:
        words = request.GET.get("words", looked_for(place.item.written)).replace("\x00", "")[:200].strip()
        search = find(words, request.passage, limit=FOUND) if words else None
        shown |= {"words": words, "search": search, "cases": _cases(search) if search else []}
        request.shown += [case.pk for case, *_rest in shown["cases"]]
    may_deal = request.passage.role in roles_that_may("representations.deal_with_post")
    return render(request, "representations/post_item.html", shown | {"may_deal": may_deal})


def _cases(search: Any) -> list[tuple[Any, list[Any]]]:  # Any: what was found; pages know no tables
    """What was found, each case once with the people and what matched."""
    cases: dict[uuid.UUID, tuple[Any, list[Any]]] = {}
    for one in search.found:
        cases.setdefault(one.case.pk, (one.case, []))[1].append(one)
    return list(cases.values())


@page("representations.open_post")
def open_post(request: Request, item_id: uuid.UUID) -> HttpResponse:
    """Say that an item was opened, and what it is."""
    form = OpenPostForm(*sent(request), keeps_files=_keeps_files(request))
    return _step(request, item_id, form, actions.open_post, _("Open"), _("Recorded: it is opened."))


@page("representations.set_post_aside")
def set_post_aside(request: Request, item_id: uuid.UUID) -> HttpResponse:
    """Say that an item is about no case here, and what became of it."""
    form = WhyForm(posted(request), label=_("What it is, and what became of it"), missing=_("Write what became of it."))
    return _step(
        request, item_id, form, actions.set_post_aside, _("Set aside"), _("Set aside. It can be taken up again.")
    )


@page("representations.take_back_post_link")
def take_back_post_link(request: Request, item_id: uuid.UUID) -> HttpResponse:
    """Take a wrong link back, with the reason."""
    form = WhyForm(posted(request), label=_("Why this is the wrong case"), missing=_("Write why."))
    done = _("Taken back. It waits to be linked to the right case.")
    return _step(request, item_id, form, actions.take_back_post_link, _("Take the link back"), done)


@require_POST
@page("representations.link_post")
def link_post(request: Request, item_id: uuid.UUID, case_id: uuid.UUID) -> HttpResponse:
    """Link an item to a case that was found."""
    place, case = _place(request, item_id), case_in_sight(request.passage, case_id)
    if case is None:
        raise Http404("no case in sight has this address")
    request.case_id = case_id
    done = _("Linked to %(case)s. Whoever reviews that case has it now.") % {"case": case.reference}
    return _done(
        request, item_id, done,
        lambda: actions.link_post(place=place, case=case, by=request.passage.actor, at=request.passage.at),
    )  # fmt: skip


@require_POST
@page("representations.take_up_post")
def take_up_post(request: Request, item_id: uuid.UUID) -> HttpResponse:
    """Take an item up again that was set aside."""
    place, by, at = _place(request, item_id), request.passage.actor, request.passage.at
    done = _("Taken up again. It waits to be linked.")
    return _done(request, item_id, done, lambda: actions.take_up_post(place=place, by=by, at=at))


@page("representations.post_file")
def post_file(request: Request, item_id: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    """A scan of an item, to keep; not while the scanner has not found it safe."""
    _place(request, item_id)
    found = queries.post_file(item_id, document_id)
    if found is None:
        raise Http404("no file of this item has this address")
    return hand_out(request, found.document)


@on_case("representations.deal_with_post")
def deal_with_post(request: Request, case: Case, item_id: uuid.UUID) -> HttpResponse:
    """Deal with an item on its case: it becomes words, goes with words that stand, or puts nothing forward."""
    place = _place(request, item_id)
    if place.case_id != case.pk:
        raise Http404("no post of this case has this address")
    said = {str(one.said.pk): one for one in queries.words_on(case, FactSide.DECISION)}
    named = [(key, f"{one.who}, {day_in_words(one.said.said_on)}: {one.said.words[:60]}") for key, one in said.items()]
    request.shown = [item_id]

    def act(given: dict[str, Any]) -> None:
        common = {"place": place, "by": request.passage.actor, "at": request.passage.at}
        if given["how"] == "words":
            actions.write_down_post(voice=given["voice"], wish=given["wish"], words=given["words"], **common)
        elif given["how"] == "join":
            actions.join_post(said=said[given["said"]].said, **common)
        else:
            actions.note_post(reason=given["reason"], **common)

    return write(
        request, DealForm(posted(request), said=named), act, template="representations/deal_with_post.html",
        shown={"case": case, "page_title": _("Deal with post"), "place": place, "item": place.item,
               "files": queries.post_files(item_id), "is_open": place.state == PostState.LINKED},
        done=_("Recorded."), then=reverse("words", args=[case.pk]),
    )  # fmt: skip


def _step(
    request: Request, item_id: uuid.UUID, form: Form, verb: Callable[..., object], title: str, done: str
) -> HttpResponse:
    """One step of an item that says something of it."""
    place = _place(request, item_id)
    return write(
        request, form, lambda given: verb(place=place, **given, by=request.passage.actor, at=request.passage.at),
        template="representations/post_step.html", shown={"item": place.item, "place": place, "title": title}, done=done,
        then=reverse("post_item", args=[item_id]),
    )  # fmt: skip


def _done(request: Request, item_id: uuid.UUID, done: str, act: Callable[[], object]) -> HttpResponse:
    """One step of an item by one button: back on its page, which says what was done, or why not."""
    try:
        act()
        messages.success(request, done)
    except Refused as refused:
        request.refusals.append(refused)
        messages.warning(request, refused.obstacles[0].words)
    return redirect("post_item", item_id=item_id)


def _place(request: Request, item_id: uuid.UUID) -> Any:  # Any: pages know no tables
    found = queries.post_item(request.passage, item_id)
    if found is None:
        raise Http404("no post that you may see has this address")
    request.shown = [item_id]
    request.case_id = found.case_id
    return found


def _keeps_files(request: Request) -> bool:
    """Whether whoever asks is on a side that keeps files of post: the registry keeps none."""
    return request.passage.side == Side.DECISION
