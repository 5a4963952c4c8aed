"""`kith intake run` and the job behind the pages, killed in the middle: nothing is half done, and it can be done after."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.utils import timezone

from kith.access.gate import entered
from kith.demo.files import make_backlog
from kith.intake.actions import (
    agree_to_take_back_batch,
    ask_to_take_back_batch,
    ask_to_take_in,
    hand_in_files,
    look_again,
)
from kith.intake.models import Batch, HandIn
from kith.intake.readers import SUFFIXES
from kith.site import postgres
from tests.factories import standing_cast

FAMILIES = 400  # so many that a fast machine is still at work when it is killed
TABLES = (
    *("intake_batch", "intake_sourcefile", "intake_sourcerow", "intake_candidatepair", "intake_judgement"),
    *("register_person", "register_searchkey", "register_case", "disclosure_milestone", "access_auditentry"),
)


@pytest.fixture
def server(own_database: str) -> psycopg.Connection:
    """The superuser's own look at the database, past every side."""
    host = os.environ.get("PGHOST") or postgres.socket_folder(Path(os.environ["KITH_VAR"]))
    with psycopg.connect(host=host, user=postgres.SUPERUSER, dbname=own_database, autocommit=True) as connection:
        yield connection


def held(server: psycopg.Connection) -> dict[str, int]:
    return {table: server.execute(f"select count(*) from {table}").fetchone()[0] for table in TABLES}


def running(server: psycopg.Connection, folder: Path) -> subprocess.Popen[str]:
    """The command as a process of its own, on the test's database."""
    name = server.info.dbname
    env = os.environ | {"DATABASE_URL": f"postgresql:///{name}", "PGHOST": server.info.host}
    command = [sys.executable, "-m", "kith.site", "intake", "run", str(folder), "--by", "registrar@example.test"]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


JOB = """
import django; django.setup()
from django.utils import timezone
from kith.intake.jobs import work_off_intake
print(work_off_intake(timezone.now()))
"""


def working(server: psycopg.Connection) -> subprocess.Popen[str]:
    """One look of the job as a process of its own, on the test's database."""
    env = os.environ | {"DATABASE_URL": f"postgresql:///{server.info.dbname}", "PGHOST": server.info.host}
    env |= {"DJANGO_SETTINGS_MODULE": "kith.site.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", JOB], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def wait_until_at_work(server: psycopg.Connection, is_at_work: bool) -> None:
    """Whoever takes files in holds the register's lock from the first to the last moment of the transaction."""
    until = time.monotonic() + 60
    locks = "select count(*) from pg_locks l join pg_database d on d.oid = l.database"
    locks += " where l.locktype = 'advisory' and l.granted and d.datname = current_database()"
    while bool(server.execute(locks).fetchone()[0]) is not is_at_work:
        assert time.monotonic() < until, "the run never came to its work, or its server never noticed that it died"
        time.sleep(0.01)


@pytest.mark.deep
def test_a_run_that_is_killed_leaves_nothing_and_the_next_one_works(server: psycopg.Connection, tmp_path: Path) -> None:
    make_backlog(tmp_path, seed=11, families=FAMILIES)
    before = held(server)
    for seconds in (0.0, 0.7, 1.6):
        run = running(server, tmp_path)
        wait_until_at_work(server, True)
        time.sleep(seconds)
        run.kill()
        run.communicate()
        wait_until_at_work(server, False)
        assert run.returncode == -9, "it ended by itself before it was killed: more families are needed here"
        assert held(server) == before
    run = running(server, tmp_path)
    said, _ = run.communicate()
    assert run.returncode == 0, said
    after = held(server)
    assert after["intake_batch"] == 1
    assert after["intake_sourcerow"] == after["register_person"] > FAMILIES


@pytest.mark.deep
def test_a_job_that_is_killed_leaves_nothing_and_once_more_and_it_waits_for_whoever_asked(
    server: psycopg.Connection, tmp_path: Path
) -> None:
    """Looking through, taking in, and taking the batch back: each killed, begun again, killed, given back, and done."""
    make_backlog(tmp_path, seed=11, families=FAMILIES)
    cast, at = standing_cast(), timezone.now()
    files = [(path.name, path.read_bytes()) for path in sorted(tmp_path.iterdir()) if path.suffix in SUFFIXES]
    with entered(cast["registrar"], "intake.take_in", at=at) as passage:
        handed = hand_in_files(files=files, by=passage.actor, at=at)

    def look() -> None:
        with entered(cast["registrar"], "intake.take_in", at=at) as passage:
            look_again(hand_in=handed, by=passage.actor, at=at)

    def take_in() -> None:
        with entered(cast["registrar"], "intake.take_in", at=at) as passage:
            ask_to_take_in(hand_in=handed, expected=HandIn.objects.get().version, by=passage.actor, at=at)

    def take_back() -> None:
        with entered(cast["registrar"], "intake.take_back_batch", at=at) as passage:
            asked = ask_to_take_back_batch(batch=Batch.objects.get(), why="Last year's.", by=passage.actor, at=at)
        with entered(cast["registrar_two"], "intake.take_back_batch", at=at) as passage:
            agree_to_take_back_batch(taking=asked, by=passage.actor, at=at)

    handed_in = "select step, failure from intake_handin"
    _killed_then_done(server, handed_in, ("looking", "looked", "looked"), look)
    assert set(held(server).values()) - {held(server)["access_auditentry"]} == {0}
    take_in()
    _killed_then_done(server, handed_in, ("taking_in", "looked", "taken_in"), take_in)
    taken = held(server)
    assert taken["intake_sourcerow"] == taken["register_person"] > FAMILIES
    take_back()
    last = "select step, failure from intake_takingback order by id desc limit 1"
    _killed_then_done(server, last, ("agreed", "withdrawn", "done"), take_back, late=0.1)
    left = "select count(*) from register_familymember where until_at is null"
    assert server.execute(left).fetchone()[0] == 0
    assert server.execute("select count(*) from register_case where closed_at is null").fetchone()[0] == 0


def _killed_then_done(
    server: psycopg.Connection, asked: str, steps: tuple[str, str, str], again: Callable[[], None], *, late: float = 0.4
) -> None:
    before, given_back, after = steps
    quiet = {table: count for table, count in held(server).items() if table != "access_auditentry"}
    for seconds in (0.0, late):
        run = working(server)
        wait_until_at_work(server, True)
        time.sleep(seconds)
        run.kill()
        run.communicate()
        wait_until_at_work(server, False)
        assert run.returncode == -9, "it ended by itself before it was killed: more families are needed here"
        assert server.execute(asked).fetchone()[0] == before
        assert {table: count for table, count in held(server).items() if table != "access_auditentry"} == quiet
    said, _ = working(server).communicate()
    assert said.strip()[-1:] == "0", said
    step, failure = server.execute(asked).fetchone()
    assert (step, "stopped twice" in failure) == (given_back, True)
    again()
    assert server.execute(asked).fetchone() == (before, "")
    run = working(server)
    said, _ = run.communicate()
    assert (run.returncode, said.strip()[-1:]) == (0, "1"), said
    assert server.execute(asked).fetchone()[0] == after
    runs = "select count(*) from access_run where ended_at is not null and done = total"
    assert server.execute(runs).fetchone()[0] > 0
