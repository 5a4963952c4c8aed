"""One way in which every page of a review is cleaned, acted on and answered."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.access.gate import Request
from kith.access.writing import Act
from kith.access.writing import write as answered
from kith.review import queries
from kith.review.overview import Case, Review
from kith.ui.forms import Form

Held = Callable[[Any], dict[str, str]]  # Any: an entry that is held now; what each field would say of it


def write(
    request: Request, case: Case, form: Form, act: Act, done: str, *, title: str, template: str = "review/write.html",
    then: str = "", more: dict[str, Any] | None = None, held: Held | None = None,  # Any: pages know no tables
) -> HttpResponse:  # fmt: skip
    """Clean, act, redirect; or the same page with what was typed, what is wrong, or both texts where someone was first.

    `held` gives the fields of what is held now, where they are not its own attributes.
    """
    return answered(
        request, form, act, template=template, shown=around(case, title) | {"button": title} | (more or {}), done=done,
        then=then or reverse("review", args=[case.pk]), both=lambda stale: both_texts(form, stale.current, held),
    )  # fmt: skip


def both_texts(form: Form, theirs: Any, held: Held | None = None) -> dict[str, Any]:  # Any: whichever entry is held now
    """What was typed beside what is held now, in words, field by field where they differ. Sent again, the form writes after
    theirs."""
    seen = {"after": getattr(theirs, "number", theirs.pk), "version": getattr(theirs, "version", None)}
    form.data = {**form.data.dict(), **{name: str(value) for name, value in seen.items() if name in form.fields}}  # type: ignore[attr-defined]
    others = held(theirs) if held else {name: getattr(theirs, name, None) for name in form.fields}
    pairs = [(form[name], form.cleaned_data.get(name), others.get(name)) for name in form.fields]
    return {
        "stale": theirs,
        "versions": [
            (bound.label, in_words(bound.field, mine), in_words(bound.field, other))
            for bound, mine, other in pairs
            if not bound.is_hidden and isinstance(mine, str) and isinstance(other, str) and mine != other
        ],
    }


def in_words(field: Any, value: str) -> str:  # Any: a field, with choices or without
    """A value as its form shows it: a choice by its label, never by its code."""
    return str(dict(getattr(field, "choices", ())).get(value, value))


def acting(request: Request, action: Callable[..., object], **known: object) -> Act:
    """An action with what is known already; what was typed comes to it, but for hidden fields that it does not know."""
    return lambda given: action(
        **known, by=request.passage.actor, at=request.passage.at, **{k: v for k, v in given.items() if k not in known}
    )


def review_of(case: Case) -> Review:
    """The review of the case, open or closed last. None: there is no such page."""
    held = queries.newest_review(case)
    if held is None:
        raise Http404
    return held


def own_review(request: Request, case: Case) -> Review:
    """The same, for the officer who has the case and nobody else: others read it on the review's page."""
    held = review_of(case)
    if held.officer_id != request.passage.actor.pk:
        raise PermissionDenied("the review is with another officer")
    return held


def own_papers(request: Request, case: Case) -> queries.Papers:
    """The papers of the review, for the officer who has the case and nobody else."""
    papers = queries.papers_of(case)
    if papers is None:
        raise Http404
    if papers.review.officer_id != request.passage.actor.pk:
        raise PermissionDenied("the review is with another officer")
    return papers


def around(case: Case, title: str) -> dict[str, Any]:
    """What every page of a case is given."""
    return {"case": case, "page_title": title, "back": reverse("review", args=[case.pk])}


def closed_words(review: Review) -> str:
    """What a page says in place of its button where the review is closed."""
    return (
        _("This review is closed: its decision was served, or it ended without one. What is recorded stays as it was.")
        if review.closed_at
        else ""
    )
