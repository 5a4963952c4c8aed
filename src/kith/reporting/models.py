"""The ledger of everything published: what was said, as at when, from which figures. Rebuilt identically from here."""

from typing import ClassVar

from django.db import models

from kith.documents.models import Document
from kith.records import Entry
from kith.reporting.terms import CaseStage


class Release(Entry):
    """One published letter: the figures after small numbers were withheld, as at a moment, and the file sent."""

    kind = models.CharField(max_length=40)
    as_at = models.DateTimeField()
    pack_version = models.CharField(max_length=64)
    figures = models.JSONField()
    sha256 = models.CharField(max_length=64)
    document = models.OneToOneField(Document, null=True, on_delete=models.PROTECT, related_name="+")


class CountedCase(Entry):
    """One case as a letter counted it: at which step, in which council, with how many children known. Under a key from which
    no case is found, but known again by whoever may see the case: so it stays known which cases a figure was made of.

    Beside it how it stood by the children of whom the decision side, and the children's side, knew: no side learns from a letter
    that there is another child."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="counted")
    case_key = models.CharField(max_length=32)
    area = models.CharField(max_length=40)
    stage = models.CharField(max_length=20, choices=CaseStage.choices)
    children = models.PositiveSmallIntegerField()
    decision_stage = models.CharField(max_length=20, choices=CaseStage.choices)
    decision_children = models.PositiveSmallIntegerField()
    welfare_stage = models.CharField(max_length=20, choices=CaseStage.choices)
    welfare_children = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "case_key"], name="a_letter_counts_a_case_once")
        ]
