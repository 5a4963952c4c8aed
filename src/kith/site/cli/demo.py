"""The demo: practice data loaded in front of your eyes, then the pages with one-click sign-in."""

import gc
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
from django.conf import settings
from django.db import connection
from rich.console import Console
from rich.table import Table

from kith.access.jobs import seal_audit
from kith.demo.counts import LEAST, Count, too_few
from kith.demo.hands import walk_as_told, walk_together
from kith.demo.load import Service, load
from kith.demo.plan import Story
from kith.review.jobs import make_letters
from kith.site import postgres, upkeep
from kith.site.cli import with_database
from kith.site.cli.serve import assets, server, until_stopped

MOST_HANDS = 4
EVERY = 5.0  # seconds between two lines where the output is no terminal
SOON = 10  # seconds for which nobody needs to be told how long it takes


@click.command()
@click.option("--once", is_flag=True, help="Load, print what there is, and end.")
@click.option("--port", default=8000, show_default=True)
@click.option("--scale", default=1.0, hidden=True, help="Fewer families: a tenth is 0.1.")
@click.pass_context
def demo(context: click.Context, once: bool, port: int, scale: float) -> None:
    """Practice data: invented families through the real intake, then the pages with one-click sign-in."""
    os.environ["KITH_DEMO"] = "1"
    settings.DEMO, settings.RETENTION = True, settings.RETENTION or settings.DEMO_RETENTION
    context.invoke(assets)
    context.invoke(_demo, once=once, port=port, scale=scale)


@click.command(hidden=True)
@with_database
def _demo(once: bool, port: int, scale: float) -> None:
    progress = Said()
    try:
        found = load(
            progress=progress, scale=scale,
            service=Service(
                make_letters, seal_audit, upkeep.refresh_statistics, _hands if (os.cpu_count() or 1) > 1 else None
            ),
        )  # fmt: skip
    except Exception as error:  # whatever it was: one line for who waits, the rest in a file for who repairs it
        details = Path(settings.VAR) / "demo.log"
        details.write_text(traceback.format_exc())
        lines = str(error).splitlines() or [type(error).__name__]
        raise click.ClickException(
            f"The demo is not loaded: {lines[0]} Start it again and it goes on from there. What happened is in {details}."
        ) from error
    finally:
        progress.end()
    if once:
        _print(found)
        if scale < 1:
            click.echo(f"Fewer families than the whole practice data: that there are {LEAST} of each is not asked.")
        elif few := too_few(found):
            said = "; ".join(f"{one.role}, {one.state}: {one.number}" for one in few)
            raise click.ClickException(f"Fewer than {LEAST} of: {said}.")
        return
    click.echo(f"\nKith is at http://localhost:{port} : choose who you are. Stop with Ctrl+C.")
    until_stopped([server(port), subprocess.Popen([sys.executable, "-m", "kith.site", "work"])])


def _hands(stories: Iterator[Story], said: Callable[[Story, str], None]) -> None:
    walk_together(
        stories, said, command=[sys.executable, "-m", "kith.site", "demo-hand"], hands=min(MOST_HANDS, (os.cpu_count() or 1) + 1),
        env=os.environ,
    )  # fmt: skip


@click.command("demo-hand", hidden=True)
@with_database
def hand() -> None:
    """Walk the families that come on the standard input, for the demo that is being loaded."""
    _keep_plans()
    gc.freeze()  # a walk makes and drops a great many small things, and hardly one that needs collecting
    gc.set_threshold(50_000)
    # A family goes its way in one commit or none: nothing is undone in part.
    connection.features.uses_savepoints = False
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for who started this: our input ends then
    walk_as_told(sys.stdin, sys.stdout, make_letters=make_letters)


def _keep_plans() -> None:
    """Let PostgreSQL plan each statement of this process once, as in service: a walk asks the same few hundred questions of
    every family."""
    settings.DATABASES["default"]["OPTIONS"] |= postgres.PLANNED_ONCE
    connection.close()
    connection.ensure_connection()
    connection.connection.prepared_max = postgres.MOST_PLANS


@dataclass
class Said:
    """Says what is being done, how much of it is, and how long it still takes: on one line of a terminal, else now and then."""

    stage: str = ""
    began: float = 0.0
    before: int = 0  # done when it began: at an earlier start, or beside another stage
    last: float = 0.0
    started: float = field(default_factory=time.monotonic)

    def __call__(self, stage: str, done: int, total: int) -> None:
        now, is_new, is_live = time.monotonic(), stage != self.stage, sys.stdout.isatty()
        if is_new:
            self.stage, self.began, self.before = stage, now, done
        if not (is_new or is_live or now - self.last >= EVERY):
            return
        self.last = now
        since = done - self.before
        left = (now - self.began) / since * (total - done) if since else 0.0
        count = f": {done} of {total}" if total > 1 else ""
        until = f", about {left:.0f} s left" if left > SOON else ""
        line = f"{now - self.started:4.0f} s  {stage[0].upper()}{stage[1:]}{count}{until}"
        click.echo(f"\r{line:<100}" if is_live else line, nl=not is_live)

    def end(self) -> None:
        """Leave the line."""
        if self.stage and sys.stdout.isatty():
            click.echo()


def _print(found: Sequence[Count]) -> None:
    table = Table(title="What each role finds", title_justify="left")
    table.add_column("Role")
    table.add_column("State")
    table.add_column("Number", justify="right")
    for place, one in enumerate(found):
        is_first = place == 0 or found[place - 1].role != one.role
        if is_first and place:
            table.add_section()
        table.add_row(one.role if is_first else "", one.state, f"{one.number:,}")
    Console(width=None if sys.stdout.isatty() else 110).print(table, highlight=False)
