"""`kith intake link-files`: whose person each row is, of files too large to take in."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from rich.console import Console

from kith.intake.linkage.model import UntrainedModel
from kith.protocol.pack import load
from kith.site.cli import counted
from kith.site.cli.intake import UNCHANGED, bar

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("link-files")
@click.argument(
    "paths", nargs=-1, required=True, metavar="FOLDER|FILE...", type=click.Path(path_type=Path, exists=True)
)
@click.option("--to", "target", required=True, metavar="FILE.csv", type=FILE, help="Whose person each row is.")
@click.option(
    "--questions", metavar="FILE.csv", type=FILE, help="Which rows may be one person, and why it is not certain."
)
@click.option(
    "--memory",
    "memory_mb",
    type=click.IntRange(200),
    metavar="MB",
    help="What tables may take, the rest goes on disk; as a rule ten times the files, from 700 to 6000.",
)
@click.option("--threads", default=2, show_default=True, help="Cores to use.")
@click.option(
    "--spill", metavar="FOLDER", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Where on disk."
)
@click.option("--on", "engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True,
    help="What compares rows; Spark comes with the extra kith[spark], and needs Java.")  # fmt: skip
@click.option(
    "--master", default="local[*]", show_default=True, help="Of Spark: whose workers see the folder of --spill."
)
def link_files(
    paths: tuple[Path, ...],
    target: Path,
    questions: Path | None,
    memory_mb: int | None,
    threads: int,
    spill: Path | None,
    engine: str,
    master: str,
) -> None:
    """Say whose person each row is, of agencies' files that are too large to take in: a million rows and more.

    Nothing is taken in and no database is needed. Files are CSV and TSV in UTF-8, or Parquet, with the headings that the pack
    knows. By the model of `kith intake run` and what holds it back, without families and without what people judged.
    Columns: source_file, row, record_id, person.
    """
    import duckdb

    from kith.intake.linkage import large

    began = time.monotonic()
    files = [one for path in paths for one in (sorted(path.iterdir()) if path.is_dir() else [path])]
    files = [one for one in files if one.suffix.lower() in large.SUFFIXES or one in paths]
    if not files:
        raise click.ClickException(f"There is no file there to read ({', '.join(large.SUFFIXES)}). {UNCHANGED}")
    for path in (target, questions):
        if path is not None and not path.parent.is_dir():
            raise click.ClickException(f"There is no folder {path.parent} to write to. {UNCHANGED}")
    pack = load()

    def understood(headings: Sequence[str]) -> Mapping[str, str] | None:
        match = pack.source_of(headings)
        return {headings[place]: field for place, (field, _) in match.columns.items()} if match else None

    try:
        with bar(Console()) as progress:
            told = large.link_files(
                files, target, questions, understood=understood, memory_mb=memory_mb, threads=threads, spill=spill,
                spark=master if engine == "spark" else "", progress=progress,
            )  # fmt: skip
    except (large.UnreadableFile, UntrainedModel, large.NoSpark) as error:
        raise click.ClickException(f"{error} {UNCHANGED}") from error
    except duckdb.OutOfMemoryException as error:
        raise click.ClickException(f"Memory was not enough: say more with --memory. {UNCHANGED}") from error
    except duckdb.IOException as error:
        raise click.ClickException(f"The disk is full, or a file cannot be written ({str(error)[:200]}).") from error
    click.echo(
        f"{counted(told.rows, 'row', 'rows')}, {counted(told.people, 'person', 'people')}; "
        f"{counted(told.links, 'join', 'joins')}, {counted(told.questions, 'question', 'questions')} left; "
        f"{counted(told.compared, 'pair', 'pairs')} compared. {time.monotonic() - began:.1f} seconds."
    )
    if told.refused_blocks:
        click.echo(
            f"Not compared: {counted(told.refused_pairs, 'pair', 'pairs')} of {counted(told.refused_blocks, 'group', 'groups')}"
            " of rows that are alike in too little."
        )
