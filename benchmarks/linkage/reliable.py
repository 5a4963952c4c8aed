"""How often pairs are one person of which the product says how likely that is: by bands, of all pairs and of those of one home.

What the model says by itself stands beside what comes of it calibrated (`intake/linkage/calibrated.py`). The truth is read for
scoring alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.linkage.fair import wilson
from benchmarks.linkage.scoring import Origin, Printed
from benchmarks.table import Table
from kith.intake.linkage import PersonRow, calibrated, model, prepare
from kith.intake.linkage.score import score
from kith.intake.linkage.vetoes import veto

SURE = 0.99
_BANDS = ((0.0, 0.5), (0.5, 0.9), (0.9, SURE), (SURE, 0.999), (0.999, 1.0), (SURE, 1.0))
ALL, ONE_HOME = "all", "of one home"
MODEL, CALIBRATED = "by the model", "calibrated"
GOAL = (0.985, 0.995)  # of pairs that are said to be one person by 0.99 and over; of at least so many pairs:
FEWEST = 5_000


@dataclass(frozen=True, slots=True)
class Band(Printed):
    """Pairs of a band: `said` how likely on the mean, `right` how many are one person, with Wilson's interval."""

    dataset: str
    figure: str
    pairs: str
    over: float
    under: float
    count: int
    said: float
    right: float
    low: float
    high: float


def measured(dataset: str, rows: Sequence[PersonRow], truth: Sequence[Origin]) -> list[Band]:
    """Every band that has pairs."""
    held = {row.key: prepare(row) for row in rows}
    person = {row.key: origin.person for row, origin in zip(rows, truth, strict=True)}
    standing = calibrated.standing()
    # by figure and pairs, each share that is said: how many pairs, and how many of them are one person
    seen: dict[tuple[str, str], dict[float, Counter[bool]]] = defaultdict(lambda: defaultdict(Counter))
    for one in score(list(held.values()), model.standing()):
        a, b = held[one.a], held[one.b]
        group = calibrated.group(a, b, veto(a, b))
        is_one = person[one.a] == person[one.b]
        for pairs in (ALL, ONE_HOME) if group.endswith(calibrated.ONE_HOME) else (ALL,):
            seen[MODEL, pairs][one.probability][is_one] += 1
            seen[CALIBRATED, pairs][standing.probability(one.probability, group, rows=len(held))][is_one] += 1
    return [
        band
        for figure in (MODEL, CALIBRATED)
        for pairs in (ALL, ONE_HOME)
        for over, under in _BANDS
        if (band := _band(dataset, figure, pairs, over, under, seen[figure, pairs].items()))
    ]


def _band(
    dataset: str, figure: str, pairs: str, over: float, under: float, seen: Iterable[tuple[float, Counter[bool]]]
) -> Band | None:
    its = [(said, counted) for said, counted in seen if over <= said and (said < under or under == 1)]
    count, right = sum(counted.total() for _, counted in its), sum(counted[True] for _, counted in its)
    if not count:
        return None
    said = sum(share * counted.total() for share, counted in its) / count
    return Band(dataset, figure, pairs, over, under, count, said, right / count, *wilson(right, count, count))


def table(found: Sequence[Band]) -> Table:
    """The bands of one dataset, and in words whether those who are said to be one person nearly surely are."""
    shown = Table(
        f"{found[0].dataset}: how likely two rows are one person, and how many are",
        f"Pairs that the model looks at; {calibrated.standing().version}, learned from {calibrated.standing().learned_from}.",
        ("figure", "pairs", "from", "to", "count", "said", "right", "right from", "right to"),
    )
    for one in found:
        shares = (f"{share:.4f}" for share in (one.said, one.right, one.low, one.high))
        shown.add(one.figure, one.pairs, one.over, one.under, f"{one.count:,}", *shares)
        if one.figure == CALIBRATED and (one.over, one.under) == (SURE, 1.0):
            is_kept = "within" if GOAL[0] <= one.right <= GOAL[1] else "above" if one.right > GOAL[1] else "below"
            few = "" if one.count >= FEWEST else f" (fewer than {FEWEST:,})"
            shown.notes.append(
                f"Of {one.count:,} pairs {one.pairs}{few} said to be one person by {SURE} and over, {one.right:.4f} are "
                f"({one.low:.4f} to {one.high:.4f}): {is_kept} {GOAL[0]} to {GOAL[1]}."
            )
    return shown
