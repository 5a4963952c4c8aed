"""The five files that agencies send about the invented families, with the habits and slips of such files.

A row is what one office knew and wrote on one day. Which row is about whom is the truth, which is given back and never
written beside the files: a program that links them may not see it.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from random import Random

import xlsxwriter

from kith.demo import spoil
from kith.demo.families import AS_AT, InventedFamily, InventedPerson, make_families
from kith.demo.homes import Home

DUPLICATE = 0.055  # of rows: the same office wrote the person down twice
_SHAPES_OF_NUMBERS = {"person_ref": ("A", 7), "case_ref": ("C", 5), "health_ref": ("H", 9), "phone": ("+9990", 8)}

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Origin:
    """Whom a row is about."""

    person: int
    family: int
    is_twin: bool


@dataclass(frozen=True, slots=True)
class Truth:
    """Which row is about whom, and the families behind the files. For scoring and for tests; intake never sees it."""

    rows: Mapping[str, Origin]
    families: tuple[InventedFamily, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One agency's file: its name, its headings in order with the field in each, how much it knows, and its habits."""

    file: str
    columns: tuple[tuple[str, str], ...]
    families: float  # share of families known at all
    people: float  # of those, share of people
    titles: tuple[str, ...] = ()
    delimiter: str = ","
    has_mark: bool = False
    is_plain: bool = False  # letters without marks
    is_capitals: bool = False
    one_cell: float = 0.0  # share of names written into one cell
    missing_person_ref: float = 1.0


def _columns(text: str) -> tuple[tuple[str, str], ...]:
    """Read `heading: field` pairs parted by bars."""
    parted = (pair.rpartition(":") for pair in text.split("|"))
    return tuple((heading.strip(), field.strip()) for heading, _, field in parted)


HOME_OFFICE = Kind(
    file="home_office_legacy_cases.xlsx",
    titles=("Legacy asylum cases: extract", "OFFICIAL-SENSITIVE: invented data, nobody in this file is real", ""),
    columns=_columns(
        "Row ID: id | Person ref: person_ref | Case ref: case_ref | Forenames: given | Surname: family |"
        "Name in own script: native | DOB: born | Gender: sex | Nationality: nationality |"
        "Relationship to main applicant: relationship | Date of arrival: arrived_on | Phone: phone | Address: address |"
        "Town: town | Postcode: postcode"
    ),
    families=0.985,
    people=0.95,
    missing_person_ref=0.135,
)
PROVIDER = Kind(
    file="accommodation_provider.csv",
    columns=_columns(
        "id: id | service user ref: person_ref | first name: given | last name: family | d.o.b.: born | m/f: sex |"
        "nat.: nationality | moved in: moved_in | tel: phone | address line: address | town: town | post code: postcode"
    ),
    families=0.8,
    people=0.87,
    delimiter=";",
    has_mark=True,
    one_cell=0.145,
    missing_person_ref=0.44,
)
COUNCIL = Kind(
    file="council_families_team.xlsx",
    titles=("Families team: people known to us", "OFFICIAL-SENSITIVE: invented data, nobody in this file is real", ""),
    columns=_columns(
        "Record: id | HO ref (if known): person_ref | Given name(s): given | Family name: family | Date of birth: born |"
        "Sex: sex | Nationality: nationality | Relationship: relationship | Guardian: guardian | Mobile: phone |"
        "Address: address | Town: town | Postcode: postcode"
    ),
    families=0.62,
    people=0.72,
    missing_person_ref=0.46,
)
HEALTH = Kind(
    file="health_board_registrations.csv",
    columns=_columns(
        "REC: id | CHI-LIKE NO: health_ref | FORENAME: given | SURNAME: family | BIRTH DATE: born | PLACE OF BIRTH: birth_place |"
        "SEX: sex | COUNTRY: nationality | TELEPHONE: phone | ADDRESS: address | TOWN: town | POSTCODE: postcode"
    ),
    families=0.88,
    people=0.75,
    is_plain=True,
    is_capitals=True,
)
SCHOOL = Kind(
    file="school_roll.csv",
    columns=_columns(
        "Pupil record: id | Pupil name: full_name | Date of birth: born | Sex: sex | Parent or carer: guardian |"
        "Home address: address | Town: town | Postcode: postcode | Contact number: phone | Nationality: nationality |"
        "Health number: health_ref"
    ),
    families=0.88,
    people=0.76,
    is_plain=True,
    one_cell=1.0,
)
KINDS = (HOME_OFFICE, PROVIDER, COUNCIL, HEALTH, SCHOOL)


