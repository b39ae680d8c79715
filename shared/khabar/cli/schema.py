"""``khabar schema``: the published contracts as files."""

from pathlib import Path
from typing import Annotated

import typer

from khabar.schemas import write

schema = typer.Typer(help="The contracts that consumers build on.", no_args_is_help=True)


@schema.callback()
def _schema() -> None:
    """The contracts that consumers build on."""


@schema.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", file_okay=False, help="Made if it is not there.")],
) -> None:
    """Write the JSON Schema of every event and entry, and one AsyncAPI 3.0 document, into DIR."""
    files = write(folder)
    typer.echo(f"{len(files)} files written to {folder}")
