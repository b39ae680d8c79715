"""``khabar evaluate dates``: how many temporal expressions of a file of right answers are understood."""

from pathlib import Path
from typing import Annotated

import typer

from khabar.cli.table import print_json, print_table
from khabar_enrich.dates.scoring import Miss, score

_COLUMNS = ("expression", "anchor", "value", "found", "family")


def dates(
    file: Annotated[Path, typer.Argument(help="Expressions with anchor and value (.tsv), or articles (.json)")],
    *,
    json: Annotated[bool, typer.Option("--json", help="One JSON document")] = False,
) -> None:
    """Score the reader of dates on a table of expressions or on articles; exit code 2 for a wrong file."""
    try:
        found = score(file)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if json:
        print_json(found.figures() | {"misses": [miss._asdict() for miss in found.misses]})
        return
    figures = ", ".join(f"{name} {figure}" for name, figure in found.figures().items())
    print_table(f"Dates in {file.name}: {figures}", _COLUMNS, [_row(miss) for miss in found.misses])


def _row(miss: Miss) -> dict[str, str]:
    return {name: str(value) for name, value in miss._asdict().items()}
