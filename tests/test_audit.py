"""The audit trail: whole when nobody touched it, and each way of touching it found and named."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import LazySettings
from django.db import connections
from django.utils import timezone

from kith.access import audit
from kith.access.jobs import seal_audit
from kith.access.models import AuditEntry, Seal
from kith.access.seals import Root, leaf, merkle_root
from kith.access.side import side
from kith.access.terms import Side
from kith.records import new_id
from kith.site.cli.audit import verify_all

Plant = Callable[[], None]


@pytest.fixture
def trail(own_database: str, settings: LazySettings, tmp_path: Path) -> Path:
    """Forty entries in four sealed batches, with key and outside file of this test's own."""
    settings.SEAL_KEY, settings.SEAL_ROOTS = tmp_path / "seal.key", tmp_path / "roots.jsonl"
    for _ in range(4):
        with side(Side.WELFARE, actor_id=new_id()):
            for place in range(10):
                audit.record(f"test.verb_{place}", by=None, at=timezone.now())
        seal_audit(timezone.now())
    return tmp_path


def as_owner(*statements: str) -> None:
    """What a database's owner could do: switch the triggers off, change what is there, switch them on again."""
    with connections["owner"].cursor() as cursor:
        for table in ("access_auditentry", "access_seal"):
            cursor.execute(f"alter table {table} disable trigger user")
        for statement in statements:
            cursor.execute(statement)
        for table in ("access_auditentry", "access_seal"):
            cursor.execute(f"alter table {table} enable trigger user")


SECOND = "(select entry_ids[3] from access_seal where number = 2)"
LAST = "(select entry_ids[cardinality(entry_ids)] from access_seal order by number desc limit 1)"
TAMPERED = {
    "an entry changed": ([f"update access_auditentry set verb = 'test.other' where id = {SECOND}"], "changed"),
    "an entry deleted": ([f"delete from access_auditentry where id = {SECOND}"], "deleted"),
    "the last one deleted": ([f"delete from access_auditentry where id = {LAST}"], "deleted"),
    "an entry inserted": (
        [
            "insert into access_auditentry (id, at, verb, side, outcome, shown, codes, digest, transaction)"
            " select gen_random_uuid(), at, verb, side, outcome, shown, codes, digest, transaction from access_auditentry"
            f" where id = {SECOND}"
        ],
        "inserted",
    ),
    "two entries reordered": (
        ["update access_seal set entry_ids = array_cat(array[entry_ids[2], entry_ids[1]], entry_ids[3:]) where number = 2"],
        "changed",
    ),
    "two leaves reordered": (
        [
            "update access_seal set entry_ids = array_cat(array[entry_ids[2], entry_ids[1]], entry_ids[3:]), leaves ="
            " substring(leaves from 33 for 32) || substring(leaves from 1 for 32) || substring(leaves from 65) where number = 2"
        ],
        "reordered",
    ),
    "a whole batch deleted": (
        ["delete from access_auditentry where id in (select unnest(entry_ids) from access_seal where number = 2)",
         "delete from access_seal where number = 2"],
        "batch deleted",
    ),
    "the last batch deleted": (
        ["delete from access_auditentry where id in (select unnest(entry_ids) from access_seal where number >= 4)",
         "delete from access_seal where number >= 4"],
        "batch deleted",
    ),
}  # fmt: skip


def test_an_untouched_trail_is_whole(trail: Path) -> None:
    assert verify_all() == []
    assert len((trail / "roots.jsonl").read_text().splitlines()) >= 4


@pytest.mark.parametrize("name", TAMPERED)
def test_each_way_of_tampering_is_found_and_named(trail: Path, name: str) -> None:
    statements, kind = TAMPERED[name]
    as_owner(*statements)
    found = verify_all()
    assert found
    assert found[0].kind == kind
    assert found[0].seal == 2 or "last" in name or kind == "inserted"


@pytest.mark.parametrize("resigned", [False, True], ids=["with hashes", "with hashes and another key"])
def test_everything_rewritten_after_a_batch_is_found(trail: Path, resigned: bool) -> None:
    key, previous = Ed25519PrivateKey.generate(), None
    as_owner(f"update access_auditentry set verb = 'test.other' where id = {SECOND}")
    with side(Side.AUDIT, actor_id=new_id()):
        seals = list(Seal.objects.order_by("number"))
        held = AuditEntry.objects.in_bulk([i for seal in seals for i in seal.entry_ids])
    for seal in seals:
        leaves = [leaf(held[i]) for i in seal.entry_ids]
        root = Root(
            seal.number,
            seal.sealed_at.isoformat(),
            seal.horizon,
            len(leaves),
            merkle_root(leaves).hex(),
            previous or "",
        )
        if seal.number >= 2:
            signature = key.sign(root.message()).hex() if resigned else seal.signature
            as_owner(
                f"update access_seal set leaves = '\\x{b''.join(leaves).hex()}', root = '{root.root}',"
                f" previous_root = '{root.previous_root}', signature = '{signature}' where number = {seal.number}"
            )
        previous = root.root
    found = verify_all()
    assert (found[0].kind, found[0].seal) == ("rewritten", 2)


def test_a_decision_without_its_own_entry_is_found(trail: Path) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "do $$ declare c record; begin for c in select conname from pg_constraint where contype = 'f' and conrelid ="
            " 'disclosure_disclosure'::regclass loop execute format('alter table disclosure_disclosure drop constraint %I',"
            " c.conname); end loop; end $$"
        )
        cursor.execute(
            "insert into disclosure_disclosure (id, at, purpose, basis, was_told, why_not_told, is_partial, sha256, by_id,"
            " case_id, child_id, lead_professional_id, request_id) select gen_random_uuid(), now(), '', '', true, '', false, '',"
            " a, a, a, a, a from (select gen_random_uuid() as a) as made"
        )
    assert [fault.kind for fault in verify_all()] == ["unrecorded"]


def test_sealing_twice_or_after_a_crash_gives_one_chain(trail: Path) -> None:
    roots = trail / "roots.jsonl"
    before = roots.read_text()
    assert seal_audit(timezone.now()) <= 10
    lines = roots.read_text().splitlines()
    with side(Side.AUDIT, actor_id=new_id()):
        count = Seal.objects.count()
    assert len(lines) == count
    assert roots.read_text().startswith(before)
    as_owner(f"delete from access_seal where number = {count}")  # killed after the line, before the row
    seal_audit(timezone.now())
    assert [json.loads(line)["number"] for line in roots.read_text().splitlines()][:count] == list(range(1, count + 1))
    assert verify_all() == []
