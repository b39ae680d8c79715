"""What a package that keeps state on the server is given to rebuild it with.

It registers a `Restorer` under the entry-point group ``khabar.restorers``. Nothing else writes its keys meanwhile:
admission is closed.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from redis.asyncio import Redis

from khabar.archive import Archive
from khabar.blobs import BlobStore
from khabar.events import Event
from khabar.keys import Keys


@dataclass(frozen=True, slots=True)
class Rebuild:
    """The archive, the blob store and the server; without ``write`` it is only counted what would be written.

    What is put into ``again`` is told to a stage, and to it alone, once articles are taken in again; articles whose ids
    are put into ``anew`` are enriched and delivered once more.
    """

    redis: Redis
    keys: Keys
    archive: Archive
    blobs: BlobStore
    write: bool
    again: list[tuple[str, Event]] = field(default_factory=list)
    anew: set[str] = field(default_factory=set)


Restorer = Callable[[Rebuild], Awaitable[Mapping[str, int]]]
"""Rebuilds what one package keeps, and says how much of what; doing it twice is doing it once."""
