"""Real servers for the stage: the shared one, and own ones where a test stops, kills or fills them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from redis.asyncio import Redis

from khabar.keys import Keys
from khabar.stage import pulse, stage

from .newsroom import Newsroom
from .servers import Server, binaries


@pytest.fixture(autouse=True)
def plain_logs() -> Iterator[None]:
    """Logs without rendered local variables, which take seconds a traceback."""
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()])
    yield
    structlog.reset_defaults()


@pytest.fixture
def newsroom(valkey_url: str, redis_client: Redis, keys: Keys, tmp_path: Path) -> Newsroom:
    """A newsroom of one's own on the shared server."""
    return Newsroom(redis_client, keys, valkey_url, tmp_path / "blobs")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heartbeats and rounds ten times as fast as in service."""
    monkeypatch.setattr(pulse, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(pulse, "LIVES_SECONDS", 0.5)
    monkeypatch.setattr(stage, "KEEP_SECONDS", 0.1)


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A running server that this test may do anything to."""
    folder = tmp_path / "server"
    folder.mkdir()
    server = Server(folder, str(binaries()["valkey"]))
    yield server.start()
    server.kill()


@pytest.fixture
async def own_newsroom(own_server: Server, keys: Keys, tmp_path: Path) -> AsyncIterator[Newsroom]:
    """A newsroom on the test's own server."""
    client = Redis.from_url(own_server.url)
    yield Newsroom(client, keys, own_server.url, tmp_path / "blobs")
    await client.aclose()


@pytest.fixture(params=sorted(binaries()))
async def any_newsroom(request: pytest.FixtureRequest, keys: Keys, tmp_path: Path) -> AsyncIterator[Newsroom]:
    """A newsroom on each kind of server in turn."""
    binary = binaries()[request.param]
    if binary is None:
        pytest.skip(f"no server {request.param} on this machine: that Khabar runs on it is NOT tested here")
    server = Server(tmp_path, binary).start()
    client = Redis.from_url(server.url)
    yield Newsroom(client, keys, server.url, tmp_path / "blobs")
    await client.aclose()
    server.kill()
