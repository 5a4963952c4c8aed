"""Pages of the registrar: what came in, which records are one person, what was judged."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.access.gate import Request, page
from kith.access.writing import posted, sent, write
from kith.intake import actions, queries
from kith.intake.forms import ColumnsForm, HandInForm, JudgePairForm, TakeBackBatchForm, TakeBackForm, WriteDownForm
from kith.intake.rules import changed_meanwhile, obstacles_to_taking_back_batch, obstacles_to_taking_in
from kith.intake.rules.trying import obstacles_to_joining
from kith.intake.rules.writing_down import MOST_SHOWN
from kith.intake.terms import HandInStep, Standing, TakingBackStep, Verdict
from kith.protocol.pack import load
from kith.records import Stale
from kith.register.unlisted import cases_left_behind
from kith.ui.forms import Form
from kith.ui.paging import paged
from kith.verdict import Refused

PER_PAGE = 25
BATCHES_PER_PAGE = 5
MOST_PAGES = 100_000
LONGEST_VERSION = 10


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
        "handed": queries.open_hand_ins(),
        "waiting": queries.place_in_line(request.passage.actor, None).total,
    }
    return render(request, "intake/batches.html", context)


@page("intake.hand_in_files")
def hand_in_files(request: Request, hand_in_id: uuid.UUID | None = None) -> HttpResponse:
    """Hand files in, or more of them beside those that were handed in before; they are then looked through."""
    before = _hand_in(hand_in_id) if hand_in_id else None
    handed: list[uuid.UUID] = []

    def act(given: dict[str, Any]) -> None:
        files = [(file.name, file.read()) for file in given["handed"]]
        made = actions.hand_in_files(files=files, hand_in=before, by=request.passage.actor, at=request.passage.at)
        handed.append(made.pk)

    answer = write(
        request, HandInForm(*sent(request)), act, template="intake/hand_in_files.html", shown={"before": before},
        done=_("Handed in. They are looked through now; nothing is in the register yet."), then=reverse("batches"),
    )  # fmt: skip
    return redirect("hand_in", handed[0]) if handed else answer


def _hand_in(hand_in_id: uuid.UUID) -> Any:  # Any: pages know no tables
    hand_in = queries.hand_in_of(hand_in_id)
    if hand_in is None:
        raise Http404("nothing was handed in under this address")
    return hand_in


@page("intake.hand_in")
def hand_in(request: Request, hand_in_id: uuid.UUID) -> HttpResponse:
    """What was handed in: how far it is, what each file holds, what would come of it, and the word to take it in."""
    held = _hand_in(hand_in_id)
    if request.method == "POST":
        try:
            return _pressed(request, held)
        except Refused as refused:
            request.refusals.append(refused)
        except Stale:
            held = _hand_in(hand_in_id)
            changed = changed_meanwhile(
                request.POST.getlist("seen"), queries.ever_handed(held), held.asked_by.shown_name
            )
            request.refusals.append(Refused(changed))
    files = queries.handed_files(held)
    request.shown.append(held.pk)
    pairs = held.found.get("pairs_shown", [])
    stands = obstacles_to_taking_in(held.step, queries.facts_of(files), is_tried=bool(held.found))
    if held.step == HandInStep.LOOKED:
        stands = (*obstacles_to_joining(queries.joins_by()), *stands)
    context = {
        "held": held, "files": files, "stands": stands, "is_at_work": held.step in queries.AT_WORK,
        "is_open": held.step == HandInStep.LOOKED, "progress": queries.progress_of(held),
        "obstacles": [obstacle for refused in request.refusals for obstacle in refused.obstacles],
        "pairs": paged(
            lambda limit, offset: pairs[offset : offset + limit], len(pairs), per_page=PER_PAGE,
            number=request.GET.get("page"),
        ),
    }  # fmt: skip
    return render(request, "intake/hand_in.html", context, status=422 if request.refusals else 200)


def _pressed(request: Request, held: Any) -> HttpResponse:  # Any: pages know no tables
    """What a button of the page asks for, on the version that the page showed."""
    by: dict[str, Any] = {"by": request.passage.actor, "at": request.passage.at}  # Any: two keywords
    sent_version = request.POST.get("version", "")
    expected = int(sent_version) if sent_version.isdecimal() and len(sent_version) < LONGEST_VERSION else 0
    out = next((one for one in queries.handed_files(held) if str(one.pk) == request.POST.get("take_out")), None)
    if out is not None:
        actions.take_out_file(file=out, **by)
    elif "take_in" in request.POST:
        actions.ask_to_take_in(hand_in=held, expected=expected, **by)
    elif "set_aside" in request.POST:
        actions.set_aside_hand_in(hand_in=held, expected=expected, **by)
        messages.success(request, _("Set aside. Nothing of it came into the register."))
        return redirect("batches")
    else:
        actions.look_again(hand_in=held, **by)
    return redirect("hand_in", held.pk)


def _handed_file(hand_in_id: uuid.UUID, file_id: uuid.UUID) -> Any:  # Any: pages know no tables
    file = queries.handed_file_of(hand_in_id, file_id)
    if file is None:
        raise Http404("there is no such file among those that were handed in")
    return file


@page("intake.handed_file")
def handed_file(request: Request, hand_in_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """One file that was handed in: its rows by what each is beside what was known, and how its columns are read."""
    file = _handed_file(hand_in_id, file_id)
    request.shown.append(file.pk)
    counts = {one: file.counts.get(one, 0) for one in Standing}
    asked = request.GET.get("show", "")
    chosen = (
        Standing(asked) if asked in Standing.values else next((one for one in Standing if counts[one]), Standing.NEW)
    )
    match = queries.match_of_handed(file, load())
    context = {
        "file": file, "kind": match.source.name if match else "", "standings": [(one, counts[one]) for one in Standing],
        "chosen": chosen, "columns": queries.handed_columns(file, match),
        "page": paged(
            lambda limit, offset: queries.staged_rows(file, chosen, limit=limit, offset=offset), counts[chosen],
            per_page=PER_PAGE, number=request.GET.get("page"),
        ),
    }  # fmt: skip
    return render(request, "intake/handed_file.html", context)


@page("intake.correct_columns")
def correct_columns(request: Request, hand_in_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """Say of what kind a file is and what its columns hold, where its headings do not say it or say it wrongly."""
    file, pack = _handed_file(hand_in_id, file_id), load()
    asked = (request.POST if request.method == "POST" else request.GET).get("kind", file.kind)
    kind = next((one for one in pack.sources if one.code == asked), None)
    shown = {"file": file, "kinds": pack.sources, "kind": kind}
    if kind is None:
        return render(request, "intake/correct_columns.html", shown)
    read = queries.match_of_handed(file, pack) if kind.code == file.kind else kind.reads(file.header)
    columns = queries.handed_columns(file, read)
    form = ColumnsForm(request.POST if request.method == "POST" else None, columns=columns, kind=kind)

    def act(given: dict[str, Any]) -> None:
        actions.correct_columns(
            file=file, kind=kind.code, columns=form.columns(len(file.header)), expected=file.version,
            by=request.passage.actor, at=request.passage.at,
        )  # fmt: skip

    return write(
        request, form, act, template="intake/correct_columns.html", shown=shown,
        done=_("Saved. The files are looked through once more."), then=reverse("hand_in", args=[hand_in_id]),
    )  # fmt: skip


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


@page("intake.take_back_batch")
def take_back_batch(request: Request, batch_id: uuid.UUID) -> HttpResponse:
    """Take back all that a batch brought: one person says why, and a second says so, too, where children are concerned."""
    batch = queries.batch_of(batch_id)
    if batch is None:
        raise Http404("there is no such batch")
    taking, actor, at = queries.taking_back_of(batch), request.passage.actor, request.passage.at
    request.shown.append(batch.pk)

    def act(given: dict[str, Any]) -> None:
        if taking is not None and "agree" in request.POST:
            actions.agree_to_take_back_batch(taking=taking, by=actor, at=at)
        elif taking is not None and "withdraw" in request.POST:
            actions.withdraw_taking_back(taking=taking, by=actor, at=at)
        else:
            actions.ask_to_take_back_batch(batch=batch, why=given["why"], by=actor, at=at)

    is_answer = "agree" in request.POST or "withdraw" in request.POST
    form = (Form if is_answer else TakeBackBatchForm)(request.POST if request.method == "POST" else None)
    step = taking.step if taking else ""
    shown = {
        "batch": batch, "taking": taking, "is_mine": taking is not None and taking.by_id == actor.pk, "step": step,
        "progress": queries.progress_of(taking) if taking else None,
        "stands": () if step == TakingBackStep.AGREED else obstacles_to_taking_back_batch(step, queries.resting_on(batch)),
        "concerns_child": queries.concerns_child(batch, at),
    }  # fmt: skip
    done, then = _("Recorded."), reverse("take_back_batch", args=[batch_id])
    return write(request, form, act, template="intake/take_back_batch.html", shown=shown, done=done, then=then)


@page("intake.write_down_person")
def write_down_person(request: Request) -> HttpResponse:
    """Write somebody down by hand: first who may be the same is looked for, then each of them is answered about."""
    pack = load()
    asked = (request.POST if request.method == "POST" else request.GET).get("kind", "")
    kind = next((one for one in pack.sources if one.code == asked), None)
    shown: dict[str, Any] = {"kinds": pack.sources, "kind": kind}
    if kind is None:
        return render(request, "intake/write_down_person.html", shown)
    form = WriteDownForm(posted(request), kind=kind)
    shown["typed"] = [form[column.field] for column in kind.columns]
    if request.method == "POST" and form.is_valid():
        said, at = dict(form.cleaned_data), request.passage.at
        found = actions.look_for_alike(kind=kind, said=said, by=request.passage.actor, at=at)
        people = [one.person for one in found[:MOST_SHOWN]]
        form.ask(people)
        form.full_clean()
        shown |= {"is_looked_for": True, "more": len(found) - len(people)}
        shown["found"] = [(one, form[f"answer_{one.person.hex}"]) for one in found[:MOST_SHOWN]]
        if "write_down" not in request.POST:
            return render(request, "intake/write_down_person.html", shown | {"form": form})

    def act(given: dict[str, Any]) -> None:
        actions.write_down_person(
            kind=kind, said=said, answers=form.answers(people), why=given.get("why", ""), by=request.passage.actor,
            at=at,
        )  # fmt: skip

    done = _("Written down. It stands first among what came in.")
    return write(request, form, act, template="intake/write_down_person.html", shown=shown, done=done, then="batches")


@page("intake.judge_pair")
def judge_pair(request: Request, pair_id: uuid.UUID | None = None) -> HttpResponse:
    """Two records side by side: the same person, different people, or not sure. Without an id: the next that waits."""
    actor = request.passage.actor
    pair = queries.pair_or_next(actor, pair_id, request.passage.at)
    if request.method == "POST" and pair_id is None:
        raise Http404("an answer is about one pair")
    if pair is None:
        if pair_id is not None:
            raise Http404("there is no such pair")
        return render(request, "intake/judge_pair.html", _around(request, None))
    form = JudgePairForm(posted(request), at=request.passage.at)
    if request.method == "POST" and form.is_valid():
        try:
            _judge(request, pair, Verdict(form.cleaned_data["verdict"]), form.cleaned_data["why"])
            # Under its own address: the back button leads to this pair, and not to a third.
            following = queries.next_pair(actor, request.passage.at)
            return redirect("judge_pair", following) if following else redirect("judge_pair")
        except Refused as refused:
            request.refusals.append(refused)
    view = queries.pair_view(pair, pack=load())
    request.shown.extend((view.a.person, view.b.person))
    context = {
        "view": view, "records": ((view.a, "A"), (view.b, "B")), "form": form, **_around(request, pair),
        "said": queries.judged_on(pair, actor) if view.is_settled or view.is_mine else (),
        "sends_to": reverse("judge_pair", args=[pair.pk]), "page_title": _("One person or two?"),
    }  # fmt: skip
    return render(request, "intake/judge_pair.html", context, status=422 if request.method == "POST" else 200)


def _judge(request: Request, pair: queries.Pair, verdict: Verdict, why: str) -> None:
    """Take an answer: as a judgement, or where the pair's answer is known as what shows how far answers agree."""
    by, at = request.passage.actor, request.passage.at
    if known := queries.known_pair_asked(by, pair) if pair.settled_at else None:
        actions.answer_known_pair(known=known, verdict=verdict, why=why, by=by, at=at)
    else:
        actions.judge_pair(pair=pair, verdict=verdict, why=why, by=by, at=at)


