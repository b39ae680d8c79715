"""What a restore does alike for all that people decided about articles."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Final

import structlog
from pydantic import ValidationError

from khabar.archive import Archive
from khabar.errors import Rejected
from khabar.events import Event
from khabar.models import Command, LinkLocks, TagLocks
from khabar.restore import Rebuild
from khabar.wire import Wire

_CHUNK: Final = 500
_log = structlog.get_logger()


def commands(archive: Archive, source: str, see: Callable[[str, Event, Command], None]) -> None:
    """Show every archived command of a source, oldest first; what is foreign or damaged is passed over, loudly.

    Args:
        archive: of the newsroom.
        source: whose commands are meant.
        see: is given the entry's id, the event and the command; it may raise `ValidationError`.
    """
    for entry, fields in archive.entries("commands"):
        if fields.get(b"source") != source.encode():
            continue
        try:
            event = Wire().decode(fields)
            if isinstance(event.data, Command):
                see(entry, event, event.data)
        except (Rejected, ValidationError) as error:
            _log.warning("restore.foreign_entry", entry=entry, reason=str(error))


async def keep(
    rebuild: Rebuild,
    key: Callable[[str], str],
    locks: Mapping[str, TagLocks | LinkLocks],
    counter: str,
    times: Mapping[str, int],
) -> None:
    """Write what stands about articles, each under its key, and how often somebody decided into its state."""
    rest: Iterator[tuple[str, TagLocks | LinkLocks]] = iter(locks.items())
    while part := list(islice(rest, _CHUNK)):
        async with rebuild.redis.pipeline(transaction=False) as pipe:
            for id_, lock in part:
                pipe.set(key(id_), lock.to_json())
                pipe.hset(rebuild.keys.article(id_), counter, str(times[id_]))
            await pipe.execute()
