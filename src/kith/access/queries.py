"""What an actor may do now: read from memberships alone."""

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import F, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import NoReverseMatch, reverse

from kith.access.invitations import print_of
from kith.access.models import (
    AccountChange,
    Actor,
    Agency,
    AuditEntry,
    Invitation,
    Membership,
    Message,
    SavedView,
    SecondStep,
    SignedIn,
    User,
    WorkingCopy,
)
from kith.access.rules import LoginFacts
from kith.access.statements import kept
from kith.access.terms import TRAIL, ActorKind, AgencyKind, Outcome, Role, Side

Person = TypeVar("Person", bound=Model)
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def memberships_now(actor: Actor, at: datetime) -> list[Membership]:
    """The roles that `actor` holds at that moment, in a fixed order. One query."""
    return _memberships(actor.pk, at)


@kept
def _memberships(actor: uuid.UUID, at: datetime) -> QuerySet[Membership]:
    return Membership.objects.filter(_in_force(at), actor=actor).order_by("role", "area")


def with_roles(people: QuerySet[Person], actor: str) -> QuerySet[Person]:
    """The same people, each with every role that the actor in this column ever held: `roles_now` reads them without another
    query."""
    held = Membership.objects.filter(actor=OuterRef(actor)).order_by("role", "area")
    said = JSONObject(role="role", area="area", from_at="from_at", until_at="until_at")
    found: QuerySet[Person] = people.annotate(held=ArraySubquery(held.values(said=said)))  # type: ignore[assignment]
    return found


def actor_of_login(user: User) -> Actor:
    """The actor of a login that came `with_roles`, who has them along."""
    user.actor.held = user.held  # type: ignore[attr-defined]  # annotated by with_roles
    return user.actor


def roles_now(actor: Actor, at: datetime) -> list[tuple[str, str]]:
    """The roles that `actor` holds at that moment, each with its area, in a fixed order. No query for somebody who came
    `with_roles`, as whoever is signed in does; else one."""
    if (held := getattr(actor, "held", None)) is None:
        return [(one.role, one.area) for one in memberships_now(actor, at)]
    return [
        (one["role"], one["area"])
        for one in held
        if datetime.fromisoformat(one["from_at"]) <= at
        and (one["until_at"] is None or datetime.fromisoformat(one["until_at"]) > at)
    ]


def actors_with_role(role: str, at: datetime, *, area: str = "") -> QuerySet[Actor]:
    """Everyone who holds `role` now, for that area or everywhere, by name."""
    held = Membership.objects.filter(_in_force(at), role=role)
    if area:
        held = held.filter(Q(area=area) | Q(area=""))
    return Actor.objects.filter(pk__in=held.values("actor_id")).select_related("agency").order_by("shown_name", "id")


@dataclass(frozen=True, slots=True)
class Check:
    """What a check of the whole audit trail came to: of how many entries, how many more were not sealed yet, by whom, and
    the first faults, one line each."""

    at: datetime
    by: str
    count: int
    unsealed: int
    faults: tuple[str, ...]


def last_check() -> Check | None:
    """The last check of the whole trail that someone made on its page: of that side, which the database itself writes down."""
    entry = (
        AuditEntry.objects.filter(subject=TRAIL, outcome=Outcome.DONE, side=Side.AUDIT).order_by("-at", "-id").first()
    )
    if entry is None:
        return None
    count, unsealed, *faults = entry.codes
    by = Actor.objects.filter(pk=entry.actor_id or uuid.UUID(int=0)).values_list("shown_name", flat=True).first()
    return Check(entry.at, by or "", int(count), int(unsealed), tuple(faults))


def holders_of(role: str, at: datetime) -> list[tuple[Actor, str]]:
    """Everyone who holds `role` now, by name, with the area they hold it for ('' is everywhere). One query."""
    return [(one.actor, one.area) for one in _holders(role, at)]


@kept
def _holders(role: str, at: datetime) -> QuerySet[Membership]:
    held = Membership.objects.filter(_in_force(at), role=role).select_related("actor__agency")
    return held.order_by("actor__shown_name", "actor_id", "area")


def _in_force(at: datetime) -> Q:
    return Q(from_at__lte=at) & (Q(until_at__isnull=True) | Q(until_at__gt=at))


class NoJobActor(Exception):
    """No actor holds the role that a job works under. `kith accounts standing` makes them."""


def job_actor(role: str, at: datetime) -> Actor:
    """The actor behind a job. Raises `NoJobActor` where set-up has made none."""
    actor = actors_with_role(role, at).filter(kind=ActorKind.JOB).first()
    if actor is None:
        raise NoJobActor(role)
    return actor


def second_step_of(user: User) -> SecondStep | None:
    """Somebody's second step; None where they have set up none. One query, outside every side."""
    return SecondStep.objects.filter(user=user).first()


