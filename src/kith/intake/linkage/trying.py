"""What other rules would change, beside those that stand: counted before anybody relies on them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kith.intake.linkage.rows import Linked, Prepared


@dataclass(frozen=True, slots=True)
class Change:
    """Rows of which one answer makes one person and the other makes several: by the rules that stand, `people` as groups of
    row keys, which would become one (`is_joined`) or, where they are one today, come apart as these groups."""

    is_joined: bool
    people: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """How two answers about the same rows differ."""

    people_now: int
    people_then: int
    changes: tuple[Change, ...]
    asked_now: int
    asked_then: int
    asked_more: int  # pairs of people who are asked about by the other rules alone
    asked_no_more: int

    def count(self, *, is_joined: bool) -> int:
        """How many changes of that kind there are."""
        return sum(change.is_joined is is_joined for change in self.changes)


def difference(now: Linked, then: Linked) -> Difference:
    """What changes from the one answer to the other, in a fixed order. Two people are asked about once, by whichever rows."""
    asked = [
        {frozenset((answer.clusters[one.a], answer.clusters[one.b])) for one in answer.queue} for answer in (now, then)
    ]
    joined = (Change(True, parts) for parts in _parts(then.clusters, now.clusters))
    apart = (Change(False, parts) for parts in _parts(now.clusters, then.clusters))
    return Difference(
        people_now=len(set(now.clusters.values())), people_then=len(set(then.clusters.values())),
        changes=(*joined, *apart), asked_now=len(asked[0]), asked_then=len(asked[1]),
        asked_more=len(asked[1] - asked[0]), asked_no_more=len(asked[0] - asked[1]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Share:
    """Rows of one group, and how many of them stand with a row of another file, by either answer. Where that is lower for some
    than for others, matching may fail them; without a truth nothing more is known (Burns and others 2024)."""

    by: str
    group: str
    rows: int
    now: int
    then: int


def shares(rows: Iterable[Prepared], now: Linked, then: Linked, young: Collection[str]) -> tuple[Share, ...]:
    """How many rows of each source, sex and age are found in other files, too. `young` are the rows that may be about a child."""
    held = list(rows)
    found = [_in_other_files(held, answer.clusters) for answer in (now, then)]
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in held:
        for group in (
            ("source", row.source), ("sex", row.sex or "not said"),
            ("age", "may be a child" if row.key in young else "grown up"),
        ):  # fmt: skip
            groups[group].append(row.key)
    return tuple(
        Share(by, group, len(its), *(sum(key in answer for key in its) for answer in found))
        for (by, group), its in sorted(groups.items())
    )


def _in_other_files(rows: Iterable[Prepared], clusters: Mapping[str, str]) -> set[str]:
    files: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        files[clusters[row.key]].add(row.file)
    return {row for row, person in clusters.items() if len(files[person]) > 1}


def _parts(whole: Mapping[str, str], other: Mapping[str, str]) -> Iterable[tuple[tuple[str, ...], ...]]:
    """Each person of `whole` who is more than one by `other`: the rows of each of those."""
    people: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for key in sorted(whole):
        people[whole[key]][other[key]].append(key)
    for _, parts in sorted(people.items()):
        if len(parts) > 1:
            yield tuple(tuple(rows) for rows in parts.values())
