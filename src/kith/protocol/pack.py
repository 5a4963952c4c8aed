"""A pack: the arrangement as dated, sourced data. Loading is strict: a broken pack is refused with file and line."""

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import yaml

UNITS = ("calendar", "working", "school")
PERSON_FIELDS = frozenset(
    """row_id given family full_name native birth_date sex nationality person_ref case_ref health_ref phone address
    town postcode relationship guardian arrived_on""".split()  # noqa: SIM905  # one line of words reads best
)
SIDES = frozenset({"common", "decision", "welfare"})
T = TypeVar("T")


class BrokenPack(Exception):
    """A pack that cannot be used, with the file and the line to put right."""

    def __init__(self, file: str, line: int, message: str) -> None:
        self.file, self.line, self.message = file, line, message
        super().__init__(f"{file}, line {line}: {message}")


@dataclass(frozen=True, slots=True)
class Dated:
    """A value of the pack: in force from one day until before another, with its source and a plain sentence."""

    code: str
    from_: date
    source: str
    sentence: str
    until: date | None = None

    def in_force(self, on: date) -> bool:
        return self.from_ <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Dated):
    """Who does what, from which event on, by when: `amount` of `unit` (calendar, working or school days)."""

    who: str
    starts_with: str
    amount: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Dated):
    """What a decision can say, or how a case ended without one (`kind`: decision, pause, ending)."""

    words: str
    kind: str
    needs_reply: bool
    needs_length: bool


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of a criteria set, or one indicator of wellbeing."""

    code: str
    words: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria(Dated):
    """A criteria set: factors in the set's own order. No factor is scored."""

    words: str
    factors: tuple[Factor, ...]
    applies_after_until: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a source: the field it fills, the side it belongs to, the headings it is known by."""

    field: str
    side: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """What was understood of a file's header: column index -> (field, side), and the headings that were not."""

    source: "Source"
    columns: Mapping[int, tuple[str, str]]
    not_understood: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Dated):
    """A kind of file: how it is recognised, what its columns say, whose they are."""

    name: str
    side: str
    recognised_by: tuple[str, ...]
    columns: tuple[Column, ...]

    def match(self, header: Sequence[str]) -> Match | None:
        """How this kind of file reads `header`; None where it is another kind of file."""
        told = [plain(heading) for heading in header]
        known = {plain(heading): column for column in self.columns for heading in column.headings}
        if not {known[plain(h)].field for h in self.recognised_by} <= {known[h].field for h in told if h in known}:
            return None  # a column that tells the kind of file may go by any of its headings
        columns = {i: (known[h].field, known[h].side) for i, h in enumerate(told) if h in known}
        return Match(self, columns, tuple(header[i] for i, h in enumerate(told) if h and i not in columns))


@dataclass(frozen=True, slots=True)
class Pack:
    """One version of one arrangement. `version` is the hash of `canonical_text`: whoever has one can check the other."""

    name: str
    sentence: str
    duties: tuple[Duty, ...]
    outcomes: tuple[Outcome, ...]
    criteria_sets: tuple[Criteria, ...]
    indicators: tuple[Factor, ...]
    sources: tuple[Source, ...]
    letters: Mapping[str, Mapping[str, str]]
    terms: Mapping[str, tuple[tuple[date, date], ...]]
    towns: Mapping[str, str]
    areas: Mapping[str, str]
    canonical_text: str
    version: str

    def duty(self, code: str, on: date) -> Duty:
        """The duty in force that day. KeyError where the pack has none."""
        return _chosen(self.duties, code, on)

    def outcome(self, code: str, on: date) -> Outcome:
        """The outcome in force that day. KeyError where the pack has none."""
        return _chosen(self.outcomes, code, on)

    def decisions(self, on: date) -> tuple[Outcome, ...]:
        """What a draft may say, in alphabetical order of the words: no order that leans."""
        return tuple(
            sorted(
                (o for o in self.outcomes if o.kind != "ending" and o.in_force(on)), key=lambda outcome: outcome.words
            )
        )

    def criteria(self, code: str) -> Criteria:
        """A criteria set by its code, whatever the day: a case keeps the set under which it was taken up."""
        return next(c for c in self.criteria_sets if c.code == code)

    def letter(self, code: str) -> Mapping[str, str]:
        """The words of a letter."""
        return self.letters[code]

    def source_of(self, header: Sequence[str]) -> Match | None:
        """Which kind of file has this header, and what is understood of it; None where it is none that the pack knows."""
        return next((match for source in self.sources if (match := source.match(header))), None)

    def known_headings(self) -> frozenset[str]:
        """Every heading of every kind of file, as `plain` gives it."""
        return frozenset(plain(h) for source in self.sources for column in source.columns for h in column.headings)

    def council_of(self, town: str) -> str:
        """The code of the council whose area the town lies in; empty where the pack does not know the town."""
        return self.towns.get(plain(town), "")


