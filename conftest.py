"""The test database: made by the owner, read by the application's login under the wall, as in service."""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
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

# A busy machine is no fault of the code: nothing here fails because of the clock.
hypothesis.settings.register_profile("kith", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("kith")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Roles, tables, the wall and the cast, once per worker. In place of pytest-django's, which leaves the owner out."""
    with django_db_blocker.unblock():
        if "DATABASE_URL" not in os.environ:
            with upkeep.admin_connection(Path(os.environ["KITH_VAR"])) as admin:
                database.make_roles(admin, database="kith")
        connections["owner"].creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connections["default"].creation.set_as_test_mirror(connections["owner"].settings_dict)
        database.apply_wall()
        connections["owner"].close()
        connections["owner"].settings_dict["OPTIONS"] |= postgres.PLANNED_ONCE  # values are bound as in service
        if "DATABASE_URL" not in os.environ:
            with upkeep.admin_connection(
                Path(os.environ["KITH_VAR"]), connections["owner"].settings_dict["NAME"]
            ) as admin:
                database.shut_catalogue(admin)
        make_cast()
        connections["owner"].close()
        yield
        connections["default"].close()
        connections["owner"].close()


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
            admin.execute(f'create database "{name}" template "{original}" owner {database.OWNER}')
            for alias in ("default", "owner"):
                connections[alias].settings_dict["NAME"] = name
            with connections["owner"].cursor() as cursor:
                cursor.execute(database.shut_database())  # grants on a database are not cloned with it
            connections["owner"].close()
            try:
                yield name
            finally:
                for alias in ("default", "owner"):
                    connections[alias].close()
                    connections[alias].settings_dict["NAME"] = original
                admin.execute(f'drop database "{name}" with (force)')


_clones = itertools.count()
