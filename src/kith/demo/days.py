"""The days of the demo's year: people work on working days, one step after another, and never in the future."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from kith.demo.plan import IMPLICIT, STEPS, Step, Story
from kith.protocol.pack import Pack
from kith.protocol.rules import DAY, due_on, is_working_day, obstacles_to_serving_on

SCOTLAND = ZoneInfo("Europe/London")
MORNING = time(9)
MINUTES = 22  # between two steps of one family on one day
# Working days from the step before, at least and at most.
GAPS: Mapping[Step, tuple[int, int]] = {
    Step.ALLOCATED: (0, 0), Step.DECLINED: (1, 2), Step.ASKED: (0, 0), Step.BEGUN: (6, 10), Step.SENT_UP: (1, 4),
    Step.RELEASED: (0, 3), Step.HANDED_OVER: (1, 2), Step.DRAFTED: (3, 6), Step.INVITED: (0, 1), Step.RECEIVED: (2, 3),
    Step.DECIDED: (0, 2), Step.VIEWED: (0, 2), Step.RETURNED: (0, 1), Step.REDECIDED: (1, 3), Step.REVIEWED: (0, 2),
    Step.ANSWERED: (0, 1), Step.SERVED: (1, 2),
}  # fmt: skip
EARLY: Mapping[Step, tuple[int, int]] = {Step.CONFIRMED: (1, 4), Step.APPOINTED: (1, 3), Step.HEARD: (3, 9)}
# Working days for which a family has stood where it stands: few are late.
STANDS: Mapping[Step, tuple[int, int]] = {
    Step.ALLOCATED: (0, 0), Step.ASKED: (1, 8), Step.BEGUN: (0, 4), Step.SENT_UP: (0, 2), Step.RELEASED: (0, 5),
    Step.DRAFTED: (0, 6), Step.INVITED: (0, 1), Step.RECEIVED: (2, 15), Step.DECIDED: (0, 2), Step.VIEWED: (0, 2),
    Step.ANSWERED: (0, 0),
}  # fmt: skip
OVER = (22, 25)  # working days since the family had the letter, where its time to reply is over
LATE = (28, 32)  # since a report was asked for that does not come: what would help was asked too, and that time is over
ENDS = (16, 18)  # since a report was asked for, where the review ends before it is late; a silent family's does not
SPARE = timedelta(days=21)  # holidays stretch some spans of work more than others
SINCE_SERVED = 4  # working days since the last of those who were served, at least


def ahead(day: date, days: int) -> date:
    """So many working days after a day (before it, where `days` is negative)."""
    step, left = (DAY, days) if days >= 0 else (-DAY, -days)
    while left or not is_working_day(day):
        day += step
        left -= left > 0 and is_working_day(day)
    return day


def last_working_day(now: datetime) -> date:
    """The last working day that is over."""
    return ahead(now.astimezone(SCOTLAND).date(), -1)


def moment(day: date, step: Step, rng: Random) -> datetime:
    """When on a day a step was taken: later steps later, all within working hours."""
    minutes = MINUTES * STEPS.index(step) + rng.randint(0, MINUTES // 2)
    return datetime.combine(day, MORNING, SCOTLAND) + timedelta(minutes=minutes)


def timeline(story: Story, *, opened: date, today: date, council: str, pack: Pack, rng: Random) -> dict[Step, datetime]:
    """When a family took each step of its story: the first ones soon after its case was opened, the others so that it has
    stood where it stands for as long as its duties allow; between them it waited for an officer."""
    days: dict[Step, date] = {}
    day = opened
    for step in (step for step in story.path if step in EARLY):
        days[step] = day = min(ahead(day, rng.randint(*EARLY[step])), today)
    late = [step for step in story.path if step not in EARLY]
    if late:
        earliest = min(ahead(day, 1), today)
        gaps = {step: rng.randint(*GAPS[step]) for step in late if step in GAPS}
        thinks = rng.randint(8, 18)  # working days that a family takes for its reply
        taken = _taken(late, earliest, gaps, thinks, story, council, pack)
        last = _last(story, earliest=taken[late[-1]], today=today, rng=rng)
        start = earliest + max(timedelta(), last - taken[late[-1]] + SPARE)
        while start > earliest and (taken := _taken(late, start, gaps, thinks, story, council, pack))[late[-1]] > last:
            start -= DAY
        days |= taken
    return {step: moment(day, step, rng) for step, day in days.items()}


def _last(story: Story, *, earliest: date, today: date, rng: Random) -> date:
    """The day of the last step: recent for whoever still waits, any day of the year for whoever was served."""
    if story.until is Step.SERVED:
        latest = max(earliest, ahead(today, -SINCE_SERVED))
        return earliest + (latest - earliest) * rng.random()
    if story.ending:
        return ahead(today, -rng.randint(*(LATE if story.ending == IMPLICIT else ENDS)))
    over = LATE if story.until is Step.ASKED else OVER
    return ahead(today, -rng.randint(*(over if story.is_over else STANDS[story.until])))


def _taken(
    steps: Sequence[Step], start: date, gaps: Mapping[Step, int], thinks: int, story: Story, council: str, pack: Pack
) -> dict[Step, date]:
    """The days of the later steps where the first is on `start` or the working day after."""
    days: dict[Step, date] = {}
    day = start
    for step in steps:
        if step is Step.REPLIED:
            over = due_on(pack.duty("invite_reply", day), starts_on=day).on
            day = ahead(day, thinks) if story.has_reply else ahead(over, 1)
        else:
            day = ahead(day, gaps[step])
        while step is Step.SERVED and obstacles_to_serving_on(day, pack=pack, council=council):
            day = ahead(day, 1)
        days[step] = day
    return days
