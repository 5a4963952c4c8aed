"""The family's view of who was chosen for a child, and who has the child while its lead professional is away."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.access.queries import actors_with_role
from kith.access.side import hold
from kith.access.terms import Role, Side
from kith.register.actions import join_team, leave_team
from kith.register.gate import hold_case
from kith.register.models import CaseTeamMember, Person
from kith.verdict import refuse_if
from kith.welfare.models import AbsenceCover, LeadProfessional
from kith.welfare.queries import candidates_of, is_known_on, is_lead_of, open_concerns, same_child
from kith.welfare.rules import (
    obstacles_to_cover,
    obstacles_to_cover_here,
    obstacles_to_cover_time,
    obstacles_to_familys_view,
)


@transaction.atomic
def record_familys_view(
    *,
    appointment: LeadProfessional,
    family_view: str,
    why_family_not_asked: str,
    expected: int,
    by: Actor,
    at: datetime,
) -> LeadProfessional:
    """Write down what the family says to the choice of a lead professional, in its words; or why it was not asked.

    Refused where neither is said, or both; to everyone but the child's lead professional and coordinators; and over words that
    stand, to the lead professional whom they are about. `Stale` if it changed meanwhile. The same again is saved once.
    """
    hold_children([appointment.case_id], [appointment.child_id])
    appointment.refresh_from_db()
    said = {"family_view": family_view.strip(), "why_family_not_asked": why_family_not_asked.strip()}
    if all(getattr(appointment, name) == words for name, words in said.items()):
        return appointment
    if appointment.version == expected:  # else somebody was first, which is said instead
        refuse_if(obstacles_to_familys_view(
            **said, has_words=bool(appointment.family_view), is_lead=is_lead_of(appointment.child_id, by),
            is_coordinator=actors_with_role(Role.COORDINATOR, at).filter(pk=by.pk).exists(),
            is_disposed_of=appointment.certificate_id is not None,
        ))  # fmt: skip
    appointment.change(expected=expected, **said)
    digest = audit.digest(*said.values())
    audit.record(
        "welfare.familys_view_recorded", by=by, at=at, subject=appointment.pk, case=appointment.case_id, digest=digest
    )
    return appointment


@transaction.atomic
def arrange_cover(
    *, appointments: Sequence[LeadProfessional], covered_by: Actor, why: str, from_on: date, until_on: date, by: Actor,
    at: datetime,
) -> list[AbsenceCover]:  # fmt: skip
    """Let somebody have these children from the one day to the other, both included, while their lead professional is away.

    They are on the team of every case that knows of the appointment for that time only, in this transaction. All of them or
    none; pressed twice it is once. Refused for what `obstacles_to_cover` names.
    """
    refuse_if(obstacles_to_cover_here(is_appointed_here=bool(appointments)))
    refuse_if(obstacles_to_cover_time(from_on, until_on))
    hold_children([one.case_id for one in appointments], [one.child_id for one in appointments])
    begins, ends = max(at, _morning(from_on)), _morning(until_on + timedelta(days=1))
    candidates = candidates_of({one.case_id: one.case for one in appointments}.values(), at)
    made = []
    for one in appointments:
        one.refresh_from_db()
        held = [cover for cover in one.covers.filter(until_at__gt=at).order_by("from_at", "id") if cover.from_at < ends]
        same = next(
            (
                c
                for c in held
                if (c.covered_by_id, c.until_at, c.why) == (covered_by.pk, ends, why) and c.from_at <= begins
            ),
            None,
        )
        if same is not None:
            made.append(same)
            continue
        candidate = next((c for _, c in candidates[one.case_id] if c.id == covered_by.pk), None)
        refuse_if(
            obstacles_to_cover(
                is_current=one.until_at is None, is_in_area=candidate is not None,
                is_another=covered_by.pk != one.professional_id,
                has_conflict=candidate is not None and candidate.has_conflict,
                is_covered=any(cover.until_at > begins for cover in held), is_time=begins < ends,
                needs_social_worker=bool(open_concerns(one.child_id)), is_social_worker=covered_by.is_social_worker,
            )
        )  # fmt: skip
        cover = AbsenceCover.objects.create(
            case_id=one.case_id, child_id=one.child_id, appointment=one, covered_by=covered_by, why=why, by=by,
            from_at=begins, until_at=ends,
        )  # fmt: skip
        for entry in same_child(one.child_id):
            if is_known_on(entry.case, entry.person_id, one):
                join_team(
                    case=entry.case, actor=covered_by, side=Side.WELFARE, role=Role.LEAD_PROFESSIONAL,
                    time=(begins, ends), by=by, at=at,
                )  # fmt: skip
        audit.record("welfare.cover_arranged", by=by, at=at, subject=cover.pk, case=one.case_id)
        made.append(cover)
    return made


@transaction.atomic
def end_cover(*, cover: AbsenceCover, by: Actor, at: datetime) -> AbsenceCover:
    """End a cover now, or before it begins. Twice is once. Whoever covered keeps only what they wrote."""
    hold_children([cover.case_id], [cover.child_id])
    cover.refresh_from_db()
    end_covers([cover], by=by, at=at)
    return cover


def end_covers(covers: Iterable[AbsenceCover], *, by: Actor, at: datetime) -> None:
    """End these covers, with their place on the teams, in the transaction of whoever holds the children."""
    for cover in covers:
        if cover.until_at <= at or cover.until_at == cover.from_at:
            continue
        for entry in same_child(cover.child_id):
            member = CaseTeamMember.objects.filter(
                case=entry.case_id, actor=cover.covered_by_id, side=Side.WELFARE, role=Role.LEAD_PROFESSIONAL,
                from_at=cover.from_at, until_at=cover.until_at,
            ).first()  # fmt: skip
            if member is not None:
                leave_team(member=member, by=by, at=at)
        cover.change(expected=cover.version, until_at=max(at, cover.from_at))
        audit.record("welfare.cover_ended", by=by, at=at, subject=cover.pk, case=cover.case_id)


def hold_children(cases: Collection[uuid.UUID], children: Collection[uuid.UUID]) -> None:
    """Wait for whoever changes these cases, or these children on other cases: a canonical child has one lead professional.

    Everyone takes cases before children, and each in the same order, so that no two wait for each other.
    """
    for case in sorted(set(cases)):
        hold_case(case)
    people = Person.objects.filter(pk__in=children).order_by("canonical_id").values_list("canonical_id", flat=True)
    for canonical in people.distinct():
        hold(f"child {canonical}")


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
