"""How likely two rows are one person, as a share that can be held against what is so: of pairs of whom it says 99 in a hundred,
about 99 in a hundred are.

The model's own figure orders pairs and is too sure of itself, since what it looks at hangs together in a family: twins, cousins,
a son of his father's name. So its bits count for less here, what stands against the pair counts (`vetoes`), and whether both live
in one home. Of rows of two homes, who else is so named and born are strangers, and there are as many more as the register is
larger. Learned once from invented families, whose truth is known, and kept as a file, as the model is (ADR 10, ADR 150).
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from kith.intake.linkage.rows import Prepared

FILE = "calibration-1.json"
ONE_HOME, ONE_HOTEL = ", one home", ", one hotel"
MOST_BITS = 20  # beyond, a model that looks at six things knows nothing more
_SPREAD = 3.0  # how far groups may lie from one another before rows are seen: a variance, in natural logarithms of odds
_PASSES = 200
Counts = Mapping[tuple[str, int], tuple[int, int]]  # by group and bits: pairs, and of them those of one person


@dataclass(frozen=True, slots=True)
class Calibration:
    """Odds of a pair in natural logarithms: `mean` and what its group adds, and `slope` for each bit of the model. `rows`: of how
    many a register was that this was learned from."""

    version: str
    learned_from: str
    rows: int
    mean: float
    slope: float
    groups: Mapping[str, float]

    def probability(self, score: float, group: str, *, rows: int) -> float:
        """How likely a pair of that score and group is one person, in a register of so many rows."""
        of_veto = min(self.groups.get(group.partition(",")[0], 0.0), 0.0)  # where no such pair was seen in such a place
        odds = self.mean + self.groups.get(group, of_veto) + self.slope * bits(score)
        if not group.endswith(ONE_HOME):
            odds -= math.log(max(rows, 1) / self.rows)
        return 1 / (1 + math.exp(-odds))


def group(a: Prepared, b: Prepared, stands: str) -> str:
    """What a pair counts among: the veto that stands, and whether both are of one home, or of one hotel, where strangers live."""
    is_one_house = bool(a.address.building) and a.address.building == b.address.building
    is_one_home = is_one_house and a.address.room == b.address.room and (not a.address.is_shared or a.address.room)
    return (stands or "no veto") + (ONE_HOME if is_one_home else ONE_HOTEL if is_one_house else "")


def bits(score: float) -> int:
    """The model's probability as whole bits."""
    share = min(max(score, 2.0**-MOST_BITS), 1 - 2.0**-MOST_BITS)
    return round(math.log2(share / (1 - share)))


@lru_cache(1)
def standing() -> Calibration:
    """The calibration that stands."""
    said: dict[str, Any] = json.loads((resources.files("kith.intake") / "model" / FILE).read_text())  # Any: JSON
    return Calibration(**said)


def learn(counts: Counts, *, about: str, version: str, rows: int) -> Calibration:
    """A logistic regression with one slope, and an offset for each group that is drawn to the mean of all the more the fewer
    pairs it has. Each in turn by Newton's method, so that the same counts give the same figures."""
    mean, slope = 0.0, 0.1
    offsets = dict.fromkeys(sorted({name for name, _ in counts}), 0.0)
    cells = [(name, size, n, ones) for (name, size), (n, ones) in sorted(counts.items())]
    for _ in range(_PASSES):
        mean += _step((n, ones, mean + offsets[name] + slope * size, 1) for name, size, n, ones in cells)
        slope += _step((n, ones, mean + offsets[name] + slope * size, size) for name, size, n, ones in cells)
        for name in offsets:
            its = [cell for cell in cells if cell[0] == name]
            odds = [(n, ones, mean + offsets[name] + slope * size, 1) for _, size, n, ones in its]
            offsets[name] += _step(odds, pull=offsets[name] / _SPREAD, stiff=1 / _SPREAD)
    groups = {name: round(offset, 6) for name, offset in offsets.items()}
    return Calibration(version, about, rows, round(mean, 6), round(slope, 6), groups)


def _step(cells: Iterable[tuple[int, int, float, float]], *, pull: float = 0.0, stiff: float = 1e-9) -> float:
    up, bend = -pull, stiff
    for n, ones, odds, by in cells:
        share = 1 / (1 + math.exp(-odds))
        up += by * (ones - n * share)
        bend += by * by * n * share * (1 - share)
    return max(-1.0, min(1.0, up / bend))
