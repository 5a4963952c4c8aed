"""What comes after a concern was raised: its steps by their day, and another day that is asked for."""

from datetime import datetime, timedelta

from django.utils import timezone

from kith.demo.casework.family import MINUTE, Family
from kith.demo.casework.guarding import after
from kith.demo.plan import Step
from kith.welfare import actions as welfare
from kith.welfare.models import Concern
from kith.welfare.terms import ProtectionStep, VariationGround

DISCUSSED = "Social work, police and the health visitor took part. An investigation begins; the family is told today."
CALLED = "The parents, the school, the health visitor and the lead professional have the invitation and the papers."
CHANGED = "The uncle who frightened the child has moved back into the flat next door."
WHY = "The mother is in hospital until then, and the child wants her there. A plan for the weeks until then is agreed."
AGREED = "The plan for the weeks until then keeps the child safe; police and health agree."


def protect(family: Family, concern: Concern) -> None:
    """The referral discussion is held, and another day for the planning meeting asked for. Where somebody has looked at what was
    shared at once it is agreed to, and the meeting is called; else it waits for the coordinator, and something has changed."""
    lead, coordinator = family.lead, family.coordinator
    assert lead is not None
    assert coordinator is not None
    is_further = family.story.is_looked_at

    def record(step: ProtectionStep, words: str, at: datetime, meeting_in: int | None = None) -> None:
        day = timezone.localdate(at)
        welfare.record_protection_step(
            concern=concern, step=step, happened_on=day, words=words, by=lead, at=at,
            meeting_on=day + timedelta(meeting_in) if meeting_in else None,
        )  # fmt: skip

    with family.at_desk(lead, "welfare.record_protection_step", after(family, Step.HEARD, 1)) as at:
        record(ProtectionStep.DISCUSSION, DISCUSSED, at)
        asked = welfare.vary_protection_time(
            concern=concern, step=ProtectionStep.MEETING, due_on=timezone.localdate(at) + timedelta(40),
            ground=VariationGround.BEST_INTERESTS, reason=WHY, by=lead, at=at + MINUTE,
        )  # fmt: skip
        if not is_further:
            record(ProtectionStep.CHANGE, CHANGED, at + 2 * MINUTE)
    if is_further:
        with family.at_desk(coordinator, "welfare.answer_time_variation", at + 2 * MINUTE) as at:
            welfare.answer_time_variation(variation=asked, agrees=True, words=AGREED, by=coordinator, at=at)
        with family.at_desk(lead, "welfare.record_protection_step", max(at, after(family, Step.HEARD, 3))) as at:
            record(ProtectionStep.NOTICE, CALLED, at, meeting_in=30)
