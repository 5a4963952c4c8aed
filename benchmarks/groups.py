"""The groups of measurements, by the name that the command line knows."""

from collections.abc import Callable, Iterator

from benchmarks import commands, judging, live, pages, practice, share, tenfold, undoing
from benchmarks.linkage import agency
from benchmarks.linkage.files import SHARED
from benchmarks.table import Table

NEVER_LEARNED_FROM = 41  # a seed that the weights and the tests do not know
SIZES = {"people": live.PEOPLE, "asked": live.ASKED}  # of the register that is asked at once


def _linkage(requests: int) -> Iterator[Table]:
    pilot = SHARED / "data" / "backlog_1100"
    if pilot.is_dir():
        yield from agency.of_folder(pilot)
    yield from agency.of_invented(NEVER_LEARNED_FROM)


def _intake(requests: int) -> Iterator[Table]:
    yield commands.intake()


def _pages(requests: int) -> Iterator[Table]:
    with practice.loaded():
        yield pages.table(requests)


def _tenfold(requests: int) -> Iterator[Table]:
    with practice.loaded(), tenfold.multiplied():
        yield pages.table(requests, (f"Pages at {tenfold.TIMES} times pilot size", tenfold.sizes()))
    yield commands.intake(tenfold.TIMES)


def _share(requests: int) -> Iterator[Table]:
    with practice.loaded():
        yield share.table(requests)


def _proof(requests: int) -> Iterator[Table]:
    with practice.loaded():
        yield commands.proof()


def _letter(requests: int) -> Iterator[Table]:
    with practice.loaded():
        yield commands.letter()


def _live(requests: int) -> Iterator[Table]:
    yield live.table(**SIZES)


def _undo(requests: int) -> Iterator[Table]:
    yield undoing.table(max(requests, undoing.FEWEST))


def _judge(requests: int) -> Iterator[Table]:
    yield judging.table(requests)


# Linkage first: its peak memory is that of this process.
GROUPS: dict[str, Callable[[int], Iterator[Table]]] = {
    "linkage": _linkage, "intake": _intake, "pages": _pages, "share": _share, "proof": _proof, "letter": _letter,
    "tenfold": _tenfold, "live": _live, "undo": _undo, "judge": _judge,
}  # fmt: skip
