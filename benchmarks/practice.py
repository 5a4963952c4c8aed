"""The practice data that pages are measured on: the demo's own load in a state folder of the benchmarks' own.

It is kept from one run to the next, and made again when the code that makes it has changed.
"""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.db import connections

from kith.site import database, postgres, upkeep

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src" / "kith"
# Whatever decides what the load writes. The wall is brought up to date on every start, and need not be here.
MAKERS = ("demo/**/*.py", "intake/**/*.py", "*/actions*/**/*.py", "*/actions.py", "*/migrations/*.py", "*/rules.py",
          "protocol/packs/**/*")  # fmt: skip
STARTED_WITHIN = 90.0


def state_folder() -> Path:
    """Where this process keeps state: `benchmarks/__main__.py` has set it."""
    return Path(os.environ["KITH_VAR"]).resolve()


def fingerprint() -> str:
    """A hash of every file that decides what the load writes."""
    files = {
        path
        for maker in MAKERS
        for path in SOURCES.glob(maker)
        if path.is_file() and not {"tests", "__pycache__"} & set(path.parts)
    }
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()


@contextmanager
def loaded() -> Iterator[None]:
    """The practice data is there and its PostgreSQL runs inside this block."""
    var = state_folder()
    mark = var / "made-by"
    if not mark.exists() or mark.read_text() != fingerprint():
        say("Loading the demo's families once, for these measurements ...")
        for old in var.iterdir() if var.exists() else ():
            if old.name != "keys":  # this process has read the key that sessions are signed with
                shutil.rmtree(old) if old.is_dir() else old.unlink()
        run("demo", "--once")
        mark.write_text(fingerprint())
    with postgres.cluster(var).running():
        upkeep.bring_up_to_date(var)
        try:
            yield
        finally:
            connections.close_all()  # the next group finds another server


@contextmanager
def beside(name: str, made_by: str, fill: Callable[[], None]) -> Iterator[None]:
    """A database of a measurement's own, beside the practice data, made once by `fill`: this process is connected to it, and
    its PostgreSQL runs, inside this block. It is made again when `made_by` or the code that writes the practice data changes."""
    var = state_folder()
    with postgres.cluster(var).running():
        upkeep.bring_up_to_date(var)
        original, mark = connections["owner"].settings_dict["NAME"], var / f"{name}-made-by"
        connections.close_all()
        made_by = f"{made_by} {fingerprint()}"
        is_made = mark.exists() and mark.read_text() == made_by
        if not is_made:
            mark.unlink(missing_ok=True)
            with upkeep.admin_connection(var) as admin:
                admin.execute(f'drop database if exists "{name}" with (force)')
                admin.execute(f'create database "{name}" template "{original}" owner {database.OWNER}')
            with upkeep.admin_connection(var, name) as there:
                there.execute(database.shut_database())  # grants on a database are not copied with it
        try:
            for alias in ("owner", "default"):
                connections[alias].settings_dict["NAME"] = name
            if not is_made:
                fill()
                mark.write_text(made_by)
            yield
        finally:
            connections.close_all()
            for alias in ("owner", "default"):
                connections[alias].settings_dict["NAME"] = original


def run(*command: str, var: Path | None = None) -> str:
    """Run a `kith` command as a process of its own and give back what it printed. One that fails ends the measurement."""
    env = {**os.environ, "KITH_VAR": str(var or state_folder())}
    done = subprocess.run(
        [sys.executable, "-m", "kith.site", *command], env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"kith {' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


@contextmanager
def serving(*command: str, port: int, more: Mapping[str, str] | None = None) -> Iterator[None]:
    """A server runs inside this block, and answers."""
    log = (state_folder() / "server.log").open("ab")  # links that lead nowhere are told in the tables
    process = subprocess.Popen(command, env={**os.environ, **(more or {})}, cwd=ROOT, stderr=log)
    try:
        _wait_for(process, port)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def say(words: str) -> None:
    """Progress, beside the results."""
    print(words, file=sys.stderr, flush=True)
