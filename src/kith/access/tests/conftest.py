"""Somebody who signs in with two steps."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from kith.access import actions
from kith.access.models import Actor
from kith.access.second_step import Key
from kith.access.side import side
from kith.access.terms import Side
from kith.access.tests.signing import PASSWORD, RFC, give_code, give_password, shown
from kith.records import new_id
from tests.factories import LONG_AGO, Cast


@pytest.fixture
def coordinator(cast: Cast, settings: LazySettings) -> Actor:
    """Someone with a password, where a second step is asked for."""
    cache.clear()
    settings.SECOND_STEP = True
    with side(Side.ACCOUNTS, actor_id=new_id()):
        actions.set_password(user=cast["coordinator"].user, password=PASSWORD, by=None, at=LONG_AGO)
    return cast["coordinator"]


@pytest.fixture
def secret(coordinator: Actor, settings: LazySettings) -> bytes:
    """The same with an app, set up an hour ago."""
    before = timezone.now() - timedelta(hours=1)
    actions.set_up_second_step(
        user=coordinator.user, secret=RFC, code=shown(RFC, before), key=Key(settings.SECOND_STEP_KEY), by=coordinator, at=before,
    )  # fmt: skip
    return RFC


@pytest.fixture
def client(coordinator: Actor, secret: bytes) -> Client:
    """Signed in with both steps."""
    client = Client()
    give_password(client)
    give_code(client, shown(secret, timezone.now()))
    return client
