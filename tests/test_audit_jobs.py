"""The sealing job and the proof when things go wrong: killed, twice at once, the clock moved, a new server, no trail yet."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import LazySettings
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from kith.access import audit
from kith.access.jobs import seal_audit
from kith.access.models import Actor, Seal
from kith.access.seals import Reach, reach
from kith.access.side import side
from kith.access.terms import TRAIL, Side
from kith.records import new_id
from kith.review.tests.factories import Walk
from kith.site import database, postgres, upkeep
from kith.site.cli.audit import verify_all
from tests.factories import Cast, standing_cast
from tests.trail import as_owner, seal_until


def written(verb: str = "test.more") -> None:
    with side(Side.WELFARE, actor_id=new_id()):
        audit.record(verb, by=None, at=timezone.now())


def seals() -> list[Seal]:
    with side(Side.AUDIT, actor_id=new_id()):
        return list(Seal.objects.order_by("number"))


def reached(at: datetime) -> Reach:
    with side(Side.AUDIT, actor_id=new_id()):
        return reach(at)


def lines(trail: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (trail / "roots.jsonl").read_text().splitlines()]


def test_an_empty_trail_is_whole(own_database: str, settings: LazySettings, tmp_path: Path) -> None:
    settings.SEAL_KEY, settings.SEAL_ROOTS = tmp_path / "seal.key", tmp_path / "roots.jsonl"
    as_owner("delete from access_auditentry")
    assert verify_all() == []
    assert not (tmp_path / "roots.jsonl").exists()


def test_a_file_outside_that_was_cut_short_is_named_as_that(trail: Path) -> None:
    roots = trail / "roots.jsonl"
    kept = roots.read_text().splitlines(keepends=True)
    roots.write_text("".join(kept[:2]))
    found = verify_all()
    assert (found[0].kind, found[0].seal) == ("file outside changed", 3)
    # and sealing goes on without hiding it
    written()
    assert seal_until(1)
    assert (verify_all()[0].kind, verify_all()[0].seal) == ("file outside changed", 3)
    roots.write_text("".join([*kept, *roots.read_text().splitlines(keepends=True)[2:]]))
    assert verify_all() == []


@pytest.mark.parametrize(
    "edit",
    [
        lambda kept: [kept[0], "spoiled\n", *kept[2:]],
        lambda kept: [kept[0], kept[1].replace('"count": ', '"count": 1'), *kept[2:]],
        lambda kept: [kept[0], *kept[2:]],
        lambda kept: [kept[0], kept[2], kept[1], *kept[3:]],
        lambda kept: [kept[0], "\n", *kept[2:]],
    ],
    ids=["spoiled", "edited", "one line gone", "two lines changed round", "one line emptied"],
)
def test_a_file_outside_that_was_edited_is_named_as_that(trail: Path, edit: object) -> None:
    roots = trail / "roots.jsonl"
    kept = roots.read_text().splitlines(keepends=True)
    roots.write_text("".join(edit(kept)))  # type: ignore[operator]
    found = verify_all()
    assert (found[0].kind, found[0].seal) == ("file outside changed", 2)


def test_a_line_that_was_added_outside_is_named(trail: Path) -> None:
    roots = trail / "roots.jsonl"
    last = lines(trail)[-1]
    with roots.open("a") as file:
        file.write(json.dumps(last | {"number": last["number"] + 1}) + "\n")
    assert [fault.kind for fault in verify_all()] == ["file outside changed"]


def test_a_clock_that_was_moved_breaks_no_seal_and_is_said(trail: Path) -> None:
    assert reached(timezone.now()).notes == ()
    written()
    for _ in range(1_800):  # until no older transaction of other tests is open
        if seal_audit(datetime(2020, 1, 1, tzinfo=UTC)):
            break
        time.sleep(0.1)
    written()
    seal_until(1)
    assert verify_all() == []
    moved = next(seal for seal in seals() if seal.sealed_at.year == 2020)
    assert reached(timezone.now()).notes == (
        f"The clock stood back between batches {moved.number - 1} and {moved.number}.",
    )
    assert "yet to come" in reached(datetime(2020, 1, 2, tzinfo=UTC)).notes[-1]


def test_a_job_that_is_killed_between_the_line_and_its_seal_leaves_a_whole_trail(
    trail: Path, own_database: str
) -> None:
    """The line is on the disk; the transaction that holds its seal is ended by force."""
    before = len(seals())
    as_owner(
        "create function wait_here() returns trigger language plpgsql as 'begin perform pg_sleep(60); return new; end'",
        "create trigger wait_here before insert on access_seal for each row execute function wait_here()",
    )
    written()
    code = (
        "import django; django.setup(); from django.utils import timezone; from django.db import connections\n"
        "from kith.access.jobs import seal_audit; import time\n"
        "while not seal_audit(timezone.now()): time.sleep(.1)\n"
    )
    env = {
        **os.environ, "KITH_DATABASE": own_database, "KITH_SEAL_KEY": str(trail / "seal.key"),
        "KITH_SEAL_ROOTS": str(trail / "roots.jsonl"), "DJANGO_SETTINGS_MODULE": "kith.site.settings",
    }  # fmt: skip
    job = subprocess.Popen([sys.executable, "-c", code], env=env)
    try:
        for _ in range(1_800):
            if len(lines(trail)) > before:
                break
            time.sleep(0.1)
    finally:
        job.send_signal(signal.SIGKILL)
        job.wait()
    assert len(lines(trail)) == before + 1
    connection.close()
    with upkeep.admin_connection(Path(os.environ["KITH_VAR"])) as admin:
        admin.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s and usename = 'kith_app'",
            [own_database],
        )
    as_owner("drop trigger wait_here on access_seal", "drop function wait_here()")
    assert len(seals()) == before
    assert seal_until(1)
    assert [line["number"] for line in lines(trail)][: before + 1] == list(range(1, before + 2))
    assert verify_all() == []


def test_two_jobs_at_once_make_one_chain(trail: Path) -> None:
    """Two threads, each on a connection of its own, seal as fast as they can while entries are written."""
    failed: list[BaseException] = []
    stop = threading.Event()

    def work() -> None:
        try:
            while not stop.is_set():
                seal_audit(timezone.now())
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    jobs = [threading.Thread(target=work) for _ in range(2)]
    for job in jobs:
        job.start()
    for _ in range(60):
        written()
    time.sleep(0.5)
    stop.set()
    for job in jobs:
        job.join()
    assert failed == []
    assert verify_all() == []
    assert [line["number"] for line in lines(trail)] == [seal.number for seal in seals()]
    assert seals()[-1].number > 4


def test_what_is_not_sealed_yet_is_counted_and_said(trail: Path) -> None:
    seal_until(0)
    open_one = psycopg.connect(
        host=connections["owner"].settings_dict["HOST"], dbname=connections["owner"].settings_dict["NAME"],
        user="kith_app",
    )  # fmt: skip
    with open_one:
        open_one.execute("select pg_current_xact_id()")  # nothing younger than this can be sealed while it runs
        written()
        assert verify_all() == []
        said = reached(timezone.now())
        assert said.unsealed == 1
        assert reached(timezone.now() + timedelta(seconds=11)).notes
    open_one.close()
    assert seal_until(1)
    assert reached(timezone.now()).unsealed == 0


def test_the_auditors_page_counts_them_too_and_believes_no_other_side(trail: Path) -> None:
    client = Client()
    client.force_login(Actor.objects.get(user__email="auditor@example.test").user)
    assert "not sealed yet" in client.post("/audit/proof/", follow=True).content.decode()
    (trail / "roots.jsonl").unlink()
    assert "file outside changed, batch 1" in client.post("/audit/proof/", follow=True).content.decode()
    with side(Side.DECISION, actor_id=new_id()):
        audit.record("access.trail_checked", by=None, at=timezone.now(), subject=TRAIL, codes=["40", "0"])
    assert "file outside changed, batch 1" in client.get("/audit/proof/").content.decode()


@pytest.mark.parametrize(
    "change",
    [
        "delete from access_auditentry where subject = '{}' and verb = 'review.decision_recorded'",
        "update access_auditentry set verb = 'review.letter_kept' where subject = '{}' and verb = 'review.decision_recorded'",
        "update access_auditentry set outcome = 'refused' where subject = '{}' and verb = 'review.decision_recorded'",
    ],
    ids=["gone", "of another deed", "of a refusal"],
)
def test_a_decision_without_its_own_entry_is_found(trail: Path, cast_in_own_database: Cast, change: str) -> None:
    """Also where the entry went before it was sealed, so that no seal misses it."""
    walk = Walk.begin(cast_in_own_database).ready()
    before = {fault.entry for fault in verify_all()}  # the walk's disclosure, written without its verb
    decision = walk.decide()
    assert {fault.entry for fault in verify_all()} == before
    as_owner(change.format(decision.pk))
    assert {(fault.kind, fault.entry) for fault in verify_all()} == {
        ("unrecorded", one) for one in {*before, decision.pk}
    }


@pytest.fixture
def cast_in_own_database(own_database: str) -> Cast:
    return standing_cast()


def test_a_trail_that_was_restored_on_a_new_server_is_whole_and_goes_on(
    trail: Path, own_database: str, tmp_path: Path, settings: LazySettings
) -> None:
    """Numbers of transactions begin anew there: entries must still come after those that were sealed before."""
    if "DATABASE_URL" in os.environ:
        pytest.skip("needs the programs of the embedded server")
    with connections["owner"].cursor() as cursor:
        for _ in range(5_000):  # an old server has counted far
            cursor.execute("select pg_current_xact_id()")
    written()
    assert seal_until(1)
    binaries = postgres.all_binaries()[0].folder
    owner = connections["owner"].settings_dict
    dump = tmp_path / "dump"
    subprocess.run(
        [binaries / "pg_dump", "-Fc", "-h", owner["HOST"], "-U", postgres.SUPERUSER, "-f", dump, own_database],
        check=True,
    )
    tmp_path.chmod(0o755)
    new = postgres.Cluster(tmp_path / "new")
    with new.running():
        host = str(new.socket())
        with psycopg.connect(host=host, user=postgres.SUPERUSER, dbname="postgres", autocommit=True) as admin:
            database.make_roles(admin, database=own_database)
        subprocess.run(
            [binaries / "pg_restore", "-h", host, "-U", postgres.SUPERUSER, "-d", own_database, dump], check=True
        )
        before = {alias: connections[alias].settings_dict["HOST"] for alias in ("default", "owner")}
        try:
            for alias in before:
                connections[alias].close()
                connections[alias].settings_dict["HOST"] = host
            database.apply_wall()
            assert verify_all() == []
            written("test.after_the_move")
            assert seal_audit(timezone.now()) >= 1
            assert verify_all() == []
            as_owner(
                "insert into access_auditentry (id, at, verb, side, outcome, shown, codes, digest, transaction)"
                " select gen_random_uuid(), at, verb, side, outcome, shown, codes, digest, transaction from access_auditentry"
                " where verb = 'test.after_the_move'"
            )
            assert [fault.kind for fault in verify_all()] == ["inserted"]
        finally:
            for alias, host_before in before.items():
                connections[alias].close()
                connections[alias].settings_dict["HOST"] = host_before
