"""Learn the weights of the comparison model from invented families: `python -m benchmarks.learning`.

Nobody's real rows and no truth go in: expectation maximisation over what the generator writes. Run it when the model's
levels change, give `model.FILE` a new number first, then measure (`python -m benchmarks.linkage`) before committing it.
"""

import tempfile
from dataclasses import replace
from importlib import resources
from pathlib import Path

from benchmarks.linkage.agency import read_rows
from kith.demo.files import make_backlog
from kith.intake.linkage import learn, model, prepare

SEEDS = (101, 102, 103)  # not the demo's seed, nor one that the tests measure on
FAMILIES = 1_100


def main() -> None:
    """Invent, learn, write the file, say where it lies."""
    rows = []
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as folder:
            make_backlog(Path(folder), seed=seed, families=FAMILIES)
            # each register has numbers of its own: no two of them may agree by chance of the same seed
            rows += [replace(row, key=f"{seed}:{row.key}") for _, row in read_rows(Path(folder))]
    about = f"{len(rows)} rows of {FAMILIES} invented families for each of the seeds {', '.join(map(str, SEEDS))}"
    learned = learn.learn([prepare(row) for row in rows], about=about, version=model.FILE.removesuffix(".json"))
    with resources.as_file(resources.files("kith.intake") / "model") as folder:
        print(learn.write(learned, folder))


if __name__ == "__main__":
    main()
