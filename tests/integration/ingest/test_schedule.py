import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import pytest
from redis.asyncio import Redis

from khabar.config import SourceSettings
from khabar.keys import Keys
from khabar.models import Report
from khabar_ingest.schedule import Board, Ending, Scheduler
from khabar_ingest.sources import Rooms
from tests.integration.fetching.hosts import Host, Request, hosting, reply

from .conftest import Events
from .scheduling import Web, listing, replica, until, until_so, web_of

pytestmark = pytest.mark.server

PATHS = tuple(f"/feed-{number}" for number in range(6))


@pytest.fixture
def web() -> Iterator[Web]:
    with web_of(*PATHS, "/busy") as found:
        yield found


async def told(events: Events, name: str) -> list[str]:
    found = [event.data for event in await events("ops") if event.name == name]
    return [report.message for report in found if isinstance(report, Report)]


async def test_two_replicas_share_the_sources_and_never_ask_one_twice_at_a_time(
    web: Web, rooms: Rooms, redis_client: Redis, keys: Keys, events: Events
) -> None:
    written = [web.feed(path) for path in PATHS]
    async with replica(rooms, redis_client, keys, *written), replica(rooms, redis_client, keys, *written):
        await until(lambda: all(web.asked[path] >= 5 for path in PATHS))
    assert web.most == 1
    assert len(await events("articles")) == len(PATHS)


async def test_the_many_feeds_of_one_slow_host_do_not_keep_the_others_waiting(
    rooms: Rooms, redis_client: Redis, keys: Keys
) -> None:
    opened, present, most = asyncio.Event(), 0, 0

    async def answer(request: Request) -> None:
        nonlocal present, most
        if request.address == "127.0.0.1":
            present += 1
            most = max(most, present)
            await opened.wait()
            present -= 1
        await request.send(reply(b"<rss version='2.0'><channel/></rss>"))

    patient = replace(rooms, settings=rooms.settings.model_copy(update={"fetch_seconds": 90}))
    async with hosting(answer) as host:
        crowd = [_source(f"crowd-{n}", host.url(f"/{n}"), 3600) for n in range(100)]
        other = _source("other", host.url("/other", "127.0.0.2"), 0.1)
        async with replica(patient, redis_client, keys, *crowd, other):
            await until(lambda: present and _times(host, "/other") >= 3)
            opened.set()
            await until(lambda: all(_times(host, f"/{n}") for n in range(100)))
    assert most <= rooms.settings.fetch_per_host
    assert {_times(host, f"/{n}") for n in range(100)} == {1}


async def test_a_host_that_one_feed_asks_too_often_makes_no_trouble_of_its_other_feeds(
    rooms: Rooms, redis_client: Redis, keys: Keys, events: Events
) -> None:
    async def answer(request: Request) -> None:
        busy = reply(status="429 Too Many Requests", Retry_After="3")
        await request.send(busy if request.path == "/busy" else reply(b"<rss version='2.0'><channel/></rss>"))

    async with hosting(answer) as host:
        others = [_source(f"other-{n}", host.url(f"/{n}"), 0.2) for n in range(3)]
        async with replica(rooms, redis_client, keys, _source("busy", host.url("/busy"), 0.2), *others):
            await until(lambda: _times(host, "/busy") >= 2 and all(_times(host, f"/{n}") >= 3 for n in range(3)))
            states = [await redis_client.hkeys(keys("source", f"other-{n}")) for n in range(3)]
    assert len(await told(events, "source.refused")) == 1
    assert all(b"polled_at" in state and not {b"error", b"failures"} & set(state) for state in states)


async def test_what_a_replica_that_died_had_in_hand_is_another_ones_after_its_lease(
    redis_client: Redis, keys: Keys
) -> None:
    dead, other = Board(redis_client, keys), Board(redis_client, keys)
    await dead.enrol(["agency"])
    assert [claim.id for claim in (await dead.claim(8)).claims] == ["agency"]
    assert (await other.claim(8)).claims == ()
    await redis_client.zadd(keys("source-leased"), {"agency": 0})  # the lease has ended
    assert [claim.id for claim in (await other.claim(8)).claims] == ["agency"]
    assert await dead.hold(["agency"]) == ["agency"]
    assert await other.hold(["agency"]) == []
    assert await dead.end([Ending("agency", 60, {"etag": "of the dead"})]) == [False]
    assert await other.end([Ending("agency", 60, {"etag": "of the living"})]) == [True]
    assert await redis_client.hget(keys("source", "agency"), "etag") == b"of the living"


