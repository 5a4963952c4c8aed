"""Which words are one name spelled in two ways, learned from the rows at hand and without any truth: where two rows share a
number and a day of birth and all words but one, the two words that are left are one. Muhammad and Maxamed come out alike so,
and Hasan and Husain, who are brothers, do not.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from kith.intake.linkage.rows import Prepared

SAME, RESPELLED, SLIP, CLOSE, OTHER = 4, 3, 2, 1, 0
_CLOSE = 0.82  # by Jaro and Winkler: less alike, two words are two names
_OFTEN = 2  # as one name more often than once: not by a slip in a number


class Spellings:
    """How alike two words of names are, from `SAME` to `OTHER`."""

    def __init__(self, seen: Mapping[tuple[str, str], int]) -> None:
        self._seen = seen
        self._known: dict[tuple[str, str], int] = {}

    @classmethod
    def of(cls, rows: Iterable[Prepared]) -> "Spellings":
        """Learn from rows, in any order."""
        numbered: dict[tuple[str, str], list[Prepared]] = defaultdict(list)
        for row in rows:
            for kind, number in (("person", row.person_ref), ("health", row.health_ref)):
                if number:
                    numbered[kind, number].append(row)
        seen = Counter[tuple[str, str]]()
        for same in numbered.values():
            for a, b in combinations(same, 2):
                left, right = {*a.name.tokens} - {*b.name.tokens}, {*b.name.tokens} - {*a.name.tokens}
                one_word = len(left) == len(right) == 1 and {*a.name.tokens} & {*b.name.tokens}
                if one_word and {*a.births.readings} & {*b.births.readings}:
                    seen[_pair(*left, *right)] += 1
        return cls(seen)

    def alike(self, a: str, b: str) -> int:
        """How alike two words are."""
        if a == b:
            return SAME
        key = _pair(a, b)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._looked(*key)
        return found

    def _looked(self, a: str, b: str) -> int:
        times, shorter = self._seen.get((a, b), 0), min(len(a), len(b))
        slips = DamerauLevenshtein.distance(a, b, score_cutoff=2)
        if times >= _OFTEN or (times and slips <= 2):
            return RESPELLED
        # A letter left out, added or in another place is a slip; another letter in its place may be another name (Amina, Amira).
        if slips <= 1 and shorter >= 3 and (len(a) != len(b) or sorted(a) == sorted(b)):
            return SLIP
        is_close = shorter >= 3 and (slips <= (2 if shorter >= 5 else 1) or JaroWinkler.similarity(a, b) >= _CLOSE)
        return CLOSE if is_close else OTHER


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)
