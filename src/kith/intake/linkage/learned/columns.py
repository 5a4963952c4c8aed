"""What a register's columns are, made comparable in SQL: which rows are laid beside each other, and how two cells may answer.

A deployment names its columns and their kinds; everything else follows. Answers are counted from the strictest (0) on.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

CLOSE, ALIKE = 0.9, 0.8  # by Jaro and Winkler: a slip of the pen, and a word that may be meant
ORDER = "order"  # whether the names of one row stand in the other's columns the other way round


class Kind(StrEnum):
    """What a column holds, which decides how two cells are compared."""

    GIVEN = "given"
    FAMILY = "family"
    WORDS = "words"  # a whole name in one cell
    DATE = "date"
    NUMBER = "number"  # of one person: a health or insurance number
    CODE = "code"  # of a place: a house number, a postcode
    TEXT = "text"
    CATEGORY = "category"  # a few values: sex, state


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name in the rows, and its kind. The name goes into SQL: small letters, digits and strokes alone."""

    name: str
    kind: Kind

    def __post_init__(self) -> None:
        if not re.fullmatch("[a-z][a-z0-9_]*", self.name) or self.name == ORDER:
            raise ValueError(f"{self.name!r} cannot be the name of a column.")


# Conditions on the cells {l} and {r}, from the strictest on; what meets none is the last answer.
_SAME = ("alike", "{l} = {r}")
ANSWERS: dict[str, tuple[tuple[str, str], ...]] = {
    Kind.GIVEN: (
        _SAME,
        ("a slip apart", f"jaro_winkler_similarity({{l}}, {{r}}) >= {CLOSE} or levenshtein({{l}}, {{r}}) <= 1"),
        ("close", f"jaro_winkler_similarity({{l}}, {{r}}) >= {ALIKE}"),
        ("an initial, or far", "jaro_winkler_similarity({l}, {r}) >= 0.7 or (left({l}, 1) = left({r}, 1) "
         "and least(length({l}), length({r})) = 1)"),
    ),
    Kind.WORDS: (
        _SAME,
        ("three words alike", "len(list_intersect(string_split({l}, ' '), string_split({r}, ' '))) >= 3"),
        ("two words alike", "len(list_intersect(string_split({l}, ' '), string_split({r}, ' '))) = 2"),
        ("one word alike", "len(list_intersect(string_split({l}, ' '), string_split({r}, ' '))) = 1"),
    ),
    Kind.DATE: (
        _SAME,
        ("one digit apart", "levenshtein({l}, {r}) <= 1"),
        ("day and month swapped", "left({l}, 4) = left({r}, 4) and substr({l}, 5, 2) = substr({r}, 7, 2) "
         "and substr({l}, 7, 2) = substr({r}, 5, 2)"),
        ("two digits apart", "levenshtein({l}, {r}) <= 2"),
        ("the same year", "left({l}, 4) = left({r}, 4)"),
    ),
    Kind.NUMBER: (
        _SAME,
        ("one digit apart", "levenshtein({l}, {r}) <= 1"),
        ("two digits apart", "length({l}) >= 4 and levenshtein({l}, {r}) <= 2"),
        ("begins alike", "length({l}) >= 4 and left({l}, 3) = left({r}, 3)"),
    ),
    Kind.TEXT: (
        _SAME,
        ("a slip apart", f"jaro_winkler_similarity({{l}}, {{r}}) >= {CLOSE} or levenshtein({{l}}, {{r}}) <= 2"),
        ("close, or one within the other", f"jaro_winkler_similarity({{l}}, {{r}}) >= {ALIKE} "
         "or contains({l}, {r}) or contains({r}, {l})"),
    ),
    Kind.CATEGORY: (_SAME,),
    ORDER: (("as they stand", "not {l}"),),
}  # fmt: skip
ANSWERS[Kind.FAMILY], ANSWERS[Kind.CODE] = ANSWERS[Kind.GIVEN], ANSWERS[Kind.NUMBER]
OTHER = "else"


def answers(kind: str) -> tuple[str, ...]:
    """The words for every answer that two cells of a kind may give."""
    return (*(words for words, _ in ANSWERS[kind]), OTHER)


