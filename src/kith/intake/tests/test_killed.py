"""`kith intake run`, killed in the middle: nothing is half done, and a second run works."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from kith.demo.files import make_backlog
from kith.site import postgres

FAMILIES = 150
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
