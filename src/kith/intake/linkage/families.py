"""Which people belong to one family, from what the files say about them: references, relationships, carers, telephones,
homes. A home that many share (a hotel) says nothing by itself; a family may live at several.

People come first (`linkage`); here each person stands with all their rows, so that one row's case number ties the others.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain, combinations

from kith.intake.linkage.rows import Prepared

EVERYDAY = 0.035  # borne by more people than this, a word of a name ties nobody
FEW_PEOPLE = 9  # where no more than these live, an everyday name of a family ties, too
MOST_PEOPLE = 14  # a case or telephone used by more people than this ties nobody (grandparents and cousins included)
MOST_AT_HOME = 30  # so a home, where families follow one another, and some of one person's rows are not found yet
GENERATION = 14  # years by which a parent is older, at the least
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Member:
    """A row of a family, and in words why it is there."""

    key: str
    why: str


@dataclass(frozen=True, slots=True)
class Household:
    """A family as worked out, its rows in the order of their keys."""

    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """What must be counted over the whole register before a tie means anything: how many people use each reference,
    telephone and home, and which words of names so many bear that sharing one says nothing."""

    used: Mapping[Key, int]
    everyday: frozenset[str]


def counted(rows: Iterable[Prepared], clusters: Mapping[str, str]) -> Counted:
    """Count over the whole register."""
    return _counted(_people(rows, clusters).values())


def _counted(people: Collection["_Person"]) -> Counted:
    used = Counter(chain.from_iterable(person.keys for person in people))
    bearers = Counter(chain.from_iterable({*chain.from_iterable(r.name.tokens for r in one.rows)} for one in people))
    many = max(20, EVERYDAY * len(people))
    return Counted(used, frozenset(word for word, borne_by in bearers.items() if borne_by > many))


def families(
    rows: Iterable[Prepared], clusters: Mapping[str, str], *, over: Counted | None = None, by_given: bool = False
) -> tuple[Household, ...]:
    """Every person in exactly one family. `over` is counted over `rows` where it is not given. `by_given`: a given name ties
    two of one home, too, while some of one person's rows are not found yet.

    The same rows give the same families in any order.
    """
    people = _people(rows, clusters)
    over = over or _counted(people.values())
    sharing: dict[Key, list[str]] = defaultdict(list)
    of_too_many = {key for key, used in over.used.items() if used > most_who_share(key)}
    for name, person in people.items():
        for key in person.keys:
            if key not in of_too_many and not person.is_passing(key):
                sharing[key].append(name)
    ties = _Ties({name: person.rows for name, person in people.items()})
    for key in sorted(sharing):
        if not ties.are_tied(sharing[key]):  # by a case or telephone, as most are who share a home
            _tie(key, [people[name] for name in sharing[key]], clusters, people, ties, over, by_given=by_given)
    return ties.households()


def _people(rows: Iterable[Prepared], clusters: Mapping[str, str]) -> Mapping[str, "_Person"]:
    rows_of: dict[str, list[Prepared]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.key):
        rows_of[clusters[row.key]].append(row)
    return {person: _Person.of(its) for person, its in rows_of.items()}


@dataclass(frozen=True, slots=True)
class _Person:
    """What all rows of one person say together: what they share with their family, their cases, and the homes that most rows
    name."""

    rows: Sequence[Prepared]
    shared: Sequence[Sequence[Key]]  # by each row
    keys: AbstractSet[Key]
    cases: AbstractSet[str]
    homes: AbstractSet[Key]

    @classmethod
    def of(cls, rows: Sequence[Prepared]) -> "_Person":
        shared = [household_keys(row) for row in rows]
        keys = [*chain.from_iterable(shared)]
        named = [key for key in keys if key[0] == "place"]
        homes = {*named}
        if len(homes) > 1:
            times = Counter(named)
            homes = {home for home in homes if times[home] == max(times.values())}
        return cls(rows, shared, {*keys}, {row.case_ref for row in rows if row.case_ref}, homes)

    def is_passing(self, key: Key) -> bool:
        """Whether this is a home that fewer of the person's rows name than another: old, or somebody else's."""
        kind, value = key
        where = value.rpartition("/")[0] if kind == "home" else value
        return kind in ("home", "place") and ("place", where) not in self.homes

    def has_another_case(self, other: "_Person") -> bool:
        return bool(self.cases and other.cases) and not self.cases & other.cases


def most_who_share(key: Key) -> int:
    """How many people may share a thing that ties a family."""
    return MOST_AT_HOME if key[0] in ("home", "place") else MOST_PEOPLE


def household_keys(row: Prepared) -> list[Key]:
    """What a row shares with its family: a case, a telephone, a home (in a shared house, the room)."""
    keys = [("case", row.case_ref), ("phone", row.phone)]
    if row.address.building and (row.address.room or not row.address.is_shared):
        where = f"{row.address.building}/{row.address.room}"
        keys += [("home", f"{where}/{row.postcode[:3]}"), ("place", where)]
    return [key for key in keys if key[1]]


WHY = {
    "case": "the same Home Office case",
    "phone": "the same telephone",
    "home": "the same home and a name in common",
    "place": "the same home, of which one row leaves out the postcode, and a name in common",
    "carer": "the same home, and one is named as the other's parent or carer",
}


def _tie(
    key: Key,
    sharing: Iterable[_Person],
    clusters: Mapping[str, str],
    people: Mapping[str, _Person],
    ties: "_Ties",
    over: Counted,
    *,
    by_given: bool,
) -> None:
    """Tie the people behind one shared thing: a case or telephone ties all of them, a home those whom a word of the name
    ties too, if the Home Office does not hold them under different cases, and those whom one names as carer."""
    here = (row for one in sharing for row, keys in zip(one.rows, one.shared, strict=True) if key in keys)
    rows = _once(here, clusters)
    roots = [ties.root(clusters[row.key]) for row in rows]
    for (n, a), (m, b) in combinations(enumerate(rows), 2):
        if roots[n] == roots[m]:
            continue
        first, second = clusters[a.key], clusters[b.key]
        kind = key[0]
        if kind == "place" and not _is_the_only_home(a, b, over):
            continue
        if kind in ("home", "place") and not (
            _has_a_name_in_common(a, b, over.everyday, is_few=over.used.get(key, 0) <= FEW_PEOPLE, by_given=by_given)
            and not people[first].has_another_case(people[second])
        ):
            if not (_is_carer(a, b) or _is_carer(b, a)):
                continue
            kind = "carer"
        ties.tie(first, second, WHY[kind])
        roots = [ties.root(root) for root in roots]


def _once(rows: Iterable[Prepared], clusters: Mapping[str, str]) -> list[Prepared]:
    """Of one person's rows that say the same of what ties, the first."""
    said: dict[tuple[object, ...], Prepared] = {}
    for row in sorted(rows, key=lambda row: row.key):
        said.setdefault((clusters[row.key], row.name, row.births.year, row.guardian.tokens, row.postcode), row)
    return list(said.values())


