"""What is written while a case is considered."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kith.access.models import Actor
from kith.disclosure.models import DisclosedItem
from kith.records import Disposable, Entry, Record
from kith.register.models import Case, Person
from kith.review.terms import PaperAnswer, Relation, TraceWay


class Review(Disposable, Record):
    """One consideration of one case, the officer it is with, and the set of factors that applied when it was opened.

    `criteria_from` tells the text of the set by its first day, `criteria_why` in words why this one: those of the pack's rule
    named by `criteria_rule`, or, where that is empty, the reason that the manager wrote for choosing it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reviews")
    officer = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="reviews")
    criteria = models.CharField(max_length=40)
    criteria_from = models.DateField(null=True)
    criteria_rule = models.CharField(max_length=60, blank=True, default="", db_default="")
    criteria_why = models.TextField(blank=True, default="", db_default="")
    pack_version = models.CharField(max_length=64)
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    disposable = ("criteria_why",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(closed_at__isnull=True), name="a_case_has_one_open_review"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["officer", "closed_at"])]


class ReviewEntry(Entry):
    """Something written down in one review."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="%(class)s_entries")

    class Meta:
        abstract = True


class BestInterests(ReviewEntry):
    """What is best for one child, weighed first and by an officer who does not draft (section 55, BCIA 2009)."""

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()

    disposable = ("text",)


class PanelMember(Entry):
    """Somebody who sat on a panel about what is best for one child and read its assessment: who they are, the day on which they
    undertook to keep it confidential and where that paper is, and whether they agree. Dissent stands with the assessment."""

    assessment = models.ForeignKey(BestInterests, on_delete=models.PROTECT, related_name="panel")
    name = models.CharField(max_length=200)
    works_as = models.CharField(max_length=200)
    undertook_on = models.DateField()
    undertaking = models.CharField(max_length=200)
    agrees = models.BooleanField()
    dissent = models.TextField(blank=True)

    disposable = ("name", "works_as", "undertaking", "dissent")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "name"],
                condition=Q(certificate__isnull=True),
                name="a_member_speaks_once_of_an_assessment",
            ),
            models.CheckConstraint(
                condition=Q(agrees=True, dissent="")
                | Q(agrees=False) & (~Q(dissent="") | Q(certificate__isnull=False)),
                name="who_does_not_agree_says_why",
            ),
        ]


class FactorFinding(ReviewEntry):
    """What the officer finds on one factor of the criteria set, or on the whole case. The newest one stands."""

    factor = models.CharField(max_length=60)
    text = models.TextField()

    disposable = ("text",)


class FindingEvidence(Entry):
    """That a finding rests on a released item, and how it stands to it."""

    finding = models.ForeignKey(FactorFinding, on_delete=models.PROTECT, related_name="evidence")
    item = models.ForeignKey(DisclosedItem, on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=8, choices=Relation.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["finding", "item"], name="an_item_is_linked_once_to_a_finding")
        ]


class ConflictDeclaration(ReviewEntry):
    """An officer says whether anything ties them to this family. The newest one of each officer stands."""

    has_conflict = models.BooleanField()
    words = models.TextField(blank=True)

    disposable = ("words",)


class Draft(ReviewEntry):
    """One version of a draft: outcome, reasons, and for a refusal the points against. It is no decision.

    `how_it_counted` is for each child's lead professional and for the family: how counted what was sent and said.
    """

    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=40)
    leave_length = models.CharField(max_length=60, blank=True)
    reasons = models.TextField()
    points_against = models.TextField(blank=True)
    how_it_counted = models.TextField(blank=True)

    disposable = ("reasons", "points_against", "how_it_counted")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["review", "number"], name="a_draft_has_one_number")]


class TraceCheck(ReviewEntry):
    """One try to reach a family with whom contact was lost: how, when, whether it was found, when to try again.

    While the newest one did not find it, the family is untraced. That is a state with checks done and next due, never an ending.
    """

    way = models.CharField(max_length=14, choices=TraceWay.choices)
    done_on = models.DateField()
    was_found = models.BooleanField()
    next_due_on = models.DateField(null=True)
    words = models.TextField(blank=True)

    disposable = ("words",)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(was_found=True, next_due_on__isnull=True) | Q(was_found=False, next_due_on__isnull=False),
                name="an_untraced_family_is_looked_for_again",
            )
        ]


class PaperCheck(ReviewEntry):
    """What was found of the paper file before a decision: who looked at it and when; or that there is none or it cannot be
    found, where it was looked for, and why the decision goes on without. The newest one stands."""

    answer = models.CharField(max_length=9, choices=PaperAnswer.choices)
    looked_on = models.DateField(null=True)
    looked_by = models.CharField(max_length=200, blank=True)
    searched = models.TextField(blank=True)
    reason = models.TextField(blank=True)

    disposable = ("looked_by", "searched", "reason")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answer=PaperAnswer.LOOKED_AT) ^ Q(looked_on__isnull=True),
                name="a_paper_file_was_looked_at_on_a_day",
            )
        ]


class ReportException(ReviewEntry):
    """A senior officer's word that this case may be decided without one child's report, why, and how the family was told.

    It counts once another senior officer has signed it, and until a report comes. It says nothing about the lead professional.
    """

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    family_told_on = models.DateField()
    family_told_how = models.CharField(max_length=200)

    disposable = ("reason", "family_told_how")


class ExceptionSignature(Entry):
    """The second of the two seniors. A key over both columns (migration `0001_tables`) says whose exception it is."""

    exception = models.OneToOneField(ReportException, on_delete=models.PROTECT, related_name="signature")
    proposed_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(by=F("proposed_by")), name="an_exception_is_signed_by_two_people")
        ]
