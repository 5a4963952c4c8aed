"""How often a day of birth is written so for one person, against how often two people are born so: learned from the rows at
hand and without any truth, where two rows share a number."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from kith.intake.linkage.likeness import Arrival, Births, arrival, births
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
_USUALLY_CAME = {Arrival.SAME_DAY: 90, Arrival.ANOTHER_DAY: 10}
_FEW_ROWS = 300
_A_DAY = 0.001  # of some years: relatives and neighbours come together


@dataclass(frozen=True, slots=True)
class Odds:
    """For each level, how likely somebody else of the same name is written so, over how likely the same person is. What nobody
    knows says nothing: its odds are 1."""

    births: Mapping[Births, float]
    arrivals: Mapping[Arrival, float]

    @classmethod
    def of(cls, rows: Sequence[Prepared]) -> "Odds":
        """Learn from rows, in any order."""
        born, came = Counter(_USUAL), Counter(_USUALLY_CAME)
        numbered: dict[tuple[str, str], list[Prepared]] = defaultdict(list)
        for row in rows:
            for kind, number in (("person", row.person_ref), ("health", row.health_ref)):
                if number:
                    numbered[kind, number].append(row)
        for same in numbered.values():
            if len(same) <= MOST_ROWS:
                pairs = list(combinations(same, 2))
                born.update(births(a.births, b.births) for a, b in pairs if a.births.year and b.births.year)
                came.update(arrival({*a.arrivals}, {*b.arrivals}) for a, b in pairs)
        known = sum(born[level] for level in _DAYS)
        odds = {level: days * known / born[level] / _ALL_DAYS for level, days in _DAYS.items()}
        return cls({**odds, Births.UNKNOWN: 1.0}, _of_arrivals(came, by_chance=_on_one_day(rows)))


def _on_one_day(rows: Iterable[Prepared]) -> float:
    """How likely two rows tell of one day by chance, by which they came. Of few rows most that agree are one person's."""
    days = Counter(day for row in rows for day in row.arrivals[:1])
    return max(_A_DAY, sum(times**2 for times in days.values()) / (days.total() + _FEW_ROWS) ** 2)


def _of_arrivals(came: Counter[Arrival], *, by_chance: float) -> Mapping[Arrival, float]:
    known = came[Arrival.SAME_DAY] + came[Arrival.ANOTHER_DAY]
    return {
        Arrival.SAME_DAY: by_chance * known / came[Arrival.SAME_DAY],
        Arrival.ANOTHER_DAY: (1 - by_chance) * known / came[Arrival.ANOTHER_DAY],
        Arrival.UNKNOWN: 1.0,
    }
