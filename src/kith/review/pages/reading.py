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


@on_case("review.review")
def review(request: Request, case: Case) -> HttpResponse:
    """Where the review is: what is missing and who can clear it first, then factor by factor."""
    held = queries.newest_review(case)
    if held is None:
        return render(request, "review/not_open.html", around(request, case, _("Review")))
    shown = overview_of(held, load(), request.passage)
    return render(request, "review/review.html", around(request, case, _("Review")) | {"shown": shown, "review": held})


@on_case("review.letter")
def letter(request: Request, case: Case, letter_id: uuid.UUID) -> HttpResponse:
    """A letter as PDF, to those who may read the draft: not to a second officer without an own view."""
    held = queries.newest_review(case)
    letters = overview_of(held, load(), request.passage).letters if held else ()
    found = next((one for one in letters if one.pk == letter_id), None)
    if found is None:
        raise Http404
    request.shown = [found.pk]
    headers = {"Content-Disposition": f'attachment; filename="{case.reference}-{found.document.kind}.pdf"'}
    content = content_of(found.document, folder=settings.DOCUMENTS)
    return HttpResponse(content, content_type=found.document.media_type, headers=headers)