def plain(heading: str) -> str:
    """A heading without capitals, double spaces and outer space: how two spellings of one heading are compared."""
    return re.sub(r"\s+", " ", heading).strip().casefold()


def _chosen(values: Sequence[T], code: str, on: date) -> T:
    for value in values:
        if value.code == code and value.in_force(on):  # type: ignore[attr-defined]  # every T here is Dated
            return value
    raise KeyError(f"{code} on {on}")


@functools.cache
def load(name: str = "scotland") -> Pack:
    """The pack of that name that comes with Kith. Refused with `BrokenPack` (file, line, what to put right)."""
    return read(resources.files("kith.protocol") / "packs" / name)


def read(folder: Traversable) -> Pack:
    """Read and check a pack's folder."""
    files = {_label(folder, file): file.read_text() for file in _files(folder)}
    nodes = {label: _Node.of(label, text) for label, text in files.items() if label.endswith(".yaml")}
    for needed in (
        "parties.yaml",
        "duties.yaml",
        "outcomes.yaml",
        "kinds.yaml",
        "sources.yaml",
        "terms.yaml",
        "places.yaml",
    ):
        if needed not in nodes:
            raise BrokenPack(needed, 1, "this file is missing")
    areas = _areas(files.get("areas.csv", ""))
    canonical = "\n".join(f"== {label}\n{files[label]}" for label in sorted(files))
    pack = Pack(
        name=nodes["parties.yaml"].text("name"),
        sentence=nodes["parties.yaml"].text("sentence"),
        duties=_dated(nodes["duties.yaml"], Duty),
        outcomes=_dated(nodes["outcomes.yaml"], Outcome),
        criteria_sets=tuple(
            node.made(Criteria) for label, node in sorted(nodes.items()) if label.startswith("criteria/")
        ),
        indicators=tuple(node.made(Factor) for node in nodes["kinds.yaml"].items()),
        sources=_dated(nodes["sources.yaml"], Source),
        letters={
            node.text("code"): node.texts() for label, node in sorted(nodes.items()) if label.startswith("letters/")
        },
        terms=_terms(nodes["terms.yaml"], areas),
        towns=_towns(nodes["places.yaml"], areas),
        areas=areas,
        canonical_text=canonical,
        version=hashlib.sha256(canonical.encode()).hexdigest(),
    )
    _check(pack, nodes)
    return pack


def _files(folder: Traversable) -> Iterator[Traversable]:
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.is_dir() and file.name != "scenarios":
            yield from _files(file)
        elif file.name.endswith((".yaml", ".csv")):
            yield file


def _label(folder: Traversable, file: Traversable) -> str:
    return str(file).removeprefix(str(folder)).lstrip("/")


def _areas(text: str) -> dict[str, str]:
    rows = [line.split(",", 2) for line in text.splitlines()[1:]]
    return {code: name for kind, code, name in rows if kind == "council"}


def _dated(node: "_Node", kind: type[T]) -> tuple[T, ...]:
    """Every value of a file; two in force on one day under one code are refused."""
    made = [(item, item.made(kind)) for item in node.items()]
    for n, (item, value) in enumerate(made):
        for _, other in made[:n]:
            a, b = value, other
            if a.code == b.code and (a.until is None or b.from_ < a.until) and (b.until is None or a.from_ < b.until):  # type: ignore[attr-defined]
                raise item.broken(f"{a.code} is said twice for the same days")  # type: ignore[attr-defined]
    return tuple(value for _, value in made)


def _terms(node: "_Node", areas: Mapping[str, str]) -> dict[str, tuple[tuple[date, date], ...]]:
    terms = {}
    for council, spans in node.child("terms").pairs():
        if council.value not in areas:
            raise council.broken(f"{council.value} is no council of areas.csv")
        found = [(span.day("from"), span.day("until")) for span in spans.items()]
        for (first, last), span in zip(found, spans.items(), strict=True):
            if last < first:
                raise span.broken("a term ends before it begins")
        terms[str(council.value)] = tuple(sorted(found))
    return terms


def _towns(node: "_Node", areas: Mapping[str, str]) -> dict[str, str]:
    towns: dict[str, str] = {}
    for council, names in node.child("towns").pairs():
        if council.value not in areas:
            raise council.broken(f"{council.value} is no council of areas.csv")
        for name in names.items():
            if plain(str(name.value)) in towns:
                raise name.broken(f"{name.value} is named twice")
            towns[plain(str(name.value))] = str(council.value)
    return towns


