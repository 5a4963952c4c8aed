"""Which people belong to one family, from what the files say about them: references, relationships, carers, telephones,
homes. A home that many share (a hotel) says nothing by itself; a family may live at several.

People come first (`linkage`); here each person stands with all their rows, so that one row's case number ties the others.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kith.intake.linkage.rows import PersonRow, Prepared, prepare

EVERYDAY = 0.035  # borne by more people than this, a word of a name ties nobody
MOST_PEOPLE = 14  # a telephone or home used by more people than this ties nobody (grandparents and cousins included)
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Member:
    """A row of a family: why it is there in words, what the row says of the relationship, and the rows that show the tie."""

    key: str
    why: str
    relationship: str
    rests_on: frozenset[str]


@dataclass(frozen=True, slots=True)
class Household:
    """A family as worked out, its rows in the order of their keys."""

    members: tuple[Member, ...]


def uses(rows: Iterable[PersonRow], clusters: Mapping[str, str]) -> Mapping[Key, int]:
    """How many people use each reference, telephone and home, counted over the whole register."""
    users: dict[Key, set[str]] = defaultdict(set)
    for row in rows:
        for key in _keys(prepare(row)):
            users[key].add(clusters[row.key])
    return {key: len(people) for key, people in users.items()}


def families(
    rows: Sequence[PersonRow], clusters: Mapping[str, str], *, used: Mapping[Key, int] | None = None
) -> tuple[Household, ...]:
    """Every person in exactly one family. `used` (see `uses`) is counted over `rows` where it is not given.

    The same rows give the same families in any order.
    """
    used = used if used is not None else uses(rows, clusters)
    held = {row.key: prepare(row) for row in sorted(rows, key=lambda row: row.key)}
    given = {row.key: row for row in rows}
    people: dict[str, list[Prepared]] = defaultdict(list)
    for row in held.values():
        people[clusters[row.key]].append(row)
    ties = _Ties(people)
    by_key: dict[Key, list[Prepared]] = defaultdict(list)
    for row in held.values():
        for key in _keys(row):
            if used.get(key, 0) <= MOST_PEOPLE:
                by_key[key].append(row)
    everyday = _everyday_words(people)
    for key in sorted(by_key):
        _tie(key, by_key[key], clusters, ties, everyday)
    return ties.households(given)


def _keys(row: Prepared) -> list[Key]:
    """What a row shares with its family: a case, a telephone, a home (in a shared house, the room)."""
    keys = [("case", row.case_ref), ("phone", row.phone)]
    if row.address.building and (row.address.room or not row.address.is_shared):
        keys.append(("home", f"{row.address.building}/{row.address.room}/{row.postcode[:3]}"))
    return [key for key in keys if key[1]]


WHY = {
    "case": "the same Home Office case",
    "phone": "the same telephone",
    "home": "the same home and a name in common",
    "carer": "the same home, and one is named as the other's parent or carer",
}


def _tie(
    key: Key, rows: Sequence[Prepared], clusters: Mapping[str, str], ties: "_Ties", everyday: frozenset[str]
) -> None:
    """Tie the people behind one shared thing: a case ties all of them, a home or telephone those whose names say so too."""
    for n, a in enumerate(rows):
        for b in rows[n + 1 :]:
            first, second = clusters[a.key], clusters[b.key]
            if first == second:
                continue
            kind = key[0]
            if kind == "home" and not (set(a.name.tokens) & set(b.name.tokens)) - everyday:
                if not (_is_carer(a, b) or _is_carer(b, a)):
                    continue
                kind = "carer"
            ties.tie(first, second, WHY[kind], a.key, b.key)


def _everyday_words(people: Mapping[str, Sequence[Prepared]]) -> frozenset[str]:
    """Words that so many people bear (Muhammad, Ali) that sharing one with a neighbour means nothing."""
    bearers: Counter[str] = Counter()
    for rows in people.values():
        bearers.update({word for row in rows for word in row.name.tokens})
    return frozenset(word for word, count in bearers.items() if count > max(20, EVERYDAY * len(people)))


def _is_carer(carer: Prepared, child: Prepared) -> bool:
    """Whether the child's row names the other as parent or carer."""
    named = set(child.guardian.tokens)
    return len(named) > 1 and (named <= set(carer.name.tokens) or set(carer.name.tokens) <= named)


class _Ties:
    """People tied together, each tie with its words and the two rows that show it."""

    def __init__(self, people: Mapping[str, list[Prepared]]) -> None:
        self._people = people
        self._of = {person: person for person in people}
        self._why: dict[str, str] = {}
        self._rests: dict[str, set[str]] = defaultdict(set)

    def _root(self, person: str) -> str:
        while self._of[person] != person:
            self._of[person] = self._of[self._of[person]]
            person = self._of[person]
        return person

    def tie(self, first: str, second: str, why: str, *rows: str) -> None:
        """Tie two people. The first words found for a person stay; every row that shows a tie is kept."""
        for person in (first, second):
            self._why.setdefault(person, why)
            self._rests[person].update(rows)
        a, b = sorted((self._root(first), self._root(second)))
        self._of[b] = a

    def households(self, given: Mapping[str, PersonRow]) -> tuple[Household, ...]:
        """The families, in the order of their first rows."""
        groups: dict[str, list[str]] = defaultdict(list)
        for person in self._people:
            groups[self._root(person)].append(person)
        made = []
        for group in groups.values():
            members = [
                Member(
                    row.key, self._why.get(person, "no tie to anyone else is known"), given[row.key].relationship,
                    frozenset(self._rests.get(person, ())),
                )
                for person in group
                for row in self._people[person]
            ]  # fmt: skip
            made.append(Household(tuple(sorted(members, key=lambda member: member.key))))
        return tuple(sorted(made, key=lambda household: household.members[0].key))
