"""How names and numbers are compared when someone looks for a person, and which family goes on as which. Pure."""

import re
import unicodedata
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from anyascii import anyascii

from kith.access.terms import FactSide, Role
from kith.protocol.pack import Duty
from kith.register.terms import CaseStep, PaperStep, Sureness
from kith.verdict import Obstacle

# Letters that agencies write for one sound, and what must be in a word before it is worth looking. Order matters: pairs of
# letters before single ones.
SOUNDS = tuple(
    (needed, re.compile(pattern), sound)
    for needed, pattern, sound in (
        ("h", "sch|sh", "s"), ("", "kh|ck|q|ch", "k"), ("gh", "gh", "g"), ("ph", "ph", "f"), ("th", "th", "t"),
        ("dh", "dh", "d"), ("zh", "zh", "z"), ("ee", "ee", "i"), ("o", "ou|oo|o", "u"), ("x", "x", "ks"), ("c", "c", "k"),
        ("w", "w", "v"), ("y", "y", "i"), ("e", "e", "a"), ("ai", "ai", "i"), ("", r"(.)\1+", r"\1"), ("h", r"(?<=..)h$", ""),
    )
)  # fmt: skip
BENEFIT_OF_DOUBT = "Home Office guidance, Assessing age: in doubt, somebody is treated as a child"
ON_PAPER = (
    "Parliamentary Ombudsman: a lawful resident was threatened with removal, as nobody had looked at the file on paper"
)
SOURCES = "UK GDPR, Article 5(1)(d): accurate, and put right where it is not; what each source said stays beside it"
ARTICLES = frozenset({"al", "el", "ul"})
VOWELS = re.compile("[aiuv]")
CASE_REFERENCE = re.compile(r"ki[\s\-–]*0*([0-9]{1,9})", re.IGNORECASE)
LEAST_BONES = 3  # fewer consonants than this would be like half of the register


def fold(text: str) -> str:
    """A name as it sounds, in any script and spelling: "Muḥammad al-Ḥusayn" and "Mohamed Hussein" are one."""
    return " ".join(heard for heard, _ in sounds(text))


def sounds(text: str) -> list[tuple[str, str]]:
    """Each word of a name as it sounds, beside the word in Latin letters as it is spelled."""
    latin = (text if text.isascii() else anyascii(unicodedata.normalize("NFKC", text))).lower()
    words = re.findall(r"[a-z0-9]+", latin.replace("'", "").replace("`", ""))
    if len(words) > 1:
        words = [word for word in words if word not in ARTICLES] or words
    return [(heard, word) for word in words if (heard := sounded(word))]


@lru_cache(maxsize=1 << 16)  # of a list of families most words come again
def sounded(word: str) -> str:
    """A word of small Latin letters as it sounds; one with a digit stays."""
    if not word.isalpha() and any(letter.isdigit() for letter in word):
        return word
    for needed, pattern, sound in SOUNDS:
        if needed in word:
            word = pattern.sub(sound, word)
    return word


@lru_cache(maxsize=1 << 16)
def bones(text: str) -> str:
    """A name's consonants alone, so that a script which leaves vowels out can be compared with one that writes them."""
    bare = " ".join(left for word in fold(text).split() if (left := VOWELS.sub("", word)))
    return bare if len(bare.replace(" ", "")) >= LEAST_BONES else ""


def reference_key(text: str) -> str:
    """A number as it is compared: letters and digits alone, small."""
    return re.sub(r"[^a-z0-9]", "", anyascii(unicodedata.normalize("NFKC", text)).lower())


def case_reference(text: str) -> str:
    """The case that is meant by "KI-0412", "ki 412" or "KI412"; what is none comes back as it was, in capitals."""
    meant = CASE_REFERENCE.fullmatch(text.strip())
    return f"KI-{int(meant.group(1)):04d}" if meant else text.strip().upper()


def keys_of_name(text: str, shown: str, side: str) -> list[tuple[str, str, str]]:
    """What a person is found by when `text` is one of their names: how it sounds, and its bones."""
    keys = dict.fromkeys(key for key in (fold(text), bones(text)) if key)
    return [(key[:200], shown[:200], side) for key in keys]


