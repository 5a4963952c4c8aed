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
_Here = tuple[str, Prepared]  # a person, and a row that says so


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
    of_too_many = {key for key, used in over.used.items() if used > most_who_share(key)}
    sharing: dict[Key, list[_Here]] = defaultdict(list)
    for name, person in people.items():
        for row, keys in zip(person.rows, person.shared, strict=True):
            for key in keys:
                if key not in of_too_many and key not in person.passing:
                    sharing[key].append((name, row))
    ties = _Ties({name: person.rows for name, person in people.items()})
    for key in sorted(sharing):
        here = dict(sharing[key])
        if ties.are_tied(here):
            continue  # as most are who share a home, by a case or telephone
        if key[0] in ("home", "place"):
            _tie_at_home(key, sharing[key], people, ties, over, by_given=by_given)
        else:
            ties.tie_all(here, WHY[key[0]])
    return ties.households()


def _people(rows: Iterable[Prepared], clusters: Mapping[str, str]) -> Mapping[str, "_Person"]:
    rows_of: dict[str, list[Prepared]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.key):
        rows_of[clusters[row.key]].append(row)
    return {person: _Person.of(its) for person, its in rows_of.items()}


@dataclass(frozen=True, slots=True)
class _Person:
    """What all rows of one person say together: what they share with their family, their cases, and what is passing, a home that
    fewer of the rows name than another: old, or somebody else's."""

    rows: Sequence[Prepared]
    shared: Sequence[Sequence[Key]]  # by each row
    keys: AbstractSet[Key]
    cases: AbstractSet[str]
    passing: AbstractSet[Key]

    @classmethod
    def of(cls, rows: Sequence[Prepared]) -> "_Person":
        shared = [household_keys(row) for row in rows]
        keys = {*chain.from_iterable(shared)}
        passing: AbstractSet[Key] = frozenset()
        if sum(key[0] == "place" for key in keys) > 1:
            times = Counter(key for key in chain.from_iterable(shared) if key[0] == "place")
            homes = {home for home in times if times[home] == max(times.values())}
            passing = {key for key in keys if key[0] in ("home", "place") and _place_of(key) not in homes}
        return cls(rows, shared, keys, {row.case_ref for row in rows if row.case_ref}, passing)

    def has_another_case(self, other: "_Person") -> bool:
        return bool(self.cases and other.cases) and not self.cases & other.cases


def _place_of(key: Key) -> Key:
    kind, value = key
    return "place", value.rpartition("/")[0] if kind == "home" else value


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


def _tie_at_home(
    home: Key, rows: Iterable[_Here], people: Mapping[str, _Person], ties: "_Ties", over: Counted, *, by_given: bool
) -> None:
    """Tie those of one home whom a word of the name ties, too, if the Home Office does not hold them under different cases, and
    those whom one names as carer."""
    here = _once(rows)
    roots = [ties.root(name) for name, _ in here]
    is_few = over.used.get(home, 0) <= FEW_PEOPLE
    for (n, (first, a)), (m, (second, b)) in combinations(enumerate(here), 2):
        if roots[n] == roots[m] or (home[0] == "place" and not _is_the_only_home(a, b, over)):
            continue
        is_named_so = _has_a_name_in_common(a, b, over.everyday, is_few=is_few, by_given=by_given)
        if is_named_so and not people[first].has_another_case(people[second]):
            ties.tie(first, second, WHY[home[0]])
        elif _is_carer(a, b) or _is_carer(b, a):
            ties.tie(first, second, WHY["carer"])
        else:
            continue
        roots = [ties.root(root) for root in roots]


def _once(rows: Iterable[_Here]) -> list[_Here]:
    """Of one person's rows that say the same of what ties, the first; all in the order of their keys."""
    said: dict[tuple[object, ...], _Here] = {}
    for one in rows:
        person, row = one
        said.setdefault(
            (person, row.name.given, row.name.family, row.births.year, row.guardian.tokens, row.postcode), one
        )
    return sorted(said.values(), key=lambda one: one[1].key)


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
    if not any(word in b.name.tokens for word in a.name.tokens):
        return False  # as most who share a house of strangers
    if by_given:
        common = {*a.name.tokens} & {*b.name.tokens}
    else:
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
    named = child.guardian.tokens
    return len(named) > 1 and ({*named} <= {*carer.name.tokens} or {*carer.name.tokens} <= {*named})


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

    def tie_all(self, people: Iterable[str], why: str) -> None:
        """Tie all of them."""
        first, *others = people
        for other in others:
            self.tie(first, other, why)

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