def make_backlog(
    folder: Path,
    *,
    seed: int = 2007,
    families: int = 1_100,
    truth_to: Path | None = None,
    as_at: date = AS_AT,
    unheard_of: int = 0,
) -> Truth:
    """Write the five files into the folder and give back the truth about their rows.

    The same seed gives the same bytes; another seed, families never seen before. The truth is written only where
    `truth_to` says so. Of as many pupils with an elder one in the family as are `unheard_of`, only the school and the health
    board know: they came, or were born, since the others wrote.
    """
    invented = make_families(seed, families, as_at=as_at)
    rng = Random(f"kith files {seed}")
    written = _Writer(rng, invented, as_at).rows()
    later = _youngest_pupils(written)[:unheard_of]
    written = [row for row in written if row[0] in (SCHOOL, HEALTH) or row[1] not in later]
    rng.shuffle(written)
    folder.mkdir(parents=True, exist_ok=True)
    origins: dict[str, Origin] = {}
    rows: dict[str, list[Row]] = {kind.file: [] for kind in KINDS}
    for at, (kind, person, row) in enumerate(written, start=1):
        record = f"R{at:07d}"
        origins[record] = Origin(person.number, person.family, person.is_twin)
        rows[kind.file].append({**row, "id": record})
    for kind in KINDS:
        _save(folder / kind.file, kind, rows[kind.file], as_at)
    if truth_to is not None:
        _save_truth(truth_to, origins)
    return Truth(origins, invented)


def _youngest_pupils(written: Iterable[tuple[Kind, InventedPerson, Row]]) -> list[InventedPerson]:
    """Of each family with two pupils in the school's file the youngest, in the families' order."""
    pupils: dict[int, set[InventedPerson]] = {}
    for kind, person, _ in written:
        if kind is SCHOOL:
            pupils.setdefault(person.family, set()).add(person)
    return [max(some, key=lambda one: (one.born, one.number)) for some in pupils.values() if len(some) > 1]


