"""The command line; see the package."""

import argparse
import json
from collections.abc import Hashable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from benchmarks.linkage import fair, names, reliable, review, side, truth
from benchmarks.linkage.files import SHARED, Dataset, is_of_names, known
from benchmarks.linkage.one import OURS
from benchmarks.linkage.scoring import Line
from benchmarks.table import Table


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exits 1 where a budget of ours alone is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.linkage", description="Ours beside splink's tutorial.")
    parser.add_argument("folder", nargs="?", type=Path, help="a folder of agencies' files: ours alone, by step")
    parser.add_argument("--seed", type=int, help="ours alone, on families invented by this seed")
    parser.add_argument("--families", type=int, default=1_100)
    parser.add_argument("--agency", type=Path, metavar="FOLDER", help="a folder of agencies' files with truth.csv.gz")
    parser.add_argument("--rows", type=Path, nargs="+", metavar="FILE", help="CSV (also .gz) or Parquet, never seen")
    parser.add_argument("--truth", type=Path, nargs="+", metavar="FILE", help="whom each row is about, for the scorer")
    parser.add_argument("--once", action="store_true", help="no file of --rows names a person twice")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="of the labelled files, these")
    parser.add_argument("--model", choices=side.MODELS, action="append", help="this one; both where none is named")
    parser.add_argument(
        "--answers", type=int, help="with --agency: ours after so many answers of a reviewer who is right"
    )
    parser.add_argument(
        "--million", type=float, metavar="N", help="a national register of so many million rows, invented"
    )
    parser.add_argument("--rows-a-person", type=float, help="in it; 1.6, and from 2.5 million rows on 3")
    parser.add_argument(
        "--one-of", type=int, default=1, metavar="N", help="as one of so many parts of a larger register"
    )
    parser.add_argument("--runs", type=int, default=1, help="of each model on it; the median is printed")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where its files are kept for another time")
    parser.add_argument("--json", action="store_true", help="JSON lines")
    said = parser.parse_args(arguments)
    if bool(said.rows) != bool(said.truth):
        parser.error("--rows and --truth go together")
    if said.answers and not said.agency:
        parser.error("--answers goes with --agency")
    if said.million:
        return _national(said)
    if said.folder or said.seed is not None:
        return _alone(said.folder, said.seed, said.families)
    lines: list[Line] = []
    tables: list[Table] = []
    for task in _tasks(said, parser):
        measured = side.measure(task, said.model or side.MODELS)
        mine, more = list(measured.lines()), _more(measured)
        if said.answers and task.agency:
            answered, people = review.measured(task.agency, measured.truth, said.answers)
            mine.append(answered)
            more = chain(more, [_of_groups(measured, answered.model, people)])
        lines += mine
        documents = [one.document() for one in mine]
        for table, its in more:
            tables.append(table)
            documents += its
        if said.json:
            print("\n".join(map(json.dumps, documents)), flush=True)
    if not said.json:
        print("\n\n".join(table.text() for table in (side.table(lines), *tables)))
    return 0


def _more(measured: side.Measured) -> Iterator[tuple[Table, list[dict[str, object]]]]:
    """What is measured beside people and families, each with its JSON lines."""
    dataset = measured.task.dataset
    if dataset.paths and is_of_names(dataset) and OURS in measured.answers:
        found = names.measured(dataset, measured.truth)
        yield names.table(dataset.name, found), [half.document() for half in found]
    persons = measured.task.persons()
    for model, said in measured.answers.items() if persons else ():
        yield _of_groups(measured, model, said.people)
    if persons and OURS in measured.answers:
        bands = reliable.measured(dataset.name, persons, measured.truth)
        yield reliable.table(bands), [band.document() for band in bands]


def _of_groups(
    measured: side.Measured, model: str, people: Sequence[Hashable]
) -> tuple[Table, list[dict[str, object]]]:
    found = fair.groups(measured.task.dataset.name, model, measured.task.persons(), people, measured.truth)
    return fair.table(found), [one.document() for one in found]


def _national(said: argparse.Namespace) -> int:
    from benchmarks.linkage import million  # it needs the pack

    found = []
    for line in million.lines(
        round(said.million * 1e6), seed=said.seed or 1, models=said.model or million.MODELS, runs=said.runs, keep=said.keep,
        one_of=said.one_of,
        rows_a_person=said.rows_a_person or (3 if said.million > million.LARGEST_OF_A_MILLION else 1.6),
    ):  # fmt: skip
        found.append(line)
        if said.json:
            print(json.dumps(line.document()), flush=True)
    shown = million.table(found)
    if not said.json:
        print(shown.text())
    return 1 if shown.missed else 0


def _tasks(said: argparse.Namespace, parser: argparse.ArgumentParser) -> Iterator[side.Task]:
    if said.agency:
        from benchmarks.linkage.agency import read_origins  # it needs the pack

        yield side.Task(Dataset(said.agency.name, ()), partial(read_origins, said.agency), said.agency)
    if said.rows:
        dataset = Dataset(said.rows[0].name.split(".")[0], tuple(said.rows), once=said.once)
        yield side.Task(dataset, partial(truth.of_files, dataset, said.truth))
    if said.agency or said.rows:
        return
    datasets = known()
    if not datasets:
        parser.error(
            f"there are no labelled files in {SHARED}/data/linkage; set KITH_SHARED, or name --rows and --truth"
        )
    unknown = set(said.only or ()) - set(datasets)
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(datasets)}")
    for name in said.only or datasets:
        yield side.Task(datasets[name], partial(truth.of_dataset, datasets[name]))


def _alone(folder: Path | None, seed: int | None, families: int) -> int:
    from benchmarks.linkage import agency  # it needs the pack and the generator

    if seed is None and not (folder and folder.is_dir()):
        print(f"There is no folder {folder}.")
        return 2
    made = list(agency.of_invented(seed, families) if seed is not None else agency.of_folder(folder))
    print("\n\n".join(table.text() for table in made))
    return 1 if any(table.missed for table in made) else 0


if __name__ == "__main__":
    raise SystemExit(main())
