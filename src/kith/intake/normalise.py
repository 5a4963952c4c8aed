"""What rows say, made comparable. Pure and versioned; what was given is always kept beside it. Nothing is guessed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from anyascii import anyascii

from kith.intake.spellings import spelled_as
from kith.register.rules import sounds

VERSION = 2
OLDEST = 1900
_COMPOUND = frozenset(
    {"abd", "abdul", "abdal", "abdu", "abu", "bint", "bin", "ibn", "umm", "um", "ul", "ur", "din", "addin", "allah"}
)
_HOTEL = re.compile(r"\b(hotel|hostel|house of|lodge|inn|centre|center|reception)\b")
_NOT_OF_ADDRESSES = {sign: None for sign in range(128) if chr(sign) not in "abcdefghijklmnopqrstuvwxyz0123456789, "}
_ROOM = re.compile(r"^\s*(?:room|rm|flat|unit|apt)\.?\s*\w+\s*,?\s*", re.IGNORECASE)
_PARENTS = frozenset(
    [
        "mother",
        "father",
        "parent",
        "principal",
        "spouse",
        "wife",
        "husband",
        "partner",
        "main",
        "applicant",
        "grandmother",
        "grandfather",
    ]
)
_TIME = re.compile(r"(?<=\d)[T ]\s*\d{1,2}:\d{2}.*$", re.DOTALL)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(
    rf"(?<![a-z])({'|'.join(_MONTHS)})(uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?(?![a-z])", re.IGNORECASE
)
_SPREADSHEET = date(1899, 12, 30)  # the day from which spreadsheets count
_CHILDREN = frozenset("child son daughter dependant dependent grandchild".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Name:
    """A name made comparable: the given and the family part as folded words, empty where the source does not say which."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    spelled: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)  # each word as it is written
    tokens: tuple[str, ...] = field(init=False, repr=False, compare=False)  # every word, in no order
    words: tuple[str, ...] = field(
        init=False, repr=False, compare=False
    )  # the same, one that stands twice twice: Tesfay Tesfay

    def __post_init__(self) -> None:
        both = sorted((*self.given, *self.family))
        object.__setattr__(self, "words", tuple(both))
        object.__setattr__(self, "tokens", tuple(dict.fromkeys(both)))


@lru_cache(1 << 17)  # most rows say what another said: it is held once
def name(given: str, family: str, full_name: str = "") -> Name:
    """The name of a row. One cell such as "HASSAN, Amal" is parted at the comma: family first, as offices write it.

    That the two may be swapped is left to the comparison, which looks at them in both orders.
    """
    given, family = parted(given, family, full_name)
    named, called = _words(given), _words(family)
    return Name(tuple(word for word, _ in named), tuple(word for word, _ in called), dict(named + called))


def parted(given: str, family: str, full_name: str = "") -> tuple[str, str]:
    """The given and the family name as they are written, where they stand in one cell, too."""
    cell = full_name or (given if not family else family if not given else "")
    if cell and "," in cell:
        family, _, given = cell.partition(",")
    elif full_name:
        *rest, last = full_name.split() or [""]
        given, family = " ".join(rest), last
    return given, family


def words(text: str) -> tuple[str, ...]:
    """The folded words of one part of a name, as `name` has them."""
    return tuple(word for word, _ in _words(text))


@lru_cache(1 << 14)
def _words(text: str) -> tuple[tuple[str, str], ...]:
    """Folded words beside their spelling, with compounds such as Abd al-Rahman kept as one, and each word as the name goes by
    however it is spelled (Maxamed, Muhammad)."""
    joined: list[tuple[str, str]] = []
    for word, spelled in sounds(text.replace("-", " ")):
        if joined and joined[-1][0] in _COMPOUND:
            joined[-1] = (joined[-1][0] + word, joined[-1][1] + spelled)
        else:
            joined.append((word, spelled))
    return tuple((spelled_as(word, spelled), spelled) for word, spelled in joined)


