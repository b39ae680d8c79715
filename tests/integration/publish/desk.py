"""Puts events before publish and reads what it tells, as any client of the streams does."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any, cast

from redis.asyncio import Redis

from khabar import Event, Wire
from khabar.keys import Keys


@dataclass(frozen=True)
class Desk:
    """One newsroom's streams."""

    redis: Redis
    keys: Keys

    async def send(self, *events: Event) -> None:
        for event in events:
            fields = cast("dict[Any, Any]", Wire().encode(event))
            await self.redis.xadd(self.keys.stream("enriched"), fields)

    async def told(self, stream: str = "published") -> list[Event]:
        rows = await self.redis.xrange(self.keys.stream(stream))
        return [Wire().decode(fields) for _, fields in cast("list[tuple[bytes, dict[bytes, bytes]]]", rows)]

    async def hears(self, count: int, stream: str = "published", seconds: float = 15) -> list[Event]:
        """Wait until a stream holds ``count`` events and the stage has nothing more in hand."""
        deadline = time.monotonic() + seconds
        while len(await self.told(stream)) < count or not await self._is_idle():
            assert time.monotonic() < deadline, f"{len(await self.told(stream))} of {count} on {stream}"
            await asyncio.sleep(0.02)
        return await self.told(stream)

    async def delayed(self) -> int:
        return await self.redis.zcard(self.keys.delayed("publish-site"))

    async def _is_idle(self) -> bool:
        streams = (self.keys.stream("enriched"), self.keys.again("publish-site"))
        waiting = [await self.redis.xpending(key, "publish-site") for key in streams]
        return not await self.delayed() and not any(summary["pending"] for summary in waiting)
