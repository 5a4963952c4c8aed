"""A place on the team for those who decided a case that others have by now, until they have read what came of it."""

from datetime import datetime, timedelta

from kith.access.models import Actor
from kith.access.terms import Side
from kith.register.actions import join_team, leave_team
from kith.register.models import Case, CaseTeamMember
from kith.register.terms import READS_RESULT
from kith.review.queries import waiting_to_read


def let_read(case: Case, *, by: Actor, at: datetime) -> None:
    """Give a place to each who has a result to read and is on the team no more: they could not open the case."""
    on_team = CaseTeamMember.objects.filter(case=case, side=Side.DECISION, until_at__isnull=True).values("actor")
    for actor in Actor.objects.filter(pk__in=waiting_to_read(case)).exclude(pk__in=on_team).order_by("pk"):
        join_team(case=case, actor=actor, side=Side.DECISION, role=READS_RESULT, by=by, at=at)


def leave_after_reading(case: Case, *, by: Actor, at: datetime) -> None:
    """End such a place of whoever has read everything, an hour later: they may look at it once more."""
    places = CaseTeamMember.objects.filter(case=case, actor=by, role=READS_RESULT, until_at__isnull=True)
    for place in places.order_by("from_at", "id"):
        leave_team(member=place, until=at + timedelta(hours=1), by=by, at=at)
