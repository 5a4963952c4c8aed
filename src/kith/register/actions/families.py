"""Verbs of people as recorded, families as assembled, cases as opened and confirmed."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import F

from kith.access import audit
from kith.access.models import Actor
from kith.access.side import hold
from kith.access.terms import FactSide, Side
from kith.records import new_id, pour
from kith.register import rules
from kith.register.gate import hold_case, hold_crossing_of
from kith.register.homes import families_going_on, held_families
from kith.register.models import (
    Case,
    CaseChild,
    CaseState,
    CaseTeamMember,
    Family,
    FamilyMember,
    NotAChild,
    Person,
    PersonFact,
    PersonName,
    PersonReference,
    Residence,
    SearchKey,
    SourceRecord,
)
from kith.register.terms import CaseStep, NameKind
from kith.register.unlisted import may_be_children
from kith.verdict import refuse_if

CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class NewName:
    """A name as one row gives it."""

    kind: NameKind
    text: str
    side: str
    given: str = ""
    family: str = ""


@dataclass(frozen=True, slots=True)
class NewFact:
    """A fact as one row gives it; dates with the range of their plausible readings."""

    kind: str
    value: str
    side: str
    earliest: date | None = None
    latest: date | None = None


@dataclass(frozen=True, slots=True)
class NewResidence:
    """An address as one row gives it."""

    side: str
    address: str = ""
    town: str = ""
    postcode: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Everything that one row says about a person, each part with its side. `side` is that of the source."""

    side: str
    source: str
    names: Sequence[NewName] = ()
    references: Sequence[tuple[str, str, str]] = ()  # kind, value, side
    facts: Sequence[NewFact] = ()
    residences: Sequence[NewResidence] = ()
    search_keys: Sequence[tuple[str, str, str]] = ()  # key, shown, side
    record: SourceRecord | None = None
    id: uuid.UUID = field(default_factory=new_id)


@transaction.atomic
def record_people(*, people: Sequence[NewPerson], by: Actor, at: datetime) -> list[uuid.UUID]:
    """Record one Person per row with what the row says, each beside its side. Returns their ids in order."""
    pour(Person, ({"id": p.id, "canonical_id": p.id, "side": p.side, "recorded_at": at} for p in people))
    pour(
        PersonName,
        (
            _said(p, n.side, at) | {"kind": n.kind, "text": n.text, "given": n.given, "family": n.family}
            for p in people
            for n in p.names
        ),
    )
    pour(
        PersonReference,
        (_said(p, side, at) | {"kind": kind, "value": value} for p in people for kind, value, side in p.references),
    )
    pour(
        PersonFact,
        (
            _said(p, f.side, at) | {"kind": f.kind, "value": f.value, "earliest": f.earliest, "latest": f.latest}
            for p in people
            for f in p.facts
        ),
    )
    pour(
        Residence,
        (
            _said(p, r.side, at) | {"address": r.address, "town": r.town, "postcode": r.postcode, "area": r.area}
            for p in people
            for r in p.residences
        ),
    )
    pour(
        SearchKey,
        (
            {"person_id": p.id, "key": key, "shown": shown, "side": side}
            for p in people
            for key, shown, side in p.search_keys
        ),
    )
    _add(SourceRecord, (p.record for p in people if p.record is not None))
    audit.record("register.people_recorded", by=by, at=at, codes=[str(len(people))])
    return [p.id for p in people]


def _said(person: NewPerson, side: str, at: datetime) -> dict[str, object]:
    """The columns that every fact has: whom it is about, whose it is, who said it, when."""
    return {"id": new_id(), "person_id": person.id, "side": side, "source": person.source, "said_at": at}


def _add(table: type, rows: Iterable[object]) -> None:
    table._base_manager.bulk_create(list(rows), batch_size=CHUNK)  # type: ignore[attr-defined]  # any model class


@dataclass(frozen=True, slots=True)
class NewMember:
    """That a recorded person belongs to a family, and the evidence in words."""

    person: uuid.UUID
    side: str
    why: str
    relationship: str = ""


@transaction.atomic
def assemble_families(*, families: Sequence[Sequence[NewMember]], by: Actor, at: datetime) -> list[Family]:
    """Make families of recorded people. A person already in one leaves it now: joining and parting move no other row."""
    people = [member.person for family in families for member in family]
    FamilyMember.objects.filter(person_id__in=people, until_at__isnull=True).update(until_at=at)
    made = [Family(made_at=at) for _ in families]
    _add(Family, made)
    pour(
        FamilyMember,
        (_member(family.pk, m, at) for family, members in zip(made, families, strict=True) for m in members),
    )
    audit.record("register.families_assembled", by=by, at=at, codes=[str(len(made))])
    return made


@dataclass(frozen=True, slots=True)
class FamilyPlan:
    """Who belongs together by the evidence now, and the council's area that would look after a new case."""

    members: Sequence[NewMember]
    area: str


@dataclass(frozen=True, slots=True)
class Arranged:
    """What an arrangement changed: cases opened, people who changed family, families that nobody belongs to any more."""

    opened: tuple[Case, ...]
    moved: int
    left_behind: tuple[uuid.UUID, ...]


