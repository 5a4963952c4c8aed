"""Pages of the statistician: figures and letters, and never a name."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

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
from kith.register.queries import steps_of
from kith.reporting import actions, files, queries
from kith.reporting.forms import YearsForm
from kith.reporting.proposals import KIND as PROPOSALS
from kith.reporting.proposals import Result, definitions, examples, letter_of_results, method, results_now
from kith.reporting.rules import obstacles_to_publishing
from kith.reporting.terms import MEANINGS, Answer, CaseStage, Counted
from kith.ui.charts import bars, parts
from kith.ui.dates import day_in_words
from kith.ui.downloads import download
from kith.ui.paging import paged
from kith.ui.tabs import tabs_at
from kith.verdict import Obstacle, Refused


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
    release, pack = _release(request, release_id), load()
    kept = queries.letter_of(release)
    same = release.pack_version == pack.version
    words = queries.words_of(release.kind, pack)
    again = render_letter(kept, words=words, fonts=settings.FONTS).sha256 if same else ""
    context = {
        "release": release, "is_of_proposals": release.kind == PROPOSALS, "again": again == release.sha256,
        "same_pack": same, **_shown(kept, pack, release.kind),
    }  # fmt: skip
    return render(request, "reporting/letter.html", context)


@page("reporting.cases_counted")
def letters_counted(request: Request) -> HttpResponse:
    """Every letter of figures, to go from one to the cases that it counted."""
    published = queries.releases()
    found = paged(
        lambda limit, offset: list(published[offset : offset + limit]), published.count(), per_page=25,
        number=request.GET.get("page"),
    )  # fmt: skip
    return render(request, "reporting/letters_counted.html", {"found": found})


@page("reporting.cases_counted")
def cases_counted(request: Request, release_id: uuid.UUID) -> HttpResponse:
    """The cases behind one letter, by the step at which it counted them: those that the reader may see, and where they are
    now."""
    release = _release(request, release_id)
    steps = queries.steps_behind(release)
    stage = request.GET.get("where", "")
    stage = (
        stage
        if stage in CaseStage.values
        else next((one.value for one in CaseStage if steps[one]), CaseStage.TO_CONFIRM)
    )
    found = paged(
        lambda limit, offset: queries.cases_behind(release, stage, request.passage, limit=limit, offset=offset), steps[stage],
        per_page=20, number=request.GET.get("page"),
    )  # fmt: skip
    rows = [(one, str(steps_of(one.case)[-1].step.label).capitalize()) for one in found]
    request.shown += [one.case.pk for one, _now in rows]
    return render(request, "reporting/cases_counted.html", {
        "release": release, "found": found, "rows": rows, "query": f"where={stage}&", "meaning": MEANINGS[CaseStage(stage)],
        "tabs": tabs_at(stage, *((str(one.label), one.value, steps[one]) for one in CaseStage)),
    })  # fmt: skip


@page("reporting.letters")
def published_letter_file(request: Request, release_id: uuid.UUID) -> HttpResponse:
    """The letter as PDF, exactly as it was kept."""
    release = _release(request, release_id)
    if release.document is None:
        raise Http404
    content = content_of(release.document, folder=settings.DOCUMENTS)
    return download(content, name=_name(release, "pdf"), media_type="application/pdf")


@page("reporting.letters")
def published_letter_csv(request: Request, release_id: uuid.UUID) -> HttpResponse:
    """The figures of a published letter as CSV, made from the ledger."""
    release = _release(request, release_id)
    content = files.as_csv(queries.letter_of(release))
    return download(content, name=_name(release, "csv"), media_type=files.CSV)


@page("reporting.letters")
def published_letter_workbook(request: Request, release_id: uuid.UUID) -> HttpResponse:
    """The figures of a published letter as a workbook, made from the ledger."""
    release = _release(request, release_id)
    title = load().letter(release.kind)["title"]
    content = files.as_workbook(queries.letter_of(release), title=title)
    return download(content, name=_name(release, "xlsx"), media_type=files.WORKBOOK)


@page("reporting.proposals")
def proposals(request: Request) -> HttpResponse:
    """How many families the words of each proposal would cover, with the years chosen; and what was published of it."""
    return _proposals(request, _years(request))


@page("reporting.proposals")
def proposals_table(request: Request) -> HttpResponse:
    """The same figures as CSV."""
    pack, at, form = load(), request.passage.at, _years(request)
    if not form.is_valid():
        return _proposals(request, form)
    results = results_now(pack=pack, years=form.years(), at=at)
    letter = letter_of_results(results, pack=pack, by=request.passage.actor, at=at)
    return download(files.as_csv(letter), name=_named(PROPOSALS, at, "csv"), media_type=files.CSV)


@require_POST
@page("reporting.publish_proposals")
def publish_proposals(request: Request) -> HttpResponse:
    """Publish what each proposal would cover, with the years chosen, as the figures stand now."""
    form = _years(request)
    if not form.is_valid():
        return _proposals(request, form)
    try:
        release = actions.publish_proposals(
            pack=load(), years=form.years(), fonts=settings.FONTS, folder=settings.DOCUMENTS,
            by=request.passage.actor, at=request.passage.at,
        )  # fmt: skip
    except Refused as refused:
        request.refusals.append(refused)
        return _proposals(request, form, status=422)
    return redirect("published_letter", release_id=release.pk)


def _years(request: Request) -> YearsForm:
    sent = request.POST if request.method == "POST" else request.GET
    return YearsForm(sent, load().proposals.in_force(timezone.localdate(request.passage.at)))


def _proposals(request: Request, form: YearsForm, status: int = 200) -> HttpResponse:
    pack, at = load(), request.passage.at
    on = timezone.localdate(at)
    results = results_now(pack=pack, years=form.years(), at=at)
    is_told = any(one.rows for one in results)
    context = {
        "form": form, "chosen": urlencode(form.years()), "answers": Answer, "is_told": is_told,
        "words": _said(pack.letter(PROPOSALS), day_in_words(at)),
        "results": [
            {
                "result": one, "bars": _pictured(one), "tables": _counted(one), "units": Counted,
                "examples": examples(one, on=on, school_age=pack.proposals.school_age),
            }
            for one in results
        ],
        "definitions": definitions(results), "method": method(),
        "published": queries.releases(PROPOSALS)[:25],
        "obstacles": _obstacles(pack, on),
    }  # fmt: skip
    return render(request, "reporting/proposals.html", context, status=status if form.is_valid() else 422)


def _pictured(result: Result) -> list[tuple[str, object]]:
    """Of each row of a table the cases, as parts of one bar."""
    return [
        (name, parts([(answer.value, numbers[0]) for answer, numbers in zip(Answer, told, strict=True)]))
        for name, told in result.rows
    ]


def _counted(result: Result) -> list[tuple[str, list[tuple[str, list[int]]]]]:
    """For each council, and for each of what is counted there, the number of each answer and of all."""
    return [
        (
            name,
            [
                (str(unit.label), [*column, sum(column)])
                for unit, column in zip(Counted, zip(*told, strict=True), strict=True)
            ],
        )
        for name, told in result.rows
    ]


def _release(request: Request, release_id: uuid.UUID) -> Any:  # Any: a row of the ledger, whose table no page knows
    release = queries.release(release_id)
    if release is None:
        raise Http404
    request.shown = [release.pk]
    return release


def _name(release: Any, ending: str) -> str:  # Any: as above
    return _named(release.kind, release.as_at, ending)


def _named(kind: str, at: datetime, ending: str) -> str:
    what = "what-proposals-would-cover" if kind == PROPOSALS else "letter-to-conveners"
    return f"{what}-{timezone.localdate(at):%Y-%m-%d}.{ending}"


def _obstacles(pack: Pack, on: date) -> tuple[Obstacle, ...]:
    last = queries.newest()
    return obstacles_to_publishing(
        last=timezone.localdate(last.as_at) if last else None, on=on, days=pack.duty("publish_letter", on).amount
    )


def _said(words: Mapping[str, str], as_at: str) -> dict[str, str]:
    """The pack's words with what is the same for every figure in its place."""
    return {
        name: text.replace("{smallest}", words["smallest"]).replace("{as_at}", as_at) for name, text in words.items()
    }


