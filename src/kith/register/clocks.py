"""The clocks that run on one case, as whoever asks has to do with them, and how each was changed: by whom, when and why."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from kith.access.gate import Passage
from kith.protocol.pack import load
from kith.register.models import Case, ClockChange
from kith.register.queries import cases_visible_to
from kith.register.rules import Clock, obstacles_to_changing
from kith.register.terms import ClockStep
from kith.register.work import WITH_YOU, Work, asked_of, desk_for, on_case
from kith.verdict import Obstacle

Key = tuple[str, uuid.UUID | None, datetime | None]  # the duty, the child, since when it runs
# By case, child and since when; None where it stands still.
Days = dict[tuple[uuid.UUID, uuid.UUID | None, datetime], date | None]


@dataclass(frozen=True, slots=True)
class Running:
    """One clock on a case: the work, the clock by the rules, what was changed of it (newest first) and which change holds."""

    work: Work
    clock: Clock
    changes: tuple[ClockChange, ...]
    holds: ClockChange | None

    @property
    def since(self) -> datetime:
        """The moment from which it runs."""
        assert self.work.began is not None
        return self.work.began

    def may(self, step: ClockStep) -> bool:
        """Whether a reason is all that whoever asks needs for this step; the rules say the rest as it is taken."""
        fits = {ClockStep.MOVED: not self.clock.rests, ClockStep.PAUSED: self.clock.duty.rests and not self.clock.rests,
                ClockStep.GONE_ON: self.clock.rests}  # fmt: skip
        return fits[step] and not self.obstacles

    @property
    def may_move(self) -> bool:
        return self.may(ClockStep.MOVED)

    @property
    def may_pause(self) -> bool:
        return self.may(ClockStep.PAUSED)

    @property
    def may_go_on(self) -> bool:
        return self.may(ClockStep.GONE_ON)

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """Why whoever asks does not change its day with a reason."""
        return obstacles_to_changing(self.clock)


def _key_of(change: ClockChange) -> Key:
    return change.duty, change.child_id, change.since


def changes_on(case: Case) -> list[ClockChange]:
    """Every change of a day on a case that this side made, newest first, with who made it. One query."""
    found = ClockChange.objects.filter(case=case).select_related("by", "takes_back__by", "taken_back_by")
    return list(found.order_by("-at", "-id"))


def clocks_on(case: Case, passage: Passage) -> tuple[list[Running], list[ClockChange]]:
    """The clocks that run on a case that came through the gate, what is with whoever asks first; and the changes of clocks that
    run no more. Two queries."""
    desk = desk_for(passage)
    works = [work for work in on_case(desk, case) if work.clock] if desk else []
    of_clock: dict[Key, list[ClockChange]] = defaultdict(list)
    for change in changes_on(case):
        of_clock[_key_of(change)].append(change)
    running = [
        _running(work, of_clock.pop((work.clock, work.child_id, work.began), []), passage)
        for work in works
        if work.due or work.rests
    ]
    over = [change for changes in of_clock.values() for change in changes]
    return running, sorted(over, key=lambda one: (one.at, one.pk), reverse=True)


def _running(work: Work, changes: list[ClockChange], passage: Passage) -> Running:
    duty = load().first_duty(work.clock, timezone.localdate(work.began))
    clock = Clock(duty, work.due, work.ordinary, work.tag == WITH_YOU, passage.role)
    return Running(work, clock, tuple(changes), standing(changes))


_RUNS = """  -- the change that holds of each clock that runs, on the cases on which any day was changed
    select m.id from {work}(%(case)s) w
    cross join lateral register_clock(
        w.case_id, w.child_id, %(clocks)s::jsonb ->> w.queue, w.since, w.queue = any(%(several)s)) m
    where w.case_id in (select d.case_id from register_clockchange d)"""


@dataclass(frozen=True, slots=True)
class Changed:
    """The changes of days that hold, newest first: of clocks that run, and of those that are over or began anew."""

    running: QuerySet[ClockChange]
    over: QuerySet[ClockChange]


def changes_in_sight(passage: Passage) -> Changed:
    """Every change of a day that holds on the cases which somebody may see, as this side made it. One query for what runs, asked
    of the function that finds the work; each of the two is one more, and one to count it."""
    desk = desk_for(passage)
    with connection.cursor() as cursor:
        if desk:
            cursor.execute(_RUNS.format(work=desk.function), asked_of(desk) | {"case": None})
        runs = [one for (one,) in cursor.fetchall()] if desk else []
    newer = ClockChange.objects.filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")), case=OuterRef("case"), duty=OuterRef("duty"),
        since=OuterRef("since"), takes_back__isnull=True, taken_back_by__isnull=True,
    ).filter(Q(child=OuterRef("child")) | Q(child__isnull=True))  # fmt: skip
    found = ClockChange.objects.filter(
        ~Exists(newer), case__in=cases_visible_to(passage), takes_back__isnull=True, taken_back_by__isnull=True
    )
    found = found.select_related("case", "by").order_by("-at", "-id")
    return Changed(found.filter(pk__in=runs), found.exclude(pk__in=runs))


def standing(changes: Iterable[ClockChange]) -> ClockChange | None:
    """Which of the changes of one clock, newest first, holds now."""
    return next((one for one in changes if one.takes_back_id is None and not hasattr(one, "taken_back_by")), None)


def clock_on(case: Case, passage: Passage, key: str) -> Running | None:
    """The clock of this key, where it runs on the case. Two queries."""
    return next((one for one in clocks_on(case, passage)[0] if one.work.key == key), None)


def change_with(case: Case, change: uuid.UUID) -> ClockChange | None:
    """The change of a day on this case of this number, as this side has it; None where there is none. One query."""
    return ClockChange.objects.filter(case=case, pk=change, takes_back__isnull=True).select_related("by").first()


def called(duty: str) -> str:
    """A duty by its sentence, in its newest words."""
    return next((one.sentence for one in reversed(load().duties) if one.code == duty), duty)


def days_of(duty: str, cases: Iterable[uuid.UUID]) -> Days:
    """The days that hold where those of one duty were changed on these cases, by case, child and since when the clock runs; None
    where it stands still. One query."""
    by_clock: dict[tuple[uuid.UUID, uuid.UUID | None, datetime], list[ClockChange]] = defaultdict(list)
    changed = ClockChange.objects.filter(duty=duty, case__in=list(cases)).select_related("taken_back_by")
    for one in changed.order_by("-at", "-id"):
        by_clock[one.case_id, one.child_id, one.since].append(one)
    return {key: held.due_on for key, changes in by_clock.items() if (held := standing(changes))}
