"""How two people, each as all their rows show them, are alike: by name, by day of birth, by home and number."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from itertools import combinations
from typing import Any, TypeVar

from rapidfuzz.distance import DamerauLevenshtein

from kith.intake.linkage.rows import Prepared
from kith.intake.linkage.spelling import BARE, CLOSE, OTHER, RESPELLED, SAME, Spellings
from kith.intake.normalise import Births as Read
from kith.intake.normalise import Name

Words = tuple[str, ...]
_T = TypeVar("_T")
_NOTHING: frozenset[Any] = frozenset()  # Any: a set of nothing is one of everything
# Days by which dates differ that are one, or a day, a calendar or a month apart.
_SHIFTS = frozenset((0, 1, *range(9, 15), 29, 30, 31))
_NEARLY_A_YEAR, _LONGEST_SHIFT = 365 - max(_SHIFTS), 366 + max(_SHIFTS)
FARTHEST = _LONGEST_SHIFT // 365 + 1  # years


class Names(IntEnum):
    """How alike two names are, word by word in any order."""

    OTHER = -1  # words stand against each other that are nothing alike
    UNLIKE = 0  # too little is alike to say anything
    CLOSE = 1  # some word is merely close to another: Hasan and Husain, who are brothers
    PART_WITH_SLIPS = 2
    SLIPS = 3
    PART = 4  # all words of one are in the other, which has more
    RESPELLED = 5
    SAME = 6


class Births(IntEnum):
    """How alike two dates of birth are."""

    FAR = -3
    OTHER_YEAR = -2
    OTHER_DAY = -1  # of the same year, and no known slip
    UNKNOWN = 0
    NEXT_YEAR = 1  # a year apart, and one of them 1 January or a year alone
    YEAR = 2  # the same year, and one of them 1 January or a year alone
    SHIFTED = 3  # a day, a month or a year apart, or as far as two calendars
    ONE_DIGIT = 4
    SWAPPED = 5  # the same where one has the month before the day
    SAME_DAY = 6


class Arrival(IntEnum):
    """Whether two came on one day."""

    ANOTHER_DAY = -1
    UNKNOWN = 0
    SAME_DAY = 1


_PARTS = (Names.PART, Names.PART_WITH_SLIPS)


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two people compared: names and births by the two rows that fit best, `worst` by the two days that fit least."""

    names: Names
    least_names: Names  # by the two names that fit least
    births: Births
    worst: Births
    shares_home: bool
    is_near: bool  # a telephone or postcode in common
    shares_number: bool
    other_sex: bool
    one_file: bool  # some file names both
    two_files: bool  # each of two files names both
    clashes: bool  # some two rows have names with words that stand against each other
    one_given: bool  # every row of both has the same given names
    like_given: bool  # or, of names that are part of one another, the same in another spelling
    shares_given: bool  # some given name of both is one word, or close
    one_year: bool  # some two rows say that they were born in one year
    written_apart: bool  # every row of one writes the given names otherwise than every row of the other: Adil, Edil
    other_case: bool  # the Home Office has them under different cases
    other_number: bool  # both have a number of one kind, and none is the same
    other_carer: bool  # both name a parent or carer, and none is alike
    may_be_kin: bool  # one is grown up and the other a child, or one is named as the other's carer


class Person:
    """What all rows of one person show."""

    __slots__ = (
        "arrivals",
        "births",
        "carers",
        "cases",
        "files",
        "given",
        "health_refs",
        "homes",
        "key",
        "names",
        "near",
        "person_refs",
        "roles",
        "rows",
        "sexes",
        "written",
    )

    def __init__(self, key: str, rows: Iterable[Prepared]) -> None:
        self.key, self.rows = key, list(rows)
        named = [row.name for row in self.rows]
        self.names = _said(name.words for name in named)
        self.given = _said(frozenset(name.given) for name in named)
        self.written = _said(frozenset(name.spelled[word] for word in name.given) for name in named)
        self.cases = _said(row.case_ref for row in self.rows)
        self.roles = _said(row.relationship or ("child" if row.guardian.words else "") for row in self.rows)
        self.carers = _said(row.guardian.words for row in self.rows if len(row.guardian.words) > 1)
        self.births = _said(row.births for row in self.rows if row.births.year)
        self.person_refs = _said(row.person_ref for row in self.rows)
        self.health_refs = _said(row.health_ref for row in self.rows)
        self.files = _said(row.file for row in self.rows)
        self.arrivals = _said(day for row in self.rows for day in row.arrivals)
        self.sexes = _said(row.sex for row in self.rows)
        self.homes = _said(
            (row.address.building, row.address.room)
            for row in self.rows
            if row.address.building and (row.address.room or not row.address.is_shared)
        )
        self.near = _said(place for row in self.rows for place in (row.phone, row.postcode))


