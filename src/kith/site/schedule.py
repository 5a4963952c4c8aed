"""Every job, and how often it looks for work. A job finds what is due, may run twice, and may be stopped at any moment."""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from kith.access.jobs import seal_audit
from kith.documents.jobs import scan_files, sweep_files
from kith.review.jobs import make_letters

Job = Callable[[datetime], int]

JOBS: dict[Job, float] = {
    seal_audit: 5.0,
    make_letters: 5.0,
    scan_files: 5.0,
    sweep_files: 3600.0,
}  # seconds between two looks
_next: dict[Job, float] = {}
_log = logging.getLogger(__name__)


def run_due() -> float:
    """Run the jobs whose time has come; returns the seconds until the next. One that fails is logged and tried again."""
    for job, every in JOBS.items():
        if time.monotonic() >= _next.get(job, 0):
            try:
                job(timezone.now())
            except Exception:  # a job must not stop the others; what failed is in the log, and is tried again
                _log.exception("job %s failed", job.__name__)
            _next[job] = time.monotonic() + every
    return max(0.1, min(_next.values()) - time.monotonic())
