"""One child's record as one page shows it: what is next, the words, the indicators, the chronology with its silences."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from kith.access.terms import FactSide
from kith.disclosure.models import Feedback
from kith.disclosure.queries import Crossed, crossed_about, feedback_on
from kith.disclosure.terms import ItemKind
from kith.protocol.pack import Factor, load
from kith.protocol.rules import due_on
from kith.register.clocks import Days, days_of
from kith.register.dates import dates_of
from kith.register.models import Case, CaseChild
from kith.register.queries import canonical_of
from kith.register.rules.dates import Dates
from kith.register.wording import DateSaid, facts_of, said
from kith.ui.dates import day_in_words, written_late
from kith.welfare.models import (
    ChildEntry,
    ChildsView,
    ChronologyEntry,
    EvidenceItem,
    PlanAction,
    Report,
    WellbeingAssessment,
)
from kith.welfare.notes import Beside, Note, all_about, notes_about
from kith.welfare.queries import Lead, leads_of, to_assemble, waiting_since
from kith.welfare.queries.reports import newest_report
from kith.welfare.rules import Next, Silence, next_for, silences
from kith.welfare.terms import BesideKind, MatrixPart, ReportStep, WorldSide

APPOINT = "appoint_lead_professional"
E = TypeVar("E", bound=ChildEntry)
__all__ = [
    "Case",
    "CaseChild",
    "ChildRecord",
    "Event",
    "action_to_change",
    "due_appointments",
    "entry_to_correct",
    "record_of",
    "views_to_take_back",
]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One of the eight indicators: what is known, on each side the words written last, and when they were."""

    about: Factor
    strengths: str
    challenges: str
    by: str
    since: date | None  # None: nothing is known of it


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the child's world, or one end of the matrix: what was written of it last, by whom and when."""

    code: str
    words: str
    strengths: str
    challenges: str
    by: str
    since: date | None  # None: nothing is known of it


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the chronology: an event, or a stretch in which nothing is written down."""

    note: Note | None = None
    silence: Silence | None = None
    late: str = ""  # when it was written down, where that was long after, or after the report that the other side holds

    @property
    def on(self) -> date:
        """The day that orders it."""
        return self.note.said_on if self.note else self.silence.until_on if self.silence else date.min


@dataclass(frozen=True, slots=True)
class ChildRecord:
    """Everything that a child's page shows, newest first."""

    leads: tuple[Lead, ...]
    next: Next
    since: date | None
    due: date | None
    views: tuple[Note, ...]
    evidence: tuple[Note, ...]
    assessment: Note | None
    indicators: tuple[Indicator, ...]
    world: tuple[Side, ...]
    matrix: tuple[Side, ...]  # empty: it was not wanted
    chronology: tuple[Event, ...]
    report: Report | None
    crossed: tuple[Crossed, ...]
    told: tuple[Feedback, ...]  # what was decided on the case, and how counted what was sent
    dates: tuple[DateSaid, ...]
    beside: tuple[Beside, ...]

    @property
    def asked(self) -> list[Beside]:
        """Who was asked and has not answered yet."""
        return self._beside(BesideKind.ASKED)

    @property
    def concerns(self) -> list[Beside]:
        """Worries about the child's safety that are not answered yet."""
        return self._beside(BesideKind.CONCERN)

    @property
    def must_hand_over(self) -> Lead | None:
        """The lead professional from whom a registered social worker must take over, as a concern is open; None: nobody."""
        return next((lead for lead in self.leads if not lead.is_social_worker), None) if self.concerns else None

    @property
    def has_world(self) -> bool:
        """Whether something is known of a side of the child's world."""
        return any(side.since for side in self.world)

    @property
    def named_person(self) -> Beside | None:
        """Whom the child and the parents can always go to: the one recorded last."""
        return next(iter(self._beside(BesideKind.NAMED_PERSON)[::-1]), None)

    @property
    def actions(self) -> list[Beside]:
        """What is still to do by the child's plan."""
        return self._beside(BesideKind.ACTION)

    def _beside(self, kind: BesideKind) -> list[Beside]:
        return [one for one in self.beside if one.kind == kind]

    @property
    def lead(self) -> Lead | None:
        """The lead professional that this case knows."""
        return next((lead for lead in self.leads if lead.is_on_case), None)


def record_of(child: CaseChild, *, on: date) -> ChildRecord:
    """The record of one child that came through `child_of`. Five queries."""
    notes, beside = all_about(child.person_id)
    of_kind = {kind: tuple(note for note in notes if note.kind == kind) for kind in ItemKind}
    report = newest_report(child.case, child.person_id)
    asked = to_assemble(child.case, child.person_id, report)
    told = dates_told(child, of_kind[ItemKind.EVENT])
    leads, crossed = leads_of(child), tuple(crossed_about(child.person_id))
    assessed, views = of_kind[ItemKind.ASSESSMENT], of_kind[ItemKind.VIEWS]
    is_sent_up = report is not None and report.step == ReportStep.WITH_COORDINATOR
    step = next_for(
        has_lead=any(lead.is_on_case for lead in leads), has_two=len({lead.who for lead in leads}) > 1,
        is_sent_up=is_sent_up, views_known=bool(views), is_asked=asked is not None, is_assessed=bool(assessed),
        is_known_there=child.side != FactSide.WELFARE,
    )  # fmt: skip
    since, due = None, None
    if step == Next.APPOINT:
        ((since, due),) = due_appointments([child], waiting_since([child]))
    elif step in (Next.RELEASE, Next.ASSEMBLE) and asked is not None:
        sent = report.sent_up_at if report else None
        since, due = timezone.localdate(sent or asked.at), asked.due
    elif step != Next.NOTE:
        since = max(lead.since for lead in leads)
    return ChildRecord(
        leads=leads, next=step, since=since, due=due, views=views[::-1], evidence=of_kind[ItemKind.EVIDENCE][::-1],
        assessment=assessed[-1] if assessed else None, indicators=tuple(_indicators(assessed)),
        world=tuple(_side(assessed, side, side.label) for side in WorldSide), matrix=_matrix(assessed),
        chronology=_chronology(of_kind[ItemKind.EVENT], crossed[0].on if crossed else None, on),
        report=report, crossed=crossed, told=tuple(feedback_on(child.case)), dates=said(facts_of(told, on)),
        beside=tuple(beside),
    )  # fmt: skip


