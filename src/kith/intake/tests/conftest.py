"""Taking files in, in a test: by the action, by the command, and handed in as on a page."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kith.access.gate import entered
from kith.access.side import side
from kith.access.terms import Side
from kith.intake import actions
from kith.intake.actions import TakenIn
from kith.intake.jobs import work_off_intake
from kith.intake.models import HandedFile, HandIn
from kith.site.cli.intake import intake, own_actor
from tests.factories import LONG_AGO, Cast

TakeIn = Callable[[Sequence[Path]], TakenIn]
Kith = Callable[..., Result]
Hand = Callable[..., HandIn]


@pytest.fixture
def taken_in(cast: Cast) -> TakeIn:
    """`taken_in(files)` takes them in as the registrar."""

    def run(files: Sequence[Path]) -> TakenIn:
        with entered(cast["registrar"], "intake.take_in", at=LONG_AGO) as passage:
            return actions.take_in(files=files, by=passage.actor, at=LONG_AGO)

    return run


@pytest.fixture
def kith(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Kith:
    """`kith("run", folder)` runs a command of `kith intake`, on the database of the test."""
    monkeypatch.setenv("DATABASE_URL", "the connection of the test")
    own_actor(LONG_AGO)  # row policies read the clock of the transaction, and a test is one transaction

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(intake, [str(argument) for argument in arguments], catch_exceptions=False)

    return run


@pytest.fixture
def handed(cast: Cast) -> Hand:
    """`handed(files)` hands them in as the registrar and lets the job look them through."""

    def run(files: Sequence[Path], *, work: bool = True, hand_in: HandIn | None = None) -> HandIn:
        given = [(path.name, path.read_bytes()) for path in files]
        with entered(cast["registrar"], "intake.hand_in_files", at=LONG_AGO) as passage:
            made = actions.hand_in_files(files=given, hand_in=hand_in, by=passage.actor, at=LONG_AGO)
        return worked(cast, made) if work else made

    return run


def worked(cast: Cast, hand_in: HandIn) -> HandIn:
    work_off_intake(LONG_AGO)
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        return HandIn.objects.select_related("batch", "run").get(pk=hand_in.pk)


def files_of(cast: Cast, hand_in: HandIn) -> list[HandedFile]:
    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        return list(hand_in.files.filter(is_out=False).order_by("name"))


def take_in(cast: Cast, hand_in: HandIn) -> HandIn:
    with entered(cast["registrar"], "intake.take_in", at=LONG_AGO) as passage:
        actions.ask_to_take_in(hand_in=hand_in, expected=hand_in.version, by=passage.actor, at=LONG_AGO)
    return worked(cast, hand_in)


def counts_of(file: HandedFile) -> tuple[int, ...]:
    return tuple(file.counts[one] for one in ("new", "changed", "unchanged", "refused"))
