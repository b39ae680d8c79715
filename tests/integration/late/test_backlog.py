"""What waits for enrich, wherever it waits, and what goes ahead of it: once, and never in place of more."""

import asyncio
import json
from dataclasses import replace
from typing import Any, cast

import pytest
from redis.asyncio import Redis

from khabar import Event, Revision, Wire, make
from khabar.events import article_id
from khabar.keys import Keys
from khabar.stage.scripts import Scripts
from khabar_publish.bare.backlog import Backlog, Cursor, Waiting
from khabar_publish.bare.going import Going, Way
from khabar_publish.bare.watch import Watch
from tests.integration.publish.conftest import desk, make_room
from tests.integration.publish.desk import Desk, until
from tests.integration.publish.receiver import Reply
from tests.integration.publish.rooms import PARTNER, MakeRoom, Room
from tests.integration.publish.stories import story
from tests.unit.publish.stories import WHEN, removal, told

__all__ = ["desk", "make_room"]
LONG_AGO = 10**15
BATCH = 64


@pytest.fixture
def backlog(redis_client: Redis, keys: Keys) -> Backlog:
    return Backlog(redis_client, keys)


@pytest.fixture
async def room(make_room: MakeRoom) -> Room:
    """A partner that does not wait for enrichment."""
    return await make_room(PARTNER, late='"go"', late_after_seconds=1)


@pytest.fixture
async def watch(redis_client: Redis, keys: Keys) -> Watch:
    """The watch over one target, looked through by hand."""
    return Watch.over(redis_client, keys, [Way(PARTNER, 1_000, lambda: None)], 1)


def admitted(number: int, revision: int = 1, **changes: Any) -> Event:  # noqa: ANN401 - a revision's fields
    fields = story(number, revision).model_dump(exclude={"enrichment"}) | changes
    whole = Revision.model_validate(fields)
    name = "article.created" if revision == 1 else "article.updated"
    return make(name, whole, source="khabar/ingest", subject=whole.id, revision=revision, time=WHEN)


async def add(redis: Redis, key: str, event: Event, **more: str) -> bytes:
    fields: dict[Any, Any] = {**Wire().encode(event), **more}
    return cast("bytes", await redis.xadd(key, fields))


async def waits(backlog: Backlog, cursor: Cursor | None = None, before: int = LONG_AGO) -> list[str]:
    seen = await backlog.look()
    rows = [row async for part in backlog.since(seen, before, cursor or Cursor()) for row in part]
    return [row.fields[b"subject"].decode() for row in rows]


def ids(*numbers: int) -> list[str]:
    return [article_id("desk", str(number)) for number in numbers]


async def test_with_nothing_on_the_streams_nothing_is_late(backlog: Backlog) -> None:
    seen = await backlog.look()
    assert seen.age_ms == 0
    assert await waits(backlog) == []


async def test_what_was_given_out_and_not_settled_waits_and_what_was_settled_does_not(
    backlog: Backlog, redis_client: Redis, keys: Keys
) -> None:
    key = keys.stream("articles")
    entries = [await add(redis_client, key, admitted(number)) for number in range(4)]
    await redis_client.xgroup_create(key, "enrich", "0")
    await redis_client.xreadgroup("enrich", "one", {key: ">"}, count=3)
    await redis_client.xack(key, "enrich", entries[1])
    assert await waits(backlog) == ids(0, 2, 3)
    await redis_client.xack(key, "enrich", entries[0], entries[2])
    assert await waits(backlog) == ids(3)
    await asyncio.sleep(0.01)
    assert (await backlog.look()).age_ms >= 10
    assert (await backlog.look(60_000)).age_ms >= 60_000


async def test_each_entry_is_read_once_however_often_one_looks(
    backlog: Backlog, redis_client: Redis, keys: Keys
) -> None:
    cursor, key = Cursor(), keys.stream("articles")
    for number in range(2 * BATCH + 3):
        await add(redis_client, key, admitted(number))
    assert await waits(backlog, cursor) == ids(*range(2 * BATCH + 3))
    assert await waits(backlog, cursor) == []
    await add(redis_client, key, admitted(999))
    assert await waits(backlog, cursor) == ids(999)


async def test_an_urgent_article_waits_in_the_fast_lane_alone(
    backlog: Backlog, redis_client: Redis, keys: Keys
) -> None:
    urgent = replace(admitted(1), lane="urgent")
    await add(redis_client, keys.stream("articles"), urgent, fastlane="1")
    lane = keys.lane("articles")
    await add(redis_client, lane, urgent, fastlane="1", mainid="1-0")
    assert await waits(backlog) == ids(1, 1)
    await redis_client.xgroup_create(lane, "enrich", "$")
    assert await waits(backlog) == []


async def test_what_enrich_tries_again_waits_since_it_first_failed(
    backlog: Backlog, redis_client: Redis, keys: Keys
) -> None:
    since = {"failingsince": "1700000000.500", "attempt": "3"}
    fields = {
        name: str(value, "utf-8") if isinstance(value, bytes) else value
        for name, value in Wire().encode(admitted(1)).items()
    }
    await redis_client.zadd(keys.delayed("enrich"), {json.dumps(fields | since): 0})
    await Scripts(redis_client).release(keys=[keys.delayed("enrich"), keys.again("enrich")], args=[BATCH])
    await redis_client.zadd(keys.delayed("enrich"), {json.dumps(fields | since | {"subject": "other"}): LONG_AGO})
    seen = await backlog.look()
    assert {row.since for row in seen.retried} == {1_700_000_000_500}
    assert seen.now - seen.age_ms == 1_700_000_000_500
    assert sorted(await waits(backlog)) == sorted([*ids(1), "other"])
    assert await waits(backlog, before=1_700_000_000_499) == []


