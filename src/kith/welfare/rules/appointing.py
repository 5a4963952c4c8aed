"""Whom to propose as lead professional, and why somebody cannot be appointed. Pure."""

import hashlib
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kith.verdict import Obstacle
from kith.welfare.rules.reporting import ARTICLE_12

LONGEST_COVER = 183  # days: half a year; the practice default
ONE_FOR_EACH = "GIRFEC: one lead professional for each child"
CHOICE = "GIRFEC: the choice of lead professional looks at the family's view"
RULE = (
    "Brothers and sisters have the same lead professional; else, of those who have no part in the review of the case, the "
    "one with fewest children now. Between equals a draw decides, by the case's own number. While a concern about the child's "
    "safety is open, only registered social workers are proposed."
)
NATIONAL_GUIDANCE = (
    "National Guidance for Child Protection in Scotland 2021: the lead professional is a qualified social worker"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who could be lead professional: how many children they have now, and whether the family has them already."""

    id: uuid.UUID
    children_now: int
    has_this_family: bool
    has_conflict: bool = False
    is_social_worker: bool = False


def propose_lead(
    candidates: Sequence[Candidate], *, case: uuid.UUID, needs_social_worker: bool = False
) -> uuid.UUID | None:
    """Who is proposed, by the rule that `RULE` says in words; None where nobody is free. A coordinator decides."""
    free = [one for one in candidates if not one.has_conflict and (one.is_social_worker or not needs_social_worker)]
    if not free:
        return None
    return min(free, key=lambda c: (not c.has_this_family, c.children_now, draw(case, c.id))).id


def draw(case: uuid.UUID, who: uuid.UUID) -> str:
    """The draw between equals: the same for the same case, and nobody's choice."""
    return hashlib.sha256(case.bytes + who.bytes).hexdigest()


def propose_each(
    children: Sequence[tuple[uuid.UUID, uuid.UUID]],
    candidates: Mapping[uuid.UUID, Sequence[Candidate]],
    unsafe: Collection[uuid.UUID] = (),
) -> list[uuid.UUID | None]:
    """Whom to propose for each of several (case, child), as if those above were appointed already.

    `candidates` are those of each case; `unsafe` are the children about whom a concern is open. Otherwise whoever has fewest
    children would be proposed for all of them.
    """
    now: Counter[uuid.UUID] = Counter()
    families: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    proposed = []
    for case, child in children:
        loaded = [
            replace(
                c, children_now=c.children_now + now[c.id], has_this_family=c.has_this_family or c.id in families[case]
            )
            for c in candidates[case]
        ]
        chosen = propose_lead(loaded, case=case, needs_social_worker=child in unsafe)
        if chosen is not None:
            now[chosen] += 1
            families[case].add(chosen)
        proposed.append(chosen)
    return proposed


def obstacles_to_appointment(
    *,
    held_by: str,
    is_in_area: bool,
    has_conflict: bool,
    is_proposed: bool,
    reason: str,
    needs_social_worker: bool = False,
    is_social_worker: bool = False,
) -> tuple[Obstacle, ...]:
    """Why this person cannot be appointed now. `held_by` names another who has the child already."""
    found = []
    source = ONE_FOR_EACH
    if held_by:
        found.append(
            Obstacle(
                "has_lead_professional",
                f"This child has a lead professional already: {held_by}.",
                source,
                "hand over first",
            )
        )
    if not is_in_area:
        found.append(
            Obstacle(
                "not_in_area", "This person is no lead professional in this council's area.", source, "choose another"
            )
        )
    if has_conflict:
        found.append(
            Obstacle(
                "has_part_in_the_review",
                "This person has a part in the review of this case, and cannot speak for the child as well.",
                source,
                "choose another",
            )
        )
    if needs_social_worker and not is_social_worker:
        found.append(
            Obstacle(
                "needs_social_worker",
                "While a concern about the child's safety is open, the lead professional is a registered social worker.",
                NATIONAL_GUIDANCE,
                "choose one who is; the administrator records who is registered",
            )
        )
    if not is_proposed and not reason.strip():
        found.append(
            Obstacle("no_reason", "Say why you choose another than the one proposed.", source, "the coordinator")
        )
    return tuple(found)


def obstacles_to_cover(
    *, is_current: bool, is_in_area: bool, is_another: bool, has_conflict: bool, is_covered: bool, is_time: bool,
    needs_social_worker: bool, is_social_worker: bool,
) -> tuple[Obstacle, ...]:  # fmt: skip
    """Why this person cannot cover for a lead professional then. `is_covered`: somebody does already for a part of the time;
    `is_time`: it ends after it begins, and not in the past."""
    source = "GIRFEC: there is always one identified lead professional"
    standing = (
        (not is_current, "has_ended", "This appointment has ended: appoint somebody.", source),
        (not is_in_area, "not_in_area", "This person is no lead professional in this council's area.", source),
        (not is_another, "is_the_same", "This is the lead professional who is away.", source),
        (
            has_conflict, "has_part_in_the_review",
            "This person has a part in the review of this case, and cannot speak for the child as well.", source,
        ),
        (is_covered, "is_covered", "Somebody covers on some of these days already. End that first.", source),
        (not is_time, "no_time", "Write a last day that is not before the first, and has not passed.", source),
        (
            needs_social_worker and not is_social_worker, "needs_social_worker",
            "While a concern about the child's safety is open, only a registered social worker covers.", NATIONAL_GUIDANCE,
        ),
    )  # fmt: skip
    return tuple(Obstacle(code, words, source, "the coordinator") for is_so, code, words, source in standing if is_so)


def obstacles_to_ending(*, handover: str, is_disposed_of: bool = False) -> tuple[Obstacle, ...]:
    """Why an appointment does not end so: without a note for whoever comes next; or with one where what was written of it is
    gone, and what came after would stay for good."""
    if is_disposed_of:
        words = (
            "What was written of this appointment was disposed of, and no note is kept with it. It ends without one."
        )
        return (Obstacle("disposed_of", words, CHOICE, "nobody"),) if handover.strip() else ()
    words = "Write what the next lead professional must know."
    return () if handover.strip() else (Obstacle("no_handover", words, ONE_FOR_EACH, "the coordinator"),)


def obstacles_to_familys_view(
    *,
    family_view: str,
    why_family_not_asked: str,
    has_words: bool,
    is_lead: bool,
    is_coordinator: bool,
    is_disposed_of: bool = False,
) -> tuple[Obstacle, ...]:
    """Why this is not written down as the family's view on the choice of a lead professional: neither its words nor why it was
    not asked, or both; by somebody who does not have the child; or over words that stand, by the one they are about.
    Never where what was written of the choice is gone: what came after would stay for good."""
    if is_disposed_of:
        words = "What was written of this choice was disposed of when its time was over. Nothing is added to it."
        return (Obstacle("disposed_of", words, CHOICE, "nobody"),)
    if bool(family_view) == bool(why_family_not_asked):
        words = "Write what the family says, in its words; or why it was not asked."
        return (Obstacle("no_words", words, CHOICE, "whoever writes"),)
    if not (is_lead or is_coordinator):
        words = "The child's lead professional or the coordinator writes down what the family says."
        return (Obstacle("not_the_lead", words, CHOICE, "the coordinator"),)
    if has_words and not is_coordinator:
        words = "The family's words stand. Only the coordinator writes others in their place."
        return (Obstacle("words_stand", words, CHOICE, "the coordinator"),)
    return ()


def obstacles_to_cover_time(from_on: date, until_on: date) -> tuple[Obstacle, ...]:
    """Why cover cannot be for these days, both included: who is away for longer hands the children over."""
    if (until_on - from_on).days < LONGEST_COVER:
        return ()
    words = f"Cover is for {LONGEST_COVER} days at most. Who is away for longer hands the children over, with a note."
    return (Obstacle("too_long", words, CHOICE, "the coordinator"),)


def obstacles_to_cover_here(*, is_appointed_here: bool) -> tuple[Obstacle, ...]:
    """Why cover cannot be arranged on this case: the lead professional was appointed on another council's."""
    if is_appointed_here:
        return ()
    words = "This lead professional was appointed on another council's case. Cover is arranged there."
    return (Obstacle("not_here", words, CHOICE, "the other council's coordinator"),)


def obstacles_to_making_child_known(*, is_child: bool, is_known: bool, reason: str) -> tuple[Obstacle, ...]:
    """Why the review cannot be let know of a child now."""
    found = []
    if not is_child:
        words = "This is no child of this case. A registrar says who is."
        found.append(Obstacle("no_child_of_the_case", words, ARTICLE_12, "a registrar"))
    if is_known:
        found.append(Obstacle("is_known", "The review knows of this child already.", ARTICLE_12, "nobody: it is done"))
    if not reason.strip():
        source = "UK GDPR, article 6: a lawful basis for what is shared"
        found.append(Obstacle("no_reason", "Say why, and on what lawful basis.", source, "the coordinator"))
    return tuple(found)


def obstacles_to_taking_back_appointment(*, is_current: bool, has_written: bool) -> tuple[Obstacle, ...]:
    """Why an appointment can only be handed over: it has ended, or something was written under it."""
    source = "GIRFEC: support the handover to the next lead professional"
    if not is_current:
        return (Obstacle("has_ended", "This appointment has ended already.", source, "nobody: it is done"),)
    if has_written:
        return (
            Obstacle(
                "has_written",
                "The lead professional has begun to write. Hand over, with a note.",
                source,
                "the coordinator",
            ),
        )
    return ()
