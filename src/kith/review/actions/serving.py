"""The letter, and handing it over with proof."""

from datetime import date, datetime

from django.db import transaction

from kith.access import audit
from kith.access.models import Actor
from kith.disclosure.actions import pass_milestone
from kith.disclosure.terms import MilestoneKind
from kith.documents.models import Document
from kith.protocol.pack import Pack
from kith.protocol.rules import obstacles_to_serving_on
from kith.register.actions import reach_step
from kith.register.gate import hold_case
from kith.register.terms import CaseStep
from kith.review.models import Confirmation, Decision, Letter, ReplyInvitation, Service
from kith.review.queries import decision_facts
from kith.review.rules import obstacles_to_decision
from kith.review.terms import ConfirmationVerdict
from kith.verdict import Obstacle, Refused, refuse_if

SOURCE = "Arrangement of March 2007, serve_decision"


@transaction.atomic
def keep_letter(
    *,
    document: Document,
    invitation: ReplyInvitation | None = None,
    confirmation: Confirmation | None = None,
    by: Actor,
    at: datetime,
) -> Letter:
    """Keep the letter that the job made for an invitation or a confirmed decision. Each has one letter; twice gives it back."""
    review = invitation.review if invitation else confirmation.decision.review if confirmation else None
    assert review is not None
    hold_case(review.case_id)
    if held := Letter.objects.filter(invitation=invitation, confirmation=confirmation).first():
        return held
    letter = Letter.objects.create(
        review=review, document=document, invitation=invitation, confirmation=confirmation, by=by, at=at
    )
    audit.record("review.letter_kept", by=by, at=at, subject=letter.pk, case=review.case_id, digest=document.sha256)
    return letter


@transaction.atomic
def serve_decision(
    *, decision: Decision, method: str, proof: str, served_on: date, pack: Pack, by: Actor, at: datetime
) -> Service:
    """Record that the notice was handed over, how and with what proof; the review is closed. Once; twice gives it back.
    A pause (more is needed to know) decides nothing: the case stays under review, to be taken up again, and the hold stands.

    Refused without a confirmation of this version and its letter, while an obstacle stands, on a Friday or the day
    before a school holiday, for a day that cannot be, and without proof.
    """
    review = decision.review
    hold_case(review.case_id)
    if held := Service.objects.filter(decision=decision).first():
        return held
    confirmation = Confirmation.objects.filter(decision=decision, verdict=ConfirmationVerdict.CONFIRMED).first()
    if confirmation is None:
        raise Refused(
            Obstacle("not_confirmed", "A second officer has not confirmed this decision.", SOURCE, "the second officer")
        )
    letter = Letter.objects.filter(confirmation=confirmation).first()
    if letter is None:
        raise Refused(Obstacle("letter_not_made", "The notice is not made yet.", SOURCE, "it is made within a minute"))
    if not proof.strip():
        raise Refused(Obstacle("no_proof", "Write what shows that the family has it.", SOURCE, "the review officer"))
    if not confirmation.at.date() <= served_on <= at.date():
        raise Refused(
            Obstacle("day_cannot_be", "The day lies before the confirmation or in the future.", SOURCE, "check the day")
        )
    refuse_if(obstacles_to_decision(decision_facts(review, pack, at.date()), pack, at.date()))
    refuse_if(obstacles_to_serving_on(served_on, pack=pack, council=review.case.area))
    service = Service.objects.create(
        decision=decision,
        confirmation=confirmation,
        letter=letter,
        method=method,
        proof=proof,
        served_on=served_on,
        by=by,
        at=at,
    )
    review.change(expected=review.version, closed_at=at)
    if pack.outcome(decision.outcome, decision.at.date()).kind == "decision":
        reach_step(case=review.case, step=CaseStep.DECIDED, by=by, at=at)
        pass_milestone(case=review.case, kind=MilestoneKind.DECISION_SERVED, by=by, at=at)
    audit.record("review.decision_served", by=by, at=at, subject=service.pk, case=review.case_id)
    return service
