"""What is said of sharing a report, what was shared at once about a child and why, and what was not shared."""

import uuid
from datetime import timedelta
from random import Random
from typing import Any  # what a verb is given twice

from kith.access import audit
from kith.access.gate import entered
from kith.access.models import Actor
from kith.access.terms import Outcome, Role
from kith.demo.casework.family import MINUTE, Family
from kith.demo.plan import Step
from kith.welfare import actions as welfare
from kith.welfare.rules import Grounds, OnSharing
from kith.welfare.terms import SharingKind

NEEDED = (
    "The decision is about this child, and without it nobody who decides would know how the child lives. Nothing goes that is "
    "not about that."
)
VIEWS = (
    "The parents have read it and agree that it goes. The child asked who reads it, and was content.",
    "The mother would rather have it shorter, and agrees. The child said that it is right.",
    "The parents were told and did not want to say anything to it. The child is glad that school is in it.",
)
ADVICE = "Leave the doctor's letter out: what follows from it for school is enough."
WORDS = "The child was taken to hospital this morning and stays for some days. Nobody is to ring at the family's door this week."
MORE_WORDS = "The child was moved to another ward. The visit of the review must not take place there either."
SENTENCE = "A visit of the review is planned for tomorrow, and the child must not learn of it in hospital."
BASIS = "Vital interests; a council's task to safeguard a child (Children (Scotland) Act 1995, section 22)"
LOOKED_AT = (
    "It was right: the visit was moved. No more was said than was needed. Tell the family this week, and write when."
)
RANG = "The hospital rang: a child of this family is there, nobody of its team answers, and they ask who may be told."
URGENT_LOOK = (
    "The team was rung first and did not answer. What was looked at was needed for the call. The team has been told."
)
THREE_HOURS = timedelta(hours=3)
ASKED_FOR = "The address of the child's school, and at what time the child is collected from there."
NOT_SHARED = "Whoever looks after the building needs neither, and would know where the child is alone."


def said_of(rng: Random, advised_by: Actor, family: Family) -> OnSharing:
    """What is said of sharing a report; now and then advice was taken."""
    said = OnSharing(necessity=NEEDED, condition="safeguarding", views=rng.choice(VIEWS))
    if rng.random() < 0.8:
        return said
    return OnSharing(
        necessity=said.necessity, condition=said.condition, views=said.views, advice=ADVICE,
        advice_from=f"{advised_by.shown_name}, coordinator", advice_on=family.days[Step.BEGUN].date(),
    )  # fmt: skip


def share_at_once(family: Family, child: uuid.UUID) -> None:
    """The lead professional shares what cannot wait, and gives the reasons. Then somebody has looked; or nobody yet, and more was
    shared of which the reasons are still to be given."""
    assert family.lead is not None
    assert family.coordinator is not None
    own = Random(f"{family.case.reference} at once")
    given: dict[str, Any] = {
        "case": family.case, "child": child, "whom": "The review officer, rung at 9:40", "was_told": False, "by": family.lead,
    }  # fmt: skip
    grounds = Grounds(
        why=SENTENCE, basis=BASIS, was_told=True,
        said=OnSharing(necessity=NEEDED, condition="vital_interests", views=own.choice(VIEWS)),
    )  # fmt: skip
    is_looked_at = family.story.is_looked_at
    with family.at_desk(family.lead, "welfare.release_in_emergency", Step.HEARD) as at:
        shared = welfare.release_in_emergency(words=WORDS, sentence=SENTENCE, at=at, **given)
        welfare.give_emergency_reasons(emergency=shared, grounds=grounds, by=family.lead, at=at + MINUTE)
        if not is_looked_at:
            welfare.release_in_emergency(words=MORE_WORDS, sentence=SENTENCE, at=at + 2 * MINUTE, **given)
    if is_looked_at:
        with family.at_desk(family.coordinator, "welfare.check_emergency", Step.HEARD) as at:
            welfare.check_emergency(emergency=shared, words=LOOKED_AT, by=family.coordinator, at=at + 2 * MINUTE)


def open_urgently(family: Family) -> None:
    """Somebody of the council who is not on the team has to see the case; then a coordinator looks, or it is still open."""
    assert family.coordinator is not None
    own, is_looked_at = Random(f"{family.case.reference} urgent"), family.story.is_looked_at
    others = [one for one in family.cast.of(Role.LEAD_PROFESSIONAL, family.case.area) if one != family.lead]
    who, at = own.choice(others), family.days[Step.HEARD] + MINUTE if is_looked_at else family.now - THREE_HOURS
    with entered(who, "welfare.open_urgently", at=family.now):
        opening = welfare.open_urgently(reference=family.case.reference, reason=RANG, by=who, at=at)
        for minutes, permission in enumerate(("caseload.case", "welfare.child_list"), 1):
            audit.record(permission, by=who, at=at + minutes * MINUTE, case=family.case.pk, outcome=Outcome.OPENED)
    if is_looked_at:
        with family.at_desk(family.coordinator, "welfare.check_urgent_opening", at + THREE_HOURS) as then:
            welfare.check_urgent_opening(
                opening=opening, was_right=own.random() < 0.7, words=URGENT_LOOK, family_is_told=own.random() < 0.5,
                by=family.coordinator, at=then,
            )  # fmt: skip


def refuse_to_share(family: Family, child: uuid.UUID) -> None:
    """Somebody asks for what is nobody's business, and it is written down that it is not shared."""
    assert family.lead is not None
    with family.at_desk(family.lead, "welfare.refuse_to_share", Step.HEARD) as at:
        welfare.refuse_to_share(
            case=family.case, child=child, kind=SharingKind.NOTHING, what=ASKED_FOR, whom="The caretaker of the building",
            grounds=Grounds(why=NOT_SHARED, basis="No lawful basis; it could put the child at risk", was_told=True),
            by=family.lead, at=at,
        )  # fmt: skip
