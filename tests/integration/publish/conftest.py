"""A real site on a real socket, and the desk that puts events before publish."""

import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from asgi_lifespan import LifespanManager
from pydantic import SecretStr
from redis.asyncio import Redis

from khabar.keys import Keys
from khabar_publish.app import make_app
from khabar_publish.settings import PublishSettings
from khabar_site.settings import SiteSettings

from .desk import Desk
from .receiver import Receiver
from .rooms import PARTNER, MakeRoom, Room, toml
from .site_server import SiteServer
from .target_contract import SECRET

Publishing = Callable[[], AbstractAsyncContextManager[None]]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SiteServer]:
    """The site, not started yet, on a port that it keeps over its restarts."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    database = tmp_path / "site" / "site.db"
    settings = SiteSettings(site_database=database, site_url=f"http://127.0.0.1:{port}", site_token=SecretStr(SECRET))
    server = SiteServer(settings, port)
    yield server
    server.stop()


@pytest.fixture
def desk(redis_client: Redis, keys: Keys) -> Desk:
    return Desk(redis_client, keys)


@pytest.fixture
def publish_settings(site: SiteServer, valkey_url: str, keys: Keys, tmp_path: Path) -> PublishSettings:
    return PublishSettings(
        redis_url=valkey_url,
        newsroom=keys.newsroom,
        blobs=tmp_path / "blobs",
        site_url=site.url,
        site_token=SecretStr(SECRET),
        target_timeout_seconds=2,
    )


@pytest.fixture
def publishing(publish_settings: PublishSettings) -> Publishing:
    """The service as operators run it."""

    @asynccontextmanager
    async def run() -> AsyncIterator[None]:
        async with LifespanManager(make_app(publish_settings), startup_timeout=20, shutdown_timeout=30):
            yield

    return run


@pytest.fixture
async def make_room(desk: Desk, valkey_url: str, tmp_path: Path) -> AsyncIterator[MakeRoom]:
    """Makes a newsroom whose targets are webhooks; ``options`` are lines of each target's table."""
    running: list[Receiver] = []

    async def make(*targets: str, **options: Any) -> Room:  # noqa: ANN401 - a target's settings
        receivers = {target: await Receiver().start() for target in targets or (PARTNER,)}
        running.extend(receivers.values())
        settings = PublishSettings(
            redis_url=valkey_url,
            newsroom=desk.keys.newsroom,
            blobs=tmp_path / "blobs",
            config=toml(tmp_path, receivers, **options),
            target_timeout_seconds=5,
        )
        return Room(desk, settings, receivers)

    yield make
    for receiver in running:
        await receiver.stop()


@pytest.fixture
async def room(make_room: MakeRoom) -> Room:
    """A newsroom with one partner."""
    return await make_room()
