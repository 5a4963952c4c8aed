"""What a name is made of: a word with its usual Latin spellings and, where there is one, its own script."""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Word:
    """One part of a name. The first spelling is the most usual one; `native` is empty where the script is Latin."""

    spellings: tuple[str, ...]
    native: str = ""

    @property
    def usual(self) -> str:
        return self.spellings[0]


class Naming(Enum):
    """Where a child's last name comes from."""

    FAMILY = "the family name of the father"
    CHAIN = "the given names of father and grandfather"
    OWN = "often a last name of one's own"


@dataclass(frozen=True, slots=True)
class Culture:
    """A way of naming. `respell` holds pairs of letters that offices write for one another in names of this culture."""

    code: str
    language: str  # that families of this culture most often speak at home
    nationalities: tuple[str, ...]  # the first is the usual one
    female: tuple[Word, ...]
    male: tuple[Word, ...]
    family: tuple[Word, ...]
    respell: tuple[tuple[str, str], ...]
    naming: Naming = Naming.FAMILY
    share_of_wives_with_husbands_name: float = 0.0
    share_compound: float = 0.0
    compound_first: tuple[Word, ...] = ()  # the first half of compound names of men and boys
    share_one_name: float = 0.0
    joiner: str = " "


def words(text: str) -> tuple[Word, ...]:
    """Read `Spelling/Other spelling=native`, parted by white space; an underscore stands for a space inside a name."""
    return tuple(_word(entry) for entry in text.split())


def _word(entry: str) -> Word:
    latin, _, native = entry.replace("_", " ").partition("=")
    return Word(tuple(dict.fromkeys(latin.split("/"))), native)


def pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Read `from>to` pairs of letters, parted by white space."""
    parted = (entry.partition(">") for entry in text.split())
    return tuple((old, new) for old, _, new in parted)
