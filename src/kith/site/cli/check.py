"""Commands for those who build Kith: is everything in step?"""

import os
import subprocess
import sys
import warnings
from pathlib import Path

import click
from django.core.management import call_command

from kith.keeping.schedule import BadSchedule, terms
from kith.protocol.pack import BrokenPack, load
from kith.site import database, docs, postgres

# On another PostgreSQL what it does itself is tried again: its roles, grants, row policies, constraints, locks. What pages
# show follows from these and is gone through once.
OF_PAGES = {"test_wall_sentence.py", "test_wall_lengths.py"}
OF_SIDES = [f"src/kith/access/tests/test_{what}.py" for what in ("side", "side_ends", "statements", "gate", "disposal")]


@click.command()
def check() -> None:
    """Whether migrations are complete, grants are declared for every table, the pack and the times of keeping can be read, and
    documents are in step."""
    warnings.filterwarnings("ignore", "Got an error checking a consistent")  # of migrations: no server is needed here
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit as error:
        raise click.ClickException(
            "The tables and the migrations differ. Run makemigrations and commit what it writes."
        ) from error
    try:
        database.declared()
        load()
        terms()
    except (database.BadGrants, BrokenPack, BadSchedule) as error:
        raise click.ClickException(str(error)) from error
    if stale := docs.out_of_step(Path("docs")):
        raise click.ClickException(
            f"Not in step with the code: {', '.join(stale)}. Run `make docs` and commit what it writes."
        )


@click.command("check-versions", hidden=True)
def check_versions() -> None:
    """Run the tests of the wall and its sides again on every other PostgreSQL of this machine; say so where there is only one."""
    found = postgres.all_binaries()
    for other in found[1:]:
        click.echo(f"The wall again, on PostgreSQL {other.major}:")
        tests = sorted(str(one) for one in Path("tests").glob("test_wall*.py") if one.name not in OF_PAGES)
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-n", "2", "-m", "not browser", *tests, *OF_SIDES],
            env={**os.environ, "KITH_PG_BIN": str(other.folder)}, check=False,
        )  # fmt: skip
        if done.returncode:
            sys.exit(done.returncode)
    if len(found) == 1:
        click.echo(
            f"Only PostgreSQL {found[0].major} is here, and the wall was tried on it alone."
            + ("" if found[0].major == postgres.OLDEST else " To try it on 15 too:  sudo apt-get install postgresql-15")
        )
