"""Decisions that are drawn by chance after they were served, to be read once more."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kith.records import Entry
from kith.review.models.deciding import Service
from kith.review.terms import Shown


class QualitySample(Entry):
    """That a sample of the decisions of one month, given by its first day, was drawn, and by which seed: once."""

    month = models.DateField(unique=True)
    seed = models.CharField(max_length=32)


class SampledDecision(Entry):
    """One served decision that was drawn."""

    sample = models.ForeignKey(QualitySample, on_delete=models.PROTECT, related_name="decisions")
    service = models.OneToOneField(Service, on_delete=models.PROTECT, related_name="sampled")


class QualityCheck(Entry):
    """How a drawn decision reads to a senior officer who had no part in it. It changes nothing in the decision."""

    sampled = models.OneToOneField(SampledDecision, on_delete=models.PROTECT, related_name="check_made")
    shown = ArrayField(models.CharField(max_length=8, choices=Shown.choices))
    words = models.TextField()

    disposable: ClassVar = ("words",)

    @property
    def answers(self) -> list[tuple[str, bool]]:
        """Each thing that was looked for, in words, and whether it was there."""
        return [(str(one.label), one in self.shown) for one in Shown]
