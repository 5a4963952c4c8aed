"""Verbs of reporting: its ledger is all that it writes."""

from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.access.side import hold
from kith.documents.actions import keep_document
from kith.documents.rendering import NotRendered, render_letter
from kith.documents.terms import DocumentKind
from kith.protocol.pack import Pack
from kith.reporting.models import Release
from kith.reporting.queries import KIND, figures_of, letter_now, releases
from kith.reporting.rules import obstacles_to_publishing
from kith.verdict import Obstacle, Refused, refuse_if

TWICE = timedelta(minutes=1)


@transaction.atomic
def publish_letter(*, pack: Pack, fonts: Path, folder: Path, by: Actor, at: datetime) -> Release:
    """Count, withhold, make the letter and keep what it says. Pressed twice within a minute it is one letter.

    Refused while the last letter is too fresh, since the difference of two could point at a family, and where the letter
    cannot be set.
    """
    hold("letter of figures")
    last = releases().first()
    if last is not None and at - last.as_at < TWICE:
        return last
    days = pack.duty("publish_letter", timezone.localdate(at)).amount
    refuse_if(
        obstacles_to_publishing(
            last=timezone.localdate(last.as_at) if last else None, on=timezone.localdate(at), days=days
        )
    )
    letter = letter_now(pack=pack, by=by, at=at, last=last)
    try:
        done = render_letter(letter, words={**pack.letter("frame"), **pack.letter(KIND)}, fonts=fonts)
    except NotRendered as error:
        raise Refused(Obstacle("letter_not_set", str(error), "PDF/UA-1", "whoever looks after the server")) from error
    document = keep_document(
        content=done.pdf, kind=DocumentKind.CONVENERS_LETTER, case=None, folder=folder, by=by, at=at
    )
    release = Release.objects.create(
        kind=KIND, as_at=at, pack_version=pack.version, figures=figures_of(letter), sha256=done.sha256,
        document=document, by=by, at=at,
    )  # fmt: skip
    audit.record("reporting.letter_published", by=by, at=at, subject=release.pk, digest=done.sha256)
    return release