def sessions_of(user: User, at: datetime) -> list[SignedIn]:
    """Where somebody is signed in now on this server, newest first. One query, outside every side."""
    going_on = Session.objects.filter(expire_date__gt=at)
    found = SignedIn.objects.filter(user=user, session_key__in=going_on.values("session_key"))
    return list(found.order_by("-at", "id"))


def demo_people() -> dict[Role, list[User]]:
    """The people of the demo by role, each role by name: for its one-click sign-in, which exists nowhere else."""
    people = User.objects.filter(email__endswith="@demo.kith.example", is_active=True).select_related("actor__agency")
    held: dict[uuid.UUID, str] = dict(
        Membership.objects.filter(actor__user__in=people, until_at__isnull=True).values_list("actor_id", "role")
    )
    shown = sorted((user for user in people if user.actor_id in held), key=lambda user: user.actor.shown_name)
    found = {role: [user for user in shown if held[user.actor_id] == role] for role in Role}
    return {role: users for role, users in found.items() if users}


def trail(*, verb: str = "", outcome: str = "", who: str = "", about: str = "") -> QuerySet[AuditEntry]:
    """Audit entries, newest first, by what is given: the beginning of the verb, the outcome, the name (or id) of who acted, and
    whom it was about (`_concerned`). What names nobody fits no entry.
    """
    entries = AuditEntry.objects.order_by("-at", "-id")
    if any("\0" in asked for asked in (verb, who, about)):  # PostgreSQL holds no such text
        return entries.none()
    if verb:
        entries = entries.filter(verb__startswith=verb)
    if outcome in Outcome.values:
        entries = entries.filter(outcome=outcome)
    if who:
        named = Actor.objects.filter(kind__in=(ActorKind.STAFF, ActorKind.JOB), shown_name__icontains=who)
        entries = entries.filter(actor_id__in=_ids_in(who)[-1:] or list(named.values_list("pk", flat=True)))
    if about:
        ids = _concerned(about)
        entries = entries.filter(Q(case_id__in=ids) | Q(subject__in=ids) | Q(shown__overlap=ids))
    return entries


def _ids_in(text: str) -> list[uuid.UUID]:
    return [uuid.UUID(found) for found in _ID.findall(text)]


def _concerned(text: str) -> list[uuid.UUID]:
    """The ids under which the trail speaks of whom is meant: by the number of a case, an id, or the address of a page, whose last
    id counts. A person has an id in each file that names them, and is spoken of with the case of their family, too."""
    with connection.cursor() as cursor:
        cursor.execute("select access_concerned(%s, %s)", [next(reversed(_ids_in(text)), None), text])
        return [found for (found,) in cursor.fetchall()]


def names_in(entries: Iterable[AuditEntry]) -> dict[uuid.UUID | None, str]:
    """Who of the staff acted in these, by id: the names of families are not for whoever reads the trail. One query."""
    ids = {one.actor_id for one in entries if one.actor_id}
    return dict(Actor.objects.filter(pk__in=ids).values_list("pk", "shown_name"))


def working_copy_of(actor: Actor, view: str, ids: Mapping[str, str]) -> WorkingCopy | None:
    """What `actor` began on that page and has not sent. One query."""
    return WorkingCopy.objects.filter(owner=actor, view=view, ids=ids).first()


def working_copies_of(actor: Actor) -> list[WorkingCopy]:
    """All that `actor` began and has not sent, without its words, longest untouched first. One query."""
    return list(WorkingCopy.objects.filter(owner=actor).defer("words").order_by("saved_at", "id"))


def address_of(copy: WorkingCopy) -> str:
    """The page on which it was begun; empty where there is no such page any more. No query."""
    asked = {name[1:]: value for name, value in copy.ids.items() if name[0] == "?"}
    try:
        path = reverse(copy.view, kwargs={name: value for name, value in copy.ids.items() if name[0] != "?"})
    except NoReverseMatch:
        return ""
    return f"{path}?{urlencode(asked)}" if asked else path


def saved_views(actor: Actor, page: str) -> list[SavedView]:
    """The views of a list that `actor` saved on this side, by name; those that were removed and can be brought back last. One
    query."""
    return list(
        SavedView.objects.filter(owner=actor, page=page).order_by(F("removed_at").asc(nulls_first=True), "name", "id")
    )


def saved_view(actor: Actor, view: uuid.UUID) -> SavedView | None:
    """One of them, also where it was removed; None for whoever it does not belong to. One query."""
    return SavedView.objects.filter(owner=actor, pk=view).first()


def areas_looked_after(administrator: Actor, at: datetime) -> tuple[str, ...]:
    """The areas whose accounts somebody looks after now; ('',) is all accounts."""
    return tuple(area for role, area in roles_now(administrator, at) if role == Role.ADMINISTRATOR)


