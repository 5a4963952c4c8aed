"""One family on its way: what its steps need to know of each other, and the gate that everyone passes on its case."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.db import connection

from kith.access import audit
from kith.access.gate import note_refusal
from kith.access.models import Actor
from kith.access.terms import Outcome
from kith.demo import words
from kith.demo.cast import COUNCILS, Cast
from kith.demo.plan import Step, Story
from kith.protocol.pack import load
from kith.register.gate import on_case_entered
from kith.register.models import Case
from kith.register.queries import PersonView
from kith.review.models import Review
from kith.verdict import Refused

PACK = load()
MINUTE = timedelta(minutes=1)
WITH_FILES = 150  # the first so many families
Job = Callable[[datetime], int]


@dataclass(slots=True)
class Family:
    """A family with its story. `children` are all that the registrar confirmed, `seen` those whom the decision side knows."""

    cast: Cast
    make_letters: Job  # the job that makes them in service
    case: Case
    story: Story
    days: Mapping[Step, datetime]
    now: datetime
    rng: Random
    children: list[tuple[uuid.UUID, words.Child]] = field(default_factory=list)
    seen: list[tuple[uuid.UUID, words.Child]] = field(default_factory=list)
    household: words.Household | None = None  # as the decision side knows it
    coordinator: Actor | None = None
    lead: Actor | None = None
    officer: Actor | None = None
    assessor: Actor | None = None
    second: Actor | None = None
    review: Review | None = None
    has_drawing: bool = False  # it crossed with a report

    @property
    def adds_files(self) -> bool:
        """Whether files are added on its way: on that of some, so that the demo is as quick as without."""
        return int(self.case.reference.rpartition("-")[2]) <= WITH_FILES

    @contextmanager
    def at_desk(self, actor: Actor, permission: str, when: Step | datetime) -> Iterator[datetime]:
        """Pass the gate of the case as its page does, the opening written down; gives the moment, of a step or as said."""
        at = self.days[when] if isinstance(when, Step) else when
        with on_case_entered(actor, permission, self.case.pk, at=self.now):
            audit.record(permission, by=actor, at=at - MINUTE, case=self.case.pk, outcome=Outcome.OPENED)
            yield at

    def tried(self, actor: Actor, permission: str, step: Step, verb: Callable[[datetime], object]) -> None:
        """Try what cannot be done yet, as people do: the refusal is written down as the gate of a page does it."""
        codes: list[str] = []
        with self.at_desk(actor, permission, step) as at:
            try:
                with undone_alone():
                    verb(at + MINUTE)
            except Refused as refused:
                codes = [obstacle.code for obstacle in refused.obstacles]
        if codes:
            note_refusal(actor, permission, self.days[step] + MINUTE, codes, self.case.pk)


@contextmanager
def undone_alone() -> Iterator[None]:
    """What is refused in here is undone by itself, also where a family's work is one transaction without savepoints."""
    features = connection.features
    before, features.uses_savepoints = features.uses_savepoints, True
    try:
        yield
    finally:
        features.uses_savepoints = before


def told_of(family: Family, child: uuid.UUID, view: PersonView | None) -> words.Child:
    """What invented texts may know about a child: the name that the reader's side knows, and the same life each time."""
    rng = Random(f"{family.case.reference} {child}")
    age = int(((view.age_on(family.days[Step.CONFIRMED].date()) if view else "") or "8").split()[0])
    called = view.name.split()[0].title() if view and view.name else "the child"
    years = rng.randint(3, 9)
    return words.about_child(rng, called, max(age, 0), years_here=years, is_born_here=age < years)


def household_of(family: Family, people: list[PersonView], children: list[words.Child]) -> words.Household:
    """The same of a family."""
    on = family.days[Step.CONFIRMED].date()
    adults = tuple(p.name.split()[0] for p in people if not p.is_child_on(on) and p.name)
    years = Random(family.case.reference).randint(3, 9)
    return words.Household(adults[:2], tuple(children), years, COUNCILS[family.case.area].town)
