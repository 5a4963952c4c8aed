"""Reading the register: who may see which case, and who its people are, as this side may know them."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat, JSONObject
from django.utils import timezone

from kith.access.gate import Passage
from kith.access.models import Disposal
from kith.access.statements import kept
from kith.access.terms import ROLES_BY_AREA
from kith.register import rules
from kith.register.models import (
    Case,
    CaseChild,
    CaseState,
    CaseTeamMember,
    FamilyMember,
    Person,
    PersonFact,
    PersonName,
    PersonReference,
    Residence,
)
from kith.register.terms import READS_RESULT, RECORDED_AS, CaseStep, FactKind, NameKind


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person of a family as one side may show them: names first as given, in own script where there is one.

    `id` is the canonical person's; `recorded_ids` are the persons as first recorded, to which notes stay attached.
    """

    id: uuid.UUID
    recorded_ids: tuple[uuid.UUID, ...]
    name: str
    other_names: tuple[str, ...]
    births: tuple[tuple[str, date | None, date | None], ...]  # as given, earliest and latest reading
    relationship: str

    def age_on(self, day: date) -> str:
        """The age in words: "9", "8 or 9" where the date is not sure, empty where nothing is known."""
        known = [(first, last) for _, first, last in self.births if first and last]
        if not known:
            return ""
        ages = sorted({_years(born, day) for reading in known for born in reading})
        if len(ages) == 1:
            return str(ages[0])
        return f"{ages[0]} {'or' if ages[-1] - ages[0] == 1 else 'to'} {ages[-1]}"

    def is_child_on(self, day: date) -> bool:
        """Under 18 by at least one reading of one date: in doubt, a child (treated as a child until shown otherwise)."""
        return any(latest and _years(latest, day) < 18 for _, _, latest in self.births)


def _years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def cases_visible_to(passage: Passage) -> QuerySet[Case]:
    """The cases this role of this person may see now: by area for some roles, and for all by the case's team.

    The row policy `cases_in_sight` says the same; a test compares the two for every role.
    """
    areas = passage.areas if passage.role in ROLES_BY_AREA else ()
    return Case.objects.all() if "" in areas else _sight(passage.actor.pk, passage.side, passage.at, areas)


def _sight(actor: uuid.UUID, side: str, at: datetime, areas: Iterable[str] = ()) -> QuerySet[Case]:
    now = Q(until_at__isnull=True) | Q(until_at__gt=at)
    team = CaseTeamMember.objects.filter(now, actor=actor, side=side, from_at__lte=at)
    mine = Q(pk__in=team.values("case_id"))
    return Case.objects.filter(mine | Q(area__in=areas) if areas else mine)


def case_in_sight(passage: Passage, case: uuid.UUID) -> Case | None:
    """One of the cases that `cases_visible_to` gives, with its family and its steps (`steps_of`). One query."""
    who = passage.actor.pk, passage.side, passage.at
    if passage.role not in ROLES_BY_AREA:
        found = _case_on_team(case, *who)
    elif "" in passage.areas:
        found = _case_anywhere(case)
    else:
        found = _case_of_areas(case, list(passage.areas), *who)
    return found[0] if found else None


@kept
def _case_on_team(case: uuid.UUID, actor: uuid.UUID, side: str, at: datetime) -> QuerySet[Case]:
    return _whole(_sight(actor, side, at)).filter(pk=case)


@kept
def _case_of_areas(case: uuid.UUID, areas: list[str], actor: uuid.UUID, side: str, at: datetime) -> QuerySet[Case]:
    return _whole(_sight(actor, side, at, areas)).filter(pk=case)


@kept
def _case_anywhere(case: uuid.UUID) -> QuerySet[Case]:
    return _whole(Case.objects.all()).filter(pk=case)


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step that a case has reached, and who took it."""

    step: CaseStep
    at: datetime
    by: str


def _whole(cases: QuerySet[Case]) -> QuerySet[Case]:  # with whether this side disposed of anything of it
    gone = Exists(Disposal.objects.filter(case_id=OuterRef("pk"), certificate_of__isnull=False))
    return with_steps(cases).select_related("family").annotate(has_gone=gone)


def with_steps(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The same cases, each with the steps that it has taken: `steps_of` reads them without another query."""
    taken = CaseState.objects.filter(case=OuterRef("pk")).order_by("at", "id")
    return cases.annotate(steps=ArraySubquery(taken.values(said=JSONObject(step="step", at="at", by="by__shown_name"))))