def _said(values: Iterable[_T]) -> frozenset[_T]:
    """What is not empty. Of thousands of people most of what could be said is not: that is one set for all of them."""
    return frozenset(filter(None, values)) or _NOTHING


def compare(a: Person, b: Person, spellings: Spellings, grown: int = 0) -> Likeness | None:
    """How alike two people are; None where a number or a year says that there are two, or nothing in the names is alike.
    Who was born in the year `grown` or before is grown up."""
    if _contradict(a.person_refs, b.person_refs) or _contradict(a.health_refs, b.health_refs):
        return None
    days = [births(x, y) for x in a.births for y in b.births] or [Births.UNKNOWN]
    if min(days) < Births.OTHER_DAY:
        return None
    number = bool(a.person_refs & b.person_refs or a.health_refs & b.health_refs)
    said = [names(x, y, spellings) for x in a.names for y in b.names] or [Names.UNLIKE]
    one_given = len(a.given) == 1 and a.given == b.given
    if number and one_given:  # then a word that is nothing alike (Hoxha, Hodja) is one that somebody wrote by ear
        said = [max(one, Names.CLOSE) for one in said]
    best, day = max(said), max(days)
    is_here = bool(a.homes & b.homes or a.near & b.near)
    other_sex = bool(a.sexes and b.sexes and not a.sexes & b.sexes) and not (
        is_here and day >= Births.SWAPPED and _is_slip_of_sex(a, b, spellings)
    )
    has_one_day = day == Births.SAME_DAY and bool(a.given & b.given)
    is_of_other_sex = other_sex and not number and (best < Names.PART or day < Births.SHIFTED)
    if (best <= Names.UNLIKE and not has_one_day) or is_of_other_sex:
        return None
    return Likeness(
        names=best, least_names=min(said), births=day, worst=min(days), shares_home=bool(a.homes & b.homes),
        is_near=bool(a.near & b.near),
        shares_number=number, other_sex=other_sex, one_file=bool(a.files & b.files),
        two_files=len(a.files & b.files) > 1, clashes=min(said) == Names.OTHER,
        one_given=one_given, like_given=one_given or (best in _PARTS and _are_given_alike(a, b, spellings)),
        shares_given=one_given or _calls(_words(a.given), b, spellings),
        one_year=any(x.year == y.year for x in a.births for y in b.births),
        written_apart=bool(a.written and b.written) and not a.written & b.written,
        other_case=bool(a.cases and b.cases) and not a.cases & b.cases,
        other_number=_are_other(a.person_refs, b.person_refs) or _are_other(a.health_refs, b.health_refs),
        other_carer=bool(a.carers and b.carers)
        and not any(names(x, y, spellings) >= Names.PART_WITH_SLIPS for x in a.carers for y in b.carers),
        may_be_kin=_may_be_kin(a, b, spellings, grown),
    )  # fmt: skip


def _is_slip_of_sex(a: Person, b: Person, spellings: Spellings) -> bool:
    """Whether both have one given name, which, as either writes it, is a man's, or a woman's: then the sex of one is a slip."""
    sexes = {spellings.sexes.get(word, "") for one in (a, b) for given in one.written for word in given}
    return len(a.given) == 1 and a.given == b.given and len(sexes) == 1 and sexes != {""}


