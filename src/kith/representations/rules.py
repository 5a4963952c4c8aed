"""What a link and a code look like, who may have a page of their own, and what may be answered. Pure."""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from kith.register.rules import CASE_REFERENCE, case_reference, reference_key
from kith.verdict import Obstacle

SOURCE = "Children (Scotland) Act 1995, section 6(1): from twelve a child is presumed able to form a view"
HEARD = "Common law duty to act fairly: what was put forward is answered"
POST = "Chief Inspector 2012: over 100,000 items of post lay unopened, many of them with evidence"
SAFE = "House rule: nobody of a family learns of another's words"
WINDOW = 15  # minutes in which a link may be tried `TRIES` times; the database counts (database.sql)
TRIES = 8
NOT_TOGETHER = Obstacle(
    "not_together", "Link and code do not go together.", "House rule: few tries", "whoever gave out the link"
)


def hash_of(link: str, code: str = "") -> str:
    """What is kept of a link, or of a link with its code: enough to know it again, and not enough to follow it.

    A code alone could be found by trying all of them; beside its link, which is kept nowhere, it cannot.
    """
    return hashlib.sha256(f"{link}{code}".encode()).hexdigest()


def digits_of(code: str) -> str:
    """A code as it was given out, however it was typed: spaces and strokes do not count, and digits of other scripts do."""
    return "".join(str(int(sign)) for sign in code if sign.isdecimal())


def in_groups(code: str) -> str:
    """A code as it is read and typed: four digits, and four more."""
    return f"{code[:4]} {code[4:]}"


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Who would get a page: whether they are of this case's family, a child, the age they have by any reading, and whether
    the children's side closed the page that they had."""

    is_of_family: bool
    is_child: bool
    oldest: int | None
    is_closed: bool = False


def obstacles_to_giving_access(facts: PersonFacts, young_from: int, by_childrens_side: bool) -> tuple[Obstacle, ...]:
    """Why this person gets no page of their own from whoever would give it."""
    if not facts.is_of_family:
        return (Obstacle("not_of_family", "This person is not of this family.", SOURCE, "a registrar"),)
    if facts.is_child and facts.oldest is not None and facts.oldest < young_from:
        words = (
            f"A page of one's own is for those of {young_from} or more. The lead professional asks younger children."
        )
        return (Obstacle("too_young", words, SOURCE, "the lead professional: record the child's views"),)
    if facts.is_closed and not by_childrens_side:
        words = "The children's side closed this page. It alone opens it again."
        return (Obstacle("closed_by_the_childrens_side", words, SAFE, "the lead professional"),)
    return ()


def is_awaited(to: str, answered: Collection[str]) -> bool:
    """Whether a side that was written to has yet to answer. What is said for "common" is said to, or for, both sides."""
    sides = {"welfare", "decision"} if to == "common" else {to}
    return "common" not in answered and not sides <= set(answered)


def can_be_answered(is_met: bool, kinds: Collection[str]) -> bool:
    """Whether a side may answer what was put forward to it: it has not met it, or said only what will happen, and then tells
    what came of it."""
    return not is_met or (bool(kinds) and set(kinds) == {"will_happen"})


def obstacles_to_answer(
    *, words: str, is_met: bool, is_of_one: bool, kind_has_day: bool, happens_on: date | None, today: date
) -> tuple[Obstacle, ...]:
    """Why this cannot be said in answer."""
    found = []
    if not words.strip():
        found.append(Obstacle("no_words", "Write what whoever wrote will read.", HEARD, "whoever answers"))
    if is_met:
        found.append(Obstacle("is_met", "This was answered already.", HEARD, "nobody: nothing is awaited"))
    if not is_of_one:
        why = "One answer goes to one person: nobody learns from it that somebody else wrote."
        found.append(Obstacle("of_several", why, SAFE, "whoever answers: answer each of them"))
    if kind_has_day and (happens_on is None or happens_on < today):
        found.append(Obstacle("day_is_past", "Say a day that is still to come.", HEARD, "whoever answers"))
    return tuple(found)


