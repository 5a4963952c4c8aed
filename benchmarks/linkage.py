"""How well and how fast rows become people and families: `python -m benchmarks.linkage [FOLDER] [--seed N --families N]`.

Reads the pilot's backlog beside the repository (`KITH_SHARED`, usually `../shared`), or with `--seed` invents families of
its own. The truth is read for scoring alone, after the machine has finished; nothing else in the project reads it.
"""

import argparse
import csv
import gzip
import os
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.table import Table
from kith.demo.files import make_backlog
from kith.intake.linkage import Linked, PersonRow, Prepared, link, prepare
from kith.intake.linkage.families import families
from kith.intake.readers import read_table
from kith.intake.rules import fields_of
from kith.protocol.pack import load

SHARED = Path(os.environ.get("KITH_SHARED", Path(__file__).parents[2] / "shared"))
LIMIT = 500_000_000
# Issue 2: automatic merges; the whole process of intake has 60 s and 2 GB, linkage less.
BUDGETS = {"seconds": 25, "peak MB": 1000, "people precision": 0.99, "people recall": 0.80, "twins merged": 0}


@dataclass(frozen=True, slots=True)
class Origin:
    """Whom a row is truly about."""

    person: str
    family: str
    is_twin: bool


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs of rows that stand together, against those that truly belong together."""

    precision: float
    recall: float
    mixed: int  # groups that hold more than one true person or family


def score_clusters(clusters: Mapping[str, Hashable], truth: Mapping[str, Hashable]) -> Score:
    """Precision and recall over pairs of rows: `clusters` is what was found for each row, `truth` what is so.

    Rows that `truth` does not know are left out. Counted by group sizes, so that a million rows take a moment.
    """
    rows = [key for key in clusters if key in truth]
    both = Counter((clusters[key], truth[key]) for key in rows)
    found = Counter(clusters[key] for key in rows)
    true = Counter(truth[key] for key in rows)
    right, said, real = (sum(n * (n - 1) // 2 for n in counted.values()) for counted in (both, found, true))
    kinds = Counter(cluster for cluster, _ in both)
    return Score(right / said if said else 1.0, right / real if real else 1.0, sum(n > 1 for n in kinds.values()))


def twins_merged(clusters: Mapping[str, str], truth: Mapping[str, Origin]) -> int:
    """How many found people are made of two twins of one family."""
    twins = {(clusters[key], origin.family, origin.person) for key, origin in truth.items() if origin.is_twin}
    return sum(n > 1 for n in Counter((cluster, family) for cluster, family, _ in twins).values())


def read_rows(folder: Path) -> Iterator[tuple[str, PersonRow]]:
    """Each row's own id and the row as linkage takes it, through the product's reader and pack."""
    pack = load()
    for path in sorted(path for path in folder.iterdir() if path.suffix in (".csv", ".xlsx")):
        table = read_table(path, limit_bytes=LIMIT, known_headings=pack.known_headings())
        match = pack.source_of(table.header)
        if match is None:
            raise SystemExit(f"{path.name}: the pack knows no such headings.")
        for row in table.rows:
            said = fields_of(match, row.cells)
            record = said.pop("row_id")
            yield record, PersonRow(f"{table.sha256[:16]}:{row.number:08}", table.sha256, match.source.code, **said)


def read_truth(path: Path) -> dict[str, Origin]:
    """The truth by a row's own id."""
    with gzip.open(path, "rt", newline="") as file:
        return {
            line["record_id"]: Origin(line["true_person"], line["true_family"], line["twin"] == "1")
            for line in csv.DictReader(file)
        }


def measure(folder: Path, truth: Mapping[str, Origin] | None = None) -> dict[str, float]:
    """Read, link and arrange the folder's rows, then score them. The truth is the folder's own where none is given."""
    began = time.perf_counter()
    rows = list(read_rows(folder))
    read = time.perf_counter()
    linked = link([row for _, row in rows])
    joined = time.perf_counter()
    prepared = [prepare(row) for _, row in rows]
    family_of = _family_of(prepared, linked)
    ended = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    known = truth if truth is not None else read_truth(folder / "truth.csv.gz")
    origins = {row.key: known[record] for record, row in rows}
    people = score_clusters(linked.clusters, {key: origin.person for key, origin in origins.items()})
    kin = score_clusters(family_of, {key: origin.family for key, origin in origins.items()})
    asked = [origins[c.a].person == origins[c.b].person for c in linked.queue]
    return {
        "rows": len(rows),
        "people found": len(set(linked.clusters.values())),
        "people in truth": len({origin.person for origin in origins.values()}),
        "seconds reading": read - began,
        "seconds linking": joined - read,
        "seconds families": ended - joined,
        "seconds": ended - began,
        "peak MB": peak,
        "people precision": people.precision,
        "people recall": people.recall,
        "people mixed": people.mixed,
        "twins merged": twins_merged(linked.clusters, origins),
        "families precision": kin.precision,
        "families recall": kin.recall,
        "families mixed": kin.mixed,
        "questions": len(asked),
        "questions that are one person": sum(asked),
    }


def _family_of(prepared: list[Prepared], linked: Linked) -> dict[str, int]:
    found = families(prepared, linked.clusters)
    return {member.key: n for n, household in enumerate(found) for member in household.members}


def of_folder(folder: Path) -> Table:
    """The measurement on a folder that lies outside the repository."""
    return table(folder.name, measure(folder))


def of_invented(seed: int, count: int = 1_100) -> Table:
    """The measurement on families that the generator invents."""
    with tempfile.TemporaryDirectory() as folder:
        truth = invented(Path(folder), seed, count)
        return table(f"{count} invented families, seed {seed}", measure(Path(folder), truth))


def invented(folder: Path, seed: int, count: int) -> dict[str, Origin]:
    """Families of the product's own generator, written into the folder; gives back the truth about them."""
    made = make_backlog(folder, seed=seed, families=count)
    return {key: Origin(str(o.person), str(o.family), o.is_twin) for key, o in made.rows.items()}


def table(about: str, figures: Mapping[str, float]) -> Table:
    """The figures, each budget beside its own."""
    shown = Table("Linkage", f"{about}: rows to people and families, once.", ("What", "Figure", "Budget"))
    for name, figure in figures.items():
        least = name.endswith(("precision", "recall"))
        budget = shown.hold(f"linkage, {name}", figure, BUDGETS[name], at_least=least) if name in BUDGETS else ""
        shown.add(name, f"{figure:,.4f}" if isinstance(figure, float) else f"{figure:,}", budget)
    return shown


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exits 1 where a budget of the pilot's size is missed."""
    parser = argparse.ArgumentParser(description="How well and how fast rows become people and families.")
    parser.add_argument("folder", nargs="?", type=Path, default=SHARED / "data" / "backlog_1100")
    parser.add_argument("--seed", type=int, help="invent families by this seed instead of reading a folder")
    parser.add_argument("--families", type=int, default=1_100)
    said = parser.parse_args(arguments)
    if said.seed is None and not said.folder.is_dir():
        print(f"There is no folder {said.folder}. Set KITH_SHARED, or measure invented families with --seed 1.")
        return 2
    made = of_invented(said.seed, said.families) if said.seed is not None else of_folder(said.folder)
    print(made.text())
    return 1 if made.missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
