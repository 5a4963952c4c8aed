"""Pages of the registrar: what came in, which records are one person, what was judged."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.access.gate import Request, page
from kith.intake import actions, queries
from kith.intake.forms import JudgePairForm, TakeBackForm
from kith.intake.terms import Verdict
from kith.protocol.pack import load
from kith.register.work import cases_left_behind
from kith.ui.paging import paged
from kith.verdict import Refused

PER_PAGE = 25
BATCHES_PER_PAGE = 5
MOST_PAGES = 100_000


@page("intake.batches")
def batches(request: Request) -> HttpResponse:
    """What came in: files, rows, errors, columns not understood; and the tasks that joining families left."""
    number = request.GET.get("page", "")
    chosen, total = queries.batches(limit=BATCHES_PER_PAGE, offset=_offset(number, BATCHES_PER_PAGE))
    views = queries.batch_views(chosen, load())
    request.shown.extend(view.id for view in views)
    context = {
        "page": paged(lambda limit, offset: views, total, per_page=BATCHES_PER_PAGE, number=number),
        "batches": views,
        "left_behind": cases_left_behind(),
        "waiting": queries.place_in_line(request.passage.actor, None).total,
    }
    return render(request, "intake/batches.html", context)


@page("intake.source_file")
def source_file(request: Request, file_id: uuid.UUID) -> HttpResponse:
    """One file: how each column was read and whose it is, what was not understood, and its rows with errors."""
    batch = queries.batch_of_file(file_id)
    if batch is None:
        raise Http404("there is no such file")
    (view,) = queries.batch_views([batch], load())
    file = next(one for one in view.files if one.id == file_id)
    request.shown.append(file.id)
    rows = paged(
        lambda limit, offset: queries.errors_of(file, limit=limit, offset=offset),
        file.errors, per_page=PER_PAGE, number=request.GET.get("page"),
    )  # fmt: skip
    return render(request, "intake/source_file.html", {"file": file, "batch": view, "page": rows})


def _offset(number: str, per_page: int) -> int:
    return (int(number) - 1) * per_page if number.isdecimal() and 0 < int(number) < MOST_PAGES else 0


@page("intake.judge_pair")
def judge_pair(request: Request, pair_id: uuid.UUID | None = None) -> HttpResponse:
    """Two records side by side: the same person, different people, or not sure. Without an id: the next that waits."""
    actor = request.passage.actor
    pair = queries.pair_or_next(actor, pair_id)
    if request.method == "POST" and pair_id is None:
        raise Http404("an answer is about one pair")
    if pair is None:
        if pair_id is not None:
            raise Http404("there is no such pair")
        return render(request, "intake/judge_pair.html", _around(request, None))
    view = queries.pair_view(pair, pack=load())
    request.shown.extend((view.a.person, view.b.person))
    form = JudgePairForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                verdict = Verdict(form.cleaned_data["verdict"])
                actions.judge_pair(
                    pair=pair, verdict=verdict, why=form.cleaned_data["why"], by=actor, at=request.passage.at
                )
                return redirect("judge_pair")
            except Refused as refused:
                request.refusals.append(refused)
        status = 422
    context = {
        "view": view, "records": ((view.a, "A"), (view.b, "B")), "form": form, **_around(request, pair),
        "sends_to": reverse("judge_pair", args=[pair.pk]), "page_title": _("One person or two?"),
    }  # fmt: skip
    return render(request, "intake/judge_pair.html", context, status=status)


def _around(request: Request, pair: queries.Pair | None) -> dict[str, object]:
    """What stands beside every pair: the last judgement, for Undo; why an answer was not taken; the line it stands in."""
    last = queries.last_judgement_of(request.passage.actor)
    return {
        "last": queries.judgement_view(last) if last else None,
        "obstacles": [obstacle for refused in request.refusals for obstacle in refused.obstacles],
        "line": queries.place_in_line(request.passage.actor, pair),
    }


@page("intake.judgements")
def judgements(request: Request) -> HttpResponse:
    """The ledger: what people judged, or what the machine joined; each can be taken back."""
    by_machine = request.GET.get("by") == "machine"
    shown = Paginator(queries.judgements(by_machine=by_machine), PER_PAGE).get_page(request.GET.get("page"))
    views = [queries.judgement_view(one) for one in shown.object_list]
    request.shown.extend(view.id for view in views)
    return render(request, "intake/judgements.html", {"page": shown, "judgements": views, "by_machine": by_machine})


@page("intake.take_back")
def take_back(request: Request, judgement_id: uuid.UUID) -> HttpResponse:
    """Take one judgement back: what followed from it is worked out anew, and no row is moved."""
    judgement = queries.judgements_of([judgement_id]).first()
    if judgement is None:
        raise Http404("there is no such judgement")
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_back(
                judgement=judgement, by=request.passage.actor, at=request.passage.at, why=form.cleaned_data["why"]
            )
            messages.success(request, _("Taken back. The records are as they were before."))
            return redirect("judge_pair", judgement.pair_id) if judgement.pair_id else redirect("judgements")
        except Refused as refused:
            request.refusals.append(refused)
    obstacles = [obstacle for refused in request.refusals for obstacle in refused.obstacles]
    context = {
        "judgement": queries.judgement_view(judgement), "form": form, "obstacles": obstacles,
        "page_title": _("Take a judgement back"),
    }  # fmt: skip
    return render(request, "intake/take_back.html", context, status=422 if request.method == "POST" else 200)
