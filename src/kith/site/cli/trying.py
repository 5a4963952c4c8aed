"""`kith intake try-rules`: what other rules of matching would change, counted first."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
from django.utils import timezone
from rich.console import Console

from kith.access.gate import entered
from kith.intake.actions import Tried, try_rules
from kith.intake.linkage import likely, model
from kith.site.cli import counted, with_database
from kith.site.cli.intake import BY, TO, UNCHANGED, bar, registrar, write

COLUMNS = ("change", "person", "record", "concerns_child")
CHANCE = click.FloatRange(0, 1, min_open=True)


@click.command("try-rules")
@click.option(
    "--weights", metavar="FILE.json", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Other weights, as `python -m kith.intake.linkage.learn` writes them.",
)  # fmt: skip
@click.option(
    "--people", metavar="FILE.json", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Otherwise learned how likely two people are one, as `python -m benchmarks.learning people` writes it.",
)  # fmt: skip
@click.option("--certain", type=CHANCE, default=model.CERTAIN, show_default=True, help="Below it nothing is joined.")
@click.option("--ask", type=CHANCE, default=model.WORTH_ASKING, show_default=True, help="Below it nobody is asked.")
@TO
@BY
@with_database
def try_out(
    weights: Path | None, people: Path | None, certain: float, ask: float, target: Path, email: str | None
) -> None:
    """Count what other rules of matching would change, and write down each change. Nothing is joined, asked or changed.

    Everything ever taken in is linked twice from the beginning: by the rules that stand, and by those that are given; what
    people judged holds for both. Where an upgrade brought another model than what stands was joined by, the rules (the new ones,
    if none are given) are held beside the register as it stands; until that is done no files are taken in.
    Columns: change (joined, apart), person, record, concerns_child.
    """
    at, console = timezone.now(), Console()
    learned = _read(weights) if weights else model.weights()
    rules = model.Rules(learned, certain, ask, _read_people(people) if people else likely.standing())
    with bar(console) as progress, entered(registrar(email, at, or_ask=True), "intake.try_rules", at=at) as passage:
        try:
            tried = try_rules(rules=rules, by=passage.actor, at=at, progress=progress)
        except model.UntrainedModel as lacking:
            raise click.ClickException(
                f"These weights say nothing of {lacking}. Learn them again. {UNCHANGED}"
            ) from lacking
    found = tried.difference
    now = "in the register as it stands" if tried.is_beside_register else "by the rules that stand"
    children = [change for change in found.changes if tried.concerns_child(change)]
    click.echo(
        f"{counted(found.people_now, 'person', 'people')} {now}, {found.people_then:,} by these. "
        f"Would become one: {found.count(is_joined=True):,}; would come apart: {found.count(is_joined=False):,}; "
        f"of these {counted(len(children), 'concerns', 'concern')} a child.\n"
        f"{counted(found.asked_now, 'pair', 'pairs')} to judge {now}, {found.asked_then:,} by these: "
        f"{found.asked_more:,} more, {found.asked_no_more:,} no more. {UNCHANGED}"
    )
    click.echo(f"Records found in other files, too, {now} and by these:")
    for share in tried.shares:
        one, other = (f"{found / share.rows:.1%}" for found in (share.now, share.then))
        click.echo(f"  {share.by}, {share.group}: {one} and {other} of {share.rows:,}")
    write(target, COLUMNS, list(_lines(tried)))


def _read(path: Path) -> dict[str, object]:
    """The weights of a file. An error where it is none."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        model.settings(read)
        return {"version": str(read["version"]), **read}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise click.ClickException(f"{path} holds no weights that can be read ({error}). {UNCHANGED}") from error
    except model.UntrainedModel as lacking:
        raise click.ClickException(f"{path} says nothing of {lacking}. Learn it again. {UNCHANGED}") from lacking


def _read_people(path: Path) -> likely.Trees:
    """What a file says of two people. An error where it says nothing, or of other things than are looked at."""
    try:
        return likely.read(json.loads(path.read_text(encoding="utf-8")))
    except likely.UnknownTrees as other:
        words = "holds no trees that can be walked to their end, or asks about other things than are looked at"
        raise click.ClickException(f"{path} {words}. Learn it again. {UNCHANGED}") from other
    except KeyError as lacking:
        raise click.ClickException(f"{path} says nothing of {lacking}. Learn it again. {UNCHANGED}") from lacking
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise click.ClickException(f"{path} holds nothing that can be read ({error}). {UNCHANGED}") from error


def _lines(tried: Tried) -> Iterator[tuple[str, ...]]:
    """One line for each record of each change: records of one change stand together, and so do those of one person."""
    for number, change in enumerate(tried.difference.changes, 1):
        for place, rows in enumerate(change.people, 1):
            for key in rows:
                yield (
                    f"{number} {'joined' if change.is_joined else 'apart'}", f"{number}.{place}", tried.rows.get(key, key),
                    "yes" if tried.concerns_child(change) else "no",
                )  # fmt: skip
