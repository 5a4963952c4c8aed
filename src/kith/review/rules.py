"""When a case may be decided: every obstacle that stands, in words, with its source and who can clear it.

Pure: frozen facts in, obstacles out. The same rule is asked before the officer types, when a decision is recorded, when
it is confirmed and when it is served. A grant needs what a refusal needs, but for hearing the family on points against it.
"""

import uuid
from dataclasses import dataclass
from datetime import date

from kith.protocol.pack import Factor, Pack
from kith.verdict import Obstacle


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """What the decision side knows about one child's arrangements. Times are given as yes or no: the rule needs no more."""

    id: uuid.UUID
    name: str
    has_lead_professional: bool
    report_is_received: bool
    views_are_recorded_or_explained: bool
    best_interests_by: uuid.UUID | None
    asks_to_wait: bool = False
    contact: str = ""


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """Everything that the rule looks at. `drafter` is whoever wrote the newest draft, else the officer of the review."""

    children: tuple[ChildFacts, ...]
    drafter: uuid.UUID
    findings: frozenset[str]
    factors: tuple[Factor, ...]
    has_weighing: bool
    has_draft: bool
    outcome: str
    points_against: bool
    invitation_is_received: bool
    reply_is_closed: bool
    drafter_declared: bool
    has_conflict: bool
    identity_is_open: bool


WHO_CHILDREN = "the coordinator of the council"
ARRANGEMENT = "Arrangement of March 2007 between Scottish ministers and the Home Office"
SECTION_55 = "Borders, Citizenship and Immigration Act 2009, section 55"


def obstacles_to_decision(facts: DecisionFacts, pack: Pack, on: date) -> tuple[Obstacle, ...]:
    """Every obstacle that stands between this case and a decision, in the order of the arrangement."""
    return (
        *(obstacle for child in facts.children for obstacle in _of_child(child, facts)),
        *_of_factors(facts),
        *_of_officer(facts),
        *_of_identity(facts),
        *_of_reply(facts, pack, on),
    )


def _of_child(child: ChildFacts, facts: DecisionFacts) -> list[Obstacle]:
    """Obstacles 1 to 4: lead professional, report, views, best interests."""
    found = []
    who = child.contact or WHO_CHILDREN
    if not child.has_lead_professional:
        found.append(
            Obstacle("no_lead_professional", f"{child.name} has no lead professional yet.", ARRANGEMENT, WHO_CHILDREN)
        )
    if not child.report_is_received:
        found.append(
            Obstacle(
                "report_not_received", f"Not yet received and opened: the report on {child.name}.", ARRANGEMENT, who
            )
        )
    if not child.views_are_recorded_or_explained:
        found.append(
            Obstacle(
                "views_not_recorded",
                f"What {child.name} wants to say is not recorded yet, nor why it was not asked.",
                "UN Convention on the Rights of the Child, article 12",
                who,
            )
        )
    if child.best_interests_by is None:
        found.append(
            Obstacle(
                "best_interests_not_assessed", f"What is best for {child.name} has not been weighed yet.", SECTION_55,
                "a review officer who does not draft this case",
            )
        )  # fmt: skip
    elif child.best_interests_by == facts.drafter:
        found.append(
            Obstacle(
                "best_interests_by_drafter", f"What is best for {child.name} was weighed by the officer who drafts.",
                SECTION_55, "another review officer: weigh it again",
            )
        )  # fmt: skip
    return found


def _of_factors(facts: DecisionFacts) -> list[Obstacle]:
    """Obstacle 5: every factor has a finding, and the whole case has been weighed together."""
    source = "Immigration Rules, HC 395, paragraph 395C"
    found = [
        Obstacle("factor_without_finding", f"Nothing is written yet on: {factor.words}.", source, "the review officer")
        for factor in facts.factors
        if factor.code not in facts.findings
    ]
    if not facts.has_weighing:
        found.append(
            Obstacle(
                "whole_case_not_weighed",
                "The whole case has not been weighed together yet.",
                source,
                "the review officer",
            )
        )
    if not facts.has_draft:
        found.append(
            Obstacle(
                "no_draft",
                "There is no draft to decide on yet.",
                "House rule: a decision is one version of a draft",
                "the review officer",
            )
        )
    return found


