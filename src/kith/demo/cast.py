"""Who works in the demo: invented people in every role. Those with a login are in its one-click list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kith.access import actions as access
from kith.access.models import Actor, Agency, Membership
from kith.access.side import side
from kith.access.terms import ActorKind, AgencyKind, Role, Side
from kith.records import new_id

DOMAIN = "demo.kith.example"
GLASGOW, EDINBURGH = "S12000049", "S12000036"
REGISTER = "Register of the Scottish Social Services Council, looked up by the council"
NOBODYS = "01632 960"  # numbers that Ofcom keeps for plays and films: nobody answers them


@dataclass(frozen=True, slots=True)
class Person:
    """One invented colleague: name, role, agency and the council's code that the role is held for."""

    name: str
    role: Role
    agency: str
    kind: AgencyKind
    area: str = ""
    has_login: bool = True
    is_social_worker: bool = False  # registered as one
    is_new: bool = False  # begins today, and finds a desk that is still empty

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@{DOMAIN}" if self.has_login else ""


@dataclass(frozen=True, slots=True)
class Council:
    """A council of the arrangement: its largest town, its coordinator, and its lead professionals by name."""

    name: str
    town: str
    coordinator: str
    leads: str
    with_login: int = 0

    def people(self, area: str) -> list[Person]:
        """Everyone who works for the children of this council."""
        held = (self.name, AgencyKind.COUNCIL, area)
        leads = [name.strip() for name in self.leads.split("|")]
        return [
            Person(self.coordinator, Role.COORDINATOR, *held, has_login=self.with_login > 0),
            *(
                Person(
                    name,
                    Role.LEAD_PROFESSIONAL,
                    *held,
                    has_login=place < self.with_login,
                    is_social_worker=place % 2 == 1,
                )
                for place, name in enumerate(leads)
            ),
        ]


# About one lead professional for each twenty children, but for Ailsa Baird: whoever is first of a role in the one-click list
# (which goes by name) shows every state well filled, and that takes far more children than anybody should have.
COUNCILS: Mapping[str, Council] = {
    GLASGOW: Council(
        "Glasgow City Council", "Glasgow", "Asha Khan",
        "Ailsa Baird | Callum Fraser | Grace Mensah | Rhona Boyd | Sunita Rao | Ben Okafor | Catriona Lyle | Derek Shaw |"
        "Eilidh Burns | Farah Siddiqui | Gavin Tait | Heather Moss | Isla Kerr | Jamal Osman | Kirsty Hay | Liam Docherty |"
        "Mairi Gunn | Neil Corrie | Orla Finnie | Priya Nair | Ronan Keir | Shona Petrie | Thomas Abel | Una Cairns |"
        "Vikram Sethi | Wendy Laing | Yasmin Farouk | Zoe Galt | Alan Purdie | Bronagh Daly", with_login=4,
    ),
    EDINBURGH: Council(
        "City of Edinburgh Council", "Edinburgh", "Ewan Grant",
        "Fiona Orr | Hamish Reith | Leila Haddad | Maxine Cole | Nuala Byrne | Oscar Leith", with_login=1,
    ),
    "S12000050": Council(
        "North Lanarkshire Council", "Motherwell", "Janet Rule", "Adele Finn | Brian Muirhead | Carol Jess | Dev Anand",
    ),
    "S12000042": Council("Dundee City Council", "Dundee", "Peter Law", "Anya Sokol | Graeme Bell | Kelly Rowe | Samir Aziz"),
    "S12000038": Council("Renfrewshire Council", "Paisley", "Mhairi Todd", "Colin Wark | Lorna Speirs | Tariq Mir"),
    "S12000039": Council("West Dunbartonshire Council", "Clydebank", "Ross Imlach", "Denise Ure | Fraser Niven"),
    "S12000033": Council("Aberdeen City Council", "Aberdeen", "Moira Esson", "Angus Dow | Blessing Eze | Clara Innes"),
    "S12000029": Council("South Lanarkshire Council", "Hamilton", "Duncan Weir", "Esther Cade | Paul Rennie"),
    "S12000040": Council("West Lothian Council", "Livingston", "Rachel Sim", "Greta Lund"),
    "S12000047": Council("Fife Council", "Dunfermline", "Ian Gow", "Hazel Drever"),
    "S12000014": Council("Falkirk Council", "Falkirk", "Sheila Mair", "Imran Latif"),
    "S12000018": Council("Inverclyde Council", "Greenock", "Victor Lamb", "Joan Tully"),
}  # fmt: skip
HOME_OFFICE = ("Home Office, Glasgow", AgencyKind.HOME_OFFICE)
EVERYONE = (
    Person("Iain Bell", Role.REGISTRAR, *HOME_OFFICE),
    Person("Morag Reid", Role.REGISTRAR, *HOME_OFFICE),
    *(person for area, council in COUNCILS.items() for person in council.people(area)),
    Person("Helen Marsh", Role.REVIEW_MANAGER, *HOME_OFFICE),
    Person("Daniel Price", Role.REVIEW_OFFICER, *HOME_OFFICE),
    Person("Ruth Adeyemi", Role.REVIEW_OFFICER, *HOME_OFFICE),
    *(Person(name, Role.REVIEW_OFFICER, *HOME_OFFICE, has_login=False)
      for name in ("Erin Scobie", "Femi Balogun", "Gordon Peel", "Laura Quigley")),
    Person("Nadia Aziz", Role.SECOND_OFFICER, *HOME_OFFICE),
    Person("Tom Whyte", Role.SECOND_OFFICER, *HOME_OFFICE, is_new=True),
    Person("Alec Munro", Role.SENIOR_OFFICER, *HOME_OFFICE),
    Person("Brenda Fyfe", Role.SENIOR_OFFICER, *HOME_OFFICE),
    Person("Kenneth Lowe", Role.CLEARANCE_REQUESTER, "Home Office, returns", AgencyKind.HOME_OFFICE),
    Person("Lewis Hart", Role.STATISTICIAN, "Scottish Government", AgencyKind.GOVERNMENT),
    Person("Jean Muir", Role.AUDITOR, "Independent auditors", AgencyKind.INDEPENDENT),
    Person("Effie Lamont", Role.ADMINISTRATOR, "Scottish Government", AgencyKind.GOVERNMENT),
)  # fmt: skip
# As the one-click list has them: by name within a role.
PEOPLE = tuple(sorted((p for p in EVERYONE if p.has_login), key=lambda p: (list(Role).index(p.role), p.name)))
WITH_LOGIN = {person.name for person in PEOPLE}


