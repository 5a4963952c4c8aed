"""Whom people are asked about, and in which order: first where a wrong answer would cost most."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kith.intake.linkage import vetoes
from kith.intake.linkage.clusters import Clusters
from kith.intake.linkage.rows import Candidate, Prepared, may_be_child
from kith.intake.linkage.words import agreement

ONE_IN = 0.005  # doubts less likely than that would fill the days of registrars


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two people who may be one, as two of their rows show them, and how likely they are, from 0 to 1."""

    a: str
    b: str
    likely: float


def questions(
    doubts: Iterable[Doubt], held: Mapping[str, Prepared], clusters: Clusters, judged: set[frozenset[str]],
    young: frozenset[str],
) -> list[Candidate]:  # fmt: skip
    """One question for each two people, in the order of asking. `judged` are the pairs that people answered, `young` the rows
    that may be about a child.

    What a wrong answer costs is how many pairs of rows would be kept apart that should not: so those who have many and are
    likely one come first, and of equals whom a child's rows are among.
    """

    def place(one: Doubt) -> tuple[float, bool, str, str]:
        first, second = clusters.members(one.a), clusters.members(one.b)
        return -one.likely * len(first) * len(second), young.isdisjoint({*first, *second}), one.a, one.b

    asked: set[frozenset[str]] = set()
    queue = []
    for one in sorted((one for one in doubts if one.likely >= ONE_IN), key=place):
        first, second = clusters.members(one.a), clusters.members(one.b)
        people = frozenset((first[0], second[0]))
        if len(people) == 1 or people in asked or any(frozenset((x, y)) in judged for x in first for y in second):
            continue
        asked.add(people)
        a, b = held[one.a], held[one.b]
        stands, said = vetoes.veto(a, b), agreement(a, b)
        concerns = any(may_be_child((held[key] for key in members), young) for members in (first, second))
        queue.append(Candidate(one.a, one.b, one.likely, stands, said.agrees, said.differs, said.unknown, concerns))
    return queue
