"""Relatives as evidence for people, and people as evidence for families, in rounds until nothing changes any more
(associative matching, as the ONS did for the Census of 2021).

What one name and one day of birth say depends on who else could be meant. Inside a family few could, and nobody is joined there
who has a rival. Of people with no relatives known, how many of such a name were born so by chance is counted in the register.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from kith.intake.linkage.clusters import Clusters
from kith.intake.linkage.families import MOST_PEOPLE, families
from kith.intake.linkage.likeness import Births, Likeness, Names, Person, compare, names
from kith.intake.linkage.rows import Link, Prepared
from kith.intake.linkage.spelling import Spellings
from kith.intake.linkage.words import agreement

ROUNDS = 5
# From how many others of such a name, born so by chance, on people are asked; more where a place is the same, too; and fewer
# where one file names both, which it does as a rule because they are two.
CHANCE, NEAR, ONE_FILE = 0.02, 3, 0.1
# How likely it is that somebody else was born so: of some seventy years.
_BORN_SO = {
    Births.SAME_DAY: 1 / 25_000, Births.SWAPPED: 2 / 25_000, Births.ONE_DIGIT: 40 / 25_000, Births.SHIFTED: 90 / 25_000,
    Births.YEAR: 365 / 25_000, Births.NEXT_YEAR: 1_100 / 25_000, Births.OTHER_DAY: 365 / 25_000, Births.UNKNOWN: 1.0,
}  # fmt: skip
_MOST_ALIKE, _MOST_KIN = 60, 30  # a block of more people than this says too little about any two of them
FAMILY, KIN = "one_of_the_family", "with_relatives_alike"
ALONE, APART = "nobody_else_so_named_and_born", "nobody_else_so_named_on_that_day"
Pair = tuple[str, str]


def join_in_rounds(
    held: Mapping[str, Prepared], clusters: Clusters, apart: Callable[[str, str], bool], certain: float
) -> list[Link]:
    """Join people by what their families show; returns the links made. `apart` is what people judged."""
    look = _Look(held, Spellings.of(held.values()))
    links: list[Link] = []
    for _ in range(ROUNDS):
        made = _Round(look, clusters).links(clusters, apart, certain)
        links += made
        if not made:
            break
    return links


class _Look:
    """What does not change from round to round: which rows are alike enough to compare, and how alike two people are while
    nobody was joined to either."""

    def __init__(self, held: Mapping[str, Prepared], spellings: Spellings) -> None:
        self.held, self.spellings = held, spellings
        self._people: dict[tuple[str, int], Person] = {}
        self._like: dict[tuple[str, int, str, int], Likeness | None] = {}
        blocks: dict[tuple[object, ...], list[str]] = defaultdict(list)
        for row in held.values():
            for block in _blocks(row):
                blocks[block].append(row.key)
        self._blocks = [keys for keys in blocks.values() if len(keys) > 1]

    def person(self, key: str, rows: Sequence[Prepared]) -> Person:
        """Who all of these rows are about; sets of rows only grow, so that the number of them tells which it is."""
        found = self._people.get((key, len(rows)))
        if found is None:
            found = self._people[key, len(rows)] = Person(key, rows)
        return found

    def alike(self, a: Person, b: Person) -> Likeness | None:
        """How alike two people are."""
        which = (a.key, len(a.rows), b.key, len(b.rows))
        if which not in self._like:
            self._like[which] = compare(a, b, self.spellings)
        return self._like[which]

    def pairs(self, people: Mapping[str, str], families: Iterable[Sequence[str]]) -> list[Pair]:
        """People worth comparing: alike in some words and in when they were born, or of one family."""
        pairs: set[Pair] = set()
        for rows in self._blocks:
            keys = {people[row] for row in rows}
            if 1 < len(keys) <= _MOST_ALIKE:
                pairs.update(combinations(sorted(keys), 2))
        for kin in families:
            if len(kin) <= _MOST_KIN:
                pairs.update(combinations(sorted(kin), 2))
        return sorted(pairs)


@dataclass(frozen=True, slots=True)
class _Found:
    """Two people who may be one: how alike, in which relation, and how many others could be meant by chance."""

    a: str
    b: str
    like: Likeness
    relation: str
    others: float


class _Round:
    """The register as one round finds it."""

    def __init__(self, look: _Look, clusters: Clusters) -> None:
        self._look, self._spellings = look, look.spellings
        people = clusters.representatives()
        rows: dict[str, list[Prepared]] = defaultdict(list)
        for key, row in look.held.items():
            rows[people[key]].append(row)
        self._people = {person: look.person(person, its) for person, its in rows.items()}
        self._family: dict[str, int] = {}
        self._kin: dict[int, list[str]] = defaultdict(list)
        for number, household in enumerate(families(look.held.values(), people)):
            for person in dict.fromkeys(people[member.key] for member in household.members):
                self._family[person] = number
                self._kin[number].append(person)
        self._bearers = Counter(
            pair for person in self._people.values() for pair in {p for words in person.names for p in _pairs(words)}
        )
        self._like: dict[Pair, Likeness] = {}
        self._near: dict[str, list[str]] = defaultdict(list)
        for a, b in look.pairs(people, self._kin.values()):
            like = look.alike(self._people[a], self._people[b])
            if like is not None:
                self._like[a, b] = like
                self._near[a].append(b)
                self._near[b].append(a)
        self._alike_between: dict[tuple[int, int], list[Pair]] = defaultdict(list)
        for (a, b), like in self._like.items():
            if self._family[a] != self._family[b] and _is_firm(like):
                self._alike_between[self._families_of(a, b)].append((a, b))

    def links(self, clusters: Clusters, apart: Callable[[str, str], bool], certain: float) -> list[Link]:
        """Join what is sure, the likest first."""
        found = [self._found(a, b) for a, b in self._like]
        sure = [one for one in found if is_sure(one.like, one.relation, one.others) and 1 / (1 + one.others) >= certain]
        made = []
        for one in sorted(sure, key=lambda one: (-one.like.names - one.like.births, one.a, one.b)):
            if self._has_rival(one) or clusters.same(one.a, one.b):
                continue
            # As they are by now: others may have been joined to either.
            first, second = (
                Person(key, [self._look.held[row] for row in clusters.members(key)]) for key in (one.a, one.b)
            )
            like = compare(first, second, self._spellings)
            if like is not None and not like.clashes and clusters.join(one.a, one.b, apart=apart):
                made.append(self._link(one))
        return made

    def _families_of(self, a: str, b: str) -> tuple[int, int]:
        first, second = sorted((self._family[a], self._family[b]))
        return first, second

    def _found(self, a: str, b: str) -> _Found:
        like = self._like[a, b]
        others = self._bearing_the_same(self._people[a], self._people[b]) * _BORN_SO[like.births]
        if self._family[a] == self._family[b]:
            return _Found(a, b, like, FAMILY, others * len(self._kin[self._family[a]]) / len(self._people))
        relatives = [pair for pair in self._alike_between.get(self._families_of(a, b), ()) if not {a, b} & {*pair}]
        if relatives:
            for x, y in relatives:
                others *= self._bearing_the_same(self._people[x], self._people[y]) * _BORN_SO[self._like[x, y].births]
            return _Found(a, b, like, KIN, others)
        if like.shares_home:
            return _Found(a, b, like, ALONE, others * MOST_PEOPLE / len(self._people))
        if self._names_carer(a, b):
            return _Found(a, b, like, ALONE, others / 10)
        is_alone = min(len(self._kin[self._family[key]]) for key in (a, b)) == 1
        return _Found(a, b, like, ALONE if is_alone else APART, others)

    def _bearing_the_same(self, a: Person, b: Person) -> int:
        """How many bear the two rarest words that both have in common; or, where they do not, about as many as bear either's."""
        common = [self._bearers[p] for x in a.names for y in b.names for p in _pairs(tuple(sorted({*x} & {*y})))]
        if common:
            return min(common)
        return 3 + max(min((self._bearers[p] for p in _pairs(words)), default=1) for words in (*a.names, *b.names))

    def _names_carer(self, a: str, b: str) -> bool:
        """Whether one's parent or carer, as named, is of the other's family, or both name the same."""
        mine, theirs = self._people[a].carers, self._people[b].carers
        if any(names(x, y, self._spellings) >= Names.PART for x in mine for y in theirs):
            return True
        return any(
            names(carer, name, self._spellings) >= Names.SLIPS
            for carers, other in ((mine, b), (theirs, a))
            for carer in carers
            for kin in self._kin[self._family[other]]
            if kin != other
            for name in self._people[kin].names
        )

    def _has_rival(self, one: _Found) -> bool:
        """Whether somebody else fits one of the two about as well, and is not the other."""
        return any(self._rivals(x, y, one) for x, y in ((one.a, one.b), (one.b, one.a)))

    def _rivals(self, person: str, other: str, one: _Found) -> bool:
        for rival in self._near[person]:
            if rival == other or (one.relation == FAMILY and self._family[rival] != self._family[person]):
                continue
            like = self._like[_pair(person, rival)]
            if _strength(like) < _strength(one.like) or like.names < one.like.names - 2:
                continue
            with_other = self._like.get(_pair(other, rival))
            if with_other is None or with_other.clashes or _are_named_apart(with_other):
                return True
        return False

    def _link(self, one: _Found) -> Link:
        a, b = max(
            ((x, y) for x in self._people[one.a].rows for y in self._people[one.b].rows),
            key=lambda pair: (names(pair[0].name.words, pair[1].name.words, self._spellings), pair[0].key, pair[1].key),
        )
        return Link(a.key, b.key, one.relation, 1 / (1 + one.others), agreement(a, b).agrees)


