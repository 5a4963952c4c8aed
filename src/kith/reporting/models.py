"""The ledger of everything published: what was said, as at when, from which figures. Rebuilt identically from here."""

from django.db import models

from kith.documents.models import Document
from kith.records import Entry


class Release(Entry):
    """One published letter: the figures after small numbers were withheld, as at a moment, and the file sent."""

    kind = models.CharField(max_length=40)
    as_at = models.DateTimeField()
    pack_version = models.CharField(max_length=64)
    figures = models.JSONField()
    sha256 = models.CharField(max_length=64)
    document = models.OneToOneField(Document, null=True, on_delete=models.PROTECT, related_name="+")
