"""Learn the weights of the comparison model from invented families: `python -m benchmarks.learning`; with these weights, how
likely a pair is that they give so much: `python -m benchmarks.learning calibration`; and how likely two people are one whom no
rule joins: `python -m benchmarks.learning people`, which needs scikit-learn (`make learning`) and a quarter of an hour.

Nobody's real rows go in: what the generator writes, and its truth for the two last alone. Run it when the model's levels change,
or what rounds look at; give `model.FILE` (`calibrated.FILE`, `likely.FILE`) a new number first, then measure
(`python -m benchmarks.linkage`) before committing.
"""

import json
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from importlib import resources
from pathlib import Path
from typing import Any

from benchmarks.linkage.agency import invented, read_rows
from kith.intake.linkage import calibrated, learn, likely, link_prepared, model, prepare
from kith.intake.linkage.rounds import Left, left_by_rules
from kith.intake.linkage.score import score
from kith.intake.linkage.vetoes import veto

SEEDS = (101, 102, 103)  # not the demo's seed, nor one that the tests measure on
FAMILIES = 1_100
FROM = f"{FAMILIES} invented families for each of the seeds {', '.join(map(str, SEEDS))}"
# Rules leave few, so that many families are needed; and larger registers, where more people are called the same.
LEFT = (*((seed, 6_000) for seed in range(104, 116)), *((seed, 12_000) for seed in range(118, 125)))
HELD = ((116, 6_000), (117, 6_000), (125, 12_000))  # not learned from: counted is who of these would be joined
TREES = {"max_iter": 100, "max_leaf_nodes": 8, "learning_rate": 0.1, "min_samples_leaf": 30, "early_stopping": False}


def main() -> None:
    """Invent, learn, write the file, say where it lies."""
    with resources.as_file(resources.files("kith.intake") / "model") as folder:
        print(WAYS[" ".join(sys.argv[1:])](folder))


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


def _people(folder: Path) -> Path:
    from sklearn.ensemble import HistGradientBoostingClassifier  # `make learning`: nothing else needs it

    with ProcessPoolExecutor(2) as pool:  # a larger register takes a minute and a gigabyte
        found = [one for told in pool.map(_left, *zip(*LEFT, strict=True)) for one in told]
    seen, right = [one.seen for one, _ in found], [is_one for _, is_one in found]
    learned = HistGradientBoostingClassifier(monotonic_cst=list(likely.SEEN.values()), **TREES).fit(seen, right)
    said = {
        "version": likely.FILE.removesuffix(".json"), "learned_from": f"{len(seen)} pairs of people, {sum(right)} of them one,"
        f" whom rules left of invented families, seed and number: {', '.join(f'{seed} {number}' for seed, number in LEFT)}",
        "seen": list(likely.SEEN), "start": _short(learned._baseline_prediction.item()),
    }  # fmt: skip
    trees = [[_node(node) for node in predictor.nodes] for (predictor,) in learned._predictors]
    made = likely.read({**said, "trees": trees})
    for seed, families in HELD:
        _tell(seed, [(made.probability(one.seen), is_one) for one, is_one in _left(seed, families) if one.is_open])
    path = folder / likely.FILE
    lines = ",\n".join(json.dumps(tree) for tree in trees)
    path.write_text(f'{json.dumps(said, indent=1)[:-2]},\n "trees": [\n{lines}\n ]\n}}\n')
    return path


def _left(seed: int, families: int) -> list[tuple[Left, bool]]:
    """Each two people whom rules left, and whether they are one."""
    with tempfile.TemporaryDirectory() as files:
        truth = invented(Path(files), seed, families)
        given = list(read_rows(Path(files)))
    held = {row.key: prepare(row) for _, row in given}
    person = {row.key: truth[record].person for record, row in given}
    by_rules = link_prepared(held.values(), rules=model.Rules(model.weights(), people=None))
    return [(one, person[one.a] == person[one.b]) for one in left_by_rules(held, by_rules.clusters)]


def _node(node: Any) -> list[float]:  # Any: a row of scikit-learn's own table
    if node["is_leaf"]:
        return [_short(node["value"])]
    return [int(node["feature_idx"]), _short(node["num_threshold"]), int(node["left"]), int(node["right"])]


def _short(figure: float) -> float:
    return float(f"{figure:.6g}")


def _tell(seed: int, found: list[tuple[float, bool]]) -> None:
    """How many of those who were not learned from would be joined from some likelihood on, and how many of them are two."""
    for least in (0.99, 0.98, 0.97, 0.96, 0.95, 0.9):
        joined = [is_one for share, is_one in found if share >= least]
        print(f"seed {seed}, {least} and over: {len(joined)} of {len(found)}, of whom {joined.count(False)} are two")


WAYS = {"": _weights, "calibration": _calibration, "people": _people}


if __name__ == "__main__":
    if " ".join(sys.argv[1:]) not in WAYS:
        sys.exit(
            f"Nothing is learned of {' '.join(sys.argv[1:])!r}: {', '.join(filter(None, WAYS))}, or no word.\n\n{__doc__}"
        )
    main()
