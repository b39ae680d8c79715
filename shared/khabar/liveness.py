"""Whether anybody works for a consumer group."""

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from khabar.keys import Keys

SEEN_MILLISECONDS = 60_000
"""A consumer that asked for entries within this time is at work, with a heartbeat or without."""


async def lives(redis: Redis, keys: Keys, stream_key: str, group: str) -> bool:
    """Tell whether any consumer of a group is at work: it has a heartbeat, or has asked for entries just now."""
    try:
        consumers = await redis.xinfo_consumers(stream_key, group)
    except ResponseError:  # no such group, or no such stream
        return False
    if any(consumer["idle"] < SEEN_MILLISECONDS for consumer in consumers):
        return True
    names = [consumer["name"].decode("utf-8", "replace") for consumer in consumers]
    return bool(names) and any(await redis.mget([keys.heartbeat(group, name) for name in names]))