def _are_given_alike(a: Person, b: Person, spellings: Spellings) -> bool:
    """Whether both have the same given names, if in another spelling, in every row; but some rows, not half of them, are turned
    round: they have these as the family's name, and a name of the family's as the given one."""
    called = [row.name for person in (a, b) for row in person.rows if row.name.given]
    return bool(a.given and b.given) and any(_are_all_called(given, called, spellings) for given in a.given | b.given)


def _are_all_called(given: AbstractSet[str], called: Sequence[Name], spellings: Spellings) -> bool:
    def are_alike(x: AbstractSet[str], y: AbstractSet[str]) -> bool:
        return _are_all_among(x, y, spellings) and _are_all_among(y, x, spellings)

    turned = [name for name in called if not are_alike(given, {*name.given})]
    if 2 * len(turned) >= len(called) or not all(are_alike(given, {*name.family}) for name in turned):
        return False
    straight = [name for name in called if name not in turned]
    of_family = {word for name in straight for word in name.family}
    return all(_are_all_among(name.given, of_family, spellings) for name in turned) and all(
        are_alike(x, y) for x, y in combinations({frozenset(name.given) for name in straight}, 2)
    )


def _are_all_among(words: Iterable[str], others: AbstractSet[str], spellings: Spellings) -> bool:
    return all(any(spellings.alike(word, other) >= RESPELLED for other in others) for word in words)


def _are_other(a: AbstractSet[str], b: AbstractSet[str]) -> bool:
    return bool(a and b) and not a & b


def names(a: Words, b: Words, spellings: Spellings) -> Names:
    """How alike two names are, laid beside each other with the likest words first."""
    if a == b:
        return Names.SAME if len(a) > 1 else Names.UNLIKE
    found = spellings.names.get((a, b))
    if found is None:
        found = spellings.names[a, b] = _laid(a, b, spellings)
    return found


def _laid(a: Words, b: Words, spellings: Spellings) -> Names:
    left, right, laid = list(a), list(b), list[int]()
    for whole, parts in ((left, right), (right, left)):  # Alireza, Ali Reza
        for word in list(whole):
            for begin in list(parts):
                if not word.startswith(begin) or word == begin:
                    continue
                end = word[len(begin) :]
                if word in whole and _are_both_in(parts, begin, end):
                    whole.remove(word)
                    parts.remove(begin)
                    parts.remove(end)
                    laid += [SAME, SAME]
    for word in [word for word in left if word in right]:
        if word in right:
            left.remove(word)
            right.remove(word)
            laid.append(SAME)
    if left and right:
        laid += _likest_first(left, right, spellings)
    if left and right:
        return Names.OTHER
    least = min(laid, default=CLOSE)
    if len(laid) < 2 or max(laid) == CLOSE:
        return Names.UNLIKE
    if least in (BARE, CLOSE):
        return Names.CLOSE
    if left or right:
        return Names.PART if least >= RESPELLED else Names.PART_WITH_SLIPS
    return {SAME: Names.SAME, RESPELLED: Names.RESPELLED}.get(least, Names.SLIPS)


def _are_both_in(parts: list[str], begin: str, end: str) -> bool:
    return begin in parts and end in parts and (begin != end or parts.count(begin) > 1)


def _likest_first(left: list[str], right: list[str], spellings: Spellings) -> list[int]:
    """Lay words that are alike beside each other, so that `left` and `right` keep those left over; how alike each are."""
    found = sorted(
        (-level, n, k)
        for n, x in enumerate(left)
        for k, y in enumerate(right)
        if (level := spellings.alike(x, y)) > OTHER
    )
    laid: dict[int, tuple[int, int]] = {}
    for level, n, k in found:
        if n not in laid and all(k != other for other, _ in laid.values()):
            laid[n] = k, -level
    taken = {k for k, _ in laid.values()}
    left[:] = [word for n, word in enumerate(left) if n not in laid]
    right[:] = [word for k, word in enumerate(right) if k not in taken]
    return [level for _, level in laid.values()]


