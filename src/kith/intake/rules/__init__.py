"""What a row says by the pack, when judgements count, and what they add up to. Pure."""

import re
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kith.intake.linkage.rows import PersonRow, prepare
from kith.intake.normalise import births
from kith.intake.terms import FIELDS, HandInStep, Standing, TakingBackStep, Verdict
from kith.protocol.pack import Match, Pack
from kith.register.rules import fold
from kith.verdict import Obstacle

LONGEST = {"row_id": 120, "given": 100, "family": 99, "town": 80, "postcode": 12}
LONGEST |= dict.fromkeys(("person_ref", "case_ref", "health_ref"), 60)
LONGEST_OTHER = 200
SHOWN = 5  # of several names in one sentence
NAMES = ("given", "family", "full_name", "native")
# What a spreadsheet shows where it has no value, and a formula that was never worked out. No cell of a list means these.
NO_VALUE = re.compile(r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)|=.*", re.DOTALL)
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
SOURCE = "Work on records: that two of them are one person is a judgement, by someone, and can be taken back"


def fields_of(match: Match, cells: Sequence[str]) -> dict[str, str]:
    """What the cells of one row say, by field of the pack; outer spaces go, nothing else is changed."""
    return {field: cells[place].strip() for place, (field, _) in match.columns.items() if place < len(cells)}


def match_of(pack: Pack, header: Sequence[str], kind: str, columns: Sequence[str]) -> Match | None:
    """How a file's columns are read: as a registrar said, or where nobody did by their headings; None where these are of
    no kind that the pack knows. Whose a column is follows from its field by the pack, whoever said what it holds."""
    if not columns:
        return pack.source_of(header)
    source = next((one for one in pack.sources if one.code == kind), None)
    if source is None:
        return None
    sides = {column.field: column.side for column in source.columns}
    read = {place: (field, sides[field]) for place, field in enumerate(columns) if field in sides}
    return Match(source, read, tuple(h for place, h in enumerate(header) if h and place not in read))


def problem_with_columns(match: Match, header: Sequence[str]) -> str:
    """Why a file cannot be read by these columns, in words; empty where it can: two columns that say the same."""
    for field in sides_of(match):
        said = [f"“{header[place]}”" for place, (its, _) in sorted(match.columns.items()) if its == field]
        if len(said) > 1:
            return f"the columns {' and '.join(said)} say the same: {FIELDS[field]}. Leave only one of them."
    return ""


def standing_of(fields: Mapping[str, str], error: str, before: Mapping[str, str] | None) -> tuple[Standing, str]:
    """What a row is beside what its agency said of it before (None: nothing), with what is to be put right, what it said
    before where that is not the same, or what in it cannot be read."""
    if error:
        return Standing.REFUSED, error
    unread = _unread(fields.get("birth_date", ""))
    if before is None:
        return Standing.NEW, unread
    changed = [name for name in FIELDS if fields.get(name, "") != before.get(name, "")]
    if not changed:
        return Standing.UNCHANGED, unread
    said = [f"{FIELDS[name]}: “{before.get(name, '')}” before" for name in changed]
    return Standing.CHANGED, "; ".join([*said, unread] if unread else said)


def _unread(birth_date: str) -> str:
    """That something stands for a date of birth and is neither a day nor a year; empty where it is one, or nothing does."""
    read = births(birth_date)
    if not birth_date or read.readings or read.year:
        return ""
    return f"the date of birth “{birth_date[:40]}” cannot be read: no age will be known from it"


MOST_DEATHS = 2


def why_not_begun_again(step: str, deaths: int) -> str:
    """Why work at `step` goes back to whoever asked for it, in words, after so many runs of it began and never ended; empty
    where it is begun again."""
    if deaths < MOST_DEATHS:
        return ""
    lighten = (
        "ask whoever runs Kith whether it has enough memory"
        if step == TakingBackStep.AGREED
        else "take out the largest file, and hand it in again in parts or as CSV"
    )
    return (
        "Kith was stopped twice in the middle of this, and does not begin again by itself. Nothing was changed. If the "
        "machine was only restarted, press the button again. Else it may ask for more than the machine has: "
        f"{lighten}. If it stops once more, ask whoever runs Kith to look into its log."
    )