def _letters(request: Request, status: int = 200) -> HttpResponse:
    pack, at, published = load(), request.passage.at, queries.releases()
    newest = published.first()
    draft = queries.letter_now(pack=pack, by=request.passage.actor, at=at, last=newest)
    context = {
        **_shown(draft, pack, queries.KIND),
        "page": paged(
            lambda limit, offset: list(published[offset : offset + limit]),
            published.count(), per_page=25, number=request.GET.get("page", ""),
        ),
        "obstacles": _obstacles(pack, timezone.localdate(at)),
    }  # fmt: skip
    return render(request, "reporting/letters.html", context, status=status)


def _shown(letter: ConvenersLetter, pack: Pack, kind: str) -> dict[str, Any]:  # Any: what a template reads
    """A letter for a template: each cell beside its column's name, the pack's words with this letter's own numbers."""
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
    return {
        "letter": letter,
        "tables": tables,
        "words": _said({**pack.letter(kind), "smallest": str(letter.smallest)}, letter.as_at),
    }


def _rows(table: Table) -> list[tuple[object, list[tuple[str, object]], float]]:
    """Each row with its name, its figures beside their columns' names, and how long the bar of its first figure is."""
    rows = [row for row in table.rows if row[0] != _("All")]
    drawn = bars([(str(row[0]), row[1] if isinstance(row[1], int) else None) for row in rows])
    return [(row[0], _cells(table, row), bar.percent) for row, bar in zip(rows, drawn, strict=True)]


def _total(table: Table) -> list[tuple[str, object]]:
    return next((_cells(table, row) for row in table.rows if row[0] == _("All")), [])


def _cells(table: Table, row: tuple[object, ...]) -> list[tuple[str, object]]:
    return list(zip(table.columns[1:], row[1:], strict=True))
