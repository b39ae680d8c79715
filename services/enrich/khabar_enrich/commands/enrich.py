"""``khabar enrich``: an archive read as the service reads it, with nothing running."""

import asyncio
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from khabar.config import Config
from khabar.models import EnrichedRevision, Enrichment, Revision
from khabar.settings import Settings, load
from khabar_enrich.commands.archive import opened
from khabar_enrich.commands.newsroom import come, newsroom
from khabar_enrich.commands.progress import shown
from khabar_enrich.commands.reading import cores, read


def enrich(
    file: Annotated[
        Path | None, typer.Argument(help="Articles as JSON Lines, plain, .xz or .gz; - or none: standard input")
    ] = None,
    *,
    links: Annotated[bool, typer.Option(help="Find related articles, copies and stories too")] = True,
    jobs: Annotated[int | None, typer.Option(min=1, help="How many processes read [default: one a core]")] = None,
    as_json: Annotated[  # noqa: ARG001 - every command that prints has it; this one prints nothing else
        bool, typer.Option("--json", help="One article as JSON a line, which is so without it too")
    ] = False,
) -> None:
    """Print each article of an archive with what it is about, and the older ones that belong to it.

    A line is a revision, as `khabar inspect` prints it, or {"id", "src", "t", "title", "text"} and where known
    "author", "url" and "lang"; "t" is ISO 8601 or Unix seconds. They are to stand in the order of time. No pipeline
    needs to run. Exit code 1 if a line could not be read; the others are printed all the same.
    """
    config = load(Settings).newsroom_config
    with opened(file, config.newsroom, lambda fault: typer.echo(fault, err=True)) as archive:
        found = shown(archive, read(archive.articles(), config, jobs or cores()), quiet=sys.stdout.isatty())
        if links:
            asyncio.run(_link(found, config))
        else:
            for revision, enrichment in found:
                _print(EnrichedRevision.model_construct(**dict(revision), enrichment=enrichment))
    raise typer.Exit(1 if archive.faults else 0)


async def _link(found: Iterable[tuple[Revision, Enrichment]], config: Config) -> None:
    async with newsroom(config) as linking:
        for revision, enrichment in found:
            _print(await come(linking, revision, enrichment))


def _print(whole: EnrichedRevision) -> None:
    sys.stdout.buffer.write(whole.to_json() + b"\n")
    sys.stdout.buffer.flush()