def obstacles_to_changing_hand_in(step: str) -> tuple[Obstacle, ...]:
    """Why files that were handed in cannot be changed, taken in or set aside now: they are on their way in, or it is over."""
    if step in (HandInStep.LOOKING, HandInStep.LOOKED):
        return ()
    words = {
        HandInStep.TAKING_IN: "These files are being taken in. Wait until that is done; it can be taken back then.",
        HandInStep.TAKEN_IN: "These files are taken in already. Hand others in anew.",
        HandInStep.SET_ASIDE: "These files were set aside. Hand them in anew.",
    }[HandInStep(step)]
    return (Obstacle("is_over", words, SOURCE, "registrar"),)


def obstacles_to_handing_in(name: str, size: int, endings: Sequence[str], most: int) -> tuple[Obstacle, ...]:
    """Why one file cannot be handed in, in one sentence; `size` and `most` are bytes. What is in it is read later."""
    if not any(name.lower().endswith(ending) for ending in endings):
        said = f"is none of {', '.join(endings)}. Save it as one of these."
    elif not name.isprintable() or len(name) > LONGEST_OTHER:
        said = "has a name that is too long, or with signs that cannot be shown. Give it a plain name."
    elif not size:
        said = "is empty. Ask the sender for it again."
    elif size > most:
        said = f"is {size / 1e6:.1f} MB; a page takes {most / 1e6:g} MB at most. Send it in parts, or by “kith intake run”."
    else:
        return ()
    return (Obstacle("no_such_file", f"“{_shown(name)}” {said}", SOURCE, "registrar"),)


def _shown(name: str) -> str:
    return "".join(sign if sign.isprintable() else "�" for sign in name[:LONGEST_OTHER])


@dataclass(frozen=True, slots=True)
class HandedFacts:
    """A file that was handed in, as far as it decides whether all can be taken in."""

    name: str
    problem: str
    is_known: bool  # the same bytes were taken in before


def obstacles_to_taking_in(step: str, files: Sequence[HandedFacts], *, is_tried: bool = True) -> tuple[Obstacle, ...]:
    """Why files that were handed in cannot be taken in now: nobody has looked them through yet, one of them cannot be read
    as it is, none of them is new, or what would come of them is not known since looking through did not come to its end."""
    if obstacles := obstacles_to_changing_hand_in(step):
        return obstacles
    if step == HandInStep.LOOKING:
        words = "These files are still being looked through. Open the page again in a moment."
        return (Obstacle("not_looked_through", words, SOURCE, "nobody needs to do anything"),)
    found = [
        Obstacle("cannot_be_read", f"{one.name}: {one.problem}", SOURCE, "registrar") for one in files if one.problem
    ]
    if not found and all(one.is_known for one in files):
        found = [Obstacle("nothing_new", "None of these files is new: each was taken in before.", SOURCE, "registrar")]
    if not found and not is_tried:
        words = "Looking through these files did not come to its end. Look through them again first."
        found = [Obstacle("not_looked_through", words, SOURCE, "registrar")]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class HandedBefore:
    """A file that was handed in, whether or not it was taken out again; `id` as a page sends it."""

    id: str
    name: str
    is_out: bool


