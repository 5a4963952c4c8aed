"""What comes after a decision was served: the notice that came back, challenges, and what came of these."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kith.records import Entry
from kith.review.models.deciding import Service
from kith.review.terms import ChallengeKind, ChallengeResult, ServiceMethod, TurnedOn


class ReturnedNotice(Entry):
    """That a notice came back: the family may not have it, and it is handed over once more."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="returned")
    came_back_on = models.DateField()
    words = models.TextField()

    disposable = ("words",)


class RenewedService(Entry):
    """That a notice which came back was handed over once more: how, where to, with what proof. The days count from here."""

    returned = models.OneToOneField(ReturnedNotice, on_delete=models.PROTECT, related_name="renewed")
    method = models.CharField(max_length=14, choices=ServiceMethod.choices)
    address = models.TextField()
    proof = models.CharField(max_length=200)
    served_on = models.DateField()
    challenge_until = models.DateField(null=True)  # as of the service, counted anew

    disposable = ("address", "proof")


class Challenge(Entry):
    """A served decision, or how it was made, is called into question: an appeal, a judicial review, a complaint."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="challenges")
    kind = models.CharField(max_length=15, choices=ChallengeKind.choices)
    brought_on = models.DateField()
    reference = models.CharField(max_length=60, blank=True)
    grounds = models.TextField()

    disposable = ("reference", "grounds")

    @property
    def outcome(self) -> "ChallengeOutcome | None":
        """The result that stands: the newest one."""
        return max(self.outcomes.all(), key=lambda one: (one.at, one.pk), default=None)

    @property
    def earlier_outcomes(self) -> list["ChallengeOutcome"]:
        """What was recorded before and put right since, oldest first."""
        return sorted(self.outcomes.all(), key=lambda one: (one.at, one.pk))[:-1]


class ChallengeOutcome(Entry):
    """What came of a challenge, and what it turned on; a later one puts it right. It goes back to those who decided, to learn
    from."""

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="outcomes")
    result = models.CharField(max_length=13, choices=ChallengeResult.choices)
    given_on = models.DateField()
    turned_on = ArrayField(models.CharField(max_length=14, choices=TurnedOn.choices))
    words = models.TextField()
    reason = models.TextField(blank=True)  # why what was recorded before is put right; empty in the first

    disposable = ("words", "reason")

    @property
    def turned_on_words(self) -> list[str]:
        """What it turned on, in words and in the order of these."""
        return [str(one.label) for one in TurnedOn if one in self.turned_on]

    @property
    def read_by(self) -> set[uuid.UUID]:
        """Who has read it."""
        return {reading.by_id for reading in self.readings.all()}


class OutcomeReading(Entry):
    """That somebody who decided has read what came of a challenge, and what they take from it, if they say so."""

    outcome = models.ForeignKey(ChallengeOutcome, on_delete=models.PROTECT, related_name="readings")
    lesson = models.TextField(blank=True)

    disposable = ("lesson",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["outcome", "by"], name="an_outcome_is_read_once_by_each")
        ]