@transaction.atomic
def arrange_families(
    *, plans: Sequence[FamilyPlan], going_on: Sequence[uuid.UUID | None] | None = None, by: Actor, at: datetime
) -> Arranged:
    """Make families as the evidence says now. A family that has a case keeps it; a new family gets one. `going_on` says as which
    family each goes on (None: a new one), where that was worked out before (`homes.staying`).

    Where families come together the one with the older case stays. The other case stays open with nobody in it, which
    is a task for a registrar (`unlisted.cases_left_behind`) and never an error. `plans` must hold everyone whom they
    touch: all who are, or were first, in a family of someone in them.
    """
    people = [member.person for plan in plans for member in plan.members]
    held = held_families(people)
    current = held.current
    kept = going_on or families_going_on([[m.person for m in plan.members] for plan in plans], held)
    made = [Family(made_at=at) for family in kept if family is None]
    _add(Family, made)
    fresh = iter(made)
    homes = [family or next(fresh).pk for family in kept]
    arriving = [
        (home, member)
        for home, plan in zip(homes, plans, strict=True)
        for member in plan.members
        if current.get(member.person) != home
    ]
    moving = [member.person for _, member in arriving if member.person in current]
    FamilyMember.objects.filter(person_id__in=moving, until_at__isnull=True).update(until_at=at)
    pour(FamilyMember, (_member(home, member, at) for home, member in arriving))
    _let_know(
        held.side,
        [m for home, plan in zip(homes, plans, strict=True) for m in plan.members if current.get(m.person) == home],
    )
    areas = {home: plan.area for home, plan in zip(homes, plans, strict=True)}
    cases = open_cases(families=[(family, areas[family.pk]) for family in made], by=by, at=at) if made else []
    _let_know_of_cases(homes, plans)
    left = {current[person] for person in moving} - set(homes)
    audit.record("register.families_arranged", by=by, at=at, codes=[str(len(made)), str(len(moving)), str(len(left))])
    return Arranged(tuple(cases), len(moving), tuple(sorted(left)))


def _let_know_of_cases(homes: Sequence[uuid.UUID], plans: Sequence[FamilyPlan]) -> None:
    """Say on each case whether the decision side may know of it: it does where one of its own rows names somebody of the
    family. A case that it has worked on stays known to it."""
    known = {
        home for home, plan in zip(homes, plans, strict=True) if any(m.side != FactSide.WELFARE for m in plan.members)
    }
    worked_on = CaseState.objects.filter(step__in=(CaseStep.UNDER_REVIEW, CaseStep.DECIDED)).values("case_id")
    hidden = Case.objects.filter(family_id__in=set(homes) - known, side=FactSide.COMMON).exclude(pk__in=worked_on)
    hidden.update(side=FactSide.WELFARE, version=F("version") + 1)
    shown = Case.objects.filter(family_id__in=known, side=FactSide.WELFARE)
    shown.update(side=FactSide.COMMON, version=F("version") + 1)


def _let_know(side: Mapping[uuid.UUID, str], staying: Sequence[NewMember]) -> None:
    """Where somebody stays, but who may know of the tie has changed with the evidence, say so on their row."""
    for whose in FactSide.values:
        turned = [m.person for m in staying if m.side == whose != side[m.person]]
        FamilyMember.objects.filter(person_id__in=turned, until_at__isnull=True).update(
            side=whose, version=F("version") + 1
        )


def _member(family: uuid.UUID, member: NewMember, at: datetime) -> dict[str, object]:
    return {
        "id": new_id(), "version": 1, "family_id": family, "person_id": member.person, "side": member.side,
        "relationship": member.relationship[:60], "why": member.why[:300], "from_at": at,
    }  # fmt: skip


@transaction.atomic
def open_cases(*, families: Sequence[tuple[Family, str]], by: Actor, at: datetime) -> list[Case]:
    """Open a case for each family, with the council's area that looks after it; references follow one another."""
    hold("case references")
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(substring(reference from 4)::int), 0) from register_case")
        last: int = cursor.fetchone()[0]
    cases = [
        Case(reference=f"KI-{last + place:04d}", family=family, area=area, opened_at=at)
        for place, (family, area) in enumerate(families, 1)
    ]
    _add(Case, cases)
    _add(CaseState, (CaseState(case=case, step=CaseStep.TO_CONFIRM, by=by, at=at) for case in cases))
    audit.record("register.cases_opened", by=by, at=at, codes=[str(len(cases))])
    return cases


