"""What each role finds to do, and one case at a glance: gathered from the parts below, never written."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kith.access.gate import Passage
from kith.access.models import WorkingCopy
from kith.access.queries import address_of, saved_views, working_copies_of
from kith.access.rules import kept_until
from kith.access.terms import Role, Side
from kith.caseload.terms import OPENED_URGENTLY
from kith.protocol.pack import Order, load
from kith.register.models import Case
from kith.register.newly import came_since
from kith.register.queries import (
    Found,
    PersonView,
    Said,
    cases_visible_to,
    children_among,
    people_of,
    people_of_families,
    said_about,
    steps_of,
    team_of,
)
from kith.register.settled import said_in_words, settled_about
from kith.register.terms import URGENT, CaseStep, FactKind, ReferenceKind
from kith.register.unlisted import cases_of_people_once_in
from kith.register.work import (
    RECORDED,
    WAITING,
    WITH_OTHERS,
    WITH_YOU,
    Desk,
    Pile,
    Work,
    before_others,
    desk_for,
    look,
    on_case,
)
from kith.representations.queries import post_waiting
from kith.ui.dates import birth_in_words


def desk_of(passage: Passage) -> Desk | None:
    """The work of this role; None where it has no cases."""
    return desk_for(passage)


def work_of(passage: Passage) -> tuple[Pile, ...]:
    """How much of each kind of work there is for this role. One query."""
    desk = desk_of(passage)
    return look(desk, 0).piles if desk else ()


def came_to_wait(passage: Passage, moment: datetime) -> bool:
    """Whether something came to wait for this reader since that moment, or is due today. One query."""
    desk = desk_of(passage)
    return desk is not None and came_since(desk, moment, timezone.localdate(passage.at))


@dataclass(frozen=True, slots=True)
class Pigeonhole:
    """How much post waits unopened or linked to nothing with one side, and how long the oldest has waited, in words."""

    side: str
    unopened: int
    not_linked: int
    age: str


def post_waiting_for(passage: Passage) -> list[Pigeonhole] | None:
    """The post that waits, for those who answer for it: numbers of either side. One query; none for whoever does not."""
    if passage.role not in (Role.REGISTRAR, Role.REVIEW_MANAGER):
        return None
    return [
        Pigeonhole(str(one.side.label), one.unopened, one.not_linked, one.age_on(timezone.localdate(passage.at)))
        for one in post_waiting()
    ]


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
    if work.child:
        child = next((p for p in people if p.id == work.child), None)
        return Task(work, child.name, child.age_on(on), 0) if child else Task(work, "", "", 0)
    return Task(work, people[0].name if people else "", "", max(len(people) - 1, 0))


CASELOAD, BY_WAITING = "my_caseload", "waiting"
PLACES = {"all": gettext_lazy("all work"), WITH_YOU: gettext_lazy("with you"), WITH_OTHERS: gettext_lazy("with others"),
          WAITING: gettext_lazy("waiting"), RECORDED: gettext_lazy("recorded")}  # fmt: skip


def order_of(passage: Passage) -> Order:
    """In which order the work of this side stands, as the pack says today. No query."""
    return load().order(passage.side, timezone.localdate(passage.at))


@dataclass(frozen=True, slots=True)
class View:
    """A saved view: its name, what it asks for in words, the list as it shows it, and when it was removed if it was."""

    id: uuid.UUID
    name: str
    what: str
    url: str
    removed_at: datetime | None


def views_of(passage: Passage, *, removed: bool = False) -> list[View]:
    """The views that the reader saved of the caseload, by name; with `removed`, then those to be brought back. One query."""
    return [
        View(
            one.pk,
            one.name,
            in_words(passage, one.asked),
            f"{reverse(CASELOAD)}?{urlencode(one.asked)}",
            one.removed_at,
        )
        for one in saved_views(passage.actor, CASELOAD)
        if removed or one.removed_at is None
    ]


def asked_of(passage: Passage, given: Mapping[str, str]) -> dict[str, str]:
    """What an address asks of the caseload, without anything else that stands in it. No query."""
    where, kind = given.get("where", ""), given.get("kind", "")
    desk = desk_of(passage)
    known = {one.code for one in desk.kinds} if desk else set()
    return {
        "where": where if where in PLACES else "all", "kind": kind if kind in known else "",
        "order": BY_WAITING if given.get("order") == BY_WAITING else "",
    }  # fmt: skip


def in_words(passage: Passage, asked: Mapping[str, str]) -> str:
    """What a view shows, in words: where the work is, which kind, in which order. No query."""
    desk = desk_of(passage)
    kinds = {one.code: str(one.title) for one in desk.kinds} if desk else {}
    order = _("longest waiting first") if asked.get("order") == BY_WAITING else order_of(passage).words
    said = (str(PLACES.get(asked.get("where", ""), "")), kinds.get(asked.get("kind", ""), _("every kind")), order)
    return " · ".join(said)


SOON = timedelta(7)


@dataclass(frozen=True, slots=True)
class Begun:
    """What the reader began to write and has not sent: on which page, of which case, and until when it is kept. Without a case
    that the reader has no more there is no way to the page."""

    title: str
    reference: str
    url: str
    at: datetime
    until: date
    is_soon: bool


def begun(passage: Passage) -> list[Begun]:
    """All that the reader began and has not sent; what is removed first comes first. One query, and one more for its cases."""
    held = working_copies_of(passage.actor)
    known = cases_visible_to(passage).filter(pk__in=[one.case_id for one in held if one.case_id])
    references = {case.pk: str(case) for case in known}
    return [_begun(one, references, passage.at) for one in held]


def _begun(held: WorkingCopy, references: Mapping[uuid.UUID, str], at: datetime) -> Begun:
    until = kept_until(timezone.localdate(held.saved_at), settings.WORKING_COPY_DAYS)
    url = address_of(held) if held.case_id is None or held.case_id in references else ""
    reference = references.get(held.case_id, "") if held.case_id else ""
    return Begun(held.title, reference, url, held.begun_at, until, until <= (at + SOON).date())


@dataclass(frozen=True, slots=True)
class Next:
    """One step that is next on a case, and for whom: `tasks` has a line for each child, or one for the family."""

    tasks: tuple[Task, ...]

    @property
    def work(self) -> Work:
        """The first of its lines, which stands for all: they have one holder, and the one waiting longest comes first."""
        return self.tasks[0].work

    @property
    def who(self) -> str:
        """Who has it, or what is waited for."""
        return _("Waiting for %(who)s") % {"who": self.work.who} if self.code else self.work.who

    @property
    def code(self) -> str:
        """Where it is, unless that follows from who has it."""
        return WAITING if self.work.tag == WAITING else ""

    @property
    def is_for_one(self) -> bool:
        """Whether one button leads to all of it."""
        return len(self.tasks) == 1 or self.work.tag == RECORDED

    @property
    def words(self) -> str:
        """What is next, with the child's name where it is for one child."""
        task = self.tasks[0]
        return (
            f"{self.work.next}: {task.name}"
            if self.is_for_one and self.work.child and task.name and self.work.tag != RECORDED
            else self.work.next
        )


