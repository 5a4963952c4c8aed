"""Files kept whole, each on one side; a disclosure makes a new one, never a shared one."""

from django.db import models

from kith.access.terms import Side
from kith.documents.terms import DocumentKind
from kith.records import Entry


class Document(Entry):
    """One file by its hash, under the folder of its side. The name it is kept under says nothing about a person."""

    side = models.CharField(max_length=16, choices=Side.choices)
    case_id = models.UUIDField(null=True, db_index=True)
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=60)
    bytes = models.PositiveIntegerField()
    language = models.CharField(max_length=12, default="en")
