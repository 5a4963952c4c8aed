"""The legacy review: factor by factor, best interests first, two officers. Every step is an entry; nothing is edited.

Composite foreign keys (in the migrations `two_officers` and `one_version`) make PostgreSQL itself refuse a decision that is
not the draft it names, a confirmation of another version or by the drafter, and a service without a confirmation and
its own notice.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kith.access.models import Actor
from kith.disclosure.models import DisclosedItem
from kith.documents.models import Document
from kith.records import Entry, Record
from kith.register.models import Case, Person
from kith.review.terms import DUPLICATE, EXPLICIT, AskedHow, ConfirmationVerdict, Relation, ServiceMethod, TraceWay


class Review(Record):
    """One consideration of one case, and the officer it is with."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reviews")
    officer = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="reviews")
    criteria = models.CharField(max_length=40)
    pack_version = models.CharField(max_length=64)
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

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
    """One version of a draft: outcome, reasons, and for a refusal the points against. It is no decision."""

    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=40)
    leave_length = models.CharField(max_length=60, blank=True)
    reasons = models.TextField()
    points_against = models.TextField(blank=True)

    disposable = ("reasons", "points_against")

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


class ReportException(ReviewEntry):
    """A senior officer's word that this case may be decided without one child's report, why, and how the family was told.

    It counts once another senior officer has signed it, and until a report comes. It says nothing about the lead professional.
    """

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    family_told_on = models.DateField()
    family_told_how = models.CharField(max_length=200)

    disposable = ("reason",)


class ExceptionSignature(Entry):
    """The second of the two seniors. A key over both columns (migration `0001_tables`) says whose exception it is."""

    exception = models.OneToOneField(ReportException, on_delete=models.PROTECT, related_name="signature")
    proposed_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(by=F("proposed_by")), name="an_exception_is_signed_by_two_people")
        ]


class ReplyInvitation(ReviewEntry):
    """The family is told the points against it and may reply. The clock starts with the proof of receipt."""

    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="invitation")


class ProofOfReceipt(Entry):
    """How and when the family received the invitation, and by when it may reply."""

    invitation = models.OneToOneField(ReplyInvitation, on_delete=models.PROTECT, related_name="proof")
    method = models.CharField(max_length=14, choices=ServiceMethod.choices)
    proof = models.CharField(max_length=200)
    received_on = models.DateField()
    reply_by = models.DateField()


class Reply(Entry):
    """What the family answered, or that its time ended without an answer (no conclusion follows from silence)."""

    invitation = models.OneToOneField(ReplyInvitation, on_delete=models.PROTECT, related_name="reply")
    was_given = models.BooleanField()
    words = models.TextField(blank=True)
    considered = models.TextField(blank=True)

    disposable = ("words",)


class Decision(ReviewEntry):
    """One version of a draft, made a decision while nothing stood in its way; pins all that was considered."""

    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=40)
    leave_length = models.CharField(max_length=60, blank=True)
    reasons = models.TextField()
    pack_version = models.CharField(max_length=64)
    considered = ArrayField(models.UUIDField())
    sha256 = models.CharField(max_length=64)

    disposable = ("reasons",)


class SecondView(Entry):
    """The second officer's own view, recorded before the draft outcome is shown to them."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="second_views")
    outcome = models.CharField(max_length=40)
    text = models.TextField()

    disposable = ("text",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["decision", "by"], name="a_second_officer_has_one_view_of_a_decision")
        ]


class Confirmation(Entry):
    """Confirmed or returned, by another person than the drafter, on one version: `decision_sha256` says which."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="confirmation")
    decided_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    decision_sha256 = models.CharField(max_length=64)
    view = models.OneToOneField(SecondView, on_delete=models.PROTECT, related_name="confirmation")
    verdict = models.CharField(max_length=9, choices=ConfirmationVerdict.choices)
    reasons = models.TextField(blank=True)

    disposable = ("reasons",)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(by=F("decided_by")), name="the_second_officer_did_not_draft"),
            models.CheckConstraint(
                condition=Q(verdict=ConfirmationVerdict.CONFIRMED) | ~Q(reasons="") | Q(certificate__isnull=False),
                name="what_is_returned_has_reasons",
            ),
        ]


class LaterWords(ReviewEntry):
    """What was said after a decision was recorded changes nothing, and why. It stands in place of a new draft once the second
    officer, who reads the same words (`said`: their ids), has agreed."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="later_words")
    said = ArrayField(models.UUIDField())
    reason = models.TextField()

    disposable = ("reason",)


class LaterWordsAnswer(Entry):
    """The second officer agrees, or finds that they do change something. Keys (migration `0001_tables`) make PostgreSQL refuse
    the answer of whoever has no own view of that decision."""

    later = models.OneToOneField(LaterWords, on_delete=models.PROTECT, related_name="answer")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    said_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=9, choices=ConfirmationVerdict.choices)
    reasons = models.TextField(blank=True)

    disposable = ("reasons",)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(by=F("said_by")), name="later_words_are_read_by_two_people"),
            models.CheckConstraint(
                condition=Q(verdict=ConfirmationVerdict.CONFIRMED) | ~Q(reasons="") | Q(certificate__isnull=False),
                name="later_words_are_returned_with_reasons",
            ),
        ]


class Letter(ReviewEntry):
    """A letter of this review that the job has made: the invitation to reply or the notice."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="letter")
    invitation = models.OneToOneField(ReplyInvitation, null=True, on_delete=models.PROTECT, related_name="letter")
    confirmation = models.OneToOneField(Confirmation, null=True, on_delete=models.PROTECT, related_name="letter")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(invitation__isnull=False, confirmation__isnull=True)
                | Q(invitation__isnull=True, confirmation__isnull=False),
                name="a_letter_is_an_invitation_or_a_notice",
            )
        ]


class Service(Entry):
    """That the notice reached the family: how, when, with what proof. Only a confirmed decision can be served."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="service")
    confirmation = models.OneToOneField(Confirmation, on_delete=models.PROTECT, related_name="service")
    verdict = models.CharField(
        max_length=9, choices=ConfirmationVerdict.choices, default=ConfirmationVerdict.CONFIRMED, editable=False
    )
    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="service")
    method = models.CharField(max_length=14, choices=ServiceMethod.choices)
    proof = models.CharField(max_length=200)
    served_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(verdict=ConfirmationVerdict.CONFIRMED), name="only_a_confirmed_decision_is_served"
            )
        ]


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

    disposable = ("reason", "asked_by")

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
    """Confirmed or returned, by another person than proposed it. Keys (migration `0001_tables`) say whose proposal it is."""

    ending = models.OneToOneField(Ending, on_delete=models.PROTECT, related_name="answer")
    proposed_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=9, choices=ConfirmationVerdict.choices)
    reasons = models.TextField(blank=True)

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
