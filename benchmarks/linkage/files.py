"""Files of registers, read into rows by declared columns. What a heading means is said here; a column that is not named here
is not read at all, so that no truth (`cluster`, `simulant_id`, `true_person`, an id that tells) reaches a model."""

import csv
import gzip
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from kith.intake.linkage import PersonRow
from kith.intake.linkage.learned import Column, Kind
from kith.intake.normalise import births, name

SHARED = Path(os.environ.get("KITH_SHARED", Path(__file__).parents[3] / "shared"))
Cells = Mapping[str, str]

# Headings as they are met, each with the column that it is.
COLUMNS: dict[str, tuple[Kind, tuple[str, ...]]] = {
    "given": (Kind.GIVEN, ("given_name", "given_names", "first_name", "forename", "forenames", "firstname")),
    "family": (Kind.FAMILY, ("surname", "last_name", "family_name", "lastname")),
    "middle": (Kind.CATEGORY, ("middle_initial", "middle_name")),  # its first letter
    "full_name": (Kind.WORDS, ("full_name", "name")),
    "born": (Kind.DATE, ("date_of_birth", "dob", "birth_date", "birthdate")),
    "number": (Kind.NUMBER, ("soc_sec_id", "ssn", "nhs_number", "health_number", "national_id")),
    "house": (Kind.CODE, ("street_number", "house_number", "mailing_address_street_number")),
    "unit": (Kind.CATEGORY, ("unit_number", "mailing_address_unit_number")),
    "street": (Kind.TEXT, ("address_1", "street_name", "street", "address", "mailing_address_street_name")),
    "address_2": (Kind.TEXT, ("address_2",)),
    "town": (Kind.TEXT, ("suburb", "town", "city", "mailing_address_city")),
    "postcode": (Kind.CODE, ("postcode", "postcode_fake", "zipcode", "zip", "mailing_address_zipcode")),
    "phone": (Kind.CODE, ("phone", "telephone", "mobile")),
    "birth_place": (Kind.TEXT, ("birth_place", "place_of_birth")),
    "occupation": (Kind.TEXT, ("occupation",)),
    "sex": (Kind.CATEGORY, ("sex", "gender")),
    "state": (Kind.CATEGORY, ("state", "mailing_address_state")),
    "race": (Kind.CATEGORY, ("race_ethnicity", "ethnicity")),
}
HEADINGS = {heading: name for name, (_, headings) in COLUMNS.items() for heading in headings}

# A register of families as agencies keep them, whose fields are the product's own.
FAMILY_FIELDS = {
    "given_names": "given", "family_name": "family", "native_name": "native", "date_of_birth": "birth_date", "sex": "sex",
    "nationality": "nationality", "reference": "person_ref", "case_reference": "case_ref", "health_number": "health_ref",
    "phone": "phone", "address": "address", "town": "town", "postcode": "postcode", "relationship": "relationship",
    "guardian": "guardian", "arrival_date": "arrived_on",
}  # fmt: skip
PAIRED = ("name1", "name2")  # a file of pairs of names, one pair a line; companies are left out
OF_FAMILIES = {"relationship", "guardian", "case_reference"}  # headings that only such a register has


@dataclass(frozen=True, slots=True)
class Register:
    """Rows without truth: for `linkage.link` as `persons`, or else as cells with their columns. `files` says whence each
    row comes; `once` that no file names a person twice."""

    name: str
    files: tuple[str, ...]
    cells: tuple[Cells, ...]
    columns: tuple[Column, ...]
    persons: tuple[PersonRow, ...] = ()
    once: bool = False
    names: tuple[tuple[str, str], ...] = ()  # pairs of names alone: the rows are theirs, two by two


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset by its name: its files, in the order in which the truth has them too."""

    name: str
    paths: tuple[Path, ...]
    once: bool = False


def known() -> dict[str, Dataset]:
    """The labelled registers that lie beside the repository."""
    folder = SHARED / "data" / "linkage"
    sets = (
        Dataset("febrl3", (folder / "febrl3.csv",)),
        Dataset("febrl4", (folder / "febrl4a.csv", folder / "febrl4b.csv"), once=True),
        Dataset("historical_50k", (folder / "historical_50k.parquet",)),
        Dataset("pseudopeople", tuple(folder / f"pseudopeople_{kind}.parquet" for kind in (
            "census", "acs", "cps", "ssa", "w2", "1040", "wic"))),
        Dataset("person_name_pairs", (folder / "person_name_pairs.csv",)),
        Dataset("family_backlog_1100", (folder / "family_backlog_1100.csv.gz",)),
        Dataset("family_backlog_12000", (folder / "family_backlog_12000.csv.gz",)),
    )  # fmt: skip
    return {one.name: one for one in sets if all(path.is_file() for path in one.paths)}


def headings(path: Path) -> list[str]:
    """The headings of a file, as they are meant."""
    if path.suffix == ".parquet":
        return [line[0] for line in duckdb.execute("describe select * from read_parquet(?)", [str(path)]).fetchall()]
    with _opened(path) as file:
        return [heading.strip() for heading in next(csv.reader(file))]


def lines(path: Path, wanted: Iterable[str]) -> Iterator[dict[str, str]]:
    """The rows of a file, each with the wanted columns alone, as text."""
    there = set(headings(path))
    chosen = [heading for heading in wanted if heading in there]
    if path.suffix == ".parquet":
        asked = ", ".join(f'"{heading}"::varchar' for heading in chosen) or "1"
        for cells in duckdb.execute(f"select {asked} from read_parquet(?)", [str(path)]).fetchall():
            yield {heading: cell or "" for heading, cell in zip(chosen, cells, strict=False)}
        return
    with _opened(path) as file:
        for line in csv.DictReader(file, skipinitialspace=True):
            said = {(heading or "").strip(): cell for heading, cell in line.items() if isinstance(cell, str)}
            yield {heading: said.get(heading, "").strip() for heading in chosen}


def _opened(path: Path) -> Iterable[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", newline="", encoding="utf-8-sig")
    return path.open(newline="", encoding="utf-8-sig")


def read(dataset: Dataset) -> Register:
    """The dataset's rows, without truth."""
    if is_of_names(dataset):
        return Register(dataset.name, (), (), (), names=tuple(named(dataset)))
    if set(headings(dataset.paths[0])) >= OF_FAMILIES:
        return of_families(dataset.name, _family_rows(dataset.paths))
    cells: list[Cells] = []
    files: list[str] = []
    for path in dataset.paths:
        for said in lines(path, HEADINGS):
            cells.append(_columns(said))
            files.append(path.name)
    held = {name for one in cells for name, cell in one.items() if cell}
    columns = tuple(Column(name, kind) for name, (kind, _) in COLUMNS.items() if name in held)
    if not columns:
        raise SystemExit(f"{dataset.name}: no heading is known. Known are {', '.join(sorted(HEADINGS))}.")
    return Register(dataset.name, tuple(files), tuple(cells), columns, once=dataset.once)


