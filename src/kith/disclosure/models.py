"""What crossed between the sides: asked for, exactly copied, received. Only added.

A Withholding is welfare's alone: the receiver learns that a report is partial, never what was left out, how much or why
(Practice Guidance 4 on information sharing asks for the record of both).
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kith.access.models import Actor
from kith.disclosure.terms import DisclosureKind, ItemKind, MilestoneKind, RequestKind
from kith.documents.models import Document
from kith.records import Entry
from kith.register.models import Case, Person


class Request(Entry):
    """The decision side asks for a child's report, a fresh look at the child or what would help; the clock starts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="requests")
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=RequestKind.choices)
    due_on = models.DateField()  # as asked; `queries.due_of` says the day that holds now


class MovedDate(Entry):
    """A new day for a Request. The day crosses; why it was moved stays with the children's side (`welfare.MoreTime`)."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="moved_dates")
    due_on = models.DateField()


class Disclosure(Entry):
    """An exact copy that crossed, with purpose and lawful basis. A correction is a new one that supersedes; the old stays."""

    kind = models.CharField(max_length=10, choices=DisclosureKind.choices, default=DisclosureKind.REPORT)
    request = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="disclosures")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="disclosures")
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    lead_professional = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    purpose = models.TextField()
    basis = models.CharField(max_length=200)
    was_told = models.BooleanField()  # whoever quotes it must know; why not, if not, stays with the children's side
    is_partial = models.BooleanField()
    sha256 = models.CharField(max_length=64)
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")

    disposable = ("purpose",)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind=DisclosureKind.REPORT, request__isnull=False)
                | (~Q(kind=DisclosureKind.REPORT) & Q(request__isnull=True)),
                name="a_report_answers_a_request_and_nothing_else_does",
            )
        ]


class DisclosedItem(Entry):
    """One item of a Disclosure, copied word for word. Findings of the review link to these."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="items")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=ItemKind.choices)
    title = models.CharField(max_length=200)
    text = models.TextField()
    said_by = models.CharField(max_length=200, blank=True)
    said_on = models.DateField(null=True)
    life = models.JSONField(
        default=dict
    )  # what it says of the child's dates (`register.rules.LifeEvent`), as its text does

    disposable = ("title", "text", "said_by", "life")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["disclosure", "place"], name="each_released_item_has_its_place")
        ]


class DisclosedFile(Entry):
    """The file of an item, as it crossed: byte for byte, kept as a new document of the decision side."""

    item = models.OneToOneField(DisclosedItem, on_delete=models.PROTECT, related_name="file")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)


class Withholding(Entry):
    """What was not released, and why. On the welfare side alone."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="withholdings")
    item = models.UUIDField()
    kind = models.CharField(max_length=10, choices=ItemKind.choices)
    reason = models.TextField()

    disposable = ("reason",)


class Receipt(Entry):
    """That a reader pressed Open: a POST, so that nothing opens it by itself."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="receipts")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["disclosure", "by"], name="a_reader_confirms_receipt_once")
        ]


class Feedback(Entry):
    """What was decided, and how counted what was sent and said, in the officer's own words to each child's lead professional and
    to the grown-ups of the family. It crosses with the notice and never before; no reason of the decision crosses with it.

    `service` is the handing over (`review.Service`, which this part cannot know); `reports` the copies that the decision rests
    on. The hash is of all that crossed.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="feedback")
    service = models.UUIDField(unique=True)
    served_on = models.DateField()
    outcome = models.CharField(max_length=200)
    leave_length = models.CharField(max_length=60, blank=True)
    how_it_counted = models.TextField()
    reports = ArrayField(models.UUIDField())
    sha256 = models.CharField(max_length=64)

    disposable = ("how_it_counted",)


class Milestone(Entry):
    """That a step was taken, for a family or one child. It may carry someone to ring, never words."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="milestones")
    child = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="milestones")
    kind = models.CharField(max_length=30, choices=MilestoneKind.choices)
    contact = models.ForeignKey(Actor, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "kind"]), models.Index(fields=["child", "kind"])]
