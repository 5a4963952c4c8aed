"""The audit trail: whole when nobody touched it, and each way of touching it found and named."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connections
from django.test import Client
from django.utils import timezone
from hypothesis import strategies as st

from kith.access import audit
from kith.access.jobs import seal_audit
from kith.access.models import AuditEntry, Seal, User
from kith.access.seals import Root, leaf, merkle_root
from kith.access.side import side
from kith.access.terms import Side
from kith.records import new_id
from kith.site.cli.audit import verify_all
from tests.trail import as_owner, seal_until

Plant = Callable[[], None]


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
    "an entry inserted and its id put among the sealed": (
        [
            "insert into access_auditentry (id, at, verb, side, outcome, shown, codes, digest, transaction)"
            " select '01900000-0000-7000-8000-000000000000', at, 'test.forged', side, outcome, shown, codes, digest, transaction"
            f" from access_auditentry where id = {SECOND}",
            "update access_seal set entry_ids = entry_ids || '01900000-0000-7000-8000-000000000000'::uuid where number = 2",
        ],
        "inserted",
    ),
    "an entry deleted and its id taken from the sealed": (
        [f"delete from access_auditentry where id = {SECOND}",
         "update access_seal set entry_ids = array_cat(entry_ids[:2], entry_ids[4:]) where number = 2"],
        "deleted",
    ),
    "everything emptied": (
        ["delete from access_seal", "delete from access_auditentry"], "batch deleted",
    ),
    "the seals alone emptied": (["delete from access_seal"], "batch deleted"),
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
    assert found[0].seal == 2 or "last" in name or "emptied" in name or kind == "inserted"


def test_the_page_says_what_the_last_check_found_and_checks_again_on_asking(trail: Path) -> None:
    client = Client()
    client.force_login(User.objects.get(email__startswith="auditor@"))
    assert "Nobody has checked the audit trail here yet." in client.get("/audit/proof/").content.decode()
    text = client.post("/audit/proof/", follow=True).content.decode()
    assert re.search(r"Checked \d+ entries. Unbroken.", text)
    as_owner(f"update access_auditentry set verb = 'test.other' where id = {SECOND}")
    text = client.post("/audit/proof/", follow=True).content.decode()
    assert "changed, batch 2, entry " in text
    assert "1 fault in the audit trail" in client.get("/audit/proof/").content.decode()


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


@hypothesis.given(data=st.data())
@hypothesis.settings(
    max_examples=25, deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
def test_no_change_of_any_sealed_value_goes_unseen(trail: Path, data: st.DataObject) -> None:
    """One value of one entry or of one seal, whichever: it is found, and what was put back is whole again."""
    statement = data.draw(
        st.one_of(
            st.tuples(st.sampled_from(ENTRY_VALUES), st.integers(1, 4), st.integers(1, 10)).map(
                lambda drawn: (
                    f"update access_auditentry set {drawn[0]} where id = "
                    f"(select entry_ids[1 + {drawn[2]} % cardinality(entry_ids)] from access_seal where number = {drawn[1]})"
                )
            ),
            st.tuples(st.sampled_from(SEAL_VALUES), st.integers(1, 4)).map(
                lambda drawn: f"update access_seal set {drawn[0]} where number = {drawn[1]}"
            ),
        )
    )
    as_owner("create table kept_entries as table access_auditentry", "create table kept_seals as table access_seal")
    as_owner(statement)
    try:
        assert verify_all(), statement
    finally:
        as_owner(
            "delete from access_auditentry", "insert into access_auditentry table kept_entries", "drop table kept_entries",
            "delete from access_seal", "insert into access_seal table kept_seals", "drop table kept_seals",
        )  # fmt: skip


ENTRY_VALUES = (
    "at = at + interval '1 microsecond'", "actor_id = gen_random_uuid()", "side = 'audit'", "verb = verb || 'x'",
    "outcome = 'refused'", "subject = gen_random_uuid()", "case_id = gen_random_uuid()", "shown = array[gen_random_uuid()]",
    "codes = array['other']", "digest = 'other'", "transaction = transaction - 1", "transaction = transaction + 1",
    "id = gen_random_uuid()",
)  # fmt: skip
SEAL_VALUES = (
    "sealed_at = sealed_at + interval '1 microsecond'", "horizon = horizon + 1", "entry_ids = entry_ids[2:]",
    "leaves = set_byte(leaves, 40, get_byte(leaves, 40) # 1)", "leaves = substring(leaves from 33)", "root = reverse(root)",
    "previous_root = left('x' || previous_root, 64)", "signature = reverse(signature)", "number = number + 90",
)  # fmt: skip


def test_a_line_outside_that_a_crash_left_half_is_written_again(trail: Path) -> None:
    roots = trail / "roots.jsonl"
    with roots.open("a") as file:
        file.write('{"number": 5, "sealed')
    with side(Side.WELFARE, actor_id=new_id()):
        audit.record("test.after_the_crash", by=None, at=timezone.now())
    assert seal_until(1)
    assert verify_all() == []
    assert all(json.loads(line) for line in roots.read_text().splitlines())


def test_a_decision_without_its_own_entry_is_found(trail: Path) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "do $$ declare c record; begin for c in select conname from pg_constraint where contype = 'f' and conrelid ="
            " 'disclosure_disclosure'::regclass loop execute format('alter table disclosure_disclosure drop constraint %I',"
            " c.conname); end loop; end $$"
        )
        cursor.execute(
            "insert into disclosure_disclosure (id, at, kind, purpose, basis, was_told, is_partial, sha256, by_id,"
            " case_id, child_id, lead_professional_id, request_id) select gen_random_uuid(), now(), 'report',"
            " '', '', true, false, '', a, a, a, a, a from (select gen_random_uuid() as a) as made"
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
