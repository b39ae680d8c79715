"""``khabar train sections``: a model of the newsroom's sections from what it has published."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn, track

from khabar.archive import Archive
from khabar.cli.table import print_json, print_table
from khabar.settings import load
from khabar.wire import Wire
from khabar_enrich.sections.examples import Example
from khabar_enrich.sections.model import Model
from khabar_enrich.sections.reading import FromArchive, Told, from_file, newest
from khabar_enrich.sections.report import Report
from khabar_enrich.sections.rules import Rules
from khabar_enrich.sections.training import ROUNDS, TooFew, train
from khabar_enrich.settings import EnrichSettings

_LINES = ("section", "precision", "recall", "f1", "articles")
_PAIRS = ("section", "put_into", "articles")


def sections(
    file: Annotated[Path | None, typer.Argument(help="JSON Lines: section, title, text; else the archive")] = None,
    to: Annotated[Path | None, typer.Option(help="Where to write [default: models/ beside the archive]")] = None,
    precision: Annotated[float, typer.Option(min=0.5, max=0.99, help="How often it is right where it decides")] = 0.9,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document")] = False,
) -> None:
    """Learn the newsroom's sections from its articles, and report how well that works on those not learnt from."""
    chosen = load(EnrichSettings)
    console = Console(stderr=True)
    hidden = as_json or not console.is_terminal
    examples = _examples(file, chosen, console, hidden=hidden)
    model, report = _trained(examples, precision, console, hidden=hidden)
    path = to or chosen.section_model or chosen.archive.parent / "models" / "sections.json"
    if as_json:
        print_json(report.for_programs() | {"model": str(path) if report.decided else None})
    else:
        _print(report)
    if not report.decided:
        msg = (
            f"the model is nowhere right {precision:.0%} of the time and was not written;"
            " give it more articles, ask for less with --precision, or part the sections more clearly"
        )
        raise TooFew(msg)
    _write(path, model)
    if not as_json:
        typer.echo(f"The model is in {path}; enrich uses it where KHABAR_SECTION_MODEL names it.")


def _examples(file: Path | None, chosen: EnrichSettings, console: Console, *, hidden: bool) -> list[Example]:
    rules = Rules.of(chosen.newsroom_config)
    source = FromArchive(Archive(chosen.archive), Wire(chosen.blob_store), rules)
    rows: Iterable[Told] = source if file is None else from_file(file, rules)
    found = newest(track(rows, "reading", console=console, disable=hidden))
    if source.skipped:
        console.print(f"{source.skipped} entries of the archive could not be read and were left out")
    return found


def _trained(examples: list[Example], precision: float, console: Console, *, hidden: bool) -> tuple[Model, Report]:
    columns = (TextColumn("learning"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=hidden) as bar:
        task = bar.add_task("learning", total=ROUNDS)
        return train(examples, precision, lambda: bar.advance(task))


def _print(report: Report) -> None:
    title = f"{report.articles} articles, each put into a section by a model that has not seen it"
    print_table(title, _LINES, [{"section": name, **line._asdict()} for name, line in report.sections.items()])
    if report.confusions:
        print_table("Most often mistaken", _PAIRS, [pair._asdict() for pair in report.confusions])
    for name, articles in report.left_out.items():
        typer.echo(f"Left out, too few articles: {name} ({articles})")
    typer.echo(f"Right in all: {report.accuracy:.1%}.")
    typer.echo(
        f"From a confidence of {report.least} on it decides: {report.decided:.1%} of the articles,"
        f" {report.right:.1%} of them right."
    )


def _write(path: Path, model: Model) -> None:
    """Put the file in its place whole, so that a service that starts meanwhile reads the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}")
    draft.write_bytes(model.packed())
    draft.replace(path)
