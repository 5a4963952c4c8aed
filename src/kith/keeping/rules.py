"""For how long something is kept, when that is over, and what keeps two people from disposing of it. Pure."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from kith.verdict import Obstacle

SOURCE = "UK GDPR, Article 5(1)(e): kept no longer than is needed; Public Records (Scotland) Act 2011, element 6"
CASE, BIRTH, LATER, WRITTEN, STAYS = STARTS = ("case", "birth", "later", "written", "stays")
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Term:
    """How long one class of record is kept, by one body's own rule (`controller`, its name) or, with none named, by everybody's.

    `months` count from what `starts` says: the closing of the case, the birth of its youngest child (and the case is closed),
    the later of the two; or it is kept while the entry stands or for ever, with which nobody has to do here.
    """

    code: str
    words: str
    controller: str
    months: int
    starts: str
    source: str
    others: tuple[str, ...] = ()  # the bodies with a rule of their own, where none is named

    def covers(self, body: str | None) -> bool:
        """Whether what that body's people wrote is kept by this time (None: nobody's)."""
        return body == self.controller if self.controller else body not in self.others


@dataclass(frozen=True, slots=True)
class Facts:
    """When a case was closed (its decision served, or its review ended), and the latest day on which its youngest child can have
    been born; None where it is open, or a birth is not known. `has_open_case`: the family has another case, which is open or was
    closed later, and what goes with the family goes with that one."""

    closed_on: date | None
    youngest_born_by: date | None
    has_open_case: bool = False


def counts_from(term: Term, facts: Facts) -> date | None:
    """The day from which the time counts; None while it cannot be told, and what cannot be told is kept."""
    if not term.months or facts.closed_on is None or term.starts not in (CASE, BIRTH, LATER):
        return None
    if term.starts == CASE:
        return facts.closed_on
    if facts.youngest_born_by is None or (term.starts == LATER and facts.has_open_case):
        return None
    return facts.youngest_born_by if term.starts == BIRTH else max(facts.closed_on, facts.youngest_born_by)


def kept_until(term: Term, facts: Facts) -> date | None:
    """The last day on which it is kept; None where that cannot be told yet, or never comes."""
    begins = counts_from(term, facts)
    return begins + relativedelta(months=term.months) if begins else None


def latest_begin(months: int, today: date) -> date:
    """The latest day from which that many months are over before today: what counts from it or from before has had its time."""
    whole = relativedelta(months=months)
    day = today - whole
    while day + whole >= today:
        day -= timedelta(1)
    while day + timedelta(1) + whole < today:
        day += timedelta(1)
    return day


def is_over(term: Term, facts: Facts, latest: date) -> bool:
    """Whether its time is over, as `kept_until` says of a day before today. `latest` is the `latest_begin` of its months: many
    cases are held against one day."""
    begins = counts_from(term, facts)
    return begins is not None and begins <= latest


def obstacles_to_disposal(*, is_over: bool, is_held: bool, texts: int, read: int | None = None) -> tuple[Obstacle, ...]:
    """Why nobody signs yet that the texts of one class on a case must go. `read`: how many there were as the signer read them."""
    found = []
    if read is not None and texts and read != texts:
        words = "Something was added or went since you read it. Open this page again, and read what goes."
        found.append(Obstacle("not_as_read", words, SOURCE, "whoever signs"))
    if not is_over:
        words = "The time for which this is kept is not over."
        found.append(Obstacle("not_over", words, SOURCE, "nobody: it is kept"))
    if is_held:
        words = "A hold stands: this is kept longer."
        found.append(Obstacle("held", words, SOURCE, "whoever placed the hold, when its reason is over"))
    if not texts:
        words = "Nothing is left to sign for: it has gone, or waits for another person's signature."
        found.append(Obstacle("nothing_left", words, SOURCE, "another person, where a signature waits"))
    return tuple(found)


def obstacles_to_second_signature(
    *,
    by: uuid.UUID,
    first: uuid.UUID,
    is_held: bool,
    is_over: bool = True,
    is_withdrawn: bool = False,
    is_same: bool = True,
) -> tuple[Obstacle, ...]:
    """Why this person does not sign as the second, after which the texts are gone. That the time is over is asked again: the case
    may have been opened anew since the first signature."""
    found = []
    if is_withdrawn:
        words = "The first signature was taken back meanwhile. Nothing has gone."
        found.append(Obstacle("withdrawn", words, SOURCE, "whoever wants it to go signs first, anew"))
    if not is_same:
        words = (
            "Some of what was signed for is of another case now, or gone. Take the first signature back, and sign anew."
        )
        found.append(Obstacle("not_the_same", words, SOURCE, "whoever signs first"))
    if not is_over:
        words = "The time for which this is kept is not over any more. Nothing has gone."
        found.append(Obstacle("not_over", words, SOURCE, "nobody: it is kept"))
    if by == first:
        words = "You signed first. Somebody else signs second."
        found.append(Obstacle("one_person", words, SOURCE, "another person who may see this case"))
    if is_held:
        words = "A hold stands: this is kept longer."
        found.append(Obstacle("held", words, SOURCE, "whoever placed the hold, when its reason is over"))
    return tuple(found)


def obstacles_to_withdrawal(*, reason: str, is_gone: bool) -> tuple[Obstacle, ...]:
    """A first signature is taken back with a reason, and before anything has gone."""
    if is_gone:
        return (Obstacle("is_gone", "Somebody has signed second, and the texts are gone.", SOURCE, "nobody"),)
    return obstacles_to_hold(reason=reason)


def obstacles_to_hold(*, reason: str) -> tuple[Obstacle, ...]:
    """A hold is placed and ended with a reason."""
    if reason.strip():
        return ()
    return (Obstacle("no_reason", "Say why.", SOURCE, "whoever writes"),)
