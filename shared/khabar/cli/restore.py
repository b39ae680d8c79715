"""``khabar restore``: a server that lost what it knew learns it again from the archive."""

import asyncio
import time
from collections.abc import Mapping
from typing import Annotated

import typer

from khabar import settings
from khabar.archive import Archive
from khabar.cli.replaying import Replaying
from khabar.cli.settings import CommandSettings
from khabar.cli.table import print_json
from khabar.replay import Plan, name_of_run
from khabar.restore import Rebuild, Restoring
from khabar.server import connect

_REASON = "restored: no target has said how these ended"


def restore(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would be rebuilt")] = False,  # noqa: FBT002 - a command-line flag
    force: Annotated[bool, typer.Option("--force", help="Also when the server is well")] = False,  # noqa: FBT002 - a command-line flag
    json: Annotated[bool, typer.Option("--json", help="One JSON document")] = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Rebuild the state of all articles from the archive, take articles in again, and send on what had no end yet."""
    asyncio.run(_restore(settings.load(CommandSettings), dry_run=dry_run, force=force, json=json))


async def _restore(chosen: CommandSettings, *, dry_run: bool, force: bool, json: bool) -> None:
    archive, started = Archive(chosen.archive), time.monotonic()
    counts: dict[str, Mapping[str, int]] = {}
    async with connect(chosen.redis_url) as redis:
        rebuild = Rebuild(redis, chosen.keys, archive, chosen.blob_store, write=not dry_run)
        restoring = Restoring(rebuild, tuple(target.id for target in chosen.newsroom_config.delivered_to))
        await restoring.close(force=force)
        async for name, found in restoring.states():
            counts[name] = found
            if not json:
                typer.echo(f"{name}: {', '.join(f'{count} {what}' for what, count in found.items())}")
        unended = await restoring.unended()
        if not dry_run:
            await restoring.open()
    seconds = round(time.monotonic() - started, 2)
    if json:
        print_json({"rebuilt": counts, "unended": len(unended), "seconds": seconds, "dry_run": dry_run})
    else:
        opened = "nothing was changed" if dry_run else "articles are taken in again"
        typer.echo(f"{opened} ({seconds:g} s); {len(unended)} articles have had no end at some target")
    if unended and not dry_run:
        plan = Plan("enrich", until=archive.last("articles"), articles=unended)
        await Replaying(chosen, archive, json=json).go(name_of_run(), plan, rate=0, reason=_REASON, check=False)
