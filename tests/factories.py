"""The standing cast of the tests: agencies and people with roles, made once by the accounts side's own actions."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime

from kith.access import actions
from kith.access.models import Actor, Agency
from kith.access.side import side
from kith.access.terms import ActorKind, AgencyKind, FactSide, Role, Side
from kith.records import new_id
from kith.register import actions as register
from kith.register.models import Case
from kith.register.rules import keys_of_name
from kith.register.terms import FactKind, NameKind

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
GLASGOW, EDINBURGH = "S12000049", "S12000036"

ROLES: dict[str, tuple[str, Role, str]] = {
    "registrar": ("home_office", Role.REGISTRAR, ""),
    "registrar_two": ("home_office", Role.REGISTRAR, ""),
    "coordinator": ("glasgow", Role.COORDINATOR, GLASGOW),
    "coordinator_elsewhere": ("edinburgh", Role.COORDINATOR, EDINBURGH),
    "lead": ("glasgow", Role.LEAD_PROFESSIONAL, GLASGOW),
    "lead_two": ("glasgow", Role.LEAD_PROFESSIONAL, GLASGOW),
    "manager": ("home_office", Role.REVIEW_MANAGER, ""),
    "officer": ("home_office", Role.REVIEW_OFFICER, ""),
    "officer_two": ("home_office", Role.REVIEW_OFFICER, ""),
    "second": ("home_office", Role.SECOND_OFFICER, ""),
    "second_two": ("home_office", Role.SECOND_OFFICER, ""),
    "senior": ("home_office", Role.SENIOR_OFFICER, ""),
    "parent": ("", Role.FAMILY_MEMBER, ""),
    "parent_two": ("", Role.FAMILY_MEMBER, ""),
    "solicitor": ("law_centre", Role.REPRESENTATIVE, ""),
    "teacher": ("school", Role.CONTRIBUTOR, ""),
    "asker": ("home_office", Role.CLEARANCE_REQUESTER, ""),
    "statistician": ("government", Role.STATISTICIAN, ""),
    "auditor": ("independent", Role.AUDITOR, ""),
    "intake": ("kith", Role.INTAKE_JOB, ""),
    "letters": ("kith", Role.LETTER_JOB, ""),
    "welfare_files": ("kith", Role.WELFARE_FILES, ""),
    "decision_files": ("kith", Role.DECISION_FILES, ""),
    "sealer": ("kith", Role.SEALER, ""),
    "administrator": ("kith", Role.ADMINISTRATOR, ""),
}
KINDS = {Role.FAMILY_MEMBER: ActorKind.FAMILY, Role.CONTRIBUTOR: ActorKind.CONTRIBUTOR}  # who come without a login
AGENCIES = {
    "home_office": ("Home Office, Glasgow", AgencyKind.HOME_OFFICE, ""),
    "glasgow": ("Glasgow City Council", AgencyKind.COUNCIL, GLASGOW),
    "edinburgh": ("City of Edinburgh Council", AgencyKind.COUNCIL, EDINBURGH),
    "school": ("Heronsgait Primary School", AgencyKind.SCHOOL, GLASGOW),
    "law_centre": ("Southside Law Centre", AgencyKind.THIRD_SECTOR, ""),
    "government": ("Scottish Government", AgencyKind.GOVERNMENT, ""),
    "independent": ("Independent auditors", AgencyKind.INDEPENDENT, ""),
    "kith": ("Kith", AgencyKind.KITH, ""),
}


@dataclass(frozen=True, slots=True)
class Cast:
    """Everyone who acts in the tests, by a short name: `cast["coordinator"]`."""

    people: dict[str, Actor]

    def __getitem__(self, name: str) -> Actor:
        return self.people[name]


def make_cast() -> Cast:
    """Add agencies, people, logins (`<name>@example.test`) and roles, on the accounts side."""
    with side(Side.ACCOUNTS, actor_id=new_id()):
        agencies: dict[str, Agency] = {
            key: actions.add_agency(name=name, kind=kind, area=area, by=None, at=LONG_AGO)
            for key, (name, kind, area) in AGENCIES.items()
        }
        people = {}
        for name, (agency, role, area) in ROLES.items():
            people[name] = actions.add_actor(
                shown_name=name.replace("_", " ").title(), agency=agencies.get(agency),
                kind=KINDS.get(role, ActorKind.JOB if agency == "kith" else ActorKind.STAFF),
                email="" if role in KINDS else f"{name}@example.test", by=None, at=LONG_AGO,
            )  # fmt: skip
            actions.give_role(actor=people[name], role=role, area=area, by=None, at=LONG_AGO)
    return Cast(people)


def standing_cast() -> Cast:
    """The same people where they are in the database already."""
    found = {
        actor.shown_name.lower().replace(" ", "_"): actor for actor in Actor.objects.select_related("user", "agency")
    }
    return Cast({name: found[name] for name in ROLES})


@dataclass(frozen=True, slots=True)
class MadeCase:
    """A case of one invented family: grown-ups and children, by the ids under which they were recorded."""

    case: Case
    children: tuple[uuid.UUID, ...]
    adults: tuple[uuid.UUID, ...] = ()


def make_case(
    cast: Cast,
    *,
    children: int = 1,
    area: str = GLASGOW,
    at: datetime = LONG_AGO,
    confirmed: bool = True,
    adults: int = 1,
    source: str = "Home Office, legacy cases",
) -> MadeCase:
    """An invented family from the Home Office's file (or another), its case open and (unless told otherwise) confirmed."""

    def person(name: str, born: date, relationship: str) -> register.NewPerson:
        common = FactSide.COMMON
        return register.NewPerson(
            side=common,
            source=source,
            names=[register.NewName(NameKind.GIVEN_AND_FAMILY, name, common, *name.split(" ", 1))],
            facts=[
                register.NewFact(FactKind.BIRTH_DATE, born.isoformat(), common, born, born),
                register.NewFact(FactKind.RELATIONSHIP, relationship, common),
            ],
            search_keys=keys_of_name(name, name, common),
        )

    with side(Side.REGISTRY, actor_id=cast["registrar"].pk):
        by = cast["registrar"]
        people = [
            *(person(f"{('Selam', 'Dawit')[n]} Tesfay", date(1985, 3, 1 + n), "principal") for n in range(adults)),
            *(person(f"Amal{'abcdefgh'[n]} Tesfay", date(2014, 1 + n, 9), "child") for n in range(children)),
        ]
        ids = register.record_people(people=people, by=by, at=at)
        members = [
            register.NewMember(i, FactSide.COMMON, "same case reference", "child" if n >= adults else "principal")
            for n, i in enumerate(ids)
        ]
        (family,) = register.assemble_families(families=[members], by=by, at=at)
        (case,) = register.open_cases(families=[(family, area)], by=by, at=at)
        if confirmed:
            register.confirm_family(case=case, children=ids[adults:], by=by, at=at)
    return MadeCase(case, tuple(ids[adults:]), tuple(ids[:adults]))
