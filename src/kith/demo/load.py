"""Loading the demo: invented people in every role, agencies' files through the real intake, then a year and a half of work.

Each stage is done once, and one that was stopped goes on from where it was: files are taken in by delivery, pairs are
judged in one commit, each family goes its whole way in one commit, and letters follow when all families have gone.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

from django.conf import settings
from django.utils import timezone

from kith.access.gate import entered
from kith.access.terms import Role
from kith.demo import judging, letters
from kith.demo.casework import confirmed_cases, waiting_cases, walk
from kith.demo.cast import GLASGOW, Cast, make_cast, welcome
from kith.demo.cast import PEOPLE as PEOPLE
from kith.demo.counts import Count, counts
from kith.demo.days import SCOTLAND, ahead, last_working_day, moment
from kith.demo.files import Truth, make_backlog
from kith.demo.plan import DELIVERIES, Step, Story, plan
from kith.intake import actions as intake
from kith.intake.queries import batches

SEED = 2007
FEWEST = 12  # families of a delivery
SEALS = 20  # batches of the audit trail while families are walked, at least
COUNTED = {1, 4, 10}  # of these batches: tables were empty when PostgreSQL planned how to ask them
Progress = Callable[[str, int, int], None]
Hands = Callable[[Sequence[Story], Callable[[int], None]], None]  # walks families, and says how many are done


@dataclass(frozen=True, slots=True)
class Service:
    """What runs in service and is not the demo's own: the jobs, PostgreSQL's statistics, and more than one pair of hands."""

    make_letters: Callable[[datetime], int]
    seal_audit: Callable[[datetime], int]
    refresh_statistics: Callable[[], None]
    hands: Hands | None = None


def load(*, progress: Progress, service: Service, scale: float = 1) -> list[Count]:
    """Load what is missing, and nothing twice. Returns how much there is in each state of each role.

    At a smaller `scale` there are fewer families in each state, and one at least.
    """
    now = timezone.now()
    cast = make_cast(at=_day(DELIVERIES[0].days_ago + 1, now))
    taken = _taken(cast, now)
    if len(taken) < len(DELIVERIES) or not judging.has_judged(cast, now=now):
        taken = _take_in(cast, taken, now=now, scale=scale, progress=progress)
        service.refresh_statistics()
    if not letters.published(cast, now=now):  # they come last: without any, families may still be on their way
        _walk(cast, taken, now=now, scale=scale, progress=progress, service=service)
        service.refresh_statistics()
    letters.publish(
        cast, began=taken[0], now=now, fonts=settings.FONTS, folder=settings.DOCUMENTS,
        progress=lambda done, total: progress("writing to the committees", done, total),
    )  # fmt: skip
    welcome(cast, at=now)
    service.seal_audit(timezone.now())
    return counts(cast, now=now)


def _day(days_ago: int, now: datetime) -> datetime:
    return moment(ahead(last_working_day(now), -days_ago), Step.CONFIRMED, Random(0))


def _taken(cast: Cast, now: datetime) -> list[datetime]:
    """When the deliveries came that are taken in already, the first one first."""
    with entered(cast.of(Role.REGISTRAR)[0], "intake.batches", at=now):
        return sorted(batch.at for batch in batches(limit=100, offset=0)[0])[: len(DELIVERIES)]


def _take_in(cast: Cast, taken: list[datetime], *, now: datetime, scale: float, progress: Progress) -> list[datetime]:
    """Take in the deliveries that are missing, and let registrars judge what the machine did not dare to join."""
    registrar = cast.of(Role.REGISTRAR)[0]
    came = [*taken, *(_day(delivery.days_ago, now) for delivery in DELIVERIES[len(taken) :])]
    truths: list[Truth] = []
    for place, (delivery, at) in enumerate(zip(DELIVERIES, came, strict=True)):
        said = f"delivery {place + 1} of {len(DELIVERIES)}"
        progress(f"{said}: inventing families", 0, 1)
        with tempfile.TemporaryDirectory(prefix="kith-demo-") as folder:
            families = max(FEWEST, round(delivery.families * scale))
            day = at.astimezone(SCOTLAND).date()
            truths.append(make_backlog(Path(folder), seed=SEED + place, families=families, as_at=day))
            if place >= len(taken):
                with entered(registrar, "intake.take_in", at=now):
                    files = sorted(Path(folder).iterdir())
                    intake.take_in(files=files, by=registrar, at=at, progress=_within(said, progress))
    judging.judge(
        cast, {(place, record): who for place, truth in enumerate(truths) for record, who in truth.rows.items()}, now=now,
        progress=lambda done, total: progress("judging who is one person", done, total),
    )  # fmt: skip
    return came


def _within(said: str, progress: Progress) -> Progress:
    """The same progress, each stage named as a part of something."""
    return lambda stage, done, total: progress(f"{said}: {stage}", done, total)


def _walk(
    cast: Cast, taken: Sequence[datetime], *, now: datetime, scale: float, progress: Progress, service: Service
) -> None:
    """Take every family as far as its story says that has not gone yet, and seal the trail as it grows."""
    registrar = cast.of(Role.REGISTRAR)[0]
    waiting = waiting_cases(registrar, taken, now=now)
    stories = plan(
        waiting, officers=len(cast.of(Role.REVIEW_OFFICER)), home=GLASGOW, scale=scale
    )  # fmt: skip
    gone = confirmed_cases(registrar, now=now)
    todo = [story for story in stories if story.case not in gone]
    before = len(stories) - len(todo)
    sealed = 0

    def said(done: int) -> None:
        nonlocal sealed
        progress("walking families through their steps", before + done, len(stories))
        if done * SEALS // max(1, len(todo)) > sealed:
            sealed += 1
            service.seal_audit(timezone.now())
            if sealed in COUNTED:
                service.refresh_statistics()

    said(0)
    if service.hands is not None:
        service.hands(todo, said)
        return
    for done, story in enumerate(todo, 1):
        walk(story, cast=cast, make_letters=service.make_letters, now=now)
        said(done)