def births(a: Read, b: Read) -> Births:
    """Compare two dates of birth as they were read; both have a year."""
    assert a.year is not None
    assert b.year is not None
    apart = abs(a.year - b.year)
    if a.is_first_january or b.is_first_january or not a.readings or not b.readings:
        return Births.YEAR if apart == 0 else Births.NEXT_YEAR if apart == 1 else Births.FAR
    assert a.written is not None
    assert b.written is not None
    if a.written == b.written:
        return Births.SAME_DAY
    if apart > FARTHEST and (a.written.day != b.written.day or a.written.month != b.written.month):
        return Births.OTHER_YEAR  # as most of one family: nothing below holds
    if {*a.readings} & {*b.readings}:
        return Births.SWAPPED
    if _is_one_digit(a.written, b.written):
        return Births.ONE_DIGIT
    for x in a.readings:
        for y in b.readings:
            if _is_shifted(x, y, is_written=x == a.written and y == b.written):
                return Births.SHIFTED
    return Births.OTHER_DAY if apart == 0 else Births.OTHER_YEAR


def _is_one_digit(a: date, b: date) -> bool:
    """Whether one digit is another, or two stand the other way round: in the year, the month or the day alone."""
    if (a.year != b.year) + (a.month != b.month) + (a.day != b.day) > 1:
        return False
    return DamerauLevenshtein.distance(a.isoformat(), b.isoformat(), score_cutoff=1) <= 1


def arrival(a: AbstractSet[date], b: AbstractSet[date]) -> Arrival:
    """Compare the days on which two came, as their rows or their families' give them."""
    if not a or not b:
        return Arrival.UNKNOWN
    return Arrival.SAME_DAY if a & b else Arrival.ANOTHER_DAY


def _is_shifted(a: date, b: date, *, is_written: bool) -> bool:
    """Whether two days are apart as offices make them: by a day, by a calendar, by either and a year, or by a month. Not by a
    year, too, where one of them is read with the month before the day."""
    apart = abs((a - b).days)
    if not is_written or apart <= max(_SHIFTS):
        return apart in _SHIFTS
    if not _NEARLY_A_YEAR <= apart <= _LONGEST_SHIFT:
        return False  # as most are
    return any(abs((a - _years_on(b, years)).days) in _SHIFTS for years in (-1, 1))


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _may_be_kin(a: Person, b: Person, spellings: Spellings, grown: int) -> bool:
    """Whether one may be the other's parent or carer, by what the files say or by age: Ahmed Hassan, and Ahmed Hassan's son of
    that name. Nobody is the carer of somebody born in the same year as they or the next, as all that is known of both has it."""
    if {"adult", "child"} <= {*a.roles, *b.roles} or _is_of_another_age(a, b, grown) or _is_of_another_age(b, a, grown):
        return True
    years = [(x.year, y.year) for x in a.births for y in b.births if x.year and y.year]
    if years and all(abs(one - other) <= 1 for one, other in years):
        return False
    own = _words(a.given) & _words(b.given)
    return any(
        names(carer, name, spellings) >= Names.PART_WITH_SLIPS and (not own or _calls(carer, other, spellings))
        for one, other in ((a, b), (b, a))
        for carer in one.carers
        for name in other.names
    )


def _words(given: Iterable[AbstractSet[str]]) -> frozenset[str]:
    return frozenset(word for its in given for word in its)


def _calls(name: Iterable[str], person: Person, spellings: Spellings) -> bool:
    """Whether a name has some given name of a person's, or one close to it. A child of three names, Samhar Yonas Tesfay, has all
    of its father's, Yonas Tesfay, in its own; but he is not called Samhar."""
    given = _words(person.given)
    return any(spellings.alike(word, one) > OTHER for one in name for word in given)


def _is_of_another_age(undated: Person, dated: Person, grown: int) -> bool:
    """Whether files call one a child, whose day nobody knows, and the other is grown up by theirs; or the other way round."""
    if undated.births or not dated.births or not grown:
        return False
    ages = {"adult" if born.year <= grown else "child" for born in dated.births if born.year}
    return {"adult", "child"} <= {*undated.roles, *ages}


def _contradict(a: AbstractSet[str], b: AbstractSet[str]) -> bool:
    """Whether two numbers differ by more than one slip of the pen."""
    for x in a:
        for y in b:
            if x != y and DamerauLevenshtein.distance(x, y, score_cutoff=1) > 1:
                return True
    return False
