"""The comparison model: what is looked at in two rows, and what each answer weighs.

The weights (m: how often true pairs answer so; u: how often two different people do) are a file with its version and
the data they were learned from; `learn.py` makes it from invented families. Scoring never learns from the rows that it
scores, so that one register's answer does not change with what else came in that day.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from kith.intake.linkage import likely

FILE = "weights-1.json"
CERTAIN = WORTH_ASKING = 0.5

# Conditions over a pair, strictest first. Names are compared jointly, since offices swap given and family names; a row
# may give only one cell. `*_l` and `*_r` are the two rows' columns (`comparable.py`). What these conditions say, `levels.py`
# says once more in Python; a test holds the two together.
CLOSE = 0.9
_BOTH_GIVEN = "given_l <> '' and given_r <> ''"
# No list says a word twice. DuckDB's own `list_intersect` takes three times as long where lists are short.
IN_COMMON = "len(list_filter(words_l, lambda one: list_contains(words_r, one)))"
NAME_LEVELS = (
    ("null", "tokens_l = '' or tokens_r = ''"),
    ("all words alike", "tokens_l = tokens_r and contains(tokens_l, ' ')"),
    (
        "all words close",
        f"""(jaro_winkler_similarity(given_l, given_r) >= {CLOSE} and jaro_winkler_similarity(family_l, family_r) >= {CLOSE}
        and {_BOTH_GIVEN} and family_l <> '' and family_r <> '')
        or (jaro_winkler_similarity(given_l, family_r) >= {CLOSE} and jaro_winkler_similarity(family_l, given_r) >= {CLOSE}
        and {_BOTH_GIVEN} and family_l <> '' and family_r <> '')
        or (bones_l = bones_r and contains(bones_l, ' '))""",
    ),
    (
        "one name holds the other",
        f"{IN_COMMON} >= least(2, len(words_l), len(words_r))",
    ),
    ("given name alike, family name not", f"{_BOTH_GIVEN} and given_l = given_r"),
    (
        "family name alike, given name not",
        "family_l <> '' and (family_l = family_r or family_l = given_r or given_l = family_r)",
    ),
    ("some word alike or close", f"{IN_COMMON} >= 1"),
    ("else", ""),
)
# To lay letters beside each other takes longest: only where one slip may be all that differs.
_TWO_PARTS_ALIKE = """(substr(born_l, 5) = substr(born_r, 5)
    or year_l = year_r and (substr(born_l, 6, 2) = substr(born_r, 6, 2) or substr(born_l, 9) = substr(born_r, 9)))"""
BIRTH_LEVELS = (
    ("null", "year_l is null or year_r is null"),
    ("the same day", "born_l = born_r and not first_january_l"),
    ("the same 1 January", "born_l = born_r and first_january_l and first_january_r"),
    (
        "day and month swapped",
        "(swapped_l = born_r or born_l = swapped_r or (swapped_l = swapped_r and swapped_l is not null))",
    ),
    (
        "the same year, one of them 1 January",
        "year_l = year_r and (first_january_l or first_january_r or born_l is null or born_r is null)",
    ),
    ("one digit apart", f"{_TWO_PARTS_ALIKE} and levenshtein(born_l, born_r) = 1"),
    ("the same year", "year_l = year_r"),
    ("a year apart", "abs(year_l - year_r) = 1"),
    ("else", ""),
)


def _reference_levels(column: str) -> tuple[tuple[str, str], ...]:
    an_end_alike = f"""(length({column}_l) < 7 or substr({column}_l, 1, 3) = substr({column}_r, 1, 3)
        or right({column}_l, 3) = right({column}_r, 3))"""
    return (
        ("null", f"{column}_l = '' or {column}_r = ''"),
        ("alike", f"{column}_l = {column}_r"),
        ("nearly alike", f"{an_end_alike} and damerau_levenshtein({column}_l, {column}_r) = 1"),
        ("else", ""),
    )


LEVELS: dict[str, tuple[tuple[str, str], ...]] = {
    "name": NAME_LEVELS,
    "birth": BIRTH_LEVELS,
    "person_ref": _reference_levels("person_ref"),
    "health_ref": _reference_levels("health_ref"),
    "sex": (("null", "sex_l = '' or sex_r = ''"), ("alike", "sex_l = sex_r"), ("else", "")),
    "home": (
        ("null", "(building_l = '' and postcode_l = '') or (building_r = '' and postcode_r = '')"),
        ("the same room of a shared house", """building_l = building_r and building_l <> '' and shared_l
            and room_l = room_r and room_l <> ''"""),
        ("the same house", "building_l = building_r and building_l <> '' and not shared_l"),
        ("the same postcode or shared house", """postcode_l = postcode_r and postcode_l <> ''
            or building_l = building_r and building_l <> ''"""),
        ("else", ""),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that are compared at all: those alike in these columns. `asks` are the other row's columns where these are not the
    same; `filled` must not be empty. Said once for splink, and for the keys that are kept in PostgreSQL (`blocks.py`)."""

    columns: tuple[str, ...]
    filled: str = ""
    asks: tuple[str, ...] = ()
    but_first_january: bool = False

    @property
    def sql(self) -> str:
        """The block as splink's rule."""
        pairs = zip(self.columns, self.asks or self.columns, strict=True)
        said = [f"l.{mine} = r.{other}" for mine, other in pairs]
        said += [f"l.{self.filled} <> ''"] if self.filled else []
        said += ["not l.first_january"] if self.but_first_january else []
        return " and ".join(said)


