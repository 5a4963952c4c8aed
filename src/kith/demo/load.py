"""Loading the demo: invented people in every role, then five agency files through the real intake, once."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from kith.access import actions as access
from kith.access.actions import make_standing
from kith.access.gate import entered
from kith.access.models import Actor, Agency, User
from kith.access.side import side
from kith.access.terms import ActorKind, AgencyKind, Role, Side
from kith.caseload.queries import work_of
from kith.demo.casework import STEPS, Crew, Steps, casework
from kith.demo.files import make_backlog
from kith.intake import actions as intake
from kith.intake.queries import batches
from kith.records import new_id

SEED, FAMILIES = 2007, 1_100
YEAR = timedelta(days=365)
DOMAIN = "demo.kith.example"
COUNCILS = {"S12000049": "Glasgow City Council", "S12000036": "City of Edinburgh Council"}


@dataclass(frozen=True, slots=True)
class Person:
    """One invented colleague: name, role, agency and the council's code that the role is held for."""

    name: str
    role: Role
    agency: str
    kind: AgencyKind
    area: str = ""

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@{DOMAIN}"


HOME_OFFICE = ("Home Office, Glasgow", AgencyKind.HOME_OFFICE)
PEOPLE = (
    Person("Morag Reid", Role.REGISTRAR, *HOME_OFFICE),
    Person("Iain Bell", Role.REGISTRAR, *HOME_OFFICE),
    Person("Asha Khan", Role.COORDINATOR, "Glasgow City Council", AgencyKind.COUNCIL, "S12000049"),
    Person("Ewan Grant", Role.COORDINATOR, "City of Edinburgh Council", AgencyKind.COUNCIL, "S12000036"),
    *(Person(n, Role.LEAD_PROFESSIONAL, "Glasgow City Council", AgencyKind.COUNCIL, "S12000049")
      for n in ("Rhona Boyd", "Sunita Rao", "Callum Fraser", "Grace Mensah")),
    Person("Fiona Orr", Role.LEAD_PROFESSIONAL, "City of Edinburgh Council", AgencyKind.COUNCIL, "S12000036"),
    Person("Helen Marsh", Role.REVIEW_MANAGER, *HOME_OFFICE),
    Person("Daniel Price", Role.REVIEW_OFFICER, *HOME_OFFICE),
    Person("Ruth Adeyemi", Role.REVIEW_OFFICER, *HOME_OFFICE),
    Person("Tom Whyte", Role.SECOND_OFFICER, *HOME_OFFICE),
    Person("Nadia Aziz", Role.SECOND_OFFICER, *HOME_OFFICE),
    Person("Lewis Hart", Role.STATISTICIAN, "Scottish Government", AgencyKind.GOVERNMENT),
    Person("Jean Muir", Role.AUDITOR, "Independent auditors", AgencyKind.INDEPENDENT),
)  # fmt: skip


def load(
    *, say: Callable[[str], None], make_letters: Callable[[datetime], int], refresh_statistics: Callable[[], None],
    families: int = FAMILIES, steps: Steps = STEPS,
) -> None:  # fmt: skip
    """Load what is missing, and nothing twice: stopped halfway, the next start goes on from there."""
    people = _people()
    registrar = people["Morag Reid"]
    now = timezone.now()
    make_standing(at=now - YEAR)
    if not _has_files(registrar):
        say("Making five agency files of invented families ...")
        with tempfile.TemporaryDirectory(prefix="kith-demo-") as folder:
            make_backlog(Path(folder), seed=SEED, families=families)
            files = sorted(path for path in Path(folder).iterdir() if path.suffix in (".csv", ".xlsx"))
            with entered(registrar, "intake.batches", at=now):
                intake.take_in(
                    files=files,
                    by=registrar,
                    at=now - timedelta(days=120),
                    progress=lambda stage, done, total: say(f"  {stage} {done}/{total}"),
                )
    refresh_statistics()
    crew = Crew(
        registrar, {p.area: people[p.name] for p in PEOPLE if p.role == Role.COORDINATOR}, people["Helen Marsh"],
        tuple(people[p.name] for p in PEOPLE if p.role == Role.REVIEW_OFFICER), make_letters,
    )  # fmt: skip
    casework(
        crew, now=now, steps=steps,
        progress=lambda done, total: say(f"  families {done}/{total}") if done % 25 == 0 else None,
    )  # fmt: skip
    _print_counts(people, say)


def _people() -> dict[str, Actor]:
    """Everyone of the demo, made by the accounts side's own actions where they are missing."""
    now, found = timezone.now() - YEAR, dict[str, Actor]()
    with side(Side.ACCOUNTS, actor_id=new_id()):
        agencies = {a.name: a for a in Agency.objects.all()}
        known = {u.email: u.actor for u in User.objects.select_related("actor")}
        for person in PEOPLE:
            if person.agency not in agencies:
                agencies[person.agency] = access.add_agency(
                    name=person.agency, kind=person.kind, area=person.area, by=None, at=now
                )
            actor = known.get(person.email)
            if actor is None:
                actor = access.add_actor(
                    shown_name=person.name,
                    agency=agencies[person.agency],
                    kind=ActorKind.STAFF,
                    email=person.email,
                    by=None,
                    at=now,
                )
                access.give_role(actor=actor, role=person.role, area=person.area, by=None, at=now)
            found[person.name] = actor
    return found


def _has_files(registrar: Actor) -> bool:
    with entered(registrar, "intake.batches", at=timezone.now()):
        return batches(limit=1, offset=0)[1] > 0


def _print_counts(people: dict[str, Actor], say: Callable[[str], None]) -> None:
    """A table of what each role finds, by one of its people."""
    shown: set[Role] = set()
    for person in PEOPLE:
        if person.role not in shown:
            shown.add(person.role)
            with entered(people[person.name], "caseload.my_caseload", at=timezone.now()) as passage:
                for queue in work_of(passage):
                    say(f"  {person.role.label:20} {queue.title!s:32} {queue.count:6}")