def _of_officer(facts: DecisionFacts) -> list[Obstacle]:
    """Obstacle 6: a conflict of interest, or nobody has asked about one."""
    source = "Civil Service Code: impartiality"
    if facts.has_conflict:
        return [
            Obstacle(
                "conflict_of_interest",
                "The officer has said that something ties them to this family.",
                source,
                "a review manager: allocate the case to another officer",
            )
        ]
    if not facts.drafter_declared:
        return [
            Obstacle(
                "conflict_not_declared",
                "The officer has not yet said whether anything ties them to this family.",
                source,
                "the review officer",
            )
        ]
    return []


def _of_identity(facts: DecisionFacts) -> list[Obstacle]:
    """Obstacles 7 and 8, as far as milestones tell: identity is open, or the children's side asks to wait."""
    found = []
    if facts.identity_is_open:
        found.append(
            Obstacle(
                "identity_open",
                "Who a person of this family is, is still an open question.",
                "Home Office record of merged identities, 2024",
                "a registrar",
            )
        )
    for child in facts.children:
        if child.asks_to_wait:
            found.append(
                Obstacle(
                    "asked_to_wait",
                    f"The children's side asks you to wait. Speak to: {child.contact or WHO_CHILDREN}.",
                    ARRANGEMENT,
                    child.contact or WHO_CHILDREN,
                )
            )
    return found


def _of_reply(facts: DecisionFacts, pack: Pack, on: date) -> list[Obstacle]:
    """Obstacle 11, where the outcome is one that needs it: the family heard the points against it, and had its time."""
    if not facts.has_draft or not pack.outcome(facts.outcome, on).needs_reply:
        return []
    source = "Common law duty to act fairly"
    if not facts.points_against:
        return [
            Obstacle(
                "points_not_written",
                "The points against the family are not written down.",
                source,
                "the review officer",
            )
        ]
    if not facts.invitation_is_received:
        return [
            Obstacle(
                "family_not_told",
                "It is not on record that the family has received the points against it.",
                source,
                "the review officer",
            )
        ]
    if not facts.reply_is_closed:
        return [
            Obstacle(
                "reply_still_open",
                "The family's time to reply is not over, or its reply is not recorded.",
                source,
                "the family; the review officer when the time is over",
            )
        ]
    return []


def obstacles_to_confirmation(
    *, second: uuid.UUID, drafter: uuid.UUID, assessed: frozenset[uuid.UUID], has_view: bool
) -> tuple[Obstacle, ...]:
    """Why this person may not answer for a decision as second officer: own view first, and another person in every role."""
    found = []
    source = "Arrangement of March 2007, confirm_decision"
    if second == drafter:
        found.append(
            Obstacle(
                "second_officer_drafted",
                "The second officer is the one who drafted.",
                source,
                "a review manager: ask another second officer",
            )
        )
    if second in assessed:
        found.append(
            Obstacle(
                "second_officer_assessed",
                "The second officer weighed a child's best interests in this case.",
                source,
                "a review manager: ask another second officer",
            )
        )
    if not has_view:
        found.append(
            Obstacle(
                "no_own_view",
                "Record your own view first. The draft is shown after that.",
                source,
                "the second officer",
            )
        )
    return tuple(found)


def propose_second_officer(loads: dict[uuid.UUID, int], barred: frozenset[uuid.UUID]) -> uuid.UUID | None:
    """Who is asked to be second officer: the one with fewest decisions waiting who had no other part in the case; of equals
    the first by id. None where nobody is left, and then the page names who could be asked."""
    free = {who: load for who, load in loads.items() if who not in barred}
    return min(free, key=lambda who: (free[who], who)) if free else None
