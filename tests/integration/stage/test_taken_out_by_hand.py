"""Entries that somebody takes out of a group by hand: noticed, told, and read once more."""

import asyncio
from functools import partial
from typing import Any, cast

import pytest

from khabar.stage.scripts import Scripts

from .newsroom import NAME, Newsroom, article, gated, running, until

REGISTERED = f"articles|{NAME}"


async def read(newsroom: Newsroom, consumer: str, count: int) -> list[str]:
    stream = newsroom.keys.stream("articles")
    answer = cast("Any", await newsroom.redis.xreadgroup(NAME, consumer, {stream: ">"}, count=count))
    [(_, entries)] = answer.items() if isinstance(answer, dict) else answer
    return [entry_id.decode() for entry_id, _ in entries]


async def missing(newsroom: Newsroom) -> int:
    keys = [newsroom.keys.stream("articles"), newsroom.keys.settled, newsroom.keys.expired]
    return cast("int", await Scripts(newsroom.redis).missing(keys=keys, args=[NAME, REGISTERED]))


async def test_what_a_removed_consumer_had_in_hand_is_read_once_more(any_newsroom: Newsroom) -> None:
    stream = any_newsroom.keys.stream("articles")
    clerk = any_newsroom.inbox("clerk")
    await clerk.ensure_group()
    await any_newsroom.sent(10)
    ids = await read(any_newsroom, "clerk", 7)

    await any_newsroom.redis.xgroup_delconsumer(stream, NAME, "clerk")

    assert await missing(any_newsroom) == 7
    assert (await read(any_newsroom, "second", 7), await missing(any_newsroom)) == (ids, 0)


async def test_a_trimmed_stream_loses_nobody(any_newsroom: Newsroom) -> None:
    stream = any_newsroom.keys.stream("articles")
    await any_newsroom.sent(5)
    await any_newsroom.redis.xtrim(stream, maxlen=3, approximate=False)
    await any_newsroom.inbox("clerk").ensure_group()
    assert await missing(any_newsroom) == 0
    await read(any_newsroom, "clerk", 2)
    await any_newsroom.redis.xgroup_delconsumer(stream, NAME, "clerk")
    assert await missing(any_newsroom) == 2
    again = await read(any_newsroom, "second", 64)
    assert (len(again), await missing(any_newsroom)) == (3, 0)


@pytest.mark.parametrize("rounds", [3])
async def test_a_stage_whose_consumer_is_removed_handles_everything_all_the_same(
    own_newsroom: Newsroom, rounds: int
) -> None:
    gate = asyncio.Event()
    stream = own_newsroom.keys.stream("articles")
    worker = own_newsroom.stage(gated(gate))
    async with running(worker, own_newsroom.settings):
        for number in range(rounds):
            gate.clear()
            await own_newsroom.send(*(article(10 * number + each) for each in range(1, 11)))
            await until(lambda: _is_in_hand(own_newsroom))
            await asyncio.sleep(1.5)  # the keeper has looked at least once
            await own_newsroom.redis.xgroup_delconsumer(stream, NAME, worker.consumer)
            gate.set()
            await until(partial(_have_gone_on, own_newsroom, 10 * number), seconds=30)
    reports = await own_newsroom.reports("group.recreated")
    assert len(reports) == rounds
    assert "taken out of the group by hand" in str(reports[0].data)


async def _is_in_hand(newsroom: Newsroom) -> bool:
    return await newsroom.pending() > 0


async def _have_gone_on(newsroom: Newsroom, after: int) -> bool:
    return {article(after + each).subject for each in range(1, 11)} <= set(await newsroom.subjects())
