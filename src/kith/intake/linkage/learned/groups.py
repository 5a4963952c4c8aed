"""Rows into people, best pairs first: by what all rows of two groups say of each other on average, never as connected
components, where one false pair joins two people."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

Scored = tuple[int, int, float]  # two rows, and the log2 odds that they are one person


class _Groups:
    """Groups of rows, and the sum of what their pairs say."""

    def __init__(self, pairs: Iterable[Scored], unseen: float) -> None:
        self._unseen = unseen
        self.members: dict[int, list[int]] = {}
        self._said: dict[int, dict[int, tuple[float, int]]] = defaultdict(dict)
        for a, b, odds in pairs:
            self._said[a][b] = self._said[b][a] = (odds, 1)
            self.members.setdefault(a, [a])
            self.members.setdefault(b, [b])

    def stands(self, a: int, b: int) -> bool:
        return a in self.members and b in self._said.get(a, ())

    def average(self, a: int, b: int) -> float:
        """What their pairs say on average; one that was not worth comparing speaks against."""
        said, pairs = self._said[a][b]
        every = len(self.members[a]) * len(self.members[b])
        return (said + (every - pairs) * self._unseen) / every

    def join(self, a: int, b: int) -> tuple[int, Iterable[int]]:
        """Join two groups; gives back the one that is left, and whom it knows."""
        if len(self._said[a]) < len(self._said[b]):
            a, b = b, a
        mine, theirs = self._said[a], self._said.pop(b)
        del mine[b], theirs[a]
        self.members[a] += self.members.pop(b)
        for other, (odds, pairs) in theirs.items():
            its = self._said[other]
            del its[b]
            before, already = mine.get(other, (0.0, 0))
            mine[other] = its[a] = (before + odds, already + pairs)
        return a, mine


def by_average(pairs: Sequence[Scored], *, least: float, unseen: float, most: float) -> dict[int, int]:
    """Each row that is joined to another, with the smallest row of its group.

    Two groups are joined while their pairs say at least `least` on average. A pair counts for no more than `most`, so that
    one row's likeness does not carry a group; one that is not in `pairs` counts as `unseen`.
    """
    groups = _Groups(((a, b, min(odds, most)) for a, b, odds in pairs), unseen)
    heap = [(-min(odds, most), a, b) for a, b, odds in pairs if odds >= least]
    heapq.heapify(heap)
    while heap:
        lean, a, b = heapq.heappop(heap)
        if not groups.stands(a, b) or abs(groups.average(a, b) + lean) > 1e-9:
            continue  # one of them was joined since
        left, known = groups.join(a, b)
        for other in known:
            average = groups.average(left, other)
            if average >= least:
                heapq.heappush(heap, (-average, left, other))
    return {row: min(rows) for rows in groups.members.values() for row in rows}


def one_of_each(pairs: Sequence[Scored], file_of: Mapping[int, str], *, least: float) -> dict[int, int]:
    """The same where every file names a person once: the best pair first, and of each file one row in a group."""
    group: dict[int, int] = {}
    rows: dict[int, list[int]] = {}
    for a, b, odds in sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1])):
        if odds < least:
            break
        first, second = group.setdefault(a, a), group.setdefault(b, b)
        mine, theirs = rows.setdefault(first, [first]), rows.setdefault(second, [second])
        if first == second or {file_of[row] for row in mine} & {file_of[row] for row in theirs}:
            continue
        mine += rows.pop(second)
        group.update(dict.fromkeys(theirs, first))
    return {row: min(rows[which]) for row, which in group.items()}