def keys_of_reference(value: str, shown: str, side: str) -> list[tuple[str, str, str]]:
    """What a person is found by when `value` is one of their numbers."""
    key = reference_key(value)
    return [(key[:200], shown[:200], side)] if key else []


def best_read(names: Sequence[str]) -> list[str]:
    """The spellings of a name that are held, those first that read as people write: not all in capitals, not turned round
    by a comma. Only for showing: none is corrected, and all are kept."""
    return sorted(names, key=lambda name: (name == name.upper(), "," in name))


def obstacles_to_saying_who_is_a_child(
    people: Collection[uuid.UUID], waiting: Collection[uuid.UUID], *, why: str | None = None
) -> tuple[Obstacle, ...]:
    """Why it cannot be said of `people` that they are children or (with a `why`) adults. `waiting` are those to be said of."""
    found = []
    if not set(people) <= set(waiting):
        words = "Somebody else has said meanwhile who is a child. Read the list again."
        found.append(Obstacle("not_waiting", words, BENEFIT_OF_DOUBT, "a registrar"))
    if why is not None and not why.strip():
        found.append(
            Obstacle("no_reason", "Say how it is known that they are an adult.", BENEFIT_OF_DOUBT, "whoever says so")
        )
    return tuple(found)


def obstacles_to_confirming(case: str, steps: Iterable[str], *, is_closed: bool = False) -> tuple[Obstacle, ...]:
    """Why the family of a case that has taken `steps` cannot be confirmed: it was before, or the case is closed, since
    the files that it came from were taken back."""
    if is_closed:
        words = f"{case} is closed: the files that it came from were taken back."
        return (Obstacle("case_closed", words, "House rule: a closed case is over", ""),)
    if CaseStep.CONFIRMED not in steps:
        return ()
    words = f"The family of {case} was confirmed before."
    return (Obstacle("already_confirmed", words, "House rule: a family is confirmed once", ""),)


def obstacles_to_paper_file(cover: str) -> tuple[Obstacle, ...]:
    """Why a file on paper cannot be written down: nothing tells it from another."""
    if cover.strip():
        return ()
    return (Obstacle("no_cover", "Write what is on its cover.", ON_PAPER, "whoever writes it down"),)


def obstacles_to_paper_step(kind: str, place: str, holder: str, words: str) -> tuple[Obstacle, ...]:
    """Why this cannot be said of a file on paper: it leaves out what whoever looks for the file needs to know."""
    needed, ask = {
        PaperStep.IS_AT: (place, "Write where it is."),
        PaperStep.ASKED_FOR: (place + holder, "Write where or whom it was asked of."),
        PaperStep.CAME: (place + holder, "Write where it is now, or who has it."),
        PaperStep.PASSED_ON: (holder, "Write who has it now."),
        PaperStep.NOT_FOUND: (words, "Write where it was looked for."),
    }[PaperStep(kind)]
    return () if needed.strip() else (Obstacle("not_said_where", ask, ON_PAPER, "whoever writes it down"),)


FIRST, LATER = slice(0, 1), slice(1, None)  # of the families into which somebody was put


def families_kept(
    groups: Sequence[Sequence[uuid.UUID]],
    put: Mapping[uuid.UUID, Sequence[uuid.UUID]],
    rank: Callable[[uuid.UUID], Any],  # Any: whatever can be ordered
) -> list[uuid.UUID | None]:
    """For each group of people the held family that it goes on as; None where it is a new family. `put` are the families into
    which each person was put, in that order.

    Each family goes where most of those are who were first put into it; where several come together, the one that
    `rank` orders first (the oldest case) stays, and another goes where the others of its people are who have none. It rests on
    where people were first put and on nothing that a join changes, so that a join taken back leaves every family as it was.
    A group that none of these goes to has one again into which its people were put later and which nobody else goes on as:
    parted, joined and parted once more, it is the same family.
    """
    kept: list[uuid.UUID | None] = [None] * len(groups)

    def claims(some: slice) -> dict[uuid.UUID, Counter[int]]:
        """How many of each group without a family were put into each family that no group goes on as."""
        said: dict[uuid.UUID, Counter[int]] = defaultdict(Counter)
        given = set(kept)
        for place in (n for n, family in enumerate(kept) if family is None):
            for family in [family for person in groups[place] for family in put.get(person, ())[some]]:
                if family not in given:
                    said[family][place] += 1
        return said

    for some in (FIRST, LATER):
        while said := claims(some):
            for family in sorted(said, key=rank):
                votes = said[family]
                place = min(votes, key=lambda n: (-votes[n], min(groups[n])))
                if kept[place] is None:
                    kept[place] = family
    return kept


