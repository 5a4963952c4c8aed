"""The truth about labelled files, for the scorer alone. No module that links imports this one (a test says so)."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.linkage.files import Dataset, headings, is_of_names, lines
from benchmarks.linkage.scoring import Origin

ROW = ("record_id", "rec_id", "row_id", "unique_id", "id", "record")
PERSON = ("true_person", "person", "person_id", "cluster", "simulant_id", "entity", "entity_id")
FAMILY = ("true_family", "family", "family_id", "household_id", "household")
TWIN = ("twin", "is_twin")
CULTURE = ("true_culture", "naming_culture", "culture")


def of_dataset(dataset: Dataset) -> list[Origin]:
    """The truth about every row of the dataset, in the order of its files."""
    if is_of_names(dataset):
        return _of_names(dataset)
    return [_origin(line) for path in dataset.paths for line in lines(path, (*ROW, *PERSON, *FAMILY, *TWIN, *CULTURE))]


def of_files(dataset: Dataset, truths: Sequence[Path]) -> list[Origin]:
    """The truth in files of its own, by a row's id; by the order of the rows where rows and truth share no id."""
    wanted = (*ROW, *PERSON, *FAMILY, *TWIN, *CULTURE)
    said = [line for path in truths for line in lines(path, wanted)]
    ids = [heading for heading in ROW if heading in headings(truths[0]) and heading in headings(dataset.paths[0])]
    rows = [line for path in dataset.paths for line in lines(path, ROW)]
    if not ids:
        if len(said) != len(rows):
            raise SystemExit(f"Rows and truth share none of the columns {', '.join(ROW)}, and are not as many.")
        return [_origin(line) for line in said]
    known = {line[ids[0]]: _origin(line) for line in said}
    missing = [row[ids[0]] for row in rows if row[ids[0]] not in known]
    if missing:
        raise SystemExit(f"The truth does not know {len(missing)} rows, the first of them {missing[0]}.")
    return [known[row[ids[0]]] for row in rows]


def _of_names(dataset: Dataset) -> list[Origin]:
    """Two rows for each pair of names of people, of one person where it is labelled so."""
    said = (line for path in dataset.paths for line in lines(path, ("schema", "is_match")))
    matches = [line["is_match"] == "true" for line in said if line.get("schema", "Person") == "Person"]
    return [
        Origin(person)
        for n, is_match in enumerate(matches)
        for person in (f"{n}", f"{n}" if is_match else f"{n}, the other")
    ]


def _origin(line: Mapping[str, str]) -> Origin:
    person = _first(line, PERSON)
    if not person:  # FEBRL's ids tell: rec-552-dup-3 is a duplicate of rec-552-org
        person = "-".join(line.get("rec_id", "").split("-")[:2])
    if not person:
        raise SystemExit(f"The truth has none of the columns {', '.join(PERSON)}, or a row of it is empty.")
    is_twin = _first(line, TWIN).lower() in ("1", "true", "yes")
    return Origin(person, _first(line, FAMILY), is_twin, _first(line, CULTURE))


def _first(line: Mapping[str, str], names: Sequence[str]) -> str:
    return next((line[name] for name in names if line.get(name)), "")
