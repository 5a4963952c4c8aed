"""Pages of the statistician: figures and letters, and never a name."""

import uuid
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kith.access.gate import Request, page
from kith.documents.queries import content_of
from kith.documents.rendering import ConvenersLetter, Table, render_letter
from kith.protocol.pack import Pack, load
from kith.reporting import actions, queries
from kith.reporting.rules import obstacles_to_publishing
from kith.ui.charts import bars
from kith.ui.paging import paged
from kith.verdict import Refused


@page("reporting.letters")
def letters(request: Request) -> HttpResponse:
    """What a letter would say now, whether it can go, and every letter that went."""
    return _letters(request)


@require_POST
@page("reporting.publish_letter")
def publish_letter(request: Request) -> HttpResponse:
    """Publish the letter as the figures stand now."""
    try:
        release = actions.publish_letter(
            pack=load(), fonts=settings.FONTS, folder=settings.DOCUMENTS,
            by=request.passage.actor, at=request.passage.at,
        )  # fmt: skip
    except Refused as refused:
        request.refusals.append(refused)
        return _letters(request, status=422)
    return redirect("published_letter", release_id=release.pk)


@page("reporting.letters")
def published_letter(request: Request, release_id: uuid.UUID) -> HttpResponse:
    """One letter as it was published, and whether its file can be made again from the ledger, byte for byte."""
    release, pack = queries.release(release_id), load()
    if release is None:
        raise Http404
    kept = queries.letter_of(release)
    request.shown = [release.pk]
    same = release.pack_version == pack.version
    again = render_letter(kept, words=_words(pack), fonts=settings.FONTS).sha256 if same else ""
    context = {"release": release, "again": again == release.sha256, "same_pack": same, **_shown(kept, pack)}
    return render(request, "reporting/letter.html", context)


@page("reporting.letters")
def published_letter_file(request: Request, release_id: uuid.UUID) -> HttpResponse:
    """The letter as PDF, exactly as it was kept."""
    release = queries.release(release_id)
    if release is None or release.document is None:
        raise Http404
    request.shown = [release.pk]
    content = content_of(release.document, folder=settings.DOCUMENTS)
    name = f"letter-to-conveners-{timezone.localdate(release.as_at):%Y-%m-%d}.pdf"
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _letters(request: Request, status: int = 200) -> HttpResponse:
    pack, at, published = load(), request.passage.at, queries.releases()
    newest = published.first()
    draft = queries.letter_now(pack=pack, by=request.passage.actor, at=at, last=newest)
    context = {
        **_shown(draft, pack),
        "page": paged(
            lambda limit, offset: list(published[offset : offset + limit]),
            published.count(), per_page=25, number=request.GET.get("page", ""),
        ),
        "obstacles": obstacles_to_publishing(
            last=timezone.localdate(newest.as_at) if newest else None,
            on=timezone.localdate(at), days=pack.duty("publish_letter", timezone.localdate(at)).amount,
        ),
    }  # fmt: skip
    return render(request, "reporting/letters.html", context, status=status)


def _words(pack: Pack) -> dict[str, str]:
    return {**pack.letter("frame"), **pack.letter(queries.KIND)}


def _shown(letter: ConvenersLetter, pack: Pack) -> dict[str, Any]:  # Any: what a template reads
    """A letter for a template: each cell beside its column's name, the pack's words with this letter's own numbers."""
    smallest, words = str(letter.smallest), pack.letter(queries.KIND)
    tables = [
        {
            "title": table.title,
            "columns": table.columns,
            "note": table.note,
            "rows": _rows(table),
            "total": _total(table),
        }
        for table in letter.tables
    ]
    said = {name: text.replace("{smallest}", smallest).replace("{as_at}", letter.as_at) for name, text in words.items()}
    return {"letter": letter, "tables": tables, "words": said}


def _rows(table: Table) -> list[tuple[object, list[tuple[str, object]], float]]:
    """Each row with its name, its figures beside their columns' names, and how long the bar of its first figure is."""
    rows = [row for row in table.rows if row[0] != _("All")]
    drawn = bars([(str(row[0]), row[1] if isinstance(row[1], int) else None) for row in rows])
    return [(row[0], _cells(table, row), bar.percent) for row, bar in zip(rows, drawn, strict=True)]


def _total(table: Table) -> list[tuple[str, object]]:
    return next((_cells(table, row) for row in table.rows if row[0] == _("All")), [])


def _cells(table: Table, row: tuple[object, ...]) -> list[tuple[str, object]]:
    return list(zip(table.columns[1:], row[1:], strict=True))
