"""``khabar acl``: the server's users and what each may do, as a file that Valkey and Redis read."""

import os
import secrets
from pathlib import Path
from typing import Annotated

import typer

from khabar import settings
from khabar.acl import NAMES, Reader, file
from khabar.cli.settings import CommandSettings
from khabar.errors import ConfigError

PASSWORD = "redis_password"  # noqa: S105 - the name of a file
_USER_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_.")


def acl(
    folder: Annotated[Path, typer.Option("--secrets", help="Folder of the users' passwords: DIR/USER/redis_password")],
    consumer: Annotated[list[str], typer.Option(help="NAME=STREAM,…: reads these streams as a member of groups")] = [],  # noqa: B006 - typer's way
    reader: Annotated[list[str], typer.Option(help="NAME=STREAM,…: reads these streams without groups")] = [],  # noqa: B006 - typer's way
) -> None:
    """Print the ACL file of the newsroom; passwords that are not there are made, readable by their owner only."""
    readers = [_reader(each, in_groups=True) for each in consumer] + [_reader(each, in_groups=False) for each in reader]
    names = [*NAMES, *(each.name for each in readers)]
    if twice := {name for name in names if names.count(name) > 1}:
        msg = f"two users are named {', '.join(sorted(twice))}"
        raise ConfigError(msg)
    newsroom = settings.load(CommandSettings).newsroom
    typer.echo(file(newsroom, {name: _password(folder / name) for name in names}, readers), nl=False)


def _reader(given: str, *, in_groups: bool) -> Reader:
    name, _, streams = given.partition("=")
    if not name or not _USER_LETTERS.issuperset(name) or not streams:
        msg = f"{given!r} names no user and streams; it looks like partner=published,enriched"
        raise ConfigError(msg)
    return Reader(name, tuple(streams.split(",")), in_groups)


def _password(folder: Path) -> str:
    """Read a user's password; make it when there is none."""
    path = folder / PASSWORD
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _write(path, secrets.token_urlsafe(32))
        found = path.read_text("utf-8").strip()
    except OSError as error:
        msg = f"password file {path} cannot be used ({error.strerror})"
        raise ConfigError(msg) from error
    if not found:
        msg = f"password file {path} is empty; remove it to have one made"
        raise ConfigError(msg)
    return found


def _write(path: Path, text: str) -> None:
    """Write beside the place and rename, so that a password is whole or not there."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(f"{text}\n")
    draft.replace(path)
