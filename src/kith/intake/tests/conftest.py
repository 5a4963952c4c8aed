"""Taking files in, in a test."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kith.access.gate import entered
from kith.intake.actions import TakenIn, take_in
from tests.factories import LONG_AGO, Cast

TakeIn = Callable[[Sequence[Path]], TakenIn]


@pytest.fixture
def taken_in(cast: Cast) -> TakeIn:
    """`taken_in(files)` takes them in as the registrar."""

    def run(files: Sequence[Path]) -> TakenIn:
        with entered(cast["registrar"], "intake.take_in", at=LONG_AGO) as passage:
            return take_in(files=files, by=passage.actor, at=LONG_AGO)

    return run
