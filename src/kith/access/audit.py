"""Writing down what was done, read and refused: ids, verbs and hashes, never a word of a case."""

import hashlib
import uuid
from collections.abc import Iterable
from datetime import datetime

from kith.access.models import Actor, AuditEntry
from kith.access.side import current_side
from kith.access.terms import Outcome


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
    AuditEntry.objects.bulk_create(  # bulk: the side may insert but not read back
        [
            AuditEntry(
                at=at,
                actor_id=by.pk if by else None,
                side=current_side() or "",
                verb=verb,
                outcome=outcome,
                subject=subject,
                case_id=case,
                shown=list(shown),
                codes=list(codes),
                digest=digest,
            )
        ]
    )


def digest(*parts: object) -> str:
    """A hash of what was written, so that the entry can be compared with the row later."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()
