"""Files kept whole, each on one side; a disclosure makes a new one, never a shared one."""

from typing import ClassVar

from django.db import models

from kith.access.terms import Side
from kith.documents.terms import DocumentKind
from kith.records import Entry


class Document(Entry):
    """One file by its hash, under the folder of its side. The name it is kept under says nothing about a person."""

    side = models.CharField(max_length=16, choices=Side.choices)
    case_id = models.UUIDField(null=True, db_index=True)
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    name = models.CharField(max_length=200, blank=True)  # as whoever added it called it
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=80)
    bytes = models.PositiveIntegerField()
    language = models.CharField(max_length=12, default="en")

    disposable = ("name",)


class Scan(Entry):
    """What the scanner said of a file that somebody added."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="scan")
    is_safe = models.BooleanField()


class Mistake(Entry):
    """That a file was added by mistake, and why: it is not shown any more, and kept until it is disposed of."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="mistake")
    reason = models.TextField()

    disposable = ("reason",)


class SignOff(Entry):
    """Somebody's own name under a file as it was when they opened it: what they sign for, and its hash."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="sign_offs")
    sha256 = models.CharField(max_length=64)
    says = models.CharField(max_length=200)

    disposable = ("says",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "by"], name="a_person_signs_a_file_off_once")
        ]
