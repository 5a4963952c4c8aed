"""One way in which every page with one form is cleaned, acted on and answered."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from kith.access.gate import Request
from kith.records import Stale
from kith.ui.forms import Form
from kith.verdict import Refused

Act = Callable[[dict[str, Any]], object]
BothTexts = Callable[[Stale], dict[str, Any]]  # what a page shows where somebody else was first


def posted(request: Request) -> Any:  # Any: QueryDict or None
    """What was sent, or None: a form is bound by method, not by truth of what was sent."""
    return request.POST if request.method == "POST" else None


def sent(request: Request) -> tuple[Any, Any]:  # Any: QueryDict and files, or None
    """What was sent with the files beside it, for a form that takes files."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def write(
    request: Request, form: Form, act: Act, *, template: str, shown: Mapping[str, Any], done: str, then: str,
    both: BothTexts | None = None,
) -> HttpResponse:  # fmt: skip
    """Clean, act, redirect to the address `then` saying `done`; or the same page with what was typed and what is wrong, or
    with both texts where somebody was first (409). Nothing that was typed is lost. Lets `Stale` through without `both`."""
    shown = {**shown, "form": form}
    if request.method != "POST":
        return render(request, template, shown)
    if not form.is_valid():
        return render(request, template, shown, status=422)
    try:
        act(form.cleaned_data)
    except Refused as refused:
        request.refusals.append(refused)
        form.ask_for_files_again()
        return render(request, template, shown | {"refused": refused.obstacles}, status=422)
    except Stale as stale:
        if both is None:
            raise
        form.ask_for_files_again()
        return render(request, template, shown | both(stale), status=409)
    messages.success(request, done)
    return redirect(then)
