"""Pairs of names alone, by what the product compares names with (`intake/linkage/named.py`): one half of the pairs, drawn by a
seed, was looked at while its rules were written, the other was not.
"""

import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from benchmarks.linkage.files import Dataset, named
from benchmarks.linkage.scoring import Origin, score_groups
from benchmarks.table import Table
from kith.intake.linkage.named import VERSION, may_be_one, words_of

_DRAWN_BY = 15
LOOKED_AT, BLIND, ALL = "looked at", "blind", "all"
BUDGETS = {"F1": 0.85, "microseconds": 20}  # of the blind half


@dataclass(frozen=True, slots=True)
class Half:
    """One half of the pairs, or all of them. Microseconds of the processor, mean over the pairs: `first` in this process, in
    which tables of scripts are read; `anew` where no name is known, but its words are, as in any register; `again` where names
    are known, too. The last two are the best of five runs."""

    pairs: str
    count: int
    precision: float
    recall: float
    f1: float
    first: float
    anew: float
    again: float

    def document(self) -> dict[str, object]:
        """By name, as a JSON line has it."""
        return {"names": VERSION, **{n: round(v, 4) if isinstance(v, float) else v for n, v in asdict(self).items()}}


def halves(count: int) -> dict[str, list[int]]:
    """Which pairs are in which half."""
    drawn = list(range(count))
    random.Random(_DRAWN_BY).shuffle(drawn)
    return {LOOKED_AT: drawn[: count // 2], BLIND: drawn[count // 2 :], ALL: list(range(count))}


def measured(dataset: Dataset, truth: Sequence[Origin]) -> list[Half]:
    """Both halves and all pairs. `truth` has two rows for each pair."""
    pairs = list(named(dataset))
    so = [truth[2 * n].person == truth[2 * n + 1].person for n in range(len(pairs))]
    return [_half(name, [pairs[n] for n in its], [so[n] for n in its]) for name, its in halves(len(pairs)).items()]


def _half(name: str, pairs: Sequence[tuple[str, str]], so: Sequence[bool]) -> Half:
    said, first = _timed(pairs)
    anew, again = [], []
    for _ in range(5):
        words_of.cache_clear()
        anew.append(_timed(pairs)[1])
        again.append(_timed(pairs)[1])
    rows = [(n, n if is_one else -n - 1) for n, is_one in enumerate(said)]
    real = [(n, n if is_one else -n - 1) for n, is_one in enumerate(so)]
    score = score_groups([who for pair in rows for who in pair], [who for pair in real for who in pair])
    return Half(name, len(pairs), score.precision, score.recall, score.f1, first, min(anew), min(again))


def _timed(pairs: Sequence[tuple[str, str]]) -> tuple[list[bool], float]:
    began = time.process_time()
    said = [may_be_one(a, b) for a, b in pairs]
    return said, (time.process_time() - began) * 1e6 / max(len(pairs), 1)


def table(name: str, found: Sequence[Half]) -> Table:
    """The halves, the blind one beside its budgets."""
    about = f"{name}: pairs of names of people, nothing else known; comparison {VERSION}."
    shown = Table(
        "Names alone",
        about,
        ("pairs", "count", "precision", "recall", "F1", "microseconds, first", "anew", "again", "budget"),
    )
    for half in found:
        budget = ""
        if half.pairs == BLIND:
            held = (
                shown.hold("names alone, F1 of the blind half", half.f1, BUDGETS["F1"], at_least=True),
                shown.hold("names alone, a pair", half.anew, BUDGETS["microseconds"], "microseconds"),
            )
            budget = ", ".join(held)
        parts = (f"{one:.4f}" for one in (half.precision, half.recall, half.f1))
        shown.add(half.pairs, half.count, *parts, f"{half.first:.1f}", f"{half.anew:.1f}", f"{half.again:.1f}", budget)
    return shown