def is_sure(like: Likeness, relation: str, others: float) -> bool:
    """Whether two people are joined without asking, where neither has a rival. `others`: how many more could be meant by
    chance. Pure."""
    if like.clashes:
        return False
    if like.shares_number:
        return like.births >= Births.YEAR
    if like.other_sex:
        return relation == FAMILY and (like.shares_home or like.is_near)
    if relation == FAMILY:
        if _are_named_apart(like):
            return False
        if like.births >= Births.YEAR:
            return like.names >= Names.PART_WITH_SLIPS  # what is merely close may be a twin's
        if like.births == Births.UNKNOWN:
            is_alike = like.names >= (Names.PART if like.shares_home else Names.RESPELLED)
            return is_alike and (like.shares_home or like.is_near) and others < CHANCE
        return like.names >= Names.RESPELLED and (like.births == Births.NEXT_YEAR or like.shares_home)
    if like.worst < Births.UNKNOWN or like.births < Births.YEAR or others >= _most_others(like):
        return False
    if relation == KIN:
        return like.names >= Names.PART and like.births >= Births.SHIFTED
    if relation == APART:
        return (
            like.names >= Names.PART and like.births == Births.SAME_DAY and (like.shares_home or others < CHANCE / 20)
        )
    return like.names >= (Names.SLIPS if like.births >= Births.SWAPPED else Names.PART)