def logins_visible_to(areas: Sequence[str], *, words: str = "", which: str = "") -> QuerySet[User]:
    """The logins that an administrator of these areas looks after, by name, each with every role that its holder ever had;
    those alone whose name or e-mail holds `words`, and which are `open`, `closed`, or `invited`: nobody used their link yet."""
    people = User.objects.select_related("actor__agency").order_by("actor__shown_name", "id")
    if "" not in areas:
        people = people.filter(actor__agency__area__in=areas)
    if words:
        people = people.filter(Q(actor__shown_name__icontains=words) | Q(email__icontains=words))
    if which in ("open", "closed"):
        people = people.filter(is_active=which == "open")
    if which == "invited":
        people = people.filter(is_active=True, invitation__used_at__isnull=True, invitation__isnull=False)
    invited = Invitation.objects.filter(user=OuterRef("pk"), used_at__isnull=True)
    return with_roles(people, "actor_id").annotate(invited_until=Subquery(invited.values("until_at")))


def with_second_step(logins: Iterable[User]) -> set[uuid.UUID]:
    """Which of these logins have a second step, by id: all that the accounts side learns of it. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select access_with_second_step(%s)", [[one.pk for one in logins]])
        return {found for (found,) in cursor.fetchall()}


def ways_in(user: User) -> list[Membership]:
    """Every role that the holder of a login has or had, those that last first, then the latest. One query."""
    return list(
        Membership.objects.filter(actor=user.actor_id).order_by(F("until_at").desc(nulls_first=True), "role", "area")
    )


def changes_of(user: User) -> QuerySet[AccountChange]:
    """What administrators did with an account, and why, newest first."""
    return AccountChange.objects.filter(actor=user.actor_id).select_related("by", "membership").order_by("-at", "-id")


def agencies_visible_to(areas: Sequence[str]) -> QuerySet[Agency]:
    """The agencies for whose staff an administrator of these areas makes accounts, by name."""
    found = Agency.objects.exclude(kind=AgencyKind.KITH).order_by("name")
    return found if "" in areas else found.filter(area__in=areas)


def names_of_areas() -> dict[str, str]:
    """Each council's code with the name of the council, by name. One query."""
    councils = Agency.objects.filter(kind=AgencyKind.COUNCIL).exclude(area="").order_by("name")
    return dict(councils.values_list("area", "name"))


def is_last_administrator(actor: uuid.UUID, at: datetime, *, is_lasting: bool = False) -> bool:
    """Whether without this one nobody who has signed in, and still can, looks after all accounts. `is_lasting`: it stays so
    until the transaction ends, since nobody else's role or login of that kind is ended meanwhile."""
    held = Membership.objects.filter(_in_force(at), role=Role.ADMINISTRATOR)
    if is_lasting:
        held = held.select_for_update(of=("self",)).order_by("id")
    everywhere = {one.actor_id for one in held if not one.area}
    if actor not in {one.actor_id for one in held}:
        return False
    others = User.objects.filter(actor__in=everywhere - {actor}, is_active=True, last_login__isnull=False)
    return not others.exists()


def login_facts(user: User, by: Actor, at: datetime, *, is_lasting: bool = False) -> LoginFacts:
    """What the rules ask about a login that `by` wants to do something with."""
    return LoginFacts(
        is_open=user.is_active, has_password=user.has_usable_password(), has_second_step=bool(with_second_step([user])),
        is_own=user.actor_id == by.pk, is_last_administrator=is_last_administrator(user.actor_id, at, is_lasting=is_lasting),
    )  # fmt: skip


def invited_by_link(link: str, at: datetime) -> User | None:
    """Whose password this link is for, outside every side; None where it opens nothing, or not on this server."""
    with connection.cursor() as cursor:
        cursor.execute("select access_invited(%s, %s)", [print_of(link), at])
        (found,) = cursor.fetchone()
    return User.objects.select_related("actor").filter(pk=found, is_active=True).first() if found else None


def messages_wait(at: datetime) -> bool:
    """Whether some message of this side is to be sent now. One query."""
    return Message.objects.filter(waits=True, try_at__lte=at).exists()


def people_to_tell(at: datetime) -> list[User]:
    """Whoever can sign in at this server and wants to be told by e-mail that something waits, each with their roles. One query,
    outside every side."""
    people = User.objects.filter(is_active=True, is_told=True).select_related("actor__agency").order_by("id")
    return [user for user in with_roles(people, "actor_id") if roles_now(actor_of_login(user), at)]


def looks_before() -> dict[uuid.UUID, datetime]:
    """When it was last noted what waits for whom, on the side that is entered. One query."""
    return dict(Message.objects.values_list("actor_id", "looked_at"))
