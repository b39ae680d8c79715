"""Rebuilding the list of sources from the commands in the archive: the last word about each stands."""

import asyncio
from collections.abc import Mapping
from typing import Final

import structlog

from khabar.archive import Archive
from khabar.errors import Rejected
from khabar.events import full_type
from khabar.models import Command
from khabar.restore import Rebuild
from khabar.wire import Wire
from khabar_ingest.registry.change import Change
from khabar_ingest.registry.registry import keep, read
from khabar_ingest.registry.telling import VERBS

_TYPES: Final = frozenset(full_type(f"command.{verb}").encode() for verb in VERBS)
_log = structlog.get_logger()


async def restore(rebuild: Rebuild) -> Mapping[str, int]:
    """Write every archived change in place of what is there, so that doing it again changes nothing.

    Raises:
        KhabarError: the archive cannot be read.
    """
    changes = await asyncio.to_thread(_last_words, rebuild.archive)
    if rebuild.write:
        async with rebuild.redis.pipeline(transaction=True) as pipe:
            pipe.delete(rebuild.keys("sources"))
            keep(pipe, rebuild.keys, changes)
            await pipe.execute()
    return {"changes to sources": sum(not change.empty for change in changes.values())}


def _last_words(archive: Archive) -> dict[str, Change]:
    """The last change that was told of each source; what is damaged is passed over, loudly."""
    changes: dict[str, Change] = {}
    for entry, fields in archive.entries("commands"):
        if fields.get(b"type") not in _TYPES:
            continue
        try:
            command = Wire().decode(fields).data
        except Rejected as error:
            _log.warning("restore.foreign_entry", entry=entry, reason=str(error))
            continue
        kept = command.arguments.get("change") if isinstance(command, Command) else None
        if isinstance(command, Command) and (change := read(command.id, str(kept))):
            changes[command.id] = change
    return changes
