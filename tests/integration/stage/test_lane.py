"""The fast lane: what is urgent is handled once, at once, and never at the cost of the rest."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from redis.asyncio import Redis

from khabar.errors import Retryable
from khabar.events import Event
from khabar.stage import Passed
from khabar.stage.lane import TWIN
from khabar.wire import Wire

from .newsroom import NAME, Newsroom, article, pass_on, running, until, urgent

pytestmark = [pytest.mark.server, pytest.mark.usefixtures("quick")]
BACKLOG = 10_000


@dataclass
class Seen:
    """A handler that passes everything on and remembers what it was given."""

    events: list[Event] = field(default_factory=list)

    async def __call__(self, event: Event) -> list[Passed]:
        self.events.append(event)
        return await pass_on(event)

    @property
    def times(self) -> Counter[str]:
        return Counter(event.subject for event in self.events)

    async def has(self, *events: Event) -> bool:
        return all(event.subject in self.times for event in events)


async def settled(newsroom: Newsroom) -> bool:
    """Nothing is left to read, to settle or to wait for, in the stream and in its lane."""
    for key in (newsroom.keys.stream("articles"), newsroom.keys.lane("articles")):
        groups = [group for group in await newsroom.redis.xinfo_groups(key) if group["name"] == NAME.encode()]
        tip = (await newsroom.redis.xinfo_stream(key))["last-generated-id"]
        if not groups or groups[0]["pending"] or groups[0]["last-delivered-id"] != tip:
            return False
    return await newsroom.redis.zcard(newsroom.keys.delayed(NAME)) == 0


async def rows(redis: Redis, key: str) -> list[tuple[bytes, dict[bytes, bytes]]]:
    found: list[tuple[bytes, dict[bytes, bytes]]] = await redis.xrange(key)  # type: ignore[assignment]
    return found


async def test_what_is_urgent_is_passed_on_in_both_lanes_at_once(any_newsroom: Newsroom) -> None:
    await any_newsroom.send_urgent(urgent(1))
    await any_newsroom.send(article(2))

    async with running(any_newsroom.stage(), any_newsroom.settings):
        await any_newsroom.outputs(2)

    main = {
        fields[b"subject"].decode(): (id_, fields)
        for id_, fields in await rows(any_newsroom.redis, any_newsroom.keys.stream("enriched"))
    }
    [(_, twin)] = await rows(any_newsroom.redis, any_newsroom.keys.lane("enriched"))
    id_, fields = main[urgent(1).subject]
    assert twin.pop(b"mainid") == id_
    assert twin == fields
    assert (fields[TWIN.encode()], TWIN.encode() in main[article(2).subject][1]) == (b"1", False)


async def test_an_urgent_article_is_handled_once_and_its_twin_is_skipped(any_newsroom: Newsroom) -> None:
    seen = Seen()
    await any_newsroom.send_urgent(urgent(1))
    async with running(any_newsroom.stage(seen), any_newsroom.settings):
        await any_newsroom.send_urgent(urgent(2), urgent(3))
        await any_newsroom.send(article(4))
        await any_newsroom.outputs(4)
        await until(lambda: settled(any_newsroom))

    assert set(seen.times.values()) == {1}


async def test_an_urgent_entry_that_another_program_wrote_has_no_twin_and_is_handled(any_newsroom: Newsroom) -> None:
    async with running(any_newsroom.stage(), any_newsroom.settings):
        await any_newsroom.send(urgent(1))
        await any_newsroom.outputs(1)


@pytest.mark.parametrize("left", [0, 2], ids=["an empty lane", "a lane that was trimmed in the middle"])
async def test_a_group_that_comes_late_misses_nothing_and_handles_nothing_twice(
    any_newsroom: Newsroom, left: int
) -> None:
    seen = Seen()
    await any_newsroom.send_urgent(*map(urgent, range(1, 6)))
    await any_newsroom.redis.xtrim(any_newsroom.keys.lane("articles"), maxlen=left, approximate=False)

    async with running(any_newsroom.stage(seen), any_newsroom.settings):
        await any_newsroom.outputs(5)
        await any_newsroom.send_urgent(urgent(6))
        await any_newsroom.outputs(6)
        await until(lambda: settled(any_newsroom))

    assert set(seen.times.values()) == {1}


@pytest.mark.parametrize("told", ["next week", "99-", ""])
async def test_a_foreign_entry_in_the_lane_hides_nothing(any_newsroom: Newsroom, told: str) -> None:
    seen = Seen()
    await any_newsroom.redis.xadd(any_newsroom.keys.lane("articles"), {"mainid": told})
    await any_newsroom.send_urgent(urgent(1))
    async with running(any_newsroom.stage(seen), any_newsroom.settings):
        await any_newsroom.send_urgent(urgent(2))
        await until(lambda: seen.has(urgent(1), urgent(2)))
        await until(lambda: settled(any_newsroom))

    assert seen.times[urgent(2).subject] == 1


async def test_a_main_group_made_anew_leaves_what_came_by_the_lane_alone(any_newsroom: Newsroom) -> None:
    seen, main = Seen(), any_newsroom.keys.stream("articles")
    stage = any_newsroom.stage(seen)
    async with running(stage, any_newsroom.settings):
        await any_newsroom.send_urgent(urgent(1), urgent(2))
        await any_newsroom.send(article(3))
        await until(lambda: seen.has(urgent(1), urgent(2), article(3)))
        await until(lambda: settled(any_newsroom))
        await any_newsroom.redis.xgroup_destroy(main, NAME)
        await any_newsroom.send_urgent(urgent(4))
        await until(lambda: seen.has(urgent(4)), seconds=30)
        await until(lambda: settled(any_newsroom), seconds=30)

    assert [seen.times[urgent(number).subject] for number in (1, 2, 4)] == [1, 1, 1]
    assert seen.times[article(3).subject] == 2


async def test_a_lane_group_made_anew_loses_nothing_even_of_a_trimmed_lane(any_newsroom: Newsroom) -> None:
    seen, lane = Seen(), any_newsroom.keys.lane("articles")
    async with running(any_newsroom.stage(seen), any_newsroom.settings):
        await any_newsroom.send_urgent(urgent(1), urgent(2))
        await until(lambda: seen.has(urgent(1), urgent(2)))
        await until(lambda: settled(any_newsroom))
        await any_newsroom.redis.xtrim(lane, maxlen=1, approximate=False)
        await any_newsroom.redis.xgroup_destroy(lane, NAME)
        await any_newsroom.send_urgent(urgent(3))
        await until(lambda: seen.has(urgent(3)), seconds=30)
        await until(lambda: settled(any_newsroom), seconds=30)

    assert [seen.times[urgent(number).subject] for number in (1, 2, 3)] == [1, 2, 1]
    assert any(lane in str(report.data) for report in await any_newsroom.reports("group.recreated"))


async def test_after_an_emptied_server_what_comes_is_handled_once_in_both_lanes(any_newsroom: Newsroom) -> None:
    seen = Seen()
    async with running(any_newsroom.stage(seen), any_newsroom.settings):
        await any_newsroom.send_urgent(urgent(1))
        await until(lambda: seen.has(urgent(1)))
        await until(lambda: settled(any_newsroom))
        await any_newsroom.redis.flushall()
        await any_newsroom.send_urgent(urgent(2))
        await any_newsroom.send(article(3))
        await until(lambda: seen.has(urgent(2), article(3)), seconds=30)
        await until(lambda: settled(any_newsroom), seconds=30)

    assert seen.times == Counter([urgent(1).subject, urgent(2).subject, article(3).subject])


async def test_an_urgent_article_that_fails_comes_back_by_itself(any_newsroom: Newsroom) -> None:
    tries: list[int] = []

    async def flaky(event: Event) -> list[Passed]:
        tries.append(event.attempt)
        if event.attempt == 1:
            reason = "503"
            raise Retryable(reason, retry_after=0.2)
        return await pass_on(event)

    await any_newsroom.send_urgent(urgent(1))
    async with running(any_newsroom.stage(flaky), any_newsroom.settings):
        await any_newsroom.outputs(1)
        await until(lambda: settled(any_newsroom))

    [passed] = await any_newsroom.read("enriched")
    assert tries == [1, 2]
    assert (passed.lane, passed.attempt, passed.extra) == ("urgent", 1, {})


async def fill(newsroom: Newsroom, key: str, events: list[Event], **more: str) -> None:
    """Write many entries at once."""
    pipe = newsroom.redis.pipeline(transaction=False)
    for event in events:
        fields: dict[Any, Any] = {**Wire().encode(event), **more}
        pipe.xadd(key, fields)
    await pipe.execute()


async def computes(event: Event) -> list[Passed]:
    """A handler that leaves the loop to nobody."""
    time.sleep(0.002)  # noqa: ASYNC251 - it computes
    return await pass_on(event)


async def waits(event: Event) -> list[Passed]:
    """A handler that asks somebody far away."""
    await asyncio.sleep(0.001)
    return await pass_on(event)


@pytest.mark.parametrize("handler", [computes, waits])
async def test_a_backlog_of_ten_thousand_does_not_hold_up_what_is_urgent(
    newsroom: Newsroom, handler: Callable[[Event], Awaitable[list[Passed]]]
) -> None:
    first = article(1)
    backlog = [replace(first, id=str(number)) for number in range(BACKLOG)]
    await fill(newsroom, newsroom.keys.stream("articles"), backlog)

    async def through() -> bool:
        return await newsroom.redis.xlen(newsroom.keys.lane("enriched")) == 1

    async def some() -> bool:
        return await newsroom.length("enriched") > 0

    async with running(newsroom.stage(handler), newsroom.settings):
        await until(some, seconds=60)
        await newsroom.send_urgent(urgent(2))
        await until(through, seconds=60)

    place = (await newsroom.subjects()).index(urgent(2).subject)
    assert place < BACKLOG / 4


async def test_a_stream_of_urgent_articles_does_not_hold_up_the_others(newsroom: Newsroom) -> None:
    rush = [replace(urgent(1), id=str(number)) for number in range(2000)]
    lane, main = newsroom.keys.lane("articles"), newsroom.keys.stream("articles")
    await fill(newsroom, main, rush, **{TWIN: "1"})
    await fill(newsroom, lane, rush, mainid="0-1", **{TWIN: "1"})
    await newsroom.send(*(article(number) for number in range(10, 30)))

    async def through() -> bool:
        return await newsroom.length("enriched") == 2020

    async with running(newsroom.stage(computes), newsroom.settings):
        await until(through, seconds=120)

    order = await newsroom.subjects()
    last_of_the_others = max(order.index(article(number).subject) for number in range(10, 30))
    assert last_of_the_others < 1500