BLOCKS = (
    Block(("person_ref",), filled="person_ref"),
    Block(("health_ref",), filled="health_ref"),
    Block(("bones", "year"), filled="bones"),
    Block(("tokens",), filled="tokens"),
    Block(("day_month", "year"), but_first_january=True),
    Block(("year", "given3", "family3")),
    Block(("year", "given3", "family3"), asks=("year", "family3", "given3")),
    Block(("phone", "given3"), filled="phone"),
    Block(("case_ref", "given3"), filled="case_ref"),
    Block(("building", "year"), filled="building"),
    Block(("postcode", "given3"), filled="postcode"),
)


class UntrainedModel(Exception):
    """A level of the model has no weight: it would silently count for nothing. Learn the model again."""


def weights() -> dict[str, Any]:  # Any: JSON
    """The model file: its version, what it was learned from, and m and u of every level."""
    text = (resources.files("kith.intake") / "model" / FILE).read_text()
    return dict(json.loads(text))


@dataclass(frozen=True, slots=True)
class Rules:
    """What joining goes by: the learned weights of two rows, two probabilities from 0 to 1, and what was learned of two people. A
    pair below `certain` is never joined by the machine, a pair below `worth_asking` is not put before people."""

    learned: Mapping[str, Any]  # Any: JSON
    certain: float = CERTAIN
    worth_asking: float = WORTH_ASKING
    people: likely.Trees | None = field(default_factory=likely.standing)  # None: while these are learned

    @property
    def version(self) -> str:
        """What both are called, as a judgement keeps it."""
        both = [str(self.learned["version"]), *([self.people.version] if self.people else [])]
        return ", ".join(version[:19] for version in both)


def standing() -> Rules:
    """The rules that stand."""
    return Rules(weights())


def settings(learned: Mapping[str, Any] | None) -> dict[str, Any]:
    """splink's settings with the learned weights; without any (None) for learning. Refused where a level has none."""
    comparisons = []
    for name, levels in LEVELS.items():
        made: list[dict[str, Any]] = []
        for label, condition in levels:
            level: dict[str, Any] = {"sql_condition": condition or "ELSE", "label_for_charts": label}
            if label == "null":
                level["is_null_level"] = True
            elif learned is not None:
                try:
                    level["m_probability"], level["u_probability"] = learned["levels"][name][label]
                except KeyError as error:
                    raise UntrainedModel(f"{name}: {label}") from error
            made.append(level)
        comparisons.append({"output_column_name": name, "comparison_levels": made})
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "key",
        "probability_two_random_records_match": learned["prior"] if learned else 1e-4,
        "comparisons": comparisons,
        "blocking_rules_to_generate_predictions": [{"blocking_rule": block.sql} for block in BLOCKS],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "max_iterations": 25,
        "em_convergence": 0.0005,
    }
