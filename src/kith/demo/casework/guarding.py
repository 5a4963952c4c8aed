"""What the safeguards leave behind: extra holds, incidents, clearance asked for from outside, looks at children; the
exception that two seniors sign where a report does not come; tries to reach a family that cannot be reached."""

from datetime import date, datetime

from kith.access.gate import entered
from kith.access.models import Actor
from kith.access.terms import Role
from kith.demo.casework.family import MINUTE, PACK, Family
from kith.demo.days import SCOTLAND, ahead, last_working_day
from kith.demo.plan import Step
from kith.disclosure import actions as disclosure
from kith.protocol.rules import due_on
from kith.review import actions as review
from kith.review.terms import TraceWay
from kith.safeguards import actions as safeguards
from kith.safeguards.queries import case_asked_about, worked_out
from kith.safeguards.terms import Step as Against

HOLDS = (
    "The mother is in hospital until the end of the month.", "A court decides on where the children live, and has not sat yet.",
    "A sister sits her exams in May; the school asks that nothing happens before.",
)  # fmt: skip
LIFTED = "What it was placed for is over."
INCIDENTS = (
    "Two officers came to the door at half past six in the morning and asked for the father. The children saw it.",
    "A letter told the family to come to the reporting centre with their bags. Nobody had asked for clearance.",
)
FOLLOWED_UP = "The office that sent it was told, and has answered that it will not happen again. The school knows."
NEEDS = "Goes to school gladly, and sleeps badly since the last letter. Needs the inhaler, and somebody known nearby."
HARM = "The child would stop eating again."
DECLINED = "I am this child's lead professional, and take no part in what would take the child away."
WHY = "The family's own court date is near, and without an answer it would go there with nothing in its hands."
TOLD = "In person, with an interpreter, and by letter."
CAME_BACK = "The letter came back: nobody of that name lives there."


def guard(family: Family) -> None:
    """What happens beside the steps of some families, by the number of their case: the same each time.

    With those who are shown first everything is still to be done.
    """
    number, story = int(family.case.reference.removeprefix("KI-")), family.story
    if not family.seen:
        return
    if story.until is Step.SERVED and (story.is_with_first_lead or number % 3 == 0):
        for holder, lifter in ((family.lead, family.coordinator), (_officer(family), _seniors(family)[0])):
            assert holder is not None
            assert lifter is not None
            _hold(family, number, holder, lifter)
            _note(family, number, holder)
    if story.until is Step.SERVED and (story.is_with_first_lead or number % 3):
        _clear(family, number)
    if story.help_is_asked:
        _ask_what_helps(family)
    if story.is_excepted:
        _except(family)
    if story.is_untraced:
        _try_to_reach(family)


def after(family: Family, step: Step, days: int) -> datetime:
    """So many working days after a step, and not in the future."""
    at = family.days[step]
    return max(at, _moment(family, ahead(at.astimezone(SCOTLAND).date(), days), at)) + MINUTE


def _moment(family: Family, day: date, at: datetime) -> datetime:
    """The same time of another day, and not in the future."""
    return datetime.combine(min(day, last_working_day(family.now)), at.astimezone(SCOTLAND).time(), SCOTLAND)


def _hold(family: Family, number: int, holder: Actor, lifter: Actor) -> None:
    """Somebody who knows why a step would be wrong says so; some of it is over by now."""
    with family.at_desk(holder, "safeguards.place_hold", Step.SERVED) as at:
        hold = safeguards.place_hold(case=family.case, reason=HOLDS[number % len(HOLDS)], by=holder, at=at)
    if number % 2 and not family.story.is_with_first_lead:
        with family.at_desk(lifter, "safeguards.lift_hold", after(family, Step.SERVED, 2)) as at:
            safeguards.lift_hold(hold=hold, reason=LIFTED, by=lifter, at=at)


def _note(family: Family, number: int, writer: Actor) -> None:
    with family.at_desk(writer, "safeguards.note_incident", Step.SERVED) as at:
        incident = safeguards.note_incident(
            case=family.case, step=Against.HOME_VISIT, happened_on=at.date(), words=INCIDENTS[number % len(INCIDENTS)],
            by=writer, at=at,
        )  # fmt: skip
        if not family.story.is_with_first_lead:
            safeguards.follow_up_incident(
                incident=incident, words=FOLLOWED_UP, is_done=number % 2 == 0, by=writer, at=at + MINUTE
            )


