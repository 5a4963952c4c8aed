"""The command that proves the wall."""

import logging

import click

from kith.disclosure.terms import MilestoneKind
from kith.site import pages, wall
from kith.site.cli import counted, with_database


@click.command("prove-wall")
@with_database
def prove_wall() -> None:
    """Try every table, verb, page and way around under every side, and compare with what is declared."""
    click.echo(
        "What crosses: what is asked for and released (exact copies); with a notice, what was decided and how counted what"
    )
    click.echo("was sent; and these milestones, without words:")
    click.echo("  " + ", ".join(str(kind.label) for kind in MilestoneKind))
    proof = wall.prove()
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # five hundred refusals are what is hoped for here
    tried, leaks = pages.tried()
    click.echo(f"Tried: {proof.tried:,} statements under the sides' roles, {tried:,} pages in every role.")
    found = [*proof.leaks, *leaks]
    for leak in found:
        click.echo(f"{leak.kind}: {leak.words}")
    if found:
        raise click.ClickException(f"The wall does not hold: {counted(len(found), 'leak', 'leaks')}.")
    click.echo("0 leaks. The wall holds.")
