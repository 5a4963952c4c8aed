"""Jobs of access."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from kith.access import actions
from kith.access.gate import entered
from kith.access.queries import job_actor
from kith.access.seals import Keys
from kith.access.terms import Role


def seal_audit(at: datetime) -> int:
    """Seal every finished audit entry. Twice is once."""
    actor = job_actor(Role.SEALER, at)
    with entered(actor, "access.seal_audit", at=at):
        return actions.seal_audit(keys=Keys(settings.SEAL_KEY), outside=Path(settings.SEAL_ROOTS), by=actor, at=at)


def remove_old_copies(at: datetime) -> int:
    """Let go what somebody began to write and did not touch for longer than it is kept. Twice is once."""
    actor = job_actor(Role.SEALER, at)
    with entered(actor, "access.remove_old_copies", at=at):
        return actions.remove_old_copies(before=at - timedelta(settings.WORKING_COPY_DAYS), by=actor, at=at)