async def test_a_source_that_kills_its_worker_again_and_again_comes_later_and_later(
    redis_client: Redis, keys: Keys
) -> None:
    board = Board(redis_client, keys, lease=0.001)
    await board.enrol(["poison"])
    waits = []
    for _ in range(3):
        assert [claim.id for claim in (await board.claim(8)).claims] == ["poison"]
        await asyncio.sleep(0.05)
        await board.claim(0)
        due, (seconds, micros) = await redis_client.zscore(keys("source-due"), "poison"), await redis_client.time()
        waits.append((due or 0) / 1000 - seconds - micros / 1e6)
        await redis_client.zadd(keys("source-due"), {"poison": 0})
    assert waits[0] < 1 < waits[1] < waits[2]


async def test_a_poll_that_takes_longer_than_a_lease_is_held_and_not_begun_twice(
    web: Web, rooms: Rooms, redis_client: Redis, keys: Keys
) -> None:
    web.takes = 14.0
    patient = replace(rooms, settings=rooms.settings.model_copy(update={"fetch_seconds": 60}))
    written = web.feed("/feed-0", interval=3600)
    async with (
        replica(patient, redis_client, keys, written, lease=9),
        replica(patient, redis_client, keys, written, lease=9),
    ):
        await until_so(lambda: redis_client.hexists(keys("source", "feed-0"), "polled_at"))
    assert web.asked["/feed-0"] == 1


async def test_a_replica_that_stops_hands_back_what_it_has(
    web: Web, rooms: Rooms, redis_client: Redis, keys: Keys, events: Events
) -> None:
    web.takes = 1.0
    written = web.feed("/feed-0", interval=3600)
    async with replica(rooms, redis_client, keys, written):
        await until(lambda: web.asked["/feed-0"])
    assert [claim.id for claim in (await Board(redis_client, keys).claim(8)).claims] == ["feed-0"]
    assert await events("articles") == []


