"""Registers of a national size: `python -m benchmarks.linkage --million N`. splink's tutorial model and Kith's own command,
each in a process of its own, which is handed the folder of files and no truth; then what they wrote is scored here.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.linkage import national
from benchmarks.linkage.one import OURS, THEIRS
from benchmarks.linkage.scoring import Printed
from benchmarks.table import Table
from kith.intake.linkage import large
from kith.intake.linkage.large import pairs
from kith.protocol.pack import load

LARGEST_OF_A_MILLION = 2.5  # million rows: from there on the larger budget holds
BUDGETS = ((15, 1_200), (180, 8_000))  # seconds and MB: at a million rows, and at five
HEADER = (
    "dataset", "model", "precision", "recall", "F1", "twins merged", "mixed clusters", "blocked recall", "seconds", "CPU seconds",
    "peak MB",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line(Printed):
    """One model on one register, as it is printed: times are medians."""

    dataset: str
    model: str
    precision: float
    recall: float
    f1: float
    twins_merged: int
    mixed_clusters: int
    blocked_recall: float | None
    seconds: float
    cpu_seconds: float
    peak_mb: float
    runs: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process cost."""

    seconds: float
    cpu_seconds: float
    peak_mb: float


def lines(
    rows: int,
    *,
    seed: int,
    rows_a_person: float,
    models: Sequence[str],
    runs: int = 1,
    keep: Path | None = None,
    one_of: int = 1,
) -> Iterator[Line]:
    """One line for each model. The register is made first, or found where it was kept, and costs nothing."""
    with tempfile.TemporaryDirectory(prefix="kith-") as scratch:
        folder = (
            keep or Path(scratch)
        ) / f"national-{rows}-{rows_a_person:g}-{seed}{f'-one-of-{one_of}' if one_of > 1 else ''}"
        if not (folder / national.TRUTH).is_file():
            national.make(folder, seed=seed, rows=rows, rows_a_person=rows_a_person, one_of=one_of)
        for model in models:
            answer = Path(scratch) / "answer.parquet"
            costs = [_ran(model, folder / national.ROWS, answer) for _ in range(runs)]
            precision, recall, twins, mixed = score(answer, folder / national.TRUTH)
            yield Line(
                folder.name, model, precision, recall, 2 * precision * recall / (precision + recall) if recall else 0.0,
                twins, mixed, blocked_recall(folder) if model == OURS else None,
                statistics.median(one.seconds for one in costs), statistics.median(one.cpu_seconds for one in costs),
                max(one.peak_mb for one in costs), tuple(round(one.seconds, 1) for one in costs),
            )  # fmt: skip


def _ran(model: str, rows: Path, answer: Path) -> Cost:
    """Let a process of its own link the files, from its start to its end."""
    ours = ["kith.site", "intake", "link-files", str(rows), "--to", str(answer)]
    theirs = ["benchmarks.linkage.national_tutorial", str(rows), str(answer)]
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said:  # splink says much, which matters only where it fails
        process = subprocess.Popen(
            [sys.executable, "-m", *(ours if model == OURS else theirs)], stdout=said, stderr=said
        )
        _, status, used = os.wait4(process.pid, 0)
        if status:
            said.seek(0)
            raise SystemExit(f"{model} ended with {os.waitstatus_to_exitcode(status)}: {said.read().decode()[-2_000:]}")
    return Cost(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def score(answer: Path, truth: Path) -> tuple[float, float, int, int]:
    """Precision and recall over pairs of rows in clusters, twins merged and clusters that mix people: by counting in groups."""
    with duckdb.connect() as database:
        database.execute(f"""create table told as select f.person as found, t.person as so, family, is_twin
            from read_parquet('{answer}') f join read_parquet('{truth}') t on f.record_id = t.row""")

        def count(asked: str) -> int:
            return int(database.execute(f"select coalesce(sum(n * (n - 1) // 2), 0) from ({asked})").fetchall()[0][0])

        said, real, right = (
            count(f"select count(*) as n from told group by {by}") for by in ("found", "so", "found, so")
        )
        mixed = "select count(*) from (select count(distinct so) as n from told group by found having n > 1)"
        twins = (
            "select count(*) from"
            " (select count(distinct so) as n from told group by found, family having n > 1 and bool_or(is_twin))"
        )
        return (
            right / said if said else 1.0, right / real if real else 1.0,
            *(int(database.execute(asked).fetchall()[0][0]) for asked in (twins, mixed)),
        )  # fmt: skip


def blocked_recall(folder: Path) -> float:
    """Of the pairs of rows that are truly one person's, how many are compared at all."""
    pack = load()

    def understood(headings: Sequence[str]) -> dict[str, str] | None:
        match = pack.source_of(headings)
        return {headings[place]: field for place, (field, _) in match.columns.items()} if match else None

    with large.opened(2_000) as database:
        large.read(database, sorted((folder / national.ROWS).iterdir()), understood)
        pairs.make_keys(database)
        database.execute(f"""create table so as select r.id, t.person
            from received r join read_parquet('{folder / national.TRUTH}') t on t.row = r.row_id""")
        parts, compared = pairs.parts_of(database), 0
        for part in range(parts):
            pairs.find_pairs(database, part=part, parts=parts)
            asked = "select count(*) from pairs join so x on x.id = a join so y on y.id = b where x.person = y.person"
            compared += database.execute(asked).fetchall()[0][0]
        real = "select sum(n * (n - 1) // 2) from (select count(*) as n from so group by person)"
        return float(compared / database.execute(real).fetchall()[0][0])


def table(found: Sequence[Line]) -> Table:
    """The lines as a table, ours beside its budgets."""
    shown = Table(
        "Linkage, a national register", "Whole process each, cold; pairs of rows in clusters; truth read last.", HEADER
    )
    for one in found:
        if one.model == OURS:
            millions = int(one.dataset.split("-")[1]) / 1e6
            seconds, peak = BUDGETS[millions > LARGEST_OF_A_MILLION]
            shown.hold(f"{one.dataset}, seconds", one.seconds, seconds)
            shown.hold(f"{one.dataset}, peak MB", one.peak_mb, peak)
        shown.add(
            one.dataset, one.model, *(f"{part:.5f}" for part in (one.precision, one.recall, one.f1)),
            f"{one.twins_merged:,}", f"{one.mixed_clusters:,}",
            "" if one.blocked_recall is None else f"{one.blocked_recall:.5f}", f"{one.seconds:.1f}", f"{one.cpu_seconds:.1f}",
            f"{one.peak_mb:.0f}",
        )  # fmt: skip
    return shown


MODELS = (THEIRS, OURS)
