"""Loading the demo: invented people in every role, agencies' files through the real intake, then a year and a half of work.

Each stage is done once, and one that was stopped goes on from where it was: files are taken in by delivery, the pairs of a
wave of deliveries are judged in one commit, each family goes its whole way in one commit, and letters follow when all families
have gone. The families of the first wave are on their way while the second one comes in: half a year lies between them.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random

from django.conf import settings
from django.utils import timezone

from kith.access.actions import remove_view, save_view
from kith.access.gate import entered
from kith.access.queries import saved_views
from kith.access.roles import roles_that_may
from kith.access.terms import Role
from kith.caseload.queries import BY_WAITING, CASELOAD
from kith.demo import judging, letters
from kith.demo.accounts import see_to_accounts
from kith.demo.casework import as_far_as_may_be, confirmed_cases, waiting_cases, walk
from kith.demo.casework.following import read_once_more
from kith.demo.casework.keeping import dispose_of_the_oldest
from kith.demo.casework.moving import move_some_days, move_some_reports
from kith.demo.casework.posting import fill_the_boxes
from kith.demo.cast import GLASGOW, Cast, make_cast, welcome
from kith.demo.cast import PEOPLE as PEOPLE
from kith.demo.counts import Count, counts
from kith.demo.days import SCOTLAND, ahead, last_working_day, moment
from kith.demo.files import Truth, make_backlog
from kith.demo.hands import Hands, on_their_way, one_pair
from kith.demo.plan import DELIVERIES, LONG_AGO, SOME_WEEKS, THIS_WEEK, Step, Story, plan
from kith.intake import actions as intake
from kith.intake.queries import batches, open_hand_ins

SEED = 2007
FEWEST = 18  # families of a delivery: so that those who came long ago fill each state of the plan
UNHEARD_OF = 3  # children of a delivery of long ago whom no file of the review's side names, whatever the scale
WAVES = (LONG_AGO, SOME_WEEKS + THIS_WEEK)
A_SEAL = 30  # families that are walked between two batches of the audit trail
COUNTED = {1, 4, 10}  # of these batches: tables were empty when PostgreSQL planned how to ask them
Progress = Callable[[str, int, int], None]


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
    came = [*taken, *(_day(delivery.days_ago, now) for delivery in DELIVERIES[len(taken) :])]
    if not letters.published(cast, now=now):  # they come last: without any, families may still be on their way
        hands = service.hands or partial(one_pair, cast=cast, make_letters=service.make_letters, now=now)
        with on_their_way(hands, after=_upkeep(service)) as walking:
            truth = _Truth(came, scale)
            for wave in WAVES:
                _take_in(cast, truth, wave, len(taken), now=now, progress=progress)
                service.refresh_statistics()
                walking.give(*_stories(cast, came, wave, now=now, scale=scale))
            walking.wait(
                lambda done, total: progress("walking families through their steps", done, total),
                once_more=lambda story: walk(
                    as_far_as_may_be(story, registrar=cast.of(Role.REGISTRAR)[0], now=now),
                    cast=cast, make_letters=service.make_letters, now=now,
                ),
            )  # fmt: skip
        fill_the_boxes(cast, now=now, scale=scale)
        service.refresh_statistics()
        read_once_more(cast, now=now)
        move_some_days(cast, now=now)
        move_some_reports(cast, now=now)
        dispose_of_the_oldest(cast, now=now)
        _hand_in(cast, now=now)
        _save_views(cast, now=now)
    letters.publish(
        cast, began=came[0], now=now, fonts=settings.FONTS, folder=settings.DOCUMENTS,
        progress=lambda done, total: progress("writing to the committees", done, total),
    )  # fmt: skip
    welcome(cast, at=now)
    see_to_accounts(cast, now=now)
    service.seal_audit(timezone.now())
    return counts(cast, now=now)


def _day(days_ago: int, now: datetime) -> datetime:
    return moment(ahead(last_working_day(now), -days_ago), Step.CONFIRMED, Random(0))


def _taken(cast: Cast, now: datetime) -> list[datetime]:
    """When the deliveries came that are taken in already, the first one first."""
    with entered(cast.of(Role.REGISTRAR)[0], "intake.batches", at=now):
        return sorted(batch.at for batch in batches(limit=100, offset=0)[0])[: len(DELIVERIES)]


class _Truth:
    """The families of each delivery as they were invented, so far as they were asked for."""

    def __init__(self, came: Sequence[datetime], scale: float) -> None:
        self.came, self.scale, self.known = came, scale, dict[int, Truth]()

    def invent(self, place: int, folder: Path) -> None:
        """Write the files of a delivery: the same ones each time."""
        families = max(FEWEST, round(DELIVERIES[place].families * self.scale))
        day = self.came[place].astimezone(SCOTLAND).date()
        self.known[place] = make_backlog(
            folder, seed=SEED + place, families=families, as_at=day, unheard_of=UNHEARD_OF if place in LONG_AGO else 0
        )

    def until(self, last: int) -> judging.Truth:
        """Whose row each row is, of every delivery to that one: a pair may be of an earlier one and a later one."""
        for place in set(range(last + 1)) - set(self.known):
            with tempfile.TemporaryDirectory(prefix="kith-demo-") as folder:
                self.invent(place, Path(folder))
        return {(at, record): who for at, truth in self.known.items() for record, who in truth.rows.items()}


def _take_in(cast: Cast, truth: _Truth, wave: Sequence[int], taken: int, *, now: datetime, progress: Progress) -> None:
    """Take in the deliveries of a wave that are missing, and let registrars judge what the machine did not dare to join."""
    registrar, since = cast.of(Role.REGISTRAR)[0], truth.came[wave[0]]
    for place in wave[max(0, taken - wave[0]) :]:
        said = f"delivery {place + 1} of {len(DELIVERIES)}"
        progress(f"{said}: inventing families", 0, 1)
        with tempfile.TemporaryDirectory(prefix="kith-demo-") as folder:
            truth.invent(place, Path(folder))
            with entered(registrar, "intake.take_in", at=now):
                files = sorted(Path(folder).iterdir())
                intake.take_in(files=files, by=registrar, at=truth.came[place], progress=_within(said, progress))
    if not judging.has_judged(cast, since=since, now=now):
        judging.judge(
            cast, truth.until(wave[-1]), since=since, now=now,
            progress=lambda done, total: progress("judging who is one person", done, total),
        )  # fmt: skip


def _hand_in(cast: Cast, *, now: datetime) -> None:
    """A school's roll of this week waits on its page: the job looks it through, and a registrar takes it in or sets it aside."""
    registrar = cast.of(Role.REGISTRAR)[0]
    with tempfile.TemporaryDirectory(prefix="kith-demo-") as folder:
        make_backlog(Path(folder), seed=SEED + len(DELIVERIES), families=FEWEST, as_at=now.astimezone(SCOTLAND).date())
        files = [(path.name, path.read_bytes()) for path in Path(folder).glob("school_roll*")]
    with entered(registrar, "intake.hand_in_files", at=now):
        if not open_hand_ins():
            intake.hand_in_files(files=files, by=registrar, at=now)


