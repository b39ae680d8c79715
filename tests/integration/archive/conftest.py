"""A real server, an archive in a folder, and the archiver between them."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from khabar.archive import Archive
from khabar.keys import Keys
from khabar.server import connect
from khabar_control.archiver import Archiver, Server

Archiving = Callable[[], AbstractAsyncContextManager[Archiver]]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


@pytest.fixture
def archiving(valkey_url: str, keys: Keys, archive: Archive) -> Archiving:
    """Run an archiver of this newsroom for the time of a block."""

    @asynccontextmanager
    async def run() -> AsyncIterator[Archiver]:
        async with connect(valkey_url) as redis:
            archiver = Archiver(Server(redis, keys), archive)
            await archiver.start()
            try:
                yield archiver
            finally:
                await archiver.stop()

    return run


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 40) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < deadline, f"not so after {seconds} s"
        await asyncio.sleep(0.05)


async def is_archived(redis: Redis, keys: Keys, stream: str, entry_id: bytes) -> None:
    """Wait until the server knows that an entry is safe."""

    async def done() -> bool:
        told: Any = await redis.hget(keys.archived, stream)
        return told is not None and _rank(told) >= _rank(entry_id)

    await until(done)


def _rank(entry_id: bytes) -> tuple[int, ...]:
    return tuple(map(int, entry_id.split(b"-")))
