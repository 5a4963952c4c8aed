"""After a decision was served: its notice comes back, it is challenged, and what came of that is read by those who decided."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.disclosure.actions import pass_milestone
from kith.disclosure.terms import MilestoneKind
from kith.protocol.pack import Pack
from kith.protocol.rules import obstacles_to_serving_on
from kith.register.actions import reach_step
from kith.register.gate import hold_crossing_of
from kith.register.terms import CaseStep
from kith.review.actions.holding import hold, same_again
from kith.review.actions.reading import leave_after_reading, let_read
from kith.review.actions.serving import last_day_to_challenge
from kith.review.models import (
    Challenge,
    ChallengeOutcome,
    OutcomeReading,
    RenewedService,
    ReturnedNotice,
    Service,
)
from kith.review.queries import (
    after_of,
    decides,
    is_only_opened,
    is_served_anew,
    waiting_to_read,
)
from kith.review.rules import (
    SERVED_ANEW,
    obstacles_to_challenge,
    obstacles_to_handing_over,
    obstacles_to_outcome,
    obstacles_to_reading,
    obstacles_to_renewing,
    obstacles_to_returned_notice,
)
from kith.review.terms import IN_FAVOUR, OF_COURTS
from kith.verdict import Refused, refuse_if


@transaction.atomic
def record_returned_notice(
    *, service: Service, came_back_on: date, words: str, by: Actor, at: datetime
) -> ReturnedNotice:
    """Record that a notice came back. It waits until it is handed over once more. Twice the same gives it back.

    Refused for a day that cannot be, without words, and where it came back before and has not gone out since.
    """
    review, after = hold(service.decision.review), after_of(service)
    if after.away and (after.away.came_back_on, after.away.by_id) == (came_back_on, by.pk):
        return same_again(after.away, words=words)
    refuse_if(obstacles_to_returned_notice(
        came_back_on, served_on=after.served_on, on=timezone.localdate(at), words=words, is_away=after.away is not None
    ))  # fmt: skip
    entry = ReturnedNotice.objects.create(service=service, came_back_on=came_back_on, words=words, by=by, at=at)
    audit.record("review.notice_returned", by=by, at=at, subject=entry.pk, case=review.case_id)
    return entry


@transaction.atomic
def renew_service(
    *, returned: ReturnedNotice, method: str, address: str, proof: str, served_on: date, pack: Pack, by: Actor,
    at: datetime,
) -> RenewedService:  # fmt: skip
    """Record that a notice which came back was handed over once more: where the case is decided by it, the time to challenge
    begins anew, and what was signed before counts no more. Twice the same gives it back.

    Refused where another decision was served since, without an address or proof, for a day before it came back or in the
    future, and on a day after which nobody is there to help the family.
    """
    review = hold(returned.service.decision.review)
    if held := RenewedService.objects.filter(returned=returned).first():
        return same_again(held, method=method, address=address, proof=proof, served_on=served_on, by_id=by.pk)
    if is_served_anew(returned.service):
        raise Refused(SERVED_ANEW)
    refuse_if(obstacles_to_handing_over(address=address, proof=proof))
    refuse_if(obstacles_to_renewing(served_on, came_back_on=returned.came_back_on, on=timezone.localdate(at)))
    refuse_if(obstacles_to_serving_on(served_on, pack=pack, council=review.case.area))
    is_decided = decides(returned.service)
    entry = RenewedService.objects.create(
        returned=returned, method=method, address=address, proof=proof, served_on=served_on,
        challenge_until=last_day_to_challenge(pack, timezone.localdate(at)) if is_decided else None, by=by, at=at,
    )  # fmt: skip
    if is_decided:
        hold_crossing_of(review.case_id)
        reach_step(case=review.case, step=CaseStep.DECIDED, is_anew=True, by=by, at=at)
        pass_milestone(case=review.case, kind=MilestoneKind.DECISION_SERVED, by=by, at=at)
    audit.record("review.service_renewed", by=by, at=at, subject=entry.pk, case=review.case_id)
    return entry


@transaction.atomic
def record_challenge(
    *, service: Service, kind: str, brought_on: date, reference: str, grounds: str, by: Actor, at: datetime
) -> Challenge:
    """Record that a served decision, or how it was made, is called into question. Twice the same gives it back.

    While a court has an appeal or a judicial review, the decision is not final: no step is cleared (`safeguards_answer`).
    Refused for a day before the notice was handed over or in the future, and without its grounds.
    """
    review, after = hold(service.decision.review), after_of(service)
    for one in after.challenges:
        if (one.kind, one.brought_on, one.reference) == (kind, brought_on, reference):
            return same_again(one, grounds=grounds)
    refuse_if(obstacles_to_challenge(
        brought_on, served_on=service.served_on, on=timezone.localdate(at), grounds=grounds
    ))  # fmt: skip
    entry = Challenge.objects.create(
        service=service, kind=kind, brought_on=brought_on, reference=reference, grounds=grounds, by=by, at=at
    )
    audit.record("review.challenge_recorded", by=by, at=at, subject=entry.pk, case=review.case_id, codes=[kind])
    return entry


@transaction.atomic
def record_challenge_outcome(
    *, challenge: Challenge, result: str, given_on: date, turned_on: Sequence[str], words: str, reason: str = "", by: Actor,
    at: datetime,
) -> ChallengeOutcome:  # fmt: skip
    """Record what came of a challenge, or put right what was recorded, with a `reason`: the newest stands. Where a court upheld
    it, and the case is decided by that service, the case is under review again, to be allocated anew; put right before a
    review is open, it is decided again, and the time to challenge begins anew. The children's side learns that it goes on, or
    that the decision was served. Twice the same gives it back.

    Refused for a day before it was brought or in the future, without what was found, for a result in favour that says not
    what it turned on, and without a reason where another result is recorded.
    """
    review, is_in_favour = hold(challenge.service.decision.review), result in IN_FAVOUR
    held = ChallengeOutcome.objects.filter(challenge=challenge).order_by("-at", "-id").first()
    said = {"result": result, "given_on": given_on, "turned_on": sorted(turned_on), "words": words}
    if held and held.by_id == by.pk and all(getattr(held, name) == value for name, value in said.items()):
        return held
    refuse_if(obstacles_to_outcome(
        given_on, brought_on=challenge.brought_on, on=timezone.localdate(at), words=words, turned_on=turned_on,
        is_in_favour=is_in_favour, is_correction=held is not None, reason=reason,
    ))  # fmt: skip
    entry = ChallengeOutcome.objects.create(
        challenge=challenge, **said, reason=reason.strip() if held else "", by=by, at=at
    )
    if challenge.kind in OF_COURTS:
        was_upheld = held is not None and held.result in IN_FAVOUR
        _follow_court(challenge.service, was_upheld=was_upheld, is_upheld=is_in_favour, by=by, at=at)
    let_read(review.case, by=by, at=at)
    audit.record("review.challenge_ended", by=by, at=at, subject=entry.pk, case=review.case_id, codes=[result])
    return entry


def _follow_court(service: Service, *, was_upheld: bool, is_upheld: bool, by: Actor, at: datetime) -> None:
    """Open the case again where its decision was not upheld by a court; take that back where it was recorded by mistake."""
    case = service.decision.review.case
    if is_upheld and decides(service):
        step, kind = CaseStep.UNDER_REVIEW, MilestoneKind.REVIEW_GOES_ON
    elif was_upheld and not is_upheld and is_only_opened(service):
        step, kind = CaseStep.DECIDED, MilestoneKind.DECISION_SERVED
    else:
        return
    hold_crossing_of(case.pk)
    reach_step(case=case, step=step, by=by, at=at)
    pass_milestone(case=case, kind=kind, by=by, at=at)


@transaction.atomic
def read_challenge_outcome(*, outcome: ChallengeOutcome, lesson: str, by: Actor, at: datetime) -> OutcomeReading:
    """Say, as one of those who decided, that the result was read, and what is to be learnt from it, if anything. Once. Who
    was on the team for that alone leaves it with the last one.

    Refused to everyone else.
    """
    service = outcome.challenge.service
    review = hold(service.decision.review)
    if held := OutcomeReading.objects.filter(outcome=outcome, by=by).first():
        return same_again(held, lesson=lesson)
    refuse_if(obstacles_to_reading(by.pk, service.decided_by))
    entry = OutcomeReading.objects.create(outcome=outcome, lesson=lesson, by=by, at=at)
    if by.pk not in waiting_to_read(review.case):
        leave_after_reading(review.case, by=by, at=at)
    audit.record("review.outcome_read", by=by, at=at, subject=entry.pk, case=review.case_id)
    return entry
