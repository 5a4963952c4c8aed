"""What of somebody's unsent words is kept while they write; when the second step of signing in is passed. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kith.verdict import Obstacle

SOURCE = "House rule: no work is lost, and nothing is written over unseen"
MOST_SIGNS = 200_000  # of one page: four of the longest texts
MOST_COPIES = 50  # of one person


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """A page that is being written: how many characters it holds, on how many others its writer began and sent nothing, and
    whether another open page wrote here meanwhile, whose words this one never showed."""

    signs: int
    others: int
    is_elsewhere: bool


def obstacles_to_keeping(facts: CopyFacts) -> tuple[Obstacle, ...]:
    """Why the words are not kept while they are written; they can still be sent."""
    writer = "whoever writes"
    if facts.is_elsewhere:
        words = "You are writing here in another window or on another device, too. Send one of them."
        return (Obstacle("written_elsewhere", words, SOURCE, writer),)
    if facts.signs > MOST_SIGNS:
        words = f"These are {facts.signs} characters: at most {MOST_SIGNS} are kept before they are sent."
        return (Obstacle("too_much", words, SOURCE, writer),)
    if facts.others >= MOST_COPIES:
        words = f"You began on {facts.others} pages and sent none of them. Send one, or start one again."
        return (Obstacle("too_many", words, SOURCE, writer),)
    return ()


def kept_until(saved_on: date, days: int) -> date:
    """The last day on which words that were not touched since that day are kept."""
    return saved_on + timedelta(days)


MOST_VIEWS = 20  # of one person on one list


@dataclass(frozen=True, slots=True)
class ViewFacts:
    """What somebody saves a view as, and the names of those that they have on the same list."""

    name: str
    others: tuple[str, ...]


def obstacles_to_saving_view(facts: ViewFacts) -> tuple[Obstacle, ...]:
    """Why a view is not saved under that name: it is one of another, or there are too many. Capitals tell no names apart."""
    writer = "whoever saves"
    if facts.name.casefold() in {other.casefold() for other in facts.others}:
        words = f"You have a saved view called {facts.name}. Give this one another name, or remove that one first."
        return (Obstacle("view_name_taken", words, SOURCE, writer),)
    if len(facts.others) >= MOST_VIEWS:
        words = f"You have {MOST_VIEWS} saved views of this list, which is the most. Remove one that you no longer use."
        return (Obstacle("too_many_views", words, SOURCE, writer),)
    return ()


MOST_TRIES, PAUSE = 5, timedelta(minutes=15)  # of the second step: one of 330,000 codes is right at any time
CODES_SOURCE = "House rule: a code counts once, and is not found by trying (NIST SP 800-63B, 5.1.4 and 5.2.2)"


def tries_now(tries: int, since: datetime | None, at: datetime) -> int:
    """How many tries of the second step still count at that moment."""
    return tries if since is not None and at - since < PAUSE else 0


def obstacles_to_a_try(tries: int) -> tuple[Obstacle, ...]:
    """Why no code is looked at now, not even a right one."""
    if tries < MOST_TRIES:
        return ()
    words = "Too many tries. Wait a quarter of an hour, then try again."
    return (Obstacle("too_many_tries", words, CODES_SOURCE, "whoever signs in"),)


def obstacle_of_code() -> Obstacle:
    """Why this code does not sign in: it is wrong, too old, or was used before; which of them is said to nobody."""
    words = "This code does not fit. Wait for the next one in your app and write that; each code counts once."
    return Obstacle("wrong_code", words, CODES_SOURCE, "whoever signs in")
