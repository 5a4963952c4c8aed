"""Every group of commands, in the order in which `kith --help` shows the work."""

import click

from kith.site.cli import db


def add_to(root: click.Group) -> None:
    """Hang every command on the root."""
    root.add_command(db.db)
