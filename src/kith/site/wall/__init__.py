"""Proving the wall: every cell of the grants is tried under its role, and every way around it is looked for.

Nothing is changed: each statement touches no row, and runs in a savepoint that is rolled back.
"""

from dataclasses import dataclass
from pathlib import Path

import grimp
from django.conf import settings

from kith.site.wall.attempts import tried
from kith.site.wall.borrowed import borrowed
from kith.site.wall.catalogue import drift, foreign_keys, logins, privileges, row_security, triggers
from kith.site.wall.code import files, imports, incoming, source_files, template_files, templates, words
from kith.site.wall.leaks import APART, Leak
from kith.site.wall.shape import looked_at, shape

__all__ = [
    "Leak", "Proof", "borrowed", "drift", "files", "foreign_keys", "imports", "incoming", "logins", "looked_at", "privileges",
    "prove", "row_security", "shape", "templates", "tried", "triggers", "words",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proof:
    """How much was tried, and every leak that was found."""

    tried: int
    leaks: tuple[Leak, ...]


def prove() -> Proof:
    """Try everything, on the database that is connected and the code that runs."""
    leaks = [
        *drift(),
        *privileges(),
        *logins(),
        *row_security(),
        *triggers(),
        *foreign_keys(),
        *shape(),
        *looked_at(),
        *borrowed(),
    ]
    count, found = tried()
    leaks += [*found, *imports(grimp.build_graph("kith")), *templates(template_files())]
    for part in sorted({part for pair in APART for part in pair}):
        leaks += words(part, source_files(part))
    leaks += files(Path(settings.DOCUMENTS))
    leaks += incoming(Path(settings.FILE_UPLOAD_TEMP_DIR))
    return Proof(count, tuple(leaks))
