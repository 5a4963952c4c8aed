"""How a rule says no: with reasons in words, each with its source and with who can clear it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stands in the way, in words an officer can read.

    `code` is the same in the pack, the tests and the documents; `source` is the law, guidance or rule behind it;
    `who_can_clear` names a role or a team, never blames a person; `about` says which of several things it is about
    (a child's id, a factor's code), so that a page can lead there.
    """

    code: str
    words: str
    source: str
    who_can_clear: str
    about: str = ""


class Refused(Exception):
    """An action was refused: nothing was written. Carries every obstacle that stands, not only the first."""

    def __init__(self, obstacles: Obstacle | Iterable[Obstacle]) -> None:
        self.obstacles: tuple[Obstacle, ...] = (obstacles,) if isinstance(obstacles, Obstacle) else tuple(obstacles)
        super().__init__("; ".join(obstacle.code for obstacle in self.obstacles))


def obstacles_to_nothing_said(text: str, *, ask: str, source: str, who_can_clear: str) -> tuple[Obstacle, ...]:
    """Why a step is not closed without a word: nothing was written, so nothing was done. `ask` says what to write."""
    return () if text.strip() else (Obstacle("no_words", ask, source, who_can_clear),)


def refuse_if(obstacles: Iterable[Obstacle]) -> None:
    """Raise `Refused` with all of them if there are any."""
    found = tuple(obstacles)
    if found:
        raise Refused(found)
