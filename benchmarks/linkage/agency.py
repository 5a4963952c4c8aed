"""Ours alone on files of agencies, by step and beside its budgets: `python -m benchmarks.linkage FOLDER`, or with `--seed` on
families that are invented. The truth is read for scoring alone, after the machine has finished.
"""

import csv
import gzip
import resource
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.linkage import fair, reliable
from benchmarks.linkage.one import OURS
from benchmarks.linkage.scoring import Origin, score_clusters, twins_merged
from benchmarks.table import Table
from kith.demo.files import make_backlog
from kith.intake.linkage import Linked, PersonRow, Prepared, link_prepared, prepare
from kith.intake.linkage.families import families
from kith.intake.readers import read_table
from kith.intake.rules import fields_of
from kith.protocol.pack import load

LIMIT = 500_000_000
# Issue 2: automatic merges; the whole process of intake has 60 s and 2 GB, linkage less.
BUDGETS = {"seconds": 25, "peak MB": 1000, "people precision": 0.99, "people recall": 0.80, "twins merged": 0}


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
            line["record_id"]: Origin(
                line["true_person"], line["true_family"], line["twin"] == "1", line.get("true_culture", "")
            )
            for line in csv.DictReader(file)
        }


def read_origins(folder: Path) -> list[Origin]:
    """The truth in the order of `read_rows`."""
    known = read_truth(folder / "truth.csv.gz")
    return [known[record] for record, _ in read_rows(folder)]


@dataclass(frozen=True, slots=True)
class Alone:
    """A folder linked by ours alone: its figures by name, and its rows with the answer and the truth about each."""

    figures: Mapping[str, float]
    rows: Sequence[PersonRow]
    linked: Linked
    truth: Sequence[Origin]

    @property
    def people(self) -> list[str]:
        """Each row's person, as found."""
        return [self.linked.clusters[row.key] for row in self.rows]


def measure(folder: Path, truth: Mapping[str, Origin] | None = None) -> Alone:
    """Read, link and arrange the folder's rows, then score them. The truth is the folder's own where none is given."""
    began = time.perf_counter()
    rows = list(read_rows(folder))
    read = time.perf_counter()
    prepared = [prepare(row) for _, row in rows]
    linked = link_prepared(prepared)
    joined = time.perf_counter()
    family_of = _family_of(prepared, linked)
    ended = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    known = truth if truth is not None else read_truth(folder / "truth.csv.gz")
    origins = {row.key: known[record] for record, row in rows}
    people = score_clusters(linked.clusters, {key: origin.person for key, origin in origins.items()})
    kin = score_clusters(family_of, {key: origin.family for key, origin in origins.items()})
    asked = [origins[c.a].person == origins[c.b].person for c in linked.queue]
    figures = {
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
        "twins merged": twins_merged([linked.clusters[key] for key in origins], origins.values()),
        "families precision": kin.precision,
        "families recall": kin.recall,
        "families mixed": kin.mixed,
        "questions": len(asked),
        "questions that are one person": sum(asked),
    }
    persons = [row for _, row in rows]
    return Alone(figures, persons, linked, [origins[row.key] for row in persons])


def _family_of(prepared: list[Prepared], linked: Linked) -> dict[str, int]:
    found = families(prepared, linked.clusters)
    return {member.key: n for n, household in enumerate(found) for member in household.members}


def of_folder(folder: Path) -> Iterator[Table]:
    """The measurements on a folder that lies outside the repository."""
    yield from _tables(folder.name, folder.name, measure(folder))


def of_invented(seed: int, count: int = 1_100) -> Iterator[Table]:
    """The measurements on families that the generator invents."""
    with tempfile.TemporaryDirectory() as folder:
        truth = invented(Path(folder), seed, count)
        yield from _tables(f"seed {seed}", f"{count} invented families, seed {seed}", measure(Path(folder), truth))


def _tables(name: str, about: str, made: Alone) -> Iterator[Table]:
    yield table(about, made.figures)
    yield fair.table(fair.groups(name, OURS, made.rows, made.people, made.truth))
    yield reliable.table(reliable.measured(name, made.rows, made.truth))


def invented(folder: Path, seed: int, count: int) -> dict[str, Origin]:
    """Families of the product's own generator, written into the folder; gives back the truth about them."""
    made = make_backlog(folder, seed=seed, families=count)
    cultures = {family.number: family.culture.code for family in made.families}
    return {
        key: Origin(str(one.person), str(one.family), one.is_twin, cultures[one.family])
        for key, one in made.rows.items()
    }


def table(about: str, figures: Mapping[str, float]) -> Table:
    """The figures, each budget beside its own."""
    shown = Table("Linkage", f"{about}: rows to people and families, once.", ("What", "Figure", "Budget"))
    for name, figure in figures.items():
        least = name.endswith(("precision", "recall"))
        budget = shown.hold(f"linkage, {name}", figure, BUDGETS[name], at_least=least) if name in BUDGETS else ""
        shown.add(name, f"{figure:,.4f}" if isinstance(figure, float) else f"{figure:,}", budget)
    return shown
