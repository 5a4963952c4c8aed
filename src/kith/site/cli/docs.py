"""The command that writes the generated documents."""

from pathlib import Path

import click

from kith.site.docs import write


@click.command()
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False, exists=True), default="docs")
def docs(folder: Path) -> None:
    """Write the documents that come from the code: who may open which page, every table, what crosses."""
    changed = write(folder)
    click.echo(f"Written: {', '.join(changed)}." if changed else "Every document is in step with the code.")
