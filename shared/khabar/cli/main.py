"""Gather the verbs of all installed packages and run the one that was asked for."""

import os
import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, Any

import typer
from redis.exceptions import RedisError

from khabar.cli import running
from khabar.errors import KhabarError
from khabar.server import SERVER_ERRORS

FAILED = 1
"""Exit code when the work could not be done; 2 is a wrong use of the command line."""

_OWN_PIPELINE = frozenset({"up"})
"""Verbs that start a pipeline of their own: where another one runs is not for them."""


def build() -> typer.Typer:
    """The command line with the verbs of every installed package."""
    app = typer.Typer(
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_begin)
    for entry in sorted(entry_points(group="khabar.commands"), key=lambda found: found.name):
        verb: typer.Typer | Callable[..., Any] = entry.load()
        if isinstance(verb, typer.Typer):
            app.add_typer(verb, name=entry.name)
        else:
            app.command(entry.name)(verb)
    return app


def _begin(
    context: typer.Context,
    data: Annotated[
        Path | None, typer.Option(help="Data folder of the pipeline meant [default: KHABAR_DATA or khabar-data]")
    ] = None,
) -> None:
    """Khabar (خبر): an event-driven newsroom pipeline."""
    if data is not None:
        os.environ["KHABAR_DATA"] = str(data)
    if context.invoked_subcommand not in _OWN_PIPELINE:
        running.use()


def main() -> None:
    """Run the command line; an error raised on purpose is one readable line and exit code 1."""
    try:
        build()()
    except KhabarError as error:
        sys.stderr.write(f"khabar: {error}\n")
        raise SystemExit(FAILED) from error
    except SERVER_ERRORS as error:
        where = running.data_folder() / running.FILE
        advice = f"is `khabar up` running? it leaves {where}; choose another with --data, or set KHABAR_REDIS_URL"
        sys.stderr.write(f"khabar: no server answers ({error}); {advice}\n")
        raise SystemExit(FAILED) from error
    except RedisError as error:
        sys.stderr.write(f"khabar: the server refused ({error}); see whether KHABAR_REDIS_URL is Khabar's own server\n")
        raise SystemExit(FAILED) from error
