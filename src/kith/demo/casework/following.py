"""What comes after a decision was served: a notice that comes back, a complaint, an appeal, and what came of these; and the
decisions that are drawn by chance to be read once more."""

from contextlib import suppress
from datetime import datetime

from kith.access.gate import entered
from kith.access.models import Actor
from kith.access.terms import Role
from kith.demo import words
from kith.demo.casework.family import PACK, Family
from kith.demo.casework.guarding import after
from kith.demo.cast import Cast
from kith.demo.days import SCOTLAND, ahead, last_working_day
from kith.demo.plan import Sequel, Step
from kith.protocol.rules import obstacles_to_serving_on
from kith.register.gate import on_case_entered
from kith.review import actions as review
from kith.review.models import ChallengeOutcome, Service
from kith.review.queries import after_service, months_to_draw, sampled_visible_to
from kith.review.terms import ChallengeKind, ChallengeResult, ServiceMethod, Shown, TurnedOn
from kith.verdict import Refused

CAME_BACK = "Marked 'gone away'. The council's housing office has a newer address for the family."
GROUNDS = {
    ChallengeKind.APPEAL: "The decision does not deal with the years that the younger child has spent at school here.",
    ChallengeKind.COMPLAINT: "We rang four times about the letter and nobody rang back.",
}
FOUND = {
    ChallengeResult.UPHELD: "The reasons do not deal with what the school said of the younger child. The decision cannot stand.",
    ChallengeResult.PARTLY_UPHELD: "The calls were not returned, and should have been. The decision itself is not touched.",
    ChallengeResult.NOT_UPHELD: "Each point was dealt with in the reasons, and the family was heard before.",
    ChallengeResult.WITHDRAWN: "Withdrawn by the family's solicitor before it was heard.",
}
ON = {ChallengeResult.UPHELD: TurnedOn.BEST_INTERESTS, ChallengeResult.PARTLY_UPHELD: TurnedOn.CONDUCT}
LESSON = "I will answer the school's own words point by point."
READ = (
    "The reasons go through every factor. What the school wrote could stand nearer to the weighing.",
    "Careful and plain. The second child's own words are met one by one.",
    "The notice needs shorter sentences on the second page.",
)
UNREAD = 2  # months of which nobody has read the drawn decisions yet
OF_SEQUELS = {
    Sequel.COMPLAINT: (ChallengeKind.COMPLAINT, None),
    Sequel.COMPLAINT_MET: (ChallengeKind.COMPLAINT, ChallengeResult.PARTLY_UPHELD),
    Sequel.APPEAL: (ChallengeKind.APPEAL, None),
    Sequel.APPEAL_LOST: (ChallengeKind.APPEAL, ChallengeResult.NOT_UPHELD),
    Sequel.APPEAL_WITHDRAWN: (ChallengeKind.APPEAL, ChallengeResult.WITHDRAWN),
    Sequel.APPEAL_WON: (ChallengeKind.APPEAL, ChallengeResult.UPHELD),
}


def follow(family: Family) -> None:
    """What comes after the service of a family's decision, as its story says."""
    if not family.story.sequels:
        return
    officer = family.officer
    assert officer is not None
    with family.at_desk(officer, "review.challenges", after(family, Step.SERVED, 1)):
        found = after_service(family.case)
    assert found is not None
    for sequel in family.story.sequels:
        if sequel in OF_SEQUELS:
            _challenge(family, found.service, officer, *OF_SEQUELS[sequel])
        else:
            _come_back(family, found.service, officer, is_renewed=sequel is Sequel.RENEWED)


def _come_back(family: Family, service: Service, officer: Actor, *, is_renewed: bool) -> None:
    with family.at_desk(officer, "review.record_returned_notice", after(family, Step.SERVED, 6)) as at:
        returned = review.record_returned_notice(
            service=service, came_back_on=at.date(), words=CAME_BACK, by=officer, at=at
        )
    renewed = _day_to_serve(family, at)
    if is_renewed and renewed is not None:
        with family.at_desk(officer, "review.renew_service", renewed) as at:
            review.renew_service(
                returned=returned, method=ServiceMethod.BY_HAND, address=words.address(family.rng),
                proof=words.proof_of_delivery(family.rng), served_on=at.date(), pack=PACK, by=officer, at=at,
            )  # fmt: skip


def _day_to_serve(family: Family, since: datetime) -> datetime | None:
    """A day soon after on which a notice may be handed over, that is not in the future."""
    for days in range(2, 30):
        day = ahead(since.astimezone(SCOTLAND).date(), days)
        if day > last_working_day(family.now):
            return None
        if not obstacles_to_serving_on(day, pack=PACK, council=family.case.area):
            return datetime.combine(day, since.astimezone(SCOTLAND).time(), SCOTLAND)
    return None


def _challenge(
    family: Family, service: Service, officer: Actor, kind: ChallengeKind, result: ChallengeResult | None
) -> None:
    with family.at_desk(officer, "review.record_challenge", after(family, Step.SERVED, 8)) as at:
        challenge = review.record_challenge(
            service=service, kind=kind, brought_on=at.date(), reference=f"{kind[:2].upper()}/{family.case.reference[3:]}",
            grounds=GROUNDS[kind], by=officer, at=at,
        )  # fmt: skip
    if result is None:
        return
    with family.at_desk(officer, "review.record_challenge_outcome", after(family, Step.SERVED, 40)) as at:
        outcome = review.record_challenge_outcome(
            challenge=challenge, result=result, given_on=at.date(), turned_on=[ON[result]] if result in ON else [],
            words=FOUND[result], by=officer, at=at,
        )  # fmt: skip
    if not family.story.is_with_first_lead:  # those who are shown first have still to read it
        _read(family, outcome, officer, LESSON if result is ChallengeResult.UPHELD else "")


def _read(family: Family, outcome: ChallengeOutcome, officer: Actor, lesson: str) -> None:
    with family.at_desk(officer, "review.read_challenge_outcome", after(family, Step.SERVED, 42)) as at:
        review.read_challenge_outcome(outcome=outcome, lesson=lesson, by=officer, at=at)


def read_once_more(cast: Cast, *, now: datetime) -> None:
    """A manager draws from the decisions of every month that is over but the last; seniors have read those of all but the
    newest ones."""
    (manager,), seniors = cast.of(Role.REVIEW_MANAGER), cast.of(Role.SENIOR_OFFICER)
    with entered(manager, "review.draw_sample", at=now) as passage:
        months = [month.first for month in months_to_draw(passage)][1:]
        for month in months:
            review.draw_sample(month=month, by=manager, at=now)
        drawn = list(sampled_visible_to(passage, is_read=False))
    for place, sampled in enumerate(drawn):
        if sampled.sample.month in months[:UNREAD]:
            continue
        senior = seniors[place % len(seniors)]
        case = sampled.service.decision.review.case_id
        with (
            on_case_entered(senior, "review.check_quality", case, at=now),
            suppress(Refused),
        ):  # who had a part leaves it
            review.check_quality(
                sampled=sampled, shown=[one for one in Shown if (place + len(one)) % 4], words=READ[place % len(READ)],
                by=senior, at=now,
            )  # fmt: skip
