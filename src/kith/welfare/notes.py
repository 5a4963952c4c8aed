"""What is written down about one child, read in one statement whatever its kind: for the child's page and for the report."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    Exists,
    F,
    Field,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone

from kith.access.models import Actor
from kith.access.statements import kept
from kith.disclosure.terms import ItemKind
from kith.documents.queries import STANDING, File, file_of, signs_of
from kith.register.queries import canonical_of
from kith.register.rules.dates import LifeEvent, life_event
from kith.register.wording import event_in_words
from kith.ui.dates import day_in_words
from kith.welfare.models import (
    ChildsView,
    ChronologyEntry,
    Concern,
    Contribution,
    ContributionLink,
    ContributionRequest,
    EvidenceItem,
    NamedPerson,
    NoteFile,
    PlanAction,
    WellbeingAssessment,
)
from kith.welfare.terms import BesideKind, GoesOn, Interpreting, MatrixPart, PlanAnswer, WorldSide

WORDS = "The child's own words"
PARTS = ("strengths", "challenges")
_SAID = Case(When(was_sought=True, then=F("words")), default=F("why_not_sought"))
_FILE = JSONObject(
    id="document_id", of="item", media_type="document__media_type", bytes="document__bytes", sha256="document__sha256",
    is_safe="document__scan__is_safe", signs=signs_of("document_id"),
)  # fmt: skip
_HEARD = JSONObject(
    interpreting="interpreting", interpreter="interpreter", apart="seen_apart", weighed="how_weighed", answer="plan_answer",
    said="plan_words", plan="plan_id", plan_at="plan__at",
)  # fmt: skip
_EVENT = JSONObject(
    impact="impact", corrects="corrects", about="about", first="happened_from", begun_by="begun_by", ended_from="ended_from",
    last=Case(When(ended_from__isnull=False, then=F("happened_until"))),
)  # fmt: skip
_STAYS = Case(When(goes=GoesOn.NO, then=Value(False)), default=Value(None))
_STANDS = Q(corrected_by__isnull=True, certificate__isnull=True)
_WAITS = (  # asked, not taken back, not answered
    Exists(ContributionLink.objects.filter(request=OuterRef("pk"), revoked_at__isnull=True)),
    ~Exists(Contribution._base_manager.filter(request=OuterRef("pk"))),
)
_COLUMNS: "dict[str, Field[Any, Any]]" = {
    "kind": CharField(), "title": CharField(), "text": TextField(), "said_by": CharField(), "said_on": DateField(),
    "until_on": DateField(), "detail": CharField(), "indicators": JSONField(), "may_share": BooleanField(),
    "was_sought": BooleanField(), "who_was_present": CharField(), "is_taken_back": BooleanField(),
    "is_answer": BooleanField(), "file": JSONField(), "around": JSONField(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """How a child was heard: with whose help, apart from the parents or not (None: not said), what weight the lead
    professional gave it; and what the child says to the plan of that day, or why they were not asked."""

    interpreting: str
    interpreter: str
    apart: bool | None
    weighed: str
    answer: str
    said: str
    plan: uuid.UUID | None
    plan_on: date | None

    @property
    def answer_words(self) -> str:
        """The answer to the plan, as a page says it."""
        return str(PlanAnswer(self.answer).label) if self.answer else ""

    @property
    def interpreting_words(self) -> str:
        """With whose help the child was heard, as a page says it."""
        return self.interpreter or (str(Interpreting(self.interpreting).label) if self.interpreting else "")

    @property
    def own_answer(self) -> str:
        """The child's own yes or no to its plan, as a report can hold it; nothing where the child did not say."""
        if self.answer not in (PlanAnswer.ACCEPTS, PlanAnswer.REFUSES) or self.plan_on is None:
            return ""
        said = "yes" if self.answer == PlanAnswer.ACCEPTS else "no"
        return f"To the child's plan of {day_in_words(self.plan_on)} the child says {said}: {self.said}"


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
    detail: str  # the paper of evidence, the language of the child's words, the body from which an event comes
    indicators: Mapping[str, Mapping[str, str]]
    may_share: bool | None
    was_sought: bool
    who_was_present: str
    is_taken_back: bool  # the child took earlier words back
    is_answer: bool  # somebody who was asked gave it, and nobody else corrects it
    file: File | None = None  # where it is one; who said it and when, and whether it may be shared, are its entry's
    of: uuid.UUID | None = None  # the entry to which the file was added
    files: tuple[File, ...] = ()  # those that were added to it
    heard: Heard | None = None  # how, where they are a child's words
    impact: str = ""  # what an event changed for the child
    life: LifeEvent | None = None  # what an event says of the child's dates
    is_correction: bool = False  # an event that takes the place of one written down before
    world: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by `WorldSide`, of an assessment
    matrix: Mapping[str, str] = field(default_factory=dict)  # by `MatrixPart`, of an assessment

    @property
    def can_go(self) -> bool:
        """Whether there is anything in it that a report could hold, whoever was asked for it lets it go on, and a file may be
        opened."""
        may_open = self.file is None or self.file.may_open
        return self.was_sought and not self.is_taken_back and not self.stays and may_open

    @property
    def of_world(self) -> list[tuple[str, str]]:
        """What an assessment says of the child's world, and of the matrix: each under its name."""
        sides = ((side, part, self.world.get(side, {}).get(part, "")) for side in WorldSide for part in PARTS)
        said = [(f"{side.label}, {part}", text) for side, part, text in sides]
        said += [(str(part.label), self.matrix.get(part, "")) for part in MatrixPart]
        return [(name, text) for name, text in said if text]

    @property
    def life_words(self) -> str:
        """What an event says of the child's dates, in words."""
        return event_in_words(self.life) if self.life else ""

    @property
    def stays(self) -> bool:
        """Whether whoever gave this answer does not want it to go on to the Home Office."""
        return self.is_answer and self.may_share is False


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the entries about a child: somebody who was asked and has not answered, a concern that is open, who
    the named person is, what is still to do."""

    id: uuid.UUID
    at: datetime
    by: str
    by_id: uuid.UUID
    kind: BesideKind
    title: str
    text: str
    said_by: str
    said_on: date | None
    until_on: date | None
    detail: str


def all_about(child: uuid.UUID) -> tuple[list[Note], list[Beside]]:
    """Every entry about a child that was not corrected since, whichever of the child's records it was attached to, kind by
    kind, oldest first; and what stands beside them, oldest first. One query."""
    rows = _about(child)
    beside = [_beside(row) for row in rows if row[_KIND] in BesideKind.values]
    return _notes(rows), sorted(beside, key=lambda one: (one.at, one.id))


def notes_about(child: uuid.UUID) -> list[Note]:
    """The entries alone. One query."""
    return all_about(child)[0]


@kept
def _about(child: uuid.UUID) -> "QuerySet[Any, tuple[Any, ...]]":
    which = Q(child__canonical_id=canonical_of(child))
    return _together(
        *_said(which),
        _rows(ContributionRequest, which & Q(certificate__isnull=True), *_WAITS, kind=Value(BesideKind.ASKED),
              title=F("contributor__shown_name"), text=F("question"), said_by=F("role"), until_on=F("due_on")),
        _rows(Concern, which & _STANDS & Q(is_over=False), kind=Value(BesideKind.CONCERN), title=F("told"), text=F("words"),
              said_by=F("by__shown_name")),
        _rows(NamedPerson, which & _STANDS, kind=Value(BesideKind.NAMED_PERSON), title=F("name"), text=F("phone"),
              said_by=F("role"), said_on=F("from_on"), detail=F("service")),
        _rows(PlanAction, which & _STANDS & Q(is_over=False), kind=Value(BesideKind.ACTION), title=F("need"),
              text=F("action"), said_by=F("responsible"), until_on=F("by_on")),
    )  # fmt: skip


def written_by(actor: Actor, children: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Note]]:
    """What someone wrote themselves about each of these children, as it stands now, oldest first. One query."""
    found: dict[uuid.UUID, list[Note]] = {child: [] for child in children}
    for note in _notes(_together(*_said(Q(by=actor, child__in=children)))):
        found[note.child].append(note)
    return found


def _notes(rows: "Iterable[tuple[Any, ...]]") -> list[Note]:  # Any: the columns of a union
    kinds = list(ItemKind)
    found = _with_files([_note(row) for row in rows if row[_KIND] in ItemKind.values])
    return sorted(found, key=lambda note: (kinds.index(note.kind), note.said_on, note.at, note.id))


def _with_files(notes: Sequence[Note]) -> list[Note]:
    """The entries with their files, and each file as an entry of its own. A file whose entry stands no more does not either."""
    entries = {note.id: note for note in notes if note.file is None}
    files: dict[uuid.UUID, list[Note]] = {}
    for note in sorted(notes, key=lambda note: (note.at, note.id)):
        if note.file and note.of in entries:
            entry = entries[note.of]
            may_share = bool(entry.may_share) if entry.kind == ItemKind.VIEWS else None
            said = replace(note, said_by=entry.said_by, said_on=entry.said_on, may_share=may_share)
            files.setdefault(entry.id, []).append(said)
    own = [
        replace(entry, files=tuple(one.file for one in files.get(key, ()) if one.file))
        for key, entry in entries.items()
    ]
    return [*own, *(one for held in files.values() for one in held)]


def _together(
    first: QuerySet[Any], *others: QuerySet[Any]
) -> "QuerySet[Any, tuple[Any, ...]]":  # Any: any kind of entry
    return first.union(*others, all=True)


def _said(which: Q) -> list[QuerySet[Any]]:  # Any: any kind of entry
    of_file = which & STANDING
    which &= _STANDS
    return [
        _rows(ChronologyEntry, which, kind=Value(ItemKind.EVENT), title=F("title"), text=F("significance"),
              said_by=F("source"), said_on=F("happened_from"), until_on=F("happened_until"), detail=F("agency"),
              around=_EVENT),
        _rows(EvidenceItem, which, kind=Value(ItemKind.EVIDENCE), title=F("title"), text=F("text"), said_by=F("said_by"),
              said_on=F("said_on"), detail=F("paper")),
        _rows(Contribution, which & Q(is_declined=False), kind=Value(ItemKind.EVIDENCE), title=F("title"), text=F("text"),
              said_by=F("said_by"), may_share=_STAYS, is_answer=Value(True)),
        _rows(WellbeingAssessment, which, kind=Value(ItemKind.ASSESSMENT), text=F("summary"), said_by=F("by__shown_name"),
              indicators=F("indicators"), around=JSONObject(world="world", matrix="matrix")),
        _rows(ChildsView, which, kind=Value(ItemKind.VIEWS), title=Value(WORDS), text=_SAID, said_by=Value("the child"),
              said_on=F("said_on"), around=_HEARD, detail=F("language"), may_share=F("may_share"), was_sought=F("was_sought"),
              who_was_present=F("who_was_present"), is_taken_back=F("is_taken_back")),
        _rows(NoteFile, of_file, kind=Value(ItemKind.FILE), title=F("document__name"), file=_FILE),
    ]  # fmt: skip


def _rows(
    table: Any, which: Q, *also: Any, **given: F | Value | Case | JSONObject
) -> QuerySet[Any]:  # Any: any kind of entry
    """The same columns of any kind of entry; what a kind does not have is null, of the column's own type."""
    columns = {f"n_{name}": Cast(given.get(name, Value(None)), kind) for name, kind in _COLUMNS.items()}
    current: QuerySet[Any] = table._base_manager.filter(which, *also)
    rows: QuerySet[Any] = current.annotate(n_by=F("by__shown_name"), **columns).values_list(
        "id", "child_id", "at", "by_id", "n_by", *columns
    )
    return rows


