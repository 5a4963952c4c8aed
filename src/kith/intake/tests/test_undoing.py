"""Whatever is judged, by whom and in which order, and taken back in which order: the register ends where it began.

`KITH_EXAMPLES` says how many random sequences are tried; the deep test tries a thousand (goal G12).
"""

import os
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models import F

from kith.access.gate import entered
from kith.access.side import side
from kith.access.terms import Side
from kith.demo.files import make_backlog
from kith.disclosure.models import Milestone
from kith.intake.actions import judge_pair, take_back, take_in
from kith.intake.models import CandidatePair, Judgement, SourceRow
from kith.intake.terms import Verdict
from kith.register.models import Case, FamilyMember, Person
from kith.verdict import Refused
from tests.factories import LONG_AGO, Cast

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("KITH_EXAMPLES", "12"))
LONGEST = 20  # steps of a sequence, before all of it is taken back
REGISTRARS = ("registrar", "registrar_two")
State = tuple[object, ...]


class Register:
    """Invented families, and two registrars who judge and take back."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.at = LONG_AGO + timedelta(days=1)

    def state(self) -> State:
        """Who is one person, who is in which family and who may know it, which cases there are, what waits, what cases know.
        Not on what evidence somebody came into a family: they may come back on another."""
        with side(Side.REGISTRY, actor_id=self.cast["registrar"].pk):
            told = Milestone.objects.filter(kind__startswith="identity_").order_by("case_id", "at", "id")
            return (
                set(Person.objects.values_list("pk", "canonical_id", "side")),
                set(
                    FamilyMember.objects.filter(until_at__isnull=True).values_list(
                        "person_id", "family_id", "side", "relationship"
                    )
                ),
                set(Case.objects.values_list("pk", "reference", "family_id", "area", "side", "closed_at")),
                set(CandidatePair.objects.filter(settled_at__isnull=True).values_list("a_id", "b_id")),
                dict(told.values_list("case_id", "kind")),
                set(SourceRow.objects.values_list("pk", "person_id", "sha256")),
            )

    def standing(self) -> list[Judgement]:
        """What people judged and nobody took back."""
        with side(Side.REGISTRY, actor_id=self.cast["registrar"].pk):
            said = Judgement.objects.filter(rule="", takes_back__isnull=True, taken_back_by__isnull=True)
            return list(said.order_by("at", "id"))

    def pairs(self) -> list[CandidatePair]:
        with side(Side.REGISTRY, actor_id=self.cast["registrar"].pk):
            return list(CandidatePair.objects.order_by("a_id", "b_id"))

    def judge(self, pair: CandidatePair, verdict: Verdict, name: str) -> bool:
        try:
            with entered(self.cast[name], "intake.judge_pair", at=self._tick()) as passage:
                judge_pair(pair=pair, verdict=verdict, why="", by=passage.actor, at=self.at)
        except Refused:
            return False
        return True

    def take_back(self, judgement: Judgement, name: str) -> None:
        with entered(self.cast[name], "intake.take_back", at=self._tick()) as passage:
            take_back(judgement=judgement, by=passage.actor, at=self.at)

    def _tick(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


@pytest.fixture
def register(cast: Cast, tmp_path: Path) -> Register:
    """Families with the machine's joins among them taken back: each is a pair that people judge."""
    make_backlog(tmp_path, seed=31, families=12)
    with entered(cast["registrar"], "intake.take_in", at=LONG_AGO) as passage:
        take_in(files=sorted(tmp_path.iterdir()), by=passage.actor, at=LONG_AGO)
        joined = list(Judgement.objects.exclude(rule="").order_by("id")[:25])
    made = Register(cast)
    for one in joined:
        made.take_back(one, "registrar")
    assert len(made.pairs()) > 25
    return made


def a_sequence(register: Register, pairs: list[CandidatePair], by: random.Random) -> Iterator[str]:
    """One random sequence of judging and taking back, at the end of which nothing that it judged stands."""
    few = by.sample(pairs, by.randint(1, 6))
    for _ in range(by.randint(2, LONGEST)):
        standing = register.standing()
        if standing and by.random() < 0.35:
            register.take_back(by.choice(standing), by.choice(REGISTRARS))
            yield "taken back"
        else:
            verdict = by.choices((Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE), (8, 2, 1))[0]
            if register.judge(by.choice(few), verdict, by.choice(REGISTRARS)):
                yield verdict
    left = register.standing()
    by.shuffle(left)
    for one in left:
        register.take_back(one, by.choice(REGISTRARS))
        yield "taken back"


def tried(register: Register, sequences: int) -> None:
    began, pairs, moved = register.state(), register.pairs(), 0
    for seed in range(sequences):
        with transaction.atomic():
            steps = []
            for step in a_sequence(register, pairs, random.Random(seed)):
                steps.append(step)
                moved += step == Verdict.SAME and register.state()[0] != began[0]
            assert register.state() == began, (seed, steps)
            transaction.set_rollback(True)  # the next begins with a ledger as short as this one's
    assert moved > sequences, "almost nothing was ever joined"


def test_random_sequences_of_judging_and_taking_back_end_where_they_began(register: Register) -> None:
    tried(register, EXAMPLES)


def test_what_was_judged_and_taken_back_stays_to_be_read(register: Register) -> None:
    pairs = register.pairs()
    list(a_sequence(register, pairs, random.Random(1)))
    with side(Side.REGISTRY, actor_id=register.cast["registrar"].pk):
        said = Judgement.objects.filter(rule="")
        judged = said.filter(takes_back__isnull=True).exclude(pair__isnull=True)
        assert judged.count() == said.filter(takes_back__rule="").count() > 0
        assert not judged.filter(taken_back_by__isnull=True)
        assert not Person.objects.exclude(canonical_id=F("pk")).filter(source_row__isnull=True)


@pytest.mark.deep
def test_a_thousand_random_sequences_end_where_they_began(register: Register) -> None:
    tried(register, 1_000)
