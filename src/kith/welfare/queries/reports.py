"""What a report is put together from, what would be read of it, and the facts that its rules ask for."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field, fields
from datetime import date, datetime

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import override

from kith.access import audit
from kith.access.statements import kept
from kith.disclosure.models import Disclosure, Request, Withholding
from kith.disclosure.queries import as_words, due_now, due_of, open_requests
from kith.disclosure.rules import Words, sha256_of
from kith.disclosure.terms import ItemKind
from kith.documents.models import Document
from kith.documents.queries import STANDING, File
from kith.protocol.pack import load
from kith.register.models import Case, CaseChild
from kith.register.queries import PersonView, canonical_of, children_of, people_of
from kith.register.rules.dates import LifeEvent
from kith.register.terms import LASTING
from kith.ui.dates import period_around
from kith.welfare.models import ChildEntry, ChildsView, ChronologyEntry, MoreTime, NoteFile, Report, ReportItem
from kith.welfare.notes import PARTS, Note, notes_about
from kith.welfare.rules import OnSharing, ReportFacts, children_named
from kith.welfare.terms import Choice, ReportStep


@dataclass(frozen=True, slots=True)
class Item:
    """Something held about a child that could go into a report, as it would be read."""

    kind: ItemKind
    id: uuid.UUID
    title: str
    text: str
    said_by: str
    said_on: date | None
    may_share: bool | None = None
    file: File | None = None
    life: LifeEvent | None = None

    @property
    def as_read(self) -> Words:
        """What crosses of it: no number of this side, nothing about leave."""
        return Words(
            self.kind,
            self.title,
            self.text,
            self.said_by,
            self.said_on,
            self.file.sha256 if self.file else "",
            self.life,
        )


def items_about(child: uuid.UUID) -> list[Item]:
    """Everything held about a child that a report can be put together from, kind by kind, oldest first. One query."""
    return [_as_item(note) for note in notes_about(child) if note.can_go]


def _as_item(note: Note) -> Item:
    if note.kind == ItemKind.ASSESSMENT:
        return Item(note.kind, note.id, "Wellbeing", _assessed(note), note.said_by, note.said_on)
    with override(settings.LANGUAGE_CODE):  # what crosses is the same, whoever's browser it is written with
        life = note.life_words
    said = [life, note.text, note.impact, note.heard.own_answer if note.heard else ""]
    text = "\n".join(part for part in said if part) or note.title
    said_by = f"{note.said_by}, {note.detail}" if note.kind == ItemKind.EVENT and note.detail else note.said_by
    return Item(note.kind, note.id, note.title, text, said_by, note.said_on, note.may_share, note.file, note.life)


def _assessed(note: Note) -> str:
    """The assessment as it is read: in short, then each indicator of which something is known, in the pack's order, then the
    child's world."""
    lines = [note.text] if note.text else []
    for indicator in load().indicators:
        said = note.indicators.get(indicator.code, {})
        lines += [f"{indicator.words}, {part}: {said[part]}" for part in PARTS if said.get(part)]
    lines += [f"{name}: {text}" for name, text in note.of_world]
    return "\n".join(lines)


def open_request(case: Case, child: uuid.UUID) -> Request | None:
    """What the decision side asks for about this child on this case and has not been given, the oldest."""
    return next(iter(open_requests(case, child)), None)


def report_of(request: Request) -> Report | None:
    """The report that answers a request, or the newest correction of it; None where none was begun."""
    reports = Report.objects.filter(request=request).select_related("request", "author", "case")
    return reports.prefetch_related("items").order_by("-id").first()


def newest_report(case: Case, child: uuid.UUID) -> Report | None:
    """The report on a child of this case that was begun last, with `due`. Its items are fetched when they are asked for."""
    return next(iter(_newest_report(case.pk, child)), None)


