"""Commands for the audit trail: seal it, and prove it."""

from collections.abc import Iterator
from pathlib import Path

import click
from django.conf import settings
from django.db import connection
from django.utils import timezone

from kith.access import seals
from kith.access.jobs import seal_audit
from kith.access.seals import Fault, Keys
from kith.access.side import side
from kith.access.terms import Side
from kith.records import new_id
from kith.site.cli import with_database


@click.group()
def audit() -> None:
    """The audit trail: who did and read what."""


@audit.command()
@with_database
def seal() -> None:
    """Seal every finished entry now."""
    click.echo(f"{seal_audit(timezone.now())} entries sealed.")


@audit.command()
@with_database
def roots() -> None:
    """Print every root from the file outside the database, to keep or to publish elsewhere."""
    for root in seals.read_outside(Path(settings.SEAL_ROOTS)):
        click.echo(f"{root.number}  {root.sealed_at}  {root.count:,} entries  {root.root}")


@audit.command()
@with_database
def verify() -> None:
    """Prove that no sealed entry was changed, deleted, inserted or reordered, and that no deed lacks its entry."""
    found = verify_all()
    for fault in found[:20]:
        where = f" (batch {fault.seal})" if fault.seal else ""
        click.echo(f"{fault.kind}{where}: {fault.words}{f' Entry {fault.entry}.' if fault.entry else ''}")
    if found:
        raise click.ClickException(f"The audit trail is not whole: {len(found)} faults, the first of them above.")
    with side(Side.AUDIT, actor_id=new_id()):
        count = seals.count_sealed()
    click.echo(f"Checked {count:,} entries. Unbroken. What was written in the last ten seconds may not be sealed yet.")


def verify_all() -> list[Fault]:
    """Check what is sealed, seal the rest, and check again. Every fault, in the order found."""
    keys, outside = Keys(settings.SEAL_KEY), Path(settings.SEAL_ROOTS)
    found = list(_checked(keys, outside))
    if not found:
        seal_audit(timezone.now())
        found = list(_checked(keys, outside))
    return found


def _checked(keys: Keys, outside: Path) -> Iterator[Fault]:
    with side(Side.AUDIT, actor_id=new_id()):
        yield from seals.faults(keys=keys, outside=outside)
        with connection.cursor() as cursor:
            cursor.execute("select kind, id from access_unrecorded() order by 1, 2 limit 20")
            for kind, subject in cursor.fetchall():
                yield Fault("unrecorded", None, subject, f"A row of {kind} has no entry of its own in the trail.")
