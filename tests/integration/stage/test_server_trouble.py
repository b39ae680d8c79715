"""A server that is late, stopped, killed, full, short of replicas, or robbed of its groups."""

import asyncio
import signal
from typing import Any

import pytest
from structlog.testing import capture_logs

from khabar.events import Event
from khabar.stage import Passed, stage

from .newsroom import NAME, Newsroom, article, fill_memory, gated, pass_on, running, until
from .proxy import lossy_proxy
from .servers import Server

pytestmark = pytest.mark.server


async def test_a_stage_that_starts_before_its_server_waits_for_it(own_server: Server, own_newsroom: Newsroom) -> None:
    await own_newsroom.sent(2)
    own_server.kill()

    with capture_logs() as logs:
        start = asyncio.create_task(_work(own_newsroom))
        await asyncio.sleep(2)
        assert not start.done()
        own_server.start()
        await own_newsroom.reconnect()
        await start

    assert "server.waiting" in [entry["event"] for entry in logs]


async def _work(newsroom: Newsroom) -> None:
    async with running(newsroom.stage(), newsroom.settings):
        await newsroom.outputs(2)


async def test_a_killed_server_that_comes_back_finds_the_stage_at_work_within_ten_seconds(
    own_server: Server, own_newsroom: Newsroom
) -> None:
    async with running(own_newsroom.stage(), own_newsroom.settings):
        await own_newsroom.sent(100)
        await until(lambda: _some_are_through(own_newsroom))
        own_server.signal(signal.SIGKILL)
        await asyncio.sleep(1)
        own_server.kill()
        own_server.start()
        await own_newsroom.reconnect()
        await own_newsroom.send(*(article(number) for number in range(101, 111)))
        await own_newsroom.outputs(110, seconds=10)


async def _some_are_through(newsroom: Newsroom) -> bool:
    return await newsroom.length("enriched") > 0


async def test_a_server_that_stops_during_a_commit_gets_it_when_it_is_back(
    own_server: Server, own_newsroom: Newsroom
) -> None:
    handled: list[str] = []

    async def and_then_the_server_dies(event: Event) -> list[Passed]:
        handled.append(event.subject)
        if len(handled) == 5:
            own_server.kill()
        return await pass_on(event)

    await own_newsroom.sent(5)
    with capture_logs() as logs:
        async with running(own_newsroom.stage(and_then_the_server_dies), own_newsroom.settings):
            await until(lambda: _count_is(handled, 5))
            await asyncio.sleep(1)
            own_server.start()
            await own_newsroom.reconnect()
            await own_newsroom.outputs(5)

    assert len(handled) == 5
    assert "commit.waiting" in [entry["event"] for entry in logs]


async def _count_is(things: list[str], count: int) -> bool:
    return len(things) == count


async def test_a_commit_whose_reply_is_lost_is_done_once(own_server: Server, own_newsroom: Newsroom) -> None:
    await own_newsroom.sent(50)
    async with lossy_proxy(own_server.port) as proxy:
        behind = Newsroom(
            own_newsroom.redis, own_newsroom.keys, f"redis://127.0.0.1:{proxy.port}/0", own_newsroom.blobs
        )
        async with running(behind.stage(), behind.settings):
            await own_newsroom.outputs(50)

    assert proxy.lost == 1


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("setting", "trouble", "cure"), [("maxmemory", "100kb", "0"), ("min-replicas-to-write", "1", "0")]
)
async def test_a_server_that_takes_no_writes_for_now_loses_and_doubles_nothing(
    own_newsroom: Newsroom, setting: str, trouble: str, cure: str
) -> None:
    gate = asyncio.Event()
    worker = own_newsroom.stage(gated(gate))
    await own_newsroom.sent(20)
    async with running(worker, own_newsroom.settings):
        await until(lambda: _is_pending(own_newsroom, 20))
        await own_newsroom.redis.config_set(setting, trouble)
        gate.set()
        await asyncio.sleep(1)
        assert (await own_newsroom.length("enriched"), await own_newsroom.pending()) == (0, 20)
        await own_newsroom.redis.config_set(setting, cure)
        await own_newsroom.outputs(20)
        assert all(check.ok for check in await worker.readiness())

    assert await own_newsroom.length("dead") == 0


async def _is_pending(newsroom: Newsroom, count: int) -> bool:
    return await newsroom.pending() == count


@pytest.mark.usefixtures("quick")
async def test_after_a_full_server_the_stage_still_looks_after_its_retries(own_newsroom: Newsroom) -> None:
    worker = own_newsroom.stage()
    async with running(worker, own_newsroom.settings):
        await until(lambda: _is_ready(worker))
        await own_newsroom.redis.config_set("maxmemory", "100kb")
        await asyncio.sleep(0.5)
        await own_newsroom.redis.config_set("maxmemory", "0")
        await own_newsroom.sent(1)
        await own_newsroom.outputs(1)
        await own_newsroom.redis.zadd(own_newsroom.keys.delayed(NAME), {'{"hello":"world"}': 1})
        await until(lambda: _has_a_letter(own_newsroom))


