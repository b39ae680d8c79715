"""The scripts on every kind of server: all or nothing, once and only once."""

from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import OutOfMemoryError, ResponseError

from khabar.keys import LANED, STREAMS
from khabar.stage.scripts import Scripts

from .newsroom import NAME, Newsroom, article, running

pytestmark = pytest.mark.server
CONSUMER = "clerk"


async def reads(newsroom: Newsroom, count: int) -> list[str]:
    """Have the clerk read so many articles."""
    ids = await newsroom.sent(count)
    await newsroom.crashed(CONSUMER)
    return ids


def commit_of(
    newsroom: Newsroom, ids: list[str], registered: str = f"articles|{NAME}", consumer: str = CONSUMER
) -> dict[str, Any]:
    """A commit that writes one output for every entry."""
    keys, settled = newsroom.keys, []
    for id_ in ids:
        settled += [id_, 1, 4, 2, "title", "عنوان"]
    written = [keys.delayed(NAME), *map(keys.stream, STREAMS), *map(keys.lane, LANED), keys.settled]
    return {"keys": [keys.stream("articles"), *written], "args": [NAME, consumer, registered, *settled]}


async def test_a_commit_that_is_sent_twice_writes_once(any_newsroom: Newsroom) -> None:
    commit = commit_of(any_newsroom, await reads(any_newsroom, 50))
    scripts = Scripts(any_newsroom.redis)

    first = await scripts.commit(**commit)
    second = await scripts.commit(**commit)

    assert (first, second) == ([1] * 50, [0] * 50)
    assert (await any_newsroom.length("enriched"), await any_newsroom.pending()) == (50, 0)


async def test_a_commit_of_anothers_work_writes_nothing(any_newsroom: Newsroom) -> None:
    ids = await reads(any_newsroom, 3)

    done = await Scripts(any_newsroom.redis).commit(**commit_of(any_newsroom, ids, consumer="zombie"))

    assert done == [0, 0, 0]
    assert (await any_newsroom.length("enriched"), await any_newsroom.pending()) == (0, 3)


async def test_a_commit_into_a_key_of_the_wrong_kind_writes_and_acknowledges_nothing(any_newsroom: Newsroom) -> None:
    commit = commit_of(any_newsroom, await reads(any_newsroom, 3))
    await any_newsroom.redis.set(any_newsroom.keys.stream("enriched"), "text")

    with pytest.raises(ResponseError, match="WRONGTYPE"):
        await Scripts(any_newsroom.redis).commit(**commit)

    assert await any_newsroom.pending() == 3


async def test_a_full_server_refuses_a_commit_as_a_whole(any_newsroom: Newsroom) -> None:
    commit = commit_of(any_newsroom, await reads(any_newsroom, 3))
    scripts = Scripts(any_newsroom.redis)
    await any_newsroom.redis.config_set("maxmemory", "100kb")

    with pytest.raises(OutOfMemoryError):
        await scripts.commit(**commit)

    assert (await any_newsroom.length("enriched"), await any_newsroom.pending()) == (0, 3)


async def test_a_full_server_still_takes_heartbeats_groups_and_renewals(any_newsroom: Newsroom) -> None:
    [id_] = await reads(any_newsroom, 1)
    scripts, keys = Scripts(any_newsroom.redis), any_newsroom.keys
    articles, heartbeat = keys.stream("articles"), keys.heartbeat(NAME, CONSUMER)
    await any_newsroom.redis.config_set("maxmemory", "100kb")

    await scripts.beat(keys=[heartbeat], args=[5000])

    assert 0 < await any_newsroom.redis.pttl(heartbeat) <= 5000
    asked = [await scripts.group(keys=[articles, keys.groups], args=[name, ""]) for name in (NAME, "new", "new")]
    assert asked == [[0], [1], [0]]
    assert await scripts.renew(keys=[articles], args=[NAME, CONSUMER, id_]) == 1


async def test_a_full_server_still_hands_back_what_waited_for_another_try(any_newsroom: Newsroom) -> None:
    delayed, again = any_newsroom.keys.delayed(NAME), any_newsroom.keys.again(NAME)
    await any_newsroom.redis.zadd(delayed, {'{"title": "عنوان"}': 1})
    await any_newsroom.redis.config_set("maxmemory", "100kb")

    assert await Scripts(any_newsroom.redis).release(keys=[delayed, again], args=[64]) == 1

    assert (await any_newsroom.redis.zcard(delayed), await any_newsroom.redis.xlen(again)) == (0, 1)


async def test_settled_retries_leave_the_private_stream(any_newsroom: Newsroom) -> None:
    ids = await reads(any_newsroom, 3)

    await Scripts(any_newsroom.redis).commit(**commit_of(any_newsroom, ids[:2], registered=""))

    assert (await any_newsroom.length("articles"), await any_newsroom.pending()) == (1, 1)


async def test_only_what_is_due_is_released_and_whole(any_newsroom: Newsroom) -> None:
    delayed, again = any_newsroom.keys.delayed(NAME), any_newsroom.keys.again(NAME)
    member = '{"subject":"خبر ١","data":"{\\"headline\\":\\"عنوان\\"}","empty":""}'
    seconds, _ = await any_newsroom.redis.time()
    await any_newsroom.redis.zadd(delayed, {member: seconds * 1000 - 1, '{"a":"b"}': (seconds + 60) * 1000})

    released = await Scripts(any_newsroom.redis).release(keys=[delayed, again], args=[64])

    [(_, fields)] = await _entries(any_newsroom.redis, again)
    assert released == 1
    assert {key.decode(): value.decode() for key, value in fields.items()} == {
        "subject": "خبر ١",
        "data": '{"headline":"عنوان"}',
        "empty": "",
    }
    assert await any_newsroom.redis.zcard(delayed) == 1


async def _entries(redis: Redis, key: str) -> list[tuple[bytes, dict[bytes, bytes]]]:
    entries: list[tuple[bytes, dict[bytes, bytes]]] = await redis.xrange(key)  # type: ignore[assignment]
    return entries


async def test_a_consumer_with_work_pending_is_not_removed(any_newsroom: Newsroom) -> None:
    ids = await reads(any_newsroom, 2)
    scripts, articles = Scripts(any_newsroom.redis), any_newsroom.keys.stream("articles")

    kept = await scripts.reap(keys=[articles], args=[NAME, CONSUMER])
    assert (kept, await any_newsroom.pending()) == (0, 2)
    await any_newsroom.redis.xack(articles, NAME, *ids)

    assert await scripts.reap(keys=[articles], args=[NAME, CONSUMER]) == 1
    assert await any_newsroom.redis.xinfo_consumers(articles, NAME) == []


async def test_a_stage_works_on_every_kind_of_server(any_newsroom: Newsroom) -> None:
    await any_newsroom.sent(10)
    await any_newsroom.crashed("ghost", count=5)

    async with running(any_newsroom.stage(), any_newsroom.settings):
        await any_newsroom.outputs(10)
        await any_newsroom.send(article(11))
        await any_newsroom.outputs(11)
