"""How offices come to write one person in several ways: spellings, swaps, dates, slips of a finger, and gaps."""

import unicodedata
from datetime import date, timedelta
from random import Random

from kith.demo.families import InventedPerson, Part
from kith.demo.names import Culture

# Shares of rows, each drawn on its own. A belief about registers like these, not a measurement.
VARIANT = 0.13  # of each word of a name
RESPELT = 0.05
SLIP_IN_NAME = 0.025
HALF_OF_COMPOUND = 0.09
WITHOUT_GRANDFATHER = 0.25  # the third name of a chain
SWAPPED = 0.04  # given and family name in each other's place
FIRST_JANUARY = 0.022
NO_BIRTH_DATE = 0.04
DAY_AND_MONTH_SWAPPED = 0.03
WRONG_DAY = 0.012
WRONG_YEAR = 0.01
NO_SEX = 0.04
OTHER_SEX = 0.003
SLIP_IN_NUMBER = 0.015

_NEAR = {
    "a": "sq",
    "e": "wr",
    "i": "uo",
    "o": "ip",
    "u": "yi",
    "n": "bm",
    "m": "n",
    "s": "ad",
    "r": "et",
    "l": "k",
    "h": "gj",
    "k": "jl",
}


def name(rng: Random, culture: Culture, person: InventedPerson) -> tuple[str, str]:
    """Given and family name as one office wrote them. The family name is empty for somebody with one name."""
    given, family = list(person.given), list(person.family_names)
    if len(given) > 1 and rng.random() < HALF_OF_COMPOUND:
        given.pop(rng.choice((0, 1, 1)))
    if len(family) > 1 and rng.random() < WITHOUT_GRANDFATHER:
        family.pop()
    given_text, family_text = _written(rng, culture, given), _written(rng, culture, family)
    if family_text and rng.random() < SWAPPED:
        return family_text, given_text
    return given_text, family_text


def _written(rng: Random, culture: Culture, parts: list[Part]) -> str:
    return " ".join(_word(rng, culture, part) for part in parts)


def _word(rng: Random, culture: Culture, part: Part) -> str:
    text = part.spelled
    if rng.random() < VARIANT:
        text = rng.choice(part.word.spellings)
    if rng.random() < RESPELT:
        text = _respelt(rng, culture, text)
    if rng.random() < SLIP_IN_NAME:
        text = slip(rng, text)
    return text


def _respelt(rng: Random, culture: Culture, text: str) -> str:
    """One pair of letters written another way, as ears and alphabets suggest."""
    fitting = [(old, new) for old, new in culture.respell if old in text[1:]]
    if not fitting:
        return text
    old, new = rng.choice(fitting)
    return text[0] + text[1:].replace(old, new, 1)


def slip(rng: Random, text: str) -> str:
    """One slip of a finger: a letter left out, doubled, changed for its neighbour, or two in the wrong order."""
    if len(text) < 4:
        return text
    at = rng.randrange(1, len(text) - 1)
    letter = text[at]
    match rng.randrange(4):
        case 0:
            return text[:at] + text[at + 1 :]
        case 1:
            return text[:at] + letter + text[at:]
        case 2:
            return text[:at] + text[at + 1] + letter + text[at + 2 :]
        case _:
            return text[:at] + rng.choice(_NEAR.get(letter, letter)) + text[at + 1 :]


def wrong_digit(rng: Random, text: str) -> str:
    """A number in which one of the last digits is wrong, or two of them stand in the wrong order.

    What comes before stays: an invented phone must not turn into somebody's.
    """
    at = rng.randrange(max(1, len(text) - 7), len(text) - 1)
    if rng.random() < 0.4:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + rng.choice("0123456789") + text[at + 1 :]


def birth_date(rng: Random, person: InventedPerson) -> str:
    """The birth date as one office wrote it: mostly day/month/year, at times another way, the first of January, or nothing."""
    born = person.born
    if rng.random() < NO_BIRTH_DATE:
        return ""
    if not person.is_day_known:
        return str(born.year) if rng.random() < 0.08 else f"01/01/{born.year}"
    if rng.random() < FIRST_JANUARY:
        born = date(born.year, 1, 1)
    elif rng.random() < DAY_AND_MONTH_SWAPPED and born.day <= 12:
        born = date(born.year, born.day, born.month)
    elif rng.random() < WRONG_DAY:
        born = min(born + timedelta(days=rng.choice((-10, -1, 1, 10, 20))), born.replace(month=12, day=31))
    elif rng.random() < WRONG_YEAR:
        born = born.replace(year=born.year - 1, day=min(born.day, 28))
    return _date_text(rng, born)


def _date_text(rng: Random, day: date) -> str:
    draw = rng.random()
    if draw < 0.058:
        return day.isoformat()
    if draw < 0.068:
        return f"{day.day}/{day.month}/{day.year}"
    if draw < 0.076:
        return f"{day:%d.%m.%Y}"
    if draw < 0.082:
        return f"{day:%d-%m-%Y}"
    return f"{day:%d/%m/%Y}"


def sex(rng: Random, person: InventedPerson) -> str:
    """F, M or nothing; now and then the other of the two."""
    if rng.random() < NO_SEX:
        return ""
    written = person.sex.upper()
    return ("M" if written == "F" else "F") if rng.random() < OTHER_SEX else written


def number(rng: Random, text: str, missing: float) -> str:
    """A number, missing with that share, and wrong now and then."""
    if not text or rng.random() < missing:
        return ""
    return wrong_digit(rng, text) if rng.random() < SLIP_IN_NUMBER else text


def without_marks(text: str) -> str:
    """As an old system stores it: letters of the plain alphabet only."""
    plain = unicodedata.normalize("NFKD", text.replace("ı", "i"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
