"""Which people are laid beside each other, and how alike they are: what rounds keep from one to the next."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations

from kith.intake.linkage.likeness import Likeness, Person, compare
from kith.intake.linkage.pairing import Pair, Pairing
from kith.intake.linkage.rows import Prepared
from kith.intake.linkage.slips import Odds
from kith.intake.linkage.spelling import Spellings

GROWN_UP = 18
_FEW_BEARERS = 10  # of a name, among whom somebody without a day of birth is looked for


class Look:
    """What does not change from round to round: which rows are alike enough to compare, and how alike two people are while
    nobody was joined to either."""

    def __init__(self, held: Mapping[str, Prepared], spellings: Spellings) -> None:
        self.held, self.spellings, self.odds = held, spellings, Odds.of(list(held.values()))
        newest = max((row.births.year for row in held.values() if row.births.year), default=0)
        self.grown = newest - GROWN_UP  # by year of birth, and by no clock
        self.people: Mapping[str, Person] = {}
        self._like: dict[Pair, Likeness | None] = {}
        self._undated = {row.key for row in held.values() if row.births.year is None}
        self._named: dict[Pair, list[str]] = defaultdict(list)  # rows by the words of those without a day of birth
        wanted = {pair for key in self._undated for pair in pairs_of(held[key].name.tokens)}
        for row in held.values():
            for pair in wanted.intersection(pairs_of(row.name.tokens)):
                self._named[pair].append(row.key)
        usual = spellings.usual()
        self._pairing = Pairing(
            (
                (block, row.key)
                for row in held.values()
                for block in _blocks(row, tuple(sorted({usual.get(word, word) for word in row.name.tokens})), wanted)
            ),
            held,
        )

    def meet(self, rows: Mapping[str, Sequence[Prepared]]) -> Mapping[str, Person]:
        """Who all of these rows are about. Rows are only ever added to a person: as many as before are the same ones."""
        last = self.people
        as_before = {key for key, its in rows.items() if key in last and len(last[key].rows) == len(its)}
        self.people = {key: last[key] if key in as_before else Person(key, its) for key, its in rows.items()}
        self._forget(lambda a, b: a not in as_before or b not in as_before)
        return self.people

    def alike(self, a: str, b: str) -> Likeness | None:
        """How alike two people are."""
        if (a, b) not in self._like:
            self._like[a, b] = compare(self.people[a], self.people[b], self.spellings, self.grown)
        return self._like[a, b]

    def learn(self, words: Iterable[tuple[Pair, bool]]) -> None:
        """Learn spellings from families. Two people one of whom bears the rarer of two words that are one are compared anew."""
        told = list(words)
        learned = self.spellings.learn(
            (pair for pair, apart in told if not apart), (pair for pair, apart in told if apart)
        )
        rarer = {min(pair, key=lambda word: self.spellings.borne.get(word, 0)) for pair in learned}
        bearers = {
            key
            for key, person in self.people.items()
            if any(not rarer.isdisjoint(name) for name in (*person.names, *person.carers))
        }
        self._forget(lambda a, b: a in bearers or b in bearers)

    def _forget(self, is_other: Callable[[str, str], bool]) -> None:
        self._like = {pair: like for pair, like in self._like.items() if not is_other(*pair)}

    def pairs(self, clusters: Mapping[str, str], family: Mapping[str, int]) -> list[Pair]:
        """People worth comparing: alike in some words and in when they were born, or of one family."""
        return self._pairing.pairs(clusters, self.people, family, self._so_named(clusters))

    def _so_named(self, clusters: Mapping[str, str]) -> Iterator[Pair]:
        """Those without a day of birth, each with whoever has two words of the name, where few have."""
        for keys in self._named.values():
            bearers = {clusters[key] for key in keys}
            if 1 < len(bearers) <= _FEW_BEARERS:
                undated = {clusters[key] for key in keys if key in self._undated}
                yield from (pair_of(one, other) for one in undated for other in bearers if other != one)


def _places(row: Prepared) -> frozenset[str]:
    """Where somebody is found."""
    return frozenset(filter(None, (row.phone, row.postcode, f"{row.address.building} {row.address.room}".strip())))


def _blocks(row: Prepared, words: Sequence[str], undated: set[Pair]) -> Iterable[tuple[object, ...]]:
    """What a row is found by. `words`: those of its name, each as most write it; `undated`: two words each of the names of those
    whose day of birth nobody knows."""
    for pair in undated.intersection(pairs_of(row.name.tokens)):
        yield from (("at", *pair, place) for place in _places(row))
    year = row.births.year
    yield from (("number", number) for number in (row.person_ref, row.health_ref) if number)
    if not row.births.is_first_january:
        yield from (("day", day, word[0]) for day in row.births.readings for word in words)
    yield from (("came", *pair, day) for pair in pairs_of(words) for day in row.arrivals)
    if year is None:
        return
    for at in (year, year + 1):
        yield ("sound", row.bones, at)
        yield from (("words", *pair, at) for pair in pairs_of(words))


@lru_cache(1 << 16)
def pairs_of(words: Sequence[str]) -> tuple[Pair, ...]:
    """Any two words of a name in the order of the alphabet."""
    return tuple(combinations(sorted(words), 2))


def pair_of(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)
