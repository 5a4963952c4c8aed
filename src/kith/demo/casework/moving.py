"""Some days are moved, and some clocks stand still: by everybody who has work with a day, each with a reason."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kith.access.gate import Passage, entered
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

ROLES = (
    Role.REGISTRAR, Role.COORDINATOR, Role.LEAD_PROFESSIONAL, Role.REVIEW_MANAGER, Role.REVIEW_OFFICER, Role.SECOND_OFFICER,
    Role.SENIOR_OFFICER,
)  # fmt: skip
LOOKED_AT, EACH = 400, 4  # lines of a caseload, and cases of it of which a day is changed
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


def move_some_days(cast: Cast, *, now: datetime) -> None:
    """The first of each role moves a day, lets a clock stand still and go on again, lets another stand still, and takes one
    change back. Once."""
    for role in ROLES:
        who, permission = cast.of(role)[0], "register.move_day"
        with entered(who, permission, at=now) as passage:
            if ClockChange.objects.filter(by=who).exists():
                continue
            cases = _with_days(passage)
        for place, case in enumerate(cases):
            with on_case_entered(who, permission, case, at=now) as (passage, held):
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
        if place == EACH - 1 and change is not None:
            register.take_back_day(
                case=hand.case, passage=hand.passage, change=change, by=hand.passage.actor, at=at + MINUTE
            )
    if is_to_rest and hand.now().may(ClockStep.PAUSED):
        hand.does(register.pause_clock, at + MINUTE, reason=PAUSED[hand.passage.side])
        if place:
            hand.does(register.go_on_with_clock, now - MINUTE, reason=GOES_ON)


def move_some_reports(cast: Cast, *, now: datetime) -> None:
    """A coordinator moves the day of two reports, which the review learns without the reason, and takes one of it back. Once."""
    who, permission = cast.of(Role.COORDINATOR)[0], "welfare.move_report_date"
    with entered(who, permission, at=now) as passage:
        if MoreTime.objects.filter(by=who).exists():
            return
        desk = desk_of(passage)
        found = look(desk, LOOKED_AT, tag=EVERYWHERE, kind="asked").works if desk else ()
        waiting = [(work.case_id, work.child_id) for work in found if work.child_id]
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
    """The first cases of a caseload that have a day which its reader may move."""
    desk = desk_of(passage)
    found = look(desk, LOOKED_AT, tag=EVERYWHERE).works if desk else ()
    answers = passage.role in ANSWER_FOR
    moved = [
        work
        for work in found
        if work.clock and work.due and (answers or work.tag == WITH_YOU)
        if load().first_duty(work.clock, work.since).change in ("reason", "earlier")
    ]
    today = passage.at.astimezone(SCOTLAND).date()
    moved.sort(key=lambda work: work.due is not None and work.due < today)  # whose day has not passed can stand still
    return list(dict.fromkeys(work.case_id for work in moved))[:EACH]