def _save_views(cast: Cast, *, now: datetime) -> None:
    """The first of each role who has cases likes to see all work, longest waiting first; another such view was removed."""
    for role in roles_that_may("caseload.save_view"):
        first = cast.of(role)[0]
        with entered(first, "caseload.save_view", at=now):
            if not saved_views(first, CASELOAD):
                _kept, removed = (
                    save_view(page=CASELOAD, name=name, asked={"where": "all", "order": BY_WAITING}, by=first, at=now)
                    for name in ("Everything, oldest first", "Last week")
                )
                remove_view(view=removed, by=first, at=now)


def _within(said: str, progress: Progress) -> Progress:
    """The same progress, each stage named as a part of something."""
    return lambda stage, done, total: progress(f"{said}: {stage}", done, total)


def _stories(
    cast: Cast, came: Sequence[datetime], wave: Sequence[int], *, now: datetime, scale: float
) -> tuple[list[Story], int]:
    """The stories of a wave that are not told yet, and how many are."""
    registrar = cast.of(Role.REGISTRAR)[0]
    waiting = [case for case in waiting_cases(registrar, came, now=now) if case.delivery in wave]
    stories = plan(waiting, officers=len(cast.of(Role.REVIEW_OFFICER)), home=GLASGOW, scale=scale)
    gone = confirmed_cases(registrar, now=now)
    todo = [story for story in stories if story.case not in gone]
    return todo, len(stories) - len(todo)


def _upkeep(service: Service) -> Callable[[int], None]:
    """What goes on beside the families' work: the trail is sealed as it grows, and PostgreSQL counts again early on."""

    def after(done: int) -> None:
        if done % A_SEAL == 0:
            service.seal_audit(timezone.now())
            if done // A_SEAL in COUNTED:
                service.refresh_statistics()

    return after
