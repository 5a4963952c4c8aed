"""A real server on a database of its own, for browsers."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections

from kith.site.cli.serve import ADDRESS, server
from kith.ui.tests import gallery
from tests.journeys.office import Office, everybody
from tests.walking import answers

# Playwright keeps an event loop in the thread of the test. Nothing here is awaited, so the database may be asked as ever;
# Django keeps connections of its own for the time of the loop.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@contextmanager
def serving(database: str, **environment: str) -> Iterator[str]:
    """The server as in service, under the application's login, on this database; its address. One process answers: most
    tests ask one thing after the other, and each process would begin and plan its statements anew."""
    with socket.socket() as free:
        free.bind((ADDRESS, 0))
        port = free.getsockname()[1]
    origin = f"http://{ADDRESS}:{port}"
    running = server(port, KITH_DATABASE=database, GRANIAN_WORKERS="1", **environment)
    try:
        for _ in range(300):
            if answers(origin):
                break
            assert running.poll() is None, "the server ended by itself"
            time.sleep(0.1)
        yield origin
    finally:
        running.terminate()
        running.wait(20)


@pytest.fixture(params=[pytest.param("with script", marks=pytest.mark.deep), "without script"])
def office(request: pytest.FixtureRequest, own_database: str) -> Iterator[Office]:
    """Everybody of the standing cast before a server of their own."""
    cast = everybody()
    with serving(own_database) as origin, gallery.chromium() as browser:
        yield Office(origin, browser, cast, has_script=request.param == "with script")
        connections.close_all()
