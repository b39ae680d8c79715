"""`khabar evaluate pages`: how well articles are read from pages whose right answers are known."""

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from khabar.cli.table import print_json, print_table
from khabar.settings import load
from khabar_ingest.pages.evaluation import evaluate as evaluated
from khabar_ingest.pages.evaluation import our_reader
from khabar_ingest.pages.scoring import summary
from khabar_ingest.settings import IngestSettings

_COLUMNS: Final = ("f1", "precision", "recall", "title", "date", "author", "page")


def pages(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", file_okay=False, help="HTML files and a pages.jsonl.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="everything as one line of JSON")] = False,
) -> None:
    """Read every page of FOLDER and compare body, title, date, byline and section with its pages.jsonl."""
    zone = load(IngestSettings).newsroom_config.newsroom.zone
    found = summary(evaluated(folder, our_reader(zone)))
    if as_json:
        print_json(found)
        return
    print_table(str(folder), _COLUMNS, [_row(page) for page in found["pages"]])
    for bad in [f"{page['page']}: {bad}" for page in found["pages"] for bad in page["boilerplate"]]:
        typer.echo(f"left in {bad}")
    typer.echo(
        f"{found['pages_total']} pages: macro F1 {found['macro_f1']:.4f}, lowest {found['lowest_f1']:.4f}, "
        f"boilerplate {found['boilerplate_left']}, titles right {found['titles_right']}, "
        f"wrong dates {found['dates']['wrong']}, wrong bylines {found['authors']['wrong']}"
    )


def _row(page: dict[str, Any]) -> dict[str, object]:
    figures = {name: f"{page[name]:.4f}" for name in ("f1", "precision", "recall")}
    return {**page, **figures, "title": "right" if page["title"] else "wrong"}
