"""Every job, and how often it looks for work. A job finds what is due, may run twice, and may be stopped at any moment."""

import logging
import time
from collections.abc import Callable, Collection
from datetime import datetime

from django.utils import timezone

from kith.access.jobs import remove_old_copies, seal_audit
from kith.caseload.jobs import look_for_waiting, send_messages
from kith.documents.jobs import scan_files, sweep_files
from kith.intake.jobs import set_aside_old_hand_ins, work_off_intake
from kith.review.jobs import make_letters

Job = Callable[[datetime], int]

JOBS: dict[Job, float] = {
    seal_audit: 5.0,
    make_letters: 5.0,
    scan_files: 5.0,
    work_off_intake: 2.0,
    set_aside_old_hand_ins: 3600.0,
    sweep_files: 3600.0,
    remove_old_copies: 3600.0,
    look_for_waiting: 600.0,
    send_messages: 60.0,
}  # seconds between two looks
# The jobs of a lane wait for each other. A scanner, files that come in and a mail server may take minutes, and keep no seal
# and no letter waiting.
LANES: tuple[tuple[Job, ...], ...] = (
    (seal_audit, make_letters, sweep_files, remove_old_copies, set_aside_old_hand_ins),
    (scan_files,),
    (work_off_intake,),
    (look_for_waiting, send_messages),
)
_next: dict[Job, float] = {}
_log = logging.getLogger(__name__)


def run_due(jobs: Collection[Job] = tuple(JOBS)) -> float:
    """Run those of these jobs whose time has come; returns the seconds until the next. One that fails is logged and tried
    again."""
    for job in jobs:
        if time.monotonic() >= _next.get(job, 0):
            try:
                job(timezone.now())
            except Exception:  # a job must not stop the others; what failed is in the log, and is tried again
                _log.exception("job %s failed", job.__name__)
            _next[job] = time.monotonic() + JOBS[job]
    return max(0.1, min(_next[job] for job in jobs) - time.monotonic())
