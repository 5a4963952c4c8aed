"""Whole commands as processes of their own: taking the pilot's files in, proving the audit and the wall; and one notice."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil
from django.conf import settings
from django.utils import timezone

from benchmarks.practice import run, state_folder
from benchmarks.table import Table
from kith.access.gate import entered
from kith.access.queries import job_actor
from kith.access.terms import Role
from kith.demo.files import make_backlog
from kith.documents.rendering import render_letter
from kith.protocol.pack import load
from kith.review.letters import notice
from kith.review.models import Confirmation
from kith.review.terms import ConfirmationVerdict

SHARED = Path(os.environ.get("KITH_SHARED", Path(__file__).parents[2] / "shared"))
INTAKE_SECONDS, INTAKE_AIM, INTAKE_MB, NOTICE_MS = 60, 30, 2000, 150
FAMILIES = 1_100  # of the pilot
NOTICES = 30


def intake(times: int = 1) -> Table:
    """`kith intake run` on the pilot's files, or on invented ones of so many times as many families, from nothing: a new
    cluster, roles, tables and wall included."""
    with tempfile.TemporaryDirectory(prefix="kith-bench-") as scratch:
        Path(scratch).chmod(0o755)
        files = SHARED / "data" / "backlog_1100"
        about = "The pilot's files (backlog_1100, read from outside the repository)"
        if times > 1 or not files.is_dir():
            files, about = Path(scratch) / "files", f"Invented files of {FAMILIES * times:,} families"
            files.mkdir()
            make_backlog(files, seed=2007, families=FAMILIES * times)
        var = Path(scratch) / "var"
        var.mkdir(mode=0o755)
        seconds, own, servers = _watched([sys.executable, "-m", "kith.site", "intake", "run", str(files)], var)
    shown = Table("Intake", f"{about}, whole process, cold, a new state folder, once.", ("What", "Figure", "Budget"))
    budget = shown.hold("intake", seconds, INTAKE_SECONDS * times, "s")
    shown.add("kith intake run", f"{seconds:.1f} s", f"{budget}; aim {INTAKE_AIM * times} s")
    memory = shown.hold("memory", own + servers, INTAKE_MB * times, "MB together")
    shown.add("peak memory of the process", f"{own:,.0f} MB", memory)
    shown.add("peak memory of its PostgreSQL", f"{servers:,.0f} MB", "")
    return shown


def _watched(command: list[str], var: Path) -> tuple[float, float, float]:
    """Seconds, peak MB of the process itself (as the kernel counted) and of its PostgreSQL (looked at ten times a second)."""
    began = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, "KITH_VAR": str(var)}, stdout=subprocess.DEVNULL)
    over, peak = threading.Event(), [0.0]

    def look() -> None:
        while not over.wait(0.1):
            peak[0] = max(peak[0], _server_mb(var))

    watcher = threading.Thread(target=look)
    watcher.start()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    over.set()
    watcher.join()
    if status:
        raise SystemExit(f"{' '.join(command)} failed.")
    return seconds, used.ru_maxrss / 1024, peak[0]


def _server_mb(var: Path) -> float:
    """What the embedded server and its children hold, each shared page counted once."""
    with suppress(OSError, ValueError, IndexError, psutil.Error):
        server = psutil.Process(int((var / "postgres/data/postmaster.pid").read_text().splitlines()[0]))
        return sum(one.memory_full_info().pss for one in [server, *server.children()]) / 2**20
    return 0.0


def proof() -> Table:
    """`kith audit verify` and `kith prove-wall`, whole process, on the practice data."""
    shown = Table(
        "Proofs",
        "The demo's data, whole process, its PostgreSQL already running, once each.",
        ("What", "Seconds", "It says"),
    )
    for command in (("audit", "verify"), ("prove-wall",)):
        began = time.perf_counter()
        said = run(*command).strip().splitlines()
        said = [line for line in said if line.startswith(("Checked", "Tried"))]
        shown.add(f"kith {' '.join(command)}", f"{time.perf_counter() - began:.1f}", said[-1] if said else "")
    return shown


def letter() -> Table:
    """One notice of the demo as tagged PDF: reading what it says, and setting it."""
    pack, at = load(), timezone.now()
    words = {**pack.letter("frame"), **pack.letter("notice")}
    read, made, size = list[float](), list[float](), 0
    with entered(job_actor(Role.LETTER_JOB, at), "review.make_letters", at=at):
        confirmed = Confirmation.objects.filter(verdict=ConfirmationVerdict.CONFIRMED)
        for one in confirmed.select_related("decision__review__case", "decision__review__officer__agency")[
            : NOTICES + 1
        ]:
            began = time.perf_counter()
            said = notice(one, pack=pack, on=at.date())
            put_together = time.perf_counter()
            size = max(size, len(render_letter(said, words=words, fonts=settings.FONTS).pdf))
            read.append((put_together - began) * 1000)
            made.append((time.perf_counter() - put_together) * 1000)
    shown = Table(
        "One notice", f"{len(made) - 1} notices of the demo, each once, warm (the first, {made[0]:.0f} ms, is left out).",
        ("What", "p50 ms", "p95 ms", "Budget"),
    )  # fmt: skip
    for what, times in (("reading what it says", read[1:]), ("setting the PDF", made[1:])):
        middle, high = statistics.median(times), statistics.quantiles(times, n=20, method="inclusive")[-1]
        budget = shown.hold("one notice, median", middle, NOTICE_MS, "ms") if times is not read[1:] else ""
        shown.add(what, f"{middle:.1f}", f"{high:.1f}", budget)
    shown.notes.append(f"Largest file {size / 1024:.0f} KB.")
    return shown


def fonts_and_styles() -> None:
    """What `kith assets` brought beside the repository, for the benchmarks' own state folder."""
    for name in ("assets", "fonts"):
        brought, here = state_folder().parent / name, state_folder() / name
        if brought.is_dir() and not here.exists():
            shutil.copytree(brought, here)