@transaction.atomic
def confirm_family(*, case: Case, children: Sequence[uuid.UUID], by: Actor, at: datetime) -> CaseState:
    """The registrar confirms who belongs to the family and which of them are children. From here welfare takes over.

    Refused where it was confirmed before. A child whom only the children's side's files name is welfare's alone. Of a
    child's rows the canonical one is listed, so that no row of the children's side stands on a list that both sides read.
    """
    hold_case(case.pk)
    hold_crossing_of(case.pk)
    taken = CaseState.objects.filter(case=case).values_list("step", flat=True)
    held = Case.objects.select_for_update(of=("self",), no_key=True).get(
        pk=case.pk
    )  # a batch may be taken back meanwhile
    refuse_if(rules.obstacles_to_confirming(str(case), taken, is_closed=held.closed_at is not None))
    _add_children(case, children, at)
    state = CaseState.objects.create(case=case, step=CaseStep.CONFIRMED, by=by, at=at)
    audit.record("register.family_confirmed", by=by, at=at, subject=state.pk, case=case.pk, shown=children)
    return state


def _add_children(case: Case, children: Sequence[uuid.UUID], at: datetime) -> None:
    """Whom the Home Office's list or its contractor names, both sides must know of: someone has to be appointed."""
    canonical = dict(Person.objects.filter(pk__in=children).values_list("pk", "canonical_id"))
    sides: dict[uuid.UUID, set[str]] = defaultdict(set)
    for person, its_side in Person.objects.filter(canonical_id__in=canonical.values()).values_list(
        "canonical_id", "side"
    ):
        sides[person].add(its_side)
    alone = {person for person, whose in sides.items() if whose == {FactSide.WELFARE}}
    _add(
        CaseChild,
        (
            CaseChild(
                case=case, person_id=child, from_at=at, side=FactSide.WELFARE if child in alone else FactSide.COMMON
            )
            for child in dict.fromkeys(canonical[child] for child in children)
        ),
    )


@transaction.atomic
def say_who_is_a_child(
    *, case: Case, children: Sequence[uuid.UUID], adults: Mapping[uuid.UUID, str], by: Actor, at: datetime
) -> None:
    """Say of several people at once who is a child and (with the reason for each) who is an adult; all of it or nothing.

    Refused as `list_children` and `say_not_a_child` are.
    """
    if children:
        list_children(case=case, children=children, by=by, at=at)
    for person, why in adults.items():
        say_not_a_child(case=case, person=person, why=why, by=by, at=at)


@transaction.atomic
def list_children(*, case: Case, children: Sequence[uuid.UUID], by: Actor, at: datetime) -> None:
    """Put people of a confirmed family on the list of its children: who came to it since, or was left off.

    Refused for anyone who does not wait for this word (`unlisted.may_be_children`).
    """
    hold_case(case.pk)
    hold_crossing_of(case.pk)
    refuse_if(rules.obstacles_to_saying_who_is_a_child(children, _waiting(case)))
    _add_children(case, children, at)
    audit.record("register.children_listed", by=by, at=at, case=case.pk, shown=children)


@transaction.atomic
def say_not_a_child(*, case: Case, person: uuid.UUID, why: str, by: Actor, at: datetime) -> NotAChild:
    """One registrar's word that somebody of the family is an adult, with the reason. It counts when another says so, too;
    the same word twice is once. Refused without a reason, and for anyone who does not wait for this word."""
    hold_case(case.pk)
    said = NotAChild.objects.filter(case=case, person__canonical_id=person, by=by).first()
    if said is None:
        refuse_if(rules.obstacles_to_saying_who_is_a_child([person], _waiting(case), why=why))
        said = NotAChild.objects.create(case=case, person_id=person, why=why.strip(), by=by, at=at)
        audit.record("register.said_not_a_child", by=by, at=at, subject=said.pk, case=case.pk, shown=[person])
    return said


def _waiting(case: Case) -> set[uuid.UUID]:
    return {one.id for one in may_be_children(case)}


@transaction.atomic
def reach_step(*, case: Case, step: CaseStep, is_anew: bool = False, by: Actor, at: datetime) -> CaseState:
    """Note that a case has reached a step (the decision side: under review, decided, ended). Twice in a row is once, but
    where it `is_anew` (a notice was handed over once more: the days count from there); a case that was decided or had ended
    and is looked at again is under review again."""
    state = CaseState.objects.filter(case=case).order_by("-at", "-id").first()
    if is_anew or state is None or state.step != step:
        state = CaseState.objects.create(case=case, step=step, by=by, at=at)
        audit.record("register.step_reached", by=by, at=at, subject=state.pk, case=case.pk, codes=[step])
    return state


@transaction.atomic
def join_team(
    *, case: Case, actor: Actor, side: Side, role: str, time: tuple[datetime, datetime] | None = None, by: Actor, at: datetime
) -> CaseTeamMember:  # fmt: skip
    """Put someone on the case's team from now on, or for a `time` that ends by itself; in the same transaction as the
    appointment, allocation or cover behind it."""
    (begins, ends), member = time or (at, None), None
    if time is None:
        team = CaseTeamMember.objects.filter(case=case, actor=actor, side=side, role=role, until_at__isnull=True)
        member = team.first()
    if member is None:
        member = CaseTeamMember.objects.create(
            case=case, actor=actor, side=side, role=role, from_at=begins, until_at=ends
        )
        audit.record("register.team_joined", by=by, at=at, subject=member.pk, case=case.pk, codes=[role])
    return member
