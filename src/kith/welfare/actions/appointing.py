"""Giving a child a lead professional, ending an appointment, and taking one back that nothing rests on yet."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kith.access import audit
from kith.access.models import Actor
from kith.access.terms import FactSide, Role, Side
from kith.disclosure.actions import pass_milestone
from kith.disclosure.models import Milestone
from kith.disclosure.terms import ItemKind, MilestoneKind
from kith.register.actions import join_team, leave_team
from kith.register.gate import hold_case
from kith.register.models import Case, CaseChild, CaseTeamMember
from kith.register.queries import children_of, is_child_of
from kith.verdict import Obstacle, Refused, refuse_if
from kith.welfare.actions.covering import end_covers, hold_children, record_familys_view
from kith.welfare.models import LeadProfessional, MadeKnown
from kith.welfare.notes import notes_about
from kith.welfare.queries import (
    candidates_for,
    candidates_of,
    has_written,
    is_known_on,
    leads_now,
    open_concerns,
    proposals_for,
    same_child,
)
from kith.welfare.rules import (
    RULE,
    Candidate,
    obstacles_to_appointment,
    obstacles_to_ending,
    obstacles_to_making_child_known,
    obstacles_to_taking_back_appointment,
    propose_lead,
)

GIRFEC = "GIRFEC: one lead professional for each child"
VIEWS = (MilestoneKind.VIEWS_RECORDED, MilestoneKind.VIEWS_NOT_SOUGHT_EXPLAINED)


@transaction.atomic
def appoint_lead_professional(
    *, case: Case, child: uuid.UUID, professional: Actor, reason: str = "", family_view: str = "",
    why_family_not_asked: str = "", by: Actor, at: datetime,
) -> LeadProfessional:  # fmt: skip
    """Appoint the one proposed by the rule, or another with a reason. The same person again gives the appointment back.

    What the family says to the choice, or why it was not asked, is written down with it or later (`record_familys_view`).

    Whoever has the child on another case takes this case on as well. Refused where another has the child, by whichever
    record and on whichever case; for someone outside the area or with a part in the review; without a reason for another
    than proposed; for who is no registered social worker while a concern about the child is open; and for anyone who is no
    child of the case.
    """
    hold_children([case.pk], [child])
    candidates = [candidate for _, candidate in candidates_for(case, at)]
    proposed = propose_lead(candidates, case=case.pk, needs_social_worker=bool(open_concerns(child)))
    appointment = _appoint(case, child, professional, proposed, candidates, reason, by, at)
    if family_view.strip() or why_family_not_asked.strip():
        record_familys_view(
            appointment=appointment, family_view=family_view, why_family_not_asked=why_family_not_asked,
            expected=appointment.version, by=by, at=at,
        )  # fmt: skip
    return appointment


@transaction.atomic
def make_child_known(*, case: Case, child: uuid.UUID, reason: str, by: Actor, at: datetime) -> MadeKnown:
    """Let the review know of a child whom only the children's side's files name: that there is a child of this case, and
    not a word of what is held. Until then nothing is decided on the family. It cannot be taken back; twice is once.

    Refused without a reason, for a child of whom the review knows, and for anyone who is no child of the case.
    """
    hold_case(case.pk)
    entry = children_of(case).filter(person=child).first()
    is_known = entry is not None and entry.side != FactSide.WELFARE
    before = MadeKnown.objects.filter(case=case, child=child).first()
    if before is not None and is_known:
        return before
    refuse_if(obstacles_to_making_child_known(is_child=entry is not None, is_known=is_known, reason=reason))
    assert entry is not None
    entry.change(expected=entry.version, side=FactSide.COMMON)
    made = MadeKnown.objects.create(case=case, child_id=child, reason=reason.strip(), by=by, at=at)
    audit.record("welfare.child_made_known", by=by, at=at, subject=made.pk, case=case.pk, shown=[child])
    pass_milestone(case=case, kind=MilestoneKind.CHILD_MADE_KNOWN, child=child, contact=by, by=by, at=at)
    return made


@transaction.atomic
def appoint_as_proposed(
    *, shown: Sequence[CaseChild], proposed: Sequence[str], chosen: Sequence[str], by: Actor, at: datetime
) -> list[LeadProfessional]:
    """Appoint for each entry in `chosen` whom the rule proposes, as it was shown: `proposed` beside each of `shown`.

    All of them or none; pressed twice it is once. Refused where nothing is chosen, where the rule would propose someone
    else by now, and for the
    reasons that hold for a single appointment.
    """
    entries = [entry for entry in shown if str(entry.pk) in chosen]
    if not entries:
        raise Refused(Obstacle("nothing_chosen", "Tick the children for whom you appoint.", GIRFEC, "the coordinator"))
    hold_children([entry.case_id for entry in entries], [entry.person_id for entry in entries])
    wanted = dict(zip((entry.pk for entry in shown), proposed, strict=False))
    before = [lead for entry in entries if (lead := _already(entry, wanted.get(entry.pk, ""))) is not None]
    if len(before) == len(entries):
        return before
    now = [proposal.professional for proposal in proposals_for(shown, at)]
    if [str(one.pk) if one else "" for one in now] != list(proposed):
        raise Refused(
            Obstacle(
                "proposals_changed", "Someone was appointed meanwhile, and the rule proposes others now. Look again.",
                GIRFEC, "the coordinator",
            )
        )  # fmt: skip
    people = dict(zip((entry.pk for entry in shown), now, strict=True))
    candidates = candidates_of({entry.case_id: entry.case for entry in entries}.values(), at)
    appointed = []
    for entry in entries:
        professional = people[entry.pk]
        if professional is None:
            raise Refused(
                Obstacle(
                    "nobody_is_free", "For one of these children nobody is free.", GIRFEC, "another council's team"
                )
            )
        others = [candidate for _, candidate in candidates[entry.case_id]]
        appointed.append(_appoint(entry.case, entry.person_id, professional, professional.pk, others, "", by, at))
    return appointed


@transaction.atomic
def end_appointment(
    *, appointment: LeadProfessional, handover: str, expected: int, by: Actor, at: datetime
) -> LeadProfessional:
    """End an appointment with a note for whoever comes next. Refused without the note, and with one where its texts were
    disposed of, for then none is kept with it; `Stale` if it changed.

    Pressed twice it is ended once. They leave the team of every case that they were on for this child alone.
    """
    hold_children([appointment.case_id], [appointment.child_id])
    appointment.refresh_from_db()
    if appointment.until_at is not None and appointment.handover == handover:
        return appointment
    refuse_if(obstacles_to_ending(handover=handover, is_disposed_of=appointment.certificate_id is not None))
    appointment.change(expected=expected, until_at=at, handover=handover)
    for same in leads_now(appointment.child_id).filter(professional=appointment.professional_id):
        end_covers(same.covers.filter(until_at__gt=at), by=by, at=at)
        words = {} if same.certificate_id else {"handover": handover}
        same.change(expected=same.version, until_at=at, **words)  # appointed for another record of the child
    end_covers(appointment.covers.filter(until_at__gt=at), by=by, at=at)
    _leave(appointment, by, at)
    audit.record("welfare.appointment_ended", by=by, at=at, subject=appointment.pk, case=appointment.case_id)
    return appointment


@transaction.atomic
def take_back_appointment(*, appointment: LeadProfessional, by: Actor, at: datetime) -> LeadProfessional:
    """Undo an appointment on which nothing rests yet. Twice is once. Refused once the lead professional wrote something."""
    hold_children([appointment.case_id], [appointment.child_id])
    appointment.refresh_from_db()
    refuse_if(
        obstacles_to_taking_back_appointment(
            is_current=appointment.until_at is None, has_written=has_written(appointment)
        )
    )
    appointment.change(expected=appointment.version, until_at=at)
    end_covers(appointment.covers.filter(until_at__gt=at), by=by, at=at)
    _leave(appointment, by, at)
    audit.record("welfare.appointment_taken_back", by=by, at=at, subject=appointment.pk, case=appointment.case_id)
    return appointment


def _already(entry: CaseChild, professional: str) -> LeadProfessional | None:
    """The appointment of this person for this child that stands already, as after a second press."""
    held = (lead for lead in leads_now(entry.person_id) if str(lead.professional_id) == professional)
    return next((lead for lead in held if is_known_on(entry.case, entry.person_id, lead)), None)


def _appoint(
    case: Case, child: uuid.UUID, professional: Actor, proposed: uuid.UUID | None, candidates: Sequence[Candidate],
    reason: str, by: Actor, at: datetime,
) -> LeadProfessional:  # fmt: skip
    """Whether someone is a candidate, and free of a part in the review, was read after the case and the child were held."""
    if not is_child_of(case, child):
        raise Refused(Obstacle("not_a_child_of_the_case", "This is no child of this case.", "GIRFEC", "a registrar"))
    held = list(leads_now(child))
    mine = next((one for one in held if one.professional_id == professional.pk), None)
    if mine is not None and is_known_on(case, child, mine):
        return mine
    candidate = next((one for one in candidates if one.id == professional.pk), None)
    refuse_if(
        obstacles_to_appointment(
            held_by=", ".join(one.professional.shown_name for one in held if one is not mine),
            is_in_area=candidate is not None,
            has_conflict=candidate is not None and candidate.has_conflict,
            is_proposed=professional.pk == proposed or mine is not None,
            reason=reason,
            needs_social_worker=bool(open_concerns(child)),
            is_social_worker=professional.is_social_worker,
        )
    )
    appointment = mine or LeadProfessional.objects.create(
        case=case, child_id=child, professional=professional, proposed_id=proposed, rule=RULE, reason=reason, by=by,
        from_at=at,
    )  # fmt: skip
    join_team(case=case, actor=professional, side=Side.WELFARE, role=Role.LEAD_PROFESSIONAL, by=by, at=at)
    pass_milestone(
        case=case, kind=MilestoneKind.LEAD_PROFESSIONAL_APPOINTED, child=child, contact=professional, by=by, at=at
    )
    _tell_views(case, child, by, at)
    audit.record("welfare.lead_professional_appointed", by=by, at=at, subject=appointment.pk, case=case.pk)
    return appointment


def _tell_views(case: Case, child: uuid.UUID, by: Actor, at: datetime) -> None:
    """Where the child was heard on another case before, this case's review learns that, and nobody asks the child again."""
    heard = [note for note in notes_about(child) if note.kind == ItemKind.VIEWS]
    told = Milestone.objects.filter(case=case, child_id=child, kind__in=VIEWS)
    if heard and not told.exists():
        pass_milestone(case=case, kind=VIEWS[not heard[-1].was_sought], child=child, by=by, at=at)


def _leave(appointment: LeadProfessional, by: Actor, at: datetime) -> None:
    """Take whoever had the child off the team of each case that they were on for this child alone, and let each review know."""
    who = appointment.professional_id
    for entry in same_child(appointment.child_id):
        if not is_known_on(entry.case, entry.person_id, appointment):
            continue
        pass_milestone(case=entry.case, kind=MilestoneKind.LEAD_PROFESSIONAL_ENDED, child=entry.person_id, by=by, at=at)
        others = LeadProfessional.objects.filter(professional_id=who, until_at__isnull=True)
        if others.filter(child__canonical_id__in=children_of(entry.case).values("person__canonical_id")).exists():
            continue
        for member in CaseTeamMember.objects.filter(
            case=entry.case, actor_id=who, side=Side.WELFARE, role=Role.LEAD_PROFESSIONAL, until_at__isnull=True
        ):
            leave_team(member=member, by=by, at=at)
