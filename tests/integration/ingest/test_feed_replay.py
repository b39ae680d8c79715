from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from redis.asyncio import Redis

from khabar.config import SourceSettings
from khabar.keys import Keys
from khabar_ingest.sources import Rooms
from khabar_ingest.sources.feed import Feed

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]


@pytest.fixture
def feeds(shared_data: Path) -> list[Path]:
    folder = shared_data / "ingest/feeds/real"
    if not folder.is_dir():
        pytest.skip(f"../shared has no real feeds: no folder {folder}")
    return sorted(folder.iterdir())


@pytest.fixture
def web() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1") as server:
        yield server


async def test_real_feeds_that_are_read_a_second_time_bring_nothing_new(
    web: HTTPServer, rooms: Rooms, redis_client: Redis, keys: Keys, feeds: list[Path]
) -> None:
    patient = rooms.settings.model_copy(update={"fetch_seconds": 60})
    for number, path in enumerate(feeds):
        web.expect_request(f"/{number}").respond_with_data(path.read_bytes(), content_type="text/xml")
    counts = []
    for _ in range(2):
        for number in range(len(feeds)):
            settings = SourceSettings(
                id=f"feed-{number}", type="feed", url=web.url_for(f"/{number}"), full_text="never"
            )
            await Feed(settings, replace(rooms, settings=patient, memory={})).poll()
        counts.append(await redis_client.xlen(keys.stream("articles")))
    assert counts[0] >= len(feeds) / 2
    assert counts[1] == counts[0]