def late(event: Event) -> list[Waiting]:
    fields = Wire().encode(event)
    return [
        Waiting(
            0, {name.encode(): value if isinstance(value, bytes) else value.encode() for name, value in fields.items()}
        )
    ]


async def put(desk: Desk, event: Event) -> int:
    way, removals = Way(PARTNER, 0, lambda: None), not isinstance(event.data, Revision)
    return await Going(desk.redis, desk.keys).put(way, late(event), removals=removals)


async def test_an_article_goes_ahead_once_and_never_a_newer_state_back(room: Room) -> None:
    desk = room.desk
    assert await put(desk, admitted(1)) == 1
    assert await put(desk, admitted(1)) == 0
    assert await put(desk, admitted(1, 2)) == 1
    assert await put(desk, admitted(1)) == 0
    async with room.at_work():
        await until(lambda: _taken(room, 1))
        assert await put(desk, admitted(1, 2)) == 0
    assert [call["revision"] for call in room.partner.taken] == [2]
    assert not await desk.told() or all(event.name == "article.published" for event in await desk.told())


async def test_what_is_killed_right_after_it_came_does_not_go_ahead_of_its_kill(make_room: MakeRoom) -> None:
    room = await make_room(PARTNER, late='"go"', late_after_seconds=1)
    room.add('only = { languages = ["ar"] }')
    for event in (admitted(1), told("article.killed", removal(2).model_copy(update={"id": ids(1)[0]}))):
        await add(room.redis, room.keys.stream("articles"), event)
    async with room.at_work() as work:
        work.service.watch.skew_ms = 1_500
        for _ in range(3):
            await work.service.watch.look()
            await until(lambda: room.desk.is_idle(PARTNER))
    assert not [call for call in room.partner.calls if call["type"] == "khabar.article.created.v1"]


async def test_what_enrichment_passes_on_takes_the_place_of_what_waits_bare(room: Room) -> None:
    breaker = room.keys.due(PARTNER, "breaker")
    await room.redis.hset(breaker, "state", "paused")
    assert await put(room.desk, admitted(1)) == 1
    await room.desk.send(told("article.enriched", story(1)))
    async with room.at_work():
        await until(lambda: _read(room))
        await room.redis.delete(breaker)
        events = await room.delivered()
    assert [call["type"] for call in room.partner.calls] == ["khabar.article.enriched.v1"]
    assert [(event.name, event.data.model_dump().get("bare")) for event in events] == [("article.published", None)]


async def test_every_revision_ends_once_when_a_newer_one_overtakes_it_behind_a_bare_flight(room: Room) -> None:
    room.partner.behaviour = lambda number, _: Reply(after=0.5 if number <= 1 else 0)
    async with room.at_work():
        assert await put(room.desk, admitted(1)) == 1
        await until(lambda: _called(room, 1))
        await room.desk.send(told("article.enriched", story(1)), told("article.enriched", story(1, 2)))
        events = await room.delivered()
    assert [(event.name, event.revision, event.data.model_dump().get("bare")) for event in events] == [
        ("article.published", 1, True),
        ("delivery.skipped", 1, None),
        ("article.published", 2, None),
    ]


async def test_what_goes_ahead_and_is_refused_leaves_no_trace_and_is_tried_again_when_enriched(room: Room) -> None:
    room.partner.behaviour = lambda _, event: Reply(422 if event["type"].endswith("created.v1") else 200)
    async with room.at_work():
        assert await put(room.desk, admitted(1)) == 1
        await until(lambda: _called(room, 1))
        await room.desk.send(told("article.enriched", story(1)))
        events = await room.delivered()
    assert [event.name for event in events] == ["article.published"]
    assert await room.desk.told("dead") == []


async def test_an_article_that_the_rules_keep_back_is_tried_ahead_once_and_told_when_enriched(
    make_room: MakeRoom,
) -> None:
    room = await make_room(PARTNER, late='"go"', late_after_seconds=1)
    room.add('only = { sections = ["economy"] }')
    await add(room.redis, room.keys.stream("articles"), admitted(1))
    async with room.at_work() as work:
        work.service.watch.skew_ms = 5_000
        for _ in range(3):
            await work.service.watch.look()
        await until(lambda: room.desk.is_idle(PARTNER))
        assert await room.desk.told() == []
        await room.desk.send(told("article.enriched", story(1)))
        events = await room.delivered()
    assert [event.name for event in events] == ["delivery.skipped"]
    assert room.partner.calls == []


async def test_late_is_told_once_and_so_is_that_it_is_over(watch: Watch, redis_client: Redis, desk: Desk) -> None:
    key = desk.keys.stream("articles")
    entry = await add(redis_client, key, admitted(1))
    other = Watch.over(redis_client, desk.keys, [], 1)
    watch.skew_ms = other.skew_ms = 1_500
    for each in (watch, other, watch, other):
        await each.look()
    await redis_client.xgroup_create(key, "enrich", entry)
    for each in (watch, other, watch, other):
        await each.look()
    assert [event.name for event in await desk.told("ops")] == ["enrichment.late", "enrichment.caught-up"]


async def _taken(room: Room, count: int) -> bool:
    return len(room.partner.taken) >= count and not await room.desk.waiting(PARTNER)


async def _read(room: Room) -> bool:
    groups = await room.redis.xinfo_groups(room.keys.stream("enriched"))
    return not any(row["pending"] or row["lag"] for row in groups) and bool(groups)


async def _called(room: Room, count: int) -> bool:
    return len(room.partner.calls) >= count