def _around(request: Request, pair: queries.Pair | None) -> dict[str, object]:
    """What stands beside every pair: the last answer, for Undo; why an answer was not taken; the line it stands in."""
    actor = request.passage.actor
    last, count = queries.last_answer_of(actor, request.passage.at)
    return {
        "last": last, "count": count, "line": queries.place_in_line(actor, pair),
        "obstacles": [obstacle for refused in request.refusals for obstacle in refused.obstacles],
    }  # fmt: skip


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
    actor, at = request.passage.actor, request.passage.at
    judgement = queries.judgements_of([judgement_id]).first()
    answer = None if judgement else queries.known_answer_of(actor, judgement_id)
    if judgement:
        view = queries.judgement_view(judgement)
    elif answer:
        view = queries.known_answer_view(answer)
    else:
        raise Http404("there is no such judgement")
    form = TakeBackForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            if answer:
                actions.take_back_known_answer(answer=answer, by=actor, at=at, why=form.cleaned_data["why"])
            elif judgement:
                actions.take_back(judgement=judgement, by=actor, at=at, why=form.cleaned_data["why"])
            messages.success(request, _("Taken back. The records are as they were before."))
            return redirect("judge_pair", view.pair) if view.pair else redirect("judgements")
        except Refused as refused:
            request.refusals.append(refused)
    context = {
        "judgement": view, "form": form, "page_title": _("Take a judgement back"),
        "obstacles": [obstacle for refused in request.refusals for obstacle in refused.obstacles],
    }  # fmt: skip
    return render(request, "intake/take_back.html", context, status=422 if request.method == "POST" else 200)


@page("intake.known_pairs")
def known_pairs(request: Request) -> HttpResponse:
    """How far answers agree: of pairs that two people judged, and of known pairs that registrars were asked about once more."""
    shown = Paginator(queries.answered_otherwise(), PER_PAGE).get_page(request.GET.get("page"))
    both, alike = queries.judged_by_two()
    context = {
        "registrars": queries.agreement(), "both": both, "alike": alike, "page": shown,
        "otherwise": [queries.otherwise_view(one) for one in shown.object_list],
    }  # fmt: skip
    return render(request, "intake/known_pairs.html", context)
