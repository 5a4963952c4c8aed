"""The `kith` command. Each group of commands is a module of this folder; all of them open the database the same way."""

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click
import django
from django.db import OperationalError, ProgrammingError
from django.utils.translation import ngettext
from psycopg.errors import UndefinedColumn, UndefinedTable

from kith.site.cli.groups import Groups

P = ParamSpec("P")
T = TypeVar("T")


def set_up() -> None:
    """Load Django's settings and apps, once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kith.site.settings")
    django.setup()


def with_database(command: Callable[P, T]) -> Callable[P, T]:
    """Run a command with the embedded PostgreSQL up, its roles made and its tables current; a server needs none of it."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        set_up()
        if os.environ.get("DATABASE_URL"):
            return command(*args, **kwargs)
        from kith.site import postgres, upkeep  # after set_up: they need the apps

        var = Path(os.environ.get("KITH_VAR", "var")).resolve()
        cluster = postgres.cluster(var)
        try:
            with cluster.running():
                upkeep.bring_up_to_date(var)
                return command(*args, **kwargs)
        except postgres.NoPostgres as error:
            raise click.ClickException(str(error)) from error

    return run


def counted(number: int, one: str, many: str) -> str:
    """A number with what it counts: "1 row", "1,200 rows"."""
    return f"{number:,} {ngettext(one, many, number)}"


@click.group(cls=Groups, context_settings={"help_option_names": ["-h", "--help"]})
def kith() -> None:
    """Casework for families in an asylum backlog, where no decision is taken before the child's side was heard."""


def main(arguments: list[str] | None = None) -> Any:  # Any: click's own result
    """Entry point of the console script. A broken pack or a database that does not answer is one clear line."""
    set_up()
    from kith.access.side import waited_too_long  # after set_up, as the commands
    from kith.protocol.pack import BrokenPack
    from kith.site.database import HalfMade

    try:
        return kith.main(args=arguments if arguments is not None else sys.argv[1:], prog_name="kith")
    except BrokenPack as error:
        sys.exit(f"Error: The pack of the arrangement cannot be used: {error}.")
    except HalfMade as error:
        sys.exit(f"Error: {error}")
    except OperationalError as error:
        if waited_too_long(error):
            sys.exit("Error: Somebody else has been changing the same for too long. Nothing was written: try again.")
        reason = str(error).strip().splitlines()[0]
        sys.exit(f"Error: The database does not answer ({reason}). Is it running, and is DATABASE_URL right?")
    except ProgrammingError as error:
        if not isinstance(error.__cause__, UndefinedTable | UndefinedColumn):
            raise
        sys.exit("Error: The database holds no tables of Kith, or older ones. Bring them up to date: kith db migrate")
