"""Reading a stream without a group: entries as (id, fields), whatever shape the client library returns."""

from typing import Any, cast

from redis.asyncio import Redis

Rows = list[tuple[str, dict[bytes, bytes]]]


async def newest(redis: Redis, key: str, count: int) -> Rows:
    """The last ``count`` entries of a stream, oldest first."""
    return _rows(await redis.xrevrange(key, count=count))[::-1] if count > 0 else []


async def after(redis: Redis, key: str, last: str, count: int) -> Rows:
    """Up to ``count`` entries that follow the id ``last`` (``0-0`` for the beginning)."""
    return _rows(await redis.xrange(key, min=f"({last}", count=count))


async def wait_after(redis: Redis, key: str, last: str, milliseconds: int) -> Rows:
    """Entries that follow ``last``, waiting for the first of them for a while; none when none came."""
    answer = cast("Any", await redis.xread({key: last}, count=64, block=milliseconds))
    streams = answer.values() if isinstance(answer, dict) else [entries for _, entries in answer or []]
    return [row for entries in streams for row in _rows(entries)]


def _rows(entries: Any) -> Rows:  # noqa: ANN401 - the client's type says str or bytes or None; it is bytes here
    return [(entry_id.decode(), fields) for entry_id, fields in entries or []]
