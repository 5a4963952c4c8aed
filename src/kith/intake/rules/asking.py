"""How registrars are asked: never faster than they read, and now and then about a pair whose answer is known. Pure."""

import hmac
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from kith.intake.rules import SOURCE, Said, verdict_of_people
from kith.intake.terms import Verdict
from kith.verdict import Obstacle

UNREAD = timedelta(milliseconds=300)  # the second of two presses is over by then, and nobody has read two records
ONE_IN = 20  # answers, of which one is followed by a known pair; the practice default
HELD = timedelta(minutes=5)  # after an answer: so long the next pair is that registrar's before it is anybody's
FORGOTTEN = timedelta(days=28)  # until whoever judged a pair may be asked about it as if anew


def is_unread(shown_at: datetime | None, at: datetime) -> bool:
    """Whether an answer came so soon after its pair was shown that nobody can have read it: a button pressed twice."""
    return shown_at is not None and timedelta() <= at - shown_at < UNREAD


def is_followed_by_known(answer: uuid.UUID, key: str) -> bool:
    """Whether the lot falls on an answer, given by its id: so that a known pair comes next. One in twenty, by chance. The id
    stands on the page, so that only whoever has the service's `key` can draw it."""
    return int.from_bytes(hmac.digest(key.encode(), f"lot {answer}".encode(), "sha256")[:8]) % ONE_IN == 0


@dataclass(frozen=True, slots=True)
class Known:
    """A pair about which two people have said the same; `is_own` where whoever is asked now was one of them."""

    pair: uuid.UUID
    verdict: str
    is_own: bool


def known_to(said: dict[uuid.UUID, list[Said]], of: uuid.UUID, at: datetime) -> list[Known]:
    """Those pairs whose answer is known, and about which one registrar can be asked: they have not judged it, or long ago."""
    found = []
    for pair, words in said.items():
        verdict = verdict_of_people(words, concerns_child=True)
        own = [one.at for one in words if one.by == of]
        if verdict in (Verdict.SAME, Verdict.DIFFERENT) and all(then + FORGOTTEN <= at for then in own):
            found.append(Known(pair, verdict, bool(own)))
    return found


def drawn(known: Sequence[Known], *, seed: uuid.UUID) -> Known | None:
    """The one that is asked about: chance alone chooses, among what others judged first, and the same seed draws the same."""
    return min(
        known, key=lambda one: (one.is_own, sha256(f"{seed}{one.pair}".encode()).digest()), default=None
    )  # fmt: skip


def obstacles_to_answering_known(*, is_answered: bool, is_same: bool, is_waiting: bool) -> tuple[Obstacle, ...]:
    """Why a known pair is not answered now: it waits for a judgement again, or it was answered, and that is taken back first."""
    if is_waiting:
        words = "What others said about this pair was taken back meanwhile. Read it once more, and answer again."
        return (Obstacle("waits_again", words, SOURCE, "registrar"),)
    if is_answered and not is_same:
        words = "You have answered this pair otherwise. Take that answer back first."
        return (Obstacle("answered_otherwise_before", words, SOURCE, "registrar"),)
    return ()
