"""Relatives as evidence for people, and people as evidence for families, in rounds (associative matching, as the ONS did for the
Census of 2021).

What one name and one day of birth say depends on who else could be meant. Inside a family few could, and nobody is joined there
who has a rival. Of people with no relatives known, how many of such a name were born so by chance is counted in the register.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from kith.intake.linkage.clusters import Clusters
from kith.intake.linkage.families import MOST_PEOPLE, families
from kith.intake.linkage.likely import LIKELY, SURE, Seen, Trees, seen
from kith.intake.linkage.likeness import Arrival, Births, Likeness, Names, Person, arrival, compare, names
from kith.intake.linkage.look import Look, pair_of, pairs_of
from kith.intake.linkage.pairing import Pair
from kith.intake.linkage.queue import ONE_IN, Doubt
from kith.intake.linkage.rows import Link, Prepared
from kith.intake.linkage.spelling import Spellings
from kith.intake.linkage.sure import (
    ALONE,
    APART,
    FAMILY,
    KIN,
    are_two,
    fits,
    fits_as_well,
    is_firm,
    is_sure,
    may_be_two,
    must_be_asked,
)
from kith.intake.linkage.words import agreement

ROUNDS = 2  # a third joined one pair in a thousand more of twelve thousand families, and took a tenth of the time


def join_in_rounds(
    held: Mapping[str, Prepared],
    spellings: Spellings,
    clusters: Clusters,
    apart: Callable[[str, str], bool],
    certain: float,
    trees: Trees | None,
) -> tuple[list[Link], list[Doubt]]:
    """Join people by what their families show; returns the links made, and whom to ask about. `apart` is what people judged.
    Once rules had a round or join nobody `trees` join, too; they say how likely each doubt is (None: while they are learned)."""
    look = Look(held, spellings)
    links: list[Link] = []
    for after in range(ROUNDS):
        last = _Round(look, clusters)
        made = last.links(clusters, apart, certain)
        if trees and (after or not made):
            made += last.likely_links(clusters, apart, certain, trees)
        links += made
        if not made:
            break
    return links, last.doubts(clusters, trees) if trees else []


@dataclass(frozen=True, slots=True)
class Left:
    """Two people whom rules left who may be one, by a row of each: what trees look at, and whether these may join them."""

    a: str
    b: str
    seen: Seen
    is_open: bool


def left_by_rules(held: Mapping[str, Prepared], people: Mapping[str, str]) -> list[Left]:
    """Whoever may be one of people as the rules left them: trees are learned from it."""
    clusters = Clusters(held, lambda a, b: False)
    for key, person in people.items():
        clusters.join(key, person, force=True)
    left = _Round(Look(held, Spellings.of(held.values())), clusters)
    return [Left(one.a, one.b, left.seen(one), left.is_open(one, lambda a, b: False)) for one in left.doubted(clusters)]


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

    def __init__(self, look: Look, clusters: Clusters) -> None:
        self._look, self._spellings = look, look.spellings
        people = clusters.representatives()
        rows: dict[str, list[Prepared]] = defaultdict(list)
        for key, row in look.held.items():
            rows[people[key]].append(row)
        self._people = look.meet(rows)
        self._family: dict[str, int] = {}
        self._kin: dict[int, list[str]] = defaultdict(list)
        for number, household in enumerate(families(look.held.values(), people, by_given=True)):
            for person in dict.fromkeys(people[member.key] for member in household.members):
                self._family[person] = number
                self._kin[number].append(person)
        # Who is alone in one file has, as a rule, other rows somewhere: that the only one who fits is another, takes that there
        # are none, as it seems to be with so many rows for each that has some.
        found = sum(len(person.rows) for person in self._people.values() if len(person.files) > 1)
        self._alone = min(1.0, (len(look.held) - found) / max(found, 1))
        self._arrivals = {
            number: {day for person in kin for day in self._people[person].arrivals}
            for number, kin in self._kin.items()
        }
        self._bearers = Counter(
            pair for person in self._people.values() for pair in {p for words in person.names for p in pairs_of(words)}
        )
        look.learn(self._words_in_families())
        self._like: dict[Pair, Likeness] = {
            pair: like for pair in look.pairs(people, self._family) if (like := look.alike(*pair)) is not None
        }
        self._near: dict[str, list[str]] = defaultdict(list)
        for a, b in self._like:
            self._near[a].append(b)
            self._near[b].append(a)
        self._alike_between: dict[tuple[int, int], list[Pair]] = defaultdict(list)
        for (a, b), like in self._like.items():
            if self._family[a] != self._family[b] and is_firm(like):
                self._alike_between[self._families_of(a, b)].append((a, b))
        self._found = {pair: self._weighed(*pair) for pair in self._like}

    def _words_in_families(self) -> Iterator[tuple[Pair, bool]]:
        """Once for each family: two words by which alone two of it differ who were born on one day, or one person's rows, and
        whether one file names both of the two, which it does as a rule because they are two."""
        for kin in self._kin.values():
            found: dict[Pair, bool] = {}
            for person in kin:
                for x, y in combinations(sorted(self._people[person].names), 2):
                    for words in self._spellings.one_word(x, y):
                        found.setdefault(words, False)
            for a, b in combinations(kin, 2):
                one, other = self._people[a], self._people[b]
                if _born_on_one_day(one, other):
                    for words in {
                        pair for x in one.names for y in other.names for pair in self._spellings.one_word(x, y)
                    }:
                        found[words] = found.get(words, False) or bool(one.files & other.files)
            yield from found.items()

    def links(self, clusters: Clusters, apart: Callable[[str, str], bool], certain: float) -> list[Link]:
        """Join what is sure, the likest first."""
        sure = [one for one in self._found.values() if self._is_sure(one) and 1 / (1 + one.others) >= certain]
        alone = (one for one in sure if not self._has_rival(one))
        in_order = sorted(alone, key=lambda one: (-one.like.names - one.like.births, one.a, one.b))
        made = self._join(in_order, self._is_sure, clusters, apart)
        return [self._link(one, one.relation, 1 / (1 + one.others)) for one in made]

    def likely_links(
        self, clusters: Clusters, apart: Callable[[str, str], bool], certain: float, trees: Trees
    ) -> list[Link]:
        """Join those of whom nearly all who are as alike were one, the likeliest first."""

        def is_likely(one: _Found) -> bool:
            return self.is_open(one, apart) and self._likely(one, trees) >= max(SURE, certain)

        in_order = [(self._likely(one, trees), one) for one in self.doubted(clusters) if is_likely(one)]
        in_order.sort(key=lambda told: (-told[0], told[1].a, told[1].b))
        likely = {(one.a, one.b): share for share, one in in_order}
        made = self._join((one for _, one in in_order), is_likely, clusters, apart)
        return [self._link(one, LIKELY, likely[one.a, one.b]) for one in made]

    def _likely(self, one: _Found, trees: Trees) -> float:
        """How likely two are one. Whoever else fits is weighed, too: no more than one of them is that person."""
        rivals = list(self._rivals(one))
        if not rivals:
            return trees.probability(self.seen(one))
        mine, *theirs = (
            trees.odds(self._seen(found, has_rival=False)) for found in (one, *(self._found[pair] for pair in rivals))
        )
        return mine / (1 + mine + sum(theirs))

    def doubted(self, clusters: Clusters) -> Iterator[_Found]:
        """Everybody who may be one and was not joined, unless so many others could be meant that nobody is asked."""
        return (
            one for one in self._found.values() if 1 / (1 + one.others) >= ONE_IN and not clusters.same(one.a, one.b)
        )

    def is_open(self, one: _Found, apart: Callable[[str, str], bool]) -> bool:
        """Whether likeness alone may join two. Not where somebody else of the family fits, too, or whoever does was judged to be
        another than the other, or, of one family, may be: Muhammad may be Muhammad Hasan, or his twin Muhammad Husain."""
        if must_be_asked(one.like, one.relation) or (one.relation == FAMILY and self._has_rival(one)):
            return False
        families = {self._family[one.a], self._family[one.b]}
        return not any(
            fits(self._like[pair_of(x, near)])
            and (
                self._are_judged_apart(near, y, apart)
                or (self._family[near] in families and may_be_two(self._like.get(pair_of(near, y))))
            )
            for x, y in ((one.a, one.b), (one.b, one.a))
            for near in self._near[x]
            if near != y
        )

    def _are_judged_apart(self, a: str, b: str, apart: Callable[[str, str], bool]) -> bool:
        return any(apart(x.key, y.key) for x in self._people[a].rows for y in self._people[b].rows)

    def seen(self, one: _Found) -> Seen:
        """What trees look at."""
        return self._seen(one, has_rival=self._has_rival(one))

    def _seen(self, one: _Found, *, has_rival: bool) -> Seen:
        return seen(one.like, one.relation, one.others, self._came(one.a, one.b), has_rival=has_rival)

    def _join(
        self, in_order: Iterable[_Found], is_sure: Callable[[_Found], bool], clusters: Clusters,
        apart: Callable[[str, str], bool],
    ) -> Iterator[_Found]:  # fmt: skip
        """Join each two who are still sure; gives those joined."""
        for one in in_order:
            if clusters.same(one.a, one.b):
                continue
            now = self._as_it_is(one, clusters)
            still_sure = now is one or (now is not None and is_sure(now))
            if still_sure and clusters.join(one.a, one.b, apart=apart):
                yield one

    def _as_it_is(self, one: _Found, clusters: Clusters) -> _Found | None:
        """Two people as they are by now: others may have been joined to either."""
        rows = {key: clusters.members(key) for key in (one.a, one.b)}
        if all(len(its) == len(self._people[key].rows) for key, its in rows.items()):
            return one
        first, second = (Person(key, [self._look.held[row] for row in its]) for key, its in rows.items())
        like = compare(first, second, self._spellings, self._look.grown)
        return replace(one, like=like) if like else None

    def doubts(self, clusters: Clusters, trees: Trees) -> list[Doubt]:
        """Everybody who may be one and was not joined, and how likely they are."""
        doubts = []
        for one in self.doubted(clusters):
            x, y = self._likest_rows(one)
            doubts.append(Doubt(x.key, y.key, trees.probability(self.seen(one))))
        return doubts

    def _is_sure(self, one: _Found) -> bool:
        return is_sure(one.like, one.relation, one.others, has_own_name=self._has_own_name(one))

    def _has_own_name(self, one: _Found) -> bool:
        """Whether every row of two born on one day has the same given names, and nobody else of their family one of them: then
        what differs is the family's name."""
        if one.relation != FAMILY or not one.like.one_given or one.like.births < Births.SAME_DAY:
            return False
        (given,) = self._people[one.a].given | self._people[one.b].given
        of_kin = (self._people[kin].names for kin in self._kin[self._family[one.a]] if kin not in (one.a, one.b))
        return given.isdisjoint({word for names in of_kin for words in names for word in words})

    def _families_of(self, a: str, b: str) -> tuple[int, int]:
        first, second = sorted((self._family[a], self._family[b]))
        return first, second

    def _weighed(self, a: str, b: str) -> _Found:
        like = self._like[a, b]
        others = self._bearing_the_same(self._people[a], self._people[b]) * self._look.odds.births[like.births]
        if self._family[a] == self._family[b]:
            return _Found(a, b, like, FAMILY, others * len(self._kin[self._family[a]]) / len(self._people))
        others *= self._look.odds.arrivals[self._came(a, b)]
        relatives = [pair for pair in self._alike_between.get(self._families_of(a, b), ()) if not {a, b} & {*pair}]
        if relatives:
            for x, y in relatives:
                others *= (
                    self._bearing_the_same(self._people[x], self._people[y])
                    * self._look.odds.births[self._like[x, y].births]
                )
            return _Found(a, b, like, KIN, others)
        if like.shares_home:
            return _Found(a, b, like, ALONE, others * MOST_PEOPLE / len(self._people))
        if like.births >= Births.SWAPPED and like.names >= Names.RESPELLED and self._names_carer(a, b):
            return _Found(a, b, like, ALONE, others / 10)
        is_alone = min(len(self._kin[self._family[key]]) for key in (a, b)) == 1
        if is_alone and like.births <= Births.YEAR:
            others *= self._alone
        return _Found(a, b, like, ALONE if is_alone else APART, others)

    def _came(self, a: str, b: str) -> Arrival:
        """Whether two came on one day, by their own rows, or else by those of their families, who may have come apart. Brothers
        come together, and so do many who were all born on 1 January: it says something of one name and one day alone."""
        mine, theirs = self._people[a].arrivals, self._people[b].arrivals
        found = arrival(mine, theirs)
        if not mine or not theirs:
            found = max(arrival(self._arrivals[self._family[a]], self._arrivals[self._family[b]]), found)
        like, days = self._like[a, b], (*self._people[a].births, *self._people[b].births)
        is_one_day = like.births >= Births.SWAPPED or (
            like.births == Births.YEAR and not all(day.is_first_january for day in days)
        )
        return found if like.names >= Names.RESPELLED and is_one_day else min(found, Arrival.UNKNOWN)

    def _bearing_the_same(self, a: Person, b: Person) -> int:
        """How many bear the two rarest words that both have in common; or, where they do not, about as many as bear either's."""
        common = [
            self._bearers[p] for x in a.names for y in b.names for p in combinations(sorted({*x}.intersection(y)), 2)
        ]
        if common:
            return max(min(common) - 1, 1)  # without one of the two
        return 3 + max(min((self._bearers[p] for p in pairs_of(words)), default=1) for words in (*a.names, *b.names))

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
        """Whether somebody else fits one of the two about as well, and is not the other; or two others do, who may be two."""
        if one.relation == FAMILY and not one.like.shares_number and any(map(self._is_between_two, (one.a, one.b))):
            return True
        return any(self._rivals(one))

    def _is_between_two(self, person: str) -> bool:
        """Whether two others of the family who may be two fit this name and day, so that a short name may be either's: twins
        are called Tahir Usman and Tahir Imran, or Muhammad Hasan and Muhammad Husain, and some office writes Tahir."""
        fitting = [
            kin
            for kin in self._near[person]
            if self._family[kin] == self._family[person] and fits(self._like[pair_of(person, kin)])
        ]
        return any(may_be_two(self._like.get(pair_of(x, y))) for x, y in combinations(fitting, 2))

    def _rivals(self, one: _Found) -> Iterator[Pair]:
        """Whoever fits one of the two about as well, and is not the other: each with that one."""
        for person, other in ((one.a, one.b), (one.b, one.a)):
            for rival in self._near[person]:
                if rival == other or (one.relation == FAMILY and self._family[rival] != self._family[person]):
                    continue
                pair = pair_of(person, rival)
                if fits_as_well(self._like[pair], one.like) and are_two(self._like.get(pair_of(other, rival))):
                    yield pair

    def _link(self, one: _Found, rule: str, probability: float) -> Link:
        a, b = self._likest_rows(one)
        return Link(a.key, b.key, rule, probability, agreement(a, b).agrees)

    def _likest_rows(self, one: _Found) -> tuple[Prepared, Prepared]:
        """The two rows of two people whose names are likest."""
        return max(
            ((x, y) for x in self._people[one.a].rows for y in self._people[one.b].rows),
            key=lambda pair: (names(pair[0].name.words, pair[1].name.words, self._spellings), pair[0].key, pair[1].key),
        )


def _born_on_one_day(a: Person, b: Person) -> bool:
    days = {day for births in a.births if not births.is_first_january for day in births.readings}
    return any(day in days for births in b.births if not births.is_first_january for day in births.readings)
