"""Figures of the whole newsroom: what waits for a person, what is archived, how full the server is."""

from collections.abc import Mapping
from typing import Any, cast

from redis.asyncio import Redis

from khabar.dead import Box
from khabar.keys import STREAMS, Keys
from khabar.memory import memory
from khabar.reading import after
from khabar.wire import Wire

Row = dict[str, Any]
_UNARCHIVED_SECONDS = 60


async def figures(redis: Redis, keys: Keys) -> list[Row]:
    """Gather rows of ``figure``, ``value`` and ``note``; the note says what to do, where something is to be done."""
    letters = await Box(redis, keys, Wire()).waiting()
    held = await redis.zcard(keys.held)
    pressure = cast("bytes | None", await redis.get(keys("pressure")))
    return [
        await _admission(redis, keys),
        _row("pressure", "high" if pressure else "none", pressure.decode("utf-8", "replace") if pressure else ""),
        _row("dead letters", letters, "khabar dead list" if letters else ""),
        _row("held articles", held, "khabar review list" if held else ""),
        await _enrichment(redis, keys),
        await _archive(redis, keys),
        await _memory(redis),
    ]


async def _admission(redis: Redis, keys: Keys) -> Row:
    if await redis.exists(keys.epoch):
        return _row("admission", "open")
    note = "no article is taken in: start control; if it says that the archive is ahead, run `khabar restore`"
    return _row("admission", "closed", note)


async def _enrichment(redis: Redis, keys: Keys) -> Row:
    """Whether publish has found enrichment to be late."""
    if not await redis.exists(keys.late):
        return _row("enrichment", "in time")
    return _row("enrichment", "late", "see whether enrich runs; targets that do not wait get articles as they came")


async def _archive(redis: Redis, keys: Keys) -> Row:
    """How old the oldest entry is that the archive lacks."""
    archived = cast("Mapping[bytes, bytes]", await redis.hgetall(keys.archived))
    now, _ = await redis.time()
    ages = {}
    for name in STREAMS:
        rows = await after(redis, keys.stream(name), archived.get(name.encode(), b"0-0").decode(), 1)
        ages[name] = max(0, now - int(rows[0][0].partition("-")[0]) // 1000) if rows else 0
    worst = max(ages, key=lambda name: ages[name])
    late = ages[worst] > _UNARCHIVED_SECONDS
    note = f"{worst} is behind: see that control runs, and its folder KHABAR_ARCHIVE" if late else ""
    return _row("archive lag", f"{ages[worst]} s", note)


async def _memory(redis: Redis) -> Row:
    used = await memory(redis)
    megabytes = f"{used.used / 1e6:.0f} MB"
    if not used.limit:
        return _row("memory", megabytes, "maxmemory is not set, so nothing tells when it is nearly full")
    return _row("memory", f"{used.ratio:.0%}", f"{megabytes} of {used.limit / 1e6:.0f} MB")


def _row(figure: str, value: str | int, note: str = "") -> Row:
    return {"figure": figure, "value": value, "note": note}
