"""How likely two people are one: what is known of both, weighed by what was so of others.

Gradient boosted trees (Friedman 2001), learned once from invented families, whose truth is known, and held so that more that is
alike, or fewer others who could be meant, never make two people less likely one. Kept as a file, as the model is (ADR 156).
Whom no rule of `sure.py` joins is joined by it, or asked about in its order; who is never joined by likeness,
`sure.must_be_asked` says, whatever the trees do.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

from kith.intake.linkage.likeness import Arrival, Likeness
from kith.intake.linkage.sure import ALONE, APART, FAMILY, KIN, are_named_apart, is_whole

FILE = "people-2.json"
LIKELY = "as_alike_as_people_who_were_one"
SURE = 0.96  # from so likely on two are joined; of 287 so joined whom nothing was learned from, one was two (ADR 157)
RELATIONS = (FAMILY, KIN, ALONE, APART)
# What is looked at, and whether more of it speaks for one person (1), against (-1), or may do either (0).
SEEN: Mapping[str, int] = {
    "relation": 0, "others": -1, "names": 1, "births": 1, "worst": 1, "shares_home": 1, "shares_number": 1, "one_file": -1,
    "one_given": 1, "other_case": -1, "arrival": 1, "clashes": -1, "may_be_kin": -1, "is_whole": 1,
    "are_named_apart": -1, "has_rival": -1,
}  # fmt: skip
_MOST = 40.0  # odds, as a power of e, beyond which a likelihood is 1 to the last digit
Seen = tuple[float, ...]
Node = Sequence[float]  # of a leaf its odds; else what is looked at, up to which figure one goes left, and both ways on


class UnknownTrees(Exception):
    """The file holds no trees that come to an end, or asks about what is not looked at. Learn it again:
    `python -m benchmarks.learning people`."""


def seen(like: Likeness, relation: str, others: float, came: Arrival, *, has_rival: bool) -> Seen:
    """What the trees look at, in the order of `SEEN`. `others`: how many more could be meant by chance, as a power of ten."""
    return (
        RELATIONS.index(relation), round(math.log10(others + 1e-12), 2), like.names, like.births, like.worst, like.shares_home,
        like.shares_number, like.one_file, like.one_given, like.other_case, came, like.clashes, like.may_be_kin,
        is_whole(like), are_named_apart(like), has_rival,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trees:
    """What was learned. `start`: the odds before anything is looked at, in natural logarithms; each tree adds its own."""

    version: str
    learned_from: str
    start: float
    trees: Sequence[Sequence[Node]]
    _known: dict[Seen, float] = field(default_factory=dict, compare=False, repr=False)

    def probability(self, what: Seen) -> float:
        """How likely two people are one, from 0 to 1."""
        odds = self.odds(what)
        return odds / (1 + odds)

    def odds(self, what: Seen) -> float:
        """The same, as so many to one."""
        if what not in self._known:
            told = self.start + sum(_leaf(tree, what) for tree in self.trees)
            self._known[what] = math.exp(max(-_MOST, min(told, _MOST)))
        return self._known[what]


def _leaf(tree: Sequence[Node], what: Seen) -> float:
    node = tree[0]
    while len(node) > 1:
        looked_at, most, left, right = node
        node = tree[int(left if what[int(looked_at)] <= most else right)]
    return node[0]


def read(said: Mapping[str, Any]) -> Trees:  # Any: JSON
    """The trees of a file. Refused (`UnknownTrees`) where they were learned from other things than are looked at, or where a
    walk through one would not end at a leaf."""
    version, start, trees = said["version"], float(said["start"]), said["trees"]
    is_sound = isinstance(version, str) and math.isfinite(start) and bool(trees) and all(map(_ends, trees))
    if not is_sound or list(said.get("seen", ())) != list(SEEN):
        raise UnknownTrees(version)
    return Trees(version, str(said["learned_from"]), start, trees)


def _ends(tree: Sequence[Node]) -> bool:
    """Whether each way through a tree leads on to a later place, and at last to a leaf."""
    return bool(tree) and all(
        (
            len(node) == 1
            or (len(node) == 4 and node[0] in range(len(SEEN)) and {*node[2:]} <= {*range(place + 1, len(tree))})
        )
        and all(isinstance(figure, int | float) and math.isfinite(figure) for figure in node)
        for place, node in enumerate(tree)
    )


@lru_cache(1)
def standing() -> Trees:
    """The trees that stand."""
    return read(json.loads((resources.files("kith.intake") / "model" / FILE).read_text()))
