"""Who may take which part in one review. Pure."""

import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kith.review.rules.sources import EXCEPTION, IMPARTIALITY, MANAGER, PANEL, SECOND, SECTION_55, TWO_OFFICERS
from kith.verdict import Obstacle


@dataclass(frozen=True, slots=True)
class Parts:
    """Who has had which part in one review: has the case, wrote drafts or findings, weighed best interests, has a tie; is or
    was second officer, signed that a report is not waited for, was asked as review officer and could read the draft
    (`queries.parts_in` alone knows these three), has the name of somebody who sat on a panel about a child."""

    officer: uuid.UUID
    drafted: frozenset[uuid.UUID]
    weighed: frozenset[uuid.UUID]
    tied: frozenset[uuid.UUID]
    seconded: frozenset[uuid.UUID] = frozenset()
    excepted: frozenset[uuid.UUID] = frozenset()
    readers: frozenset[uuid.UUID] = frozenset()
    sat: frozenset[uuid.UUID] = frozenset()


def obstacles_to_taking_over(who: uuid.UUID, parts: Parts) -> tuple[Obstacle, ...]:
    """Why this officer may not be given the case."""
    if who == parts.officer:
        words = "The case is with this officer already."
        return (Obstacle("has_it_already", words, "House rule: one officer drafts", f"{MANAGER}: choose another"),)
    return (*_of_another_part(who, parts), *obstacles_of_tie(who, parts.tied))


def obstacles_to_weighing(who: uuid.UUID, parts: Parts) -> tuple[Obstacle, ...]:
    """Why this officer may not weigh the best interests of the children of this case."""
    if who == parts.officer or who in parts.drafted:
        words = "The officer who drafts does not weigh the children's best interests."
        return (Obstacle("best_interests_by_drafter", words, SECTION_55, f"{MANAGER}: ask another officer"),)
    return (*_of_another_part(who, parts), *obstacles_of_tie(who, parts.tied))


TEN_YEARS = 10


@dataclass(frozen=True, slots=True)
class PanelWord:
    """What is written down of one member of a panel: the day of the undertaking to keep it confidential, where that paper is,
    whether they agree with the assessment, and if not, why."""

    name: str
    works_as: str
    undertook_on: date
    undertaking: str
    agrees: bool
    dissent: str = ""


def obstacles_to_panel_member(said: PanelWord, *, assessed_on: date, officers: Iterable[str]) -> tuple[Obstacle, ...]:
    """Why somebody is not written down as a member of a panel about a child: whoever drafts or assesses is none, nobody sits on
    it who had not undertaken to keep it confidential by then, and dissent says why. `officers` are names of the former."""
    found, whoever = [], "whoever wrote the assessment"
    if plain_name(said.name) in {plain_name(name) for name in officers}:
        words = "Whoever drafts, decides or wrote the assessment is no member of the panel."
        found.append(Obstacle("officer_on_panel", words, SECTION_55, whoever))
    if said.undertook_on.year < assessed_on.year - TEN_YEARS:
        words = "This undertaking is more than ten years old. Look at the day again, or have it signed anew."
        found.append(Obstacle("undertaking_too_old", words, PANEL, whoever))
    if said.undertook_on > assessed_on:
        words = "Whoever sits on a panel undertakes to keep it confidential before the assessment is read, not after."
        found.append(Obstacle("undertaking_too_late", words, PANEL, whoever))
    if not said.agrees and not said.dissent.strip():
        words = "Write what they see otherwise, and why: it stands with the assessment."
        found.append(Obstacle("no_dissent", words, PANEL, whoever))
    if said.agrees and said.dissent.strip():
        words = "Whoever agrees has no dissent: take it out, or say that they do not agree."
        found.append(Obstacle("dissent_of_one_who_agrees", words, PANEL, whoever))
    return tuple(found)


def plain_name(name: str) -> str:
    """A name without capitals, and with one space for all that is neither letter nor digit: how two spellings are compared."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", name)).strip().lower()


def _of_another_part(who: uuid.UUID, parts: Parts) -> list[Obstacle]:
    """Whoever signed that a report is not waited for takes no other part in the case, nor does whoever sat on a panel about a
    child: it advises, and they would confirm or decide on their own advice."""
    found, ask = [], f"{MANAGER}: ask another officer"
    if who in parts.excepted:
        words = "This officer signed that a report is not waited for, and takes no other part in the case."
        found.append(Obstacle("signed_an_exception", words, EXCEPTION, ask))
    if who in parts.sat:
        words = (
            "Somebody of this officer's name sat on a panel about a child of this case, and takes no other part in it."
        )
        found.append(Obstacle("sat_on_panel", words, PANEL, ask))
    return found


def obstacles_to_seconding(who: uuid.UUID, parts: Parts) -> tuple[Obstacle, ...]:
    """Why this person may not be second officer of this case: another person in every part, and no tie."""
    found = []
    ask = f"{MANAGER}: ask another second officer"
    if who == parts.officer or who in parts.drafted:
        found.append(
            Obstacle("second_officer_drafted", "The second officer had a part in the draft.", TWO_OFFICERS, ask)
        )
    if who in parts.weighed:
        words = "The second officer weighed a child's best interests in this case."
        found.append(Obstacle("second_officer_assessed", words, TWO_OFFICERS, ask))
    return (*found, *_of_another_part(who, parts), *obstacles_of_tie(who, parts.tied))


def obstacles_to_asking_second(who: uuid.UUID, parts: Parts) -> tuple[Obstacle, ...]:
    """Why this person is not asked to be second officer: as for being it, and whoever could read the draft has no view of
    their own any more. Who is second officer already is kept from it."""
    found = obstacles_to_seconding(who, parts)
    if found or who not in parts.readers:
        return found
    words = "This officer had the case, or was asked to weigh best interests, and could read the draft."
    return (Obstacle("second_officer_read", words, TWO_OFFICERS, f"{MANAGER}: ask another second officer"),)


def obstacles_to_returning(reasons: str, *, source: str, who: str) -> tuple[Obstacle, ...]:
    """Why what was handed in cannot be returned so."""
    if reasons.strip():
        return ()
    return (Obstacle("no_reasons", "Say why you return it, so that it can be put right.", source, who),)


def obstacles_of_tie(who: uuid.UUID, tied: frozenset[uuid.UUID]) -> tuple[Obstacle, ...]:
    """Why someone with a tie to the family may have no part in its case."""
    if who not in tied:
        return ()
    words = "This person has said that something ties them to the family."
    return (Obstacle("has_a_tie", words, IMPARTIALITY, f"{MANAGER}: choose another"),)


def obstacles_to_confirmation(*, second: uuid.UUID, parts: Parts, has_view: bool) -> tuple[Obstacle, ...]:
    """Why this person may not answer for a decision as second officer: own view first, and no other part in the case."""
    found = obstacles_to_seconding(second, parts)
    if has_view:
        return found
    words = "Record your own view first. The draft is shown after that."
    return (*found, Obstacle("no_own_view", words, TWO_OFFICERS, SECOND))


def propose_second_officer(loads: Mapping[uuid.UUID, int], barred: Iterable[uuid.UUID]) -> uuid.UUID | None:
    """Who is asked to be second officer: the one with fewest decisions waiting who had no other part in the case; of equals
    the first by id. None where nobody is left, and then a review manager is shown who could be asked."""
    out = frozenset(barred)
    free = {who: load for who, load in loads.items() if who not in out}
    return min(free, key=lambda who: (free[who], who)) if free else None
