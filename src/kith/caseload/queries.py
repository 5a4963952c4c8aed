"""What each role finds to do, and one case at a glance: gathered from the parts below, never written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kith.access.gate import Passage
from kith.access.terms import Side
from kith.disclosure.queries import milestones_of
from kith.register import work as register_work
from kith.register.models import Case
from kith.register.queries import PersonView, people_of_families, steps_of
from kith.register.work import Desk, Pile, Work, on_case, piles
from kith.review import work as review_work
from kith.ui.templatetags.ui import Line
from kith.welfare import work as welfare_work

DESKS = {
    Side.REGISTRY: register_work.desk_of, Side.WELFARE: welfare_work.desk_of, Side.DECISION: review_work.desk_of,
}  # fmt: skip


def desk_of(passage: Passage) -> Desk | None:
    """The work of this role; None where it has no cases."""
    desk = DESKS.get(passage.side)
    return desk(passage) if desk else None


def work_of(passage: Passage) -> list[Pile]:
    """How much of each kind of work waits for this role. One query."""
    desk = desk_of(passage)
    return piles(desk) if desk else []


@dataclass(frozen=True, slots=True)
class Task:
    """One line of a caseload: the work, and of whom: a child, or a family by its eldest and how many more they are."""

    work: Work
    name: str
    age: str
    others: int


def tasks(works: Sequence[Work], on: date) -> list[Task]:
    """The same work with the names of those it is about, as this side knows them. One query."""
    people = people_of_families({work.family_id for work in works})
    return [_task(work, people.get(work.family_id, []), on) for work in works]


def _task(work: Work, people: Sequence[PersonView], on: date) -> Task:
    if work.child_id:
        child = next((p for p in people if work.child_id in p.recorded_ids), None)
        return Task(work, child.name, child.age_on(on), 0) if child else Task(work, "", "", 0)
    return Task(work, people[0].name if people else "", "", max(len(people) - 1, 0))


def next_on(case: Case, passage: Passage) -> list[Work]:
    """What is next on one case for this reader, who has it and since when, also where it is not theirs. One query."""
    desk = desk_of(passage)
    return on_case(desk, case) if desk else []


@dataclass(frozen=True, slots=True)
class History:
    """What happened on a case as this side may know it, newest first."""

    lines: tuple[Line, ...]


def history_of(case: Case) -> History:
    """The steps of a case and the milestones that crossed, newest first. One query."""
    said = [(s.at, Line(str(s.step.label), s.at.date(), s.by)) for s in steps_of(case)]
    said += [
        (m.at, Line(str(m.get_kind_display()), m.at.date(), m.contact.shown_name if m.contact else ""))
        for m in milestones_of([case.pk]).get(case.pk, ())
    ]
    return History(tuple(line for _, line in sorted(said, key=lambda pair: pair[0], reverse=True)))
