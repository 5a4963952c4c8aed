"""Verbs of what sources say differently: which of it is taken as right, and that it is not any more."""

import uuid
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from kith.access import audit
from kith.access.models import Actor
from kith.records import Stale, id_of_sending
from kith.register import rules
from kith.register.gate import hold_case
from kith.register.models import Case, SettledFact
from kith.register.settled import readings_of, settled_fact
from kith.register.terms import DAYS, FactKind
from kith.verdict import refuse_if


@dataclass(frozen=True, slots=True)
class Settled:
    """What is taken as right, in words; where it is a day, its first and last reading; and on what that rests."""

    value: str
    earliest: date | None
    latest: date | None
    sureness: str
    document: str
    seen_on: date | None
    why: str


@transaction.atomic
def settle_fact(
    *, case: Case, person: uuid.UUID, kind: FactKind, said: Settled, after: uuid.UUID | None,
    sending: uuid.UUID | None = None, by: Actor, at: datetime,
) -> SettledFact:  # fmt: skip
    """Write down what is taken as right of one kind of fact about somebody of the family, with document and reason.
    `after` is the one that the writer saw. What the sources say stays.

    Refused as `rules.obstacles_to_settling` says, and where no source says anything of this kind. Raises `Stale`
    where somebody settled it meanwhile.
    """
    hold_case(case.pk)
    pk = id_of_sending(by.pk, sending, person, kind, *asdict(said).values())
    if held := SettledFact.objects.filter(pk=pk).first():
        return held
    readings = readings_of(case, person, kind)
    refuse_if(rules.obstacles_to_settling(
        readings=readings, value=said.value, sureness=said.sureness, document=said.document, seen_on=said.seen_on,
        why=said.why, today=timezone.localdate(at), is_day=kind in DAYS, is_read=said.earliest is not None,
    ))  # fmt: skip
    last = settled_fact(case, person, kind)
    if last is not None and last.pk != after:
        raise Stale(last)
    key = rules.reading_key(said.value, said.earliest, said.latest)
    fact = SettledFact.objects.create(
        id=pk, case=case, person_id=person, kind=kind, side=rules.side_of_settled(key, readings), **asdict(said),
        by=by, at=at,
    )  # fmt: skip
    audit.record("register.fact_settled", by=by, at=at, subject=fact.pk, case=case.pk, shown=[person], codes=[kind])
    return fact


@transaction.atomic
def take_back_settled(*, settled: SettledFact, why: str, by: Actor, at: datetime) -> SettledFact:
    """Write down that it is not taken as right any more, and why: all sources stand side by side again. Twice is once.

    Refused without a reason.
    """
    hold_case(settled.case_id)
    if held := SettledFact.objects.filter(takes_back=settled).first():
        return held
    refuse_if(rules.obstacles_to_opening_again(why))
    back = SettledFact.objects.create(
        case_id=settled.case_id, person_id=settled.person_id, kind=settled.kind, side=settled.side, value=settled.value,
        sureness=settled.sureness, why=why.strip(), takes_back=settled, by=by, at=at,
    )  # fmt: skip
    audit.record(
        "register.fact_opened_again", by=by, at=at, subject=settled.pk, case=settled.case_id, shown=[settled.person_id],
        codes=[settled.kind],
    )  # fmt: skip
    return back
