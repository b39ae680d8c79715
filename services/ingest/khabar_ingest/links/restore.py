"""Rebuilding what editors decided about links from the archived commands: the last word on each article stands."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import structlog
from pydantic import ValidationError

from khabar.archive import Archive
from khabar.errors import Rejected
from khabar.models import Command, LinkLocks
from khabar.restore import Rebuild
from khabar.wire import Wire
from khabar_ingest.links.told import LOCKS, SOURCE, changed
from khabar_ingest.tags.told import ENRICH

_CHUNK: Final = 500
_log = structlog.get_logger()


@dataclass(slots=True)
class _Words:
    """The last word on each article's links, and how often somebody had one."""

    locks: dict[str, LinkLocks] = field(default_factory=dict)
    times: Counter[str] = field(default_factory=Counter)


async def restore(rebuild: Rebuild) -> Mapping[str, int]:
    """Write every decision in place of what is there, so that doing it again changes nothing.

    Each is told to enrich once more, which finds the article's links anew under it.

    Raises:
        KhabarError: the archive cannot be read.
    """
    words = await asyncio.to_thread(_read, rebuild.archive)
    if rebuild.write:
        await _write(rebuild, words)
    rebuild.again.extend((ENRICH, changed(locks)) for locks in words.locks.values())
    return {"articles with links by hand": len(words.locks)}


def _read(archive: Archive) -> _Words:
    """Fold the archived commands, oldest first; what is foreign or damaged is passed over, loudly."""
    words = _Words()
    for entry, fields in archive.entries("commands"):
        if fields.get(b"source") != SOURCE.encode():
            continue
        try:
            told = Wire().decode(fields).data
            if isinstance(told, Command):
                words.locks[told.id] = LinkLocks.model_validate_json(str(told.arguments.get(LOCKS)))
                words.times[told.id] += 1
        except (Rejected, ValidationError) as error:
            _log.warning("restore.foreign_entry", entry=entry, reason=str(error))
    return words


async def _write(rebuild: Rebuild, words: _Words) -> None:
    redis, keys = rebuild.redis, rebuild.keys
    decided = iter(words.locks.items())
    while part := list(islice(decided, _CHUNK)):
        async with redis.pipeline(transaction=False) as pipe:
            for id_, locks in part:
                pipe.set(keys.article_links(id_), locks.to_json())
                pipe.hset(keys.article(id_), "relinks", words.times[id_])
            await pipe.execute()