def _check(pack: Pack, nodes: "Mapping[str, _Node]") -> None:
    """What one value says about another."""
    for item, duty in zip(nodes["duties.yaml"].items(), pack.duties, strict=True):
        if duty.unit not in UNITS:
            raise item.broken(f"the unit is {duty.unit}; it is one of {', '.join(UNITS)}")
        if duty.amount < 0:
            raise item.broken("the amount is less than nothing")
    for item, source in zip(nodes["sources.yaml"].items(), pack.sources, strict=True):
        columns = item.child("columns").items()
        seen: set[str] = set()
        for where, column in zip(columns, source.columns, strict=True):
            if column.field not in PERSON_FIELDS:
                raise where.broken(f"there is no field {column.field}")
            if column.side not in SIDES:
                raise where.broken(f"there is no side {column.side}; it is one of {', '.join(sorted(SIDES))}")
            for heading in column.headings:
                if plain(heading) in seen:
                    raise where.broken(f"the heading {heading} is given to two columns")
                seen.add(plain(heading))
        missing = [heading for heading in source.recognised_by if plain(heading) not in seen]
        if missing:
            raise item.child("recognised_by").broken(f"it is recognised by {missing[0]}, which no column names")


@dataclass(frozen=True, slots=True)
class _Node:
    """A YAML node that knows its file and line, so that every error can say them."""

    file: str
    node: yaml.Node
    value: Any  # Any: whatever the file says; checked where it is used

    @classmethod
    def of(cls, file: str, text: str) -> "_Node":
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            raise BrokenPack(file, mark.line + 1 if mark else 1, "this is not YAML that can be read") from error
        if node is None:
            raise BrokenPack(file, 1, "the file is empty")
        return cls._wrap(file, node)

    @classmethod
    def _wrap(cls, file: str, node: yaml.Node) -> "_Node":
        value = None
        if isinstance(node, yaml.ScalarNode):
            value = yaml.SafeLoader("").construct_object(node)
        return cls(file, node, value)

    def broken(self, message: str) -> BrokenPack:
        return BrokenPack(self.file, self.node.start_mark.line + 1, message)

    def items(self) -> "list[_Node]":
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.broken("a list is needed here")
        return [self._wrap(self.file, child) for child in self.node.value]

    def pairs(self) -> "list[tuple[_Node, _Node]]":
        if not isinstance(self.node, yaml.MappingNode):
            raise self.broken("names with values are needed here")
        pairs = [(self._wrap(self.file, key), self._wrap(self.file, value)) for key, value in self.node.value]
        for n, (key, _) in enumerate(pairs):
            if any(key.value == other.value for other, _ in pairs[:n]):
                raise key.broken(f"{key.value} is said twice")
        return pairs

    def child(self, name: str) -> "_Node":
        for key, value in self.pairs():
            if key.value == name:
                return value
        raise self.broken(f"{name} is missing")

    def text(self, name: str) -> str:
        child = self.child(name)
        if not isinstance(child.value, str) or not child.value.strip():
            raise child.broken(f"{name} needs words")
        return child.value

    def texts(self) -> dict[str, str]:
        """A letter's words; like every value it is dated, sourced and said in a sentence."""
        self.day("from"), self.text("source"), self.text("sentence")
        return {str(key.value): str(value.value) for key, value in self.pairs()}

    def day(self, name: str) -> date:
        child = self.child(name)
        if not isinstance(child.value, date):
            raise child.broken(f"{name} needs a day such as 2007-03-21")
        return child.value

    def made(self, kind: type[T]) -> T:
        """An instance of a frozen dataclass from this mapping: unknown and missing keys are refused."""
        known = {f.name.rstrip("_"): f for f in fields(kind)}  # type: ignore[arg-type]  # every kind here is a dataclass
        given: dict[str, Any] = {}  # Any: checked by type below
        for key, value in self.pairs():
            if key.value not in known:
                raise key.broken(f"{key.value} is not known here; known are {', '.join(sorted(known))}")
            given[known[key.value].name] = value._as(known[key.value].type)
        for name, f in known.items():
            if f.name not in given and f.default is MISSING:
                raise self.broken(f"{name} is missing")
        return kind(**given)

    def _as(self, kind: Any) -> Any:  # Any: a field's type as written
        wanted = {str: str, int: int, bool: bool, date: date, date | None: date}.get(kind)
        if wanted is not None:
            if not isinstance(self.value, wanted) or (wanted is int and isinstance(self.value, bool)):
                raise self.broken(f"{self.value!r} is not what is needed here")
            return self.value
        if kind == tuple[str, ...]:
            return tuple(str(item.value) for item in self.items())
        inner = {tuple[Factor, ...]: Factor, tuple[Column, ...]: Column}[kind]
        return tuple(item.made(inner) for item in self.items())
