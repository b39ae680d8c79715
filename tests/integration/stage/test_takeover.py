"""What becomes of entries whose consumer died, hung, or came back too late."""

import asyncio
from typing import Any, cast

import pytest
from faststream import AckPolicy
from prometheus_client import REGISTRY

from khabar.events import Event
from khabar.stage import Passed, inbox, pulse
from khabar.stage.broker import broker_for
from khabar.stage.entry import Entry
from khabar.stage.inbox import Inbox

from .newsroom import NAME, Newsroom, article, gated, pass_on, running, until

pytestmark = [pytest.mark.server, pytest.mark.usefixtures("quick")]
GHOST = "ghost"


async def idle(newsroom: Newsroom, milliseconds: int) -> None:
    """Make the ghost's entries look untouched for so long."""
    stream = newsroom.keys.stream("articles")
    rows = await newsroom.redis.xpending_range(stream, NAME, "-", "+", 100)
    ids: list[Any] = [row["message_id"] for row in cast("list[dict[str, Any]]", rows)]
    await newsroom.redis.xclaim(stream, NAME, GHOST, 0, ids, idle=milliseconds, justid=True)


async def beats(newsroom: Newsroom) -> None:
    await newsroom.redis.set(newsroom.keys.heartbeat(NAME, GHOST), "1", px=30_000)


async def owners(newsroom: Newsroom) -> list[str]:
    rows = await newsroom.redis.xpending_range(newsroom.keys.stream("articles"), NAME, "-", "+", 100)
    return [row["consumer"].decode() for row in cast("list[dict[str, Any]]", rows)]


async def read_by(box: Inbox) -> list[Entry]:
    reply = await box.redis.xreadgroup(NAME, box.consumer, {box.key: ">"}, count=64)
    [(_, rows)] = cast("list[tuple[bytes, list[tuple[bytes, dict[bytes, bytes]]]]]", reply)
    return [Entry(id_.decode(), fields) for id_, fields in rows]


async def alive_are(*names: str) -> set[str]:
    return set(names)


async def test_the_work_of_a_dead_consumer_is_taken_over_at_once_and_one_by_one(newsroom: Newsroom) -> None:
    at_once = most = 0

    async def watched(event: Event) -> list[Passed]:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.01)
        at_once -= 1
        return await pass_on(event)

    await newsroom.sent(20)
    await newsroom.crashed(GHOST)
    async with running(newsroom.stage(watched, concurrency=16), newsroom.settings):
        await newsroom.outputs(20, seconds=5)

    assert most == 1


async def test_the_work_of_a_living_consumer_is_left_alone_for_a_minute(newsroom: Newsroom) -> None:
    await newsroom.sent(3)
    await newsroom.crashed(GHOST)
    await beats(newsroom)
    await idle(newsroom, 50_000)

    async with running(newsroom.stage(), newsroom.settings):
        await asyncio.sleep(0.6)
        assert await owners(newsroom) == [GHOST] * 3
        await idle(newsroom, 60_001)
        await newsroom.outputs(3, seconds=5)


async def test_a_stage_that_takes_work_over_still_reads_what_is_new(newsroom: Newsroom) -> None:
    async def slow(event: Event) -> list[Passed]:
        await asyncio.sleep(0.03)
        return await pass_on(event)

    await newsroom.sent(20)
    await newsroom.crashed(GHOST)
    async with running(newsroom.stage(slow), newsroom.settings):
        await newsroom.send(*(article(number) for number in range(21, 41)))
        await newsroom.outputs(40)


async def test_a_consumer_that_comes_back_too_late_writes_nothing(newsroom: Newsroom) -> None:
    late_may_go_on = asyncio.Event()

    await newsroom.sent(3)
    zombie, heir = newsroom.inbox("zombie", gated(late_may_go_on)), newsroom.inbox("heir")
    await zombie.ensure_group()
    work = asyncio.create_task(zombie.take(await read_by(zombie)))
    await asyncio.sleep(0.05)
    await heir.take_over(lambda _: alive_are("heir"))
    before = _taken_over()
    late_may_go_on.set()
    await work

    await newsroom.outputs(3)
    assert _taken_over() - before == 3


