"""Verbs of the days of duties: move one, let its clock stand still, let it go on, take such a change back. Each with a reason."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from kith.access import audit
from kith.access.gate import Passage
from kith.access.models import Actor
from kith.protocol.pack import load
from kith.protocol.rules import day_after_rest, obstacles_to_serving_on
from kith.register import rules
from kith.register.clocks import Running, clock_on, clocks_on
from kith.register.gate import hold_case
from kith.register.models import Case, ClockChange
from kith.register.terms import ClockStep
from kith.verdict import Obstacle, Refused, refuse_if

Obstacles = tuple[Obstacle, ...]


@transaction.atomic
def move_day(
    *, case: Case, passage: Passage, clock: str, due_on: date, reason: str, by: Actor, at: datetime
) -> ClockChange:
    """Move the day of a duty that stands on somebody's caseload, with a reason that stays on this side. `clock` is its key there.

    Refused as `rules.obstacles_to_moving` says, and for a decision to be served, onto a day on which none is handed over. Twice
    is once.
    """

    def refused(one: Running) -> Obstacles:
        is_service = one.clock.duty.code == "serve_decision"
        on_that_day = obstacles_to_serving_on(due_on, pack=load(), council=case.area) if is_service else ()
        today = timezone.localdate(at)
        return rules.obstacles_to_moving(one.clock, due_on, reason, today=today, on_that_day=on_that_day)

    return _change(case, passage, clock, ClockStep.MOVED, lambda one: due_on, refused, reason, by, at)


@transaction.atomic
def pause_clock(*, case: Case, passage: Passage, clock: str, reason: str, by: Actor, at: datetime) -> ClockChange:
    """Let the clock of a duty stand still, with a reason: what is left of its time is kept for when it goes on. The duty stays
    where it is, on the same list.

    Refused as `rules.obstacles_to_pausing` says. Twice is once.
    """

    def refused(one: Running) -> Obstacles:
        return rules.obstacles_to_pausing(one.clock, reason, today=timezone.localdate(at))

    return _change(case, passage, clock, ClockStep.PAUSED, lambda one: None, refused, reason, by, at)


@transaction.atomic
def go_on_with_clock(*, case: Case, passage: Passage, clock: str, reason: str, by: Actor, at: datetime) -> ClockChange:
    """Let a clock that stands still go on, and say why: the duty has as many of its days left as it had.

    Refused as `rules.obstacles_to_going_on` says. Twice is once.
    """

    def due(one: Running) -> date | None:
        stood = one.holds
        if stood is None or stood.due_before is None:
            return one.clock.ordinary
        return day_after_rest(
            one.clock.duty, stood.due_before, stood_from=timezone.localdate(stood.at), on=timezone.localdate(at),
            council=case.area, terms=load().terms,
        )  # fmt: skip

    def refused(one: Running) -> Obstacles:
        return rules.obstacles_to_going_on(one.clock, reason)

    return _change(case, passage, clock, ClockStep.GONE_ON, due, refused, reason, by, at)


def _change(
    case: Case, passage: Passage, clock: str, step: ClockStep, due: Callable[[Running], date | None],
    refused: Callable[[Running], Obstacles], reason: str, by: Actor, at: datetime,
) -> ClockChange:  # fmt: skip
    hold_case(case.pk)
    one = clock_on(case, passage, clock)
    if one is None:
        words = "This step is over, or its clock began anew. Read the list again."
        raise Refused(Obstacle("step_over", words, rules.REASONED, "whoever has it"))
    held, reason = one.holds, reason.strip()
    is_same = held is not None and (held.step, held.reason, held.by_id) == (step, reason, by.pk)
    if held is not None and is_same and (step != ClockStep.MOVED or held.due_on == due(one)):
        return held
    refuse_if(refused(one))
    # Whoever waited for another's change comes after it, whenever they began.
    after = max([at, *(earlier.at + timedelta(microseconds=1) for earlier in one.changes[:1])])
    change = ClockChange.objects.create(
        case=case, child_id=one.work.child_id, side=passage.side, duty=one.work.clock, since=one.since, step=step,
        due_before=one.work.due, due_on=due(one), reason=reason, by=by, at=after,
    )  # fmt: skip
    audit.record(f"register.day_{step}", by=by, at=at, subject=change.pk, case=case.pk, codes=[change.duty])
    return change


@transaction.atomic
def take_back_day(*, case: Case, passage: Passage, change: ClockChange, by: Actor, at: datetime) -> ClockChange:
    """Take back that one moved a day, or let a clock stand still or go on: what held before holds again, and both stay to be
    read. Twice is once.

    Refused as `rules.obstacles_to_taking_back_day` says: by somebody else, and where it holds no more.
    """
    hold_case(case.pk)
    if held := ClockChange.objects.filter(takes_back=change).first():
        return held
    running = clocks_on(case, passage)[0]
    is_newest = any(one.holds is not None and one.holds.pk == change.pk for one in running)
    refuse_if(rules.obstacles_to_taking_back_day(by=by.pk, moved_by=change.by_id, is_newest=is_newest))
    back = ClockChange.objects.create(
        case=case, child_id=change.child_id, side=change.side, duty=change.duty, since=change.since,
        step=ClockStep.TAKEN_BACK, due_before=change.due_on, due_on=change.due_before, takes_back=change, by=by, at=at,
    )  # fmt: skip
    audit.record("register.day_taken_back", by=by, at=at, subject=change.pk, case=case.pk, codes=[change.duty])
    return back