@kept
def _newest_report(case: uuid.UUID, child: uuid.UUID) -> QuerySet[Report]:
    reports = Report.objects.filter(case=case, child__canonical_id=canonical_of(child)).annotate(due=due_now("request"))
    return reports.select_related("request__by", "author", "disclosure__by", "case").order_by("-id")[:1]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is put together for: the request, by when, and the report as far as it is."""

    request: Request
    due: date
    report: Report | None

    @property
    def at(self) -> datetime:
        """When it was asked for."""
        return self.request.at


def to_assemble(case: Case, child: uuid.UUID, newest: Report | None) -> Asked | None:
    """What is to be put together, given the newest report; None where nothing is asked for. A query where none is begun.

    A correction is put together for the request that was answered before.
    """
    if newest is not None and newest.step != ReportStep.RELEASED:
        return Asked(newest.request, newest.due, newest)  # type: ignore[attr-defined]  # annotated by newest_report
    asked = open_request(case, child)
    return Asked(asked, due_of(asked), None) if asked else None


@dataclass(frozen=True, slots=True)
class Held:
    """One thing held about a child, what is done with it in this report, and which other children it names."""

    item: Item
    choice: str
    choice_words: str
    why_held_back: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What they will read, exactly, with the hash that it will have; and the hash of all that the page shows of it, so that
    what is released is what was seen."""

    items: tuple[Item, ...]
    held_back: tuple[Held, ...]
    sha256: str
    seen: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A report read whole: everything held about the child, what would be read of it, and what the rules look at."""

    held: tuple[Held, ...]
    preview: Preview
    facts: ReportFacts

    @property
    def goes(self) -> int:
        """How many of the things held go; the professional's own view is not counted among them."""
        return sum(one.choice == Choice.GOES for one in self.held)


def reading_of(report: Report) -> Reading:
    """The report as it would be released now. Four queries."""
    notes = notes_about(report.child_id)
    called, own = _names(report.case, report.child_id)
    choices = {(one.kind, one.item): one for one in report.items.all()}
    held = tuple(_held(_as_item(note), choices.get((note.kind, note.id)), called, own) for note in notes if note.can_go)
    goes = [one for one in held if one.choice == Choice.GOES]
    items = [one.item for one in goes]
    if report.analysis.strip():
        author = report.author.shown_name
        items.append(
            Item(ItemKind.ANALYSIS, report.pk, "The lead professional's own view", report.analysis, author, None)
        )
    named = dict.fromkeys(name for one in goes for name in one.names)
    in_analysis = children_named(report.analysis, called, own)
    standing = {(one.item.kind, one.item.id) for one in held}
    facts = ReportFacts(
        goes=len(items),
        views_known=any(note.kind == ItemKind.VIEWS for note in notes),
        views_go_without_leave=any(
            (i.kind == ItemKind.VIEWS and not i.may_share) or (i.file is not None and i.may_share is False)
            for i in items
        ),
        purpose=report.purpose,
        basis=report.basis,
        was_told=report.was_told,
        why_not_told=report.why_not_told,
        is_with_coordinator=report.step == ReportStep.WITH_COORDINATOR,
        is_released=report.step == ReportStep.RELEASED,
        is_shared_anyway=report.is_shared_anyway,
        undecided=tuple(one.item.title for one in held if not one.choice),
        views_undecided=any(one.item.kind == ItemKind.VIEWS and not one.choice for one in held),
        changed=any(key not in standing for key, one in choices.items() if one.choice == Choice.GOES),
        others_named=tuple(dict.fromkeys([*named, *in_analysis])),
        why_others_named=report.why_others_named,
        said=said_in(report),
    )
    return Reading(held, _preview(report, items, [one for one in held if one.choice == Choice.HELD_BACK]), facts)


def said_in(report: Report) -> OnSharing:
    """What a report says of its being shared, beside what, why and on what basis."""
    return OnSharing(**{one.name: getattr(report, one.name) for one in fields(OnSharing)})


def _held(item: Item, chosen: ReportItem | None, called: Mapping[str, Sequence[str]], own: Sequence[str]) -> Held:
    names = children_named(f"{item.title}\n{item.text}", called, own)
    if chosen is None:
        return Held(item, "", "", "", names)
    return Held(item, chosen.choice, chosen.get_choice_display(), chosen.why_held_back, names)


def _preview(report: Report, items: Sequence[Item], held_back: Sequence[Held]) -> Preview:
    sha256 = sha256_of(
        purpose=report.purpose, basis=report.basis, was_told=bool(report.was_told), is_partial=bool(held_back),
        items=[item.as_read for item in items],
    )  # fmt: skip
    seen = audit.digest(
        sha256, report.is_shared_anyway, report.why_not_told, report.why_others_named, *astuple(said_in(report)),
        *[part for one in held_back for part in (one.item.kind, one.item.id, one.why_held_back)],
    )  # fmt: skip
    return Preview(tuple(items), tuple(held_back), sha256, seen)


def _names(case: Case, child: uuid.UUID) -> tuple[dict[str, Sequence[str]], Sequence[str]]:
    """What the other children of the case are called here with all their names, and the names of this child."""
    children = {entry.person_id: entry.person.canonical_id for entry in children_of(case)}
    people = people_of([case]).get(case.family_id, [])
    own = next((view for view in people if view.id == children.get(child)), None)
    others = [view for view in people if view is not own and view.id in children.values()]
    return {view.name: _all(view) for view in others}, _all(own) if own else ()