@dataclass(frozen=True, slots=True)
class Cast:
    """Everyone of the demo, by name."""

    actors: Mapping[str, Actor]

    def of(self, role: Role, area: str = "") -> list[Actor]:
        """Who holds a role (for a council)."""
        return [self.actors[one.name] for one in EVERYONE if one.role == role and (not area or one.area == area)]


def gather() -> Cast:
    """Everyone as they are on record. A KeyError later means that somebody was never added: see `make_cast`."""
    with side(Side.ACCOUNTS, actor_id=new_id()):
        return Cast(
            {actor.shown_name: actor for actor in Actor.objects.filter(kind=ActorKind.STAFF).select_related("agency")}
        )


def make_cast(*, at: datetime) -> Cast:
    """Add whoever is missing, with the role they hold from `at` on (who is new: none yet), by the accounts side's own actions."""
    access.make_standing(at=at)
    with side(Side.ACCOUNTS, actor_id=new_id()):
        agencies = {agency.name: agency for agency in Agency.objects.all()}
        known = set(Actor.objects.filter(kind=ActorKind.STAFF).values_list("shown_name", flat=True))
        for person in EVERYONE:
            if person.agency not in agencies:
                agencies[person.agency] = access.add_agency(
                    name=person.agency, kind=person.kind, area=person.area, phone=f"{NOBODYS} {len(agencies):03}",
                    by=None, at=at,
                )  # fmt: skip
            if person.name not in known:
                actor = access.add_actor(
                    shown_name=person.name, agency=agencies[person.agency], kind=ActorKind.STAFF, email=person.email,
                    by=None, at=at,
                )  # fmt: skip
                if person.is_social_worker:
                    access.record_social_worker(
                        actor=actor, says=REGISTER, on=at.date(), expected=actor.version, by=None, at=at
                    )
                if not person.is_new:
                    access.give_role(actor=actor, role=person.role, area=person.area, by=None, at=at)
    return gather()


def welcome(cast: Cast, *, at: datetime) -> None:
    """Give whoever is new the role that nobody had to work with while the others' year was told."""
    with side(Side.ACCOUNTS, actor_id=new_id()):
        for person in EVERYONE:
            actor = cast.actors[person.name]
            if person.is_new and not Membership.objects.filter(actor=actor).exists():
                access.give_role(actor=actor, role=person.role, area=person.area, by=None, at=at)
