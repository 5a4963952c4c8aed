"""Bringing an embedded database up to date: roles, migrations, the wall. Quick when there is nothing to do."""

import hashlib
import os
from pathlib import Path

import psycopg
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

from kith.site import database, postgres


def bring_up_to_date(var: Path) -> None:
    """Make roles, tables and grants where they are missing or were made by another version of the code."""
    with admin_connection(var) as admin:
        database.make_roles(admin, database=connections["owner"].settings_dict["NAME"])
    database.refuse_half_made()
    executor = MigrationExecutor(connections["owner"])
    mark = var / "postgres" / "wall"
    wanted = wall_fingerprint()
    if executor.migration_plan(executor.loader.graph.leaf_nodes()) or not mark.exists() or mark.read_text() != wanted:
        mark.unlink(missing_ok=True)  # whatever ends this halfway, the next start does it again
        database.migrate(verbosity=0)
        with admin_connection(var, connections["owner"].settings_dict["NAME"]) as admin:
            database.shut_catalogue(admin)
        mark.write_text(wanted)


def admin_connection(var: Path, name: str = "postgres") -> psycopg.Connection:
    """The embedded cluster's superuser, who makes roles and databases, and shuts what only a superuser can."""
    return psycopg.connect(host=postgres.socket_folder(var), user=postgres.SUPERUSER, dbname=name, autocommit=True)


def wall_fingerprint() -> str:
    """A hash of every statement that makes the wall, and of what a superuser shuts."""
    said = (*database.statements(), database.TELLING, database.BRAKING)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def refresh_statistics() -> None:
    """Let PostgreSQL count again after much came in: until it has, it plans as if the tables were empty."""
    if os.environ.get("DATABASE_URL") and not os.environ.get("KITH_OWNER_URL"):
        return  # a server does it by itself within a minute, and this process is not its owner
    # All in one transaction: each table that is counted on its own lets every other process plan its statements anew.
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("analyze")
