"""The family's reply, the decision, the second officer, the letters and the service."""

import functools
import operator
import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kith.access.models import Actor
from kith.documents.models import Document
from kith.records import Entry
from kith.review.models.considering import Draft, ReviewEntry
from kith.review.models.ending import Ending, EndingTakenBack
from kith.review.terms import ConfirmationVerdict, ServiceMethod


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

    disposable = ("proof",)


class Reply(Entry):
    """What the family answered, or that its time ended without an answer (no conclusion follows from silence)."""

    invitation = models.OneToOneField(ReplyInvitation, on_delete=models.PROTECT, related_name="reply")
    was_given = models.BooleanField()
    words = models.TextField(blank=True)
    considered = models.TextField(blank=True)

    disposable = ("words", "considered")


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


LETTER_CAUSES = ("invitation", "confirmation", "ending", "taken_back")


class Letter(ReviewEntry):
    """A letter of this review that the job has made: the invitation to reply, the notice, that the review ended without a
    decision, or, after such a letter, that it goes on."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="letter")
    invitation = models.OneToOneField(ReplyInvitation, null=True, on_delete=models.PROTECT, related_name="letter")
    confirmation = models.OneToOneField(Confirmation, null=True, on_delete=models.PROTECT, related_name="letter")
    ending = models.OneToOneField(Ending, null=True, on_delete=models.PROTECT, related_name="letter")
    taken_back = models.OneToOneField(EndingTakenBack, null=True, on_delete=models.PROTECT, related_name="letter")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=functools.reduce(
                    operator.or_,
                    (Q(**{f"{cause}__isnull": cause != one for cause in LETTER_CAUSES}) for one in LETTER_CAUSES),
                ),
                name="a_letter_has_one_cause",
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
    address = models.TextField(blank=True)  # where it went; empty where it was not asked yet when it was served
    proof = models.CharField(max_length=200)
    served_on = models.DateField()
    challenge_until = models.DateField(
        null=True
    )  # the last day on which it can be challenged; empty where nothing was decided

    disposable = ("address", "proof")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(verdict=ConfirmationVerdict.CONFIRMED), name="only_a_confirmed_decision_is_served"
            )
        ]

    @property
    def decided_by(self) -> frozenset[uuid.UUID]:
        """Who decided: the officer, and whoever confirmed it."""
        return frozenset({self.decision.by_id, self.confirmation.by_id})
