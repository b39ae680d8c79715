"""``khabar site``: what can be done with the site's file while nothing runs, or beside the running site."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import structlog
import typer
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from khabar import ConfigError
from khabar.cli.table import print_json
from khabar.settings import load
from khabar_site.settings import SiteSettings

if TYPE_CHECKING:
    from khabar_site.export.exporting import Progress, Summary

site = typer.Typer(no_args_is_help=True, help="The site: its pages as files")
_SHOWN = 10


@site.callback()
def _site() -> None:
    """The site: its pages as files."""


@site.command()
def export(
    folder: Annotated[Path, typer.Argument(help="An empty folder, a new one, or one that was exported to before")],
    *,
    database: Annotated[
        Path | None, typer.Option(help="The site's SQLite file [default: KHABAR_SITE_DATABASE]")
    ] = None,
    base: Annotated[
        str | None, typer.Option(help="Address of the exported site [default: KHABAR_SITE_PUBLIC_URL]")
    ] = None,
    keep: Annotated[int, typer.Option(min=1, help="How many releases stay in the folder")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document")] = False,
) -> None:
    """Write the whole site as files that any web server can serve, and serve them at once.

    The site may run meanwhile: all pages show one moment of it. `FOLDER/current` is the newest release, with the files
    in `site` and what nginx and Caddy are to be told beside it. It changes when everything is written, or not at all.
    """
    from khabar_site.export.exporting import run  # noqa: PLC0415 - no other command need wait for the site to load

    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # the standard output is the summary's
    settings = _settings(database, base)
    with _progress() as progress:
        summary = run(settings, folder, keep, datetime.now(UTC), progress)
    if as_json:
        print_json(asdict(summary))
    else:
        _print(summary, folder)


def _settings(database: Path | None, base: str | None) -> SiteSettings:
    settings = load(SiteSettings)
    update = {"site_database": database, "site_public_url": base}
    settings = settings.model_copy(update={name: value for name, value in update.items() if value})
    parts = urlsplit(settings.reader_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query or parts.fragment:
        msg = f"--base {settings.reader_url}: is no address of a site; it looks like https://news.example"
        raise ConfigError(msg)
    return settings


@contextmanager
def _progress() -> Iterator["Progress"]:
    """A bar on the standard error, where that is a terminal."""
    console = Console(stderr=True)
    parts = (TextColumn("{task.completed} of {task.total} addresses"), BarColumn(), TimeElapsedColumn())
    with Bars(*parts, console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task("", total=1)
        yield lambda done, known: bars.update(task, completed=done, total=known)


def _print(summary: "Summary", folder: Path) -> None:
    typer.echo(
        f"{summary.pages} pages and {summary.files} files ({summary.bytes:,} bytes) in {summary.seconds} s,"
        f" {summary.unchanged} as before; {summary.redirects} redirects, {summary.gone} gone: {folder / 'current'}"
    )
    for path, why in summary.unwritten.items():
        typer.echo(f"no file for {path}: {why}", err=True)
    for path in summary.broken[:_SHOWN]:
        typer.echo(f"a link leads nowhere: {path}", err=True)
    if len(summary.broken) > _SHOWN:
        typer.echo(f"and {len(summary.broken) - _SHOWN} more; --json names all", err=True)
