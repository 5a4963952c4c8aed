"""Reviews that end without a decision."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kith.access.models import Actor
from kith.records import Entry
from kith.review.models.considering import ReviewEntry
from kith.review.terms import DUPLICATE, EXPLICIT, AskedHow, ConfirmationVerdict


class Ending(ReviewEntry):
    """The officer's word that this review can end without a decision: how, when it happened, why, and what shows it."""

    outcome = models.CharField(max_length=40)
    reason = models.TextField()
    happened_on = models.DateField()
    proof = models.CharField(max_length=200)
    asked_by = models.CharField(max_length=200, blank=True)
    asked_on = models.DateField(null=True)
    asked_how = models.CharField(max_length=10, choices=AskedHow.choices, blank=True)
    other_reference = models.CharField(max_length=12, blank=True)

    disposable = ("reason", "proof", "asked_by")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome=EXPLICIT, asked_on__isnull=False, asked_how__in=AskedHow.values)
                & (~Q(asked_by="") | Q(certificate__isnull=False))
                | ~Q(outcome=EXPLICIT) & Q(asked_by="", asked_on__isnull=True, asked_how=""),
                name="only_a_family_that_asked_withdrew_by_its_own_word",
            ),
            models.CheckConstraint(
                condition=Q(outcome=DUPLICATE) ^ Q(other_reference=""), name="the_same_case_as_another_names_it"
            ),
        ]


class EndingAnswer(Entry):
    """Confirmed or returned, by another person than proposed it. Keys (migration `0001_tables`) say whose proposal it is.

    `tells_family`: a letter says so, by the pack of that day; never of an ending from before such letters were made.
    """

    ending = models.OneToOneField(Ending, on_delete=models.PROTECT, related_name="answer")
    proposed_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=9, choices=ConfirmationVerdict.choices)
    reasons = models.TextField(blank=True)
    tells_family = models.BooleanField(default=False, db_default=False)

    disposable = ("reasons",)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(by=F("proposed_by")), name="an_ending_is_confirmed_by_another_person"),
            models.CheckConstraint(
                condition=Q(verdict=ConfirmationVerdict.CONFIRMED) | ~Q(reasons="") | Q(certificate__isnull=False),
                name="an_ending_is_returned_with_reasons",
            ),
        ]


class EndingTakenBack(Entry):
    """That a confirmed ending was taken back, and why: the review is open again."""

    ending = models.OneToOneField(Ending, on_delete=models.PROTECT, related_name="taken_back")
    verdict = models.CharField(
        max_length=9, choices=ConfirmationVerdict.choices, default=ConfirmationVerdict.CONFIRMED, editable=False
    )
    reason = models.TextField()

    disposable = ("reason",)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(verdict=ConfirmationVerdict.CONFIRMED), name="only_a_confirmed_ending_is_taken_back"
            )
        ]
