"""Keeping every version of a pack that anything was done under."""

from datetime import datetime

from django.db import transaction

from kith.access import audit
from kith.access.models import Actor
from kith.protocol.models import PackVersion
from kith.protocol.pack import Pack


@transaction.atomic
def keep_version(*, pack: Pack, by: Actor, at: datetime) -> None:
    """Keep the text of a version whose hash is about to be written on something, so that it can always be read. Once."""
    if PackVersion.objects.filter(sha256=pack.version).exists():
        return
    version = PackVersion(name=pack.name, sha256=pack.version, text=pack.canonical_text, by=by, at=at)
    PackVersion.objects.bulk_create([version], ignore_conflicts=True)  # two people may be the first at once
    audit.record("protocol.version_kept", by=by, at=at, digest=pack.version)
