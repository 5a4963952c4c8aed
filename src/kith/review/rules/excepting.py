"""When a case may be decided without one child's report, and who may sign that. Pure."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kith.review.rules.people import Parts, obstacles_of_tie
from kith.review.rules.sources import EXCEPTION, FAIRNESS, OFFICER, SENIOR, WHO_CHILDREN
from kith.verdict import Obstacle


@dataclass(frozen=True, slots=True)
class ExceptionFacts:
    """What an exception for one child's report depends on: the report, and until when the lead professional and the
    coordinator, who were asked what would help, may answer (None: they were not asked)."""

    name: str
    lead: str  # the lead professional's name
    report_due_on: date | None
    report_is_released: bool
    helps_until: date | None


def obstacles_to_asking_what_helps(name: str, report_due_on: date | None, on: date) -> Iterator[Obstacle]:
    """Why it is not asked what would help to finish a report: it is not asked for, or not late."""
    if report_due_on is None:
        yield Obstacle("report_not_asked", f"The report on {name} has not been asked for yet.", EXCEPTION, OFFICER)
    elif on <= report_due_on:
        words = f"The children's side has until {report_due_on:%-d %B %Y} for the report on {name}."
        yield Obstacle("report_not_late", words, EXCEPTION, WHO_CHILDREN)


def obstacles_to_exception(
    facts: ExceptionFacts, *, reason: str, family_told_on: date, on: date
) -> tuple[Obstacle, ...]:
    """Why this case cannot be decided without one child's report, whoever signs."""
    found = []
    if facts.report_is_released:
        words = f"The report on {facts.name} is here. It is read, not left out."
        found.append(Obstacle("report_is_here", words, EXCEPTION, OFFICER))
    else:
        found += obstacles_to_asking_what_helps(facts.name, facts.report_due_on, on)
    if facts.helps_until is None:
        words = (
            "The lead professional and the coordinator were not asked what would help, or before the report was late."
        )
        found.append(Obstacle("help_not_asked", words, EXCEPTION, OFFICER))
    elif on <= facts.helps_until:
        words = f"They were asked what would help, and have until {facts.helps_until:%-d %B %Y} to answer."
        found.append(Obstacle("help_awaited", words, EXCEPTION, WHO_CHILDREN))
    if family_told_on > on:
        found.append(Obstacle("family_not_told", "The family is told first.", FAIRNESS, SENIOR))
    if facts.lead and facts.lead.casefold() in reason.casefold():
        words = "The reason names the lead professional. An exception says nothing about them: write why the case cannot wait."
        found.append(Obstacle("names_lead_professional", words, EXCEPTION, SENIOR))
    return tuple(found)


def obstacles_to_signing_exception(
    who: uuid.UUID, parts: Parts, *, proposed_by: uuid.UUID | None = None
) -> tuple[Obstacle, ...]:
    """Why this senior officer may not sign: another part in the case, a place on a panel about a child, a tie, or the first
    signature is theirs."""
    found = list(obstacles_of_tie(who, parts.tied))
    if who == parts.officer or who in parts.drafted | parts.weighed | parts.seconded | parts.sat:
        words = "Whoever signs has no other part in the case."
        found.append(Obstacle("has_a_part", words, EXCEPTION, f"{SENIOR} with no part in the case"))
    if who == proposed_by:
        words = "The first signature is yours. Another senior officer signs too."
        found.append(Obstacle("signed_first", words, EXCEPTION, "another senior officer"))
    return tuple(found)
