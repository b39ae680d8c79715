"""``khabar status``: the streams, who reads them, and whether the services are well."""

import asyncio
from typing import Annotated

import typer

from khabar import pulse, settings
from khabar.cli.settings import CommandSettings
from khabar.cli.table import print_json, print_table
from khabar.server import connect

_STREAM_COLUMNS = ("stream", "entries")
_NEWSROOM_COLUMNS = ("figure", "value", "note")
_GROUP_COLUMNS = ("stream", "group", "state", "consumers", "pending", "lag", "delayed")
_SERVICE_COLUMNS = ("service", "url", "status", "detail")


def status(
    json: Annotated[bool, typer.Option("--json", help="One JSON document")] = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Show figures, streams, their consumer groups and the services; exit code 1 when a service is not ready."""
    found = asyncio.run(_collect(settings.load(CommandSettings)))
    if json:
        print_json(found)
    else:
        print_table("Newsroom", _NEWSROOM_COLUMNS, found["newsroom"])
        print_table("Streams", _STREAM_COLUMNS, found["streams"])
        print_table("Groups", _GROUP_COLUMNS, found["groups"])
        print_table("Services", _SERVICE_COLUMNS, found["services"])
    if any(service["status"] != "ready" for service in found["services"]):
        raise typer.Exit(1)


async def _collect(chosen: CommandSettings) -> dict[str, list[pulse.Row]]:
    redis = connect(chosen.redis_url, retries=0)
    try:
        return await pulse.collect(redis, chosen.keys, chosen.service_urls)
    finally:
        await redis.aclose()