def groups_staying(
    groups: Sequence[Sequence[uuid.UUID]],
    put: Mapping[uuid.UUID, Sequence[uuid.UUID]],
    kept: Sequence[uuid.UUID | None],
) -> list[int]:
    """For each group of people that of which it is a part where no family comes about: itself where it goes on as a family or was
    in none; else the group that goes on as the family into which most of it were first put."""
    place = {family: n for n, family in enumerate(kept) if family is not None}
    stays = list(range(len(groups)))
    for n, group in enumerate(groups):
        votes = Counter(place[family] for person in group for family in put.get(person, ())[FIRST] if family in place)
        if kept[n] is None and votes:
            stays[n] = min(votes, key=lambda one: (-votes[one], one))
    return stays


@dataclass(frozen=True, slots=True)
class Reading:
    """What one source says of one kind of fact about a person, and whose it is."""

    value: str
    side: str
    earliest: date | None = None
    latest: date | None = None
    source: str = ""


def reading_key(value: str, earliest: date | None, latest: date | None) -> str:
    """What two sources must share to say the same: both ends of a day, or the words."""
    return f"{earliest}/{latest}" if earliest and latest else " ".join(value.split()).casefold()


def side_of_settled(key: str, readings: Iterable[Reading]) -> str:
    """Whose it is that one reading is taken as right: of both sides, but where one side's sources alone say so; then it is that
    side's, for the other may not learn what they say. So are the registrar's own words where one side alone says anything."""
    said = tuple(readings)
    same = [one for one in said if reading_key(one.value, one.earliest, one.latest) == key]
    sides = {one.side for one in same or said}
    return sides.pop() if len(sides) == 1 else FactSide.COMMON


def obstacles_to_settling(
    *, readings: Collection[Reading], value: str, sureness: str, document: str, seen_on: date | None, why: str, today: date,
    is_day: bool, is_read: bool,
) -> tuple[Obstacle, ...]:  # fmt: skip
    """Why it cannot be written down so that one reading is right. `is_day`: the fact is a day, `is_read`: it reads as one."""
    has_document = sureness in (Sureness.ORIGINAL, Sureness.COPY)
    standing = (
        (not readings, "nothing_said", "No source says anything of this kind about anybody of this family."),
        (not value.strip(), "no_value", "Choose what is right, or write it."),
        (
            is_day and not is_read,
            "no_day",
            "Write a day, a month or a year, for example 3 June 2007, June 2007 or 2007.",
        ),
        (not why.strip(), "no_reason", "Say why this is right and the others are not."),
        (has_document and not document.strip(), "no_document", "Say which document it was, and where it is kept."),
        (has_document and seen_on is None, "no_day_seen", "Say on which day it was seen."),
        (seen_on is not None and seen_on > today, "day_cannot_be", "The day on which it was seen lies in the future."),
    )
    return tuple(Obstacle(code, words, SOURCES, "whoever writes") for is_so, code, words in standing if is_so)


def obstacles_to_opening_again(why: str) -> tuple[Obstacle, ...]:
    """Why what was taken as right is not opened again: without a reason."""
    return () if why.strip() else (Obstacle("no_reason", "Say why it is open again.", SOURCES, "whoever writes"),)


