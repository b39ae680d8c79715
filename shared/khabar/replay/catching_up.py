"""A stream from any point of the past: first what the archive holds, then what is on the server, without a seam."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from typing import TypeVar

from redis.asyncio import Redis

from khabar.archive import Archive, Row
from khabar.keys import Keys
from khabar.reading import after

_CHUNK = 500
_AT_ONCE = 64
T = TypeVar("T")


async def from_archive(redis: Redis, keys: Keys, archive: Archive, stream: str, last: str) -> AsyncIterator[Row]:
    """The entries of a stream behind the id ``last``, up to the newest: none twice and none left out.

    What is trimmed from the server while this reads was archived before, so it is found there.
    """
    async for row in in_thread(archive.entries(stream, after=last)):
        last = row[0]
        yield row
    while rows := await after(redis, keys.stream(stream), last, _CHUNK):
        async for row in in_thread(archive.entries(stream, after=last, until=rows[0][0])):
            if row[0] != rows[0][0]:
                yield row
        for row in rows:
            last = row[0]
            yield row


async def in_thread(rows: Iterator[T]) -> AsyncIterator[T]:
    """Go through an iterator that blocks, some entries at a time."""
    while part := await asyncio.to_thread(lambda: list(islice(rows, _AT_ONCE))):
        for row in part:
            yield row
