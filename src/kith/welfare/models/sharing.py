"""What may go out of the child's record: the report and what was chosen for it, and why a child was made known or a day moved."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kith.access.models import Actor
from kith.disclosure.terms import ItemKind
from kith.records import Disposable, Entry, Record, new_id
from kith.register.models import Case, Person
from kith.welfare.models.record import ChildEntry
from kith.welfare.terms import SHARED, TAKEN_BACK, Choice, ReportStep, SharingKind


class Report(Disposable, Record):
    """One report per child and request, put together by choosing items, not retyped; or the correction of one that went."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey("disclosure.Request", on_delete=models.PROTECT, related_name="+")
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")
    why_corrected = models.TextField(blank=True)
    step = models.CharField(max_length=18, choices=ReportStep.choices, default=ReportStep.BEING_ASSEMBLED)
    author = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    analysis = models.TextField(blank=True)
    purpose = models.TextField(blank=True)
    basis = models.CharField(max_length=200, blank=True)
    is_shared_anyway = models.BooleanField(default=True)  # else the family has a real choice, and is asked
    was_told = models.BooleanField(null=True)
    why_not_told = models.TextField(blank=True)
    why_others_named = models.TextField(blank=True)  # where another child is named in what goes
    necessity = models.TextField(blank=True)  # why it is needed and no more than is needed
    condition = models.CharField(max_length=30, blank=True)  # of the pack, for special category data
    views = models.TextField(blank=True)  # what child and family say of its being shared
    advice = models.TextField(blank=True)  # what was advised, by whom and when, where advice was taken
    advice_from = models.CharField(max_length=200, blank=True)
    advice_on = models.DateField(null=True)
    why_returned = models.TextField(blank=True)  # what the coordinator asked to have changed
    sent_up_at = models.DateTimeField(null=True)
    disclosure = models.OneToOneField("disclosure.Disclosure", null=True, on_delete=models.PROTECT, related_name="+")

    disposable = (
        "why_corrected", "analysis", "purpose", "why_not_told", "why_others_named", "necessity", "views", "advice", "advice_from",
        "why_returned",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(corrects__isnull=True), name="a_request_is_answered_by_one_report"
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(why_corrected="") | Q(certificate__isnull=False),
                name="a_correction_says_why",
            ),
        ]


class ReportItem(Disposable):
    """What was chosen for one item: it goes, it is held back and why, or it is left out as not needed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=10, choices=ItemKind.choices)
    item = models.UUIDField()
    choice = models.CharField(max_length=9, choices=Choice.choices)
    why_held_back = models.TextField(blank=True)

    goes_with: ClassVar = {"report": ("why_held_back",)}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "kind", "item"], name="an_item_is_chosen_once"),
            models.CheckConstraint(
                condition=~Q(choice=Choice.HELD_BACK) | ~Q(why_held_back="") | Q(certificate__isnull=False),
                name="what_is_held_back_has_a_reason",
            ),
        ]


class MadeKnown(Entry):
    """Why the review was let know of a child whom only the children's side's files name, and on what basis. That it was
    crosses as a milestone."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()

    disposable = ("reason",)


class MoreTime(Entry):
    """Why the day of a report was moved: a fact of the children's side. The day itself crosses (`disclosure.MovedDate`)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    moved = models.OneToOneField("disclosure.MovedDate", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()

    disposable = ("reason",)

    @property
    def undoes(self) -> bool:
        """Whether it takes back that the day was moved, so that the day before it holds again."""
        return self.reason == TAKEN_BACK


class SharingRecord(ChildEntry):
    """What is always recorded of sharing something about a child, or of not sharing what was asked for, and why (Practice
    Guidance 4 on information sharing). On the children's side alone; what crossed stands in the disclosure."""

    kind = models.CharField(max_length=9, choices=SharingKind.choices)
    disclosure = models.OneToOneField(
        "disclosure.Disclosure", null=True, on_delete=models.PROTECT, related_name="sharing"
    )
    what = models.TextField(blank=True)  # was asked for; what crossed says itself what it is
    whom = models.CharField(max_length=200)  # it was shared with, or who asked
    why = models.TextField()
    necessity = models.TextField(blank=True)
    basis = models.CharField(max_length=200)
    condition = models.CharField(max_length=30, blank=True)
    views = models.TextField(blank=True)
    was_told = models.BooleanField()  # the family
    why_not_told = models.TextField(blank=True)
    advice = models.TextField(blank=True)
    advice_from = models.CharField(max_length=200, blank=True)
    advice_on = models.DateField(null=True)

    disposable = ("what", "whom", "why", "necessity", "views", "why_not_told", "advice", "advice_from")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind__in=SHARED) | Q(disclosure__isnull=False), name="what_was_shared_crossed"
            ),
            models.CheckConstraint(
                condition=Q(was_told=True) | ~Q(why_not_told="") | Q(certificate__isnull=False),
                name="a_family_that_is_not_told_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(advice="") | (~Q(advice_from="") & Q(advice_on__isnull=False)),
                name="advice_says_from_whom_and_when",
            ),
        ]


class EmergencyRelease(ChildEntry):
    """Something was shared at once: to whom, and by when the reasons are written down. They are a `SharingRecord` of the same
    disclosure."""

    disclosure = models.OneToOneField("disclosure.Disclosure", on_delete=models.PROTECT, related_name="emergency")
    whom = models.CharField(max_length=200)  # and how one makes sure that they read it
    due_on = models.DateField()

    disposable = ("whom",)


class EmergencyCheck(ChildEntry):
    """A coordinator who had no part in it looked at what was shared in an emergency and at the reasons, and says what of it."""

    emergency = models.OneToOneField(EmergencyRelease, on_delete=models.PROTECT, related_name="check_of")
    shared_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    reasons_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()

    disposable = ("words",)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(by=F("shared_by")) & ~Q(by=F("reasons_by")), name="whoever_looks_had_no_part_in_it"
            ),
        ]
