"""An intake on a real server, and the application as operators run it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from pydantic import SecretStr
from redis.asyncio import Redis

from khabar.archive import Archive
from khabar.blobs import BlobStore
from khabar.config import Config
from khabar.events import Event
from khabar.fetching import Fetcher
from khabar.keys import Keys
from khabar.wire import Wire
from khabar_ingest.admission import Admission
from khabar_ingest.app import build
from khabar_ingest.contents import Contents
from khabar_ingest.handlers import Intake
from khabar_ingest.ledger import Ledger
from khabar_ingest.settings import IngestSettings
from khabar_ingest.sources import Rooms

TOKEN = "رمز-secret-token"

Events = Callable[[str], Awaitable[list[Event]]]


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")


@pytest.fixture(autouse=True)
async def epoch(redis_client: Redis, keys: Keys) -> None:
    """What control makes in a new newsroom; without it nothing is admitted."""
    await redis_client.set(keys.epoch, "0" * 32)


def replica(client: Redis, keys: Keys, blobs: BlobStore) -> Admission:
    """The admission of one replica of ingest."""
    archive = Archive(blobs.root.parent / "archive")
    return Admission(Ledger(client, keys, Wire(blobs)), Contents(client, keys, blobs, archive))


@pytest.fixture
def admission(redis_client: Redis, keys: Keys, blobs: BlobStore) -> Admission:
    return replica(redis_client, keys, blobs)


@pytest.fixture
def intake(admission: Admission, blobs: BlobStore) -> Intake:
    return Intake(admission, blobs, Config())


@pytest.fixture
def events(redis_client: Redis, keys: Keys, blobs: BlobStore) -> Events:
    """Read all events of a stream."""

    async def read(stream: str) -> list[Event]:
        entries: Any = await redis_client.xrange(keys.stream(stream))
        return [Wire(blobs).decode(fields) for _, fields in entries]

    return read


@pytest.fixture
async def rooms(intake: Intake, tmp_path: Path) -> AsyncIterator[Rooms]:
    settings = IngestSettings(
        config=tmp_path / "newsroom.toml",
        blobs=tmp_path / "blobs",
        fetch_seconds=2,
        fetch_private="127.0.0.0/8",
        fetch_gap_seconds=0,
    )
    async with Fetcher.set_up(settings) as fetcher:
        yield Rooms(intake, fetcher, settings)


@pytest.fixture
def settings(valkey_url: str, keys: Keys, tmp_path: Path) -> IngestSettings:
    return IngestSettings(
        redis_url=valkey_url,
        newsroom=keys.newsroom,
        blobs=tmp_path / "blobs",
        archive=tmp_path / "archive",
        ingest_token=SecretStr(TOKEN),
        max_item_bytes=200_000,
        fetch_private="127.0.0.0/8",
        fetch_gap_seconds=0,
    )


@asynccontextmanager
async def serving(settings: IngestSettings) -> AsyncIterator[httpx.AsyncClient]:
    """The application with its sources running, behind a client that has the token."""
    app: Any = build(settings)
    headers = {b"authorization": f"Bearer {TOKEN}".encode()}
    async with (
        LifespanManager(app) as manager,
        httpx.AsyncClient(
            transport=httpx.ASGITransport(manager.app), base_url="http://ingest", headers=headers
        ) as client,
    ):
        yield client
