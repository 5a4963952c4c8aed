"""What was found against what is so. Nothing else in the benchmark is handed the truth."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, cast


@dataclass(frozen=True, slots=True)
class Origin:
    """Whom a row is truly about; `family` is empty where the file knows no families, `culture` where it knows none of names."""

    person: str
    family: str = ""
    is_twin: bool = False
    culture: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs of rows that stand together, against those that truly belong together."""

    precision: float
    recall: float
    mixed: int  # groups that hold more than one true person or family

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


class Printed:
    """Figures in a dataclass, which are printed as a JSON line."""

    __slots__ = ()

    def document(self) -> dict[str, object]:
        """By name."""
        said = {one.name: getattr(self, one.name) for one in fields(cast(Any, self))}  # of whichever dataclass this is
        return {name: round(value, 6) if isinstance(value, float) else value for name, value in said.items()}


@dataclass(frozen=True, slots=True)
class Line(Printed):
    """One dataset and model, as it is printed."""

    dataset: str
    model: str
    precision: float
    recall: float
    f1: float
    twins_merged: int | None
    mixed_clusters: int
    family_precision: float | None
    family_recall: float | None
    seconds: float
    peak_mb: float


def score_clusters(clusters: Mapping[str, Hashable], truth: Mapping[str, Hashable]) -> Score:
    """Precision and recall over pairs of rows: `clusters` is what was found for each row, `truth` what is so.

    Rows that `truth` does not know are left out. Counted by group sizes, so that a million rows take a moment.
    """
    rows = [key for key in clusters if key in truth]
    return score_groups([clusters[key] for key in rows], [truth[key] for key in rows])


def score_groups(found: Sequence[Hashable], so: Sequence[Hashable]) -> Score:
    """The same of two lists in the order of the rows."""
    both = Counter(zip(found, so, strict=True))
    right, said, real = (sum(n * (n - 1) // 2 for n in c.values()) for c in (both, Counter(found), Counter(so)))
    kinds = Counter(cluster for cluster, _ in both)
    return Score(right / said if said else 1.0, right / real if real else 1.0, sum(n > 1 for n in kinds.values()))


def twins_merged(clusters: Iterable[Hashable], truth: Iterable[Origin]) -> int:
    """How many found people are made of a twin and another of the family: some truths mark only the younger of two."""
    kin: dict[tuple[Hashable, str], set[str]] = defaultdict(set)
    twins: set[tuple[Hashable, str]] = set()
    for cluster, origin in zip(clusters, truth, strict=True):
        kin[cluster, origin.family].add(origin.person)
        if origin.is_twin:
            twins.add((cluster, origin.family))
    return sum(len(kin[found]) > 1 for found in twins)


def line(
    dataset: str, model: str, people: Sequence[Hashable], families: Sequence[Hashable] | None,
    truth: Sequence[Origin], *, seconds: float, peak_mb: float,
) -> Line:  # fmt: skip
    """Score what one process found. `families` is None where its model finds none."""
    score = score_groups(people, [origin.person for origin in truth])
    kin = None
    if families and any(origin.family for origin in truth):
        known = [n for n, origin in enumerate(truth) if origin.family]  # of some rows a file knows the person alone
        kin = score_groups([families[n] for n in known], [truth[n].family for n in known])
    return Line(
        dataset, model, score.precision, score.recall, score.f1,
        twins_merged(people, truth) if any(origin.is_twin for origin in truth) else None, score.mixed,
        kin.precision if kin else None, kin.recall if kin else None, seconds, peak_mb,
    )  # fmt: skip