def _taken_over() -> float:
    return REGISTRY.get_sample_value("khabar_events_total", {"stage": NAME, "outcome": "taken over"}) or 0.0


async def test_a_consumer_that_was_given_up_does_not_take_its_work_back(newsroom: Newsroom) -> None:
    await newsroom.sent(2)
    zombie = newsroom.inbox("zombie")
    await zombie.ensure_group()
    entries = await read_by(zombie)
    zombie.in_hand = {entry.id for entry in entries}
    await newsroom.redis.xclaim(zombie.key, NAME, "heir", 0, [entries[0].id])

    await zombie.renew()

    assert await owners(newsroom) == ["heir", "zombie"]


async def test_work_that_takes_long_is_renewed_and_stays_where_it_is(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "HUNG_MILLISECONDS", 400)
    monkeypatch.setattr(pulse, "RENEW_EVERY", 1)
    handled: list[str] = []

    async def long(event: Event) -> list[Passed]:
        handled.append(event.subject)
        await asyncio.sleep(1.2)
        return await pass_on(event)

    await newsroom.sent(1)
    async with (
        running(newsroom.stage(long), newsroom.settings),
        running(newsroom.stage(long), newsroom.settings),
    ):
        await newsroom.outputs(1)

    assert len(handled) == 1


async def test_a_consumer_lives_on_while_it_handles_what_it_took_over(newsroom: Newsroom) -> None:
    handled: list[str] = []

    async def long(event: Event) -> list[Passed]:
        handled.append(event.subject)
        await asyncio.sleep(1.2)
        return await pass_on(event)

    await newsroom.sent(1)
    await newsroom.crashed(GHOST)
    async with (
        running(newsroom.stage(long), newsroom.settings),
        running(newsroom.stage(long), newsroom.settings),
    ):
        await newsroom.outputs(1)

    assert len(handled) == 1


async def test_a_consumer_that_is_gone_is_forgotten_once_its_work_is_done(newsroom: Newsroom) -> None:
    async def only_one() -> bool:
        rows = await newsroom.redis.xinfo_consumers(newsroom.keys.stream("articles"), NAME)
        return [row["name"].decode() for row in rows] == [stage.consumer]

    await newsroom.sent(2)
    await newsroom.crashed(GHOST)
    stage = newsroom.stage()
    async with running(stage, newsroom.settings):
        await newsroom.outputs(2)
        await until(only_one)


async def test_an_entry_deleted_while_it_was_pending_stops_nobody(newsroom: Newsroom) -> None:
    first, *_ = await newsroom.sent(3)
    await newsroom.crashed(GHOST)
    await newsroom.redis.xdel(newsroom.keys.stream("articles"), first)

    async with running(newsroom.stage(), newsroom.settings):
        await until(lambda: _two_are_through(newsroom))

    assert article(1).subject not in await newsroom.subjects()


async def _two_are_through(newsroom: Newsroom) -> bool:
    return await newsroom.length("enriched") == 2 and await newsroom.pending() == 0


async def test_two_replicas_share_the_work_and_double_none(newsroom: Newsroom) -> None:
    by: list[int] = []

    def replica(number: int) -> Any:  # noqa: ANN401 - a handler
        async def handler(event: Event) -> list[Passed]:
            by.append(number)
            await asyncio.sleep(0.005)
            return await pass_on(event)

        return handler

    async with (
        running(newsroom.stage(replica(1)), newsroom.settings),
        running(newsroom.stage(replica(2)), newsroom.settings),
    ):
        await newsroom.sent(200)
        await newsroom.outputs(200)

    assert len(by) == 200
    assert set(by) == {1, 2}


async def test_an_answer_that_was_lost_on_its_way_is_read_again_by_the_same_consumer(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "LOST_MILLISECONDS", 300)
    stage = newsroom.stage()
    await newsroom.sent(3)
    await newsroom.crashed(stage.consumer)

    async with running(stage, newsroom.settings):
        await newsroom.outputs(3)


async def test_the_framework_never_acknowledges_on_its_own(newsroom: Newsroom) -> None:
    broker = broker_for([newsroom.stage()], newsroom.settings)

    policies = {subscriber.ack_policy for subscriber in broker.subscribers}

    assert policies == {AckPolicy.MANUAL}
