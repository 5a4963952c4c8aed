"""Invented families: who they are, when they were born and came, where they live. Nobody in them is real."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from random import Random

from kith.demo.homes import Home, Places
from kith.demo.names import CULTURES, Culture, Naming, Word

AS_AT = date(2026, 9, 1)
_YEAR = 365.25
_SHAPES = {"both": 58, "mother": 29, "father": 5, "grandparent": 2, "siblings": 2, "alone": 4}
_BIRTHS = {1: 33, 2: 34, 3: 21, 4: 8, 5: 4}
TWIN_BIRTHS = 0.03


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a name, as this person usually spells it."""

    word: Word
    spelled: str


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """The truth about one invented person. A birth date that is not known to the day stands as 1 January of its year."""

    number: int
    family: int
    given: tuple[Part, ...]
    family_names: tuple[Part, ...]  # empty for somebody with one name
    native: str
    born: date
    is_day_known: bool
    sex: str
    relationship: str  # to the main applicant, in the words of the Home Office's file
    nationality: str
    arrived_on: date | None  # None: born in Scotland
    is_twin: bool
    homes: tuple[Home, ...]  # oldest first

    @property
    def name(self) -> str:
        return " ".join(part.spelled for part in (*self.given, *self.family_names))

    @property
    def is_born_in_scotland(self) -> bool:
        return self.arrived_on is None

    @property
    def is_child(self) -> bool:
        return self.relationship == "child"

    def age(self, at: date) -> int:
        """Age in whole years on that day."""
        return at.year - self.born.year - ((at.month, at.day) < (self.born.month, self.born.day))


@dataclass(frozen=True, slots=True)
class InventedFamily:
    """People who belong together, whether or not they live under one roof."""

    number: int
    culture: Culture
    people: tuple[InventedPerson, ...]

    @property
    def is_split(self) -> bool:
        return len({person.homes[-1].address for person in self.people}) > 1


def make_families(seed: int, families: int = 1_100, *, as_at: date = AS_AT) -> tuple[InventedFamily, ...]:
    """Invent families with their own truth. The same seed gives the same families; another seed, other ones."""
    if families < 1:
        raise ValueError("At least one family is needed.")
    rng = Random(f"kith families {seed}")
    places = Places(rng, families)
    made: list[InventedFamily] = []
    people = 0
    for number in range(1, families + 1):
        culture = rng.choices([culture for culture, _ in CULTURES], [share for _, share in CULTURES])[0]
        family = _Maker(rng, culture, places, as_at, number, people + 1).family()
        people += len(family.people)
        made.append(family)
    return _with_lookalikes(rng, made)


