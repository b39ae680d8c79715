import time
from typing import Any

import pytest
from redis.asyncio import Redis

from khabar.config import SourceSettings
from khabar.keys import Keys
from khabar.models import Report
from khabar_ingest.handlers import Intake
from khabar_ingest.health import Hearing, Listening, Rhythm, Round
from khabar_ingest.health.hearing import HOUR_SECONDS, place
from khabar_ingest.item import Item
from khabar_ingest.registry import Registry, states

from .conftest import Events

pytestmark = pytest.mark.server

AGENCY = SourceSettings(id="agency", type="api")
STORY = "بدء موسم قطاف الزيتون\n\nبدأ، أمس، موسم قطاف الزيتون في ريف المدينة.\n"


@pytest.fixture
def listening(intake: Intake) -> Listening:
    return Listening(intake.admission, intake.blobs, intake.config, None, Hearing())


def busy_until(hour: int) -> str:
    """The rhythm of a source that brought news in every hour of two weeks."""
    rhythm = Rhythm()
    for each in range(hour - 336, hour):
        rhythm = rhythm.heard(each, 4)
    return str(rhythm)


async def ops(events: Events) -> list[tuple[str, str]]:
    found = [(event.name, event.data) for event in await events("ops")]
    return [(name, report.about) for name, report in found if isinstance(report, Report)]


async def test_news_is_noted_whatever_way_it_comes_and_what_is_known_already_is_not(
    listening: Listening, redis_client: Redis, keys: Keys
) -> None:
    for text in (STORY, STORY, STORY.replace("أمس", "اليوم")):
        await listening.take(Item(text.encode()), AGENCY)
    await listening.hearing.keep(redis_client, keys)
    kept: dict[Any, Any] = await redis_client.hgetall(place(keys, "agency"))
    assert sum(int(value) for name, value in kept.items() if name.startswith(b"hour:")) == 2
    assert abs(float(kept[b"heard_at"]) - time.time()) < 600


async def test_notes_wait_while_the_server_is_away(listening: Listening, redis_client: Redis, keys: Keys) -> None:
    await listening.take(Item(STORY.encode()), AGENCY)
    away = Redis.from_url("redis://127.0.0.1:1/0")
    with pytest.raises(Exception, match="onnect"):
        await listening.hearing.keep(away, keys)
    await away.aclose()
    await listening.hearing.keep(redis_client, keys)
    assert await redis_client.hexists(place(keys, "agency"), "heard_at")


async def test_a_source_falls_silent_and_speaks_again(
    listening: Listening, redis_client: Redis, keys: Keys, events: Events
) -> None:
    hour = int(time.time()) // HOUR_SECONDS
    said: dict[Any, Any] = {
        "rhythm": busy_until(hour - 9),
        "learnt": str(hour - 9),
        "heard_at": str((hour - 9) * HOUR_SECONDS),
    }
    await redis_client.hset(place(keys, "agency"), mapping=said)
    registry = Registry(redis_client, keys, [AGENCY])
    round_ = Round(redis_client, keys, registry, listening)
    memory = {"looked_at": f"{time.time() - 60:.0f}", "watched_since": f"{(hour - 500) * HOUR_SECONDS}"}
    for _ in range(2):
        assert await round_.make(memory) > 0
    assert await ops(events) == [("source.silent", "agency")]
    [row] = await states(redis_client, keys, list(registry.listed.values()))
    assert row["state"] == "silent"
    await listening.take(Item(STORY.encode()), AGENCY)
    await listening.hearing.keep(redis_client, keys)
    await redis_client.hset(place(keys, "agency"), "silent_at", f"{time.time() - 3600:.0f}")
    await round_.make(memory)
    assert await ops(events) == [("source.silent", "agency"), ("source.recovered", "agency")]
    assert await redis_client.hexists(keys("source", "agency"), "pace")


async def test_after_a_pause_of_the_service_itself_nobody_is_called_silent(
    listening: Listening, redis_client: Redis, keys: Keys, events: Events
) -> None:
    hour = int(time.time()) // HOUR_SECONDS
    said: dict[Any, Any] = {
        "rhythm": busy_until(hour - 20),
        "learnt": str(hour - 20),
        "heard_at": str((hour - 20) * HOUR_SECONDS),
    }
    await redis_client.hset(place(keys, "agency"), mapping=said)
    memory = {"looked_at": f"{(hour - 20) * HOUR_SECONDS}", "watched_since": f"{(hour - 500) * HOUR_SECONDS}"}
    await Round(redis_client, keys, Registry(redis_client, keys, [AGENCY]), listening).make(memory)
    assert await ops(events) == []
    assert float(memory["watched_since"]) > (hour - 1) * HOUR_SECONDS


async def test_a_source_that_is_paused_is_left_out(
    listening: Listening, redis_client: Redis, keys: Keys, events: Events
) -> None:
    registry = Registry(redis_client, keys, [AGENCY])
    await registry.pause("agency", "", by="قيس")
    hour = int(time.time()) // HOUR_SECONDS
    said: dict[Any, Any] = {"rhythm": busy_until(hour - 9), "learnt": str(hour - 9), "heard_at": "1"}
    await redis_client.hset(place(keys, "agency"), mapping=said)
    await Round(redis_client, keys, registry, listening).make({"looked_at": f"{time.time():.0f}", "watched_since": "1"})
    assert await ops(events) == []