async def test_a_replica_that_stops_while_it_ends_a_poll_still_keeps_what_came_of_it(
    web: Web, rooms: Rooms, redis_client: Redis, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    end, entered, stopping = Board.end, asyncio.Event(), asyncio.Event()

    async def slowly(self: Board, endings: Sequence[Ending]) -> list[bool]:
        entered.set()
        if not stopping.is_set():
            await asyncio.Event().wait()
        return await end(self, endings)

    monkeypatch.setattr(Board, "end", slowly)
    async with replica(rooms, redis_client, keys, web.feed("/feed-0", interval=3600)):
        await entered.wait()
        stopping.set()
    assert await redis_client.hexists(keys("source", "feed-0"), "polled_at")
    assert (await Board(redis_client, keys).claim(8)).claims == ()


async def test_a_duty_whose_replica_died_is_done_in_time_again_afterwards(
    rooms: Rooms, redis_client: Redis, keys: Keys
) -> None:
    async def duty(memory: dict[str, str]) -> float:
        memory["done"] = "1"
        return 60.0

    await redis_client.hset(keys("source", ":duty"), "lost", "3")
    scheduler = Scheduler(listing(redis_client, keys), Board(redis_client, keys), rooms, duties={":duty": duty})
    for _ in range(2):
        await scheduler.turn()
    assert await redis_client.hgetall(keys("source", ":duty")) == {b"done": b"1"}


async def test_sources_come_and_go_while_everything_runs(
    web: Web, rooms: Rooms, redis_client: Redis, keys: Keys
) -> None:
    desk = listing(redis_client, keys, web.feed("/feed-0"))
    async with replica(rooms, redis_client, keys, web.feed("/feed-0")):
        await until(lambda: web.asked["/feed-0"] >= 2)
        await desk.put(web.feed("/feed-1"), by="قيس")
        await until(lambda: web.asked["/feed-1"] >= 2)
        await desk.pause("feed-0", "يصلّح", by="قيس")
        await _off_schedule(redis_client, keys, "feed-0")
        asked = web.asked["/feed-0"]
        await until(lambda: web.asked["/feed-1"] >= 8)
        assert web.asked["/feed-0"] == asked
        await desk.resume("feed-0", by="قيس")
        await until(lambda: web.asked["/feed-0"] > asked)
        await desk.remove("feed-1", by="قيس")
        await _off_schedule(redis_client, keys, "feed-1")
    assert not await redis_client.exists(keys("source", "feed-1"))
    assert await redis_client.exists(keys("source", "feed-0"))


async def test_a_feed_that_is_gone_is_paused_and_told_once(
    web: Web, rooms: Rooms, redis_client: Redis, keys: Keys, events: Events
) -> None:
    web.status["/feed-0"] = 410
    async with replica(rooms, redis_client, keys, web.feed("/feed-0")):
        desk = listing(redis_client, keys, web.feed("/feed-0"))

        async def paused() -> bool:
            await desk.load()
            return desk.at_work("feed-0") is None

        await until_so(paused)
        await _off_schedule(redis_client, keys, "feed-0")
    assert web.asked["/feed-0"] == 1
    assert "410" in desk.listed["feed-0"].change.paused
    [reason] = await told(events, "source.refused")
    assert "410" in reason


async def test_trouble_is_told_once_even_by_another_replica_and_its_end_too(
    web: Web, rooms: Rooms, redis_client: Redis, keys: Keys, events: Events
) -> None:
    written = web.feed("/feed-0", interval=0.01)
    web.status["/feed-0"] = 500
    for polls in (2, 4):
        async with replica(rooms, redis_client, keys, written):
            await until(partial(_asked, web, "/feed-0", polls))
    assert len(await told(events, "source.refused")) == 1
    assert b"500" in (await redis_client.hget(keys("source", "feed-0"), "error") or b"")
    del web.status["/feed-0"]
    async with replica(rooms, redis_client, keys, written):
        await until_so(lambda: told(events, "source.recovered"))
    assert len(await told(events, "source.recovered")) == 1


async def test_while_articles_have_to_wait_no_source_is_asked(
    web: Web, rooms: Rooms, redis_client: Redis, keys: Keys
) -> None:
    rooms.pressure.set("the memory is full")
    async with replica(rooms, redis_client, keys, web.feed("/feed-0")):
        await until_so(lambda: redis_client.zcount(keys("source-due"), 1, "+inf"))
        await asyncio.sleep(0.3)
        assert web.asked["/feed-0"] == 0
        rooms.pressure.set("")
        await until(lambda: web.asked["/feed-0"])


async def test_a_source_added_with_wrong_settings_is_refused_and_stops_nobody(
    web: Web, rooms: Rooms, redis_client: Redis, keys: Keys, events: Events
) -> None:
    wrong = web.feed("/feed-1").model_copy(update={"type": "carrier-pigeon"})
    await listing(redis_client, keys).put(wrong, by="قيس")
    async with replica(rooms, redis_client, keys, web.feed("/feed-0")):
        await until(lambda: web.asked["/feed-0"] >= 2)
        await until_so(lambda: told(events, "source.refused"))
    [reason] = await told(events, "source.refused")
    assert "carrier-pigeon" in reason


def _source(id_: str, url: str, interval: float) -> SourceSettings:
    return SourceSettings(id=id_, type="feed", url=url, interval=interval)


def _times(host: Host, path: str) -> int:
    return sum(request.path == path for request in host.asked)


async def _off_schedule(client: Redis, keys: Keys, id_: str) -> None:
    async def gone() -> bool:
        found = [await client.zscore(keys(name), id_) for name in ("source-due", "source-leased")]
        return found == [None, None]

    await until_so(gone)


def _asked(web: Web, path: str, times: int) -> bool:
    return web.asked[path] >= times