async def _has_a_letter(newsroom: Newsroom) -> bool:
    return await newsroom.length("dead") == 1


async def test_a_stage_starts_on_a_full_server_and_works_once_there_is_room(own_newsroom: Newsroom) -> None:
    await own_newsroom.sent(2)
    await own_newsroom.redis.config_set("maxmemory", "100kb")

    async with running(own_newsroom.stage(), own_newsroom.settings):
        await asyncio.sleep(0.5)
        assert await own_newsroom.length("enriched") == 0
        await own_newsroom.redis.config_set("maxmemory", "0")
        await own_newsroom.outputs(2)


async def _destroy(newsroom: Newsroom) -> None:
    await newsroom.redis.xgroup_destroy(newsroom.keys.stream("articles"), NAME)


async def _delete(newsroom: Newsroom) -> None:
    await newsroom.redis.delete(newsroom.keys.stream("articles"), newsroom.keys.again(NAME))


@pytest.mark.parametrize("harm", [_destroy, _delete])
async def test_a_group_that_somebody_destroyed_is_made_anew_from_the_beginning_and_loudly(
    newsroom: Newsroom,
    harm: Any,  # noqa: ANN401 - one of the two above
) -> None:
    worker = newsroom.stage()
    with capture_logs() as logs:
        async with running(worker, newsroom.settings):
            await newsroom.sent(1)
            await newsroom.outputs(1)
            await harm(newsroom)
            await newsroom.send(article(2))
            await until(lambda: _is_through(newsroom, article(2).subject))
            await until(lambda: _is_ready(worker))

    reports = await newsroom.reports("group.recreated")
    assert newsroom.keys.stream("articles") in " ".join(str(report.data) for report in reports)
    loud = [entry for entry in logs if entry["event"] == "group.recreated"]
    assert {entry["log_level"] for entry in loud} == {"error"}


async def _is_through(newsroom: Newsroom, subject: str) -> bool:
    return subject in await newsroom.subjects()


async def _is_ready(worker: stage.Stage) -> bool:
    return all(check.ok for check in await worker.readiness())


@pytest.mark.usefixtures("quick")
async def test_a_stage_whose_stream_becomes_something_else_keeps_its_head(own_newsroom: Newsroom) -> None:
    async with running(own_newsroom.stage(), own_newsroom.settings):
        await own_newsroom.sent(1)
        await own_newsroom.outputs(1)
        await own_newsroom.redis.set(own_newsroom.keys.stream("articles"), "text")
        await asyncio.sleep(0.5)
        before = await _commands(own_newsroom)
        await asyncio.sleep(1)
        assert await _commands(own_newsroom) - before < 200
        await own_newsroom.redis.delete(own_newsroom.keys.stream("articles"))
        await own_newsroom.send(article(2))
        await until(lambda: _is_through(own_newsroom, article(2).subject))


async def _commands(newsroom: Newsroom) -> int:
    stats = await newsroom.redis.info("stats")
    return int(stats["total_commands_processed"])


async def test_a_stage_tells_when_it_starts_and_stops(newsroom: Newsroom) -> None:
    async with running(newsroom.stage(), newsroom.settings):
        await until(lambda: _reported(newsroom, "service.started"))

    assert len(await newsroom.reports("service.stopping")) == 1


async def _reported(newsroom: Newsroom, name: str) -> bool:
    return len(await newsroom.reports(name)) == 1


async def test_a_stage_that_drains_goes_on_when_the_servers_memory_is_full(own_newsroom: Newsroom) -> None:
    gate = asyncio.Event()
    await own_newsroom.sent(20)
    async with running(own_newsroom.stage(gated(gate), drains=True), own_newsroom.settings):
        await until(lambda: _is_pending(own_newsroom, 20))
        await fill_memory(own_newsroom.redis, 1.01)
        gate.set()
        await own_newsroom.outputs(20)

    assert await own_newsroom.pending() == 0


@pytest.mark.usefixtures("quick")
async def test_a_stage_that_drains_waits_once_the_server_is_far_past_its_limit(own_newsroom: Newsroom) -> None:
    gate = asyncio.Event()
    await own_newsroom.sent(20)
    async with running(own_newsroom.stage(gated(gate), drains=True), own_newsroom.settings):
        await until(lambda: _is_pending(own_newsroom, 20))
        await fill_memory(own_newsroom.redis, 1.5)
        gate.set()
        await asyncio.sleep(1)
        assert (await own_newsroom.length("enriched"), await own_newsroom.pending()) == (0, 20)
        await own_newsroom.redis.config_set("maxmemory", "0")
        await own_newsroom.outputs(20)