def steps_of(case: Case) -> tuple[StepTaken, ...]:
    """The steps of a case that came through `with_steps` (the gate's does), oldest first. No query."""
    said: list[dict[str, str]] = case.steps  # type: ignore[attr-defined]  # annotated by with_steps
    return tuple(StepTaken(CaseStep(s["step"]), datetime.fromisoformat(s["at"]), s["by"]) for s in said)


def last_step(case: str = "pk") -> Subquery:
    """Where a case is: the step it took last, for a query's column `case`."""
    return Subquery(CaseState.objects.filter(case=OuterRef(case)).order_by("-at", "-id").values("step")[:1])


def team_of(case: Case, at: datetime) -> QuerySet[CaseTeamMember]:
    """Who works on a case now, on the side that asks and on the other, by role and name; not who only reads a result."""
    now = Q(until_at__isnull=True) | Q(until_at__gt=at)
    return (
        CaseTeamMember.objects.filter(now, case=case)
        .exclude(role=READS_RESULT)
        .select_related("actor__agency")
        .order_by("role", "actor__shown_name")
    )


def people_of(cases: Iterable[Case]) -> dict[uuid.UUID, list[PersonView]]:
    """The people of each family as this side knows them, by family id, oldest first. One query, whatever the number."""
    return people_of_families([case.family_id for case in cases])


def people_of_families(families: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[PersonView]]:
    """The same by family."""
    wanted = list(families)
    return _people(_members_of_family(wanted[0]) if len(wanted) == 1 else _members_of_families(wanted))


@kept
def _members_of_family(family: uuid.UUID) -> "QuerySet[Any, Any]":  # Any: named tuples
    return _named(FamilyMember.objects.filter(family_id=family, until_at__isnull=True))


@kept
def _members_of_families(families: list[uuid.UUID]) -> "QuerySet[Any, Any]":  # Any: named tuples
    return _named(FamilyMember.objects.filter(family_id__in=families, until_at__isnull=True))


_NAMES = PersonName.objects.filter(person=OuterRef("person_id")).order_by("said_at", "source", "id")
_BIRTHS = PersonFact.objects.filter(person=OuterRef("person_id"), kind=FactKind.BIRTH_DATE).order_by(
    "said_at", "source", "id"
)


def _views(members: QuerySet[FamilyMember], *, nameless: bool = False) -> dict[uuid.UUID, list[PersonView]]:
    return _people(_named(members), nameless=nameless)


def _named(members: QuerySet[FamilyMember]) -> "QuerySet[Any, Any]":  # Any: named tuples
    return (
        members.annotate(
            canonical_id=F("person__canonical_id"),
            names=ArraySubquery(_NAMES.values(said=JSONObject(kind="kind", text="text"))),
            births=ArraySubquery(_BIRTHS.values(said=JSONObject(value="value", earliest="earliest", latest="latest"))),
        )
        .order_by("family_id", "person_id")
        .values_list("family_id", "canonical_id", "person_id", "relationship", "names", "births", named=True)
    )


def _people(rows: Iterable[Any], *, nameless: bool = False) -> dict[uuid.UUID, list[PersonView]]:  # Any: named tuples
    people: dict[uuid.UUID, dict[uuid.UUID, list[Any]]] = defaultdict(lambda: defaultdict(list))  # Any: named tuples
    for row in rows:
        people[row.family_id][row.canonical_id].append(row)
    return {
        family: sorted(
            # Of whom a side may know no name it knows nothing: they are people of the other side's rows alone.
            (view for person, said in members.items() if (view := _view(person, said)).name or nameless),
            key=lambda view: (min((e for _, e, _ in view.births if e), default=date.max), view.id),
        )
        for family, members in people.items()
    }


