"""What comes of a register when people answer what is left of it: a reviewer who is always right and sees nothing but the pair
that `asking.py` asks about."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from benchmarks.linkage.one import OURS
from benchmarks.linkage.scoring import Line, Origin, line


def measured(folder: Path, truth: Sequence[Origin], most: int) -> tuple[Line, list[str]]:
    """Let a process of its own link and ask, and answer it from the truth, one pair at a time; then score what it found. Gives
    also whose person each row came to be."""
    with tempfile.TemporaryDirectory() as temporary:
        answer = Path(temporary) / "answer.json"
        began = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", "benchmarks.linkage.asking", str(folder), str(most), str(answer)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        ) as asking:  # fmt: skip
            assert asking.stdin is not None
            assert asking.stdout is not None
            asked = answered(asking.stdout, asking.stdin, truth)
        seconds = time.perf_counter() - began
        if asking.returncode:
            raise SystemExit(f"The process that asks ended with {asking.returncode}.")
        found = json.loads(answer.read_text())
    name = f"{OURS}, {asked} answers"
    people, families = found["people"], found["families"]
    return line(folder.name, name, people, families, truth, seconds=seconds, peak_mb=found["peak_mb"]), people


def answered(questions: Iterable[str], answers: TextIO, truth: Sequence[Origin]) -> int:
    """Answer each line that asks about two places with one word; returns how many there were."""
    asked = 0
    for question in questions:
        a, b = json.loads(question)
        print("same" if truth[a].person == truth[b].person else "different", file=answers, flush=True)
        asked += 1
    return asked
