"""What is written down about one child, read in one statement whatever its kind: for the child's page and for the report."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    F,
    Field,
    JSONField,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast

from kith.access.models import Actor
from kith.access.statements import kept
from kith.disclosure.terms import ItemKind
from kith.register.queries import canonical_of
from kith.welfare.models import ChildsView, ChronologyEntry, EvidenceItem, WellbeingAssessment

WORDS = "The child's own words"
_SAID = Case(When(was_sought=True, then=F("words")), default=F("why_not_sought"))
_COLUMNS: "dict[str, Field[Any, Any]]" = {
    "kind": CharField(), "title": CharField(), "text": TextField(), "said_by": CharField(), "said_on": DateField(),
    "until_on": DateField(), "detail": CharField(), "indicators": JSONField(), "may_share": BooleanField(),
    "was_sought": BooleanField(), "who_was_present": CharField(), "is_taken_back": BooleanField(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """One entry about a child as it stands now: who said it and when, and who wrote it down and when."""

    id: uuid.UUID
    child: uuid.UUID  # as first recorded
    at: datetime
    by: str
    by_id: uuid.UUID
    kind: ItemKind
    title: str
    text: str
    said_by: str
    said_on: date
    until_on: date | None
    detail: str  # the paper of evidence, the language of the child's words
    indicators: Mapping[str, Mapping[str, str]]
    may_share: bool | None
    was_sought: bool
    who_was_present: str
    is_taken_back: bool  # the child took earlier words back

    @property
    def can_go(self) -> bool:
        """Whether there is anything in it that a report could hold."""
        return self.was_sought and not self.is_taken_back


def notes_about(child: uuid.UUID) -> list[Note]:
    """Every entry about a child that was not corrected since, whichever of the child's records it was attached to, kind by
    kind, oldest first. One query."""
    return _notes(_about(child))


@kept
def _about(child: uuid.UUID) -> "QuerySet[Any, tuple[Any, ...]]":
    return _said(Q(child__canonical_id=canonical_of(child)))


def written_by(actor: Actor, children: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Note]]:
    """What someone wrote themselves about each of these children, as it stands now, oldest first. One query."""
    found: dict[uuid.UUID, list[Note]] = {child: [] for child in children}
    for note in _notes(_said(Q(by=actor, child__in=children))):
        found[note.child].append(note)
    return found


def _notes(rows: "Iterable[tuple[Any, ...]]") -> list[Note]:  # Any: the columns of a union
    kinds = list(ItemKind)
    return sorted(map(_note, rows), key=lambda note: (kinds.index(note.kind), note.said_on, note.at, note.id))


def _said(which: Q) -> "QuerySet[Any, tuple[Any, ...]]":  # Any: any kind of entry
    return _rows(
        ChronologyEntry, which, kind=Value(ItemKind.EVENT), title=F("title"), text=F("significance"), said_by=F("source"),
        said_on=F("happened_from"), until_on=F("happened_until"),
    ).union(
        _rows(EvidenceItem, which, kind=Value(ItemKind.EVIDENCE), title=F("title"), text=F("text"), said_by=F("said_by"),
              said_on=F("said_on"), detail=F("paper")),
        _rows(WellbeingAssessment, which, kind=Value(ItemKind.ASSESSMENT), text=F("summary"), said_by=F("by__shown_name"),
              indicators=F("indicators")),
        _rows(ChildsView, which, kind=Value(ItemKind.VIEWS), title=Value(WORDS), text=_SAID, said_by=Value("the child"),
              detail=F("language"), may_share=F("may_share"), was_sought=F("was_sought"),
              who_was_present=F("who_was_present"), is_taken_back=F("is_taken_back")),
        all=True,
    )  # fmt: skip


def _rows(table: Any, which: Q, **given: F | Value | Case) -> QuerySet[Any]:  # Any: any kind of entry
    """The same columns of any kind of entry; what a kind does not have is null, of the column's own type."""
    columns = {f"n_{name}": Cast(given.get(name, Value(None)), kind) for name, kind in _COLUMNS.items()}
    current: QuerySet[Any] = table._base_manager.filter(which, corrected_by__isnull=True, certificate__isnull=True)
    rows: QuerySet[Any] = current.annotate(n_by=F("by__shown_name"), **columns).values_list(
        "id", "child_id", "at", "by_id", "n_by", *columns
    )
    return rows


def _note(row: tuple[Any, ...]) -> Note:  # Any: the columns of a union
    key, child, at, by_id, by, *rest = row
    said = dict(zip(_COLUMNS, rest, strict=True))
    return Note(
        id=key, child=child, at=at, by=by, by_id=by_id,
        kind=ItemKind(said["kind"]), title=said["title"] or "", text=said["text"] or "",
        said_by=said["said_by"], said_on=said["said_on"] or at.date(), until_on=said["until_on"], detail=said["detail"] or "",
        indicators=said["indicators"] or {}, may_share=said["may_share"], was_sought=said["was_sought"] is not False,
        who_was_present=said["who_was_present"] or "", is_taken_back=bool(said["is_taken_back"]),
    )  # fmt: skip
