"""What linkage takes in and gives back, and a row made comparable."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from kith.intake import normalise
from kith.register.rules import bones


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row as received, its columns mapped to fields by the pack; empty where the file says nothing."""

    key: str
    file: str
    source: str
    given: str = ""
    family: str = ""
    full_name: str = ""
    native: str = ""
    birth_date: str = ""
    sex: str = ""
    nationality: str = ""
    person_ref: str = ""
    case_ref: str = ""
    health_ref: str = ""
    phone: str = ""
    address: str = ""
    town: str = ""
    postcode: str = ""
    relationship: str = ""
    guardian: str = ""
    arrived_on: str = ""
    birth_place: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was judged before about two rows: same, different or unsure; by a person, or by a rule of an earlier run."""

    a: str
    b: str
    verdict: str
    by_machine: bool


@dataclass(frozen=True, slots=True)
class Link:
    """Two rows that the machine holds to be one person, by which rule, how likely, and why in words."""

    a: str
    b: str
    rule: str
    probability: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two rows that may be one person, for people to judge: what agrees, what differs, what is not known."""

    a: str
    b: str
    probability: float
    veto: str
    agrees: tuple[str, ...]
    differs: tuple[str, ...]
    unknown: tuple[str, ...]
    concerns_child: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """New links, every row's cluster (named by its smallest key), the queue in the order of asking, and the model."""

    links: tuple[Link, ...]
    clusters: Mapping[str, str]
    queue: tuple[Candidate, ...]
    model_version: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A row made comparable (see `normalise`)."""

    key: str
    file: str
    source: str
    name: normalise.Name
    births: normalise.Births
    sex: str
    person_ref: str
    health_ref: str
    case_ref: str
    phone: str
    postcode: str
    address: normalise.Address
    relationship: str
    guardian: normalise.Name
    arrivals: tuple[date, ...] = ()  # the day on which they came, by each reading
    bones: str = field(default="")


def prepare(row: PersonRow) -> Prepared:
    """Make a row comparable."""
    name = normalise.name(row.given, row.family, row.full_name)
    return Prepared(
        key=row.key,
        file=row.file,
        source=row.source,
        name=name,
        births=normalise.births(row.birth_date),
        sex=normalise.sex(row.sex),
        person_ref=normalise.reference(row.person_ref),
        health_ref=normalise.reference(row.health_ref),
        case_ref=normalise.reference(row.case_ref),
        phone=normalise.phone(row.phone),
        postcode=normalise.postcode(row.postcode),
        address=normalise.address(row.address),
        relationship=normalise.relationship(row.relationship),
        guardian=normalise.name("", "", row.guardian),
        arrivals=_arrivals(row.arrived_on),
        bones=" ".join(sorted(bones(" ".join(name.tokens)).split())),
    )


def _arrivals(written: str) -> tuple[date, ...]:
    """1 January stands for a year alone."""
    read = normalise.births(written)
    return () if read.is_first_january else tuple(read.readings)


def child_keys(rows: Iterable[Prepared], *, adult_before: date) -> frozenset[str]:
    """The rows that may be about a child: said to be one, or born on or after `adult_before` by any reading."""
    return frozenset(
        row.key
        for row in rows
        if row.relationship == "child" or (row.births.latest is not None and row.births.latest >= adult_before)
    )


def may_be_child(rows: Iterable[Prepared], young: Collection[str]) -> bool:
    """Whether one person, as these rows show them, may be a child: one of the rows is among `young` (`child_keys`), or none says
    how old they are. Two people judge what concerns a child, and nobody knows that it does not."""
    held = list(rows)
    says_age = any(row.births.latest is not None or row.relationship == "adult" for row in held)
    return not says_age or any(row.key in young for row in held)
