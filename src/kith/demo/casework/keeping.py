"""What has had its time in the demo: some of it gone, some signed for by one of two people, and a case that is kept longer."""

import itertools
import uuid
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from kith.access.gate import entered
from kith.access.models import Actor
from kith.access.terms import Role
from kith.demo.cast import Cast
from kith.keeping import actions, queries
from kith.register.models import Case
from kith.register.queries import cases_visible_to

LIST = 200
MOST = 12  # of one side: a quarter gone, a quarter each that waits for one of the two, and a quarter for both
INQUIRY = "The committee looks into how words of families were answered in that year. Its letter is on file."


def dispose_of_the_oldest(cast: Cast, *, now: datetime) -> None:
    """On each side two people sign: for some both did, others wait for one or the other. And one case is kept longer. Once."""
    registrars = cast.of(Role.REGISTRAR)
    with entered(registrars[0], "keeping.certificates", at=now):
        if queries.certificates().exists():
            return
    pairs = (
        (registrars[1:], registrars[:1]), (cast.of(Role.LEAD_PROFESSIONAL), cast.of(Role.COORDINATOR)),
        (cast.of(Role.REVIEW_MANAGER), cast.of(Role.SENIOR_OFFICER)[:1]),
    )  # fmt: skip
    signed = set[uuid.UUID]().union(*(_dispose(some, others, now) for some, others in pairs))
    for people in itertools.chain(*pairs):  # last: what one side holds of what both have, it holds for the other, too
        next((one for one in people if _kept_longer(one, signed, now)), None)


def _dispose(some: Sequence[Actor], others: Sequence[Actor], now: datetime) -> set[uuid.UUID]:
    """Of what is in sight of both: one of some and one of the others sign, the one, the other, or nobody. Returns the cases."""
    cases: dict[uuid.UUID, tuple[Case, Actor]] = {}
    for other in others:
        with entered(other, "keeping.kept_long_enough", at=now) as passage:
            cases |= {case.pk: (case, other) for case in cases_visible_to(passage)}
    over = [(one, row) for one in some for row in _ended(one, now) if row.case in cases and not row.is_held]
    over = over[:MOST]
    for place, (one, row) in enumerate(over):
        case, other = cases[row.case]
        if place % 4 == 2:  # for both to sign first
            continue
        first, second = (other, one) if place % 4 == 3 else (one, other)
        with entered(first, "keeping.propose_disposal", at=now):
            signed = actions.propose_disposal(case=case, term=row.term, by=first, at=now)
        if place % 4 == 0:
            with entered(second, "keeping.dispose", at=now):
                actions.dispose(disposal=signed, by=second, at=now)
    return {row.case for _, row in over}


def _kept_longer(one: Actor, taken: set[uuid.UUID], now: datetime) -> bool:
    """Place a hold over a case that is not taken, one that has had its time if there is one. Whether there was any."""
    with entered(one, "keeping.place_retention_hold", at=now) as passage:
        listed = [row.case for row in queries.ended(passage, timezone.localdate(now), limit=LIST, offset=0).rows]
        found = cases_visible_to(passage).exclude(pk__in=taken).order_by("reference")
        held = found.filter(pk__in=listed).first() or found.first()
        if held is None:
            return False
        actions.place_retention_hold(case=held, reason=INQUIRY, by=one, at=now)
        taken.add(held.pk)
        return True


def _ended(actor: Actor, now: datetime) -> list[queries.Row]:
    with entered(actor, "keeping.kept_long_enough", at=now) as passage:
        return queries.ended(passage, timezone.localdate(now), limit=LIST, offset=0).rows[:MOST]
