"""What is not shared and why, what is shared at once in an emergency, the reasons after, and somebody else's look at both."""

import uuid
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.access.terms import FactSide
from kith.disclosure.actions import disclose_beside, pass_milestone
from kith.disclosure.models import Disclosure
from kith.disclosure.rules import Words
from kith.disclosure.terms import DisclosureKind, ItemKind, MilestoneKind
from kith.protocol.pack import load
from kith.protocol.rules import due_on
from kith.register.gate import hold_case
from kith.register.models import Case
from kith.verdict import refuse_if
from kith.welfare.actions.reporting import THE_REVIEW
from kith.welfare.models import EmergencyCheck, EmergencyRelease, SharingRecord
from kith.welfare.queries import contact_for, has_told_why, is_lead_of, named_by, open_request, reasons_for, same_child
from kith.welfare.rules import (
    Grounds,
    obstacles_to_day_of_advice,
    obstacles_to_emergency,
    obstacles_to_emergency_check,
    obstacles_to_emergency_reasons,
    obstacles_to_not_sharing,
    obstacles_to_saying_so,
)
from kith.welfare.terms import SharingKind

AT_ONCE = "Shared at once in an emergency. On what lawful basis is recorded on the children's side after."


@transaction.atomic
def refuse_to_share(
    *, case: Case, child: uuid.UUID, kind: SharingKind, what: str, whom: str, grounds: Grounds, lets_read_why: bool = False,
    by: Actor, at: datetime,
) -> SharingRecord:  # fmt: skip
    """Record that something that `whom` asked for is not shared, whole or in part, and why. All of it stays on this side.

    Of a report that the review asked for it learns that nothing is shared of it, with somebody to ring; and why, word for
    word, only where the lead professional chooses so (`lets_read_why`), once for each request. The report can still be
    released later. The same words twice are one record. Refused to others than the lead professional, without what was
    asked, by whom, why and on what ground, for a report that is not asked for, and where the review would read the name of
    another child of the family, or would read why a second time.
    """
    hold_case(case.pk)
    is_report = kind == SharingKind.NO_REPORT
    asked = open_request(case, child) if is_report else None
    refuse_if(obstacles_to_saying_so(is_lead=is_lead_of(child, by), is_awaited=not is_report or asked is not None))
    if is_report:
        what, whom = str(kind.label), THE_REVIEW
    tells_why = asked is not None and lets_read_why
    same = {"case": case, "child": child, "kind": kind, "what": what, "whom": whom, **_columns(grounds)}
    if held := SharingRecord.objects.filter(by=by, disclosure__isnull=not tells_why, **same).first():
        return held
    refuse_if(obstacles_to_not_sharing(
        grounds, what=what, whom=whom, has_told_why=asked is not None and tells_why and has_told_why(asked),
        others_named=named_by(case, child, f"{grounds.why}\n{grounds.basis}") if tells_why else (),
    ))  # fmt: skip
    refuse_if(obstacles_to_day_of_advice(grounds.said, timezone.localdate(at)))
    contact = contact_for(child) or by
    told: Disclosure | None = None
    if is_report:
        pass_milestone(case=case, kind=MilestoneKind.NOT_SHARED, child=child, contact=contact, by=by, at=at)
    if tells_why:
        told = disclose_beside(
            kind=DisclosureKind.NOT_SHARED, case=case, child=child, lead_professional=contact, purpose=str(kind.label),
            basis=grounds.basis, was_told=grounds.was_told, by=by, at=at,
            items=[Words(ItemKind.WORDS, "Why nothing is shared", grounds.why, by.shown_name, timezone.localdate(at))],
        )  # fmt: skip
    record = SharingRecord.objects.create(
        case=case, child_id=child, kind=kind, what=what, whom=whom, disclosure=told, **_columns(grounds), by=by, at=at
    )
    audit.record("welfare.sharing_refused", by=by, at=at, subject=record.pk, case=case.pk, codes=[kind])
    return record


