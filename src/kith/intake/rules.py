"""What a row says by the pack, when judgements count, and what they add up to. Pure."""

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kith.intake.linkage.rows import PersonRow, prepare
from kith.intake.normalise import births
from kith.intake.terms import FIELDS, Verdict
from kith.protocol.pack import Match
from kith.register.rules import fold
from kith.verdict import Obstacle

LONGEST = {"row_id": 120, "given": 100, "family": 99, "town": 80, "postcode": 12}
LONGEST |= dict.fromkeys(("person_ref", "case_ref", "health_ref"), 60)
LONGEST_OTHER = 200
NAMES = ("given", "family", "full_name", "native")
# What a spreadsheet shows where it has no value, and a formula that was never worked out. No cell of a list means these.
NO_VALUE = re.compile(r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)|=.*", re.DOTALL)
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
SOURCE = "Work on records: that two of them are one person is a judgement, by someone, and can be taken back"


def fields_of(match: Match, cells: Sequence[str]) -> dict[str, str]:
    """What the cells of one row say, by field of the pack; outer spaces go, nothing else is changed."""
    return {field: cells[place].strip() for place, (field, _) in match.columns.items() if place < len(cells)}


def sides_of(match: Match) -> dict[str, str]:
    """The side that each field of this kind of file belongs to."""
    return dict(match.columns.values())


def error_in(fields: Mapping[str, str], cells: Sequence[str]) -> str:
    """Why a row cannot become a person, in words; empty where it can."""
    if any(UNSTORABLE.search(cell) for cell in cells):
        return "it holds signs that cannot be kept. Type that cell again."
    if not any(fields.get(name) for name in NAMES):
        return "it names nobody. Fill in a name."
    for field, text in fields.items():
        if NO_VALUE.fullmatch(text):
            return f"“{text[:40]}” stands under {FIELDS[field]}, which is no value. Type what it should be."
        if len(text) > LONGEST.get(field, LONGEST_OTHER):
            return f"the text under {FIELDS[field]} is longer than {LONGEST.get(field, LONGEST_OTHER)} characters."
    return ""


@dataclass(frozen=True, slots=True)
class Said:
    """What one person says about a pair now: their last word that nobody took back."""

    by: uuid.UUID
    verdict: str
    at: datetime


def verdict_of_people(said: Sequence[Said], *, concerns_child: bool) -> str:
    """What people together say about a pair, empty while nothing counts.

    A pair that concerns a child needs two different people who say the same, and no two others who say otherwise;
    any other pair needs one, and the last word counts.
    """
    last: dict[uuid.UUID, Said] = {}
    for one in sorted(said, key=lambda one: one.at):
        last[one.by] = one
    if not last:
        return ""
    if not concerns_child:
        return max(last.values(), key=lambda one: one.at).verdict
    votes = [one.verdict for one in last.values()]
    agreed = {verdict for verdict in votes if votes.count(verdict) >= 2}
    return agreed.pop() if len(agreed) == 1 else ""


def waits_for_second(said: Sequence[Said], *, concerns_child: bool) -> bool:
    """Whether somebody has judged, and a second person is needed before it counts."""
    return bool(said) and concerns_child and not verdict_of_people(said, concerns_child=True)


def obstacles_to_judging(verdict: str, in_force: str) -> tuple[Obstacle, ...]:
    """Why a pair cannot be judged so now: people have settled it otherwise, and that must be taken back first."""
    if in_force in (Verdict.SAME, Verdict.DIFFERENT) and verdict != in_force:
        words = {Verdict.SAME: "the same person", Verdict.DIFFERENT: "different people"}[Verdict(in_force)]
        return (
            Obstacle(
                "judged_otherwise_before",
                f"This pair was judged before: {words}. Take that judgement back first.",
                SOURCE,
                "registrar",
            ),
        )
    return ()


def obstacles_to_taking_back(*, is_taken_back: bool, takes_back: bool) -> tuple[Obstacle, ...]:
    """Why a judgement cannot be taken back: it was before, or it is a taking back itself."""
    if is_taken_back or takes_back:
        return (
            Obstacle("not_in_force", "This judgement was taken back before.", SOURCE, "nobody needs to do anything"),
        )
    return ()


def qualified(record_id: str, file: str, row: int, *, is_shared: bool) -> str:
    """The id of a row in exports: its own where it has one, with the file where two files use the same, else FILE:ROW."""
    if not record_id:
        return f"{file}:{row}"
    return f"{file}:{record_id}" if is_shared else record_id


AGREES, BY_SOUND, PARTLY, DIFFERS, UNKNOWN = "agrees", "agrees by sound", "partly agrees", "differs", "not known"
FAMILY = "one family"


def compared(field: str, a: PersonRow, b: PersonRow) -> str:
    """How one line of two rows compares, in words: agrees, by sound or partly, differs, or not known."""
    left, right = _comparable(field, a), _comparable(field, b)
    if not left or not right:
        return UNKNOWN
    if left == right:
        return AGREES if field not in SPELLED or _spelled(field, a) == _spelled(field, b) else BY_SOUND
    return PARTLY if left & right else DIFFERS


SPELLED = ("name", "guardian")


def _spelled(field: str, row: PersonRow) -> list[str]:
    """The words of a name as they are spelled, in no order, without capitals and signs."""
    said = f"{row.given} {row.family} {row.full_name}" if field == "name" else row.guardian
    return sorted(re.findall(r"\w+", said.casefold()))


def _comparable(field: str, row: PersonRow) -> frozenset[object]:
    """What a line says, made comparable as linkage does it; empty where it says nothing."""
    held = prepare(row)
    said: dict[str, Iterable[object]] = {
        "name": held.name.tokens,
        "native": fold(row.native).split(),
        "birth_date": held.births.readings or [held.births.year],
        "sex": [held.sex],
        "person_ref": [held.person_ref],
        "case_ref": [held.case_ref],
        "health_ref": [held.health_ref],
        "address": [held.address.building and held.address, held.postcode],
        "phone": [held.phone],
        "guardian": held.guardian.tokens,
    }
    if field not in said:
        said[field] = [fold(getattr(row, field))]
    return frozenset(one for one in said[field] if one)


def birth_in_words(text: str) -> str:
    """A date of birth with its precision: every reading it may have, and what is known of how it was registered."""
    read = births(text)
    days = [f"{day.day} {day:%B %Y}" for day in read.readings]
    if read.is_first_january:
        return f"{days[0]} (as registered; may not be the birthday)"
    if text.isdigit() and days:
        return f"{days[0]} (written as the number {text})"
    if len(days) > 1:
        return f"{' or '.join(days)} (day and month may be swapped)"
    if days:
        return days[0]
    return f"{read.year} (day not known)" if read.year else text
