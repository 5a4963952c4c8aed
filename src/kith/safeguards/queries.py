"""The facts that the hold follows from: the steps of the case, which every side reads alike."""

from datetime import datetime

from django.utils import timezone

from kith.protocol.pack import load
from kith.register.models import Case
from kith.register.queries import steps_of
from kith.register.terms import CaseStep
from kith.safeguards.rules import Hold, HoldFacts, hold_over


def hold_facts(case: Case) -> HoldFacts:
    """What the hold over a case that came through the gate follows from. No query: the steps came with the case.

    The last step says where a case is: one that was decided and is looked at again has no final decision.
    """
    steps = steps_of(case)
    is_decided = bool(steps) and steps[-1].step == CaseStep.DECIDED
    return HoldFacts(
        registered_on=timezone.localdate(case.opened_at),
        served_on=timezone.localdate(steps[-1].at) if is_decided else None,
        closed_on=timezone.localdate(case.closed_at) if case.closed_at else None,
    )


def hold_on(case: Case, at: datetime) -> Hold:
    """The hold over a case as it stands at that moment."""
    return hold_over(hold_facts(case), load(), timezone.localdate(at))
