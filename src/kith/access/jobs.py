"""Jobs of access."""

from datetime import datetime
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
