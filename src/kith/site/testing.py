"""A pytest plugin: the suite runs on a throw-away PostgreSQL of its own, as the application's login, under the wall."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kith.site import postgres

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
_open = ExitStack()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Start the cluster before anything reads the settings; workers of a parallel run share the first one's."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kith.site.settings")
    os.environ["KITH_SECOND_STEP"] = (
        "0"  # most tests sign in with a password alone; those of the second step ask for it
    )
    os.environ.pop("KITH_POOL", None)  # a database in use by a pool can be neither cloned nor dropped
    if "PYTEST_XDIST_WORKER" not in os.environ and "DATABASE_URL" not in os.environ:
        brought = Path(os.environ.get("KITH_VAR") or Path(early_config.rootpath) / "var").resolve()
        var = Path(_open.enter_context(tempfile.TemporaryDirectory(prefix="kith-test-")))
        var.chmod(0o755)
        os.environ["KITH_VAR"] = str(var)
        _open.enter_context(postgres.Cluster(var / "postgres", FAST).running())
        # What set-up brought is read from where it lies; only state is thrown away.
        for name in ("assets", "fonts"):
            if (brought / name).is_dir():
                (var / name).symlink_to(brought / name)
    return (yield)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the cluster and remove its folder."""
    _open.close()
