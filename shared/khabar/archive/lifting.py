"""A stream that lost its end must not give out again the ids that the archive holds."""

from importlib.resources import files

from redis.asyncio import Redis

from khabar.archive.ids import START

_LIFT = files("khabar.archive").joinpath("lift.lua").read_text("utf-8")


async def lift(redis: Redis, key: str, archived: str) -> None:
    """Let a stream that is behind its archive go on behind the last archived entry; others stay as they are."""
    if archived != START:
        await redis.register_script(_LIFT)(keys=[key], args=[archived])
