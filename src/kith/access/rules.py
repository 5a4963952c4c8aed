"""What of somebody's unsent words is kept while they write. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

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
