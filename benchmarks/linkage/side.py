"""Two models side by side on one dataset, each in a process of its own, then scored here."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.linkage.files import Dataset, read
from benchmarks.linkage.one import OURS, THEIRS
from benchmarks.linkage.scoring import Line, Origin, line
from benchmarks.table import Table
from kith.intake.linkage import PersonRow

MODELS = (THEIRS, OURS)
HEADER = (
    "dataset", "model", "precision", "recall", "F1", "twins merged", "mixed clusters", "family precision", "family recall",
    "seconds", "peak MB",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Task:
    """What the models are asked to link, and how its truth is read once they have answered."""

    dataset: Dataset
    truth: Callable[[], Sequence[Origin]]
    agency: Path | None = None

    def persons(self) -> Sequence[PersonRow]:
        """The rows of a register of families, in the order in which each model was given them; else none."""
        if self.agency:
            from benchmarks.linkage.agency import read_rows  # it needs the pack

            return [row for _, row in read_rows(self.agency)]
        return read(self.dataset).persons


@dataclass(frozen=True, slots=True)
class Answer:
    """What one process found, and what it cost."""

    people: list[Hashable]
    families: list[Hashable] | None
    seconds: float
    peak_mb: float


def answered(dataset: Dataset, model: str, agency: Path | None = None) -> Answer:
    """Let a process of its own link. Everything is counted, from its start to its end."""
    asked = {
        "name": dataset.name, "paths": [str(path) for path in dataset.paths], "once": dataset.once,
        "agency": str(agency) if agency else "",
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "benchmarks.linkage.one", model, str(answer)],
            input=json.dumps(asked), text=True, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        seconds = time.perf_counter() - began
        said = json.loads(answer.read_text())
    return Answer(said["people"], said["families"], seconds, said["peak_mb"])


@dataclass(frozen=True, slots=True)
class Measured:
    """What each model answered, and the truth, which is read when all have."""

    task: Task
    answers: Mapping[str, Answer]
    truth: Sequence[Origin]

    def lines(self) -> Iterator[Line]:
        """One line for each model."""
        for model, said in self.answers.items():
            yield line(
                self.task.dataset.name, model, said.people, said.families, self.truth, seconds=said.seconds,
                peak_mb=said.peak_mb,
            )  # fmt: skip


def measure(task: Task, models: Sequence[str] = MODELS) -> Measured:
    """Let each model answer, then read the truth."""
    answers = {model: answered(task.dataset, model, task.agency) for model in models}
    return Measured(task, answers, task.truth())


def table(found: Sequence[Line]) -> Table:
    """The lines as a table; what a model or a file does not know is left empty."""
    shown = Table(
        "Linkage, side by side", "Whole process each, once; pairs of rows in clusters; truth read last.", HEADER
    )
    for one in found:
        parts = (
            one.precision, one.recall, one.f1, one.twins_merged, one.mixed_clusters, one.family_precision,
            one.family_recall,
        )  # fmt: skip
        shown.add(one.dataset, one.model, *map(_shown, parts), f"{one.seconds:.1f}", f"{one.peak_mb:.0f}")
    return shown


def _shown(figure: float | None) -> str:
    return "" if figure is None else f"{figure:.5f}" if isinstance(figure, float) else f"{figure:,}"
