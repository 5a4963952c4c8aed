"""Commands for the database: roles, tables, grants."""

import os

import click
import psycopg

from kith.site import database
from kith.site.cli import counted, with_database


@click.group()
def db() -> None:
    """Roles, tables and grants."""


@db.command()
def roles() -> None:
    """Make the PostgreSQL roles and the database on a server (KITH_ADMIN_URL: an account that may). Once per server."""
    url = os.environ.get("KITH_ADMIN_URL")
    if not url:
        raise click.ClickException("Set KITH_ADMIN_URL to an account that may create roles on the server.")
    passwords = {
        name: value
        for name in (database.OWNER, *database.app_logins())
        if (value := os.environ.get(f"{name.upper()}_PASSWORD"))
    }
    name = os.environ.get("KITH_DATABASE", "kith")
    with psycopg.connect(url, autocommit=True) as admin:
        database.make_roles(admin, database=name, passwords=passwords)
    with psycopg.connect(url, dbname=name, autocommit=True) as admin:
        try:
            database.shut_catalogue(admin)
        except psycopg.errors.InsufficientPrivilege:
            click.echo(
                "This account may not shut PostgreSQL's own counters, as a superuser could: kith prove-wall says which."
            )
    click.echo("Roles and database are there.")


@db.command()
@with_database
def migrate() -> None:
    """Bring the tables up to date as the owner, then the grants."""
    database.migrate(verbosity=1)


@db.command()
@with_database
def grants() -> None:
    """Give the database exactly the declared triggers, policies and grants."""
    database.apply_wall()
    click.echo(f"{counted(len(database.declared()), 'line', 'lines')} of grants applied.")
