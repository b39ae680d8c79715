"""What is in doubt at a target that can be asked nothing stays so, whatever keeps the next call from being made."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from khabar.models import DeadLetter
from khabar_publish.claimed import Ending
from khabar_publish.deliveries import Deliveries
from khabar_publish.shown import Shown
from tests.unit.publish.stories import ARTICLE, enriched, told

from .channel import ID, QUICK, channel_room
from .desk import Desk, until
from .rooms import Room
from .telegram_server import TelegramServer


async def _waits(room: Room) -> bool:
    due = await room.redis.zcard(room.keys.due(ID))
    return due > 0 and not await room.redis.zcard(room.keys.due(ID, "flight"))


async def _dead(room: Room) -> bool:
    return bool(await room.desk.told("dead"))


@pytest.fixture
def closed() -> str:
    opens, closes = (datetime.now(UTC) + timedelta(hours=hours) for hours in (2, 3))
    return f"hours = {{ opens = {opens:%H:%M:00}, closes = {closes:%H:%M:00} }}"


async def test_a_message_that_may_be_there_is_not_sent_again_when_the_channel_opens(
    desk: Desk, valkey_url: str, tmp_path: Path, closed: str
) -> None:
    server = await TelegramServer().start()
    room = channel_room(desk, valkey_url, tmp_path, server, *QUICK, closed)
    await room.redis.hset(room.keys.due(ID, "lost"), ARTICLE, "1")  # whoever had it in hand died before it closed
    async with room.at_work() as work:
        await room.desk.send(told("article.enriched", enriched()))
        await until(partial(_waits, room))
        for _ in range(9):
            work.later(900)
            await asyncio.sleep(0.1)
        await until(partial(_dead, room), 10)
    await server.stop()
    [event] = await room.desk.told("dead")
    assert isinstance(event.data, DeadLetter)
    assert "never ended" in event.data.error
    assert server.called("sendMessage") == 0


async def test_a_doubt_that_cannot_be_told_yet_is_remembered_before_the_next_try(desk: Desk) -> None:
    deliveries = Deliveries(desk.redis, desk.keys, ID, probe_seconds=1)
    await desk.redis.hset(desk.keys.due(ID, "work"), ARTICLE, '1\n1\nnormal\n\n["attempt","1"]')
    await desk.redis.zadd(desk.keys.due(ID), {ARTICLE: 1})
    [claimed] = (await deliveries.claim(1)).taken
    doubt = Shown(revision=1, rank=1, state="unknown", at=datetime.now(UTC))
    assert await deliveries.finish([Ending(claimed, shown=doubt, again=claimed.work)]) == [True]
    [again] = (await deliveries.claim(1)).taken
    assert again.held == doubt
