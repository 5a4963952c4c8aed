"""What has had its time in the demo: some of it gone, some signed for by one of two people, some kept by a hold."""

from datetime import datetime

from django.utils import timezone

from kith.access.gate import entered
from kith.access.terms import Role
from kith.demo.cast import Cast
from kith.keeping import actions, queries
from kith.register.models import Case

GONE, SIGNED, KEPT = 3, 3, 2  # of the longest closed
INQUIRY = "The committee looks into how words of families were answered in that year. Its letter is on file."


def dispose_of_the_oldest(cast: Cast, *, now: datetime) -> None:
    """A manager signs for the oldest, a senior officer signs second for some, and others wait or are kept longer. Once."""
    (manager, *_), (senior, *_) = cast.of(Role.REVIEW_MANAGER), cast.of(Role.SENIOR_OFFICER)
    with entered(manager, "keeping.propose_disposal", at=now) as passage:
        if queries.certificates().exists():
            return
        over = queries.ended(passage, timezone.localdate(now), limit=GONE + SIGNED + KEPT, offset=0).rows
        cases = {case.pk: case for case in Case.objects.filter(pk__in=[row.case for row in over])}
        for row in over[GONE + SIGNED :]:
            actions.place_retention_hold(case=cases[row.case], reason=INQUIRY, by=manager, at=now)
        signed = [
            actions.propose_disposal(case=cases[row.case], term=row.term, by=manager, at=now)
            for row in over[: GONE + SIGNED]
        ]
    with entered(senior, "keeping.dispose", at=now):
        for disposal in signed[:GONE]:
            actions.dispose(disposal=disposal, by=senior, at=now)
