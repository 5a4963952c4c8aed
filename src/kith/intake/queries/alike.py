"""Who in the register may be the same as somebody new, by the batch's blocks, weights and levels, from keys in PostgreSQL."""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db.models import BigIntegerField, QuerySet, Value

from kith.intake.linkage import NEXT_GENERATION, SAID_BY_THE_ROWS, Candidate, PersonRow, prepare
from kith.intake.linkage.blocks import asked_keys, kept_keys, meet
from kith.intake.linkage.comparable import Comparable, comparable
from kith.intake.linkage.levels import Weights
from kith.intake.linkage.model import Rules, standing
from kith.intake.linkage.rows import Prepared, child_keys, may_be_child
from kith.intake.linkage.vetoes import ALL as VETOES
from kith.intake.linkage.vetoes import veto
from kith.intake.linkage.words import agreement
from kith.intake.models import ComparedRow
from kith.intake.queries.pairs import Line, families_around, lines_of
from kith.intake.queries.rows import HeldRow, held_rows, key_of, person_row
from kith.intake.readers import Row, Table
from kith.intake.rules import fields_of
from kith.protocol.pack import Match, Pack, Source
from kith.register.models import Person

BY_HAND = "written down by hand"
KEPT = tuple(column.name for column in fields(Comparable) if column.name != "words")


@dataclass(frozen=True, slots=True)
class Likely:
    """A record that may be about the same person as a new row; `probability` orders, and is shown to nobody."""

    person: uuid.UUID
    key: str
    probability: float


def row_compared(person: uuid.UUID, row: Prepared) -> Mapping[str, object]:
    """What is kept of a row, to be found by (`ComparedRow`)."""
    made = comparable(row)
    return {"person_id": person, "keys": kept_keys(made)} | {name: getattr(made, name) for name in KEPT}


def having_a_key_of(asked: Comparable) -> QuerySet[ComparedRow]:
    """Every row that meets this one in a block, as far as keys tell. Each is said to have 64 bits: Django would hold it to be of
    32, and PostgreSQL, where the server binds what is asked for, would cut off the rest and find nobody."""
    keys = [Value(key, output_field=BigIntegerField()) for key in asked_keys(asked)]
    return ComparedRow.objects.filter(keys__overlap=keys)


def likely(row: Prepared, rules: Rules) -> list[Likely]:
    """Every record that the batch, with this row in it, would find worth asking about beside it, likest first. One query.

    Nothing is capped: a cap would leave out whom the batch finds. Records that were taken back or disposed of are among them;
    `queries.rows.held_rows` knows them no more.
    """
    asked, weights = comparable(row), Weights(rules.learned)
    rows = having_a_key_of(asked).values_list("person_id", *KEPT)
    found = (
        Likely(person, other.key, weights.probability(asked, other))
        for person, other in _comparables(rows.iterator(chunk_size=5_000))
        if meet(asked, other)
    )
    return sorted(
        (one for one in found if one.probability >= rules.worth_asking), key=lambda one: (-one.probability, one.key)
    )


def _comparables(rows: Iterable[tuple[object, ...]]) -> Iterable[tuple[uuid.UUID, Comparable]]:
    for person, *columns in rows:
        kept = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in zip(KEPT, columns, strict=True)
        }
        words = tuple(sorted({*str(kept["given"]).split(), *str(kept["family"]).split()}))
        assert isinstance(person, uuid.UUID)
        yield person, Comparable(words=words, **kept)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Alike:
    """A person who may be the same as somebody new: the record of theirs that is most like it, line by line, and what there is
    to ask."""

    person: uuid.UUID
    source: str
    lines: tuple[Line, ...]
    family: tuple[str, ...]
    asked_because: str
    question: Candidate


def alike(row: PersonRow, *, pack: Pack, at: datetime) -> list[Alike]:
    """Everybody about whom the batch would ask beside this row, or whom it would join with it, likest first: one for each
    person, by the record that is likest. Six queries, whatever the size of the register."""
    new = prepare(row)
    scored = likely(new, standing())
    heads = dict(Person.objects.filter(pk__in=[one.person for one in scored]).values_list("pk", "canonical_id"))
    whole = dict(Person.objects.filter(canonical_id__in=set(heads.values())).values_list("pk", "canonical_id"))
    held = {one.person: one for one in held_rows(pack, list(whole))}
    adult_before = date(at.year - NEXT_GENERATION - 1, 1, 1)
    young = child_keys([new, *(one.prepared for one in held.values())], adult_before=adult_before)
    rows: dict[uuid.UUID, list[Prepared]] = defaultdict(list)
    for person, record in held.items():
        rows[whole[person]].append(record.prepared)
    chosen: dict[uuid.UUID, tuple[Likely, str]] = {}
    for one in scored:
        if one.person in held and heads[one.person] not in chosen:
            chosen[heads[one.person]] = (one, veto(new, held[one.person].prepared))
    asked = {head: said for head, said in chosen.items() if said[1] not in SAID_BY_THE_ROWS}
    around = families_around([one.person for one, _ in asked.values()])
    names = {source.code: source.name for source in pack.sources}
    return [
        _alike(
            row,
            held[one.person],
            one,
            stands,
            may_be_child([new], young) or may_be_child(rows[head], young),
            names,
            around,
        )
        for head, (one, stands) in asked.items()
    ]


def by_hand(kind: Source, said: Mapping[str, str], *, after: int = 0) -> tuple[Table, Match]:
    """What was typed, as the one row of a file of that kind. The same words make the same file, but `after` so many other people
    of whom the same was typed."""
    columns = [column for column in kind.columns if said.get(column.field, "").strip()]
    header, cells = [column.headings[0] for column in columns], [said[column.field].strip() for column in columns]
    text = "\x1f".join((BY_HAND, kind.code, *header, *cells, *["and another"] * after))
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    match = Match(kind, {place: (column.field, column.side) for place, column in enumerate(columns)}, ())
    return Table(BY_HAND, digest, tuple(header), 0, (Row(1, tuple(cells)),), ()), match


def alike_by_hand(kind: Source, said: Mapping[str, str], *, pack: Pack, at: datetime) -> list[Alike]:
    """Everybody who may be the same as the person of whom this was typed, as `alike` says."""
    table, match = by_hand(kind, said)
    fields = fields_of(match, table.rows[0].cells)
    return alike(person_row(key_of(table.sha256, 1), table.sha256, kind.code, fields), pack=pack, at=at)


def _alike(
    row: PersonRow, record: HeldRow, one: Likely, stands: str, is_child: bool, names: Mapping[str, str],
    around: Mapping[uuid.UUID, tuple[str, ...]],
) -> Alike:  # fmt: skip
    said = agreement(prepare(row), record.prepared)
    return Alike(
        person=one.person, source=names.get(record.row.source, record.row.source), lines=lines_of(row, record.row),
        family=around.get(one.person, ()), asked_because=VETOES[stands][1] if stands in VETOES else "",
        question=Candidate(
            row.key, record.row.key, one.probability, stands, said.agrees, said.differs, said.unknown, is_child
        ),
    )  # fmt: skip