def _view(person: uuid.UUID, rows: Sequence[Any]) -> PersonView:  # Any: named tuples of `_views`
    said = [name for row in rows for name in row.names]
    latin = rules.best_read([n["text"] for n in said if n["kind"] != NameKind.OWN_SCRIPT])
    own = [n["text"] for n in said if n["kind"] == NameKind.OWN_SCRIPT]
    shown = latin[0] if latin else own[0] if own else ""
    return PersonView(
        id=person,
        recorded_ids=tuple(row.person_id for row in rows),
        name=shown,
        other_names=tuple(dict.fromkeys(text for text in [*own, *latin] if text != shown)),
        births=tuple(
            dict.fromkeys((b["value"], _day(b["earliest"]), _day(b["latest"])) for row in rows for b in row.births)
        ),
        relationship=recorded_as(
            FactKind.RELATIONSHIP, next((row.relationship for row in rows if row.relationship), "")
        ),
    )


def recorded_as(kind: str, text: str) -> str:
    """What an office's code means, in words; anything else as it was given."""
    return str(RECORDED_AS.get((kind, text.strip().lower()), text))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a source says about a person: what (a code), of which kind, in which words, since when it is held."""

    what: str  # name, birth, reference, fact, home
    kind: str
    text: str
    source: str
    on: date
    earliest: date | None = None
    latest: date | None = None


def said_about(family: uuid.UUID) -> dict[uuid.UUID, list[Said]]:
    """Everything that this side's sources say about the people of a family now, by canonical person, oldest first: names,
    dates, numbers, other facts and addresses, each beside whoever said it. One query."""
    members = FamilyMember.objects.filter(family=family, until_at__isnull=True).values("person_id")
    address = Concat("address", Value(", "), "town", Value(", "), "postcode")
    parts = [
        _said("name", PersonName, members, F("kind"), F("text")),
        _said("reference", PersonReference, members, F("kind"), F("value")),
        _said("birth", PersonFact, members, F("kind"), F("value"), kind=FactKind.BIRTH_DATE),
        _said("fact", PersonFact, members, F("kind"), F("value")).exclude(kind=FactKind.BIRTH_DATE),
        _said("home", Residence, members, Value(""), address),
    ]
    found: dict[uuid.UUID, list[Said]] = defaultdict(list)
    for person, what, kind, text, source, at, earliest, latest in parts[0].union(*parts[1:], all=True):
        said = Said(
            what, kind, text.strip(" ,").replace(", , ", ", "), source, timezone.localdate(at), earliest, latest
        )
        found[person].append(said)
    return {person: sorted(rows, key=lambda one: (one.on, one.source, one.text)) for person, rows in found.items()}


def sources_naming(family: uuid.UUID) -> set[str]:
    """The sources of which this side knows that they name somebody of a family now. One query."""
    members = FamilyMember.objects.filter(family=family, until_at__isnull=True).values("person_id")
    return set(PersonName.objects.filter(person_id__in=members).order_by().values_list("source", flat=True).distinct())


def _said(
    what: str, table: Any, members: QuerySet[Any], kind_of: Any, text: Any, **only: str
) -> QuerySet[Any]:  # Any: tables of facts, and expressions
    dates: tuple[Any, Any] = ("earliest", "latest") if table is PersonFact else (Value(None), Value(None))
    given = {"person_key": F("person__canonical_id"), "what": Value(what), "kind_said": kind_of, "text_said": text}
    bounds = {name: Cast(column, DateField()) for name, column in zip(("first_day", "last_day"), dates, strict=True)}
    rows: QuerySet[Any] = table._base_manager.filter(person_id__in=members, **only).order_by()
    said: QuerySet[Any] = rows.annotate(**given, **bounds).values_list(
        "person_key", "what", "kind_said", "text_said", "source", "said_at", "first_day", "last_day"
    )
    return said


def canonical_of(person: uuid.UUID) -> Subquery:
    """The canonical person of a recorded one, inside another statement: what is attached to any of their records is theirs."""
    return Subquery(Person.objects.filter(pk=person).values("canonical_id")[:1])


def names_of(recorded: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """How each person is shown in a list, of all names that this side knows of any of their records. One query."""
    said = PersonName.objects.filter(person__canonical_id=OuterRef("canonical_id")).order_by("said_at", "source", "id")
    people = Person.objects.filter(pk__in=list(recorded)).annotate(said=ArraySubquery(said.values("text")))
    return {person: rules.best_read(texts)[0] for person, texts in people.values_list("pk", "said") if texts}


def first_name(person: str = "person_id") -> Subquery:
    """How a person as recorded is shown in a list: the first name said of them, for a query's column `person`."""
    said = PersonName.objects.filter(person=OuterRef(person)).order_by("said_at", "source", "id")
    return Subquery(said.values("text")[:1])


