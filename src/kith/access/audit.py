"""Writing down what was done, read and refused: ids, verbs and hashes, never a word of a case."""

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from kith.access.models import Actor, AuditEntry
from kith.access.side import current_side
from kith.access.terms import Outcome
from kith.records import new_id

_ADD = f"""insert into {AuditEntry._meta.db_table}
    (id, at, actor_id, side, verb, outcome, subject, case_id, shown, codes, digest, transaction) values """
_ENTRY = "(%s, %s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s::varchar[], %s, 0)"

_deeds: ContextVar[list[str] | None] = ContextVar("kith_deeds", default=None)


@contextmanager
def deeds() -> Iterator[list[str]]:
    """The verbs of what is done inside, as it is done: whether something was done at all is known by its entry."""
    done: list[str] = []
    token = _deeds.set(done)
    try:
        yield done
    finally:
        _deeds.reset(token)


def record(
    verb: str,
    *,
    by: Actor | None,
    at: datetime,
    subject: uuid.UUID | None = None,
    case: uuid.UUID | None = None,
    shown: Iterable[uuid.UUID] = (),
    codes: Iterable[str] = (),
    outcome: Outcome = Outcome.DONE,
    digest: str = "",
) -> None:
    """Add one audit entry in the transaction that is open, so that deed and entry stand or fall together.

    `codes` are codes of obstacles, kinds or outcomes; `shown` the ids of what a list showed; `digest` a hash of what
    was written or asked. None of them may hold personal text.
    """
    actor = by.pk if by else None
    _add(verb, outcome, [[at, actor, subject, case, list(shown), [str(code) for code in codes], digest]])


@dataclass(frozen=True, slots=True)
class Deed:
    """One of several of a kind, done at once: about what, which codes, a hash of what was written."""

    subject: uuid.UUID
    codes: tuple[str, ...] = ()
    digest: str = ""


def record_each(verb: str, deeds: Sequence[Deed], *, by: Actor, at: datetime) -> None:
    """Add an audit entry for each of several deeds of one kind, as `record` does for one. One query, however many."""
    rows = [[at, by.pk, deed.subject, None, [], [str(code) for code in deed.codes], deed.digest] for deed in deeds]
    if rows:
        _add(verb, Outcome.DONE, rows)


def _add(verb: str, outcome: Outcome, rows: Sequence[Sequence[object]]) -> None:
    side, values = current_side() or "", list[Any]()  # Any: whatever a column holds
    for at, actor, *rest in rows:
        values += [new_id(), at, actor, side, verb, str(outcome), *rest]
    with connection.cursor() as cursor:  # plain SQL: every deed and every page writes one, and no side may read it back
        cursor.execute(_ADD + ", ".join([_ENTRY] * len(rows)), values)
    if outcome == Outcome.DONE and (done := _deeds.get()) is not None:
        done.append(verb)


def digest(*parts: object) -> str:
    """A hash of what was written, so that the entry can be compared with the row later."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()
