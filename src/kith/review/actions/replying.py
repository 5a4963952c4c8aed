"""Hearing the family before a refusal: the points against it, proof that they arrived, and the reply."""

from datetime import date, datetime

from django.db import transaction

from kith.access import audit
from kith.access.models import Actor
from kith.protocol.pack import Pack
from kith.protocol.rules import due_on
from kith.register.gate import hold_case
from kith.review.models import Draft, Letter, ProofOfReceipt, Reply, ReplyInvitation
from kith.review.queries import newest_draft
from kith.verdict import Obstacle, Refused

FAIRNESS = "Common law duty to act fairly"


@transaction.atomic
def invite_reply(*, draft: Draft, by: Actor, at: datetime) -> ReplyInvitation:
    """Invite the family to answer the points against it; a job makes the letter. Twice for one draft is once.

    Refused where there are no points, or the draft is not the newest.
    """
    hold_case(draft.review.case_id)
    if not draft.points_against.strip():
        raise Refused(
            Obstacle("points_not_written", "Write the points against the family first.", FAIRNESS, "the review officer")
        )
    if newest_draft(draft.review) != draft:
        raise Refused(
            Obstacle(
                "draft_is_old", "There is a newer draft. Invite a reply to that one.", FAIRNESS, "the review officer"
            )
        )
    held = ReplyInvitation.objects.filter(draft=draft).first()
    if held is None:
        held = ReplyInvitation.objects.create(review=draft.review, draft=draft, by=by, at=at)
        audit.record("review.reply_invited", by=by, at=at, subject=held.pk, case=draft.review.case_id)
    return held


@transaction.atomic
def record_proof_of_receipt(
    *, invitation: ReplyInvitation, method: str, proof: str, received_on: date, pack: Pack, by: Actor, at: datetime
) -> ProofOfReceipt:
    """Record how and when the family received the letter; its time to reply is counted from that day.

    Refused for a day that is still to come or before the letter, or where the letter is not made yet.
    """
    hold_case(invitation.review.case_id)
    if held := ProofOfReceipt.objects.filter(invitation=invitation).first():
        return held
    if not Letter.objects.filter(invitation=invitation).exists():
        raise Refused(
            Obstacle("letter_not_made", "The letter is not made yet.", FAIRNESS, "it is made within a minute")
        )
    if not invitation.at.date() <= received_on <= at.date():
        raise Refused(
            Obstacle("day_cannot_be", "The day lies before the letter or in the future.", FAIRNESS, "check the day")
        )
    reply_by = due_on(pack.duty("invite_reply", received_on), starts_on=received_on).on
    entry = ProofOfReceipt.objects.create(
        invitation=invitation, method=method, proof=proof, received_on=received_on, reply_by=reply_by, by=by, at=at
    )
    audit.record("review.receipt_proved", by=by, at=at, subject=entry.pk, case=invitation.review.case_id)
    return entry


@transaction.atomic
def record_reply(
    *, invitation: ReplyInvitation, was_given: bool, words: str = "", considered: str = "", by: Actor, at: datetime
) -> Reply:
    """Record the family's reply and what was made of it, or that its time ended without one (nothing follows from that).

    Refused before proof of receipt; "no reply" is refused before the time is over; a reply needs its words.
    """
    hold_case(invitation.review.case_id)
    if held := Reply.objects.filter(invitation=invitation).first():
        return held
    proof = ProofOfReceipt.objects.filter(invitation=invitation).first()
    if proof is None:
        raise Refused(
            Obstacle(
                "family_not_told",
                "There is no proof yet that the family has the letter.",
                FAIRNESS,
                "the review officer",
            )
        )
    if not was_given and at.date() <= proof.reply_by:
        raise Refused(
            Obstacle(
                "reply_still_open",
                f"The family may reply until {proof.reply_by:%-d %B %Y}.",
                FAIRNESS,
                "wait until then",
            )
        )
    if was_given and not (words.strip() and considered.strip()):
        raise Refused(
            Obstacle(
                "reply_without_words",
                "Write what the family said, and what you make of it.",
                FAIRNESS,
                "the review officer",
            )
        )
    entry = Reply.objects.create(
        invitation=invitation, was_given=was_given, words=words, considered=considered, by=by, at=at
    )
    audit.record("review.reply_recorded", by=by, at=at, subject=entry.pk, case=invitation.review.case_id)
    return entry