def dates_told(child: CaseChild, events: Sequence[Note] | None = None) -> Dates:
    """All that this side knows of the dates of a child that came through `child_of`: what files say of them, and what events
    do. One query, none where the events are known."""
    noted = notes_about(child.person_id) if events is None else events
    return dates_of(child, [(_source(note), _first_told(note), note.life) for note in noted if note.life])


def _first_told(note: Note) -> date | None:
    """When an event was first written down. Of a correction that is not known: it says nothing of the days in between."""
    return None if note.is_correction else timezone.localdate(note.at)


def _source(note: Note) -> str:
    return f"{note.said_by}, {note.detail}" if note.detail else note.said_by


def _indicators(assessed: Sequence[Note]) -> list[Indicator]:
    """Each indicator with what was said of it last, in whichever assessment that was."""
    found = []
    for about in load().indicators:
        said = [(note, note.indicators[about.code]) for note in assessed if note.indicators.get(about.code)]
        note, words = said[-1] if said else (None, {})
        found.append(
            Indicator(
                about, words.get("strengths", ""), words.get("challenges", ""), note.by if note else "",
                timezone.localdate(note.at) if note else None,
            )
        )  # fmt: skip
    return found


def _side(assessed: Sequence[Note], code: str, words: object) -> Side:
    said = [(note, note.world[code]) for note in assessed if note.world.get(code)]
    note, parts = said[-1] if said else (None, {})
    since = timezone.localdate(note.at) if note else None
    return Side(
        code, str(words), parts.get("strengths", ""), parts.get("challenges", ""), note.by if note else "", since
    )


def _matrix(assessed: Sequence[Note]) -> tuple[Side, ...]:
    """The matrix that was written last, whole: its ends belong together."""
    note = next((note for note in reversed(assessed) if note.matrix), None)
    if note is None:
        return ()
    day = timezone.localdate(note.at)
    return tuple(Side(end, str(end.label), note.matrix.get(end, ""), "", note.by, day) for end in MatrixPart)


def _chronology(events: Sequence[Note], sent: date | None, on: date) -> tuple[Event, ...]:
    lines = []
    for note in events:
        written = timezone.localdate(note.at)
        late = written_late(note.said_on, note.at)
        if sent and note.said_on <= sent < written:
            late = _("written down %(day)s, after the report was sent") % {"day": day_in_words(written)}
        lines.append(Event(note=note, late=late))
    gaps = silences([(note.said_on, note.until_on or note.said_on) for note in events], until=on)
    lines += [Event(silence=silence) for silence in gaps]
    return tuple(sorted(lines, key=lambda line: (line.on, line.silence is None), reverse=True))


def due_appointments(
    children: Sequence[CaseChild], began: Mapping[uuid.UUID, datetime]
) -> list[tuple[date, date | None]]:
    """Since when (`began`, by their entries) each of these children waits for a lead professional, and by when they have one: by
    the pack's duty, or as the day was moved; None where the clock stands still. One query."""
    moved = days_of(APPOINT, {child.case_id for child in children})
    return [_due_appointment(child, began[child.pk], moved) for child in children]


def _due_appointment(child: CaseChild, began: datetime, moved: Days) -> tuple[date, date | None]:
    since = timezone.localdate(began)
    ordinary = due_on(load().duty(APPOINT, since), starts_on=since).on
    return since, moved.get((child.case_id, child.person_id, began), ordinary)


TABLES: dict[ItemKind, type[ChildEntry]] = {
    ItemKind.EVENT: ChronologyEntry,
    ItemKind.EVIDENCE: EvidenceItem,
    ItemKind.ASSESSMENT: WellbeingAssessment,
    ItemKind.VIEWS: ChildsView,
}


def entry_to_correct(kind: ItemKind, child: uuid.UUID, entry: str) -> ChildEntry | None:
    """The entry about this child that is to be corrected; None where there is none of this number."""
    return _entry_of(TABLES[kind], child, entry)


def action_to_change(child: uuid.UUID, action: str) -> PlanAction | None:
    """The action of the child's plan that is to be changed; None where there is none of this number."""
    return _entry_of(PlanAction, child, action)


def _entry_of(table: type[E], child: uuid.UUID, entry: str) -> E | None:
    try:
        key = uuid.UUID(entry)
    except ValueError:
        return None
    about = table._base_manager.filter(pk=key, child__canonical_id=canonical_of(child), certificate__isnull=True)
    return about.select_related("case").first()


def views_to_take_back(child: uuid.UUID, view: str) -> ChildsView | None:
    """The child's words of this number; None where there are none."""
    found = entry_to_correct(ItemKind.VIEWS, child, view)
    return found if isinstance(found, ChildsView) else None
