"""The command that writes what the law asks a controller to have, filled from how this server is set up."""

from pathlib import Path

import click

from kith.site.records import impact_assessment, records_of_processing, transparency_record

PAPERS = {
    "records-of-processing.md": records_of_processing,
    "impact-assessment.md": impact_assessment,
    "transparency-record.md": transparency_record,
}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def records(folder: Path) -> None:
    """Write records of processing, an impact assessment and a transparency record into FOLDER, to be completed by people.

    A paper that is there already stays as it is: what somebody wrote into it is not written over.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in PAPERS.items():
        path = folder / name
        if path.exists():
            click.echo(f"Left as it is: {path}. Move it away to have it written anew.")
        else:
            path.write_text(made(), encoding="utf-8")
            click.echo(f"Written: {path}.")
