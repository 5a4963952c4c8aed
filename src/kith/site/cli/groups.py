"""Every command by its name, and where it stands in this folder. Its module is read when it is asked for: what the demo
needs takes half a second to read, and no other command needs it."""

from collections.abc import Mapping
from importlib import import_module

import click

# Where each stands, by module and name; commands of a group after it.
MODULES: Mapping[str, tuple[str, ...]] = {
    "accounts": ("accounts.accounts",),
    "assets": ("serve.assets",),
    "audit": ("audit.audit",),
    "check": ("check.check",),
    "check-versions": ("check.check_versions",),
    "db": ("db.db",),
    "demo": ("demo.demo",),
    "demo-hand": ("demo.hand",),
    "docs": ("docs.docs",),
    "intake": ("intake.intake", "trying.try_out", "large.link_files"),
    "prove-wall": ("wall.prove_wall",),
    "records": ("records.records",),
    "serve": ("serve.serve",),
    "work": ("serve.work",),
}


class Groups(click.Group):
    """The root of all commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, by the alphabet."""
        return sorted(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None where there is none, and then click says which may be meant."""
        if cmd_name not in MODULES:
            self.commands = {name: command for name in MODULES if (command := self.get_command(ctx, name))}
            return None
        command, *under = map(_read, MODULES[cmd_name])
        for one in under:
            assert isinstance(command, click.Group)
            command.add_command(one)
        return command


def _read(place: str) -> click.Command:
    module, name = place.split(".")
    command = getattr(import_module(f"kith.site.cli.{module}"), name)
    assert isinstance(command, click.Command)
    return command