def _clear(family: Family, number: int) -> None:
    """Somebody outside asks of late; the children are looked at, or not; a senior officer signs what the facts give."""
    (asker,), senior = family.cast.of(Role.CLEARANCE_REQUESTER), _seniors(family)[number % 2]
    served = after(family, Step.SERVED, 1)
    at = max(served, _moment(family, ahead(last_working_day(family.now), -3 - number % 6), served))
    day = at.astimezone(SCOTLAND).date()
    with entered(asker, "safeguards.ask_for_clearance", at=family.now):
        asked = safeguards.ask_for_clearance(
            reference=family.case.reference, step=list(Against)[number % len(Against)], by=asker, at=at
        )
    with family.at_desk(senior, "safeguards.ask_for_check", at + MINUTE):
        due = due_on(PACK.duty("check_welfare_before_step", day), starts_on=day).on
        for child, _ in family.seen:
            disclosure.ask_for_check(case=family.case, child=child, due_on=due, by=senior, at=at + MINUTE)
    if family.story.is_with_first_lead or number % 5 == 0:
        return
    _look(family, number, max(at + 2 * MINUTE, _moment(family, ahead(day, 1), at)))
    with entered(senior, "safeguards.sign_clearance", at=family.now) as passage:
        case, then = case_asked_about(asked, passage), max(at + 4 * MINUTE, _moment(family, ahead(day, 2), at))
        seen = worked_out(asked, case, then)
        safeguards.sign_clearance(clearance=asked, case=case, seen=seen, by=senior, at=then)


def _look(family: Family, number: int, at: datetime) -> None:
    lead = family.lead
    assert lead is not None
    with family.at_desk(lead, "safeguards.record_welfare_check", at):
        for child, _ in family.seen:
            if number % 5 == 1:
                safeguards.decline_welfare_check(case=family.case, child=child, reason=DECLINED, by=lead, at=at)
            else:
                is_foreseen = number % 5 == 2
                safeguards.record_welfare_check(
                    case=family.case, child=child, needs=NEEDS, harm_is_foreseen=is_foreseen,
                    harm=HARM if is_foreseen else "", by=lead, at=at,
                )  # fmt: skip


def _ask_what_helps(family: Family) -> None:
    """The report does not come: the lead professional and the coordinator are asked what would help."""
    officer = _officer(family)
    with family.at_desk(officer, "review.ask_what_helps", after(family, Step.ASKED, 21)) as at:
        due = due_on(PACK.duty("ask_what_helps", at.date()), starts_on=at.date()).on
        for child, _ in family.seen:
            disclosure.ask_what_helps(case=family.case, child=child, due_on=due, by=officer, at=at)


def _except(family: Family) -> None:
    """A senior writes why the first child's report cannot be waited for; the one who is shown first signs, or has still to."""
    second, first, *_ = _seniors(family)
    assert family.review is not None
    with family.at_desk(first, "review.propose_exception", after(family, Step.ASKED, 30)) as at:
        exception = review.propose_exception(
            review=family.review, child=family.seen[0][0], reason=WHY, family_told_on=at.date(), family_told_how=TOLD,
            by=first, at=at,
        )  # fmt: skip
    if family.story.is_signed:
        with family.at_desk(second, "review.sign_exception", at + MINUTE) as at:
            review.sign_exception(exception=exception, by=second, at=at)


def _try_to_reach(family: Family) -> None:
    """A letter came back: the family is untraced, and will be tried again."""
    assert family.review is not None
    officer = _officer(family)
    with family.at_desk(officer, "review.record_trace_check", after(family, Step.ASKED, 1)) as at:
        review.record_trace_check(
            review=family.review, way=TraceWay.LETTER, done_on=at.date(), was_found=False, words=CAME_BACK, pack=PACK,
            by=officer, at=at,
        )  # fmt: skip


def _officer(family: Family) -> Actor:
    assert family.officer is not None
    return family.officer


def _seniors(family: Family) -> list[Actor]:
    return family.cast.of(Role.SENIOR_OFFICER)
