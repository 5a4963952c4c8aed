"""Who in the register may be the same as somebody new, by the batch's blocks, weights and levels, from keys in PostgreSQL."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date

from kith.intake.linkage.blocks import asked_keys, kept_keys, meet
from kith.intake.linkage.comparable import Comparable, comparable
from kith.intake.linkage.levels import Weights
from kith.intake.linkage.model import Rules
from kith.intake.linkage.rows import Prepared
from kith.intake.models import ComparedRow

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


def likely(row: Prepared, rules: Rules) -> list[Likely]:
    """Every record that the batch, with this row in it, would find worth asking about beside it, likest first. One query.

    Nothing is capped: a cap would leave out whom the batch finds. Records that were taken back or disposed of are among them;
    `queries.rows.held_rows` knows them no more.
    """
    asked, weights = comparable(row), Weights(rules.learned)
    rows = ComparedRow.objects.filter(keys__overlap=asked_keys(asked)).values_list("person_id", *KEPT)
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
