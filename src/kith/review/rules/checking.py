"""What records say of decisions that were served, and which of them are drawn to be read once more. Pure."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from kith.review.rules.people import Parts, obstacles_of_tie
from kith.review.rules.sources import CHECKING, MANAGER, SENIOR
from kith.review.terms import Claim
from kith.verdict import Obstacle

Times = tuple[datetime, datetime, datetime]
SHARE = 10  # of a hundred decisions, so many are read once more, and one at least; the practice default


@dataclass(frozen=True, slots=True)
class ChildSteps:
    """When what concerns one child was recorded: each report asked for, released and opened; the exception that two seniors
    signed; when and by whom its best interests were weighed."""

    reports: tuple[Times, ...]
    excepted: datetime | None
    weighed: tuple[tuple[datetime, uuid.UUID], ...]

    def is_read(self, before: datetime) -> bool:
        """Whether a report went its way in order, and was opened before that moment."""
        return any(asked <= released <= opened <= before for asked, released, opened in self.reports)


@dataclass(frozen=True, slots=True)
class Steps:
    """When each step of one served decision was recorded, and by whom: nothing that anybody says of it. `told` is when the
    family was invited to reply, had the invitation, and replied or had its time recorded as over."""

    decided_by: uuid.UUID
    second: uuid.UUID
    drafted: datetime
    decided: datetime
    viewed: datetime
    confirmed: datetime
    confirmed_on: date  # the day of that where the case is
    notice: datetime
    served_on: date
    has_proof: bool
    has_points: bool
    told: tuple[Times, ...]
    children: tuple[ChildSteps, ...]

    @property
    def is_excepted(self) -> bool:
        """Whether it was decided without a report on some child."""
        return any(child.excepted is not None and not child.is_read(self.drafted) for child in self.children)


def strays_in(steps: Steps) -> tuple[Claim, ...]:
    """The claims that records do not bear out for one served decision, in the order of the work."""
    held = {
        Claim.REPORT: bool(steps.children) and all(
            child.is_read(steps.drafted) or (child.excepted is not None and child.excepted <= steps.decided)
            for child in steps.children
        ),
        Claim.BEST: bool(steps.children) and all(
            any(at <= steps.decided and by != steps.decided_by for at, by in child.weighed) for child in steps.children
        ),
        Claim.TOLD: not steps.has_points or any(
            invited <= received <= replied <= steps.decided for invited, received, replied in steps.told
        ),
        Claim.SECOND: steps.second != steps.decided_by and steps.decided <= steps.viewed <= steps.confirmed,
        Claim.SERVED: steps.has_proof and steps.notice >= steps.confirmed
        and steps.served_on >= steps.confirmed_on,
    }  # fmt: skip
    return tuple(claim for claim in Claim if not held[claim])


def drawn_from(services: Sequence[uuid.UUID], *, seed: str) -> list[uuid.UUID]:
    """Which of the decisions of a month are read once more: chance alone chooses, and the same seed chooses the same ones."""
    count = -(-len(services) * SHARE // 100)
    return sorted(services, key=lambda one: sha256(f"{seed}{one}".encode()).digest())[:count]


def obstacles_to_drawing(month: date, *, on: date, count: int, is_drawn: bool, sees_all: bool) -> Iterator[Obstacle]:
    """Why no sample is drawn of the decisions of a month, given by its first day: whoever draws does not see those of every
    council, it is not over, has none, or was drawn."""
    if not sees_all:
        words = "The sample is drawn from the decisions of every council, by a manager who sees them all."
        yield Obstacle("sees_not_all", words, CHECKING, f"{MANAGER} for every council")
    if is_drawn:
        words = f"The sample of {month:%B %Y} is drawn. It is drawn once, so that nobody can draw until it suits."
        yield Obstacle("drawn_before", words, CHECKING, "nobody")
    if (month.year, month.month) >= (on.year, on.month):
        yield Obstacle("month_not_over", f"{month:%B %Y} is not over.", CHECKING, f"{MANAGER}, when it is over")
    if not count:
        yield Obstacle("nothing_served", f"No decision was served in {month:%B %Y}.", CHECKING, "nobody")


def obstacles_to_checking(who: uuid.UUID, parts: Parts, *, words: str) -> Iterator[Obstacle]:
    """Why this senior officer does not say how a drawn decision reads: another part in it, a tie, or no words."""
    yield from obstacles_to_checking_as(who, parts)
    if not words.strip():
        yield Obstacle("no_words", "Write what you found: at least a sentence.", CHECKING, SENIOR)


def obstacles_to_checking_as(who: uuid.UUID, parts: Parts) -> Iterator[Obstacle]:
    """The same without the words: whether this senior officer may read it for the sample at all."""
    yield from obstacles_of_tie(who, parts.tied)
    if who == parts.officer or who in parts.drafted | parts.weighed | parts.seconded | parts.excepted:
        words = "Whoever reads a decision for the sample had no part in it."
        yield Obstacle("has_a_part", words, CHECKING, f"{SENIOR} with no part in the case")
