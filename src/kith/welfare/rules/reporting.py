"""What keeps a report back, and which other children it names. Pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kith.register.rules import fold
from kith.verdict import Obstacle
from kith.welfare.rules.sharing import NOTHING_SAID, PRACTICE_GUIDANCE, OnSharing, obstacles_to_what_is_said

LEAST_NAME = 3  # letters; a shorter word is too often another word
_WORD = re.compile(r"[^\W\d_]+")
ARTICLE_12 = "UN Convention on the Rights of the Child, article 12"


def children_named(text: str, others: Mapping[str, Collection[str]], own: Collection[str]) -> tuple[str, ...]:
    """Which other children a text names, by the words of their names as they sound; words of the child's own name are nobody
    else's. `others` gives each child's names by how the child is called here.

    A word counts only with a capital or in a script that has none, so that "will" is no boy.
    """
    said = {fold(word) for word in _WORD.findall(text) if not word[0].islower()}
    mine = _sounds(own)
    return tuple(called for called, names in others.items() if said & (_sounds(names) - mine))


def _sounds(names: Collection[str]) -> set[str]:
    return {fold(word) for name in names for word in _WORD.findall(name) if len(word) >= LEAST_NAME}


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What a report holds as it would be released. `undecided` are the titles of things held of which nothing is said."""

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
    undecided: tuple[str, ...] = ()
    views_undecided: bool = False
    changed: bool = False  # something that was chosen was corrected or taken back since
    others_named: tuple[str, ...] = ()
    why_others_named: str = ""
    said: OnSharing = NOTHING_SAID


def obstacles_to_sending_up(facts: ReportFacts) -> tuple[Obstacle, ...]:
    """Why the lead professional cannot ask for release yet."""
    found = _obstacles_to_any(facts)
    if facts.undecided:
        found.append(
            _obstacle(
                "undecided",
                f"Say of each thing whether it goes. Nothing is said of: {', '.join(dict.fromkeys(facts.undecided))}.",
            )
        )
    return tuple(found)


def obstacles_to_release(facts: ReportFacts, *, is_own: bool) -> tuple[Obstacle, ...]:
    """Why the coordinator cannot release the report. `is_own`: it was written by the same person, who cannot check it.

    What was written down after the report was sent up stays out of it; what the child said since does not.
    """
    found = _obstacles_to_any(facts)
    if not facts.is_with_coordinator and not facts.is_released:
        found.append(_obstacle("not_sent_up", "The lead professional has not finished this report."))
    if facts.is_with_coordinator and (facts.changed or facts.views_undecided):
        found.append(
            _obstacle(
                "changed_since_sent_up",
                "The child said something else since, or something in the report was corrected. Return it, to be chosen again.",
                "the coordinator returns it to the lead professional",
                ARTICLE_12,
            )
        )
    if is_own:
        found.append(
            _obstacle(
                "own_report", "You wrote this report. Another coordinator reads and releases it.", "another coordinator"
            )
        )
    return tuple(found)


def _obstacles_to_any(facts: ReportFacts) -> list[Obstacle]:
    """What holds for sending a report up and for releasing it."""
    standing = (
        (
            facts.is_released,
            _obstacle("already_released", "This report was released. A correction is a new report.", "the coordinator"),
        ),
        (not facts.goes, _obstacle("nothing_chosen", "Choose at least one thing that goes into the report.")),
        (
            not facts.views_known,
            _obstacle(
                "views_not_recorded",
                "Record what the child wants to say, or why they were not asked, before the report.",
                source=ARTICLE_12,
            ),
        ),
        (
            facts.views_go_without_leave,
            _obstacle(
                "no_leave_to_share",
                "The child did not say that these words may be shared. Hold them back, or ask the child.",
                source=ARTICLE_12,
            ),
        ),
        (
            not facts.purpose.strip() or not facts.basis.strip(),
            _obstacle("no_purpose", "Say what the report is for and on what lawful basis it is shared."),
        ),
        (
            facts.was_told is None or (not facts.was_told and not facts.why_not_told.strip()),
            _obstacle("told_not_said", "Say whether the family was told what is shared; if not, why."),
        ),
        (
            not facts.is_shared_anyway and not facts.was_told,
            _obstacle(
                "family_has_the_choice",
                "Where it would not be shared anyway, the family is asked first, and it goes only if they agree.",
            ),
        ),
        (
            bool(facts.others_named) and not facts.why_others_named.strip(),
            _obstacle(
                "names_another_child",
                f"What goes names {', '.join(facts.others_named)}, who has a page of their own. Write it without the name, "
                "hold it back, or say why it must be there.",
            ),
        ),
    )
    return [obstacle for is_so, obstacle in standing if is_so] + obstacles_to_what_is_said(facts.said)


def _obstacle(code: str, words: str, who: str = "the lead professional", source: str = PRACTICE_GUIDANCE) -> Obstacle:
    return Obstacle(code, words, source, who)
