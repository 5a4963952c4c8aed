"""The test database: made by the owner, read by the application's login under the wall, as in service."""

import gc
import itertools
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

import coverage
import hypothesis
import psycopg
import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from kith.access.models import Actor
from kith.access.visits import KEY, LASTS
from kith.site import database, postgres, upkeep
from tests.factories import Cast, make_cast, standing_cast
from tests.trail import trail as trail  # a fixture of the audit trail's tests

MADE = "test_kith_made"  # what the other workers' databases are copied from

# A busy machine is no fault of the code: nothing here fails because of the clock.
hypothesis.settings.register_profile("kith", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("kith")


def pytest_collection_finish() -> None:
    """Tests make and drop a great many small things, hardly one of which needs collecting."""
    gc.freeze()
    gc.set_threshold(50_000)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Roles, tables, the wall and the cast, for each worker. In place of pytest-django's, which leaves the owner out.

    The worker that comes first makes them; the others copy what it made, which takes a tenth of the time.
    """
    with django_db_blocker.unblock():
        if "DATABASE_URL" in os.environ:
            make_database()
        else:
            var = Path(os.environ["KITH_VAR"])
            with (var / "made.lock").open("w") as lock, upkeep.admin_connection(var) as admin:
                flock(lock, LOCK_EX)
                if admin.execute("select 1 from pg_database where datname = %s", [MADE]).fetchone():
                    name = connections["owner"].settings_dict["TEST"]["NAME"]
                    copy_database(admin, MADE, name)
                    connections["owner"].settings_dict["NAME"] = name
                    connections["owner"].settings_dict["OPTIONS"] |= postgres.PLANNED_ONCE
                    connections["default"].creation.set_as_test_mirror(connections["owner"].settings_dict)
                else:
                    database.make_roles(admin, database="kith")
                    make_database()
                    copy_database(admin, connections["owner"].settings_dict["NAME"], MADE)
        yield
        connections["default"].close()
        connections["owner"].close()


def make_database() -> None:
    """All tables by their migrations, the wall and the cast, in the database of this worker."""
    owner = connections["owner"]
    owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connections["default"].creation.set_as_test_mirror(owner.settings_dict)
    database.apply_wall()
    owner.close()
    owner.settings_dict["OPTIONS"] |= postgres.PLANNED_ONCE  # values are bound as in service
    if "DATABASE_URL" not in os.environ:
        with upkeep.admin_connection(Path(os.environ["KITH_VAR"]), owner.settings_dict["NAME"]) as admin:
            database.shut_catalogue(admin)
    make_cast()
    connections.close_all()


def copy_database(admin: psycopg.Connection, of: str, name: str) -> None:
    """The same once more under another name. Nobody may be connected to the first."""
    admin.execute(f'create database "{name}" template "{of}" owner {database.OWNER}')
    with upkeep.admin_connection(Path(os.environ["KITH_VAR"]), name) as there:
        there.execute(database.shut_database())  # grants on a database are not copied with it


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """How much of rules and actions is reached is counted in the parts' own tests without pages: counting slows a test by
    half, and a page is there to be looked at."""
    counting = coverage.Coverage.current()
    if counting is None or (item.path.is_relative_to(PARTS) and not UNCOUNTED.search(str(item.path))):
        return (yield)
    counting.stop()
    try:
        return (yield)
    finally:
        counting.start()


PARTS = Path(__file__).parent / "src"
UNCOUNTED = re.compile(
    r"kith/(demo|ui|caseload)/|pages|browser|sending|phones|words|killed|backlog|histories|pack|workbooks|readers|round_trips"
    r"|bad_files|command_line|linkage|normalise|rendering|proposals"
)


@pytest.fixture
def cast(db: None) -> Cast:
    """The standing cast. Its people are in the database before any test begins."""
    return standing_cast()


@pytest.fixture
def signed_in(cast: Cast) -> "SignIn":
    """`signed_in("coordinator")` gives a test client with that person's session."""
    return SignIn(cast)


class SignIn:
    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def __call__(self, name: str) -> Client:
        return client_of(self.cast[name])


def client_of(actor: Actor) -> Client:
    """A test client with the session of somebody who signed in or, where they have no account, who visits."""
    client = Client()
    if hasattr(actor, "user"):
        client.force_login(actor.user)
    else:
        session = client.session
        session[KEY] = {"actor": str(actor.pk), "until": (timezone.now() + LASTS).isoformat()}
        session.save()
    return client


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database of this test's own, cloned from the test database, where commits stay: for seals and for browsers."""
    with cloned_database(django_db_blocker) as name:
        yield name


@contextmanager
def cloned_database(blocker: DjangoDbBlocker) -> Iterator[str]:
    """The test database once more under another name, in place of it until the block ends."""
    original = connections["owner"].settings_dict["NAME"]
    name = f"{original}_{os.getpid()}_{next(_clones)}"
    with blocker.unblock():
        for alias in ("default", "owner"):
            connections[alias].close()
        with upkeep.admin_connection(Path(os.environ["KITH_VAR"])) as admin:
            copy_database(admin, original, name)
            for alias in ("default", "owner"):
                connections[alias].settings_dict["NAME"] = name
            options = connections["default"].settings_dict["OPTIONS"]
            # As in service, whose plans a rollback after each test would throw away.
            connections["default"].settings_dict["OPTIONS"] = options | postgres.PLANNED_ONCE
            connections["default"].ensure_connection()
            connections["default"].connection.prepared_max = postgres.MOST_PLANS
            try:
                yield name
            finally:
                for alias in ("default", "owner"):
                    connections[alias].close()
                    connections[alias].settings_dict["NAME"] = original
                connections["default"].settings_dict["OPTIONS"] = options
                admin.execute(f'drop database "{name}" with (force)')


_clones = itertools.count()
