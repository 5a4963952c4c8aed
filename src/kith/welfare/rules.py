"""The rules of the children's side: whom to propose as lead professional, where a chronology is silent, when a report may go.

Pure: frozen facts in, proposals and obstacles out.
"""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from kith.verdict import Obstacle

GAP_DAYS = 120
PRACTICE_GUIDANCE = "GIRFEC Practice Guidance 4, information sharing"
RULE = (
    "Brothers and sisters have the same lead professional; else whoever the family has already; else, of those who have "
    "no part in the case, the one with fewest children now. Between equals a draw decides, by the case's own number."
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who could be lead professional: how many children they have now, and whether the family has them already."""

    id: uuid.UUID
    children_now: int
    has_this_family: bool
    has_conflict: bool = False


def propose_lead(candidates: Sequence[Candidate], *, case: uuid.UUID) -> uuid.UUID | None:
    """Who is proposed, by the rule that `RULE` says in words; None where nobody is free. A coordinator decides."""
    free = [candidate for candidate in candidates if not candidate.has_conflict]
    if not free:
        return None
    return min(free, key=lambda c: (not c.has_this_family, c.children_now, draw(case, c.id))).id


def draw(case: uuid.UUID, who: uuid.UUID) -> str:
    """The draw between equals: the same for the same case, and nobody's choice."""
    return hashlib.sha256(case.bytes + who.bytes).hexdigest()


def obstacles_to_appointment(
    *, has_current: bool, is_in_area: bool, is_proposed: bool, reason: str
) -> tuple[Obstacle, ...]:
    """Why this person cannot be appointed now."""
    found = []
    source = "GIRFEC: one lead professional for each child"
    if has_current:
        found.append(
            Obstacle("has_lead_professional", "This child has a lead professional already.", source, "hand over first")
        )
    if not is_in_area:
        found.append(
            Obstacle(
                "not_in_area", "This person is no lead professional in this council's area.", source, "choose another"
            )
        )
    if not is_proposed and not reason.strip():
        found.append(
            Obstacle("no_reason", "Say why you choose another than the one proposed.", source, "the coordinator")
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Silence:
    """A stretch of a chronology in which nothing is written down."""

    from_on: date
    until_on: date

    @property
    def words(self) -> str:
        months = max(1, round((self.until_on - self.from_on).days / 30.4))
        return f"Nothing recorded, {months} month{'s' if months > 1 else ''}."


def silences(days: Sequence[date], *, until: date) -> tuple[Silence, ...]:
    """The gaps between events (and up to `until`) longer than about four months: shown, never filled."""
    ordered = [*sorted(days), until]
    return tuple(Silence(a, b) for a, b in pairwise(ordered) if (b - a).days > GAP_DAYS)


class Next(StrEnum):
    """What comes next for one child."""

    APPOINT = "appoint_lead_professional"
    RELEASE = "preview_report"
    HEAR = "record_childs_views"
    ASSEMBLE = "assemble_report"
    ASSESS = "record_assessment"
    NOTE = "note_event"


def next_for(*, has_lead: bool, is_sent_up: bool, views_known: bool, is_asked: bool, is_assessed: bool) -> Next:
    """The first step that is open: someone for the child, then what others wait for, then what is not known yet."""
    steps = (
        (not has_lead, Next.APPOINT), (is_sent_up, Next.RELEASE), (not views_known, Next.HEAR),
        (is_asked, Next.ASSEMBLE), (not is_assessed, Next.ASSESS),
    )  # fmt: skip
    return next((step for is_open, step in steps if is_open), Next.NOTE)


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What a report holds as it would be released."""

    goes: int
    views_known: bool
    views_go_without_leave: bool
    purpose: str
    basis: str
    was_told: bool | None
    why_not_told: str
    is_with_coordinator: bool
    is_released: bool
    is_shared_anyway: bool = True


def obstacles_to_sending_up(facts: ReportFacts) -> tuple[Obstacle, ...]:
    """Why the lead professional cannot ask for release yet."""
    found = []
    if facts.is_released:
        found.append(
            Obstacle(
                "already_released",
                "This report was released. A correction is a new report.",
                PRACTICE_GUIDANCE,
                "the coordinator",
            )
        )
    if not facts.goes:
        found.append(
            Obstacle(
                "nothing_chosen",
                "Choose at least one thing that goes into the report.",
                PRACTICE_GUIDANCE,
                "the lead professional",
            )
        )
    if not facts.views_known:
        found.append(
            Obstacle(
                "views_not_recorded", "Record what the child wants to say, or why it was not asked, before the report.",
                "UN Convention on the Rights of the Child, article 12", "the lead professional",
            )
        )  # fmt: skip
    if facts.views_go_without_leave:
        found.append(
            Obstacle(
                "no_leave_to_share",
                "The child did not say that these words may be shared. Hold them back, or ask the child.",
                "UN Convention on the Rights of the Child, article 12",
                "the lead professional",
            )
        )
    if not facts.purpose.strip() or not facts.basis.strip():
        found.append(
            Obstacle(
                "no_purpose",
                "Say what the report is for and on what lawful basis it is shared.",
                PRACTICE_GUIDANCE,
                "the lead professional",
            )
        )
    if facts.was_told is None or (not facts.was_told and not facts.why_not_told.strip()):
        found.append(
            Obstacle(
                "told_not_said",
                "Say whether the family was told what is shared; if not, why.",
                PRACTICE_GUIDANCE,
                "the lead professional",
            )
        )
    if not facts.is_shared_anyway and not facts.was_told:
        found.append(
            Obstacle(
                "family_has_the_choice",
                "Where it would not be shared anyway, the family is asked first, and it goes only if they agree.",
                PRACTICE_GUIDANCE,
                "the lead professional",
            )
        )
    return tuple(found)


def obstacles_to_release(facts: ReportFacts) -> tuple[Obstacle, ...]:
    """Why the coordinator cannot release the report: what holds for sending it up, and that it was sent up."""
    found = list(obstacles_to_sending_up(facts))
    if not facts.is_with_coordinator and not facts.is_released:
        found.append(
            Obstacle(
                "not_sent_up",
                "The lead professional has not finished this report.",
                PRACTICE_GUIDANCE,
                "the lead professional",
            )
        )
    return tuple(found)
