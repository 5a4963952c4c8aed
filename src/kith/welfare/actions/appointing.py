"""Giving a child a lead professional, and ending an appointment."""

import uuid
from datetime import datetime

from django.db import transaction

from kith.access import audit
from kith.access.models import Actor
from kith.access.terms import Role, Side
from kith.disclosure.actions import pass_milestone
from kith.disclosure.terms import MilestoneKind
from kith.register.actions import join_team, leave_team
from kith.register.gate import hold_case
from kith.register.models import Case, CaseTeamMember
from kith.verdict import Obstacle, Refused, refuse_if
from kith.welfare.models import LeadProfessional
from kith.welfare.queries import candidates_for, current_lead
from kith.welfare.rules import RULE, obstacles_to_appointment, propose_lead


@transaction.atomic
def appoint_lead_professional(
    *, case: Case, child: uuid.UUID, professional: Actor, reason: str = "", by: Actor, at: datetime
) -> LeadProfessional:
    """Appoint the one proposed by the rule, or another with a reason. The same person again gives the appointment back.

    Refused where the child has another one, for someone outside the area, without a reason for another than proposed,
    and for anyone who is no child of the case.
    """
    hold_case(case.pk)
    held = current_lead(child)
    if held is not None and held.professional_id == professional.pk:
        return held
    if not case.children.filter(person_id=child, until_at__isnull=True).exists():
        raise Refused(Obstacle("not_a_child_of_the_case", "This is no child of this case.", "GIRFEC", "a registrar"))
    candidates = candidates_for(case, at)
    proposed = propose_lead([candidate for _, candidate in candidates], case=case.pk)
    refuse_if(
        obstacles_to_appointment(
            has_current=held is not None,
            is_in_area=professional.pk in {person.pk for person, _ in candidates},
            is_proposed=professional.pk == proposed,
            reason=reason,
        )
    )
    appointment = LeadProfessional.objects.create(
        case=case,
        child_id=child,
        professional=professional,
        proposed_id=proposed,
        rule=RULE,
        reason=reason,
        by=by,
        from_at=at,
    )
    join_team(case=case, actor=professional, side=Side.WELFARE, role=Role.LEAD_PROFESSIONAL, by=by, at=at)
    pass_milestone(
        case=case, kind=MilestoneKind.LEAD_PROFESSIONAL_APPOINTED, child=child, contact=professional, by=by, at=at
    )
    audit.record("welfare.lead_professional_appointed", by=by, at=at, subject=appointment.pk, case=case.pk)
    return appointment


@transaction.atomic
def end_appointment(
    *, appointment: LeadProfessional, handover: str, expected: int, by: Actor, at: datetime
) -> LeadProfessional:
    """End an appointment with a note for whoever comes next. Refused without the note; `Stale` if it changed."""
    hold_case(appointment.case_id)
    if not handover.strip():
        raise Refused(
            Obstacle("no_handover", "Write what the next lead professional must know.", "GIRFEC", "the coordinator")
        )
    appointment.change(expected=expected, until_at=at, handover=handover)
    still = LeadProfessional.objects.filter(
        case_id=appointment.case_id, professional_id=appointment.professional_id, until_at__isnull=True
    )
    if not still.exists():
        for member in CaseTeamMember.objects.filter(
            case_id=appointment.case_id, actor_id=appointment.professional_id, side=Side.WELFARE, until_at__isnull=True
        ):
            leave_team(member=member, by=by, at=at)
    pass_milestone(
        case=appointment.case, kind=MilestoneKind.LEAD_PROFESSIONAL_ENDED, child=appointment.child_id, by=by, at=at
    )
    audit.record("welfare.appointment_ended", by=by, at=at, subject=appointment.pk, case=appointment.case_id)
    return appointment
