"""The child's plan in its parts, and what keeps a copy of it from being given. Pure."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kith.verdict import Obstacle
from kith.welfare.terms import Receiver

CHILDS_PLAN = "Child's Plan (Scotland) Order 2016, schedule, as a model list"
SAME_HOME = (
    Receiver.CHILD,
    Receiver.PARENT,
    Receiver.OTHER,
)  # whom somebody of the family may have to be kept safe from


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One part of a plan as it is read: `is_about_people`: about the child and those around it; an address, the child's words,
    and what somebody else of the family or around it says go on by the leave of those whose they are."""

    code: str
    heading: str
    text: str
    is_about_people: bool = False
    is_address: bool = False
    is_childs_words: bool = False
    is_anothers_words: bool = False

    @property
    def is_guarded(self) -> bool:
        """Whether somebody could be found by it, or it tells what somebody said."""
        return self.is_address or self.is_childs_words or self.is_anothers_words


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """A copy of a plan as it would be given."""

    receiver: str
    kind: str
    goes: Sequence[PlanPart]
    left_out: Sequence[PlanPart]
    why_left_out: str
    leave: str
    may_share_words: bool


def digest_of_copy(receiver: str, kind: str, parts: Sequence[PlanPart]) -> str:
    """The hash of a copy as it was seen: to whom it goes, and each part with its words."""
    said = [receiver, kind, *([part.heading, part.text] for part in parts)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def chosen_parts(parts: Sequence[PlanPart], codes: Collection[str]) -> tuple[list[PlanPart], list[PlanPart]]:
    """Those that go, and those that are left out, each in the plan's own order."""
    return [part for part in parts if part.code in codes], [part for part in parts if part.code not in codes]


def obstacles_to_plan_copy(facts: CopyFacts) -> tuple[Obstacle, ...]:
    """Why a copy of the plan cannot be given so.

    No address, and no words of the child or of somebody else, go to anybody of the family without the leave of those whose they
    are: somebody may be kept safe from another. The child reads its own.
    """
    is_to_family = facts.kind in SAME_HOME
    standing = (
        (not facts.receiver.strip(), "no_receiver", "Write to whom the copy goes."),
        (not facts.goes, "nothing_chosen", "Choose at least one part."),
        (
            any(not part.is_address for part in facts.left_out) and not facts.why_left_out.strip(), "no_reason",
            "Say why parts are left out. It stays here, and is not on the copy.",
        ),
        (
            is_to_family and not facts.leave.strip() and any(part.is_address for part in facts.goes), "no_leave_for_address",
            "An address goes to somebody of the family only with the leave of whoever lives there: nobody may be found who must "
            "not be. Leave it out, or write who agreed and when.",
        ),
        (
            is_to_family and not facts.leave.strip()
            and any(part.is_anothers_words or (part.is_childs_words and facts.kind != Receiver.CHILD) for part in facts.goes),
            "no_leave_for_words",
            "What the child or somebody else said goes to somebody of the family only with the leave of whoever said it: it may "
            "put them at risk. Leave it out, or write who agreed and when.",
        ),
        (
            facts.kind != Receiver.CHILD and not facts.may_share_words and any(part.is_childs_words for part in facts.goes),
            "no_leave_to_share", "The child did not say that these words may be shown. Leave them out, or ask the child.",
        ),
    )  # fmt: skip
    return tuple(
        Obstacle(code, words, CHILDS_PLAN, "the lead professional") for is_so, code, words in standing if is_so
    )