@dataclass(frozen=True, slots=True)
class Births:
    """Every plausible reading of a date of birth. `is_first_january`: registered so when nothing else is known;
    `written`: the reading with the day first, to compare two rows of one file."""

    readings: tuple[date, ...]
    year: int | None
    is_first_january: bool
    written: date | None = None

    @property
    def earliest(self) -> date | None:
        if self.readings:
            return self.readings[0]
        return date(self.year, 1, 1) if self.year else None

    @property
    def latest(self) -> date | None:
        if self.readings:
            return self.readings[-1]
        return date(self.year, 12, 31) if self.year else None


@lru_cache(1 << 17)
def births(text: str, *, latest_year: int = 2100) -> Births:
    """Read a date in every way that it may be meant. Day before month is a reading, and month before day another.

    A time of day behind it is left out. Five digits alone are the number of a day, as spreadsheets count them.
    """
    numbers = re.findall(r"\d+", _TIME.sub("", text))
    found: list[date] = []
    year: int | None = None
    month = _MONTH.search(text)
    if len(numbers) == 1 and len(numbers[0]) == 5 and text.strip() == numbers[0]:
        found = [_SPREADSHEET + timedelta(days=int(numbers[0]))]
        year = found[0].year
    elif month and sorted(map(len, numbers)) in ([1, 4], [2, 4]):
        day, year = sorted(map(int, numbers))
        found = _dates(year, [(day, _MONTHS.index(month.group(1).lower()) + 1)])
    elif len(numbers) == 3 and len(numbers[0]) == 4:
        year = int(numbers[0])
        found = _dates(year, [(int(numbers[2]), int(numbers[1]))])
    elif len(numbers) == 3:
        year = int(numbers[2]) if len(numbers[2]) == 4 else None
        first, second = int(numbers[0]), int(numbers[1])
        found = _dates(year, [(first, second), (second, first)]) if year else []
    elif len(numbers) == 1 and len(numbers[0]) == 4:
        year = int(numbers[0])
    if year is not None and not OLDEST <= year <= latest_year:
        year, found = None, []
    first_january = bool(found) and all((day.day, day.month) == (1, 1) for day in found)
    return Births(tuple(sorted(set(found))), year, first_january, found[0] if found else None)


def _dates(year: int, pairs: list[tuple[int, int]]) -> list[date]:
    dates = []
    for day, month in pairs:
        try:
            dates.append(date(year, month, day))
        except (ValueError, OverflowError):
            continue
    return dates


def sex(text: str) -> str:
    """f, m or empty: what was recorded, where it is one of the words that offices use."""
    word = text.strip().lower()[:1]
    return {"f": "f", "w": "f", "m": "m"}.get(word, "")


def reference(text: str) -> str:
    """A number as letters and digits alone, in capitals."""
    if text.isascii() and text.isalnum():  # as most are
        return text.upper()
    return re.sub(r"[^A-Z0-9]", "", anyascii(text).upper())


def phone(text: str) -> str:
    """The last nine digits, so that country codes and zeros in front do not matter; empty if there are fewer than seven."""
    digits = text if text.isascii() and text.isdigit() else re.sub(r"\D", "", text)
    return digits[-9:] if len(digits) >= 7 else ""


def postcode(text: str) -> str:
    """A postcode without spaces, in capitals."""
    return re.sub(r"\s", "", text).upper()


@dataclass(frozen=True, slots=True)
class Address:
    """A building and, in a hotel, the room. Many families share a hotel, so the building alone says little."""

    building: str
    room: str
    is_shared: bool


@lru_cache(1 << 16)  # as names are
def address(text: str) -> Address:
    """An address made comparable."""
    plain = anyascii(text).lower().translate(_NOT_OF_ADDRESSES).strip()
    room = _ROOM.match(plain)
    building = " ".join((plain[room.end() :] if room else plain).replace(",", " ").split())
    return Address(building, room.group().strip(" ,") if room else "", is_shared(building))


def is_shared(building: str) -> bool:
    """Whether a building (as `Address` has it) is a hotel or the like, by its name."""
    return bool(_HOTEL.search(building))


def relationship(text: str) -> str:
    """adult, child or empty: what the words about the relationship say."""
    words = set(re.findall(r"[a-z]+", text.lower()))
    if words & _CHILDREN:
        return "child"
    return "adult" if words & _PARENTS else ""