REASONED = "Arrangement of March 2007: dates help, and each is moved, or stands still, with a written reason"
# Who answers for the work of others on their side, and moves its days as well as whoever has it.
ANSWER_FOR = frozenset({Role.REGISTRAR, Role.COORDINATOR, Role.REVIEW_MANAGER, Role.SENIOR_OFFICER})
A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of one duty on one case, as it runs now: by when (None while it stands still), which day it would have if nobody
    had changed it, and whether the duty is with whoever asks, who is of this role."""

    duty: Duty
    due: date | None
    ordinary: date | None
    is_theirs: bool
    role: str

    @property
    def rests(self) -> bool:
        """Whether it stands still."""
        return self.due is None


def obstacles_to_changing(clock: Clock) -> tuple[Obstacle, ...]:
    """Why the day of a duty is not changed by this person with a reason: law, protocol or guidance knows another way or none,
    each with its source; or the duty is somebody else's, for whom they do not answer.

    How often a day is moved has no limit in law or protocol: each time has its reason, and all of them stay to be read.
    """
    duty = clock.duty
    other_way = {
        "two_people": "whoever asks, and a coordinator who did not, on the page of child protection",
        "own_page": "a coordinator, on a page of its own", "law": "nobody",
    }  # fmt: skip
    if duty.change in other_way:
        return (Obstacle(f"moved_by_{duty.change}", duty.limit, duty.limit_source, other_way[duty.change]),)
    if not clock.is_theirs and clock.role not in ANSWER_FOR:
        words = "This is with somebody else. They, or whoever answers for their work, move its day."
        return (Obstacle("not_theirs", words, REASONED, "whoever has it, or who answers for their work"),)
    return ()


def obstacles_to_moving(
    clock: Clock, to: date, reason: str, *, today: date, on_that_day: Collection[Obstacle] = ()
) -> tuple[Obstacle, ...]:
    """Why the day of a duty is not moved to another one. `on_that_day` is what stands against the day itself."""
    if found := obstacles_to_changing(clock):
        return found
    duty = clock.duty
    is_later = duty.change == "earlier" and clock.ordinary is not None and to > clock.ordinary
    standing = (
        (clock.rests, "stands_still", "The clock stands still. Let it go on first.", REASONED),
        (not reason.strip(), "no_reason", "Say why another day is better.", REASONED),
        (to < today, "day_cannot_be", "The day has passed. Write a day to come.", REASONED),
        (to > today + A_YEAR, "day_cannot_be", "The day is more than a year away. Write an earlier one.", REASONED),
        (to == clock.due, "same_day", "It is due on that day now.", REASONED),
        (is_later, "not_later", duty.limit, duty.limit_source),
    )
    own = tuple(Obstacle(code, words, source, "whoever moves it") for is_so, code, words, source in standing if is_so)
    return (*own, *on_that_day)


def obstacles_to_pausing(clock: Clock, reason: str, *, today: date) -> tuple[Obstacle, ...]:
    """Why the clock of a duty does not stand still: the arrangement lets only some do so."""
    if found := obstacles_to_changing(clock):
        return found
    words = clock.duty.limit or "The clock of this duty does not stand still. Its day can be moved with a reason."
    standing = (
        (not clock.duty.rests, "does_not_rest", words, clock.duty.limit_source or REASONED),
        (clock.rests, "stands_still", "The clock stands still already.", REASONED),
        (not reason.strip(), "no_reason", "Say what is waited for, or why else it stands still.", REASONED),
        (
            clock.due is not None and clock.due < today, "day_has_passed",
            "The day has passed, and no time is left to keep. Move it to another day.", REASONED,
        ),
    )  # fmt: skip
    return tuple(Obstacle(code, words, source, "whoever has it") for is_so, code, words, source in standing if is_so)


def obstacles_to_going_on(clock: Clock, reason: str) -> tuple[Obstacle, ...]:
    """Why a clock that stands still does not go on."""
    if found := obstacles_to_changing(clock):
        return found
    standing = (
        (not clock.rests, "runs", "The clock runs."),
        (not reason.strip(), "no_reason", "Say what came, or why else it goes on."),
    )
    return tuple(Obstacle(code, words, REASONED, "whoever has it") for is_so, code, words in standing if is_so)


def obstacles_to_taking_back_day(*, by: uuid.UUID, moved_by: uuid.UUID, is_newest: bool) -> tuple[Obstacle, ...]:
    """Why a change of a day is not taken back: somebody else made it, or it does not hold any more."""
    standing = (
        (by != moved_by, "not_theirs", "Somebody else made this change. Move the day, with a reason.", "whoever made it"),
        (
            not is_newest, "does_not_hold", "This does not hold any more: it was taken back, changed since, or its step is over.",
            "whoever has it",
        ),
    )  # fmt: skip
    return tuple(Obstacle(code, words, REASONED, who) for is_so, code, words, who in standing if is_so)
