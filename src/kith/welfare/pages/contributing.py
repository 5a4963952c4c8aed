"""Pages of somebody who is asked about a child: in by a link and a code, without an account, on a phone, in three steps."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from kith.access.gate import Request, open_to_all, page
from kith.access.visits import begin_visit
from kith.records import Stale
from kith.ui.forms import Form
from kith.verdict import Refused
from kith.welfare import actions, queries
from kith.welfare.forms import AnswerForm, CodeForm, GiveForm
from kith.welfare.pages.around import both_versions

STEPS = (_lazy("Who asks, and why"), _lazy("Your answer"), _lazy("Read it back"))


@open_to_all
def enter_contribution(request: HttpRequest, token: str) -> HttpResponse:
    """Come in by a link, with the code that goes with it. The page tells nothing of what is behind it."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        at = timezone.now()
        actor = actions.try_contribution_code(token=token, code=form.cleaned_data["code"], at=at)
        if actor is not None:
            begin_visit(request, actor, at)
            return redirect("contribution")
        form.add_error("code", _("Link and code do not go together, or their time is over. Check the code; after five "
                                 "tries ring the person who asked you: they can send a new link."))  # fmt: skip
    return render(request, "welfare/enter_contribution.html", {"form": form}, status=422 if form.is_bound else 200)


@page("welfare.give_contribution")
def contribution(request: Request) -> HttpResponse:
    """Who asks, about whom, why, and who will read it; once answered, the answer, to keep and to change."""
    question = _question(request)
    if question is None:
        return _over(request)
    if question.answer is not None:
        return render(request, "welfare/contribution_given.html", {"question": question, "answer": question.answer})
    return render(request, "welfare/contribution.html", _step(0, question))


@page("welfare.give_contribution")
def write_contribution(request: Request) -> HttpResponse:
    """The question and one box. What is written is kept when the page is left by a button."""
    question = _question(request)
    if question is None:
        return _over(request)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        initial={"text": question.text, "version": question.draft_version},
    )
    shown = _step(1, question) | {"form": form}
    if form.is_valid():
        try:
            actions.save_contribution_draft(
                request=question.request, text=form.cleaned_data["text"], expected=form.cleaned_data["version"],
                by=request.passage.actor, at=request.passage.at,
            )  # fmt: skip
        except Refused as refused:
            return _refused(request, "welfare/write_contribution.html", shown, refused)
        except Stale as stale:
            shown["both"] = both_versions(form, stale)
            return render(request, "welfare/write_contribution.html", shown, status=409)
        if "later" in request.POST:
            messages.success(request, _("Saved. The same link and code bring you back to it."))
            return redirect("write_contribution")
        return redirect("give_contribution")
    return render(request, "welfare/write_contribution.html", shown, status=422 if form.is_bound else 200)


@page("welfare.give_contribution")
def give_contribution(request: Request) -> HttpResponse:
    """Read it back, say whether it may go on, and give it."""
    question = _question(request)
    if question is None:
        return _over(request)
    if not question.text:
        return redirect("write_contribution")
    goes = question.answer.goes if question.answer else ""
    form = GiveForm(request.POST if request.method == "POST" else None, initial={"goes": goes})

    def act() -> None:
        actions.give_contribution(
            request=question.request, text=question.text, goes=form.cleaned_data["goes"], by=request.passage.actor,
            at=request.passage.at,
        )  # fmt: skip

    return _act(
        request, "welfare/give_contribution.html", _step(2, question) | {"form": form}, form, act, _("Thank you.")
    )


@page("welfare.decline_contribution")
def decline_contribution(request: Request) -> HttpResponse:
    """Say that one cannot answer; the page says first what happens then."""
    question = _question(request)
    if question is None:
        return _over(request)
    form = Form(request.POST if request.method == "POST" else None)

    def act() -> None:
        actions.decline_contribution(request=question.request, by=request.passage.actor, at=request.passage.at)

    return _act(
        request, "welfare/decline_contribution.html", {"question": question}, form, act, _("Thank you for saying so.")
    )


def _question(request: Request) -> queries.Question | None:
    question = queries.question_to(request.passage.actor)
    if question is not None:
        request.case_id, request.shown = question.request.case_id, [question.request.pk]
    return question


def _step(now: int, question: queries.Question) -> dict[str, Any]:
    states = ["done"] * now + ["now"] + ["later"] * (len(STEPS) - now - 1)
    return {"question": question, "steps": list(zip(STEPS, states, strict=True))}


def _act(
    request: Request, template: str, shown: dict[str, Any], form: Form, act: Callable[[], object], done: str
) -> HttpResponse:
    if form.is_valid():
        try:
            act()
        except Refused as refused:
            return _refused(request, template, shown, refused)
        messages.success(request, done)
        return redirect("contribution")
    return render(request, template, shown, status=422 if form.is_bound else 200)


def _refused(request: Request, template: str, shown: dict[str, Any], refused: Refused) -> HttpResponse:
    request.refusals.append(refused)
    return render(request, template, shown | {"obstacles": refused.obstacles}, status=422)


def _over(request: Request) -> HttpResponse:
    """The link ended while the page was open, or was taken back."""
    return render(request, "welfare/contribution_over.html")