def _all(view: PersonView) -> tuple[str, ...]:
    return (view.name, *view.other_names)


def named_in(case: Case, child: uuid.UUID, items: Sequence[Item]) -> dict[uuid.UUID, tuple[str, ...]]:
    """Which other children of the case each thing names. Two queries."""
    called, own = _names(case, child)
    return {item.id: children_named(f"{item.title}\n{item.text}", called, own) for item in items}


def named_by(case: Case, child: uuid.UUID, text: str) -> tuple[str, ...]:
    """Which other children of the case a text names. Two queries."""
    return children_named(text, *_names(case, child))


def times_moved(request: Request) -> list[MoreTime]:
    """How the day of a request was moved, newest first, with why. One query."""
    moved = MoreTime.objects.filter(moved__request=request).select_related("moved", "by")
    return list(moved.order_by("-at", "-id"))


def preview_of(report: Report) -> Preview:
    """What they would read now."""
    return reading_of(report).preview


def documents_in(preview: Preview) -> dict[str, Document]:
    """The files that would cross, by their hash. One query, none where none would."""
    held = {item.file.id: item.file.sha256 for item in preview.items if item.file}
    return {held[key]: document for key, document in (Document.objects.in_bulk(held) if held else {}).items()}


def note_file(case: Case, document: uuid.UUID) -> tuple[NoteFile, uuid.UUID] | None:
    """Where a file was added to the record of a child of this case (the entry that was added last), and the child as the case
    has it. None where there is none, or it was a mistake. One query."""
    children = CaseChild.objects.filter(case=case, person__canonical_id=OuterRef("child__canonical_id"))
    found = NoteFile.objects.filter(STANDING, document=document).annotate(
        listed=Subquery(children.filter(until_at__isnull=True).values("person_id")[:1])
    )
    last = found.select_related("document__scan", "case").filter(listed__isnull=False).order_by("-at", "-id").first()
    return (last, last.listed) if last else None


@dataclass(frozen=True, slots=True)
class Released:
    """A report as it went: the copy that the other side holds, and what was held back from it and why."""

    disclosure: Disclosure
    items: tuple[Words, ...]
    held_back: tuple[Withholding, ...] = field(default=())


def released_of(report: Report) -> Released | None:
    """The copy that was released of this report; None where it was not. Two queries."""
    disclosure = report.disclosure
    if disclosure is None:
        return None
    items = disclosure.items.select_related("file").order_by("place")
    return Released(
        disclosure,
        tuple(as_words(item) for item in items),
        tuple(disclosure.withholdings.order_by("kind", "at", "id")),
    )


def is_released(view: ChildsView) -> bool:
    """Whether the child's words went to the other side in a report. One query."""
    went = ReportItem.objects.filter(kind=ItemKind.VIEWS, item=view.pk, choice=Choice.GOES)
    return went.filter(report__step=ReportStep.RELEASED).exists()


def as_written(entry: ChildEntry | None) -> dict[str, object]:
    """An entry as its form shows it again, to be corrected; of none, nothing."""
    if entry is None:
        return {}
    fields = {name: value for name, value in vars(entry).items() if not name.startswith("_")}
    said = {True: "yes", False: "no", None: ""}
    typed = {name: said[value] if isinstance(value, bool) else value for name, value in fields.items()}
    for name in ("indicators", "world"):
        for code, parts in fields.get(name, {}).items():
            typed |= {f"{code}_{part}": text for part, text in parts.items()}
    typed |= fields.get("matrix", {})
    if isinstance(entry, ChronologyEntry) and (life := entry.life_event):
        with override(settings.LANGUAGE_CODE):  # in which forms read days
            typed["happened_from"] = period_around(life.first, life.begun_by) or life.first
            if life.about in LASTING:
                ended = period_around(life.ended_from, life.last) or life.last if life.ended_from and life.last else ""
                typed |= {"happened_until": ended, "is_over": "yes" if ended else "no"}
    return typed


def as_typed(report: Report | None) -> dict[str, object]:
    """A report as its form shows it again; of nothing, nothing is chosen."""
    if report is None:
        return {}
    told = None if report.was_told is None else "yes" if report.was_told else "no"
    typed: dict[str, object] = {
        "analysis": report.analysis, "purpose": report.purpose, "basis": report.basis, "was_told": told,
        "why_not_told": report.why_not_told, "is_shared_anyway": "yes" if report.is_shared_anyway else "no",
        "why_others_named": report.why_others_named, **asdict(said_in(report)),
    }  # fmt: skip
    for chosen in report.items.all():
        typed |= {f"choice_{chosen.item}": chosen.choice, f"why_{chosen.item}": chosen.why_held_back}
    return typed