_KIND = 5  # its place in a row


def _beside(row: tuple[Any, ...]) -> Beside:  # Any: the columns of a union
    key, _child, at, by_id, by, *rest = row
    said = dict(zip(_COLUMNS, rest, strict=True))
    return Beside(
        id=key, at=at, by=by, by_id=by_id, kind=BesideKind(said["kind"]), title=said["title"] or "", text=said["text"] or "",
        said_by=said["said_by"], said_on=said["said_on"], until_on=said["until_on"], detail=said["detail"] or "",
    )  # fmt: skip


def _note(row: tuple[Any, ...]) -> Note:  # Any: the columns of a union
    key, child, at, by_id, by, *rest = row
    said = dict(zip(_COLUMNS, rest, strict=True))
    file = _file(said["file"], said["title"], by, by_id, at)
    return Note(
        id=key, child=child, at=at, by=by, by_id=by_id,
        kind=ItemKind(said["kind"]), title=said["title"] or "", text=file.short if file else said["text"] or "",
        said_by=said["said_by"] or "", said_on=said["said_on"] or at.date(), until_on=said["until_on"],
        detail=said["detail"] or "", indicators=said["indicators"] or {}, may_share=said["may_share"],
        was_sought=said["was_sought"] is not False, who_was_present=said["who_was_present"] or "",
        is_taken_back=bool(said["is_taken_back"]), is_answer=bool(said["is_answer"]),
        file=file, of=uuid.UUID(said["file"]["of"]) if file else None,
        heard=_heard(said["around"]) if said["kind"] == ItemKind.VIEWS else None,
        impact=said["around"]["impact"] if said["kind"] == ItemKind.EVENT else "",
        life=_life(said["around"]) if said["kind"] == ItemKind.EVENT else None,
        is_correction=said["kind"] == ItemKind.EVENT and said["around"]["corrects"] is not None,
        world=said["around"]["world"] if said["kind"] == ItemKind.ASSESSMENT else {},
        matrix=said["around"]["matrix"] if said["kind"] == ItemKind.ASSESSMENT else {},
    )  # fmt: skip


def _heard(said: Mapping[str, Any]) -> Heard:  # Any: a column of a union
    plan, day = said["plan"], said["plan_at"]
    return Heard(
        said["interpreting"], said["interpreter"], said["apart"], said["weighed"], said["answer"], said["said"],
        uuid.UUID(plan) if plan else None, timezone.localdate(datetime.fromisoformat(day)) if day else None,
    )  # fmt: skip


def _life(said: Mapping[str, Any]) -> LifeEvent | None:  # Any: a column of a union
    return life_event({name: said[name] for name in ("about", "first", "begun_by", "ended_from", "last")})


def _file(held: Any, name: str, by: str, by_id: uuid.UUID, at: datetime) -> File | None:  # Any: a column of a union
    """The file of a row that is one."""
    if not held:
        return None
    said = {key: held[key] for key in ("media_type", "bytes", "sha256", "is_safe", "signs")}
    return file_of(id=uuid.UUID(held["id"]), name=name, by=by, by_id=by_id, at=at, **said)