class _Maker:
    """Makes one family. Holds what its people share, so that the steps need not hand it on."""

    def __init__(self, rng: Random, culture: Culture, places: Places, as_at: date, number: int, first: int) -> None:
        self.rng, self.culture, self.places, self.as_at = rng, culture, places, as_at
        self.number, self.first = number, first
        self.nationality = rng.choice(culture.nationalities)
        self.arrived = as_at - timedelta(days=int(rng.triangular(0.4, 10, 8) * _YEAR))
        self.people: list[InventedPerson] = []
        self.usual = {word: self._usual(word) for word in culture.family}
        self.chain_length = 2 if culture.code != "tigrinya" or rng.random() < 0.5 else 1
        self.homes = self._homes()

    def family(self) -> InventedFamily:
        shape = self.rng.choices(list(_SHAPES), list(_SHAPES.values()))[0]
        births = [] if shape == "alone" else self._births()
        oldest = min(births, default=self.as_at - timedelta(days=int(self.rng.uniform(2, 15) * _YEAR)))
        mother_born = oldest - timedelta(days=int(self.rng.triangular(18.5, 35, 24) * _YEAR))
        father_born = mother_born - timedelta(days=int(self.rng.triangular(-4, 12, 2) * _YEAR))
        father = self._adult("m", father_born, "principal")
        mother = self._adult("f", mother_born, "partner", husband=father)
        if shape in ("both", "father"):
            self.people.append(father)
        if shape == "both":
            self.people.append(self._later(mother, 0.15))
        if shape == "mother" or (shape == "alone" and self.rng.random() < 0.5):
            self.people.append(replace(mother, relationship="principal"))
        elif shape == "alone":
            self.people.append(father)
        if shape == "siblings":
            self._adult_sibling(father, oldest)
        if shape == "grandparent" or self.rng.random() < 0.06:
            self._grandparent(father, mother_born, "principal" if shape == "grandparent" else "grandparent")
        self._children(father, births)
        if shape == "both" and self.rng.random() < 0.09:
            self._split()
        numbered = [
            replace(person, number=self.first + at, homes=_since_here(person)) for at, person in enumerate(self.people)
        ]
        return InventedFamily(self.number, self.culture, tuple(numbered))

    def _births(self) -> list[date]:
        """Dates on which children were born, oldest first. Now and then two births in less than a year."""
        rng = self.rng
        years = rng.triangular(0.2, 17.9, 8) if rng.random() < 0.94 else rng.uniform(18, 21)
        born = self.as_at - timedelta(days=int(years * _YEAR))
        births = []
        for _ in range(rng.choices(list(_BIRTHS), list(_BIRTHS.values()))[0]):
            if born > self.as_at - timedelta(days=20):
                break
            births.append(born)
            born += timedelta(
                days=int(rng.uniform(0.8, 1) * _YEAR if rng.random() < 0.04 else rng.uniform(1.1, 3.9) * _YEAR)
            )
        return births

    def _children(self, father: InventedPerson, births: list[date]) -> None:
        is_late = self.rng.random() < 0.08  # children who followed their parents
        for born in births:
            twins = self.rng.random() < TWIN_BIRTHS
            child = self._child(father, born, is_twin=twins, is_late=is_late)
            self.people.append(child)
            if twins:
                self.people.append(self._child(father, born, is_twin=True, is_late=is_late, like=child))

    def _child(
        self, father: InventedPerson, born: date, *, is_twin: bool, is_late: bool, like: InventedPerson | None = None
    ) -> InventedPerson:
        sex = like.sex if like and self.rng.random() < 0.7 else self.rng.choice("fm")
        given = self._given(sex, like=like.given[0].spelled if like else "")
        names = self._child_names(father)
        child = self._person(given, names, sex, born, "child")
        if like and like.arrived_on:
            return replace(child, arrived_on=like.arrived_on, is_day_known=True, born=like.born, is_twin=True)
        child = replace(
            child, is_twin=is_twin, is_day_known=child.is_day_known or is_twin, born=born if is_twin else child.born
        )
        return self._later(child, 1.0) if is_late and child.arrived_on else child

    def _child_names(self, father: InventedPerson) -> tuple[Part, ...]:
        if self.culture.naming is Naming.CHAIN:
            return (father.given[0], *father.family_names)[: self.chain_length]
        if self.culture.naming is Naming.OWN and self.rng.random() < 0.4:
            return self._family_name()
        return father.family_names or self._family_name()

    def _adult(self, sex: str, born: date, relationship: str, husband: InventedPerson | None = None) -> InventedPerson:
        rng, culture = self.rng, self.culture
        if culture.naming is Naming.CHAIN:
            names = tuple(self._part(word) for word in rng.sample(culture.male, self.chain_length))
        elif husband and rng.random() < culture.share_of_wives_with_husbands_name:
            names = husband.family_names
        else:
            names = self._family_name()
        if rng.random() < culture.share_one_name:
            names = ()
        return self._person(self._given(sex), names, sex, born, relationship)

    def _adult_sibling(self, father: InventedPerson, oldest: date) -> None:
        """A young adult who looks after younger brothers and sisters: children of one father, who is not here."""
        born = min(oldest - timedelta(days=900), self.as_at - timedelta(days=int(self.rng.uniform(19, 27) * _YEAR)))
        sex = self.rng.choice("fm")
        self.people.append(self._person(self._given(sex), self._child_names(father), sex, born, "principal"))

    def _grandparent(self, father: InventedPerson, parent_born: date, relationship: str) -> None:
        sex = self.rng.choices("fm", (7, 3))[0]
        born = parent_born - timedelta(days=int(self.rng.triangular(20, 34, 25) * _YEAR))
        person = self._adult(sex, born, relationship)
        if self.culture.naming is Naming.FAMILY and self.rng.random() < 0.6:
            person = replace(
                person, family_names=father.family_names, native=_native(person.given, father.family_names)
            )
        self.people.append(person)

    def _person(
        self, given: tuple[Part, ...], names: tuple[Part, ...], sex: str, born: date, relationship: str
    ) -> InventedPerson:
        is_here = born > self.arrived
        is_day_known = is_here or self.rng.random() > (0.025 if relationship == "child" else 0.06)
        return InventedPerson(
            number=0,
            family=self.number,
            given=given,
            family_names=names,
            native=_native(given, names),
            born=born if is_day_known else date(born.year, 1, 1),
            is_day_known=is_day_known,
            sex=sex,
            relationship=relationship,
            nationality=self.nationality,
            arrived_on=None if is_here else self.arrived,
            is_twin=False,
            homes=self.homes,
        )

    def _later(self, person: InventedPerson, share: float) -> InventedPerson:
        """With that share, somebody who came some months or years after the others."""
        if self.rng.random() >= share:
            return person
        came = self.arrived + timedelta(days=int(self.rng.uniform(0.3, 2.5) * _YEAR))
        return replace(person, arrived_on=came) if came < self.as_at - timedelta(days=90) else person

    def _given(self, sex: str, like: str = "") -> tuple[Part, ...]:
        """A given name that nobody in the family has yet. Twins often get names that begin alike."""
        culture, rng = self.culture, self.rng
        taken = {part.word for person in self.people for part in person.given[-1:]}
        pool = [word for word in (culture.female if sex == "f" else culture.male) if word not in taken]
        alike = [word for word in pool if like and word.usual[0] == like[0] and word.usual != like]
        word = rng.choice(alike if alike and rng.random() < 0.6 else pool)
        if sex == "m" and rng.random() < culture.share_compound:
            first = rng.choice([first for first in culture.compound_first if first.usual != word.usual])
            if culture.joiner == " ":
                return self._part(first), self._part(word)
            return (self._part(_joined(first, word, culture.joiner)),)
        return (self._part(word),)

    def _family_name(self) -> tuple[Part, ...]:
        word = self.rng.choice(self.culture.family)
        return (Part(word, self.usual[word]),)

    def _part(self, word: Word) -> Part:
        return Part(word, self._usual(word))

    def _usual(self, word: Word) -> str:
        return word.usual if self.rng.random() < 0.72 else self.rng.choice(word.spellings)

    def _homes(self) -> tuple[Home, ...]:
        """A hotel first for some, then a home, then perhaps another. Some still live in the hotel."""
        rng, here = self.rng, (self.as_at - self.arrived).days
        if rng.random() < (0.6 if here < 900 else 0.18):
            return (self.places.hotel_room(self.arrived, None),)
        homes: list[Home] = []
        since = self.arrived
        if rng.random() < 0.3:
            moved = since + timedelta(days=rng.randint(20, max(21, here // 4)))
            homes.append(self.places.hotel_room(since, moved))
            since = moved
        if rng.random() < 0.35:
            moved = since + timedelta(days=rng.randint(15, max(16, (self.as_at - since).days // 2)))
            homes.append(self.places.flat(since, moved, homes[0].town if homes and rng.random() < 0.8 else None))
            since = moved
        homes.append(self.places.flat(since, None, homes[-1].town if homes and rng.random() < 0.85 else None))
        return tuple(homes)

    def _split(self) -> None:
        """One parent, perhaps with a child, lives elsewhere now."""
        last = self.homes[-1]
        since = last.from_ + (self.as_at - last.from_) * self.rng.uniform(0.2, 0.8)
        home = self.places.flat(since, None, last.town if self.rng.random() < 0.7 else None)
        moved = (*self.homes[:-1], replace(last, until=since), home)
        apart = {1} | ({2} if len(self.people) > 3 and self.rng.random() < 0.3 else set())
        for at in apart:
            self.people[at] = replace(self.people[at], homes=moved)


def _since_here(person: InventedPerson) -> tuple[Home, ...]:
    """The homes of a family from the day that this person was born into it, or came."""
    start = person.arrived_on or person.born
    lived = [home for home in person.homes if home.until is None or home.until > start]
    return tuple(replace(home, from_=max(home.from_, start)) for home in lived)


def _joined(first: Word, second: Word, joiner: str) -> Word:
    """Two words written as one, in every pair of spellings."""
    spellings = [
        first_way + joiner + (second_way if joiner else second_way.lower())
        for first_way, second_way in product(first.spellings, second.spellings)
    ]
    return Word(tuple(dict.fromkeys(spellings)), first.native + joiner + second.native if first.native else "")


def _with_lookalikes(rng: Random, families: list[InventedFamily]) -> tuple[InventedFamily, ...]:
    """Let some only children share name and nearly the birth date with a child of another family: not one person."""
    seen: dict[tuple[str, str, str], list[InventedPerson]] = defaultdict(list)
    made = []
    for family in families:
        children = [person for person in family.people if person.is_child]
        only = children[0] if len(children) == 1 and children[0].is_day_known else None
        if only:
            name = only.family_names[0].word.usual if only.family_names and family.culture.family else ""
            near = [other for other in seen[(family.culture.code, only.sex, name)] if _may_share(only, other)]
            seen[(family.culture.code, only.sex, name)].append(only)
            if near and rng.random() < 0.35:
                other = rng.choice(near)
                born = other.born + timedelta(days=rng.choice((0, 1, 3, 9)))
                twin = replace(only, given=other.given, born=born, native=_native(other.given, only.family_names))
                twin = replace(twin, homes=_since_here(twin))
                people = tuple(twin if person is only else person for person in family.people)
                family = replace(family, people=people)
        made.append(family)
    return tuple(made)


def _may_share(one: InventedPerson, other: InventedPerson) -> bool:
    """A small step of the birth date only, that leaves it on the same side of the arrival."""
    same_side = one.arrived_on is None or other.born + timedelta(days=10) < one.arrived_on
    not_before = one.arrived_on is not None or (other.arrived_on is None and other.born >= one.born)
    return abs((one.born - other.born).days) < 400 and same_side and not_before


def _native(given: tuple[Part, ...], names: tuple[Part, ...]) -> str:
    return " ".join(part.word.native for part in (*given, *names) if part.word.native)