def is_of_names(dataset: Dataset) -> bool:
    """Whether a file is of pairs of names alone."""
    return set(headings(dataset.paths[0])) >= set(PAIRED)


def named(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """The pairs of names of people."""
    for path in dataset.paths:
        for said in lines(path, (*PAIRED, "schema")):
            if said.get("schema", "Person") == "Person":
                yield said["name1"], said["name2"]


def of_families(register: str, persons: Sequence[PersonRow]) -> Register:
    """A register of families."""
    return Register(register, tuple(row.file for row in persons), (), (), persons=tuple(persons))


def in_cells(register: Register) -> Register:
    """A register of families with its columns, for a model that knows nothing of families."""
    kinds = {
        "given": Kind.GIVEN, "family": Kind.FAMILY, "birth_date": Kind.DATE, "sex": Kind.CATEGORY,
        "person_ref": Kind.NUMBER, "health_ref": Kind.NUMBER, "phone": Kind.CODE, "postcode": Kind.CODE, "address": Kind.TEXT,
    }  # fmt: skip
    cells = tuple(_comparable(row, kinds) for row in register.persons)
    return replace(register, cells=cells, columns=tuple(Column(field, kind) for field, kind in kinds.items()))


def _comparable(row: PersonRow, fields: Iterable[str]) -> Cells:
    """A row as a model without knowledge of such files can take it: names parted and folded, the day of birth read with the day
    before the month, as most of these offices write it. That is more than the tutorials do, and in their favour."""
    read_as, born = name(row.given, row.family, row.full_name), births(row.birth_date).written
    cells = {field: getattr(row, field) for field in fields}
    cells |= {"given": " ".join(read_as.given), "family": " ".join(read_as.family)}
    return cells | {"birth_date": born.isoformat() if born else "", "sex": row.sex[:1].lower()}


def _family_rows(paths: Sequence[Path]) -> list[PersonRow]:
    """One file for each source; rows are numbered, for an id may tell."""
    rows = []
    for path in paths:
        for said in lines(path, [*FAMILY_FIELDS, "source"]):
            source = said.pop("source", "") or path.name
            fields = {FAMILY_FIELDS[heading]: cell for heading, cell in said.items()}
            rows.append(PersonRow(f"{len(rows):08}", source, source, **fields))
    return rows


def _columns(said: Cells) -> Cells:
    """Cells by column, the first heading that holds something."""
    cells: dict[str, str] = {}
    for heading, cell in said.items():
        cells[HEADINGS[heading]] = cells.get(HEADINGS[heading]) or cell
    if "middle" in cells:
        cells["middle"] = cells["middle"][:1]
    if "born" in cells:
        cells["born"] = date_digits(cells["born"])
    return cells


def date_digits(text: str) -> str:
    """A date as the digits of year, month and day; month first where the year stands last, as these files write it."""
    parts = "".join(c if c.isdigit() else " " for c in text).split()
    if len(parts) == 3 and len(parts[2]) == 4:
        month, day, year = parts
        return f"{year}{month:>02}{day:>02}"
    digits = "".join(parts)
    if len(digits) == 8 and not _is_year(digits[:4]) and _is_year(digits[4:]):
        return digits[4:] + digits[:4]
    return digits


def _is_year(digits: str) -> bool:
    return 1800 <= int(digits) <= 2100
