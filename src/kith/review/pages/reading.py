"""Where a review is, and its letters."""

import uuid

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kith.access.gate import Request
from kith.documents.queries import content_of
from kith.protocol.pack import load
from kith.register.gate import on_case
from kith.register.wording import read_dates
from kith.review import queries
from kith.review.overview import Case, overview_of
from kith.review.pages.writing import around
from kith.ui.downloads import download
from kith.ui.forms import AnotherDay


@on_case("review.review")
def review(request: Request, case: Case) -> HttpResponse:
    """Where the review is: what is next, what is missing and who can clear it, then what is written, factor by factor."""
    papers = queries.papers_of(case)
    if papers is None:
        return render(request, "review/not_open.html", around(case, _("Review")))
    pack, after = load(), queries.after_service(case) if papers.review.closed_at else None
    shown = {
        "review": papers.review, "shown": overview_of(papers, pack, request.passage, after),
        "criteria": pack.criteria(papers.review.criteria, papers.review.criteria_from),
    }  # fmt: skip
    return render(request, "review/review.html", around(case, _("Review")) | shown)


@on_case("review.childrens_dates")
def childrens_dates(request: Request, case: Case) -> HttpResponse:
    """What the dates of each child say, by what this side may know, and how it is on a day of the reader's choice (?on=)."""
    form, today = AnotherDay(request.GET if "on" in request.GET else None), timezone.localdate(request.passage.at)
    chosen = form.cleaned_data["on"] if form.is_valid() else None
    found = queries.dates_in(case)
    request.shown = [child for child, _name, _told in found]
    children = [(name, read_dates(told, today=today, chosen=chosen)) for _child, name, told in found]
    shown = {"form": form, "children": children}
    return render(
        request,
        "review/childrens_dates.html",
        around(case, _("What the dates say")) | shown,
        status=422 if form.errors else 200,
    )


@on_case("review.letter")
def letter(request: Request, case: Case, letter_id: uuid.UUID) -> HttpResponse:
    """A letter as PDF. One about what was drafted only to those who may read the draft: not to a second officer without an own
    view; that a review ended or goes on tells nothing of that."""
    papers = queries.papers_of(case)
    if papers is None:
        raise Http404
    letters = overview_of(papers, load(), request.passage).letters
    found = next((one for one in letters if one.pk == letter_id), None)
    found = found or queries.letter_of_ending(papers.review, letter_id)
    if found is None:
        raise Http404
    request.shown = [found.pk]
    content, name = content_of(found.document, folder=settings.DOCUMENTS), f"{case.reference}-{found.document.kind}.pdf"
    return download(content, name=name, media_type=found.document.media_type)
