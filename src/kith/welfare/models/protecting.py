"""Child protection: what was done about a concern and on which day, and where a day was moved by two people."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kith.access.models import Actor
from kith.welfare.models.record import ChildEntry, Concern
from kith.welfare.terms import ProtectionStep, VariationGround


class ConcernStep(ChildEntry):
    """That a step of a concern was taken, and on which day. One that did not happen is taken back by a later entry."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=13, choices=ProtectionStep.choices)
    happened_on = models.DateField()
    meeting_on = models.DateField(null=True)  # for which a notice is
    words = models.TextField(blank=True)  # what was agreed, who was there
    first_at = models.DateTimeField()  # when it was first written down, before it was put right
    is_taken_back = models.BooleanField(default=False)

    disposable = ("words",)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_taken_back=False) | Q(corrects__isnull=False), name="a_step_taken_back_was_recorded"
            ),
            models.CheckConstraint(
                condition=~Q(step=ProtectionStep.NOTICE) | Q(meeting_on__isnull=False),
                name="a_notice_says_for_which_day",
            ),
        ]


class TimeVariation(ChildEntry):
    """Somebody asks that a step has another last day, for safety or in the child's best interests, and says why."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="variations")
    step = models.CharField(max_length=13, choices=ProtectionStep.choices)
    due_on = models.DateField()
    ground = models.CharField(max_length=9, choices=VariationGround.choices)
    reason = models.TextField()

    disposable = ("reason",)


class VariationAnswer(ChildEntry):
    """A coordinator who did not ask for the other day agrees to it or not. Only what is agreed to stands."""

    variation = models.OneToOneField(TimeVariation, on_delete=models.PROTECT, related_name="answer")
    asked_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    words = models.TextField(blank=True)

    disposable = ("words",)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(by=F("asked_by")), name="a_time_is_moved_by_two_people"),
            models.CheckConstraint(
                condition=Q(agrees=True) | ~Q(words="") | Q(certificate__isnull=False),
                name="who_does_not_agree_says_why",
            ),
        ]
