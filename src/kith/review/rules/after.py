"""What may be recorded after a decision was served: that its notice came back, that it is challenged, what came of that. Pure."""

import uuid
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from kith.review.rules.sources import CHALLENGES, MANAGER, OFFICER, SERVICE
from kith.verdict import Obstacle

SERVED_ANEW = Obstacle(
    "served_anew", "Another decision on this case was served since. This notice is handed over no more.", SERVICE,
    "nobody: the newer notice counts",
)  # fmt: skip


def obstacles_to_handing_over(*, address: str, proof: str) -> Iterator[Obstacle]:
    """Why it is not recorded that a notice was handed over: nobody could say where it went, or what shows it."""
    if not address.strip():
        yield Obstacle("no_address", "Write where it went, or to whom it was handed.", SERVICE, OFFICER)
    if not proof.strip():
        yield Obstacle("no_proof", "Write what shows that the family has it.", SERVICE, OFFICER)


def obstacles_to_returned_notice(
    came_back_on: date, *, served_on: date, on: date, words: str, is_away: bool
) -> Iterator[Obstacle]:
    """Why it is not recorded that a notice came back: the day cannot be, nothing says how, or it came back before and was
    not handed over since (`is_away`)."""
    if is_away:
        said = "It is recorded that this notice came back. Hand it over once more first."
        yield Obstacle("came_back_before", said, SERVICE, OFFICER)
    yield from _day(came_back_on, served_on, on, "the notice was handed over", SERVICE)
    if not words.strip():
        yield Obstacle(
            "no_words", "Write what the post says, and what you know of the family's address.", SERVICE, OFFICER
        )


def obstacles_to_renewing(served_on: date, *, came_back_on: date, on: date) -> Iterator[Obstacle]:
    """Why a notice that came back was not handed over once more on this day: it cannot be."""
    yield from _day(served_on, came_back_on, on, "the notice came back", SERVICE)


def obstacles_to_challenge(brought_on: date, *, served_on: date, on: date, grounds: str) -> Iterator[Obstacle]:
    """Why a challenge to a served decision is not recorded: the day cannot be, or nothing says what it is about."""
    yield from _day(brought_on, served_on, on, "the decision was served", CHALLENGES)
    if not grounds.strip():
        yield Obstacle("no_grounds", "Write what is called into question, as it was put.", CHALLENGES, OFFICER)


def obstacles_to_outcome(
    given_on: date, *, brought_on: date, on: date, words: str, turned_on: Collection[str], is_in_favour: bool,
    is_correction: bool = False, reason: str = "",
) -> Iterator[Obstacle]:  # fmt: skip
    """Why the result of a challenge is not recorded: the day cannot be, there is nothing to learn from, or one is recorded and
    nothing says why it is put right."""
    if is_correction and not reason.strip():
        said = "A result is recorded already. Write why it is put right: then this one stands, and the other stays to be read."
        yield Obstacle("recorded_before", said, CHALLENGES, OFFICER)
    yield from _day(given_on, brought_on, on, "the challenge was brought", CHALLENGES)
    if not words.strip():
        yield Obstacle("no_words", "Write what was found, in the words of whoever found it.", CHALLENGES, OFFICER)
    if is_in_favour and not turned_on:
        yield Obstacle("turned_on_nothing", "Say what it turned on: at least one of these.", CHALLENGES, OFFICER)


def obstacles_to_reading(who: uuid.UUID, decided: Iterable[uuid.UUID]) -> Iterator[Obstacle]:
    """Why this reader does not sign that they read a result: only those who decided do."""
    if who not in decided:
        words = "Whoever decided and whoever confirmed it say that they have read this."
        yield Obstacle("did_not_decide", words, CHALLENGES, "those who decided")


def _day(day: date, first: date, last: date, what: str, source: str) -> Iterator[Obstacle]:
    if not first <= day <= last:
        words = f"The day lies before {what} ({first:%-d %B %Y}) or in the future."
        yield Obstacle("day_cannot_be", words, source, f"{OFFICER}, {MANAGER}: look at the day again")