MOST = 200  # more than these register_find does not give: whoever needs more writes more of the name
SAME_NUMBER, SAME_NAME = 2.0, 0.999  # how like register_find finds the same number, and a name of the same sound


@dataclass(frozen=True, slots=True)
class Found:
    """A person who may be the one looked for, with the case they belong to, and what matched as it was given."""

    person: PersonView
    case: Case
    shown: str
    likeness: float

    @property
    def is_same_number(self) -> bool:
        """A number or reference that is exactly the one asked for."""
        return self.likeness >= SAME_NUMBER

    @property
    def is_same_name(self) -> bool:
        """A name that sounds exactly like the one asked for."""
        return self.likeness >= SAME_NAME


@dataclass(frozen=True, slots=True)
class Search:
    """What was found: how many in all (at most `MOST`), one page of them, and the one case that a number typed whole means."""

    count: int
    found: tuple[Found, ...]
    only_case: uuid.UUID | None


def find(words: str, passage: Passage, *, limit: int = 25, offset: int = 0) -> Search:
    """Whoever is like `words` (a name in any script and spelling, or a number) among all whom the asker may see.

    Likest first, a number that is the same before all names. Three queries, whatever the size of the register.
    """
    asked = words.strip()[:200]
    folded, number = rules.fold(asked), rules.reference_key(asked)
    if not folded and not number:
        return Search(0, (), None)
    with connection.cursor() as cursor:
        cursor.execute(
            "select person, case_id, shown, likeness from register_find(%s, %s, %s, %s, %s)",
            [folded, rules.bones(asked), number, rules.case_reference(asked), MOST],
        )
        hits = cursor.fetchall()
    page = hits[offset : offset + limit]
    cases = with_steps(cases_visible_to(passage)).in_bulk([case for _, case, _, _ in page])
    people = {
        view.id: view
        for views in _views(_members_of([hit[0] for hit in page]), nameless=True).values()
        for view in views
    }
    meant = {case for _, case, _, likeness in hits if likeness >= SAME_NUMBER}
    return Search(
        len(hits),
        tuple(
            Found(people[person], cases[case], shown, likeness)
            for person, case, shown, likeness in page
            if person in people and case in cases
        ),
        meant.pop() if len(meant) == 1 else None,
    )


def _members_of(canonical: Sequence[uuid.UUID]) -> QuerySet[FamilyMember]:
    return FamilyMember.objects.filter(person__canonical_id__in=canonical, until_at__isnull=True)


def is_child_of(case: Case, child: uuid.UUID) -> bool:
    """Whether this person as recorded is one of the children of a case now. One query."""
    return bool(_entry_of(case.pk, child))


@kept
def _entry_of(case: uuid.UUID, child: uuid.UUID) -> QuerySet[CaseChild, uuid.UUID]:
    return CaseChild.objects.filter(case=case, person_id=child, until_at__isnull=True).values_list("pk", flat=True)


def children_among(cases: Iterable[Case]) -> dict[tuple[uuid.UUID, uuid.UUID], uuid.UUID]:
    """Of each child of these cases, as far as this side may know of them, the record on the case: by the case and the child as
    one person. One query."""
    listed = CaseChild.objects.filter(case__in=[one.pk for one in cases], until_at=None).order_by("-from_at", "-id")
    return {(case, child): key for case, child, key in listed.values_list("case", "person__canonical_id", "person")}


def children_of(case: Case) -> QuerySet[CaseChild]:
    """The children of a case that this side may know of."""
    return CaseChild.objects.filter(case=case, until_at__isnull=True).select_related("person").order_by("from_at", "id")