@transaction.atomic
def release_in_emergency(
    *, case: Case, child: uuid.UUID, words: str, sentence: str, whom: str, was_told: bool, by: Actor, at: datetime
) -> EmergencyRelease:
    """Share words about a child with its review at once, with one sentence why. It crosses as any copy does, is opened and
    receipted as any, and cannot be called back; the reasons are due by the pack's duty. The same words twice are one.

    Refused without words, sentence or to whom; about a child whom the review does not know of; and where the words name
    another child of the family.
    """
    hold_case(case.pk)
    is_known = any(one.case_id == case.pk and one.side != FactSide.WELFARE for one in same_child(child))
    others = named_by(case, child, f"{words}\n{sentence}")
    refuse_if(
        obstacles_to_emergency(words=words, sentence=sentence, whom=whom, is_known_there=is_known, others_named=others)
    )
    shared = {"disclosure__purpose": sentence, "disclosure__items__text": words}
    if held := EmergencyRelease.objects.filter(case=case, child=child, whom=whom, by=by, **shared).first():
        return held
    today = timezone.localdate(at)
    disclosure = disclose_beside(
        kind=DisclosureKind.EMERGENCY, case=case, child=child, lead_professional=contact_for(child) or by,
        purpose=sentence, basis=AT_ONCE, was_told=was_told, by=by, at=at,
        items=[Words(ItemKind.WORDS, "Shared at once, in an emergency", words, by.shown_name, today)],
    )  # fmt: skip
    release = EmergencyRelease.objects.create(
        case=case, child_id=child, disclosure=disclosure, whom=whom, by=by, at=at,
        due_on=due_on(load().duty("give_emergency_reasons", today), starts_on=today).on,
    )  # fmt: skip
    audit.record("welfare.released_in_emergency", by=by, at=at, subject=release.pk, case=case.pk)
    return release


@transaction.atomic
def give_emergency_reasons(*, emergency: EmergencyRelease, grounds: Grounds, by: Actor, at: datetime) -> SharingRecord:
    """Write down why something was shared in an emergency, with all that is recorded of a report. Late is never too late.
    Once; twice gives it back. Refused while any of it is missing."""
    hold_case(emergency.case_id)
    if held := reasons_for(emergency):
        return held
    refuse_if(obstacles_to_emergency_reasons(grounds))
    refuse_if(obstacles_to_day_of_advice(grounds.said, timezone.localdate(at)))
    record = SharingRecord.objects.create(
        case_id=emergency.case_id, child_id=emergency.child_id, kind=SharingKind.EMERGENCY, whom=emergency.whom,
        disclosure_id=emergency.disclosure_id, **_columns(grounds), by=by, at=at,
    )  # fmt: skip
    audit.record("welfare.emergency_reasons_given", by=by, at=at, subject=record.pk, case=emergency.case_id)
    return record


@transaction.atomic
def check_emergency(*, emergency: EmergencyRelease, words: str, by: Actor, at: datetime) -> EmergencyCheck:
    """A coordinator looks at what was shared in an emergency and at the reasons, and says what of it. Once; twice gives it back.

    Refused before the reasons are written, to whoever shared it or wrote them, and without words.
    """
    hold_case(emergency.case_id)
    if held := EmergencyCheck.objects.filter(emergency=emergency).first():
        return held
    reasons = reasons_for(emergency)
    refuse_if(
        obstacles_to_emergency_check(
            by=by.pk, shared_by=emergency.by_id, reasons_by=reasons.by_id if reasons else None, words=words
        )
    )
    assert reasons is not None
    check = EmergencyCheck.objects.create(
        case_id=emergency.case_id, child_id=emergency.child_id, emergency=emergency, shared_by_id=emergency.by_id,
        reasons_by_id=reasons.by_id, words=words, by=by, at=at,
    )  # fmt: skip
    audit.record("welfare.emergency_checked", by=by, at=at, subject=check.pk, case=emergency.case_id)
    return check


def _columns(grounds: Grounds) -> dict[str, object]:
    return {
        "why": grounds.why, "basis": grounds.basis, "was_told": grounds.was_told, "why_not_told": grounds.why_not_told,
        **asdict(grounds.said),
    }  # fmt: skip
