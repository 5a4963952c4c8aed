"""Undoing joins: how long it takes to take one back in a register of the pilot's size, and whether sequences of judging and
taking back end where they began (goal G12; `intake/tests/test_undoing.py` tries them on a small register, with two who judge).

Everything is undone at the end: the register is the same for the next run. So no commit is in the figures (some 2 ms).
"""

import gc
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.practice import beside, say
from benchmarks.table import Table
from kith.access.actions import add_actor, give_role
from kith.access.gate import entered
from kith.access.models import Actor, Agency
from kith.access.queries import actors_with_role
from kith.access.side import side
from kith.access.terms import ActorKind, AgencyKind, Role, Side
from kith.demo.files import make_backlog
from kith.intake.actions import judge_pair, take_back, take_in
from kith.intake.models import CandidatePair, Judgement
from kith.intake.terms import Verdict
from kith.records import new_id
from kith.register.models import Person
from kith.site.cli.intake import own_actor
from kith.verdict import Refused

NAME, SEED, FAMILIES, UNDO_MS, FEWEST = "kith_undo", 63, 1_100, 100, 1_000
SECOND = "Kith, second"


def fill() -> None:
    """Invented files of as many families as the pilot has, taken in."""
    at = timezone.now()
    with tempfile.TemporaryDirectory() as folder:
        make_backlog(Path(folder), seed=SEED, families=FAMILIES)
        by = own_actor(at)
        with side(Side.ACCOUNTS, actor_id=new_id()):
            agency = Agency.objects.get(kind=AgencyKind.KITH)
            second = add_actor(shown_name=SECOND, agency=agency, kind=ActorKind.JOB, by=None, at=at)
            give_role(actor=second, role=Role.REGISTRAR, by=None, at=at)
        with entered(by, "intake.take_in", at=at) as passage:
            take_in(files=sorted(Path(folder).iterdir()), by=passage.actor, at=at)


class Desk:
    """Two registrars, who judge and take back in one transaction that is undone in the end."""

    def __init__(self) -> None:
        self.at = timezone.now()
        self.by = [own_actor(self.at), actors_with_role(Role.REGISTRAR, self.at).get(shown_name=SECOND)]
        self.times: dict[str, list[float]] = {"a join by people": [], "a join by the machine": []}

    def _tick(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def judge(self, pair: CandidatePair, verdict: Verdict, by: Actor) -> Judgement | None:
        try:
            return judge_pair(pair=pair, verdict=verdict, why="", by=by, at=self._tick())
        except Refused:
            return None

    def take_back(self, judgement: Judgement, by: Actor) -> None:
        """Take one back, and note how long it took where it had joined."""
        what = "a join by the machine" if judgement.rule else "a join by people"
        joined = _is_one(judgement)
        began = time.perf_counter()
        take_back(judgement=judgement, by=by, at=self._tick())
        if joined and judgement.verdict == Verdict.SAME:
            self.times[what].append((time.perf_counter() - began) * 1000)


def _is_one(judgement: Judgement) -> bool:
    return Person.objects.filter(pk__in=[judgement.a_id, judgement.b_id]).values("canonical_id").distinct().count() == 1


STATE = """
    select (select md5(string_agg(id::text || canonical_id, '' order by id)) from register_person),
        (select md5(string_agg(person_id::text || family_id || side, '' order by person_id)) from register_familymember
         where until_at is null),
        (select md5(string_agg(concat(id, reference, family_id, side, closed_at), '' order by id)) from register_case),
        (select md5(string_agg(a_id::text || b_id, '' order by a_id, b_id)) from intake_candidatepair where settled_at is null)"""


def state() -> tuple[str, ...]:
    """Who is one person, who is in which family, which cases there are, what waits: each as one print."""
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        return tuple(cursor.fetchone())


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside this block is as if it had not been."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def sequence(desk: Desk, pairs: list[CandidatePair], by: random.Random) -> None:
    """One random sequence of judging and taking back, until nothing of it stands."""
    few, standing = by.sample(pairs, by.randint(1, 4)), list[Judgement]()
    for _ in range(by.randint(2, 8)):
        if standing and by.random() < 0.35:
            desk.take_back(standing.pop(by.randrange(len(standing))), by.choice(desk.by))
            continue
        verdict = Verdict.SAME if by.random() < 0.85 else Verdict.DIFFERENT
        made = desk.judge(by.choice(few), verdict, by.choice(desk.by))
        if made is not None and made not in standing:
            standing.append(made)
    by.shuffle(standing)
    for one in standing:
        desk.take_back(one, by.choice(desk.by))


def _each(many: int, what: str, act: Callable[[int], None]) -> None:
    for n in range(many):
        if n % 100 == 0:
            say(f"  {n} of {many} {what}")
        with undone():
            act(n)


def table(sequences: int) -> Table:
    """The measurement, beside its budgets."""
    with beside(NAME, f"{SEED} {FAMILIES}", fill):
        desk = Desk()
        with entered(desk.by[0], "intake.judge_pair", at=timezone.now()):
            began = state()
            pairs = list(CandidatePair.objects.filter(settled_at__isnull=True).order_by("pk"))
            machines = list(Judgement.objects.exclude(rule="").order_by("pk"))
            chosen = random.Random(SEED).sample(machines, min(len(machines), sequences // 2))
            _each(1, "to begin with", lambda _: desk.take_back(machines[0], desk.by[0]))  # reads what stays read
            desk.times = {what: [] for what in desk.times}
            gc.collect()
            gc.freeze()  # as the service does; and these lists, which no service holds, took 200 ms to look through
            _each(len(chosen), "joins of the machine", lambda n: desk.take_back(chosen[n], desk.by[0]))
            alike = 0

            def try_one(n: int) -> None:
                nonlocal alike
                sequence(desk, pairs, random.Random(n))
                alike += state() == began

            _each(sequences, "sequences", try_one)
            shown = Table(
                "Undoing joins",
                f"{Person.objects.count():,} records of {FAMILIES:,} invented families, {len(machines):,} joins by the machine,"
                f" {len(pairs)} pairs to judge; {sequences:,} random sequences of judging and taking back, in one process, warm.",
                ("What", "How often", "p50 ms", "p95 ms", "Slowest ms", "Budget"),
            )
    for what, times in desk.times.items():
        budget = shown.hold(f"undoing {what}, slowest", max(times), UNDO_MS, "ms")
        high = statistics.quantiles(times, n=20, method="inclusive")[-1]
        shown.add(
            f"undoing {what}", len(times), f"{statistics.median(times):.1f}", f"{high:.1f}", f"{max(times):.1f}", budget
        )
    budget = shown.hold("sequences that end where they began", alike, sequences, at_least=True)
    shown.add("sequences that end where they began", f"{alike:,}", "", "", "", budget)
    return shown
