"""The letter, and handing it over with proof."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.disclosure.actions import pass_milestone, tell_how_it_counted
from kith.disclosure.terms import MilestoneKind
from kith.documents.models import Document
from kith.protocol.pack import Pack
from kith.protocol.rules import due_on, obstacles_to_serving_on
from kith.register.actions import reach_step
from kith.register.gate import hold_crossing_of
from kith.register.terms import CaseStep
from kith.review.actions.holding import hold, hold_own, same_again
from kith.review.letters import Cause, cause_of_letter
from kith.review.models import Confirmation, Decision, Letter, Service
from kith.review.queries import obstacles_to_signing, papers_in, papers_until, reports_in
from kith.review.rules import OFFICER, SECOND, obstacles_to_handing_over
from kith.review.terms import ConfirmationVerdict
from kith.verdict import Obstacle, Refused, refuse_if

SOURCE = "Arrangement of March 2007, serve_decision"


@transaction.atomic
def keep_letter(*, document: Document, cause: Cause, by: Actor, at: datetime) -> Letter:
    """Keep the letter that the job made for an invitation, a confirmed decision, a confirmed ending, or one that was taken back.
    Each has one letter; twice gives it back."""
    name, review = cause_of_letter(cause)
    review = hold(review)
    if held := Letter.objects.filter(**{name: cause}).first():
        return held
    letter = Letter.objects.create(review=review, document=document, **{name: cause}, by=by, at=at)
    audit.record("review.letter_kept", by=by, at=at, subject=letter.pk, case=review.case_id, digest=document.sha256)
    return letter


@transaction.atomic
def serve_decision(
    *, decision: Decision, method: str, address: str, proof: str, served_on: date, pack: Pack, by: Actor, at: datetime
) -> Service:
    """Record that the notice was handed over, how, where to and with what proof; the review is closed. Once; twice gives it back.
    With it crosses what was decided and how counted what was sent and said, in the words of the draft; no reason does.
    A pause (more is needed to know) decides nothing: the case stays under review, to be taken up again, and the hold stands.

    Refused to everyone but the officer of the review, without a confirmation of this version and its letter, for another
    than the newest version, while an obstacle stands or after new information, on a Friday or the day before a school
    holiday, for a day that cannot be, without an address and without proof. Twice the
    same gives it back.
    """
    hold(decision.review)
    if held := Service.objects.filter(decision=decision).first():
        return same_again(held, method=method, address=address, proof=proof, served_on=served_on, by_id=by.pk)
    review = hold_own(decision.review, by)
    hold_crossing_of(review.case_id)
    confirmation = Confirmation.objects.filter(decision=decision, verdict=ConfirmationVerdict.CONFIRMED).first()
    if confirmation is None:
        words = "A second officer has not confirmed this decision."
        raise Refused(Obstacle("not_confirmed", words, SOURCE, SECOND))
    letter = Letter.objects.filter(confirmation=confirmation).first()
    if letter is None:
        raise Refused(Obstacle("letter_not_made", "The notice is not made yet.", SOURCE, "it is made within a minute"))
    refuse_if(obstacles_to_handing_over(address=address, proof=proof))
    today = timezone.localdate(at)
    if not timezone.localdate(confirmation.at) <= served_on <= today:
        words = "The day lies before the confirmation or in the future."
        raise Refused(Obstacle("day_cannot_be", words, SOURCE, f"{OFFICER}: look at the day again"))
    refuse_if(obstacles_to_signing(decision, papers_until(served_on, decision, papers_in(review)), pack, today))
    refuse_if(obstacles_to_serving_on(served_on, pack=pack, council=review.case.area))
    outcome = pack.outcome(decision.outcome, today)
    is_decided = outcome.kind == "decision"
    service = Service.objects.create(
        decision=decision, confirmation=confirmation, letter=letter, method=method, address=address, proof=proof,
        served_on=served_on, challenge_until=last_day_to_challenge(pack, today) if is_decided else None, by=by, at=at,
    )  # fmt: skip
    review.change(expected=review.version, closed_at=at)
    tell_how_it_counted(
        case=review.case, service=service.pk, served_on=served_on, outcome=outcome.words,
        leave_length=decision.leave_length, how_it_counted=decision.draft.how_it_counted,
        reports=reports_in(decision), by=by, at=at,
    )  # fmt: skip
    if is_decided:
        reach_step(case=review.case, step=CaseStep.DECIDED, by=by, at=at)
        pass_milestone(case=review.case, kind=MilestoneKind.DECISION_SERVED, by=by, at=at)
    audit.record("review.decision_served", by=by, at=at, subject=service.pk, case=review.case_id)
    return service


def last_day_to_challenge(pack: Pack, on: date) -> date:
    """The last day on which what is written down as handed over on that day can be challenged."""
    return due_on(pack.duty("challenge_decision", on), starts_on=on).on
