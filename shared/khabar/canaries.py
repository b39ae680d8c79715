"""How long the canaries of a target took within the last day, from what publish keeps of them on the server."""

from collections.abc import Sequence
from typing import Any, cast

from redis.asyncio import Redis

from khabar.keys import Keys

MISSED = -1
"""Stands for a canary that was not seen."""

PERCENTILES = {"canary p50": 50, "p95": 95}
"""The figures by the names that they are shown under."""


async def figures(redis: Redis, keys: Keys, target: str) -> dict[str, Any]:
    """So many seconds the fastest half, and the fastest 95 %, of a target's canaries took at most; and how many."""
    kept = await cast("Any", redis.lrange(keys.canaries(target), 0, -1))
    took = [int(each) for each in kept]
    seen = sorted(each for each in took if each != MISSED)
    told = {name: percentile(seen, part) for name, part in PERCENTILES.items() if seen}
    return told | {"canaries": len(took), "canaries missed": len(took) - len(seen)}


def percentile(milliseconds: Sequence[int], part: int) -> float:
    """The least of some times, in order, that so many in a hundred of them do not exceed, in seconds."""
    place = -(-len(milliseconds) * part // 100) - 1
    return round(milliseconds[place] / 1000, 3)
