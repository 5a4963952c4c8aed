"""What keeps a family safe while its case is looked at. Only added; who wrote it keeps it on their own side.

The hold until the decision is final is no row (`rules.hold_over`). Whether a step is clear is no row either, until a senior
officer signs what `safeguards_answer` (database.sql) works out.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kith.access.terms import Side
from kith.records import Entry
from kith.register.models import Case, Person
from kith.safeguards.terms import NotClear, Step


class Hold(Entry):
    """An extra hold that a person places over a family, with a reason. Its side alone reads that there is one."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extra_holds")
    side = models.CharField(max_length=14, choices=Side.choices)
    reason = models.TextField()

    disposable = ("reason",)


class Lifting(Entry):
    """That an extra hold stands no longer, and why."""

    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="lifting")
    reason = models.TextField()

    disposable = ("reason",)


class Clearance(Entry):
    """Somebody outside asks whether a step may be taken, by a reference as typed: whether there is such a case is not told."""

    reference = models.CharField(max_length=40)
    step = models.CharField(max_length=12, choices=Step.choices)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["by", "at"])]


class ClearanceAnswer(Entry):
    """A senior officer's signature under what the facts gave. Clear counts for as long as the facts still give it."""

    clearance = models.OneToOneField(Clearance, on_delete=models.PROTECT, related_name="answer")
    is_clear = models.BooleanField()
    kind = models.CharField(max_length=24, choices=NotClear.choices, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_clear=True, kind="") | (Q(is_clear=False) & ~Q(kind="")),
                name="not_clear_names_exactly_one_kind",
            )
        ]


class WelfareCheck(Entry):
    """A fresh look at a child by the lead professional: what the child needs, what harm is foreseen; or that they take no
    part, and why. It signs nothing and clears nothing. The newest of a child counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    fresh_until = models.DateField(null=True)  # empty: the lead professional declined to take part
    needs = models.TextField(blank=True)
    harm_is_foreseen = models.BooleanField(default=False)
    harm = models.TextField(blank=True)
    why_declined = models.TextField(blank=True)

    disposable = ("needs", "harm", "why_declined")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(fresh_until__isnull=False) | ~Q(why_declined="") | Q(certificate__isnull=False),
                name="who_takes_no_part_says_why",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["child", "at"])]


class Incident(Entry):
    """Something was done to a family, or tried, that the safeguards are there to prevent: on which day, what."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="incidents")
    side = models.CharField(max_length=14, choices=Side.choices)
    step = models.CharField(max_length=12, choices=Step.choices)
    happened_on = models.DateField()
    words = models.TextField()

    disposable = ("words",)


class FollowUp(Entry):
    """What was done about an incident, and whether anything is still to be done."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="follow_ups")
    words = models.TextField()
    is_done = models.BooleanField()

    disposable = ("words",)
