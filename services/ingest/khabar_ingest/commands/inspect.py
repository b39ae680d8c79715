"""`khabar inspect`: parse anything, with nothing running."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from khabar.config import SourceSettings
from khabar.errors import KhabarError, Rejected
from khabar.events import article_id
from khabar.fetching import Fetcher
from khabar.settings import load
from khabar_ingest.decision import Raw
from khabar_ingest.draft import Draft
from khabar_ingest.handlers import understand
from khabar_ingest.identity import identity
from khabar_ingest.item import Item
from khabar_ingest.revising import revise
from khabar_ingest.settings import IngestSettings
from khabar_ingest.state import State

_SOURCE: Final = SourceSettings(id="inspect", type="api")
_OK: Final = 200


def inspect(
    inputs: Annotated[list[str], typer.Argument(metavar="FILE|URL…", help="what to parse, in any format Khabar knows")],
    *,
    as_json: Annotated[  # noqa: ARG001 - every command that prints has it; this one prints nothing else
        bool, typer.Option("--json", help="one revision as JSON a line, which is so without it too")
    ] = False,
) -> None:
    """Parse files or addresses and print each article as a line of JSON; exit code 1 if anything could not be read."""
    settings = load(IngestSettings)
    failed = False
    for name in inputs:
        try:
            for line in _lines(name, settings):
                typer.echo(line)
        except KhabarError as error:
            failed = True
            typer.echo(f"{name}: {error}", err=True)
    raise typer.Exit(1 if failed else 0)


def _lines(name: str, settings: IngestSettings) -> Iterator[str]:
    """The revisions of one input.

    Raises:
        KhabarError: it, or an article in it, could not be read; raised after those that could.
    """
    faults = []
    now = datetime.now(UTC)
    config = settings.newsroom_config.newsroom
    for found in understand(_item(name, settings), config.zone):
        if isinstance(found, Draft):
            state = State(article_id(_SOURCE.id, identity(found)), {})
            yield revise(found, state, _SOURCE, Raw("", now, config.language)).model_dump_json(exclude_none=True)
        else:
            faults.append(f"{found.item}: {found.reason}" if found.item not in {name, "document"} else found.reason)
    if faults:
        raise Rejected("; ".join(faults))


def _item(name: str, settings: IngestSettings) -> Item:
    if name.startswith(("http://", "https://")):
        return asyncio.run(_fetched(name, settings))
    try:
        content = Path(name).read_bytes()
    except OSError as error:
        msg = f"cannot be read ({error.strerror}); give a file or an http(s) address"
        raise Rejected(msg) from error
    if len(content) > settings.max_item_bytes:
        msg = (
            f"{len(content)} bytes are more than {settings.max_item_bytes}; raise KHABAR_MAX_ITEM_BYTES if it is meant"
        )
        raise Rejected(msg)
    return Item(content)


async def _fetched(url: str, settings: IngestSettings) -> Item:
    async with Fetcher.set_up(settings) as fetcher:
        size, seconds = settings.max_item_bytes, settings.fetch_seconds
        answer = await fetcher.get(url, max_bytes=size, seconds=seconds, named=url)
    if answer.status != _OK:
        msg = f"the server answered {answer.status}; see whether the address is right"
        raise Rejected(msg)
    return Item(answer.content, answer.url, answer.charset)
