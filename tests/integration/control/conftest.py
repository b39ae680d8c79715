"""A small newsroom for the janitor: its streams, its groups, its archive."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from redis import Redis as SyncRedis
from redis.asyncio import Redis

from khabar.archive import Archive
from khabar.keys import Keys
from khabar_control.janitor import Janitor
from tests.integration.stage.servers import Server, binaries


class Streams:
    """One newsroom's streams, as the janitor finds them."""

    def __init__(self, redis: Redis, keys: Keys, archive: Archive) -> None:
        self.redis, self.keys, self.archive = redis, keys, archive

    def key(self, name: str) -> str:
        return self.keys(name)

    def janitor(self, keep_hours: float = 0) -> Janitor:
        return Janitor(self.redis, self.keys, self.archive, keep_hours)

    async def add(self, name: str, count: int = 1, **fields: str) -> list[str]:
        entry = cast("dict[Any, Any]", fields or {"type": "x"})
        ids = [await self.redis.xadd(self.key(name), entry) for _ in range(count)]
        return [cast("bytes", id_).decode() for id_ in ids]

    async def group(self, name: str, group: str, *, registered: bool = True) -> None:
        await self.redis.xgroup_create(self.key(name), group, id="0", mkstream=True)
        if registered:
            await self.redis.hset(self.keys.groups, f"{name}|{group}", "1")

    async def read(self, name: str, group: str, count: int) -> list[str]:
        answer = cast("Any", await self.redis.xreadgroup(group, "one", {self.key(name): ">"}, count=count))
        return [id_.decode() for _, rows in answer or [] for id_, _ in rows]

    async def ack(self, name: str, group: str, ids: list[str]) -> None:
        if ids:
            await self.redis.xack(self.key(name), group, *ids)

    async def archived(self, name: str) -> None:
        """Have the archive take in all of a stream."""
        writer = self.archive.writer(name)
        rows = cast("Any", await self.redis.xrange(self.key(name), min=f"({writer.last}"))
        if rows:
            writer.append((id_.decode(), fields) for id_, fields in rows)
        await self.redis.hset(self.keys.archived, name, writer.last)

    async def ids(self, name: str) -> list[str]:
        return [id_.decode() for id_, _ in cast("Any", await self.redis.xrange(self.key(name)))]

    async def reports(self, name: str) -> list[str]:
        rows = cast("Any", await self.redis.xrange(self.key("ops")))
        return [row[b"data"].decode() for _, row in rows if row[b"type"] == f"khabar.{name}.v1".encode()]


@pytest.fixture
def streams(redis_client: Redis, keys: Keys, tmp_path: Path) -> Streams:
    """A newsroom of one's own on the shared server."""
    return Streams(redis_client, keys, Archive(tmp_path / "archive"))


@pytest.fixture
def server_with(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start a server that this test may fill up: which kind, and how much memory it may use."""
    started = []

    def start(kind: str = "valkey", maxmemory: int = 0) -> Server:
        binary = binaries()[kind]
        if binary is None:
            pytest.skip(f"no {kind}-server on this machine: that Khabar runs on it is NOT tested here")
        folder = tmp_path / kind
        folder.mkdir()
        started.append(server := Server(folder, binary).start())
        if maxmemory:
            with SyncRedis.from_url(server.url) as client:
                client.config_set("maxmemory", maxmemory)
        return server

    yield start
    for server in started:
        server.kill()
        shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture(params=sorted(binaries()))
async def any_streams(
    request: pytest.FixtureRequest, server_with: Callable[..., Server], keys: Keys, tmp_path: Path
) -> AsyncIterator[Streams]:
    """A newsroom on each kind of server in turn."""
    async with Redis.from_url(server_with(request.param).url) as client:
        yield Streams(client, keys, Archive(tmp_path / "archive"))
