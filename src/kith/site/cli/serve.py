"""Commands that run Kith: the server, the worker, the assets."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Collection
from pathlib import Path

import click
from django.conf import settings

from kith.site import schedule
from kith.site.cli import with_database
from kith.ui import assets as ui_assets

ADDRESS = "127.0.0.1"
GRANIAN = ("-m", "granian", "--interface", "wsgi", "--host", ADDRESS, "--blocking-threads", "4", "--no-ws", "--log-level",
           "warning")  # fmt: skip
SERVICE = {"KITH_POOL": "1", "GRANIAN_WORKERS": "2"}  # unless the operator says otherwise


def _root() -> Path:
    """The folder of package-lock.json: the checkout that Kith runs from."""
    return Path(__file__).resolve().parents[4]


@click.command()
def assets() -> None:
    """Bring fonts and test tools (npm ci) and copy them into the state folder. Quick when nothing changed."""
    try:
        modules = ui_assets.fetch(_root())
        mark = settings.ASSETS / "made"
        wanted = (modules / ".kith-lock").read_text()
        if not mark.exists() or mark.read_text() != wanted:
            ui_assets.build(modules=modules, assets=settings.ASSETS, fonts=settings.FONTS)
            mark.write_text(wanted)
    except ui_assets.NoAssets as error:
        raise click.ClickException(str(error)) from error


@click.command()
@click.option("--port", default=8000, show_default=True)
@with_database
def serve(port: int) -> None:
    """Serve the pages."""
    until_stopped([server(port)])


@click.command()
@click.option("--once", is_flag=True, help="Run each job once and end.")
@with_database
def work(once: bool) -> None:
    """Run the jobs of the schedule: letters, seals. May be stopped at any moment."""
    if once:
        schedule.run_due()
        return
    first, *others = schedule.LANES
    for lane in others:
        threading.Thread(target=_keep_running, args=[lane], daemon=True).start()
    _keep_running(first)


def _keep_running(jobs: Collection[schedule.Job]) -> None:
    while True:
        time.sleep(schedule.run_due(jobs))


def server(port: int, **environment: str) -> subprocess.Popen[bytes]:
    """The web server of these settings, started; `environment` is added to this process's own.

    Connections are pooled: to open one for each request costs more than most pages. `GRANIAN_WORKERS` says how many
    processes answer.
    """
    return subprocess.Popen(
        [sys.executable, *GRANIAN, "--port", str(port), "kith.site.wsgi:application"],
        env={**SERVICE, **os.environ, "DJANGO_SETTINGS_MODULE": "kith.site.settings", **environment},
    )


def until_stopped(running: list[subprocess.Popen[bytes]]) -> None:
    """Wait for the first child to end or for Ctrl+C; then stop every child that this process started, by its id."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while all(child.poll() is None for child in running):
            time.sleep(0.3)
    except KeyboardInterrupt:
        pass
    finally:
        for child in running:
            child.terminate()
        for child in running:
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()
