"""Gather the verbs of all installed packages and run the one that was asked for."""

import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Any

import typer

from khabar.cli import running
from khabar.errors import KhabarError
from khabar.server import SERVER_ERRORS

FAILED = 1
"""Exit code when the work could not be done; 2 is a wrong use of the command line."""


def build() -> typer.Typer:
    """The command line with the verbs of every installed package."""
    app = typer.Typer(
        help="Khabar (خبر): an event-driven newsroom pipeline.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    for entry in sorted(entry_points(group="khabar.commands"), key=lambda found: found.name):
        verb: typer.Typer | Callable[..., Any] = entry.load()
        if isinstance(verb, typer.Typer):
            app.add_typer(verb, name=entry.name)
        else:
            app.command(entry.name)(verb)
    return app


def main() -> None:
    """Run the command line; an error raised on purpose is one readable line and exit code 1."""
    try:
        running.use()
        build()()
    except KhabarError as error:
        sys.stderr.write(f"khabar: {error}\n")
        raise SystemExit(FAILED) from error
    except SERVER_ERRORS as error:
        sys.stderr.write(f"khabar: no server answers ({error}); run `khabar up`, or set KHABAR_REDIS_URL\n")
        raise SystemExit(FAILED) from error
