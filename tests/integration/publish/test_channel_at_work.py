"""The service with a Telegram channel: within the channel's limits, and through an outage."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.unit.publish.stories import told

from .channel import ID, QUICK, channel_room
from .desk import Desk, until
from .rooms import Room, Work
from .stories import story
from .telegram_server import Reply, TelegramServer


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    server = await TelegramServer().start()
    yield server
    await server.stop()


async def _while_time_goes_by(room: Room, work: Work, server: TelegramServer, step: float) -> None:
    async def idle() -> bool:
        server.later += step
        work.later(step)
        return await room.desk.is_idle(ID)

    await until(idle, 60)


async def test_a_channel_gets_no_more_in_a_minute_than_it_takes(
    desk: Desk, valkey_url: str, tmp_path: Path, server: TelegramServer
) -> None:
    room = channel_room(desk, valkey_url, tmp_path, server)
    async with room.at_work() as work:
        await room.desk.send(*(told("article.enriched", story(number)) for number in range(45)))
        await _while_time_goes_by(room, work, server, step=0.5)
    assert len(server.messages) == 45
    assert server.flooded == 0
    assert server.later > 100


async def test_where_the_newsroom_asks_too_much_the_channel_is_obeyed_and_nothing_is_lost_or_doubled(
    desk: Desk, valkey_url: str, tmp_path: Path, server: TelegramServer
) -> None:
    room = channel_room(desk, valkey_url, tmp_path, server, *QUICK)
    async with room.at_work() as work:
        await room.desk.send(*(told("article.enriched", story(number)) for number in range(45)))
        await _while_time_goes_by(room, work, server, step=1)
    assert len(server.messages) == server.called("sendMessage") - server.flooded == 45
    assert 0 < server.flooded < 45
    assert await room.desk.told("dead") == []


async def test_an_outage_leaves_few_messages_in_doubt_and_all_others_are_sent_once(
    desk: Desk, valkey_url: str, tmp_path: Path, server: TelegramServer
) -> None:
    server.per_minute, server.behaviour = 1_000, lambda _, __: Reply(drops=True)
    room = channel_room(desk, valkey_url, tmp_path, server, *QUICK)
    async with room.at_work() as work:
        await room.desk.send(*(told("article.enriched", story(number)) for number in range(60)))
        await until(lambda: _state(room, "open"))
        server.behaviour = lambda _, __: Reply()
        await _while_time_goes_by(room, work, server, step=5)
    in_doubt = len(await room.desk.told("dead"))
    assert in_doubt == 0, "the first question went unanswered, so nothing was sent"
    assert len(server.messages) == server.called("sendMessage") == 60


async def test_an_outage_in_the_middle_leaves_no_more_in_doubt_than_were_under_way(
    desk: Desk, valkey_url: str, tmp_path: Path, server: TelegramServer
) -> None:
    server.per_minute = 1_000
    server.behaviour = lambda _, __: Reply(drops=server.called("sendMessage") > 20 and server.called("getMe") < 25)
    room = channel_room(desk, valkey_url, tmp_path, server, *QUICK)
    async with room.at_work() as work:
        await room.desk.send(*(told("article.enriched", story(number)) for number in range(80)))
        await until(lambda: _state(room, "open"))
        await _while_time_goes_by(room, work, server, step=20)
    in_doubt = len(await room.desk.told("dead"))
    assert 0 < in_doubt <= room.settings.target_concurrency
    assert len(server.messages) == server.called("sendMessage") == 80


async def _state(room: Room, state: str) -> bool:
    return (await room.breaker(ID)).get("state") == state
