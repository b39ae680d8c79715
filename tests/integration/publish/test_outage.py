"""A target that is down for two hours while the desk goes on: the newest of each article arrives, once, and no more."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.unit.publish.stories import told

from .desk import Desk, until
from .faulty import Faulty
from .outage import ARTICLES, FarSide, newsroom, two_hours_without
from .receiver import Receiver, well
from .rooms import MakeRoom, Room, Work
from .sides import AwayChannel, AwayFolder, AwaySite, AwayWebhook
from .site_server import SiteServer
from .stories import story
from .telegram_server import TelegramServer

_PLENTY = 10 * ARTICLES
Out = Callable[[FarSide], Awaitable[None]]


@pytest.fixture(autouse=True)
def _without_a_line_for_each() -> Iterator[None]:
    with capture_logs():
        yield


@pytest.fixture
def out(desk: Desk, valkey_url: str, tmp_path: Path) -> Out:
    """Has a far side be away for two hours."""

    async def run(side: FarSide) -> None:
        await two_hours_without(await newsroom(desk, valkey_url, tmp_path, side), side)

    return run


@pytest.mark.timeout(900)
async def test_after_two_hours_a_webhook_gets_exactly_the_newest_of_each_article(out: Out) -> None:
    receiver = await Receiver().start()
    await out(AwayWebhook(receiver))
    await receiver.stop()


@pytest.mark.timeout(900)
async def test_after_two_hours_the_site_shows_exactly_the_newest_of_each_article(out: Out, site: SiteServer) -> None:
    proxy = await Faulty(site.start().url).start()
    await out(AwaySite(proxy, site))
    await proxy.stop()


@pytest.mark.timeout(900)
async def test_after_two_hours_a_channel_has_one_message_of_each_article_the_newest(out: Out) -> None:
    server = await TelegramServer(per_minute=_PLENTY).start()
    proxy = await Faulty(server.url).start()
    await out(AwayChannel(proxy, server))
    await proxy.stop()
    await server.stop()


@pytest.mark.timeout(900)
async def test_after_two_hours_a_folder_holds_exactly_the_newest_of_each_article(out: Out) -> None:
    await out(AwayFolder())


async def test_one_that_failed_before_the_outage_does_not_die_of_it(make_room: MakeRoom) -> None:
    room = await make_room()
    await room.partner.stop()
    await room.desk.send(*(told("article.enriched", story(number)) for number in range(6)))
    async with room.at_work() as work:
        await until(lambda: _is(room, "open"))
        await _days_go_by(room, work)
        room.partner.behaviour = well
        await room.partner.start()
        await work.while_time_goes_by(room, step=60)
        events = await room.delivered()
    assert [event.name for event in events if event.name != "delivery.delayed"] == ["article.published"] * 6
    assert not await room.desk.told("dead")


async def _days_go_by(room: Room, work: Work) -> None:
    """Let five days go by; the partner hears nothing of them."""
    for _ in range(10):
        work.later(12 * 3600)
        await asyncio.sleep(0.01)
    assert room.partner.calls == []


async def _is(room: Room, state: str) -> bool:
    return (await room.breaker()).get("state") == state
