"""Writing down what was done, read and refused: ids, verbs and hashes, never a word of a case."""

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import connection

from kith.access.models import Actor, AuditEntry
from kith.access.side import current_side
from kith.access.terms import Outcome
from kith.records import new_id

_ADD = f"""insert into {AuditEntry._meta.db_table}
    (id, at, actor_id, side, verb, outcome, subject, case_id, shown, codes, digest, transaction)
    values (%s, %s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s::varchar[], %s, 0)"""

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
    with connection.cursor() as cursor:  # plain SQL: every deed and every page writes one, and no side may read it back
        cursor.execute(
            _ADD,
            [
                new_id(), at, by.pk if by else None, current_side() or "", verb, str(outcome), subject, case, list(shown),
                [str(code) for code in codes], digest,
            ],
        )  # fmt: skip
    if outcome == Outcome.DONE and (done := _deeds.get()) is not None:
        done.append(verb)


def digest(*parts: object) -> str:
    """A hash of what was written, so that the entry can be compared with the row later."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()
