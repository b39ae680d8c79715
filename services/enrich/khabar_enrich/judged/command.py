"""``khabar evaluate related``: how good related links are on articles whose links people judged."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from khabar.cli.table import print_json, print_table
from khabar.config import Config
from khabar.errors import Rejected
from khabar.models import Enrichment, Revision
from khabar.settings import Settings, load
from khabar_enrich.commands.archive import opened
from khabar_enrich.commands.newsroom import newsroom
from khabar_enrich.commands.progress import shown
from khabar_enrich.commands.reading import cores, read
from khabar_enrich.judged.answers import Answer, Known, answers
from khabar_enrich.judged.grades import Grades, read_grades
from khabar_enrich.judged.report import Miss, Report

_COLUMNS = ("query", "what", "article", "score", "title")


def related(  # noqa: PLR0913 - one argument for each option
    articles: Annotated[Path, typer.Option(help="Articles in the order of time, as `khabar enrich` takes them")],
    qrels: Annotated[Path, typer.Option(help="JSON: {query id: {candidate id: 0, 1 or 2 (the same event)}}")],
    *,
    raw: Annotated[bool, typer.Option("--raw", help="No threshold, no collapse of copies and stories")] = False,
    at: Annotated[int, typer.Option(min=1, help="How many links of each query count")] = 5,
    jobs: Annotated[int | None, typer.Option(min=1, help="How many processes read [default: one a core]")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document")] = False,
) -> None:
    """Score the related links that query articles get when they come, after all that stand above them in the file.

    Articles that `khabar enrich --no-links` printed are not read a second time. Exit code 2 where the files cannot be
    scored.
    """
    try:
        report = _scored(articles, read_grades(qrels), at, jobs or cores(), raw=raw)
    except (ValueError, Rejected) as error:
        raise typer.BadParameter(str(error)) from error
    figures = report.figures()
    if as_json:
        print_json(figures | {"misses": [miss._asdict() for miss in report.misses()]})
        return
    title = ", ".join(f"{name} {figure}" for name, figure in figures.items())
    print_table(f"Related links in {articles.name}: {title}", _COLUMNS, map(_row, report.misses()))


def _row(miss: Miss) -> dict[str, object]:
    return {name: value for name, value in miss._asdict().items() if value is not None}


def _scored(articles: Path, grades: Grades, at: int, jobs: int, *, raw: bool) -> Report:
    config, known = load(Settings).newsroom_config, Known()
    with opened(articles, config.newsroom, lambda fault: typer.echo(fault, err=True)) as archive:
        found = shown(archive, read(archive.articles(), config, jobs))
        answered = asyncio.run(_answered(found, grades, known, config, raw=raw))
    absent = len(grades) - len(answered)
    if not answered:
        msg = f"none of the {absent} queries is among the articles; do their ids belong to this file?"
        raise ValueError(msg)
    if absent:
        typer.echo(f"{absent} of {len(grades)} queries are not among the articles", err=True)
    return Report(answered, grades, {name: known.titles[id_] for id_, name in known.names.items()}, at)


async def _answered(
    found: Iterable[tuple[Revision, Enrichment]], grades: Grades, known: Known, config: Config, *, raw: bool
) -> list[Answer]:
    async with newsroom(config) as linking:
        return await answers(found, grades, linking, known, raw=raw)
