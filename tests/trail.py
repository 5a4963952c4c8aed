"""A sealed audit trail for tests, and what a database's owner could do to it."""

import time
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connections
from django.utils import timezone

from kith.access import audit
from kith.access.jobs import seal_audit
from kith.access.side import side
from kith.access.terms import Side
from kith.records import new_id


@pytest.fixture
def trail(own_database: str, settings: LazySettings, tmp_path: Path) -> Path:
    """Forty entries in four sealed batches, with key and outside file of this test's own."""
    settings.SEAL_KEY, settings.SEAL_ROOTS = tmp_path / "seal.key", tmp_path / "roots.jsonl"
    for _ in range(4):
        with side(Side.WELFARE, actor_id=new_id()):
            for place in range(10):
                audit.record(f"test.verb_{place}", by=None, at=timezone.now())
        assert seal_until(10)
    return tmp_path


def seal_until(entries: int) -> bool:
    """Seal until that many more entries are sealed: tests beside this one may hold older transactions open for a while."""
    for _ in range(1_800):
        entries -= seal_audit(timezone.now())
        if entries <= 0:
            return True
        time.sleep(0.1)
    return False


def as_owner(*statements: str) -> None:
    """What a database's owner could do: switch the triggers off, change what is there, switch them on again."""
    with connections["owner"].cursor() as cursor:
        for table in ("access_auditentry", "access_seal"):
            cursor.execute(f"alter table {table} disable trigger user")
        for statement in statements:
            cursor.execute(statement)
        for table in ("access_auditentry", "access_seal"):
            cursor.execute(f"alter table {table} enable trigger user")