def _is_the_only_home(a: Prepared, b: Prepared, over: Counted) -> bool:
    """Whether one row leaves out the postcode, and the other's is the only one of a home written so."""
    if bool(a.postcode) == bool(b.postcode):
        return False
    where, prefix = f"{a.address.building}/{a.address.room}", (a.postcode or b.postcode)[:3]
    here = sum(over.used.get(("home", f"{where}/{one}"), 0) for one in (prefix, ""))
    return over.used.get(("place", where), 0) <= here


def _has_a_name_in_common(a: Prepared, b: Prepared, everyday: frozenset[str], *, is_few: bool, by_given: bool) -> bool:
    """Whether two have a word in common that ties them: of the names of both families, or the given name of a parent that is of a
    child's family, where people go by their fathers' names; `by_given`, a given name of both, too. An everyday one only where few
    live there, and as the name of both families."""
    common = {*a.name.tokens} & {*b.name.tokens}
    if not common:
        return False  # as most who share a house of strangers
    if not by_given:
        common = (_of_family(a) & _of_family(b)) | _of_a_parent(a, b) | _of_a_parent(b, a)
    return bool(common - everyday) or (is_few and bool({*a.name.family} & {*b.name.family}))


def _of_family(row: Prepared) -> set[str]:
    """The name of a row's family; of one who goes by one name alone, that."""
    return {*(row.name.family if row.name.given and row.name.family else row.name.tokens)}


def _of_a_parent(child: Prepared, parent: Prepared) -> set[str]:
    """Which given names of one who is a generation older are of the other's family."""
    born, earlier = child.births.year, parent.births.year
    is_older = born and earlier and born - earlier >= GENERATION
    return _of_family(child) & {*parent.name.given} if is_older else set()


def _is_carer(carer: Prepared, child: Prepared) -> bool:
    """Whether the child's row names the other as parent or carer."""
    named = set(child.guardian.tokens)
    return len(named) > 1 and (named <= set(carer.name.tokens) or set(carer.name.tokens) <= named)


class _Ties:
    """People tied together, each with the words of the first tie found."""

    def __init__(self, people: Mapping[str, Sequence[Prepared]]) -> None:
        self._people = people
        self._of = {person: person for person in people}
        self._why: dict[str, str] = {}

    def root(self, person: str) -> str:
        """Of each family one person: the same for all of it."""
        while self._of[person] != person:
            self._of[person] = self._of[self._of[person]]
            person = self._of[person]
        return person

    def are_tied(self, people: Iterable[str]) -> bool:
        """Whether all are of one family."""
        return len({self.root(person) for person in people}) == 1

    def tie(self, first: str, second: str, why: str) -> None:
        """Tie two people."""
        self._why.setdefault(first, why)
        self._why.setdefault(second, why)
        a, b = sorted((self.root(first), self.root(second)))
        self._of[b] = a

    def households(self) -> tuple[Household, ...]:
        """The families, in the order of their first rows."""
        groups: dict[str, list[Member]] = defaultdict(list)
        for person, rows in self._people.items():
            why = self._why.get(person, "no tie to anyone else is known")
            groups[self.root(person)] += [Member(row.key, why) for row in rows]
        made = (Household(tuple(sorted(members, key=lambda member: member.key))) for members in groups.values())
        return tuple(sorted(made, key=lambda household: household.members[0].key))
