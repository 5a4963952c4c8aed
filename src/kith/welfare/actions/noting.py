"""Writing down what is known about a child: events, evidence, the assessment, the child's own words, the plan.

The same words by the same person on the same day are one entry, however often the button is pressed.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.access.terms import Side
from kith.disclosure.actions import pass_milestone
from kith.disclosure.terms import ItemKind, MilestoneKind
from kith.documents.actions import add_file, mark_as_mistake
from kith.documents.models import Mistake
from kith.documents.queries import Upload, digest_of
from kith.protocol.pack import load
from kith.register.gate import hold_case
from kith.register.models import Case
from kith.register.queries import canonical_of, is_child_of
from kith.register.rules.dates import LifeEvent, obstacles_to_life_event
from kith.verdict import Obstacle, Refused, refuse_if
from kith.welfare.models import (
    ChildEntry,
    ChildsPlan,
    ChildsView,
    ChronologyEntry,
    EvidenceItem,
    NamedPerson,
    NoteFile,
    PlanAction,
    WellbeingAssessment,
)
from kith.welfare.queries import is_lead_of, is_released, named_person_of, same_child, standing_plan
from kith.welfare.rules import ARTICLE_12, CHILDS_PLAN, GIRFEC, obstacles_to_days, obstacles_to_hearing
from kith.welfare.terms import Interpreting, MatrixPart, PlanAnswer, WorldSide

E = TypeVar("E", bound=ChildEntry)


@transaction.atomic
def note_event(
    *, case: Case, child: uuid.UUID, title: str, happened_from: date, happened_until: date | None = None, source: str,
    agency: str = "", significance: str = "", impact: str = "", life: LifeEvent | None = None,
    files: Sequence[Upload] = (), corrects: ChronologyEntry | None = None, by: Actor, at: datetime,
) -> ChronologyEntry:  # fmt: skip
    """Note an event of the child's chronology: who says so and of which body, why it matters, what it changed; and what it
    says of the child's dates (`life`, whose days are then the event's).

    `corrects` is the entry that it takes the place of, which stays. Its files go on with the new one. Refused to others than
    the lead professional, for a day to come, and to correct an entry twice or of another child.
    """
    until, dated = happened_until or happened_from, dict[str, Any]()  # Any: the columns of a child's dates
    if life:
        refuse_if(obstacles_to_life_event(life))
        happened_from, until = life.first, life.last or life.begun_by
        dated = {"about": life.about, "begun_by": life.begun_by, "ended_from": life.ended_from}
    refuse_if(obstacles_to_days(happened_from, until, today=timezone.localdate(at)))
    entry = _write(
        ChronologyEntry, "welfare.event_noted", case, child, corrects, by, at,
        title=title, happened_from=happened_from, happened_until=until, source=source, agency=agency,
        significance=significance, impact=impact, **dated,
    )  # fmt: skip
    _keep_files(ItemKind.EVENT, entry, files, by, at)
    return entry


@transaction.atomic
def add_evidence(
    *, case: Case, child: uuid.UUID, kind: str, title: str, text: str, said_by: str, said_on: date, paper: str = "",
    files: Sequence[Upload] = (), corrects: EvidenceItem | None = None, by: Actor, at: datetime,
) -> EvidenceItem:  # fmt: skip
    """Add evidence of how the child belongs here: who said it, when, on what paper. Refusals as for an event."""
    refuse_if(obstacles_to_days(said_on, said_on, today=timezone.localdate(at)))
    entry = _write(
        EvidenceItem, "welfare.evidence_added", case, child, corrects, by, at,
        kind=kind, title=title, text=text, said_by=said_by, said_on=said_on, paper=paper,
    )  # fmt: skip
    _keep_files(ItemKind.EVIDENCE, entry, files, by, at)
    return entry


@transaction.atomic
def record_assessment(
    *, case: Case, child: uuid.UUID, indicators: Mapping[str, Mapping[str, str]],
    world: Mapping[str, Mapping[str, str]] | None = None, matrix: Mapping[str, str] | None = None, summary: str = "",
    corrects: WellbeingAssessment | None = None, by: Actor, at: datetime,
) -> WellbeingAssessment:  # fmt: skip
    """Record strengths and challenges by indicator and by the sides of the child's world (`WorldSide`), and the Resilience
    Matrix (`MatrixPart`) where it is wanted; empty ones are allowed, all empty is not. Unknown ones are refused."""
    world, matrix = world or {}, matrix or {}
    known = {*(indicator.code for indicator in load().indicators), *WorldSide, *MatrixPart}
    if unknown := {*indicators, *world, *matrix} - known:
        raise _refused("no_such_indicator", f"There is no indicator {sorted(unknown)[0]}.")
    said = {"indicators": _written(indicators), "world": _written(world)}
    wanted = {part: text for part, text in matrix.items() if text.strip()}
    if not any(said.values()) and not wanted and not summary.strip():
        raise _refused("nothing_written", "Write something under at least one indicator.")
    return _write(
        WellbeingAssessment, "welfare.assessment_recorded", case, child, corrects, by, at,
        matrix=wanted, summary=summary, **said,
    )  # fmt: skip


def _written(parts: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Those of which something is written."""
    return {code: dict(said) for code, said in parts.items() if any(text.strip() for text in said.values())}


