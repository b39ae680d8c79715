"""A real site on a real socket, and the desk that puts events before publish."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from redis.asyncio import Redis

from khabar.keys import Keys
from khabar_publish.settings import PublishSettings
from khabar_site.settings import SiteSettings

from .desk import Desk
from .site_server import SiteServer
from .target_contract import SECRET


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
