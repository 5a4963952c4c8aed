"""Verbs of accounts, on the side `accounts`, which sees no case. Without `by` they are whoever runs the server's own, at the
command line and at set-up; an administrator is held to the rules, and what they do is written down for the account's page."""

from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from kith.access import audit
from kith.access.invitations import new_link, print_of
from kith.access.models import AccountChange, Actor, Agency, Invitation, Membership, User
from kith.access.queries import areas_looked_after, is_last_administrator, login_facts, memberships_now
from kith.access.rules import (
    INVITATION,
    RoleFacts,
    obstacle_of_email,
    obstacle_of_link,
    obstacles_to_adding_agency,
    obstacles_to_closing,
    obstacles_to_ending_role,
    obstacles_to_giving_role,
    obstacles_to_inviting,
    obstacles_to_opening,
    obstacles_to_taking_off,
)
from kith.access.terms import AccountStep, ActorKind, Role
from kith.verdict import Refused, refuse_if


def _write_down(
    what: AccountStep, actor: Actor, *, by: Actor | None, at: datetime, role: Membership | None = None, reason: str = ""
) -> None:
    if by is not None:
        AccountChange.objects.create(actor=actor, what=what, membership=role, reason=reason, by=by, at=at)


@transaction.atomic
def add_agency(*, name: str, kind: str, area: str = "", phone: str = "", by: Actor | None, at: datetime) -> Agency:
    """Add an agency. Refused to an administrator where there is one of this name, and outside their area."""
    if by is not None:
        is_known = Agency.objects.filter(name__iexact=name).exists()
        refuse_if(obstacles_to_adding_agency(is_known, area, areas_looked_after(by, at)))
    agency = Agency.objects.create(name=name, kind=kind, area=area, phone=phone)
    audit.record("access.agency_added", by=by, at=at, subject=agency.pk)
    return agency


@transaction.atomic
def add_actor(
    *,
    shown_name: str,
    agency: Agency | None,
    kind: str = ActorKind.STAFF,
    email: str = "",
    by: Actor | None,
    at: datetime,
) -> Actor:
    """Add someone who can act, with a login where an e-mail is given (no password until one is set)."""
    actor = Actor.objects.create(shown_name=shown_name, agency=agency, kind=kind)
    if email:
        user = User(email=email, actor=actor)
        user.set_unusable_password()
        user.save()
    audit.record("access.actor_added", by=by, at=at, subject=actor.pk)
    return actor


@transaction.atomic
def add_person(
    *, name: str, email: str, agency: Agency, role: Role, area: str, by: Actor, at: datetime
) -> tuple[Actor, str]:
    """Add somebody with a login and a role; returns them, and the link by which they choose their password.

    Refused where somebody has this e-mail, and for whatever `give_role` is refused.
    """
    try:
        with transaction.atomic():
            if User.objects.filter(email__iexact=email).exists():
                raise Refused(obstacle_of_email())
            actor = add_actor(shown_name=name, agency=agency, email=email.lower(), by=by, at=at)
    except IntegrityError as error:  # added by somebody else in this moment
        raise Refused(obstacle_of_email()) from error
    _write_down(AccountStep.ADDED, actor, by=by, at=at)
    give_role(actor=actor, role=role, area=area, by=by, at=at)
    link = invite(user=actor.user, by=by, at=at)
    audit.record("access.person_added", by=by, at=at, subject=actor.pk)
    return actor, link


@transaction.atomic
def invite(*, user: User, by: Actor | None, at: datetime) -> str:
    """Make the link by which somebody chooses their own password, once and for some days; those before open nothing any more.
    Nobody can look it up again.

    Refused where they chose one before: an administrator comes in as nobody else. Whoever runs the server may, for somebody
    who forgot theirs.
    """
    user = User.objects.select_for_update(of=("self",)).select_related("actor").get(pk=user.pk)  # as it is now
    if by is not None:
        refuse_if(obstacles_to_inviting(login_facts(user, by, at)))
    link = new_link()
    made = {"print": print_of(link), "until_at": at + INVITATION, "used_at": None}
    Invitation.objects.update_or_create(user=user, defaults=made)
    _write_down(AccountStep.INVITED, user.actor, by=by, at=at)
    audit.record("access.invited", by=by, at=at, subject=user.pk)
    return link


@transaction.atomic
def choose_password(*, user: User, link: str, password: str, by: Actor, at: datetime) -> User:
    """Take somebody's link, which opens nothing afterwards, and give their login the password that they chose. What makes a
    good one is checked by the form before. Outside every side, as signing in is.

    Refused where the link was used meanwhile, is too old, or is of another login.
    """
    with connection.cursor() as cursor:
        cursor.execute("select access_take_invitation(%s, %s)", [print_of(link), at])
        (taken,) = cursor.fetchone()
    if taken != user.pk:
        raise Refused(obstacle_of_link())
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record("access.password_chosen", by=by, at=at, subject=user.pk)
    return user


@transaction.atomic
def set_password(*, user: User, password: str, by: Actor | None, at: datetime) -> User:
    """Give a login its password, and end the link that was made for it. What makes a good one is checked by the form or command
    before."""
    user.set_password(password)
    user.save(update_fields=["password"])
    _end_link(user, at)
    audit.record("access.password_set", by=by, at=at, subject=user.pk)
    return user


