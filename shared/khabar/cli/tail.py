"""``khabar tail``: a stream as it flows, a line an event."""

import asyncio
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from redis.asyncio import Redis

from khabar import settings
from khabar.archive import START, Archive, Row
from khabar.cli import moments
from khabar.cli.lines import describe, plain
from khabar.cli.settings import CommandSettings
from khabar.cli.table import print_json
from khabar.keys import STREAMS
from khabar.reading import newest, wait_after
from khabar.replay import from_archive
from khabar.server import connect
from khabar.wire import Wire

_WAIT_MILLISECONDS = 500


def tail(
    stream: Annotated[str, typer.Argument(help=f"One of {', '.join(STREAMS)}")],
    count: Annotated[int, typer.Option("-n", min=0, help="Show this many entries that are already there")] = 10,
    since: Annotated[str, typer.Option(help="Begin with a time, a span such as 24h, an entry's id, or 0")] = "",
    follow: Annotated[bool, typer.Option(help="Go on with new entries until Ctrl-C")] = True,  # noqa: FBT002 - a command-line flag
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line")] = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Show a stream as it flows: its newest entries first, or with --since all from there on, archived ones too."""
    asyncio.run(_tail(stream, count, since, follow=follow, json=json))


async def _tail(stream: str, count: int, since: str, *, follow: bool, json: bool) -> None:
    chosen = settings.load(CommandSettings)
    key, wire = chosen.keys.stream(stream), Wire(chosen.blob_store)
    redis = connect(chosen.redis_url, retries=0)
    enough = asyncio.Event()  # asked for between two reads: a cancellation can be lost inside the client (Python 3.11)
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, enough.set)
    try:
        last, older = START, _newest(redis, key, count)
        if since:
            last = moments.behind(since, chosen.newsroom_config.newsroom.zone, datetime.now(UTC))
            older = from_archive(redis, chosen.keys, Archive(chosen.archive), stream, last)
        async for last, fields in older:
            if fields:
                _show(describe(last, stream, fields, wire), json=json)
            if enough.is_set():
                return
        while follow and not enough.is_set():
            rows = await wait_after(redis, key, last, _WAIT_MILLISECONDS)
            for last, fields in rows:
                _show(describe(last, stream, fields, wire), json=json)
    finally:
        await redis.aclose()


async def _newest(redis: Redis, key: str, count: int) -> AsyncIterator[Row]:
    """The last ``count`` entries; without any the last one's id alone, which is where to go on."""
    for entry_id, fields in await newest(redis, key, max(count, 1)):
        yield entry_id, fields if count else {}


def _show(row: dict[str, Any], *, json: bool) -> None:
    if json:
        print_json(row)
        return
    revision = f"r{row['revision']}" if "revision" in row else ""
    parts = (row.get("time", ""), row["event"], row.get("article", "")[:13], revision, row.get("what", ""))
    typer.echo(plain("  ".join(map(str, parts))))
