"""``khabar tail``: a stream as it flows, a line an event."""

import asyncio
import signal
from typing import Annotated, Any

import typer

from khabar import settings
from khabar.cli.lines import describe, plain
from khabar.cli.settings import CommandSettings
from khabar.cli.table import print_json
from khabar.keys import STREAMS
from khabar.reading import newest, wait_after
from khabar.server import connect
from khabar.wire import Wire

_WAIT_MILLISECONDS = 500


def tail(
    stream: Annotated[str, typer.Argument(help=f"One of {', '.join(STREAMS)}")],
    count: Annotated[int, typer.Option("-n", min=0, help="Show this many entries that are already there")] = 10,
    follow: Annotated[bool, typer.Option(help="Go on with new entries until Ctrl-C")] = True,  # noqa: FBT002 - a command-line flag
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line")] = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Show the newest entries of a stream and go on as new ones come."""
    asyncio.run(_tail(stream, count, follow=follow, json=json))


async def _tail(stream: str, count: int, *, follow: bool, json: bool) -> None:
    chosen = settings.load(CommandSettings)
    key, wire = chosen.keys.stream(stream), Wire(chosen.blob_store)
    redis = connect(chosen.redis_url, retries=0)
    enough = asyncio.Event()  # asked for between two reads: a cancellation can be lost inside the client (Python 3.11)
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, enough.set)
    try:
        rows = await newest(redis, key, max(count, 1))
        last = rows[-1][0] if rows else "0-0"
        rows = rows if count else []
        while True:
            for last, fields in rows:
                _show(describe(last, stream, fields, wire), json=json)
            if not follow or enough.is_set():
                return
            rows = await wait_after(redis, key, last, _WAIT_MILLISECONDS)
    finally:
        await redis.aclose()


def _show(row: dict[str, Any], *, json: bool) -> None:
    if json:
        print_json(row)
        return
    revision = f"r{row['revision']}" if "revision" in row else ""
    parts = (row.get("time", ""), row["event"], row.get("article", "")[:13], revision, row.get("what", ""))
    typer.echo(plain("  ".join(map(str, parts))))