def _end_link(user: User, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select access_end_link(%s, %s)", [user.pk, at])


@transaction.atomic
def give_role(*, actor: Actor, role: Role, area: str = "", by: Actor | None, at: datetime) -> Membership:
    """Let an actor hold a role from now on, in one area or everywhere.

    Refused to an administrator for themselves, on a second side, outside their area, and where it is held already.
    """
    if by is not None:
        logins = list(
            User.objects.select_for_update(of=("self",)).filter(actor=actor)
        )  # two administrators at once wait
        held = tuple((one.role, one.area) for one in memberships_now(actor, at))
        is_open = any(login.is_active for login in logins)
        facts = RoleFacts(role, area, actor == by, held, is_open, areas_looked_after(by, at))
        refuse_if(obstacles_to_giving_role(facts))
    membership = Membership.objects.create(actor=actor, role=role, area=area, from_at=at)
    _write_down(AccountStep.ROLE_GIVEN, actor, by=by, at=at, role=membership)
    audit.record("access.role_given", by=by, at=at, subject=membership.pk, codes=[role])
    return membership


@transaction.atomic
def end_role(*, membership: Membership, reason: str = "", expected: int, by: Actor | None, at: datetime) -> Membership:
    """End a role now; where an administrator ends somebody's last one, the login is closed with it.

    Refused to an administrator outside their area, and where nobody would be left who looks after all accounts. Raises `Stale`
    where someone else changed it first.
    """
    if by is not None:
        is_last = membership.role == Role.ADMINISTRATOR and is_last_administrator(
            membership.actor_id, at, is_lasting=True
        )
        refuse_if(obstacles_to_ending_role(is_last, (membership.area,), areas_looked_after(by, at)))
    membership.change(expected=expected, until_at=at)
    _write_down(AccountStep.ROLE_ENDED, membership.actor, by=by, at=at, role=membership, reason=reason)
    audit.record("access.role_ended", by=by, at=at, subject=membership.pk, codes=[membership.role])
    user = User.objects.filter(actor=membership.actor_id, is_active=True).first()
    if by is not None and user and not memberships_now(membership.actor, at):
        _close(user, reason, by=by, at=at)
    return membership


@transaction.atomic
def close_login(*, user: User, reason: str = "", by: Actor | None, at: datetime) -> User:
    """Let nobody sign in with this login any more; whoever is signed in with it is out at their next click.

    Refused to an administrator where it is closed, where it has a role outside their area, and where nobody would be left who
    looks after all accounts.
    """
    if by is not None:
        held = tuple(one.area for one in memberships_now(user.actor, at))
        refuse_if(obstacles_to_closing(login_facts(user, by, at, is_lasting=True), held, areas_looked_after(by, at)))
    return _close(user, reason, by=by, at=at)


def _close(user: User, reason: str, *, by: Actor | None, at: datetime) -> User:
    user.is_active = False
    user.save(update_fields=["is_active"])
    _end_link(user, at)
    _write_down(AccountStep.LOGIN_CLOSED, user.actor, by=by, at=at, reason=reason)
    audit.record("access.login_closed", by=by, at=at, subject=user.pk)
    return user


@transaction.atomic
def open_login(*, user: User, reason: str, by: Actor, at: datetime) -> User:
    """Let somebody sign in again whose login was closed, with the password and the second step that they had. Refused where it
    is open."""
    refuse_if(obstacles_to_opening(login_facts(user, by, at)))
    user.is_active = True
    user.save(update_fields=["is_active"])
    _write_down(AccountStep.LOGIN_OPENED, user.actor, by=by, at=at, reason=reason)
    audit.record("access.login_opened", by=by, at=at, subject=user.pk)
    return user


@transaction.atomic
def take_off_second_step(*, user: User, reason: str = "", by: Actor | None, at: datetime) -> bool:
    """Somebody lost their app and their codes: they set up a new one when they sign in next, and are out everywhere now.

    Whether there was one; the accounts side learns no more of it. Refused to an administrator for themselves, and where there
    is none.
    """
    if by is not None:
        refuse_if(obstacles_to_taking_off(login_facts(user, by, at)))
    with connection.cursor() as cursor:
        cursor.execute("select access_take_off_second_step(%s)", [user.pk])
        (was_there,) = cursor.fetchone()
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    _write_down(AccountStep.SECOND_STEP_TAKEN_OFF, user.actor, by=by, at=at, reason=reason)
    audit.record("access.second_step_taken_off", by=by, at=at, subject=user.pk)
    return bool(was_there)


@transaction.atomic
def record_social_worker(
    *, actor: Actor, says: str, on: date | None, expected: int, by: Actor | None, at: datetime
) -> Actor:  # fmt: skip
    """Write down that somebody is a registered social worker: who says so, by which register, and when it was looked up; or,
    without any of it, that they are not on the register any more.

    Raises `IntegrityError` where only one of the two is said, and `Stale` where someone else changed it first.
    """
    actor.change(expected=expected, social_worker_says=says.strip(), social_worker_on=on)
    what = AccountStep.SOCIAL_WORKER if on else AccountStep.NO_SOCIAL_WORKER
    _write_down(what, actor, by=by, at=at, reason=says.strip())
    verb = "access.social_worker_recorded" if on else "access.social_worker_ended"
    audit.record(verb, by=by, at=at, subject=actor.pk)
    return actor