def _are_named_apart(like: Likeness) -> bool:
    """Whether one file names both, and has them born on two full days: it may mean two."""
    vague = (Births.UNKNOWN, Births.NEXT_YEAR, Births.YEAR)
    return like.one_file and like.births != Births.SAME_DAY and like.births not in vague


def _most_others(like: Likeness) -> float:
    """From how many others by chance on two are no longer joined."""
    return CHANCE * (NEAR if like.is_near else 1) * (ONE_FILE if like.one_file else 1)


def _is_firm(like: Likeness) -> bool:
    """Whether two are so alike that their families may be one."""
    is_born_so = like.births >= Births.SHIFTED and like.worst >= Births.YEAR
    return is_born_so and like.names >= Names.PART and not like.clashes


def _strength(like: Likeness) -> int:
    """How firmly a day of birth speaks: exactly, with a slip, vaguely, or against."""
    return sum(like.births >= level for level in (Births.SWAPPED, Births.SHIFTED, Births.UNKNOWN))


def _blocks(row: Prepared) -> Iterable[tuple[object, ...]]:
    year, words = row.births.year, row.name.tokens
    if not row.births.is_first_january:
        yield from (("day", day, word[0]) for day in row.births.readings for word in words)
    if year is None:
        yield from (("where", *pair, row.postcode) for pair in _pairs(words))
        return
    for at in (year, year + 1):
        yield ("sound", row.bones, at)
        yield from (("words", *pair, at) for pair in _pairs(words))


@lru_cache(1 << 16)
def _pairs(words: Sequence[str]) -> tuple[Pair, ...]:
    """Any two words of a name in the order of the alphabet."""
    return tuple(combinations(sorted(words), 2))


def _pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)