def obstacles_to_marking(*, is_own: bool) -> tuple[Obstacle, ...]:
    """Why this person cannot say that a file was added by mistake."""
    if is_own:
        return ()
    words = "Only whoever added a file says that it was a mistake."
    return (Obstacle("not_own", words, "House rule: nobody takes away what another sent", "whoever added it"),)


NAMES_A_CASE = re.compile(rf"\b(?:{CASE_REFERENCE.pattern})\b", re.IGNORECASE)


def looked_for(written: str) -> str:
    """What is looked for first of what is written on an item of post: the reference of a case where there is one in it, else
    all of it."""
    meant = NAMES_A_CASE.search(written)
    return case_reference(meant[0]) if meant else written


IN_A_ROW = 4  # words that one number may be written in: "A 12 34 567"


def keys_of(written: str) -> list[str]:
    """Every number that may be meant by what is written on an item of post, as numbers are compared: the references of cases,
    and each run of a few neighbouring words that has a digit, as whoever writes sets them apart as they like."""
    words = [reference_key(word) for word in re.findall(r"\w+", written)]
    runs = ["".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, min(i + IN_A_ROW, len(words)) + 1)]
    cases = [reference_key(case_reference(meant[0])) for meant in NAMES_A_CASE.finditer(written)]
    return list(dict.fromkeys([*cases, *(run for run in runs if re.search(r"\d", run))]))


def obstacles_to_logging(*, received_on: date, today: date) -> tuple[Obstacle, ...]:
    """Why an item of post cannot be logged as it is written down."""
    if received_on <= today:
        return ()
    return (Obstacle("day_cannot_be", "The day lies in the future.", POST, "whoever logs it: look at the day again"),)


def obstacles_to_post_step(state: str, wanted: Collection[str]) -> tuple[Obstacle, ...]:
    """Why this cannot be done with an item of post: it is not, or no more, in a state in which it can."""
    if state in wanted:
        return ()
    words = "Somebody has done something else with this item meanwhile. Read where it is now."
    return (Obstacle("post_is_elsewhere", words, POST, "whoever has it now"),)


def obstacles_to_joining(*, is_of_this_case: bool) -> tuple[Obstacle, ...]:
    """Why an item of post cannot be said to be the same as words that stand already: they are of another case."""
    if is_of_this_case:
        return ()
    words = "These words are on another case. Choose words of the case that the item is linked to."
    return (Obstacle("words_of_another_case", words, POST, "whoever deals with it"),)


def obstacles_to_linking(*, is_known_to_review: bool) -> tuple[Obstacle, ...]:
    """Why an item of post cannot be linked to this case: nobody who could deal with it knows that there is one."""
    if is_known_to_review:
        return ()
    words = (
        "The review does not know of this case yet: only files of the children's side name the family. The item waits."
    )
    return (Obstacle("case_not_known_to_review", words, POST, "nobody: wait until a file of the Home Office names it"),)


def obstacles_to_misplacing(*, is_typed_in: bool, is_relied_on: bool) -> tuple[Obstacle, ...]:
    """Why it cannot be said that words stand on the case of another family."""
    if not is_typed_in:
        words = "These words came from a page of the family itself: they stand where they belong."
        return (Obstacle("not_typed_in", words, SAFE, "nobody"),)
    if is_relied_on:
        words = (
            "A decision that is not served yet rests on these words. It is returned first, or another draft is written."
        )
        return (Obstacle("decision_rests_on_it", words, HEARD, "the second officer, or the review officer"),)
    return ()


def obstacles_to_unlinking(*, became_words: bool) -> tuple[Obstacle, ...]:
    """Why a link is not taken back alone: words that were written down from it would stay with the wrong family."""
    if not became_words:
        return ()
    words = (
        "It was written down as words of that case. Whoever reviews it says there that they belong to another family."
    )
    return (Obstacle("became_words", words, SAFE, "the review officer, or a review manager: on the page of words"),)


def obstacles_of_reason(reason: str, words: str) -> tuple[Obstacle, ...]:
    """Why something cannot be said without its reason; `words` ask for it."""
    return () if reason.strip() else (Obstacle("no_reason", words, POST, "whoever says so"),)
