"""One way in which every page of a review is cleaned, acted on and answered."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from kith.access.gate import Request
from kith.protocol.pack import load
from kith.records import Stale
from kith.review import queries
from kith.review.overview import Case, Review
from kith.ui.forms import Form
from kith.verdict import Refused

Act = Callable[[dict[str, Any]], object]


def write(
    request: Request, case: Case, form: Form, act: Act, done: str, *, title: str, hint: str = "", then: str = "review",
    evidence: Any = (), more: dict[str, Any] | None = None,  # Any: pages know no tables
) -> HttpResponse:  # fmt: skip
    """Clean, act, redirect; or the same page with what was typed, what is wrong, or both texts where someone was first."""
    shown = (
        around(request, case, title) | {"form": form, "title": title, "hint": hint, "evidence": evidence} | (more or {})
    )
    if request.method != "POST":
        return render(request, "review/write.html", shown)
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refused:
            request.refusals.append(refused)
            return render(request, "review/write.html", shown | {"obstacles": refused.obstacles}, status=422)
        except Stale as stale:
            theirs = getattr(stale.current, "text", "") or getattr(stale.current, "reasons", "")
            mine = form.cleaned_data.get("text") or form.cleaned_data.get("reasons", "")
            return render(request, "review/write.html", shown | {"theirs": theirs, "mine": mine}, status=409)
        messages.success(request, done)
        return redirect(then, case_id=case.pk)
    return render(request, "review/write.html", shown, status=422)


def posted(request: Request) -> Any:  # Any: QueryDict or None
    return request.POST if request.method == "POST" else None


def acting(request: Request, action: Callable[..., object], **known: object) -> Act:
    return lambda given: action(
        **known, by=request.passage.actor, at=request.passage.at, **{k: v for k, v in given.items() if k not in known}
    )


def open_review_of(case: Case) -> Review:
    held = queries.open_review(case)
    if held is None:
        raise Http404
    return held


def invitation_of(case: Case) -> Any:  # Any: pages know no tables
    found = queries.newest_invitation(open_review_of(case))
    if found is None:
        raise Http404
    return found


def decision_of(case: Case) -> Any:  # Any: pages know no tables
    held = queries.newest_review(case)
    found = queries.newest_decision(held) if held else None
    if found is None:
        raise Http404
    return found


def id_of(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def around(request: Request, case: Case, title: str) -> dict[str, Any]:
    return {"case": case, "area_name": load().areas.get(case.area, ""), "page_title": title}
