"""Some days are moved, and some clocks stand still: by everybody who has work with a day, each with a reason."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kith.access.gate import Passage, entered
from kith.access.models import Actor
from kith.access.queries import roles_now
from kith.access.terms import Role, Side
from kith.caseload.queries import desk_of
from kith.demo.casework.family import MINUTE
from kith.demo.cast import Cast
from kith.demo.days import SCOTLAND, ahead
from kith.disclosure.queries import due_of
from kith.protocol.pack import load
from kith.protocol.rules import DAY, obstacles_to_serving_on
from kith.register import actions as register
from kith.register.clocks import Running, clock_on, clocks_on
from kith.register.gate import on_case_entered
from kith.register.models import Case, ClockChange
from kith.register.rules import ANSWER_FOR
from kith.register.terms import ClockStep
from kith.register.work import EVERYWHERE, WITH_YOU, look
from kith.welfare import actions as welfare
from kith.welfare.models import MoreTime
from kith.welfare.queries import open_request

# First those who have the work, then those who answer for it; and of how many cases each changes a day.
ROLES = {
    Role.SECOND_OFFICER: 2, Role.REVIEW_OFFICER: 2, Role.LEAD_PROFESSIONAL: 4, Role.REGISTRAR: 4, Role.COORDINATOR: 4,
    Role.REVIEW_MANAGER: 2, Role.SENIOR_OFFICER: 2,
}  # fmt: skip
LOOKED_AT = 400  # lines of a caseload
MOVED = {
    Side.REGISTRY: "The school's roll for this family comes next week, and may name somebody more.",
    Side.WELFARE: "The family is away until Monday, and the child wants to be asked at home.",
    Side.DECISION: "The interpreter whom the family knows is back next week.",
}
PAUSED = {
    Side.REGISTRY: "An answer from the council about who lives there is awaited.",
    Side.WELFARE: "A reply from the family is awaited.",
    Side.DECISION: "A reply from the family's solicitor is awaited.",
}
GOES_ON = "The answer came."
PERMISSION = "register.move_day"


def move_some_days(cast: Cast, *, now: datetime) -> None:
    """The first of each role who has a day to move moves one, lets a clock stand still and another go on again, and takes one
    change back. Once."""
    for role in ROLES:
        for who in (one for one in cast.of(role) if role in dict(roles_now(one, now))):  # some have left
            with entered(who, PERMISSION, at=now) as passage:
                has_moved, cases = ClockChange.objects.filter(by=who).exists(), _with_days(passage)
            if not has_moved:
                _move(who, cases, now)
            if has_moved or cases:
                break


def _move(who: Actor, cases: Sequence[uuid.UUID], now: datetime) -> None:
    for place, case in enumerate(cases):
        with on_case_entered(who, PERMISSION, case, at=now) as (passage, held):
            mine = [one for one in clocks_on(held, passage)[0] if one.may(ClockStep.MOVED)]
            if mine:
                at = min(max(mine[0].since + MINUTE, now - timedelta(days=3)), now - timedelta(hours=1))
                _change(_Hand(held, passage, mine[0].work.key), place, at, now)


@dataclass(frozen=True, slots=True)
class _Hand:
    """Somebody at one clock of one case."""

    case: Case
    passage: Passage
    clock: str

    def now(self) -> Running:
        """The clock as it runs now."""
        found = clock_on(self.case, self.passage, self.clock)
        assert found is not None
        return found

    def does(self, verb: Callable[..., ClockChange], at: datetime, **given: object) -> ClockChange:
        return verb(
            case=self.case, passage=self.passage, clock=self.clock, by=self.passage.actor, at=at,
            **{"reason": MOVED[self.passage.side], **given},
        )  # fmt: skip

    def moves(self, at: datetime) -> ClockChange | None:
        """To a day that the rules allow: a week after it was due, earlier where it can only be earlier, one on which a notice may
        go. Where there is none, or it is that day already, nothing."""
        one, today = self.now(), at.astimezone(SCOTLAND).date()
        due = one.work.due or today
        day = max(today, due - 5 * DAY) if one.clock.duty.change == "earlier" else ahead(max(today, due), 5)
        if one.clock.duty.change == "earlier" and due <= today:
            return None
        while one.clock.duty.code == "serve_decision" and obstacles_to_serving_on(
            day, pack=load(), council=self.case.area
        ):
            day = ahead(day, 1)
        return None if day == one.work.due else self.does(register.move_day, at, due_on=day)


def _change(hand: _Hand, place: int, at: datetime, now: datetime) -> None:
    """By the place of the case: its clock stands still; it was moved; its clock stood still for a while; moved and taken back."""
    one, is_to_rest = hand.now(), place % 2 == 0
    is_over = one.work.due is not None and one.work.due < at.astimezone(SCOTLAND).date()
    if not is_to_rest or is_over or not one.may(ClockStep.PAUSED):
        change = hand.moves(at)
        if place == 3 and change is not None:
            register.take_back_day(
                case=hand.case, passage=hand.passage, change=change, by=hand.passage.actor, at=at + MINUTE
            )
    if is_to_rest and hand.now().may(ClockStep.PAUSED):
        hand.does(register.pause_clock, at + MINUTE, reason=PAUSED[hand.passage.side])
        if place:
            hand.does(register.go_on_with_clock, now - MINUTE, reason=GOES_ON)


def move_some_reports(cast: Cast, *, now: datetime) -> None:
    """A coordinator moves the day of two reports before it comes, which the review learns without the reason, and takes one of
    it back. Once."""
    who, permission = cast.of(Role.COORDINATOR)[0], "welfare.move_report_date"
    with entered(who, permission, at=now) as passage:
        if MoreTime.objects.filter(by=who).exists():
            return
        desk = desk_of(passage)
        found = look(desk, LOOKED_AT, tag=EVERYWHERE, kind="asked").works if desk else ()
        today = now.astimezone(SCOTLAND).date()
        waiting = [(work.case_id, work.child_id) for work in found if work.child_id and work.due and work.due >= today]
    for place, (case, child) in enumerate(waiting[:2]):
        with on_case_entered(who, permission, case, at=now) as (_passage, held):
            if (asked := open_request(held, child)) is None:
                continue
            day = ahead(max(due_of(asked), now.astimezone(SCOTLAND).date()), 5)
            more = welfare.move_report_date(
                request=asked, due_on=day, reason=MOVED[Side.WELFARE], by=who, at=now - 2 * MINUTE
            )
            if place:
                welfare.take_back_report_date(more=more, by=who, at=now - MINUTE)


def _with_days(passage: Passage) -> list[uuid.UUID]:
    """Cases of a caseload with a day that its reader may move: first those of which nobody has changed it, whose clock can stand
    still, and whose day has not passed."""
    desk = desk_of(passage)
    found = look(desk, LOOKED_AT, tag=EVERYWHERE).works if desk else ()
    answers, today = passage.role in ANSWER_FOR, passage.at.astimezone(SCOTLAND).date()
    moved = []
    for work in found:
        if work.clock and work.due and (answers or work.tag == WITH_YOU):
            duty = load().first_duty(work.clock, work.since)
            if duty.change in ("reason", "earlier"):
                moved.append(((work.was is not None, not duty.rests, work.due < today), work.case_id))
    cases = [case for _order, case in sorted(moved, key=lambda one: one[0])]
    return list(dict.fromkeys(cases))[: ROLES[passage.role]]
