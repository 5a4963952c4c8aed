"""Child protection: a worry goes its own way at once, beside the review, which only learns that it is asked to wait."""

import uuid
from datetime import datetime

from django.db import transaction

from kith.access import audit
from kith.access.models import Actor
from kith.disclosure.actions import pass_milestone
from kith.disclosure.terms import MilestoneKind
from kith.register.gate import hold_case
from kith.register.models import Case
from kith.verdict import Obstacle, Refused
from kith.welfare.models import Concern
from kith.welfare.queries import contact_for, open_concerns, same_child

NATIONAL_GUIDANCE = "National Guidance for Child Protection in Scotland 2021: share a concern without delay"


@transaction.atomic
def raise_concern(*, case: Case, child: uuid.UUID, words: str, told: str = "", by: Actor, at: datetime) -> Concern:
    """Write down a worry that a child is not safe, and whom of police and social work was told. Every review of the child
    is asked to wait, with somebody to ring and not a word.

    Refused without words, and about anyone who is no child of the case. The same words on the same case are one concern.
    """
    hold_case(case.pk)
    if not any(one.case_id == case.pk for one in same_child(child)):
        raise _refused("not_a_child", "This is no child of the case.")
    if not words.strip():
        raise _refused("no_words", "Write what worries you, in a few words.")
    same = next((one for one in open_concerns(child) if (one.words, one.told, one.by_id) == (words, told, by.pk)), None)
    if same is not None:
        return same
    concern = Concern.objects.create(case=case, child_id=child, words=words, told=told, by=by, at=at)
    audit.record("welfare.concern_raised", by=by, at=at, subject=concern.pk, case=case.pk)
    _let_know(concern, MilestoneKind.ASKS_TO_WAIT, by, at)
    return concern


@transaction.atomic
def close_concern(*, concern: Concern, words: str, by: Actor, at: datetime) -> Concern:
    """Write down how a worry was answered. Once none is open about the child, every review may go on. Twice is once.

    Refused without words.
    """
    hold_case(concern.case_id)
    if not words.strip():
        raise _refused("no_words", "Write how it was answered, and by whom.")
    closed = Concern.objects.filter(corrects=concern).first()
    if closed is not None:
        return closed
    closed = Concern.objects.create(
        case_id=concern.case_id, child_id=concern.child_id, corrects=concern, words=words, is_over=True, by=by, at=at
    )
    audit.record("welfare.concern_closed", by=by, at=at, subject=closed.pk, case=concern.case_id)
    if not open_concerns(concern.child_id):
        _let_know(closed, MilestoneKind.MAY_GO_ON, by, at)
    return closed


def _let_know(concern: Concern, kind: MilestoneKind, by: Actor, at: datetime) -> None:
    """Let each review of this child know, whichever of the child's records it knows, and whom it may ring."""
    contact = contact_for(concern.child_id) or by
    for one in same_child(concern.child_id):
        pass_milestone(case=one.case, kind=kind, child=one.person_id, contact=contact, by=by, at=at)


def _refused(code: str, words: str) -> Refused:
    return Refused(Obstacle(code, words, NATIONAL_GUIDANCE, "whoever writes"))
