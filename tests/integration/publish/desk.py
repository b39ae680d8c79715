"""Puts events before publish and reads what it tells, as any client of the streams does."""

import asyncio
import time
from collections.abc import Awaitable, Callable
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

    async def send(self, *events: Event, stream: str = "enriched") -> None:
        for event in events:
            fields = cast("dict[Any, Any]", Wire().encode(event))
            await self.redis.xadd(self.keys.stream(stream), fields)

    async def send_together(self, *events: Event) -> None:
        """Send many in one round trip."""
        pipe = self.redis.pipeline(transaction=False)
        for event in events:
            pipe.xadd(self.keys.stream("enriched"), cast("dict[Any, Any]", Wire().encode(event)))
        await pipe.execute()

    async def told(self, stream: str = "published", *, proofs: bool = False, tries: bool = False) -> list[Event]:
        """What a stream tells; proofs of publication and failed tries, which come as they come, only if asked for."""
        rows = await self.redis.xrange(self.keys.stream(stream))
        events = [Wire().decode(fields) for _, fields in cast("list[tuple[bytes, dict[bytes, bytes]]]", rows)]
        known = [event for event in events if tries or event.name != "delivery.delayed"]
        return [event for event in known if proofs or not event.name.startswith("publication.")]

    async def hears(
        self, count: int, stream: str = "published", seconds: float = 60, target: str = "site"
    ) -> list[Event]:
        """Wait until a stream holds ``count`` events and nothing more waits for the target."""
        deadline = time.monotonic() + seconds
        while len(await self.told(stream)) < count or not await self.is_idle(target):
            assert time.monotonic() < deadline, f"{len(await self.told(stream))} of {count} on {stream}"
            await asyncio.sleep(0.02)
        return await self.told(stream)

    async def waiting(self, target: str = "site") -> int:
        """How many deliveries wait for a target or are in flight."""
        return await self.redis.hlen(self.keys.due(target, "work"))

    async def is_idle(self, target: str) -> bool:
        """Whether a target's stage has read and settled everything, and nothing waits for its delivery."""
        group = f"publish-{target}"
        rows = [row for key in ("enriched", f"again:{group}") for row in await self._groups(self.keys(key))]
        mine = [row for row in rows if row["name"].decode() == group]
        read = len(mine) == 2 and not any(row["lag"] or row["pending"] for row in mine)
        return read and not await self.waiting(target)

    async def _groups(self, key: str) -> list[dict[str, Any]]:
        return await self.redis.xinfo_groups(key) if await self.redis.exists(key) else []


async def until(true: Callable[[], Awaitable[bool]], seconds: float = 60) -> None:
    """Wait for a condition."""
    async with asyncio.timeout(seconds):
        while not await true():  # noqa: ASYNC110 - what is waited for is on the server
            await asyncio.sleep(0.02)