@transaction.atomic
def record_childs_views(
    *, case: Case, child: uuid.UUID, was_sought: bool, words: str = "", language: str = "", who_was_present: str = "",
    seen_apart: bool | None = None, interpreting: str = "", interpreter: str = "", said_on: date | None = None,
    may_share: bool | None = None, told_who_reads: bool = False, how_weighed: str = "", why_not_sought: str = "",
    plan_answer: str = "", plan_words: str = "", files: Sequence[Upload] = (), corrects: ChildsView | None = None,
    by: Actor, at: datetime,
) -> ChildsView:  # fmt: skip
    """Record the child's own words and whether they may be shared, or why they were not sought; what weight they were given;
    and what the child says to the plan that stands.

    Refused without words (an empty answer is written as such, in words), without the reason, where it is not said whether
    the words may be shared, and where they may by a child who was not told who reads them and that they cannot be called
    back (United Nations Convention on the Rights of the Child, article 12); for what `obstacles_to_hearing` names. A drawing
    or recording (`files`) is the child's as the words are, and is shared only if they may be; without words of the child
    there is none. The child may say something else at any time: the new entry `corrects` the old one, which no longer goes
    anywhere.
    """
    plan = _plan_answered(child, plan_answer, plan_words, corrects)
    refuse_if(
        obstacles_to_hearing(
            was_sought=was_sought, has_interpreter=interpreting == Interpreting.PRESENT,
            is_interpreter_named=bool(interpreter.strip()), answer=plan_answer, answer_words=plan_words,
            has_plan=plan is not None,
        )
    )  # fmt: skip
    if said_on is not None:
        refuse_if(obstacles_to_days(said_on, said_on, today=timezone.localdate(at)))
    if was_sought and not words.strip() and plan_answer not in (PlanAnswer.ACCEPTS, PlanAnswer.REFUSES):
        words_needed = "Write what the child said, or that the child chose not to say anything."
        raise _refused("no_words", words_needed, source=ARTICLE_12)
    if was_sought and may_share is None:
        raise _refused("sharing_not_said", "Say whether the child's words may be shared.", source=ARTICLE_12)
    if was_sought and may_share and not told_who_reads:
        raise _refused(
            "child_not_told",
            "Before the words may be shared, tell the child who will read them, and that they cannot be called back.",
            source=ARTICLE_12,
        )
    if not was_sought and not why_not_sought.strip():
        raise _refused("no_reason", "Say why the child's views were not sought.", source=ARTICLE_12)
    if not was_sought and files:
        raise _refused(
            "files_without_words", "A drawing or recording belongs with what the child said.", source=ARTICLE_12
        )
    said: dict[str, Any] = {  # Any: the columns of what was said
        "words": words, "language": language, "who_was_present": who_was_present, "may_share": may_share,
        "seen_apart": seen_apart, "interpreting": interpreting, "how_weighed": how_weighed,
        "interpreter": interpreter if interpreting == Interpreting.PRESENT else "", "said_on": said_on,
    }  # fmt: skip
    if not was_sought:
        said = {"why_not_sought": why_not_sought, "may_share": None}
    entry = _write(
        ChildsView, "welfare.childs_views_recorded", case, child, corrects, by, at,
        was_sought=was_sought, told_who_reads=was_sought and told_who_reads, plan=plan, plan_answer=plan_answer,
        plan_words=plan_words, **said,
    )  # fmt: skip
    _keep_files(ItemKind.VIEWS, entry, files, by, at)
    _let_know(child, MilestoneKind.VIEWS_RECORDED if was_sought else MilestoneKind.VIEWS_NOT_SOUGHT_EXPLAINED, entry)
    return entry


