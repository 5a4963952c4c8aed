"""What the safeguards leave behind: extra holds, incidents, clearance asked for from outside, looks at children; and the
exception that two seniors sign where a report does not come."""

from datetime import datetime

from kith.access.gate import entered
from kith.access.models import Actor
from kith.access.terms import Role
from kith.demo.casework.family import MINUTE, PACK, Family
from kith.demo.days import SCOTLAND, ahead, last_working_day
from kith.demo.plan import Step
from kith.disclosure import actions as disclosure
from kith.protocol.rules import due_on
from kith.review import actions as review
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
DECLINED = "I am this child's lead professional, and take no part in what would take the child away."
WHY = "The family's own court date is near, and without an answer it would go there with nothing in its hands."
TOLD = "In person, with an interpreter, and by letter."


def guard(family: Family) -> None:
    """What happens beside the steps of some families, by the number of their case: the same each time."""
    number = int(family.case.reference.removeprefix("KI-"))
    if not family.seen:
        return
    if family.story.until is Step.SERVED:
        _hold(family, number)
        _note(family, number)
        _clear(family, number)
    if family.story.until is Step.ASKED and family.story.is_over:
        _except(family, number)


def _after(family: Family, step: Step, days: int) -> datetime:
    """So many working days after a step, and not in the future."""
    at = family.days[step]
    day = min(ahead(at.astimezone(SCOTLAND).date(), days), last_working_day(family.now))
    return max(at, datetime.combine(day, at.astimezone(SCOTLAND).time(), SCOTLAND)) + MINUTE


def _hold(family: Family, number: int) -> None:
    """Somebody who knows why a step would be wrong says so; some of it is over by now."""
    holder = family.lead if number % 2 else _officer(family)
    assert holder is not None
    with family.at_desk(holder, "safeguards.place_hold", Step.SERVED) as at:
        hold = safeguards.place_hold(case=family.case, reason=HOLDS[number % len(HOLDS)], by=holder, at=at)
    if number % 4 < 2:
        lifter = family.coordinator if number % 2 else _seniors(family)[0]
        assert lifter is not None
        with family.at_desk(lifter, "safeguards.lift_hold", Step.SERVED) as at:
            safeguards.lift_hold(hold=hold, reason=LIFTED, by=lifter, at=at + MINUTE)


def _note(family: Family, number: int) -> None:
    writer = family.lead if number % 3 else _officer(family)
    assert writer is not None
    with family.at_desk(writer, "safeguards.note_incident", Step.SERVED) as at:
        incident = safeguards.note_incident(
            case=family.case, step=Against.HOME_VISIT, happened_on=at.date(), words=INCIDENTS[number % len(INCIDENTS)],
            by=writer, at=at,
        )  # fmt: skip
        if number % 4:
            safeguards.follow_up_incident(
                incident=incident, words=FOLLOWED_UP, is_done=number % 4 == 1, by=writer, at=at + MINUTE
            )


def _clear(family: Family, number: int) -> None:
    """Somebody outside asks; the children are looked at, or not; a senior officer signs what the facts give."""
    (asker,), senior = family.cast.of(Role.CLEARANCE_REQUESTER), _seniors(family)[number % 2]
    at = _after(family, Step.SERVED, 1)
    with entered(asker, "safeguards.ask_for_clearance", at=family.now):
        asked = safeguards.ask_for_clearance(
            reference=family.case.reference, step=list(Against)[number % len(Against)], by=asker, at=at
        )
    with family.at_desk(senior, "safeguards.ask_for_check", Step.SERVED):
        due = due_on(PACK.duty("check_welfare_before_step", at.date()), starts_on=at.date()).on
        for child, _ in family.seen:
            disclosure.ask_for_check(case=family.case, child=child, due_on=due, by=senior, at=at + MINUTE)
    _look(family, number, _after(family, Step.SERVED, 2))
    if number % 4:
        with entered(senior, "safeguards.sign_clearance", at=family.now) as passage:
            case, then = case_asked_about(asked, passage), _after(family, Step.SERVED, 3)
            seen = worked_out(asked, case, then)
            safeguards.sign_clearance(clearance=asked, case=case, seen=seen, by=senior, at=then)


def _look(family: Family, number: int, at: datetime) -> None:
    lead = family.lead
    assert lead is not None
    if number % 3 == 0:
        return
    with family.at_desk(lead, "safeguards.record_welfare_check", Step.SERVED):
        for child, _ in family.seen:
            if number % 3 == 1:
                safeguards.record_welfare_check(
                    case=family.case, child=child, needs=NEEDS, harm_is_foreseen=number % 2 == 0,
                    harm="The child would stop eating again." if number % 2 == 0 else "", by=lead, at=at,
                )  # fmt: skip
            else:
                safeguards.decline_welfare_check(case=family.case, child=child, reason=DECLINED, by=lead, at=at)


def _except(family: Family, number: int) -> None:
    """The report does not come: it was asked what would help; of some a senior officer has written why they cannot wait."""
    officer, seniors = _officer(family), _seniors(family)
    assert family.review is not None
    at = _after(family, Step.ASKED, 12)
    due = due_on(PACK.duty("ask_what_helps", at.date()), starts_on=at.date()).on
    with family.at_desk(officer, "review.ask_what_helps", Step.ASKED):
        for child, _ in family.seen:
            disclosure.ask_what_helps(case=family.case, child=child, due_on=due, by=officer, at=at)
    if number % 3 == 0:
        return
    proposer = seniors[number % 2]
    then = _after(family, Step.ASKED, 30)
    child = family.seen[0][0]
    with family.at_desk(proposer, "review.propose_exception", Step.ASKED):
        review.propose_exception(
            review=family.review, child=child, reason=WHY, family_told_on=then.date(), family_told_how=TOLD, by=proposer,
            at=then,
        )  # fmt: skip


def _officer(family: Family) -> Actor:
    assert family.officer is not None
    return family.officer


def _seniors(family: Family) -> list[Actor]:
    return family.cast.of(Role.SENIOR_OFFICER)
