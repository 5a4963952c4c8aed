"""What is left behind: in a session that the next page uses, in the server's log, in ours. No word of a case, no side."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from psycopg_pool import ConnectionPool

from kith.access.models import Agency
from kith.access.side import side
from kith.access.terms import Side
from kith.records import new_id
from kith.site import postgres, upkeep
from kith.site.logs import Wordless
from kith.verdict import Obstacle, Refused

SECRET = "The marked sentence of the school."


@pytest.fixture
def address(own_database: str) -> str:
    return psycopg.conninfo.make_conninfo(
        host=connections["owner"].settings_dict["HOST"], dbname=own_database, user="kith_app", options="-c TimeZone=UTC"
    )


def test_a_connection_comes_back_from_the_pool_as_new(address: str) -> None:
    with ConnectionPool(address, min_size=1, max_size=1, reset=postgres.as_new) as pool:
        with pool.connection() as taken:
            taken.execute("select set_config('role', 'side_welfare', false), set_config('app.actor', 'x', false)")
            taken.execute("set search_path = pg_catalog")
            taken.execute("set timezone = 'Asia/Tokyo'")
            taken.execute("prepare peek as select 1")
            taken.execute("listen peek")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                taken.execute("select pg_advisory_lock(7)")
            number = taken.info.backend_pid
        with pool.connection() as again:
            assert again.info.backend_pid == number
            assert again.execute("select current_user, session_user").fetchone() == ("kith_app", "kith_app")
            for setting, value in (("role", "none"), ("app.actor", ""), ("timezone", "UTC")):
                assert (again.execute("select current_setting(%s, true)", [setting]).fetchone() or [""])[0] in (
                    value,
                    None,
                )
            assert again.execute("select count(*) from access_actor").fetchone()
            assert again.execute("select name from pg_prepared_statements").fetchall() == []
            assert again.execute("select count(*) from pg_listening_channels()").fetchone() == (0,)
            with upkeep.admin_connection(
                Path(os.environ["KITH_VAR"]), connections["owner"].settings_dict["NAME"]
            ) as admin:
                held = "select count(*) from pg_locks where locktype = 'advisory' and pid = %s"
                assert admin.execute(held, [number]).fetchone() == (0,)


def test_the_plans_that_a_connection_keeps_are_each_of_one_side_and_hold_no_word(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = connection.settings_dict["OPTIONS"]
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options | postgres.PLANNED_ONCE)
    try:
        for _ in range(3):
            for name in (Side.WELFARE, Side.DECISION):
                with side(name, actor_id=new_id()):
                    assert not Agency.objects.filter(name=SECRET).exists()
        postgres.as_new(connection.connection)
        with connection.cursor() as cursor:
            cursor.execute("select statement, generic_plans, custom_plans from pg_prepared_statements")
            kept = [row for row in cursor.fetchall() if "access_agency" in row[0]]
    finally:
        connection.close()
    assert sorted((text.rpartition("/*")[2], generic, custom) for text, generic, custom in kept) == [
        (" decision */", 2, 0),
        (" welfare */", 2, 0),
    ]
    assert not any(SECRET in text for text, *_ in kept)


def test_the_servers_log_holds_no_word_of_a_statement_that_failed(own_database: str) -> None:
    if "DATABASE_URL" in os.environ:
        pytest.skip("the log of a server of one's own is its administrator's: docs/operations.md says what to set")
    with pytest.raises(DatabaseError), transaction.atomic(), side(Side.ACCOUNTS, actor_id=new_id()):
        Agency.objects.bulk_create([Agency(name=SECRET, kind="council"), Agency(name=SECRET, kind="council")])
    text = (Path(os.environ["KITH_VAR"]) / "postgres" / "server.log").read_text()
    assert "violates unique constraint" in text
    assert SECRET not in text


def test_our_log_says_where_and_what_kind_and_no_word(
    own_database: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(Wordless(settings.LOGGING["formatters"]["plain"]["format"]))
    log = logging.getLogger("kith.tried")
    log.addHandler(handler)
    try:
        try:
            with transaction.atomic(), side(Side.ACCOUNTS, actor_id=new_id()):
                Agency.objects.bulk_create([Agency(name=SECRET, kind="council"), Agency(name=SECRET, kind="council")])
        except DatabaseError:
            log.exception("job %s failed", "tried")
        try:
            int(SECRET)
        except ValueError as error:
            try:
                raise Refused(Obstacle("no_number", SECRET, SECRET, SECRET)) from error
            except Refused:
                log.exception("refused")
    finally:
        log.removeHandler(handler)
    said = capsys.readouterr().out
    assert SECRET not in said
    for word in (
        "job tried failed",
        "23505 access_agency access_agency_name_key",
        "IntegrityError",
        "ValueError",
        "Refused no_number",
        "test_wall_traces.py",
    ):
        assert word in said, said


def test_the_site_logs_through_that_formatter_alone() -> None:
    formatters = settings.LOGGING["formatters"]
    assert [name for name, made in formatters.items() if made["()"] != "kith.site.logs.Wordless"] == []
    assert all(handler["formatter"] in formatters for handler in settings.LOGGING["handlers"].values())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"KITH_SIDES": "decision,welfare"}, "one side"),
        ({"KITH_SIDES": "decision", "DATABASE_URL": "postgresql://kith_app:x@db.example/kith"}, "kith_app_decision"),
    ],
)
def test_a_server_that_would_not_be_as_narrow_as_was_said_does_not_start(given: dict[str, str], words: str) -> None:
    code = (
        "import django; django.setup(); from django.conf import settings; print(settings.DATABASES['default']['USER'])"
    )
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "kith.site.settings"} | given
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert done.returncode
    assert words in done.stderr.strip().splitlines()[-1]


def test_what_an_address_says_of_encryption_is_kept() -> None:
    code = "import django; django.setup(); from django.conf import settings; print(settings.DATABASES['default'])"
    given = {
        "KITH_SIDES": "decision",
        "DATABASE_URL": "postgresql://kith_app_decision@db.example/kith?sslmode=verify-full",
    }
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "kith.site.settings"} | given
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert "'sslmode': 'verify-full'" in done.stdout
    assert "kith_app_decision" in done.stdout