def _plan_answered(child: uuid.UUID, answer: str, words: str, corrects: ChildsView | None) -> ChildsPlan | None:
    """The plan that an answer is to: the one that stands, or the earlier one where the answer is as it was before."""
    if not answer:
        return None
    if corrects is not None and (corrects.plan_answer, corrects.plan_words) == (answer, words):
        return corrects.plan
    return standing_plan(child)


@transaction.atomic
def take_back_childs_views(*, view: ChildsView, by: Actor, at: datetime) -> ChildsView:
    """Take the child's words back, as the child may until they were released: they no longer go anywhere, and nothing takes
    their place. That the child was heard stays known.

    Refused once they were released, for what was not the child's words, and to others than the lead professional.
    """
    hold_case(view.case_id)
    if not view.was_sought or view.is_taken_back:
        raise _refused("no_words", "There are no words of the child here to take back.", source=ARTICLE_12)
    if is_released(view):
        raise _refused(
            "words_were_released",
            "These words were released and cannot be called back. Write what the child says now; a correction can tell it.",
            source=ARTICLE_12,
        )
    return _write(
        ChildsView, "welfare.childs_views_taken_back", view.case, view.child_id, view, by, at,
        was_sought=True, is_taken_back=True,
    )  # fmt: skip


@transaction.atomic
def record_named_person(
    *, case: Case, child: uuid.UUID, name: str, role: str, service: str, phone: str = "", from_on: date, by: Actor,
    at: datetime,
) -> NamedPerson:  # fmt: skip
    """Record who the child's named person is; whoever was it before stays in the history.

    Refused to others than the lead professional, and for a day to come.
    """
    if from_on > timezone.localdate(at):
        raise _refused("day_cannot_be", "The day lies in the future.", "check the day")
    said = {"name": name, "role": role, "service": service, "phone": phone, "from_on": from_on}
    before = named_person_of(child)
    if before is not None and all(getattr(before, key) == value for key, value in said.items()):
        return before
    return _write(NamedPerson, "welfare.named_person_recorded", case, child, before, by, at, **said)


@transaction.atomic
def agree_plan(
    *, case: Case, child: uuid.UUID, needs: str, assessment: str = "", conclusions: str = "", parents_views: str = "",
    others_views: str = "", disagreements: str = "", other_plans: str = "", copies: str = "", review_on: date, by: Actor,
    at: datetime,
) -> ChildsPlan:  # fmt: skip
    """Write down the child's plan as it is agreed now, with what is not agreed; the plan before stays in the history.

    Refused to others than the lead professional, and where it is not said when it is looked at again, on a day to come.
    """
    if review_on <= timezone.localdate(at):
        raise _refused("day_cannot_be", "Say on which day to come the plan is looked at again.", source=CHILDS_PLAN)
    said = {
        "needs": needs, "assessment": assessment, "conclusions": conclusions, "parents_views": parents_views,
        "others_views": others_views, "disagreements": disagreements, "other_plans": other_plans, "copies": copies,
        "review_on": review_on,
    }  # fmt: skip
    before = standing_plan(child)
    if before is not None and all(getattr(before, key) == value for key, value in said.items()):
        return before
    return _write(ChildsPlan, "welfare.plan_agreed", case, child, before, by, at, **said)


@transaction.atomic
def plan_action(
    *, case: Case, child: uuid.UUID, need: str, action: str, outcome: str, how_seen: str, responsible: str, by_on: date,
    result: str = "", is_over: bool = False, corrects: PlanAction | None = None, by: Actor, at: datetime,
) -> PlanAction:  # fmt: skip
    """Add an action to the child's plan, change one, or say what came of it (`corrects` is the one that it is about).

    Refused to others than the lead professional, and to end one without saying what came of it.
    """
    if is_over and not result.strip():
        raise _refused("no_result", "Say what came of it: what helped, or why it was not done.", source=CHILDS_PLAN)
    return _write(
        PlanAction, "welfare.action_planned", case, child, corrects, by, at, need=need, action=action, outcome=outcome,
        how_seen=how_seen, responsible=responsible, by_on=by_on, result=result, is_over=is_over,
    )  # fmt: skip


