"""Learn the weights of the comparison model from invented families: `python -m benchmarks.learning`; and, with these weights,
how likely a pair is that they give so much: `python -m benchmarks.learning calibration`.

Nobody's real rows go in: what the generator writes, and its truth for the calibration alone. Run it when the model's levels
change, give `model.FILE` (`calibrated.FILE`) a new number first, then measure (`python -m benchmarks.linkage`) before committing.
"""

import json
import sys
import tempfile
from collections import Counter
from dataclasses import asdict, replace
from importlib import resources
from pathlib import Path

from benchmarks.linkage.agency import invented, read_rows
from kith.intake.linkage import calibrated, learn, model, prepare
from kith.intake.linkage.score import score
from kith.intake.linkage.vetoes import veto

SEEDS = (101, 102, 103)  # not the demo's seed, nor one that the tests measure on
FAMILIES = 1_100
FROM = f"{FAMILIES} invented families for each of the seeds {', '.join(map(str, SEEDS))}"


def main() -> None:
    """Invent, learn, write the file, say where it lies."""
    with resources.as_file(resources.files("kith.intake") / "model") as folder:
        print(_calibration(folder) if sys.argv[1:] == ["calibration"] else _weights(folder))


def _weights(folder: Path) -> Path:
    rows = []
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as files:
            invented(Path(files), seed, FAMILIES)
            # each register has numbers of its own: no two of them may agree by chance of the same seed
            rows += [replace(row, key=f"{seed}:{row.key}") for _, row in read_rows(Path(files))]
    learned = learn.learn(
        [prepare(row) for row in rows], about=f"{len(rows)} rows of {FROM}", version=model.FILE.removesuffix(".json")
    )
    return learn.write(learned, folder)


def _calibration(folder: Path) -> Path:
    pairs, right, rows = Counter[tuple[str, int]](), Counter[tuple[str, int]](), 0
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as files:
            truth = invented(Path(files), seed, FAMILIES)
            given = list(read_rows(Path(files)))
        held = {row.key: prepare(row) for _, row in given}
        person = {row.key: truth[record].person for record, row in given}
        rows += len(held)
        for one in score(list(held.values()), model.standing()):
            a, b = held[one.a], held[one.b]
            cell = (calibrated.group(a, b, veto(a, b)), calibrated.bits(one.probability))
            pairs[cell] += 1
            right[cell] += person[one.a] == person[one.b]
    learned = calibrated.learn(
        {cell: (n, right[cell]) for cell, n in pairs.items()},
        about=f"{pairs.total()} pairs of rows of {FROM}, by {model.FILE}",
        version=calibrated.FILE.removesuffix(".json"), rows=rows // len(SEEDS),
    )  # fmt: skip
    path = folder / calibrated.FILE
    path.write_text(json.dumps(asdict(learned), indent=1) + "\n")
    return path


if __name__ == "__main__":
    main()
