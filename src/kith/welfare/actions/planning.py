"""Giving somebody a copy of a child's plan: what was seen before, kept as it was given."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.register.gate import hold_case
from kith.register.models import CaseChild
from kith.register.queries import people_of
from kith.verdict import Obstacle, Refused, refuse_if
from kith.welfare.actions.noting import refuse_others
from kith.welfare.models import PlanCopy
from kith.welfare.queries import plan_of
from kith.welfare.rules import CHILDS_PLAN, CopyFacts, chosen_parts, digest_of_copy, obstacles_to_plan_copy
from kith.welfare.terms import Receiver

A_CLICK = timedelta(minutes=1)


@transaction.atomic
def give_plan_copy(
    *, entry: CaseChild, receiver: str, kind: Receiver, codes: Collection[str], why_left_out: str = "", leave: str = "",
    seen: str, by: Actor, at: datetime,
) -> PlanCopy:  # fmt: skip
    """Keep a copy of the child's plan as it is given to `receiver`: the parts of `codes`, exactly as they were seen (`seen` is
    the hash of that). It is handed over on paper, and cannot be changed here. The same within a minute is one;
    given again later it is another.

    Refused to others than the lead professional, where there is no plan, where it is no more what was seen, and for what
    `obstacles_to_plan_copy` names.
    """
    hold_case(entry.case_id)
    refuse_others(entry.case, entry.person_id, by)
    people = people_of([entry.case]).get(entry.case.family_id, [])
    read = plan_of(entry, people=people, on=timezone.localdate(at))
    if read.plan is None:
        raise _refused("no_plan", "There is no plan yet of which a copy could be given.")
    goes, left_out = chosen_parts(read.parts, codes)
    refuse_if(obstacles_to_plan_copy(
        CopyFacts(receiver, kind, goes, left_out, why_left_out, leave, read.may_share_words)
    ))  # fmt: skip
    sha256 = digest_of_copy(receiver, kind, goes)
    if sha256 != seen:
        raise _refused(
            "changed_since_seen", "The plan is no more what you saw. Read the copy again before you give it."
        )
    last = PlanCopy.objects.filter(plan=read.plan, sha256=sha256, by=by).order_by("-at", "-id").first()
    if last and (last.why_left_out, last.leave) == (why_left_out, leave) and at - last.at < A_CLICK:
        return last
    copy = PlanCopy.objects.create(
        case_id=entry.case_id, child_id=entry.person_id, plan=read.plan, receiver=receiver, kind=kind,
        parts=[{"heading": part.heading, "text": part.text} for part in goes],
        left_out=[part.heading for part in left_out], why_left_out=why_left_out, leave=leave, sha256=sha256, by=by, at=at,
    )  # fmt: skip
    audit.record("welfare.plan_copy_given", by=by, at=at, subject=copy.pk, case=entry.case_id, digest=sha256)
    return copy


def _refused(code: str, words: str) -> Refused:
    return Refused(Obstacle(code, words, CHILDS_PLAN, "the lead professional"))