def changed_meanwhile(seen: Collection[str], files: Sequence[HandedBefore], by: str) -> Obstacle:
    """What changed in files that were handed in, since somebody saw those whose ids are in `seen`; `by` changed it last."""
    added = [one.name for one in files if not one.is_out and one.id not in seen]
    gone = [one.name for one in files if one.is_out and one.id in seen]
    said = [f"Since you opened this page, {by} changed what was handed in."]
    if added:
        said.append(f"Added: {_some(added)}.")
    if gone:
        said.append(f"Taken out: {_some(gone)}.")
    if not added and not gone:
        said.append("The files are the same, but how they are read or what would come of them may not be.")
    said.append("Nothing was done. Look at what stands here now before you press a button again.")
    return Obstacle("changed_meanwhile", " ".join(said), SOURCE, "registrar")


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}"


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


WENT_WITH_BATCH = Obstacle(
    "went_with_its_batch", "A record of this pair was taken back with its batch. Nothing rests on it any more.", SOURCE,
    "nobody needs to do anything",
)  # fmt: skip


def obstacles_to_judging(verdict: str, in_force: str, *, is_gone: bool = False) -> tuple[Obstacle, ...]:
    """Why a pair cannot be judged so now: people have settled it otherwise, and that must be taken back first; or one of
    the two records was taken back with its batch."""
    if is_gone:
        return (WENT_WITH_BATCH,)
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


def obstacles_to_taking_back(*, is_taken_back: bool, takes_back: bool, is_gone: bool = False) -> tuple[Obstacle, ...]:
    """Why a judgement cannot be taken back: it was before, alone or with its batch, or it is a taking back itself."""
    if is_gone:
        return (WENT_WITH_BATCH,)
    if is_taken_back or takes_back:
        return (
            Obstacle("not_in_force", "This judgement was taken back before.", SOURCE, "nobody needs to do anything"),
        )
    return ()


@dataclass(frozen=True, slots=True)
class Resting:
    """Something that people did on a case after a batch had a part in it: what, in a code of `RESTS`, and on which case."""

    code: str
    reference: str


RESTS = {
    "confirmed": "the family was confirmed",
    "team": "somebody began to work on the case",
    "work": "the children's side or the review recorded something",
    "children": "it was said who is a child",
    "access": "somebody of the family was given a page of their own",
    "paper": "a file on paper was put down for the case",
    "post": "post was linked to the case",
}
OUT_OF_SIGHT = "out_of_sight"


def obstacles_to_taking_back_batch(step: str, resting: Sequence[Resting]) -> tuple[Obstacle, ...]:
    """Why a batch cannot be taken back: it was before, or work and decisions came to rest on cases of its people since."""
    if step == TakingBackStep.DONE:
        return (
            Obstacle("taken_back_before", "This batch was taken back before.", SOURCE, "nobody needs to do anything"),
        )
    if any(one.code == OUT_OF_SIGHT for one in resting):
        words = "Some of its people are in cases of areas that are not yours. Ask a registrar who has all areas."
        return (Obstacle(OUT_OF_SIGHT, words, SOURCE, "registrar"),)
    found = []
    for code, words in RESTS.items():
        cases = sorted({one.reference for one in resting if one.code == code})
        if cases:
            said = f"After this batch came, {words}: {_some(cases)}."
            found.append(Obstacle(f"rests_{code}", said, SOURCE, "nobody", ", ".join(cases)))
    return tuple(found)


def obstacles_to_withdrawing(step: str) -> tuple[Obstacle, ...]:
    """Why a batch cannot be left as it is after all: no second person is waited for."""
    if step == TakingBackStep.ASKED:
        return ()
    return (Obstacle("not_asked", "No second person is asked here now.", SOURCE, "nobody needs to do anything"),)


def obstacles_to_agreeing(step: str, *, asked_by: uuid.UUID, by: uuid.UUID) -> tuple[Obstacle, ...]:
    """Why somebody cannot say, too, that a batch is to be taken back: nobody asks for it, or they asked for it themselves."""
    if obstacles := obstacles_to_withdrawing(step):
        return obstacles
    if asked_by == by:
        words = "This batch concerns children: a second registrar must say so, too."
        return (Obstacle("second_person", words, SOURCE, "registrar"),)
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
