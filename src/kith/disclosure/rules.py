"""What an exact copy is: its hash, whether it is whole, and what changed from one copy to the next. Pure."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date

from kith.disclosure.terms import Change, MilestoneKind
from kith.register.rules.dates import LifeEvent
from kith.verdict import Obstacle

SOURCE = "Arrangement of March 2007, release_report: the date can be moved with a reason"


@dataclass(frozen=True, slots=True)
class Words:
    """One thing as it is read on the other side."""

    kind: str
    title: str
    text: str
    said_by: str
    said_on: date | None
    file: str = ""  # the hash of the file, where it is one
    life: LifeEvent | None = None  # what it says of the child's dates; its text says so too


def sha256_of(*, purpose: str, basis: str, was_told: bool, is_partial: bool, items: Sequence[Words]) -> str:
    """The hash of all that crosses and of nothing else, so that either side can work it out from what it holds."""
    said = [purpose, basis, was_told, is_partial, [_hashed(item) for item in items]]
    return hashlib.sha256(json.dumps(said, default=str, ensure_ascii=True).encode()).hexdigest()


def _hashed(item: Words) -> tuple[object, ...]:
    *words, file, life = astuple(item)
    said = (*words, file) if file else tuple(words)  # as it was before files could cross
    return (*said, life) if life else said


def changes(before: Sequence[Words], after: Sequence[Words]) -> tuple[tuple[Change, str], ...]:
    """What a copy that takes the place of another says differently: new, in other words, no longer in it."""
    old, new = _named(before), _named(after)
    found = [
        (Change.NEW if name not in old else Change.OTHER_WORDS, item.title)
        for name, item in new.items()
        if old.get(name) != item
    ]
    return (*found, *((Change.GONE, item.title) for name, item in old.items() if name not in new))


def _named(items: Sequence[Words]) -> dict[tuple[str, str, str, int], Words]:
    """Each item by what it is called and who said it; of several alike, the first, the second and so on."""
    found: dict[tuple[str, str, str, int], Words] = {}
    for item in items:
        number = sum(key[:3] == (item.kind, item.title, item.said_by) for key in found)
        found[item.kind, item.title, item.said_by, number] = item
    return found


def is_identity_open(passed: Iterable[str]) -> bool:
    """Whether who somebody of a case is, is an open question, from the kinds of all that passed about the case.

    Opened and settled take turns, so that counting is enough. Their days do not say it: what is known of an old day may
    be written down later, after what is known of a newer one.
    """
    turned = Counter(passed)
    return turned[MilestoneKind.IDENTITY_OPEN] > turned[MilestoneKind.IDENTITY_SETTLED]


def obstacles_to_taking_back_date(*, is_answered: bool, is_newest: bool, is_theirs: bool) -> tuple[Obstacle, ...]:
    """Why that the day of a request was moved is not taken back."""
    standing = (
        (is_answered, "is_answered", "This report was released already.", "nobody: nothing is awaited"),
        (not is_newest, "does_not_hold", "The day was changed since. Read it again.", "whoever moved it last"),
        (not is_theirs, "not_theirs", "Somebody else moved it. Move the date, with a reason.", "whoever moved it"),
    )
    return tuple(Obstacle(code, words, SOURCE, who) for is_so, code, words, who in standing if is_so)


def obstacles_to_moving_date(*, is_answered: bool, due_on: date, today: date) -> tuple[Obstacle, ...]:
    """Why the day of a request cannot be moved to `due_on`."""
    found = []
    if is_answered:
        found.append(Obstacle("is_answered", "This report was released already.", SOURCE, "nobody: nothing is awaited"))
    if due_on <= today:
        found.append(Obstacle("day_is_past", "Choose a day that is still to come.", SOURCE, "whoever moves the date"))
    return tuple(found)
