"""How often a day of birth is written so for one person, against how often two people are born so: learned from the rows at
hand and without any truth, where two rows share a number."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

from kith.intake.linkage.likeness import Births, births
from kith.intake.linkage.rows import Prepared
from kith.intake.linkage.spelling import MOST_ROWS

# How many days of birth count as one at each level, beside the same day: what two people fall into by chance.
_DAYS = {
    Births.SAME_DAY: 1, Births.SWAPPED: 2, Births.ONE_DIGIT: 40, Births.SHIFTED: 90, Births.YEAR: 365,
    Births.OTHER_DAY: 365, Births.NEXT_YEAR: 1_100,
}  # fmt: skip
# Where too few rows share a number to tell: seen as many times in a hundred pairs as offices usually do.
_USUAL = {
    Births.SAME_DAY: 73, Births.SWAPPED: 4, Births.ONE_DIGIT: 8, Births.SHIFTED: 3, Births.YEAR: 10,
    Births.OTHER_DAY: 1, Births.NEXT_YEAR: 1,
}  # fmt: skip
_ALL_DAYS = 25_000  # of some seventy years


def odds_of_another(rows: Iterable[Prepared]) -> Mapping[Births, float]:
    """For each level, how likely somebody else of the same name is born so, over how likely the same person is written so.

    A day that nobody knows says nothing: its odds are 1.
    """
    seen = Counter(_USUAL)
    numbered: dict[tuple[str, str], list[Prepared]] = defaultdict(list)
    for row in rows:
        for kind, number in (("person", row.person_ref), ("health", row.health_ref)):
            if number and row.births.year:
                numbered[kind, number].append(row)
    for same in numbered.values():
        if len(same) <= MOST_ROWS:
            seen.update(births(a.births, b.births) for a, b in combinations(same, 2))
    pairs = sum(seen[level] for level in _DAYS)
    odds = {level: days * pairs / seen[level] / _ALL_DAYS for level, days in _DAYS.items()}
    return {**odds, Births.UNKNOWN: 1.0}
