"""What a stage reads, when, and how much of it at a time."""

import asyncio
import logging
from typing import Any, cast

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from khabar.events import Event
from khabar.stage import Passed, Stage
from khabar.wire import Wire

from .newsroom import NAME, Newsroom, article, pass_on, running, until

pytestmark = pytest.mark.server


async def calls(redis: Redis, command: str) -> int:
    """How often a server was asked for something since it started."""
    stats = await redis.info("commandstats")
    return int(cast("dict[str, Any]", stats.get(f"cmdstat_{command}", {"calls": 0}))["calls"])


async def test_articles_sent_before_the_first_start_are_delivered(newsroom: Newsroom) -> None:
    await newsroom.sent(5)

    async with running(newsroom.stage(), newsroom.settings):
        await newsroom.outputs(5)


async def test_after_a_restart_only_what_is_new_is_read_and_all_of_it(newsroom: Newsroom) -> None:
    await newsroom.sent(3)
    async with running(newsroom.stage(), newsroom.settings):
        await newsroom.outputs(3)

    await newsroom.send(article(4))
    async with running(newsroom.stage(), newsroom.settings):
        await newsroom.outputs(4)
        await newsroom.send(article(5))
        await newsroom.outputs(5)


async def test_a_full_stream_is_read_in_batches_of_64(newsroom: Newsroom) -> None:
    may_go_on = asyncio.Event()

    async def wait(event: Event) -> list[Passed]:
        await may_go_on.wait()
        return await pass_on(event)

    async def first_read() -> bool:
        return await newsroom.pending() > 0

    await newsroom.sent(300)
    async with running(newsroom.stage(wait), newsroom.settings):
        await until(first_read)
        assert await newsroom.pending() == 64
        may_go_on.set()
        await newsroom.outputs(300)


async def test_a_batch_takes_one_read_and_one_commit(own_newsroom: Newsroom) -> None:
    await own_newsroom.sent(640)
    stage = own_newsroom.stage()
    await stage.prepare()
    scripts_before = await calls(own_newsroom.redis, "evalsha")

    async with running(stage, own_newsroom.settings):
        took = await until(lambda: _all_through(own_newsroom, 640))

    rounds = int(took) + 2
    assert await calls(own_newsroom.redis, "evalsha") - scripts_before <= 10 + rounds * 10
    assert await calls(own_newsroom.redis, "xreadgroup") <= 10 + rounds * 4


async def _all_through(newsroom: Newsroom, count: int) -> bool:
    return await newsroom.length("enriched") == count


async def _is_ready(stage: Stage) -> bool:
    return all(check.ok for check in await stage.readiness())


async def test_nothing_that_waits_for_a_reader_is_trimmed(newsroom: Newsroom) -> None:
    await newsroom.sent(1000)

    async with running(newsroom.stage(), newsroom.settings):
        await newsroom.outputs(1000, seconds=20)

    assert await newsroom.length("articles") == 1000
    assert await newsroom.length("enriched") == 1000


async def test_a_quiet_hour_is_no_reason_for_an_error(own_newsroom: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    stage = own_newsroom.stage()
    with capture_logs() as logs, caplog.at_level(logging.INFO):
        async with running(stage, own_newsroom.settings):
            await until(lambda: _is_ready(stage))
            errors_before = await own_newsroom.redis.info("errorstats")
            await asyncio.sleep(3.2)
            errors_after = await own_newsroom.redis.info("errorstats")

    assert [entry for entry in logs if entry["log_level"] not in {"debug", "info"}] == []
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert await calls(own_newsroom.redis, "xreadgroup") >= 6
    # A group that is there, and a script that the server has yet to load, are answers and no errors.
    expected = {"errorstat_BUSYGROUP": 0, "errorstat_NOSCRIPT": 0}
    assert errors_after | expected == errors_before | expected


async def test_every_client_can_read_what_a_stage_writes(newsroom: Newsroom) -> None:
    await newsroom.send(article(1, "عاجل: افتتاح الجسر"))

    async with running(newsroom.stage(), newsroom.settings):
        await newsroom.outputs(1)

    fields = await newsroom.plain("enriched")
    assert fields["type"] == "khabar.article.created.v1"
    assert "عاجل: افتتاح الجسر" in fields["data"]


async def test_arabic_in_any_attribute_arrives_whole(newsroom: Newsroom) -> None:
    attributes = {"source": "مكتب المدينة", "ملاحظة": "عاجل جدّاً"}
    fields = {**Wire().encode(article(1)), **attributes}
    await newsroom.redis.xadd(newsroom.keys.stream("articles"), cast("dict[Any, Any]", fields))

    async with running(newsroom.stage(), newsroom.settings):
        await newsroom.outputs(1)

    passed = await newsroom.plain("enriched")
    assert {name: passed[name] for name in attributes} == attributes


async def test_each_start_reads_under_a_name_of_its_own(newsroom: Newsroom) -> None:
    names = {newsroom.stage().consumer for _ in range(20)}

    assert len(names) == 20


async def test_a_stage_is_ready_only_while_it_reads(newsroom: Newsroom) -> None:
    stage = newsroom.stage()
    async with running(stage, newsroom.settings):
        await until(lambda: _is_ready(stage))

    assert [check.name for check in await stage.readiness() if not check.ok] == ["reader"]


async def test_a_consumer_is_known_to_live_before_it_reads_its_first_article(newsroom: Newsroom) -> None:
    seen: list[int] = []

    async def look(_: Event) -> list[Passed]:
        seen.append(await newsroom.redis.exists(newsroom.keys.heartbeat(NAME, stage.consumer)))
        return []

    async def looked() -> bool:
        return bool(seen)

    stage = newsroom.stage(look)
    await newsroom.sent(1)
    async with running(stage, newsroom.settings):
        await until(looked)

    assert seen == [1]
