"""Commands for the audit trail: seal it, and prove it."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import click
from django.conf import settings
from django.db import connection
from django.utils import timezone

from kith.access import seals
from kith.access.jobs import seal_audit
from kith.access.queries import NoJobActor
from kith.access.seals import Fault, Keys
from kith.access.side import side
from kith.access.terms import Side
from kith.records import new_id
from kith.site.cli import counted, with_database


@click.group()
def audit() -> None:
    """The audit trail: who did and read what."""


@audit.command()
@with_database
def seal() -> None:
    """Seal every finished entry now."""
    try:
        click.echo(f"{counted(seal_audit(timezone.now()), 'entry', 'entries')} sealed.")
    except NoJobActor as error:
        raise click.ClickException("Nobody seals here yet. Type: kith accounts standing") from error


@audit.command()
@with_database
def roots() -> None:
    """Print every root from the file outside the database, to keep or to publish elsewhere."""
    for _, line in sorted(seals.read_outside(Path(settings.SEAL_ROOTS)).items()):
        click.echo(f"{line.root.number}  {line.root.sealed_at}  {line.root.count:,} entries  {line.root.root}")


@audit.command()
@with_database
def verify() -> None:
    """Prove that no sealed entry was changed, deleted, inserted or reordered, and that no deed lacks its entry."""
    before = how_far()
    found = verify_all()
    for fault in found[:20]:
        where = f" (batch {fault.seal})" if fault.seal else ""
        click.echo(f"{fault.kind}{where}: {fault.words}{f' Entry {fault.entry}.' if fault.entry else ''}")
    after = how_far()
    for note in dict.fromkeys([*before.notes, *after.notes]):
        click.echo(f"Note: {note}")
    if found:
        raise click.ClickException(
            f"The audit trail is not whole: {counted(len(found), 'fault', 'faults')}, the first above."
        )
    click.echo(
        f"Checked {counted(after.sealed, 'entry', 'entries')}. Unbroken. "
        f"Not sealed yet, and outside the proof: {after.unsealed:,}"
        " (never more than what was written in about ten seconds, unless a note says so)."
    )


def how_far() -> seals.Reach:
    """How far the proof reaches at this moment."""
    with side(Side.AUDIT, actor_id=new_id()):
        return seals.reach(timezone.now())


def verify_all() -> list[Fault]:
    """Check what is sealed, seal the rest, and check again. Every fault, in the order found."""
    keys, outside = Keys(settings.SEAL_KEY), Path(settings.SEAL_ROOTS)
    found = list(_checked(keys, outside))
    if not found:
        with suppress(NoJobActor):  # nothing was set up that could seal, and what is not sealed is counted
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
