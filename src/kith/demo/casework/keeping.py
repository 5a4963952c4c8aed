"""What has had its time in the demo: some of it gone, some signed for by one of two people, and a case that is kept longer."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from kith.access.gate import entered
from kith.access.models import Actor
from kith.access.terms import Role
from kith.demo.cast import Cast
from kith.keeping import actions, queries
from kith.register.queries import cases_visible_to

MOST = 9  # of one side: a third gone, and a third each that waits for one of the two
INQUIRY = "The committee looks into how words of families were answered in that year. Its letter is on file."


def dispose_of_the_oldest(cast: Cast, *, now: datetime) -> None:
    """On each side two people sign: for some both did, others wait for one or the other. And one case is kept longer. Once."""
    registrars = cast.of(Role.REGISTRAR)
    with entered(registrars[0], "keeping.certificates", at=now):
        if queries.certificates().exists():
            return
    _dispose(registrars[1:], registrars[0], now)
    _dispose(cast.of(Role.LEAD_PROFESSIONAL), cast.of(Role.COORDINATOR)[0], now)
    _dispose(cast.of(Role.REVIEW_MANAGER), cast.of(Role.SENIOR_OFFICER)[0], now)


def _dispose(some: Sequence[Actor], other: Actor, now: datetime) -> None:
    """Of what is in sight of both: one of some and the other sign, the one, or the other."""
    with entered(other, "keeping.kept_long_enough", at=now) as passage:
        seen = cases_visible_to(passage).in_bulk()
    over = [(one, row) for one in some for row in _ended(one, now) if row.case in seen and not row.is_held]
    over = over[:MOST]
    for place, (one, row) in enumerate(over):
        first, second = (other, one) if place % 3 == 1 else (one, other)
        with entered(first, "keeping.propose_disposal", at=now):
            signed = actions.propose_disposal(case=seen[row.case], term=row.term, by=first, at=now)
        if place % 3 == 0:
            with entered(second, "keeping.dispose", at=now):
                actions.dispose(disposal=signed, by=second, at=now)
    taken = {row.case for _, row in over}
    for one in some:
        with entered(one, "keeping.place_retention_hold", at=now) as passage:
            if case := cases_visible_to(passage).exclude(pk__in=taken).order_by("reference").first():
                actions.place_retention_hold(case=case, reason=INQUIRY, by=one, at=now)
                return


def _ended(actor: Actor, now: datetime) -> list[queries.Row]:
    with entered(actor, "keeping.kept_long_enough", at=now) as passage:
        return queries.ended(passage, timezone.localdate(now), limit=MOST, offset=0).rows
