"""Verbs of leaving: people and cases whose files were taken back, and whoever worked on a case."""

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from kith.access import audit
from kith.access.models import Actor
from kith.register.models import Case, CaseTeamMember, FamilyMember


@transaction.atomic
def take_people_out(*, people: Collection[uuid.UUID], by: Actor, at: datetime) -> None:
    """End that these people belong to any family: the rows that brought them were taken back. No row goes.

    Families are arranged anew after this, and `close_empty_cases` called then.
    """
    members = FamilyMember.objects.filter(person_id__in=people, until_at__isnull=True)
    count = members.update(until_at=at, version=F("version") + 1)
    audit.record("register.people_taken_out", by=by, at=at, codes=[str(count)])


@transaction.atomic
def close_empty_cases(*, people: Collection[uuid.UUID], since: datetime, by: Actor, at: datetime) -> int:
    """Close the cases, opened `since` then, in which these people once were and nobody is any more; returns how many."""
    once = FamilyMember.objects.filter(person_id__in=people).values("family_id")
    here = FamilyMember.objects.filter(family_id=OuterRef("family_id"), until_at__isnull=True)
    cases = Case.objects.filter(~Exists(here), family_id__in=once, opened_at__gte=since, closed_at__isnull=True)
    count = cases.update(closed_at=at, version=F("version") + 1)
    audit.record("register.cases_closed", by=by, at=at, codes=[str(count)])
    return count


@transaction.atomic
def leave_team(*, member: CaseTeamMember, until: datetime | None = None, by: Actor, at: datetime) -> CaseTeamMember:
    """Take someone off the team now, or before they came, or from a moment soon. They keep only what they wrote."""
    member.change(expected=member.version, until_at=max(until or at, member.from_at))
    audit.record("register.team_left", by=by, at=at, subject=member.pk, case=member.case_id, codes=[member.role])
    return member
