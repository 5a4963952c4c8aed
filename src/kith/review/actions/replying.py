"""Hearing the family before a refusal: the points against it, proof that they arrived, and the reply."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.protocol.pack import Pack
from kith.protocol.rules import due_on
from kith.review.actions.holding import hold_own, same_again
from kith.review.models import Draft, Letter, ProofOfReceipt, Reply, ReplyInvitation
from kith.review.queries import newest_draft
from kith.review.rules import FAIRNESS, OFFICER, points_in
from kith.verdict import Obstacle, Refused


@transaction.atomic
def invite_reply(*, draft: Draft, by: Actor, at: datetime) -> ReplyInvitation:
    """Invite the family to answer the points against it; a job makes the letter. Twice for one draft is once.

    Refused where there are no points, where the draft is not the newest, and to everyone but the officer of the review.
    """
    review = hold_own(draft.review, by)
    if not points_in(draft.points_against):
        raise Refused(Obstacle("points_not_written", "Write the points against the family first.", FAIRNESS, OFFICER))
    if newest_draft(review) != draft:
        words = "There is a newer draft. Invite a reply to that one."
        raise Refused(Obstacle("draft_is_old", words, FAIRNESS, OFFICER))
    held = ReplyInvitation.objects.filter(draft=draft).first()
    if held is None:
        held = ReplyInvitation.objects.create(review=review, draft=draft, by=by, at=at)
        audit.record("review.reply_invited", by=by, at=at, subject=held.pk, case=review.case_id)
    return held


@transaction.atomic
def record_proof_of_receipt(
    *, invitation: ReplyInvitation, method: str, proof: str, received_on: date, pack: Pack, by: Actor, at: datetime
) -> ProofOfReceipt:
    """Record how and when the family received the letter; its time to reply is counted from that day.

    Refused without proof, for a day that is still to come or before the letter, where the letter is not made yet, and
    where something else was recorded before. Twice the same gives it back.
    """
    review = hold_own(invitation.review, by)
    if held := ProofOfReceipt.objects.filter(invitation=invitation).first():
        return same_again(held, method=method, proof=proof, received_on=received_on)
    if not Letter.objects.filter(invitation=invitation).exists():
        raise Refused(
            Obstacle("letter_not_made", "The letter is not made yet.", FAIRNESS, "it is made within a minute")
        )
    if not proof.strip():
        raise Refused(Obstacle("no_proof", "Write what shows that the family has it.", FAIRNESS, OFFICER))
    if not timezone.localdate(invitation.at) <= received_on <= timezone.localdate(at):
        words = "The day lies before the letter or in the future."
        raise Refused(Obstacle("day_cannot_be", words, FAIRNESS, f"{OFFICER}: look at the day again"))
    reply_by = due_on(pack.duty("invite_reply", received_on), starts_on=received_on).on
    entry = ProofOfReceipt.objects.create(
        invitation=invitation, method=method, proof=proof, received_on=received_on, reply_by=reply_by, by=by, at=at
    )
    audit.record("review.receipt_proved", by=by, at=at, subject=entry.pk, case=review.case_id)
    return entry


@transaction.atomic
def record_reply(
    *, invitation: ReplyInvitation, was_given: bool, words: str = "", considered: str = "", by: Actor, at: datetime
) -> Reply:
    """Record the family's reply and what was made of it, or that its time ended without one (nothing follows from that).

    Refused before proof of receipt; "no reply" is refused before the time is over; a reply needs its words; and where
    something else was recorded before. Twice the same gives it back.
    """
    review = hold_own(invitation.review, by)
    if held := Reply.objects.filter(invitation=invitation).first():
        return same_again(held, was_given=was_given, words=words, considered=considered)
    proof = ProofOfReceipt.objects.filter(invitation=invitation).first()
    if proof is None:
        said = "There is no proof yet that the family has the letter."
        raise Refused(Obstacle("family_not_told", said, FAIRNESS, OFFICER))
    if not was_given and timezone.localdate(at) <= proof.reply_by:
        said = f"The family may reply until {proof.reply_by:%-d %B %Y}."
        raise Refused(Obstacle("reply_still_open", said, FAIRNESS, "wait until then"))
    if was_given and not (words.strip() and considered.strip()):
        said = "Write what the family said, and what you make of it."
        raise Refused(Obstacle("reply_without_words", said, FAIRNESS, OFFICER))
    entry = Reply.objects.create(
        invitation=invitation, was_given=was_given, words=words, considered=considered, by=by, at=at
    )
    audit.record("review.reply_recorded", by=by, at=at, subject=entry.pk, case=review.case_id)
    return entry
