"""Conversations that share their round trips, on a real server."""

from collections.abc import Sequence
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from khabar.keys import Keys
from khabar_enrich.related import Call, Conversation, Script, together

pytestmark = pytest.mark.server

_GET = Script("#!lua flags=no-writes\nreturn redis.call('GET', KEYS[1])")


def reading(*keys: str) -> Conversation[list[bytes]]:
    """Read keys one after the other."""
    found: list[bytes] = []
    for key in keys:
        found += yield [_GET([key])]
    return found


def writing(rows: Sequence[tuple[str, str]]) -> Conversation[int]:
    answers: list[Any] = yield [Call(("SET", key, value)) for key, value in rows]
    return len(answers)


async def test_conversations_of_different_lengths_each_come_to_their_end(redis_client: Redis, keys: Keys) -> None:
    one, two, three = (keys("rounds", name) for name in ("one", "two", "three"))
    assert await together(redis_client, writing([(one, "1"), (two, "سجن"), (three, "3")]), writing([])) == [3, 0]
    found = await together(redis_client, reading(three), reading(), reading(one, two, three))
    assert found == [[b"3"], [], [b"1", "سجن".encode(), b"3"]]


async def test_a_script_that_the_server_forgot_is_sent_again(redis_client: Redis, keys: Keys) -> None:
    key = keys("rounds", "key")
    await redis_client.set(key, "kept")
    for _ in range(2):
        await redis_client.script_flush()
        assert await together(redis_client, reading(key), reading(key, key)) == [[b"kept"], [b"kept", b"kept"]]


async def test_what_the_server_refuses_is_an_error_and_the_connection_stays_in_step(
    redis_client: Redis, keys: Keys
) -> None:
    key, text = keys("rounds", "list"), keys("rounds", "text")
    await redis_client.rpush(key, "one")
    await redis_client.set(text, "kept")
    with pytest.raises(ResponseError, match="WRONGTYPE"):
        await together(redis_client, reading(text), reading(key))
    assert await together(redis_client, reading(text)) == [[b"kept"]]


async def test_a_lost_connection_is_made_anew(redis_client: Redis, keys: Keys) -> None:
    key = keys("rounds", "key")
    await redis_client.set(key, "kept")
    number = await redis_client.client_id()
    async with redis_client.client() as other:
        await redis_client.ping()
        await other.client_kill_filter(_id=str(number))
    assert await together(redis_client, reading(key)) == [[b"kept"]]
