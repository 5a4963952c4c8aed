"""Child protection: a worry goes its own way at once, beside the review, which only learns that it is asked to wait."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.disclosure.actions import pass_milestone
from kith.disclosure.terms import MilestoneKind
from kith.register.gate import hold_case
from kith.register.models import Case
from kith.verdict import Obstacle, Refused, refuse_if
from kith.welfare.models import Concern, ConcernStep, TimeVariation, VariationAnswer
from kith.welfare.queries import contact_for, open_clocks, open_concerns, same_child
from kith.welfare.rules import (
    NATIONAL_GUIDANCE,
    obstacles_to_protection_step,
    obstacles_to_variation,
    obstacles_to_variation_answer,
)
from kith.welfare.terms import ProtectionStep

SHARE_AT_ONCE = f"{NATIONAL_GUIDANCE}: share a concern without delay"


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


@transaction.atomic
def record_protection_step(
    *, concern: Concern, step: ProtectionStep, happened_on: date, meeting_on: date | None = None, words: str = "",
    is_taken_back: bool = False, corrects: ConcernStep | None = None, by: Actor, at: datetime,
) -> ConcernStep:  # fmt: skip
    """Write down that a step of a concern was taken, and on which day; `corrects` is the step whose place it takes, which was
    noted wrongly or (`is_taken_back`) did not happen. The review learns nothing of it. The same twice is one.

    Refused about a concern that is closed, without a word of what is over with the step, for a day to come or long before
    it, of a notice without the day of the meeting or for one more than a year away, and to correct one twice.
    """
    hold_case(concern.case_id)
    is_closed = Concern.objects.filter(corrects=concern).exists()
    refuse_if(obstacles_to_protection_step(
        step, happened_on, meeting_on, words=words, raised_on=timezone.localdate(concern.at),
        today=timezone.localdate(at), is_closed=is_closed, is_taken_back=is_taken_back,
    ))  # fmt: skip
    said = {
        "step": step, "happened_on": happened_on, "words": words, "is_taken_back": is_taken_back,
        "meeting_on": meeting_on if step == ProtectionStep.NOTICE else None,
    }  # fmt: skip
    newest = ConcernStep.objects.filter(concern=concern).order_by("-at", "-id").first()
    if (
        newest
        and (newest.by_id, newest.corrects) == (by.pk, corrects)
        and said == {key: getattr(newest, key) for key in said}
    ):
        return newest
    if corrects is not None and ConcernStep.objects.filter(corrects=corrects).exists():
        raise _refused("corrected_already", "This was corrected already. Correct what is written now.")
    taken = ConcernStep.objects.create(
        case_id=concern.case_id, child_id=concern.child_id, concern=concern, corrects=corrects,
        first_at=corrects.first_at if corrects else at, **said, by=by, at=at,
    )  # fmt: skip
    audit.record("welfare.protection_step_recorded", by=by, at=at, subject=taken.pk, case=concern.case_id, codes=[step])
    return taken


@transaction.atomic
def vary_protection_time(
    *, concern: Concern, step: ProtectionStep, due_on: date, ground: str, reason: str, by: Actor, at: datetime
) -> TimeVariation:
    """Ask that a step which is due has another last day, for safety or in the child's best interests, and say why. Nothing
    moves before somebody else has agreed. The same twice is one.

    Refused for a step that is not due, a day that has passed, and without a reason.
    """
    hold_case(concern.case_id)
    refuse_if(
        obstacles_to_variation(step, due_on, reason, open_clocks=open_clocks(concern), today=timezone.localdate(at))
    )
    said = {"concern": concern, "step": step, "due_on": due_on, "ground": ground, "reason": reason, "by": by}
    if held := TimeVariation.objects.filter(answer__isnull=True, **said).first():
        return held
    asked = TimeVariation.objects.create(case_id=concern.case_id, child_id=concern.child_id, **said, at=at)
    audit.record("welfare.protection_time_varied", by=by, at=at, subject=asked.pk, case=concern.case_id, codes=[step])
    return asked


@transaction.atomic
def answer_time_variation(
    *, variation: TimeVariation, agrees: bool, words: str = "", by: Actor, at: datetime
) -> VariationAnswer:
    """A coordinator agrees to another last day, or does not and says why. Once; twice gives it back. Refused to whoever asked."""
    hold_case(variation.case_id)
    if held := VariationAnswer.objects.filter(variation=variation).first():
        return held
    refuse_if(obstacles_to_variation_answer(by=by.pk, asked_by=variation.by_id, agrees=agrees, words=words))
    answer = VariationAnswer.objects.create(
        case_id=variation.case_id, child_id=variation.child_id, variation=variation, asked_by_id=variation.by_id,
        agrees=agrees, words=words, by=by, at=at,
    )  # fmt: skip
    code = "agreed" if agrees else "not_agreed"
    audit.record(
        "welfare.time_variation_answered", by=by, at=at, subject=answer.pk, case=variation.case_id, codes=[code]
    )
    return answer


def _let_know(concern: Concern, kind: MilestoneKind, by: Actor, at: datetime) -> None:
    """Let each review of this child know, whichever of the child's records it knows, and whom it may ring."""
    contact = contact_for(concern.child_id) or by
    for one in same_child(concern.child_id):
        pass_milestone(case=one.case, kind=kind, child=one.person_id, contact=contact, by=by, at=at)


def _refused(code: str, words: str) -> Refused:
    return Refused(Obstacle(code, words, SHARE_AT_ONCE, "whoever writes"))
