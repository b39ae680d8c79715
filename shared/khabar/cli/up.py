"""``khabar up``: the whole pipeline in one terminal, everything embedded, one Ctrl-C stops it."""

import asyncio
import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from khabar import config as newsroom
from khabar.cli import ports, running, secret_files
from khabar.cli.embedded import Plan, newsroom_file
from khabar.cli.screen import say
from khabar.cli.supervisor import Supervisor
from khabar.errors import ConfigError


def up(
    data: Annotated[Path | None, typer.Option(help="Folder for all that is kept [default: khabar-data]")] = None,
    port_base: Annotated[int, typer.Option(help="First of six ports")] = 8000,
    config: Annotated[Path | None, typer.Option(help="The newsroom's file [default: DATA/newsroom.toml]")] = None,
    demo: Annotated[bool, typer.Option(help="Submit the sample newsroom on the first start")] = True,  # noqa: FBT002 - a command-line flag
) -> None:
    """Start the whole pipeline here: server, ingest, enrich, publish, site and control. Ctrl-C stops it."""
    folder = running.data_folder(data)
    with ExitStack() as held:
        try:
            held.enter_context(_alone(folder))
            plan = _plan(folder, port_base, config)
        except OSError as error:
            msg = f"data folder {folder} cannot be used ({error.strerror}); choose another with --data"
            raise ConfigError(msg) from error
        asyncio.run(Supervisor(plan, with_demo=demo).run())


def _plan(folder: Path, port_base: int, config: Path | None) -> Plan:
    """Make what is missing in the data folder, and plan the pipeline that runs on it."""
    plan = Plan(folder, ports.assign(port_base), newsroom_file(folder, config))
    newsroom.load(plan.config)
    made = secret_files.ensure(folder / "secrets")
    if made:
        say(f"new secrets in {folder / 'secrets'}: {', '.join(path.name for path in made)}")
    return plan


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Make the data folder if it is not there and hold its lock.

    Raises:
        ConfigError: another ``khabar up`` holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            msg = f"another `khabar up` runs on {folder}; stop it, or choose another folder with --data"
            raise ConfigError(msg) from None
        yield
