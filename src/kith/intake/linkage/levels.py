"""The model's levels and weights over two rows, without splink: what a page asks, which cannot wait for DuckDB to start.

Each function gives the label of the first condition of `model.LEVELS` that holds. A test compares both ways over very many
pairs of rows: the same label, and the same probability.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from kith.intake.linkage.comparable import Comparable
from kith.intake.linkage.model import CLOSE

Level = Callable[[Comparable, Comparable], str]


def _close(a: str, b: str) -> bool:
    return bool(a and b) and JaroWinkler.similarity(a, b, score_cutoff=CLOSE) >= CLOSE


def name(a: Comparable, b: Comparable) -> str:
    """How the names compare, in whatever order the two parts stand."""
    if not a.words or not b.words:
        return "null"
    if a.words == b.words and len(a.words) > 1:
        return "all words alike"
    if (
        (_close(a.given, b.given) and _close(a.family, b.family))
        or (_close(a.given, b.family) and _close(a.family, b.given))
        or (a.bones == b.bones and " " in a.bones)
    ):
        return "all words close"
    alike = len(set(a.words) & set(b.words))
    if alike >= 2 or (alike == 1 and min(len(a.words), len(b.words)) == 1):
        return "one name holds the other"
    if a.given and a.given == b.given:
        return "given name alike, family name not"
    if a.family and (a.family in (b.family, b.given) or a.given == b.family):
        return "family name alike, given name not"
    return "some word alike or close" if alike else "else"


def birth(a: Comparable, b: Comparable) -> str:
    """How the dates of birth compare, in any of their readings."""
    if a.year is None or b.year is None:
        return "null"
    if a.born and a.born == b.born:
        if not a.first_january:
            return "the same day"
        if b.first_january:
            return "the same 1 January"
    if (
        (a.swapped and a.swapped == b.born)
        or (a.born and a.born == b.swapped)
        or (a.swapped and a.swapped == b.swapped)
    ):
        return "day and month swapped"
    if a.year == b.year and (a.first_january or b.first_january or a.born is None or b.born is None):
        return "the same year, one of them 1 January"
    if a.born and b.born and sum(x != y for x, y in zip(a.born, b.born, strict=True)) == 1:
        return "one digit apart"
    if a.year == b.year:
        return "the same year"
    return "a year apart" if abs(a.year - b.year) == 1 else "else"


def _reference(column: str) -> Level:
    def level(a: Comparable, b: Comparable) -> str:
        one, other = getattr(a, column), getattr(b, column)
        if not one or not other:
            return "null"
        if one == other:
            return "alike"
        return "nearly alike" if DamerauLevenshtein.distance(one, other, score_cutoff=1) == 1 else "else"

    return level


def sex(a: Comparable, b: Comparable) -> str:
    """How the sex recorded compares."""
    return "null" if not a.sex or not b.sex else "alike" if a.sex == b.sex else "else"


def home(a: Comparable, b: Comparable) -> str:
    """How the homes compare: a hotel's building says no more than a postcode, its room as much as a house."""
    if not (a.building or a.postcode) or not (b.building or b.postcode):
        return "null"
    is_one = bool(a.building) and a.building == b.building
    if is_one and a.shared and a.room and a.room == b.room:
        return "the same room of a shared house"
    if is_one and not a.shared:
        return "the same house"
    return "the same postcode or shared house" if is_one or (a.postcode and a.postcode == b.postcode) else "else"


LEVELS: Mapping[str, Level] = {
    "name": name, "birth": birth, "person_ref": _reference("person_ref"), "health_ref": _reference("health_ref"),
    "sex": sex, "home": home,
}  # fmt: skip


def in_order(a: Comparable, b: Comparable) -> tuple[Comparable, Comparable]:
    """Two rows as splink takes them: a few conditions ask one row alone, and it is always that of the smaller key."""
    return (a, b) if a.key < b.key else (b, a)


def levels(a: Comparable, b: Comparable) -> dict[str, str]:
    """What each comparison of the model answers about two rows."""
    first, second = in_order(a, b)
    return {what: level(first, second) for what, level in LEVELS.items()}


class Weights:
    """A weight file made ready: each level's weight in bits, and the odds before anything is looked at."""

    def __init__(self, learned: Mapping[str, Any]) -> None:  # Any: JSON
        self.before: float = math.log2(learned["prior"] / (1 - learned["prior"]))
        self.of = {
            what: {"null": 0.0, **{label: math.log2(m / u) for label, (m, u) in labels.items()}}
            for what, labels in learned["levels"].items()
        }

    def bits(self, a: Comparable, b: Comparable) -> float:
        """The weight of a pair: 0 is as likely as not, each bit doubles the odds."""
        first, second = in_order(a, b)
        return self.before + sum(self.of[what][level(first, second)] for what, level in LEVELS.items())

    def probability(self, a: Comparable, b: Comparable) -> float:
        """What splink gives for the pair with the same file."""
        return 1 - 1 / (1 + math.exp2(self.bits(a, b)))
