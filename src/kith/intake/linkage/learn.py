"""Learning the model's weights from rows without truth, by expectation maximisation (Fellegi and Sunter 1969; splink).

Run once per version over invented families (`python -m kith.intake.linkage.learn`); the result is a file in `model/`.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kith.intake.linkage import model
from kith.intake.linkage.rows import Prepared
from kith.intake.linkage.score import linker

PASSES = (
    "l.person_ref = r.person_ref and l.person_ref <> ''",
    "l.health_ref = r.health_ref and l.health_ref <> ''",
    "l.tokens = r.tokens and l.tokens <> ''",
    "l.born = r.born and not l.first_january",
    "l.phone = r.phone and l.phone <> '' and l.year = r.year",
)
# One pair in so many is the same person, in a register of this kind: about three rows a person among tens of thousands.
FLOOR = 1e-6


def learn(rows: Sequence[Prepared], *, about: str, version: str) -> dict[str, Any]:  # Any: JSON
    """m and u of every level: u from random pairs, m averaged over passes that each hold another thing fixed.

    Refused (`UntrainedModel`) where a level was seen in none of the passes: it would silently count for nothing.
    """
    with linker(sorted(rows, key=lambda row: row.key), model.settings(None)) as over:
        over.training.estimate_probability_two_random_records_match(list(PASSES[:2]), recall=0.5)
        over.training.estimate_u_using_random_sampling(max_pairs=3e6, seed=1)
        for rule in PASSES:
            over.training.estimate_parameters_using_expectation_maximisation(rule)
        trained = over.misc.save_model_to_json()
    levels: dict[str, dict[str, tuple[float, float]]] = {}
    for comparison, (name, labels) in zip(trained["comparisons"], model.LEVELS.items(), strict=True):
        levels[name] = {
            label: (_seen(level, f"{name}: {label}"), _kept(level.get("u_probability") or FLOOR))
            for level, (label, _) in zip(comparison["comparison_levels"], labels, strict=True)
            if label != "null"
        }
    prior = _kept(trained["probability_two_random_records_match"])
    return {"version": version, "learned_from": about, "prior": prior, "levels": levels}


def _seen(level: dict[str, Any], label: str) -> float:
    """How often true pairs answer so. What no two of millions of random rows share is below the floor; what no pass saw
    among true pairs is not known at all."""
    if level.get("m_probability") is None:
        raise model.UntrainedModel(label)
    return _kept(level["m_probability"])


def _kept(weight: float) -> float:
    """To nine digits: what lies beyond depends on the order in which threads add up."""
    return max(float(f"{weight:.9g}"), FLOOR)


def write(learned: dict[str, Any], folder: Path) -> Path:
    """Keep the model as a file that people can read and compare."""
    path = folder / model.FILE
    path.write_text(json.dumps(learned, indent=1) + "\n")
    return path


def main() -> None:
    """Learn from rows that stand as JSON lines of PersonRow fields on standard input."""
    from kith.intake.linkage.rows import PersonRow, prepare

    rows = [prepare(PersonRow(**json.loads(line))) for line in sys.stdin]
    folder = Path(__file__).parent.parent / "model"
    folder.mkdir(exist_ok=True)
    learned = learn(rows, about=f"{len(rows)} invented rows", version=model.FILE.removesuffix(".json"))
    sys.stdout.write(f"{write(learned, folder)}\n")


if __name__ == "__main__":
    main()