class _Writer:
    """Writes the rows of all offices about all families, in the families' order."""

    def __init__(self, rng: Random, families: tuple[InventedFamily, ...], as_at: date) -> None:
        self.rng, self.families, self.as_at = rng, families, as_at
        people = [person for family in families for person in family.people]
        self.person_refs = self._numbers("person_ref", len(people))
        self.health_refs = self._numbers("health_ref", len(people))
        self.phones = self._numbers("phone", len(people))
        self.case_refs = self._numbers("case_ref", 2 * len(families))

    def _numbers(self, field: str, count: int) -> list[str]:
        """That many different numbers of the field's shape; one digit longer where so many do not exist."""
        start, digits = _SHAPES_OF_NUMBERS[field]
        digits = max(digits, len(str(count)) + 1)
        return [f"{start}{number}" for number in self.rng.sample(range(10 ** (digits - 1), 10**digits), count)]

    def rows(self) -> list[tuple[Kind, InventedPerson, Row]]:
        return [found for family in self.families for found in self._family(family)]

    def _family(self, family: InventedFamily) -> list[tuple[Kind, InventedPerson, Row]]:
        rng = self.rng
        found: list[tuple[Kind, InventedPerson, Row]] = []
        for kind in KINDS:
            if rng.random() >= kind.families:
                continue
            for person in family.people:
                if self._may_know(kind, person) and rng.random() < kind.people:
                    found.extend(self._once_or_twice(kind, family, person))
        known = {person.number for _, person, _ in found}
        for person in family.people:  # nobody is in no file at all: the Home Office has a case for everyone
            if person.number not in known:
                found.extend(self._once_or_twice(HOME_OFFICE, family, person))
        return found

    def _may_know(self, kind: Kind, person: InventedPerson) -> bool:
        """Schools know pupils only."""
        return kind is not SCHOOL or (person.is_child and 4 <= person.age(self.as_at) <= 17)

    def _once_or_twice(
        self, kind: Kind, family: InventedFamily, person: InventedPerson
    ) -> Iterable[tuple[Kind, InventedPerson, Row]]:
        times = 2 if self.rng.random() < DUPLICATE else 1
        return [(kind, person, self._row(kind, family, person)) for _ in range(times)]

    def _row(self, kind: Kind, family: InventedFamily, person: InventedPerson) -> Row:
        rng = self.rng
        given, surname = spoil.name(rng, family.culture, person)
        is_one_cell = bool(surname) and rng.random() < kind.one_cell
        home = self._home(kind, person)
        row = {
            "person_ref": spoil.number(rng, self.person_refs[person.number - 1], kind.missing_person_ref),
            "case_ref": self._case_ref(family, person),
            "health_ref": spoil.number(rng, self.health_refs[person.number - 1], 0.45),
            "given": f"{surname}, {given}" if is_one_cell else given,
            "family": "" if is_one_cell else surname,
            "full_name": f"{surname.upper()}, {given}" if surname else given,
            "native": person.native if rng.random() < 0.3 else "",
            "born": spoil.birth_date(rng, person),
            "birth_place": "Scotland" if person.is_born_in_scotland else person.nationality,
            "sex": spoil.sex(rng, person),
            "nationality": person.nationality if rng.random() > 0.083 else "",
            "relationship": person.relationship if rng.random() > 0.255 else "",
            "arrived_on": self._arrival(person),
            "moved_in": home.from_.isoformat() if rng.random() > 0.19 else "",
            "phone": self._phone(family, person),
            "guardian": self._guardian(kind, family, person),
            "address": home.address if rng.random() > 0.077 else "",
            "town": home.town if rng.random() > 0.038 else "",
            "postcode": home.postcode if rng.random() > 0.078 else "",
        }
        return {field: self._habit(kind, field, text) for field, text in row.items()}

    def _habit(self, kind: Kind, field: str, text: str) -> str:
        if kind.is_plain and field != "native":
            text = spoil.without_marks(text)
        if kind.is_capitals and field in ("given", "family"):
            text = text.upper()
        return text

    def _home(self, kind: Kind, person: InventedPerson) -> Home:
        """The provider knows where people live now; other offices at times know only where they lived before."""
        if kind is not PROVIDER and len(person.homes) > 1 and self.rng.random() < 0.22:
            return person.homes[-2]
        return person.homes[-1]

    def _case_ref(self, family: InventedFamily, person: InventedPerson) -> str:
        """The family's case. A partner who came later than the main applicant may have one of their own."""
        is_own = person.relationship == "partner" and person.arrived_on != family.people[0].arrived_on
        reference = self.case_refs[2 * (family.number - 1) + (1 if is_own else 0)]
        return spoil.number(self.rng, reference, 0.16)

    def _phone(self, family: InventedFamily, person: InventedPerson) -> str:
        """A grown-up's own number; for a child that of one of the grown-ups."""
        grown = [other for other in family.people if not other.is_child][:2]
        owner = person if not person.is_child or not grown else self.rng.choice(grown)
        return spoil.number(self.rng, self.phones[owner.number - 1], 0.64)

    def _guardian(self, kind: Kind, family: InventedFamily, person: InventedPerson) -> str:
        """Schools write down a parent or carer for each pupil; the council for some children."""
        grown = [other for other in family.people if not other.is_child]
        if not person.is_child or not grown or (kind is COUNCIL and self.rng.random() > 0.3):
            return ""
        given, surname = spoil.name(self.rng, family.culture, self.rng.choice(grown[:2]))
        return f"{given} {surname}".strip()

    def _arrival(self, person: InventedPerson) -> str:
        return person.arrived_on.isoformat() if person.arrived_on and self.rng.random() > 0.1 else ""


def _save(path: Path, kind: Kind, rows: list[Row], as_at: date) -> None:
    table = [[row[field] for _, field in kind.columns] for row in rows]
    headings = [heading for heading, _ in kind.columns]
    if path.suffix == ".xlsx":
        _save_workbook(path, [[title] for title in kind.titles] + [headings] + table, as_at)
        return
    text = StringIO()
    writer = csv.writer(text, delimiter=kind.delimiter, lineterminator="\r\n")
    writer.writerows([headings, *table])
    path.write_bytes(text.getvalue().encode("utf-8-sig" if kind.has_mark else "utf-8"))


def _save_workbook(path: Path, lines: list[list[str]], as_at: date) -> None:
    """A workbook whose bytes depend on its content only: the day it says it was made on is given."""
    workbook = xlsxwriter.Workbook(path, {"strings_to_urls": False, "strings_to_numbers": False, "in_memory": True})
    workbook.set_properties({"created": datetime(as_at.year, as_at.month, as_at.day)})
    sheet = workbook.add_worksheet()
    for at, line in enumerate(lines):
        for column, text in enumerate(line):
            if text:
                sheet.write_string(at, column, text)
    workbook.close()


def _save_truth(path: Path, origins: Mapping[str, Origin]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["record_id", "true_person", "true_family", "twin"])
        writer.writerows(
            [record, origin.person, origin.family, int(origin.is_twin)] for record, origin in origins.items()
        )
