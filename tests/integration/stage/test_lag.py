"""What a group has yet to read, also where the server miscounts."""

from typing import Any, cast

import pytest

from khabar.lag import unread
from tests.integration.stage.newsroom import NAME, Newsroom

pytestmark = pytest.mark.server


async def _unread(newsroom: Newsroom) -> int | None:
    key = newsroom.keys.stream("articles")
    [group] = await newsroom.redis.xinfo_groups(key)
    return unread(group, (await newsroom.redis.xinfo_stream(key))["last-generated-id"])


async def _read(newsroom: Newsroom, count: int) -> str:
    answer: Any = await newsroom.redis.xreadgroup(NAME, "clerk", {newsroom.keys.stream("articles"): ">"}, count=count)
    [(_, entries)] = answer.items() if isinstance(answer, dict) else answer
    return cast("bytes", entries[-1][0]).decode()


async def test_what_was_not_read_is_counted(any_newsroom: Newsroom) -> None:
    await any_newsroom.inbox("clerk").ensure_group()
    await any_newsroom.sent(5)
    assert await _unread(any_newsroom) == 5
    await _read(any_newsroom, 3)
    assert await _unread(any_newsroom) == 2


async def test_a_group_that_was_given_the_newest_entry_has_read_all_whatever_the_server_counts(
    any_newsroom: Newsroom,
) -> None:
    await any_newsroom.inbox("clerk").ensure_group()
    await any_newsroom.sent(5)
    last = await _read(any_newsroom, 5)
    stream = any_newsroom.keys.stream("articles")
    await any_newsroom.redis.xgroup_setid(stream, NAME, last, entries_read=2)
    assert (await any_newsroom.redis.xinfo_groups(stream))[0]["lag"] == 3
    assert await _unread(any_newsroom) == 0


async def test_after_entries_were_deleted_unread_nobody_can_tell(any_newsroom: Newsroom) -> None:
    await any_newsroom.inbox("clerk").ensure_group()
    ids = await any_newsroom.sent(5)
    await _read(any_newsroom, 1)
    await any_newsroom.redis.xdel(any_newsroom.keys.stream("articles"), ids[2])
    assert await _unread(any_newsroom) is None
    await _read(any_newsroom, 5)
    assert await _unread(any_newsroom) == 0
