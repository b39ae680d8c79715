"""Deliveries on every server that Khabar runs on, and when the server itself is in trouble."""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from khabar.keys import Keys
from khabar.server import connect
from khabar_publish.settings import PublishSettings
from tests.integration.ha.cluster_set import ClusterSet
from tests.integration.stage.servers import Server, binaries
from tests.unit.publish.stories import removal, told

from .desk import Desk, until
from .receiver import Receiver, Reply, always, well
from .rooms import PARTNER, Room, toml
from .stories import story

MEGABYTE = 1 << 20


@pytest.fixture(params=binaries())
async def own_server(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Server]:
    binary = binaries()[request.param]
    if binary is None:
        pytest.skip(f"{request.param} is not installed here, so nothing is tried on it")
    folder = tmp_path / "server"
    folder.mkdir()
    server = Server(folder, binary).start()
    yield server
    server.kill()


@pytest.fixture
async def own_room(own_server: Server, keys: Keys, tmp_path: Path) -> AsyncIterator[Room]:
    """A newsroom with one partner on a server of its own."""
    async with _room(own_server.url, keys, tmp_path) as room:
        yield room


@asynccontextmanager
async def _room(url: str, keys: Keys, folder: Path) -> AsyncIterator[Room]:
    receiver = await Receiver().start()
    settings = PublishSettings(
        redis_url=url,
        newsroom=keys.newsroom,
        blobs=folder / "blobs",
        config=toml(folder, {PARTNER: receiver}),
        target_timeout_seconds=5,
    )
    client = connect(settings.redis_url)
    yield Room(Desk(client, keys), settings, {PARTNER: receiver})
    await client.aclose()
    await receiver.stop()


async def test_the_whole_way_of_deliveries_works_on_every_server(own_room: Room) -> None:
    await _the_whole_way(own_room)


async def test_the_whole_way_of_deliveries_works_in_one_slot_of_a_cluster(keys: Keys, tmp_path: Path) -> None:
    binary = binaries()["valkey"]
    assert binary
    cluster = ClusterSet(tmp_path, binary, keys.newsroom)
    try:
        async with _room(cluster.url, keys, tmp_path) as room:
            await _the_whole_way(room)
    finally:
        cluster.kill()


async def test_with_the_servers_memory_full_deliveries_go_on_and_free_it(own_room: Room) -> None:
    room = own_room
    room.partner.behaviour = always(503, "Retry-After: 60")
    async with room.at_work() as work:
        await room.desk.send(*(told("article.enriched", story(number)) for number in range(20)))
        await until(lambda: _asked(room))
        await room.redis.set("foreign", b"x" * (4 * MEGABYTE))
        await room.redis.config_set("maxmemory", MEGABYTE)
        room.partner.behaviour = well
        await work.while_time_goes_by(room)
        with pytest.raises(Exception, match="maxmemory"):
            await room.redis.set("more", b"x")
        events = await room.delivered()
    assert [event.name for event in events] == ["article.published"] * 20
    assert len(room.partner.taken) == 20


async def test_a_server_that_is_killed_during_calls_loses_no_delivery_and_doubles_none(
    own_room: Room, own_server: Server
) -> None:
    room = own_room
    room.partner.behaviour = lambda _, __: Reply(after=0.2)
    async with room.at_work():
        await room.desk.send(*(told("article.enriched", story(number)) for number in range(30)))
        await until(lambda: _called(room, 10))
        own_server.signal(signal.SIGKILL)
        own_server.kill()
        await until(lambda: _called(room, 12))
        own_server.start()
        events = await room.delivered()
    assert [event.name for event in events] == ["article.published"] * 30
    assert len({event.subject for event in events}) == 30
    assert len(room.partner.taken) == 30


async def _the_whole_way(room: Room) -> None:
    room.partner.behaviour = lambda call, _: Reply(500, takes=False) if call in {1, 3} else Reply()
    async with room.at_work() as work:
        await room.desk.send(*(told("article.enriched", story(number)) for number in range(5)))
        await work.while_time_goes_by(room)
        killed = removal(2).model_copy(update={"id": story(1).id})
        await room.desk.send(told("article.killed", killed), told("article.enriched", story(2, 2)))
        events = await room.desk.hears(7, target=PARTNER)
    assert sorted(event.name for event in events) == ["article.published"] * 6 + ["article.removed"]
    assert room.partner.holds[story(1).id]["type"] == "khabar.article.killed.v1"
    assert room.partner.went_back == room.partner.repeated == 0
    left = [key async for key in room.redis.scan_iter(match=room.keys.due(PARTNER) + "*")]
    assert left in ([], [room.keys.due(PARTNER, "breaker").encode()])


async def _asked(room: Room) -> bool:
    return (await room.breaker()).get("state") == "asked"


async def _called(room: Room, times: int) -> bool:
    return len(room.partner.calls) >= times
