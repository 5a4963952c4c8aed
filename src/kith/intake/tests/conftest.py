"""Taking files in, in a test: by the action, and by the command."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kith.access.gate import entered
from kith.intake.actions import TakenIn, take_in
from kith.site.cli.intake import intake, own_actor
from tests.factories import LONG_AGO, Cast

TakeIn = Callable[[Sequence[Path]], TakenIn]
Kith = Callable[..., Result]


@pytest.fixture
def taken_in(cast: Cast) -> TakeIn:
    """`taken_in(files)` takes them in as the registrar."""

    def run(files: Sequence[Path]) -> TakenIn:
        with entered(cast["registrar"], "intake.take_in", at=LONG_AGO) as passage:
            return take_in(files=files, by=passage.actor, at=LONG_AGO)

    return run


@pytest.fixture
def kith(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Kith:
    """`kith("run", folder)` runs a command of `kith intake`, on the database of the test."""
    monkeypatch.setenv("DATABASE_URL", "the connection of the test")
    own_actor(LONG_AGO)  # row policies read the clock of the transaction, and a test is one transaction

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(intake, [str(argument) for argument in arguments], catch_exceptions=False)

    return run
