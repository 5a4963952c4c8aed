"""Verbs of the safeguards. What is written here is added to; pressed twice, it is there once."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.access.side import current_side
from kith.protocol.pack import load
from kith.protocol.rules import due_on
from kith.register.gate import hold_case
from kith.register.models import Case
from kith.register.queries import is_child_of
from kith.register.rules import CASE_REFERENCE, case_reference
from kith.safeguards.models import Clearance, ClearanceAnswer, FollowUp, Hold, Incident, Lifting, WelfareCheck
from kith.safeguards.queries import answer_of, looks_asked_on, newest_check, worked_out
from kith.safeguards.rules import (
    ARRANGEMENT,
    CHANGED,
    DAY_TO_COME,
    HARM_NOT_SAID,
    LIFTED_BEFORE,
    NO_REFERENCE,
    NOT_THE_LEAD,
    SIGNED_BEFORE,
    Answer,
)
from kith.verdict import Refused, obstacles_to_nothing_said, refuse_if
from kith.welfare.queries import is_lead_of


@transaction.atomic
def place_hold(*, case: Case, reason: str, by: Actor, at: datetime) -> Hold:
    """Place an extra hold over a family, with a reason that stays on this side. The same hold standing is not placed twice."""
    hold_case(case.pk)
    same = Hold.objects.filter(case=case, by=by, reason=reason, lifting__isnull=True).first()
    if same:
        return same
    hold = Hold.objects.create(case=case, side=current_side() or "", reason=reason, by=by, at=at)
    audit.record("safeguards.hold_placed", by=by, at=at, subject=hold.pk, case=case.pk)
    return hold


@transaction.atomic
def lift_hold(*, hold: Hold, reason: str, by: Actor, at: datetime) -> Lifting:
    """Lift an extra hold, with a reason. Refused where it was lifted before. The hold until the decision is final stays."""
    hold_case(hold.case_id)
    if Lifting.objects.filter(hold=hold).exists():
        raise Refused(LIFTED_BEFORE)
    lifting = Lifting.objects.create(hold=hold, reason=reason, by=by, at=at)
    audit.record("safeguards.hold_lifted", by=by, at=at, subject=lifting.pk, case=hold.case_id)
    return lifting


@transaction.atomic
def ask_for_clearance(*, reference: str, step: str, by: Actor, at: datetime) -> Clearance:
    """Ask whether a step may be taken. Any reference is taken: whether there is such a case is not told.

    What is asked and not answered yet is not asked twice. Refused where it has not the form of a reference.
    """
    meant = case_reference(reference)
    if not CASE_REFERENCE.fullmatch(meant):
        raise Refused(NO_REFERENCE)
    asked = {"reference": meant, "step": step, "by": by}
    hold_case(by.pk)  # two clicks at once wait for one another; the case is not known here
    same = Clearance.objects.filter(**asked).order_by("-at").first()
    if same and answer_of(same) is None:
        return same
    clearance = Clearance.objects.create(**asked, at=at)
    audit.record("safeguards.clearance_asked_for", by=by, at=at, subject=clearance.pk, codes=[step])
    return clearance


@transaction.atomic
def sign_clearance(
    *, clearance: Clearance, case: Case | None, seen: Answer, by: Actor, at: datetime
) -> ClearanceAnswer:
    """Sign what the facts give. Refused where they give another answer than the one that was shown, or where another was signed
    before. Signed once.

    `case` is the one that the officer sees under the reference, None where they see none. PostgreSQL itself takes "clear"
    only where the facts give it, and from a senior officer alone.
    """
    hold_case(clearance.pk)
    signed = ClearanceAnswer.objects.filter(clearance=clearance).first()
    if signed and signed.kind != seen.kind:
        raise Refused(SIGNED_BEFORE)
    if signed:
        return signed
    answer = worked_out(clearance, case, at)
    if answer != seen:
        raise Refused(CHANGED)
    signed = ClearanceAnswer.objects.create(
        clearance=clearance, is_clear=answer.is_clear, kind=answer.kind, by=by, at=at
    )
    audit.record(
        "safeguards.clearance_signed",
        by=by,
        at=at,
        subject=signed.pk,
        case=case.pk if case else None,
        codes=[answer.kind or "clear"],
    )
    return signed


@transaction.atomic
def record_welfare_check(
    *, case: Case, child: uuid.UUID, needs: str, harm_is_foreseen: bool, harm: str = "", by: Actor, at: datetime
) -> WelfareCheck:
    """Write down how a child is before a step: what the child needs and what harm is foreseen. It clears nothing.

    Refused to others than the child's lead professional, without words, and where harm is foreseen and not said in words.
    """
    ask = "Write how the child is, and what the child needs."
    refuse_if(
        obstacles_to_nothing_said(needs, ask=ask, source=ARRANGEMENT, who_can_clear="the child's lead professional")
    )
    if harm_is_foreseen and not harm.strip():
        raise Refused(HARM_NOT_SAID)
    today = timezone.localdate(at)
    fresh_until = due_on(load().duty("check_welfare_before_step", today), starts_on=today).on
    said = {"needs": needs, "harm_is_foreseen": harm_is_foreseen, "harm": harm, "fresh_until": fresh_until}
    return _check("safeguards.welfare_check_recorded", case, child, by, at, said)


@transaction.atomic
def decline_welfare_check(*, case: Case, child: uuid.UUID, reason: str, by: Actor, at: datetime) -> WelfareCheck:
    """Take no part in a step against a child: it is recorded, and no earlier look counts as fresh any more.

    Refused to others than the child's lead professional, and without a reason.
    """
    ask = "Say why you take no part."
    refuse_if(
        obstacles_to_nothing_said(reason, ask=ask, source=ARRANGEMENT, who_can_clear="the child's lead professional")
    )
    said = {"why_declined": reason, "fresh_until": None}
    return _check("safeguards.welfare_check_declined", case, child, by, at, said)


def _check(
    verb: str, case: Case, child: uuid.UUID, by: Actor, at: datetime, said: Mapping[str, object]
) -> WelfareCheck:
    hold_case(case.pk)
    if not is_lead_of(child, by) or not is_child_of(case, child):
        raise Refused(NOT_THE_LEAD)
    last = newest_check(child)
    is_same = last is not None and all(getattr(last, name) == value for name, value in {**said, "by": by}.items())
    if last and is_same and not looks_asked_on(case).filter(at__gt=last.at).exists():
        return last
    check = WelfareCheck.objects.create(case=case, child_id=child, by=by, at=at, **said)
    audit.record(verb, by=by, at=at, subject=check.pk, case=case.pk)
    return check


@transaction.atomic
def note_incident(*, case: Case, step: str, happened_on: date, words: str, by: Actor, at: datetime) -> Incident:
    """Note that something was done to a family, or tried, that the safeguards are there to prevent.

    Refused for a day to come.
    """
    if happened_on > timezone.localdate(at):
        raise Refused(DAY_TO_COME)
    hold_case(case.pk)
    said = {"case": case, "step": step, "happened_on": happened_on, "words": words, "by": by}
    same = Incident.objects.filter(**said).first()
    if same:
        return same
    incident = Incident.objects.create(**said, side=current_side() or "", at=at)
    audit.record("safeguards.incident_noted", by=by, at=at, subject=incident.pk, case=case.pk, codes=[step])
    return incident


@transaction.atomic
def follow_up_incident(*, incident: Incident, words: str, is_done: bool, by: Actor, at: datetime) -> FollowUp:
    """Write down what was done about an incident, and whether anything is still to be done. It can be taken up again."""
    hold_case(incident.case_id)
    last = FollowUp.objects.filter(incident=incident).order_by("-at", "-id").first()
    if last is not None and (last.words, last.is_done, last.by_id) == (words, is_done, by.pk):
        return last
    follow_up = FollowUp.objects.create(incident=incident, words=words, is_done=is_done, by=by, at=at)
    audit.record("safeguards.incident_followed_up", by=by, at=at, subject=follow_up.pk, case=incident.case_id)
    return follow_up