def next_on(case: Case, passage: Passage) -> list[Work]:
    """What is next on a case that came through the gate: for this reader first, then who else has it, whoever that is.
    One query."""
    desk = desk_of(passage)
    found = on_case(desk, case) if desk else []
    return found or ([before_others(case)] if steps_of(case)[-1].step == CaseStep.TO_CONFIRM else [])


def steps_next(case: Case, people: Sequence[PersonView], passage: Passage) -> list[Next]:
    """The same step by step, each with the children for whom it is."""
    steps: dict[tuple[str, str, str], list[Task]] = {}
    for work in next_on(case, passage):
        steps.setdefault((work.kind, work.tag, work.who), []).append(_task(work, people, passage.at.date()))
    return [Next(tuple(tasks)) for tasks in steps.values()]


@dataclass(frozen=True, slots=True)
class Match:
    """One line of a search: the person with age, their case, where that is, and in words why they were found. `child` is their
    record where they are a child on that case."""

    found: Found
    child: uuid.UUID | None
    age: str
    council: str
    step: str
    why: str


def matches(found: Sequence[Found], on: date) -> list[Match]:
    """The same as a list shows it. One query."""
    areas, children = load().areas, children_among([one.case for one in found])
    return [
        Match(
            one, children.get((one.case.pk, one.person.id)), one.person.age_on(on),
            areas.get(one.case.area, ""), str(steps_of(one.case)[-1].step.label).capitalize(),
            _("the same number") if one.is_same_number else _("the same name") if one.is_same_name else _("a name like it"),
        )
        for one in found
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Someone who works on a case: name, in which role, for whom, and the number to ring."""

    name: str
    role: str
    agency: str
    phone: str


def team(case: Case, at: datetime) -> list[TeamMember]:
    """Who works on a case now, on both sides of the wall. One query."""
    return [
        TeamMember(
            one.actor.shown_name, str(OPENED_URGENTLY if one.role == URGENT else Role(one.role).label),
            str(one.actor.agency or ""),
            one.actor.phone or (one.actor.agency.phone if one.actor.agency else ""),
        )
        for one in team_of(case, at)
    ]  # fmt: skip


def now_in(case: Case, people: Sequence[object], passage: Passage) -> list[tuple[uuid.UUID, str]]:
    """Where the people of an empty case are now, for the registry, which puts records together. One query, for such a case."""
    if people or passage.side != Side.REGISTRY:
        return []
    return cases_of_people_once_in(case.family_id)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing said about a person, in words, and who says it since when: all who say the same stand on one line."""

    words: str
    sources: tuple[tuple[str, date], ...]  # names of those who said it on a day, and the day


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken as right, in words, and on what that rests."""

    words: str
    settled: Any  # Any: SettledFact, which this part does not write


@dataclass(frozen=True, slots=True)
class Profile:
    """A person of a case with everything that this side's sources say, each beside whoever said it, none preferred."""

    person: PersonView
    age: str
    births: tuple[Fact, ...]
    birth: Taken | None
    names: tuple[Fact, ...]
    references: tuple[Fact, ...]
    facts: tuple[
        tuple[str, str, tuple[Fact, ...], Taken | None], ...
    ]  # what in words, its kind, what is said, what is taken
    homes: tuple[Fact, ...]


def profiles_of(case: Case, on: date) -> list[Profile]:
    """The people of a case as this side may know them, eldest first. Three queries."""
    said, settled = said_about(case.family_id), settled_about(case)
    people = people_of([case]).get(case.family_id, [])
    return [_profile(view, said.get(view.id, []), settled, on) for view in people]


def _profile(
    person: PersonView, said: Sequence[Said], settled: Mapping[tuple[uuid.UUID, str], Any], on: date
) -> Profile:  # Any: as above
    def of(what: str, kind: str = "") -> list[Said]:
        return [one for one in said if one.what == what and kind in ("", one.kind)]

    def taken(kind: str) -> Taken | None:
        one = settled.get((person.id, kind))
        return Taken(said_in_words(kind, one.value, one.earliest, one.latest), one) if one else None

    kinds = [kind for kind in FactKind if kind != FactKind.BIRTH_DATE and of("fact", kind)]
    return Profile(
        person=person, age=person.age_on(on),
        births=_facts((birth_in_words(one.text, one.earliest, one.latest), one) for one in of("birth")),
        birth=taken(FactKind.BIRTH_DATE),
        names=_facts((one.text, one) for one in of("name")),
        references=_facts((f"{ReferenceKind(one.kind).label}: {one.text}", one) for one in of("reference")),
        facts=tuple(
            (str(kind.label), str(kind), _facts((_in_words(one), one) for one in of("fact", kind)), taken(kind))
            for kind in kinds
        ),
        homes=_facts((one.text, one) for one in of("home") if one.text),
    )  # fmt: skip


def _in_words(said: Said) -> str:
    return said_in_words(said.kind, said.text, said.earliest, said.latest)


def _facts(said: Iterable[tuple[str, Said]]) -> tuple[Fact, ...]:
    by_words: dict[str, dict[date, dict[str, None]]] = {}
    for words, one in said:
        by_words.setdefault(words, {}).setdefault(one.on, {})[one.source] = None
    return tuple(
        Fact(words, tuple((" · ".join(sources), day) for day, sources in days.items()))
        for words, days in by_words.items()
    )
