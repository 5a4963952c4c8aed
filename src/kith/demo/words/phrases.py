"""How an invented text is put together: sentences drawn from a pool, with slots filled from banks or from facts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from kith.demo.words.banks import BANKS, YOUNG_BANKS

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SLOT = re.compile(r"\{(\w+)\}")
_AGES = re.compile(r"^(\d+)([+-]) ")  # "6+ …" is for children from six on, "4- …" for those up to four
YOUNG = 5


@dataclass(frozen=True, slots=True)
class Child:
    """What an invented text may know about a child. School, teacher, club and doctor stay the same in all of them."""

    called: str
    age: int
    years_here: int
    is_born_here: bool
    school: str
    teacher: str
    club: str
    doctor: str
    language: str

    @property
    def stage(self) -> str:
        """baby, nursery, primary or secondary: which words fit."""
        return "baby" if self.age < 3 else "nursery" if self.age < 5 else "primary" if self.age < 12 else "secondary"

    @property
    def facts(self) -> dict[str, str]:
        young = {"is_young": "yes"} if self.age <= YOUNG else {}
        return young | {
            "name": self.called,
            "age": number(self.age),
            "years": years(min(self.years_here, self.age)),
            "school": self.school,
            "teacher": self.teacher,
            "club": self.club,
            "gp": self.doctor,
            "language": self.language,
        }


@dataclass(frozen=True, slots=True)
class Household:
    """What an invented text of the review may know about a family."""

    adults: tuple[str, ...]
    children: tuple[Child, ...]
    years_here: int
    town: str

    @property
    def facts(self) -> dict[str, str]:
        return {
            "adults": listed(self.adults) or "the older brother or sister",
            "children": listed([child.called for child in self.children]) or "the family",
            "years": years(self.years_here),
            "town": self.town,
        }


def about_child(
    rng: Random, called: str, age: int, *, years_here: int, is_born_here: bool, language: str = "English"
) -> Child:
    """A child with a school, a teacher, a club and a doctor. Give the same seed for the same child each time."""
    place = fill(rng, "{school_name}")
    kind = {"baby": "Family Centre", "nursery": "Nursery", "primary": "Primary School", "secondary": "Academy"}
    child = Child(called, age, years_here, is_born_here, "", "", "", "", language)
    return Child(
        called=called,
        age=age,
        years_here=years_here,
        is_born_here=is_born_here,
        school=f"{place} {kind[child.stage]}",
        teacher=fill(rng, "{staff}"),
        club=fill(rng, "{group}") if age >= 6 else "the playgroup",
        doctor=fill(rng, "{doctor}"),
        language=language,
    )


def fill(rng: Random, sentence: str, facts: Mapping[str, str] | None = None) -> str:
    """Fill the slots of a sentence: from the facts where they know the slot, else drawn from its bank.

    Facts that hold `is_young` draw from the banks for small children first.
    """
    known = facts or {}
    banks = {**BANKS, **YOUNG_BANKS} if "is_young" in known else BANKS
    return _SLOT.sub(lambda slot: known.get(slot[1]) or rng.choice(banks[slot[1]]), sentence)


def fitting(pool: Sequence[str], age: int) -> list[str]:
    """The sentences of a pool that fit an age, without their marks."""
    found = []
    for sentence in pool:
        mark = _AGES.match(sentence)
        if mark is None or (age >= int(mark[1]) if mark[2] == "+" else age <= int(mark[1])):
            found.append(_AGES.sub("", sentence))
    return found


def some(rng: Random, pool: Sequence[str], least: int, most: int) -> list[str]:
    """Some sentences of a pool, in the pool's order, so that they read on from one another."""
    chosen = sorted(rng.sample(range(len(pool)), min(len(pool), rng.randint(least, most))))
    return [pool[at] for at in chosen]


def text(rng: Random, sentences: Sequence[str], facts: Mapping[str, str] | None = None) -> str:
    """One paragraph of filled sentences, each beginning with a capital."""
    filled = [fill(rng, sentence, facts) for sentence in sentences]
    return " ".join(sentence[0].upper() + sentence[1:] for sentence in filled)


def number(value: int) -> str:
    """A number in words up to twelve, in digits above."""
    return _NUMBERS[value] if 0 <= value < len(_NUMBERS) else str(value)


def years(value: int) -> str:
    """A length of time in whole years, in words."""
    return "less than a year" if value < 1 else "one year" if value == 1 else f"{number(value)} years"


def listed(names: Sequence[str]) -> str:
    """Names in one phrase: "Amal, Nur and Yonas"."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
