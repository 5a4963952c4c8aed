"""The embedded server's launcher: several commands use one server, and the last to leave stops it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import NotSupportedError, connections
from django.db.migrations.loader import MigrationLoader

from kith.site import database
from kith.site.postgres import Cluster, cluster

JOIN = (
    "import sys; from pathlib import Path; from kith.site.postgres import cluster\n"
    "with cluster(Path(sys.argv[1])).running(): print('joined')"
)


@pytest.fixture
def var() -> Iterator[Path]:
    """A state folder with a short path (of a socket), which the server's ordinary user can enter."""
    with tempfile.TemporaryDirectory(prefix="kith-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def join(var: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", JOIN, str(var)], capture_output=True, text=True, timeout=30, env=os.environ, check=True
    )
    return done.stdout.strip()


def test_a_second_command_joins_a_running_server_and_leaves_it_running(var: Path) -> None:
    with cluster(var).running():
        assert join(var) == "joined"
        assert Cluster(var / "postgres").is_running()
    assert not Cluster(var / "postgres").is_running()


def test_a_database_whose_wall_stands_is_brought_up_to_date(own_database: str) -> None:
    """PostgreSQL changes no column that a policy or a view names."""

    def standing() -> list[tuple[str, ...]]:
        with connections["owner"].cursor() as cursor:
            cursor.execute("select tablename, policyname, qual from pg_policies union all select viewname, '', definition"
                           " from pg_views where schemaname = 'public' order by 1, 2")  # fmt: skip
            return cursor.fetchall()

    before = standing()
    change = "alter table register_caseteammember alter column side type varchar(20)"
    with connections["owner"].cursor() as cursor:
        with pytest.raises(NotSupportedError, match="used in a policy"):
            cursor.execute(change)
        database.make_way()
        cursor.execute(change)
    database.migrate(verbosity=0)
    assert standing() == before
    assert any(policy for _, policy, _ in before)


def test_a_database_that_ran_some_steps_of_first_tables_is_refused_and_one_that_ran_all_is_current(
    own_database: str,
) -> None:
    """Django itself takes the first for up to date."""
    known = MigrationLoader(None).disk_migrations
    steps = [step for _, step in known["welfare", "0001_tables"].replaces]
    since = [
        name for part, name in known if part == "welfare" and name != "0001_tables"
    ]  # here what they make is there

    def ran(names: list[str]) -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute("delete from django_migrations where app = 'welfare'")
            cursor.execute(
                "insert into django_migrations (app, name, applied) select 'welfare', unnest(%s::text[]), now()",
                [names],
            )

    assert len(steps) > 2
    for names in (steps[:2], steps[1:]):
        ran(names)
        with pytest.raises(
            database.HalfMade, match=r"tables of welfare are older .* kith db migrate of commit \w{7} first"
        ):
            database.migrate(verbosity=0)
    ran([*steps, *since])
    database.migrate(verbosity=0)
    ran([])  # and an empty one is made: here the tables are there already
    database.refuse_half_made()
