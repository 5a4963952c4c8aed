"""Verbs of reporting: its ledger is all that it writes."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.access.side import hold
from kith.documents.actions import keep_document
from kith.documents.rendering import ConvenersLetter, NotRendered, render_letter
from kith.documents.terms import DocumentKind
from kith.protocol.actions import keep_version
from kith.protocol.pack import Pack
from kith.records import new_id, pour
from kith.reporting import proposals, queries
from kith.reporting.models import CountedCase, Release
from kith.reporting.queries import counted_at, figures_of, letter_now, newest, words_of
from kith.reporting.rules import obstacles_to_publishing, obstacles_to_telling
from kith.verdict import Obstacle, Refused, refuse_if

TWICE = timedelta(minutes=1)


@transaction.atomic
def publish_letter(*, pack: Pack, fonts: Path, folder: Path, by: Actor, at: datetime) -> Release:
    """Count, withhold, make the letter and keep what it says. Pressed twice within a minute it is one letter.

    Refused while the last publication is too fresh, since the difference of two could point at a family, and where the
    letter cannot be set. Which cases it counted where is kept with it.
    """
    last, families = queries.releases().first(), counted_at(at)
    release = _published(
        queries.KIND, lambda: letter_now(pack=pack, by=by, at=at, last=last, families=families),
        verb="reporting.letter_published", pack=pack, fonts=fonts, folder=folder, by=by, at=at,
    )  # fmt: skip
    if release != last:
        kept = {"release_id": release.pk, "by_id": by.pk, "at": at}
        pour(CountedCase, (
            {
                "id": new_id(), "case_key": one.case_key, "area": one.area, "stage": one.stage, "children": one.children,
                "decision_stage": one.to_decision[0], "decision_children": one.to_decision[1],
                "welfare_stage": one.to_welfare[0], "welfare_children": one.to_welfare[1], **kept,
            }
            for one in families
        ))  # fmt: skip
    return release


@transaction.atomic
def publish_proposals(
    *, pack: Pack, years: Mapping[str, int], fonts: Path, folder: Path, by: Actor, at: datetime
) -> Release:
    """Count what each proposal would cover, with the years chosen, and keep the figures like a letter's.

    Refused where a letter would be, and where there are too few families to tell anything.
    """

    def made() -> ConvenersLetter:
        results = proposals.results_now(pack=pack, years=years, at=at)
        refuse_if(obstacles_to_telling(any(one.rows for one in results)))
        return proposals.letter_of_results(results, pack=pack, by=by, at=at)

    return _published(
        proposals.KIND, made, verb="reporting.proposals_published", pack=pack, fonts=fonts, folder=folder, by=by, at=at
    )


def _published(
    kind: str, made: Callable[[], ConvenersLetter], *, verb: str, pack: Pack, fonts: Path, folder: Path, by: Actor,
    at: datetime,
) -> Release:  # fmt: skip
    hold("letter of figures")
    last = newest()
    if last is not None and last.kind == kind and at - last.as_at < TWICE:
        return last
    days = pack.duty("publish_letter", timezone.localdate(at)).amount
    refuse_if(
        obstacles_to_publishing(
            last=timezone.localdate(last.as_at) if last else None, on=timezone.localdate(at), days=days
        )
    )
    letter = made()
    try:
        done = render_letter(letter, words=words_of(kind, pack), fonts=fonts)
    except NotRendered as error:
        raise Refused(Obstacle("letter_not_set", str(error), "PDF/UA-1", "whoever looks after the server")) from error
    document = keep_document(
        content=done.pdf, kind=DocumentKind.CONVENERS_LETTER, case=None, folder=folder, by=by, at=at
    )
    keep_version(pack=pack, by=by, at=at)
    release = Release.objects.create(
        kind=kind, as_at=at, pack_version=pack.version, figures=figures_of(letter), sha256=done.sha256,
        document=document, by=by, at=at,
    )  # fmt: skip
    audit.record(verb, by=by, at=at, subject=release.pk, digest=done.sha256)
    return release
