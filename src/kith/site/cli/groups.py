"""Every group of commands, in the order in which `kith --help` shows the work."""

import click

from kith.site.cli import accounts, audit, check, db, demo, docs, intake, large, records, serve, trying, wall


def add_to(root: click.Group) -> None:
    """Hang every command on the root."""
    intake.intake.add_command(trying.try_out)
    intake.intake.add_command(large.link_files)
    for command in (
        demo.demo,
        demo.hand,
        serve.serve,
        serve.work,
        serve.assets,
        intake.intake,
        accounts.accounts,
        audit.audit,
        wall.prove_wall,
        db.db,
        docs.docs,
        records.records,
        check.check,
        check.check_versions,
    ):
        root.add_command(command)
