"""Groups that were let go and are back: nothing they missed is lost to them."""

import asyncio
from pathlib import Path
from typing import Any, cast

import pytest
from redis.asyncio import Redis

from khabar.archive import Archive
from khabar.keys import Keys
from khabar.wire import Wire
from khabar_control.janitor import trimming
from tests.integration.control.conftest import Streams
from tests.integration.stage.newsroom import NAME, Newsroom, article, running, until


@pytest.fixture
def streams(valkey_url: str, redis_client: Redis, keys: Keys, tmp_path: Path) -> Streams:
    return Streams(redis_client, keys, Archive(tmp_path / "archive"))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A week is over at once."""
    monkeypatch.setattr(trimming, "MOST_SECONDS", -1.0)


async def _slept_through(streams: Streams, newsroom: Newsroom, count: int) -> None:
    """Enrich was there, went home, was let go, and all it had not read was trimmed."""
    async with running(newsroom.stage(), newsroom.settings):
        pass
    await newsroom.sent(count)
    await streams.archived("articles")
    for _ in range(2):
        await streams.janitor().tidy()
    assert await newsroom.length("articles") <= 1
    assert len(await streams.reports("group.expired")) == 1


async def test_a_stage_that_comes_back_gets_from_the_archive_what_was_trimmed_under_it(
    streams: Streams, valkey_url: str, keys: Keys, tmp_path: Path, impatient: None
) -> None:
    newsroom = Newsroom(streams.redis, keys, valkey_url, tmp_path / "blobs")
    await _slept_through(streams, newsroom, 200)
    janitor = streams.janitor()
    async with running(newsroom.stage(), newsroom.settings):
        await until(lambda: _fed(janitor, streams), 40)
        await newsroom.outputs(200, 40)
        await newsroom.send(article(201))
        await newsroom.outputs(201, 40)
        await asyncio.sleep(1.5)
    assert await streams.reports("group.recreated") == []
    assert len(await streams.reports("group.resumed")) == 1
    assert await streams.redis.hlen(keys.expired) == 0


async def test_a_stage_is_not_swamped_by_what_it_missed(
    streams: Streams, valkey_url: str, keys: Keys, tmp_path: Path, impatient: None
) -> None:
    newsroom = Newsroom(streams.redis, keys, valkey_url, tmp_path / "blobs")
    await _slept_through(streams, newsroom, 150)
    await streams.redis.xreadgroup(NAME, "just-looking", {streams.key("articles"): ">"}, count=1)
    await streams.janitor().tick(tidy=False)
    assert await streams.redis.xlen(keys.again(NAME)) == 64
    assert await streams.reports("group.resumed") == []


async def test_urgent_news_lost_from_the_fast_lane_is_found_in_its_streams_archive(
    streams: Streams, valkey_url: str, keys: Keys, tmp_path: Path, impatient: None
) -> None:
    newsroom = Newsroom(streams.redis, keys, valkey_url, tmp_path / "blobs")
    async with running(newsroom.stage(), newsroom.settings):
        pass
    calm, urgent = article(1), article(2)
    await newsroom.send(calm)
    await _send_urgent(newsroom, urgent)
    await streams.archived("articles")
    await streams.ack("articles", NAME, await streams.read("articles", NAME, 2))
    for _ in range(2):
        await streams.janitor().tidy()
    assert await streams.redis.xlen(keys.lane("articles")) <= 1
    janitor = streams.janitor()
    async with running(newsroom.stage(), newsroom.settings):
        await until(lambda: _fed(janitor, streams), 40)
        await until(lambda: _has(newsroom, urgent.subject), 40)


async def test_a_consumer_of_ones_own_is_told_what_to_read_in_the_archive(streams: Streams, impatient: None) -> None:
    await streams.group("enriched", "my-app")
    ids = await streams.add("enriched", 5)
    await streams.archived("enriched")
    for _ in range(2):
        await streams.janitor().tidy()
    await streams.read("enriched", "my-app", 1)
    await streams.janitor().tick(tidy=False)
    await streams.add("enriched", 1)
    await streams.read("enriched", "my-app", 5)
    await streams.janitor().tick(tidy=False)
    [told] = await streams.reports("group.resumed")
    assert ids[0] in told
    assert "archive" in told


async def test_a_dead_group_stays_let_go(streams: Streams, impatient: None) -> None:
    await streams.group("articles", "nobody")
    await streams.add("articles", 3)
    await streams.archived("articles")
    for _ in range(3):
        await streams.janitor().tidy()
        await streams.janitor().tick(tidy=False)
    assert await streams.reports("group.resumed") == []


async def _fed(janitor: Any, streams: Streams) -> bool:  # noqa: ANN401 - the janitor under test
    await janitor.tick(tidy=False)
    await asyncio.sleep(0.05)
    return bool(await streams.redis.hlen(streams.keys.expired) == 0)


async def _has(newsroom: Newsroom, subject: str) -> bool:
    return subject in await newsroom.subjects()


async def _send_urgent(newsroom: Newsroom, event: Any) -> None:  # noqa: ANN401 - an event
    """Write an entry and its twin, as admission does."""
    fields = cast("dict[Any, Any]", Wire().encode(event)) | {"lane": "urgent", "fastlane": "1"}
    main = cast("bytes", await newsroom.redis.xadd(newsroom.keys.stream("articles"), fields))
    await newsroom.redis.xadd(newsroom.keys.lane("articles"), fields | {"mainid": main})
