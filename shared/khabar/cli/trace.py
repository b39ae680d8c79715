"""``khabar trace``: every hop of one article, with the time it took."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any

import typer
from redis.asyncio import Redis

from khabar import settings
from khabar.cli.lines import describe
from khabar.cli.settings import CommandSettings
from khabar.cli.table import print_json, print_table
from khabar.reading import after
from khabar.server import connect
from khabar.wire import Wire

STREAMS = ("articles", "enriched", "published", "commands", "dead", "ops")
_CHUNK = 1000
_COLUMNS = ("time", "+ms", "event", "stream", "revision", "attempt", "target", "took", "what")


def trace(
    article_id: Annotated[str, typer.Argument(metavar="ID", help="An article's id")],
    json: Annotated[bool, typer.Option("--json", help="One JSON document")] = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Show what happened to an article, hop by hop."""
    rows = asyncio.run(_collect(settings.load(CommandSettings), article_id))
    if json:
        print_json({"article": article_id, "hops": rows})
    else:
        day = f" ({rows[0]['time'][:10]})" if rows else ""
        print_table(f"{article_id}{day}", _COLUMNS, map(_shown, rows))
    if not rows:
        typer.echo(f"no event of {article_id} is in the streams; is the id right?", err=True)
        raise typer.Exit(1)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """A hop as a table has it: times of the day, and what a delivery took."""
    took, retry = row.get("took_seconds"), row.get("retry_at")
    again = f" (again from {datetime.fromisoformat(retry).astimezone():%H:%M:%S})" if retry else ""
    return row | {
        "time": row["time"][11:23],
        "target": row.get("target", ""),
        "took": f"{took:.3f} s" if took is not None else "",
        "what": f"{row.get('what', '')}{again}",
    }


async def _collect(chosen: CommandSettings, article_id: str) -> list[dict[str, Any]]:
    redis = connect(chosen.redis_url, retries=0)
    try:
        rows = [row for name in STREAMS async for row in _hops(redis, chosen, name, article_id)]
    finally:
        await redis.aclose()
    rows.sort(key=lambda row: _milliseconds(row["entry"]))
    for before, row in zip([None, *rows], rows, strict=False):
        row["+ms"] = _milliseconds(row["entry"]) - _milliseconds(before["entry"]) if before else 0
        row["time"] = (
            datetime.fromtimestamp(_milliseconds(row["entry"]) / 1000).astimezone().isoformat(timespec="milliseconds")
        )
    return rows


async def _hops(redis: Redis, chosen: CommandSettings, stream: str, article_id: str) -> AsyncIterator[dict[str, Any]]:
    wanted, last, wire = article_id.encode(), "0-0", Wire(chosen.blob_store)
    while chunk := await after(redis, chosen.keys.stream(stream), last, _CHUNK):
        for last, fields in chunk:
            if fields.get(b"subject") == wanted:
                yield describe(last, stream, fields, wire)


def _milliseconds(entry_id: str) -> int:
    """The server's clock when it took an entry: the first half of the entry's id."""
    return int(entry_id.partition("-")[0])
