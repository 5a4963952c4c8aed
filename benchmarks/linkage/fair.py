"""How well each group of people is linked: by naming culture, sex, age and source. The truth is read for scoring alone.

A group's recall is over pairs of rows of its people; its false merges are pairs of rows of two people put into one where either
is of the group. People are drawn, not pairs: intervals are of a ratio over people (Cochran 1977, Sampling Techniques, 6.4).
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

from benchmarks.linkage.scoring import Origin, Printed
from benchmarks.table import Table
from kith.intake.linkage import PersonRow
from kith.intake.normalise import births, sex

CULTURE, SEX, AGE, SOURCE = "culture", "sex", "age", "source"
NOT_SAID = "not said"
_Z = 1.96  # of 95 in a hundred
_BANDS = ((6, "under 6"), (12, "6 to 11"), (18, "12 to 17"), (30, "18 to 29"), (50, "30 to 49"), (200, "50 and over"))
FEWEST = 30  # people: what fewer show is printed, and not held against the best
SPREAD = 0.03  # that the worst culture's recall may lie below the best


@dataclass(frozen=True, slots=True)
class Group(Printed):
    """One group. `people` are those with more than one row, whom there is something to find of; `whole` of them are found whole.
    `low` and `high` are the ends of recall's interval, `false_high` the upper end of the share of false pairs."""

    dataset: str
    model: str
    by: str
    group: str
    people: int
    whole: int
    pairs: int
    recall: float
    low: float
    high: float
    false: int
    precision: float
    false_high: float


@dataclass(frozen=True, slots=True)
class _Person:
    """Pairs of one person's rows that belong together and of them those found, in all and of each source's rows."""

    real: int
    right: int
    of_source: Mapping[str, tuple[int, int]]
    groups: tuple[tuple[str, str], ...]


def groups(
    dataset: str, model: str, rows: Sequence[PersonRow], found: Sequence[Hashable], truth: Sequence[Origin]
) -> list[Group]:
    """Every group of people, in a fixed order. What is not in the truth (sex, age, and culture as a rule) is what most of a
    person's rows say; a nationality stands for the culture where the truth knows none."""
    of_person: dict[str, list[int]] = defaultdict(list)
    for n, origin in enumerate(truth):
        of_person[origin.person].append(n)
    newest = max((born.year for row in rows if (born := births(row.birth_date)).year), default=0)
    people = {
        who: _person([rows[n] for n in its], [found[n] for n in its], truth[its[0]].culture, newest)
        for who, its in of_person.items()
    }
    members: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for one in people.values():
        if one.real:
            for group in one.groups:
                members[group].append((one.real, one.right))
        for source, pairs in one.of_source.items():
            members[SOURCE, source].append(pairs)
    false = _false(rows, found, truth, people)
    order = {label: n for n, (_, label) in enumerate(_BANDS)}
    kinds = {CULTURE: 0, SEX: 1, AGE: 2, SOURCE: 3}
    return [
        _group(dataset, model, key, members[key], false[key])
        for key in sorted(members, key=lambda key: (kinds[key[0]], order.get(key[1], 9), key[1]))
    ]


def _person(rows: Sequence[PersonRow], found: Sequence[Hashable], culture: str, newest: int) -> _Person:
    of_source: dict[str, tuple[int, int]] = {}
    right = 0
    for (one, mine), (other, theirs) in combinations(zip(rows, found, strict=True), 2):
        right += mine == theirs
        for source in {one.source, other.source}:
            real, joined = of_source.get(source, (0, 0))
            of_source[source] = (real + 1, joined + (mine == theirs))
    year = _most(str(born.year) for row in rows if (born := births(row.birth_date)).year)
    age = next((label for end, label in _BANDS if newest - int(year) < end), NOT_SAID) if year else NOT_SAID
    said = (
        (CULTURE, culture or _most(row.nationality.strip() for row in rows) or NOT_SAID),
        (SEX, _most(sex(row.sex) for row in rows) or NOT_SAID),
        (AGE, age),
    )
    return _Person(len(rows) * (len(rows) - 1) // 2, right, of_source, said)


def _most(said: Iterable[str]) -> str:
    counted = Counter(word for word in said if word)
    return min(counted, key=lambda word: (-counted[word], word), default="")


def _false(
    rows: Sequence[PersonRow], found: Sequence[Hashable], truth: Sequence[Origin], people: Mapping[str, _Person]
) -> Counter[tuple[str, str]]:
    """How many pairs of two people's rows were put into one, by each group that one of them is of."""
    put: dict[Hashable, list[int]] = defaultdict(list)
    for n, who in enumerate(found):
        put[who].append(n)
    counted = Counter[tuple[str, str]]()
    for its in put.values():
        if len({truth[n].person for n in its}) == 1:
            continue
        for a, b in combinations(its, 2):
            if truth[a].person != truth[b].person:
                both = {*people[truth[a].person].groups, *people[truth[b].person].groups}
                counted.update(both | {(SOURCE, rows[a].source), (SOURCE, rows[b].source)})
    return counted


def _group(dataset: str, model: str, key: tuple[str, str], members: Sequence[tuple[int, int]], false: int) -> Group:
    real, right = (sum(part) for part in zip(*members, strict=True))
    recall, n = right / real, len(members)
    spread = sqrt(n / max(n - 1, 1) * sum((its - recall * whole) ** 2 for whole, its in members)) / real
    low, high = wilson(right, real, n) if right in (0, real) else (recall - _Z * spread, recall + _Z * spread)
    said = right + false
    return Group(
        dataset, model, *key, people=n, whole=sum(whole == its for whole, its in members), pairs=real, recall=recall,
        low=max(low, 0.0), high=min(high, 1.0), false=false, precision=right / said if said else 1.0,
        false_high=wilson(false, said, said)[1] if said else 0.0,
    )  # fmt: skip


def wilson(hits: int, of: int, drawn: int) -> tuple[float, float]:
    """Both ends of the interval of a share (Wilson 1927), for as many as were drawn independently."""
    if not of or not drawn:
        return 0.0, 1.0
    share, z2 = hits / of, _Z * _Z / drawn
    middle, half = share + z2 / 2, sqrt(share * (1 - share) * z2 + z2 * z2 / 4)
    return max((middle - half) / (1 + z2), 0.0), min((middle + half) / (1 + z2), 1.0)


def table(found: Sequence[Group]) -> Table:
    """The groups of one dataset and model."""
    shown = Table(
        f"{found[0].dataset}, {found[0].model}: by naming culture, sex, age and source",
        "Pairs of rows of one person, and of them those found, with an interval of 95 in a hundred over people; people found "
        "whole of those with several rows; pairs of two people put into one, with the upper end of their share.",
        ("by", "group", "people", "whole", "pairs", "recall", "from", "to", "false", "precision", "false at most"),
    )
    for one in found:
        shown.add(
            one.by, one.group, one.people, one.whole, one.pairs, f"{one.recall:.4f}", f"{one.low:.4f}", f"{one.high:.4f}",
            one.false, f"{one.precision:.5f}", f"{one.false_high:.5f}",
        )  # fmt: skip
    cultures = sorted(
        (one.recall, one.group) for one in found if one.by == CULTURE and one.group != NOT_SAID and one.people >= FEWEST
    )
    if len(cultures) > 1:
        (worst, its), (best, others) = cultures[0], cultures[-1]
        shown.notes.append(
            f"{its} lies {best - worst:.4f} below {others}, the best of {len(cultures)} naming cultures (goal: {SPREAD})."
        )
    return shown
