"""Logins and sides that may more than declared are found. What a superuser would plant is rolled back, unseen by others."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connections, transaction

from kith.site import database, postgres, wall

LOGINS = {
    "a login that inherits": ("alter role kith_app inherit", "kith_app inherits"),
    "a login of one side that enters another": (
        "grant side_welfare to kith_app_decision",
        "kith_app_decision can enter side_welfare",
    ),
    "a login that bypasses": ("alter role kith_app bypassrls", "bypasses row policies"),
    "a login that makes roles": (
        "alter role kith_app_welfare createrole", "makes roles",
    ),
    "a login that copies the server": (
        "alter role kith_app replication", "copy the whole server",
    ),
    "a side within another": (
        "grant side_welfare to side_decision", "side_decision holds the rights",
    ),
    "a side that reads everything": (
        "grant pg_read_all_data to side_decision", "side_decision holds the rights",
    ),
    "a side that signs in": ("alter role side_welfare login", "can sign in by itself"),
    "a stranger": (
        "create role kith_stranger login in role side_welfare", "kith_stranger, which is not of",
    ),
    "a login that owns": ("create table peek (); alter table peek owner to kith_app", "owns something"),
    "a login that begins on a side": (
        "alter role kith_app set role = 'side_welfare'", "begins with role=side_welfare",
    ),
}  # fmt: skip


@pytest.fixture
def superuser(own_database: str) -> Iterator[None]:
    """The owner's connection as the embedded server's superuser, for one test."""
    if "DATABASE_URL" in os.environ:
        pytest.fail("logins are tried on the embedded cluster, whose superuser this test may use")
    settings = connections["owner"].settings_dict
    before, settings["USER"] = settings["USER"], postgres.SUPERUSER
    yield
    settings["USER"] = before


@pytest.mark.parametrize("name", LOGINS)
def test_a_login_or_side_that_may_more_than_declared_is_found(superuser: None, name: str) -> None:
    assert list(wall.logins()) == []
    statement, words = LOGINS[name]
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(statement)
        found = list(wall.logins())
        transaction.set_rollback(True, using="owner")
    assert any(words in leak.words for leak in found), found


@pytest.mark.parametrize("column", [column for column in database.COLUMNS if column != "login"])
def test_a_narrowed_login_enters_its_own_side_and_no_other(own_database: str, column: str) -> None:
    """What `KITH_SIDES` connects as: a server that is broken into opens one side."""
    owner = connections["owner"].settings_dict
    with psycopg.connect(
        host=owner["HOST"], dbname=own_database, user=f"{database.APP}_{column}", autocommit=True
    ) as login:
        for other in (c for c in database.COLUMNS if c != "login"):
            if other == column:
                login.execute(f"set role side_{other}")
                login.execute("reset role")
            else:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    login.execute(f"set role side_{other}")
        for table in ("register_case", "welfare_childsview", "review_decision", "access_auditentry"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                login.execute(f"select 1 from {table}")
