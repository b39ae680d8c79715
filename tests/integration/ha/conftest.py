"""Sentinels and clusters made of every server that is installed."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from redis.asyncio import Redis

from khabar.keys import Keys
from khabar.server import connect
from khabar.settings import Settings
from tests.integration.stage.newsroom import Newsroom
from tests.integration.stage.servers import binaries

from .cluster_set import ClusterSet
from .sentinel_set import SentinelSet


@pytest.fixture(autouse=True)
def plain_logs() -> Iterator[None]:
    """Logs without rendered local variables, which take seconds a traceback."""
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()])
    yield
    structlog.reset_defaults()


@pytest.fixture(params=sorted(binaries()))
def binary(request: pytest.FixtureRequest) -> str:
    """Each kind of server in turn."""
    found = binaries()[request.param]
    if found is None:
        pytest.skip(f"no {request.param}-server on this machine: high availability on it is NOT tested here")
    return found


@pytest.fixture
def sentinels(tmp_path: Path, binary: str) -> Iterator[SentinelSet]:
    """A master, a replica and three sentinels."""
    made = SentinelSet(tmp_path, binary)
    yield made
    made.kill()


@pytest.fixture
def cluster(tmp_path: Path, binary: str, keys: Keys) -> Iterator[ClusterSet]:
    """A cluster whose master of this test's newsroom has a replica."""
    made = ClusterSet(tmp_path, binary, keys.newsroom)
    yield made
    made.kill()


@pytest.fixture
async def behind_sentinels(sentinels: SentinelSet, keys: Keys, tmp_path: Path) -> AsyncIterator[Newsroom]:
    """A newsroom on the master that the sentinels name."""
    client = connect(sentinels.url)
    yield Newsroom(client, keys, sentinels.url, tmp_path / "blobs")
    await client.aclose()


@pytest.fixture
async def on_cluster(cluster: ClusterSet, keys: Keys, tmp_path: Path) -> AsyncIterator[Newsroom]:
    """A newsroom on a cluster."""
    client = client_of(cluster.url, keys)
    yield Newsroom(client, keys, cluster.url, tmp_path / "blobs")
    await client.aclose()


def client_of(url: str, keys: Keys) -> Redis:
    """A client as a service of a newsroom makes it."""
    return connect(Settings(newsroom=keys.newsroom, redis_url=url).redis_url)
