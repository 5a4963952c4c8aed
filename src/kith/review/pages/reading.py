"""Where a review is, and its letters."""

import uuid

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kith.access.gate import Request
from kith.documents.queries import content_of
from kith.protocol.pack import load
from kith.register.gate import on_case
from kith.review import queries
from kith.review.overview import Case, overview_of
from kith.review.pages.writing import around
from kith.ui.downloads import download


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
