"""Weights learned from the rows at hand, without any truth, by expectation maximisation over what the pairs answer
(Fellegi and Sunter 1969; Winkler 1988). Pairs are counted by their answers first, so that a million of them take a moment.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kith.intake.linkage.learned.columns import ORDER, Kind, answers
from kith.intake.linkage.model import UntrainedModel

VERSION = "learned-1"
BEGIN_ALIKE, BEGIN_OF_KIN, BEGIN_PRIOR = 0.9, 0.8, 0.05  # where learning begins: alike as a rule, and few
SHARED_AT_HOME = (Kind.FAMILY, Kind.CODE, Kind.TEXT, ORDER)  # in what people who live together are alike
ROUNDS, STILL = 60, 1e-4  # learning ends where no weight moves any more
FLOOR = 1e-7
SLACK = 0.01  # of a pair in every answer, so that what no true pair showed counts against, and not for ever

Pattern = tuple[int, ...]  # the answers of a pair, -1 where a cell is empty
Logs = tuple[float, list[list[float]]]  # of how many pairs are of a class, and of how often it gives each answer
Rows = Sequence[Sequence[float]]  # for every comparison, how often each answer is given


@dataclass(frozen=True, slots=True)
class Weights:
    """How often each answer is given by true pairs (m), by two people of one home (kin) and by any others (u), and how many of
    the compared pairs are of the first two kinds."""

    compared: tuple[tuple[str, str], ...]  # names and kinds
    m: Rows
    kin: Rows
    u: Rows
    prior: float
    prior_of_kin: float

    def odds(self, pattern: Pattern) -> float:
        """The log2 odds that a pair of these answers is one person."""
        logs = _logs((self.m, self.kin, self.u), (self.prior, self.prior_of_kin))
        true, kin, other = (_said(log, pattern) for log in logs)
        return (true - _sum(kin, other)) / math.log(2)

    def document(self, about: str) -> dict[str, Any]:  # Any: JSON
        """The weights as a file, as `intake/model` keeps them: a version, what they were learned from, and by level m, u, kin."""
        levels = {
            name: {
                words: tuple(float(f"{share:.9g}") for share in (self.m[n][said], self.u[n][said], self.kin[n][said]))
                for said, words in enumerate(answers(kind))
            }
            for n, (name, kind) in enumerate(self.compared)
        }
        return {
            "version": VERSION, "learned_from": about, "prior": float(f"{self.prior:.9g}"),
            "prior_of_kin": float(f"{self.prior_of_kin:.9g}"), "levels": levels,
        }  # fmt: skip


def learn(
    compared: Sequence[tuple[str, str]], counts: Mapping[Pattern, int], at_random: Mapping[Pattern, int]
) -> Weights:
    """Learn from how often each pattern of answers was seen in pairs that were worth comparing, and in pairs `at_random`.

    People of one home are a class of their own from the start: else the likest class of pairs that a register of households
    holds is found to be the household. Refused (`UntrainedModel`) where a comparison was never answered: it would silently count
    for nothing. An answer that was never given weighs nothing; one that was given by no true pair weighs against.
    """
    sizes = [len(answers(kind)) for _, kind in compared]
    seen = _Seen(sizes, counts)
    every = seen.added([seen.counts])[0]
    for (name, _), row in zip(compared, every, strict=True):
        if sum(row) < 1:
            raise UntrainedModel(f"{name}: no two rows have it")
    at_home = [kind in SHARED_AT_HOME for _, kind in compared]
    m: Rows = [_alike(size, BEGIN_ALIKE) for size in sizes]
    u: Rows = [_shares(row) for row in every]
    # In what is one's own, people of one home are alike no more than any two are: not than those who were worth comparing.
    chance = _Seen(sizes, at_random)
    by_chance = [_shares([share + 1 for share in row]) for row in chance.added([chance.counts])[0]]
    kin: Rows = [
        _alike(size, BEGIN_OF_KIN) if home else row for size, home, row in zip(sizes, at_home, by_chance, strict=True)
    ]
    priors = (BEGIN_PRIOR, BEGIN_PRIOR)
    for _ in range(ROUNDS):
        masses = seen.parted(_logs((m, kin, u), priors))
        first, second, total = (pc.sum(mass).as_py() for mass in (*masses[:2], seen.counts))
        priors = (max(first / total, FLOOR), max(second / total, FLOOR))
        moved, of_kin, u = ([_shares(row) for row in rows] for rows in seen.added(masses))
        kin = [mine if home else any_two for home, mine, any_two in zip(at_home, of_kin, by_chance, strict=True)]
        is_still = all(
            abs(x - y) < STILL for old, new in zip(m, moved, strict=True) for x, y in zip(old, new, strict=True)
        )
        m = moved
        if is_still:
            break
    return Weights(tuple(compared), m, kin, u, *priors)


class _Seen:
    """The patterns of answers that were seen, by column, so that a round of learning takes a moment."""

    def __init__(self, sizes: Sequence[int], counts: Mapping[Pattern, int]) -> None:
        self._sizes = sizes
        self._said = [pa.array([p[n] + 1 for p in counts], pa.int32()) for n in range(len(sizes))]  # 0: a cell is empty
        self.counts = pa.array(counts.values(), pa.float64())

    def parted(self, logs: Sequence[Logs]) -> list[Any]:  # Any: arrays
        """How many pairs of each pattern are of each class."""
        said = []
        for begin, rows in logs:
            whole = pa.scalar(begin)
            for codes, row in zip(self._said, rows, strict=True):
                whole = pc.add(whole, pc.take(pa.array([0.0, *row]), codes))
            said.append(whole)
        most = pc.max_element_wise(*said)
        parts = [pc.exp(pc.subtract(one, most)) for one in said]
        whole = pc.add(pc.add(parts[0], parts[1]), parts[2])
        return [pc.divide(pc.multiply(part, self.counts), whole) for part in parts]

    def added(self, masses: Sequence[Any]) -> list[list[list[float]]]:
        """For every mass and comparison, how much of it gave each answer."""
        added = [[[SLACK] * size for size in self._sizes] for _ in masses]
        names = [f"mass{n}" for n in range(len(masses))]
        for n, codes in enumerate(self._said):
            table = pa.table({"said": codes, **dict(zip(names, masses, strict=True))})
            summed = table.group_by("said", use_threads=False).aggregate([(name, "sum") for name in names])
            for line in summed.to_pylist():
                for which, name in enumerate(names):
                    if line["said"]:
                        added[which][n][line["said"] - 1] += line[f"{name}_sum"]
        return added


def _alike(size: int, share: float) -> list[float]:
    return [share] + [(1 - share) / (size - 1)] * (size - 1)


def _logs(classes: Sequence[Rows], priors: tuple[float, float]) -> list[Logs]:
    shares = (*priors, max(1 - sum(priors), FLOOR))
    return [
        (math.log(share), [[math.log(x) for x in row] for row in rows])
        for share, rows in zip(shares, classes, strict=True)
    ]


def _said(log: Logs, pattern: Pattern) -> float:
    begin, rows = log
    return begin + sum(rows[n][said] for n, said in enumerate(pattern) if said >= 0)


def _sum(a: float, b: float) -> float:
    """The logarithm of the sum of what two logarithms stand for."""
    return max(a, b) + math.log1p(math.exp(-abs(a - b)))


def _shares(row: Sequence[float]) -> list[float]:
    whole = sum(row)
    return [max(part / whole, FLOOR) for part in row]
