"""A newsroom for the tests of the tags' governance, and the client of its API."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from khabar.keys import Keys
from tests.integration.archive.newsroom import Newsroom


@pytest.fixture
def newsroom(valkey_url: str, keys: Keys, redis_client: Redis, tmp_path: Path) -> Newsroom:
    return Newsroom(valkey_url, keys, tmp_path / "first", redis_client)


@pytest.fixture
async def client(newsroom: Newsroom) -> AsyncIterator[httpx.AsyncClient]:
    async with newsroom.running() as client:
        yield client
