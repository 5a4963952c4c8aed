"""Jobs of documents: files are looked at by the scanner, and what a stopped upload left behind is swept away.

Each side's files are seen to by a role of that side, which can name files by their ids and read nothing of a case.
"""

import logging
import shlex
import subprocess
import time
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from kith.access.gate import entered
from kith.access.queries import job_actor
from kith.access.terms import ROLE_SIDES, Role
from kith.documents import actions
from kith.documents.queries import kept_among, place_of, to_scan

ROLES = (Role.WELFARE_FILES, Role.DECISION_FILES)
A_DAY = 24 * 60 * 60
LONGEST_LOOK = 300  # seconds
_log = logging.getLogger(__name__)


def scan_files(at: datetime) -> int:
    """Let the scanner look at each file that waits for it. Returns at how many it has looked.

    The scanner is a command that is given the file's path: it answers 0 for safe and 1 for not safe, as ClamAV's do. Any
    other answer is none: the file waits, and is tried again.
    """
    return sum(
        _looked_at(role, document, at) for role in _here() if settings.SCANNER for document in _waiting(role, at)
    )


def _waiting(role: Role, at: datetime) -> list[uuid.UUID]:
    with entered(job_actor(role, at), "documents.scan_files", at=at):
        return to_scan()


def _looked_at(role: Role, document: uuid.UUID, at: datetime) -> bool:
    place = place_of(document, side=ROLE_SIDES[role], folder=settings.DOCUMENTS)
    try:
        done = subprocess.run(  # no pipe: whatever the scanner leaves running would hold it open
            [*shlex.split(settings.SCANNER), str(place)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, check=False, timeout=LONGEST_LOOK,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        _log.warning("the scanner gave no answer: %s", type(error).__name__)
        return False
    if done.returncode not in (0, 1):
        _log.warning("the scanner gave no answer for document %s: %s", document, done.returncode)
        return False
    actor = job_actor(role, at)
    with entered(actor, "documents.scan_files", at=at):
        if document in to_scan():  # else another has looked meanwhile
            actions.record_scan(document=document, is_safe=done.returncode == 0, by=actor, at=at)
    return True


def sweep_files(at: datetime) -> int:
    """Take away what was left behind over a day ago: uploads that were never kept, files that no row names, and files that
    were disposed of. Returns how many."""
    old = [path for path in _files(settings.FILE_UPLOAD_TEMP_DIR) if _is_old(path)]
    for role in _here():
        found = [path for path in _files(settings.DOCUMENTS / ROLE_SIDES[role]) if _is_old(path)]
        keys = {path: uuid.UUID(path.name) for path in found if _is_kept_name(path.name)}
        with entered(job_actor(role, at), "documents.sweep_files", at=at):
            kept = kept_among(keys.values())
        old += [path for path in found if keys.get(path) not in kept]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _here() -> list[Role]:
    """The roles that this server may enter: one that is narrowed to a side sees to that side's files."""
    return [role for role in ROLES if not settings.SIDES or ROLE_SIDES[role] in settings.SIDES]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _is_old(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > A_DAY


def _is_kept_name(name: str) -> bool:
    return len(name) == 32 and all(sign in "0123456789abcdef" for sign in name)