def _write(
    table: type[E], verb: str, case: Case, child: uuid.UUID, corrects: E | None, by: Actor, at: datetime,
    **said: Any,  # Any: the columns of any kind of entry
) -> E:  # fmt: skip
    """Add an entry to a child's record; pressed twice, or sent again by the back button, it is there once.

    Only the child's lead professional writes, about a child of the case; an entry is corrected once, by one about the same
    child: what was written since is seen first.
    """
    hold_case(case.pk)
    refuse_others(case, child, by)
    rows = table._base_manager.filter(child_id=child, by=by, corrects=corrects, corrected_by__isnull=True)
    for same in rows.filter(**said).order_by("-at"):
        if timezone.localdate(same.at) == timezone.localdate(at):
            return same
    if corrects is not None:
        same_person = type(corrects)._base_manager.filter(pk=corrects.pk, child__canonical_id=canonical_of(child))
        if not same_person.filter(corrected_by__isnull=True).exists():
            raise _refused("corrected_already", "This was corrected already. Correct what is written now.")
    entry = table._base_manager.create(case=case, child_id=child, corrects=corrects, by=by, at=at, **said)
    audit.record(verb, by=by, at=at, subject=entry.pk, case=case.pk)
    return entry


def _keep_files(kind: ItemKind, entry: ChildEntry, files: Sequence[Upload], by: Actor, at: datetime) -> None:
    """Keep the files of an entry, each once. Those of the entry that it corrects go on with it, but a child's drawing where
    the child said something else: that is all that stands then."""
    if entry.corrects and _is_as_said(entry):
        for one in NoteFile.objects.filter(item=entry.corrects.pk).order_by("at", "id"):
            NoteFile.objects.get_or_create(
                item=entry.pk, document=one.document,
                defaults={"case": entry.case, "child": entry.child, "kind": kind, "by": by, "at": at},
            )  # fmt: skip
    if not files:
        return
    held = set(NoteFile.objects.filter(item=entry.pk).values_list("document__sha256", flat=True))
    for file in files:
        if (sha256 := digest_of(file)) not in held:
            held.add(sha256)
            document = add_file(file=file, case=entry.case_id, side=Side.WELFARE, by=by, at=at)
            NoteFile.objects.create(
                case=entry.case, child=entry.child, kind=kind, item=entry.pk, document=document, by=by, at=at
            )


def _is_as_said(entry: ChildEntry) -> bool:
    """Whether an entry leaves a child's own words as they were in the one that it corrects."""
    before = entry.corrects
    return not (isinstance(entry, ChildsView) and isinstance(before, ChildsView)) or entry.words == before.words


@transaction.atomic
def mark_child_file(*, file: NoteFile, reason: str, by: Actor, at: datetime) -> Mistake:
    """Say that a file was added to a child's record by mistake: it is shown no more, can go into no report, and stays.

    Refused to others than the child's lead professional. What crossed already stays with whoever has it. Twice is once.
    """
    hold_case(file.case_id)
    refuse_others(file.case, file.child_id, by)
    audit.record("welfare.file_marked", by=by, at=at, subject=file.pk, case=file.case_id)
    return mark_as_mistake(document=file.document, reason=reason, by=by, at=at)


def _let_know(child: uuid.UUID, kind: MilestoneKind, entry: ChildsView) -> None:
    """Let each review of this child know, whichever of the child's records it knows; once for each entry."""
    for one in same_child(child):
        told = one.case.milestones.filter(child_id=one.person_id, kind=kind, at=entry.at)
        if not told.exists():
            pass_milestone(case=one.case, kind=kind, child=one.person_id, by=entry.by, at=entry.at)


def refuse_others(case: Case, child: uuid.UUID, by: Actor) -> None:
    """Only the child's lead professional writes in the child's record, and on a case that the child is of."""
    if not is_lead_of(child, by) or not is_child_of(case, child):
        raise _refused(
            "not_the_lead_professional", "Only the child's lead professional writes here.",
            "the coordinator can hand over to you",
        )  # fmt: skip


def _refused(code: str, words: str, who: str = "the lead professional", source: str = GIRFEC) -> Refused:
    return Refused(Obstacle(code, words, source, who))