def cleaned(column: Column) -> str:
    """The cell as it is compared: in small letters and digits, empty as NULL."""
    apart = "" if column.kind in (Kind.DATE, Kind.NUMBER, Kind.CODE) else " "
    folded = f"lower(strip_accents(coalesce({column.name}, '')))"
    return f"nullif(trim(regexp_replace({folded}, '[^a-z0-9]+', '{apart}', 'g')), '') as {column.name}"


def _keys(columns: Iterable[Column]) -> list[tuple[str, str, bool]]:
    """What rows may share, as (column, expression, whether it is a whole cell)."""
    keys = []
    for column in columns:
        name = column.name
        if column.kind not in (Kind.CATEGORY, Kind.WORDS):
            keys.append((name, name, True))
        if column.kind in (Kind.GIVEN, Kind.FAMILY):
            keys.append((name, f"left({name}, 3)", False))
        elif column.kind == Kind.DATE:
            keys += [(name, f"left({name}, 4)", False), (name, f"substr({name}, 5, 4)", False)]
    return keys


def blocks(columns: Sequence[Column]) -> list[tuple[bool, tuple[str, ...]]]:
    """What rows must share to be compared at all: one whole cell that few share (True), or something of two columns."""
    keys = _keys(columns)
    made: list[tuple[bool, tuple[str, ...]]] = [(True, (key,)) for _, key, is_whole in keys if is_whole]
    made += [(False, (a, b)) for (one, a, _), (other, b, _) in combinations(keys, 2) if one != other]
    named = _names(columns)
    if named:
        given, family = named
        made.append((False, (f"least({given}, {family})", f"greatest({given}, {family})")))
    return made


def _names(columns: Iterable[Column]) -> tuple[str, str] | None:
    by_kind = {column.kind: column.name for column in columns}
    if Kind.GIVEN in by_kind and Kind.FAMILY in by_kind:
        return by_kind[Kind.GIVEN], by_kind[Kind.FAMILY]
    return None


def compared(columns: Sequence[Column]) -> list[tuple[str, str]]:
    """What is compared, by name and kind: every column, and the order of the names where there are two."""
    return [(column.name, column.kind) for column in columns] + ([(ORDER, ORDER)] if _names(columns) else [])


def comparison(columns: Sequence[Column], pairs: str) -> str:
    """The SQL that lays the rows of `pairs` (a, b) beside each other: each answer, -1 where a cell is empty, and the left
    row's cells. Where the names fit better the other way round, they are compared so."""
    cells = ", ".join(f"l.{c.name} as {c.name}_l, r.{c.name} as {c.name}_r" for c in columns)
    laid = f"select a, b, {cells} from {pairs} join cells l on l.id = a join cells r on r.id = b"
    right = {column.name: f"{column.name}_r" for column in columns}
    named = _names(columns)
    if named:
        given, family = named
        straight, crossed = _fit(given, given, family, family), _fit(given, family, family, given)
        # Both must fit: one alone may be the family name of either, standing where the other's given name should.
        both = f"least(jaro_winkler_similarity({given}_l, {family}_r), jaro_winkler_similarity({family}_l, {given}_r))"
        turned = f"coalesce({both} >= {ALIKE} and {crossed} > {straight} + 0.3, false)"
        laid = f"select *, {turned} as turned from ({laid})"
        right[given] = f"(case when turned then {family}_r else {given}_r end)"
        right[family] = f"(case when turned then {given}_r else {family}_r end)"
    said = [_answer(c.name, c.kind, f"{c.name}_l", right[c.name]) for c in columns]
    if named:
        said.append(_answer(ORDER, ORDER, "turned", "turned"))
    return f"select a, b, {', '.join(said)}, {', '.join(f'{c.name}_l' for c in columns)} from ({laid})"


def _fit(a: str, b: str, c: str, d: str) -> str:
    return f"coalesce(jaro_winkler_similarity({a}_l, {b}_r), 0) + coalesce(jaro_winkler_similarity({c}_l, {d}_r), 0)"


def _answer(name: str, kind: str, left: str, right: str) -> str:
    whens = " ".join(f"when {how.format(l=left, r=right)} then {n}" for n, (_, how) in enumerate(ANSWERS[kind]))
    return f"case when {left} is null or {right} is null then -1 {whens} else {len(ANSWERS[kind])} end as said_{name}"
