"""Commands for accounts: the actors behind jobs, and people with their roles."""

import getpass
from datetime import datetime

import click
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from kith.access import actions
from kith.access.models import Actor, Agency, User
from kith.access.queries import memberships_now
from kith.access.side import side
from kith.access.terms import AgencyKind, Role, Side
from kith.records import new_id
from kith.site.cli import with_database


@click.group()
def accounts() -> None:
    """People, agencies and roles."""


@accounts.command()
@with_database
def standing() -> None:
    """Make the actors behind the jobs. Once; again does nothing."""
    actions.make_standing(at=timezone.now())
    click.echo("The actors behind the jobs are there.")


@accounts.command()
@click.argument("email")
@click.option("--name", required=True, help="The name that others see.")
@click.option("--agency", required=True, help="The agency's name; it is added if it is new.")
@click.option("--kind", type=click.Choice(AgencyKind.values), required=True)
@click.option("--role", type=click.Choice(Role.values), required=True)
@click.option("--area", default="", help="A council's code; empty means everywhere.")
@with_database
def add(email: str, name: str, agency: str, kind: str, role: str, area: str) -> None:
    """Add a person with a login and a role. The password is asked for, never an argument."""
    password = getpass.getpass("Password (at least 12 signs): ")
    if len(password) < 12:
        raise click.ClickException("Choose a password of at least 12 signs.")
    at = timezone.now()
    with transaction.atomic(), side(Side.ACCOUNTS, actor_id=new_id()):
        if User.objects.filter(email__iexact=email).exists():
            raise click.ClickException(f"{email} has a login already.")
        of = Agency.objects.filter(name=agency).first() or actions.add_agency(
            name=agency, kind=kind, area=area, by=None, at=at
        )
        actor = actions.add_actor(shown_name=name, agency=of, email=email, by=None, at=at)
        actions.set_password(user=actor.user, password=password, by=None, at=at)
        actions.give_role(actor=actor, role=Role(role), area=area, by=None, at=at)
    click.echo(f"{name} can sign in as {email}.")


@accounts.command("social-worker")
@click.argument("email")
@click.option("--says", default="", help="Who says so, and by which register.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="When it was looked up, as 2026-06-03.")
@click.option("--not-any-more", "is_over", is_flag=True, help="They are not on the register any more.")
@with_database
def social_worker(email: str, says: str, day: datetime | None, is_over: bool) -> None:
    """Write down that a person is a registered social worker, or is not any more. It is seen where one is appointed."""
    at = timezone.now()
    if is_over == bool(says.strip() or day) or bool(says.strip()) != bool(day):
        raise click.ClickException("Give --says and --on, or --not-any-more. Nothing was changed.")
    if day and day.date() > timezone.localdate(at):
        raise click.ClickException("That day is still to come. Nothing was changed.")
    with transaction.atomic(), side(Side.ACCOUNTS, actor_id=new_id()):
        actor = Actor.objects.filter(user__email__iexact=email).first()
        if actor is None:
            raise click.ClickException(f"Nobody has the e-mail {email}. Nothing was changed.")
        actions.record_social_worker(
            actor=actor, says=says, on=day.date() if day else None, expected=actor.version, by=None, at=at
        )
    click.echo(f"{actor} is {'not a' if is_over else 'a'} registered social worker{' any more' if is_over else ''}.")


@accounts.command()
@click.argument("email")
@click.option("--role", type=click.Choice(Role.values), help="Only this role; without it, every role.")
@with_database
def end(email: str, role: str | None) -> None:
    """End what a person may do, from now on. A login whose last role ends is closed. What they wrote stays."""
    at = timezone.now()
    with transaction.atomic(), side(Side.ACCOUNTS, actor_id=new_id()):
        user = User.objects.select_related("actor").filter(email__iexact=email).first()
        if user is None:
            raise click.ClickException(f"Nobody has the e-mail {email}. Nothing was changed.")
        ending = [one for one in memberships_now(user.actor, at) if role in (None, one.role)]
        if role and not ending:
            raise click.ClickException(f"{email} does not have the role {role} now. Nothing was changed.")
        for membership in ending:
            actions.end_role(membership=membership, expected=membership.version, by=None, at=at)
        is_closed = not memberships_now(user.actor, at)
        if is_closed and user.is_active:
            actions.close_login(user=user, by=None, at=at)
    ended = ", ".join(str(Role(one.role).label) for one in ending) or "no role"
    click.echo(f"Ended: {ended}. " + ("The login is closed." if is_closed else "The login stays, for the other roles."))


@accounts.command()
@click.argument("email")
@with_database
def link(email: str) -> None:
    """For somebody who forgot their password: a link by which they choose another one, once and within a week.

    Be sure first that it is them who ask. Their second step stays, and is asked for as before.
    """
    with transaction.atomic(), side(Side.ACCOUNTS, actor_id=new_id()):
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise click.ClickException(f"Nobody signs in with the e-mail {email}. Nothing was changed.")
        made = actions.invite(user=user, by=None, at=timezone.now())
    click.echo(f"At the address of their server: {reverse('choose_password', args=[made])}")


@accounts.command("second-step-off")
@click.argument("email")
@with_database
def second_step_off(email: str) -> None:
    """For somebody who lost their phone and their codes: they set up another app when they sign in next.

    Be sure first that it is them who ask, and not somebody who found out their password.
    """
    with transaction.atomic(), side(Side.ACCOUNTS, actor_id=new_id()):
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise click.ClickException(f"Nobody has the e-mail {email}. Nothing was changed.")
        was_there = actions.take_off_second_step(user=user, by=None, at=timezone.now())
    click.echo("It is off." if was_there else f"{email} had none.")
