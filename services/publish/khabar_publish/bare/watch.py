"""Looks each second how late enrichment is, and has what waits too long go ahead of it. One a process."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, Self

import structlog
from redis.asyncio import Redis

from khabar.keys import Keys
from khabar.metrics import ENRICHMENT_LATE_SECONDS
from khabar_publish.bare.alarm import Alarm
from khabar_publish.bare.backlog import Backlog, Cursor, Seen
from khabar_publish.bare.going import Going, Way

LOOK_SECONDS: Final = 1.0
REMOVALS_MS: Final = 2_000
"""How long a removal waits for enrichment: nobody may be kept from taking something off a page."""

log = structlog.get_logger()


class Watch:
    """Looks after all targets of this process; its replicas may do the same at once."""

    def __init__(self, backlog: Backlog, going: Going, alarm: Alarm, ways: Sequence[Way]) -> None:
        self.skew_ms = 0
        """What is added to the server's clock; 0 but where a test moves the time."""
        self._backlog = backlog
        self._going = going
        self._alarm = alarm
        self._removals = Cursor()
        self._ways = ways
        self._revisions = {
            after: Cursor() for after in sorted({way.after_ms for way in ways if way.after_ms is not None})
        }
        self._runs: asyncio.Task[None] | None = None

    @classmethod
    def over(cls, redis: Redis, keys: Keys, ways: Sequence[Way], limit_seconds: float) -> Self:
        """The watch over a newsroom; ``limit_seconds`` is from when on enrichment is late."""
        return cls(Backlog(redis, keys), Going(redis, keys), Alarm(redis, keys, int(limit_seconds * 1000)), ways)

    async def start(self) -> None:
        """Begin to look."""
        self._runs = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Look no more."""
        if self._runs:
            self._runs.cancel()
            with suppress(asyncio.CancelledError):
                await self._runs

    async def look(self) -> None:
        """Look once, and do what is to be done."""
        seen = await self._backlog.look(self.skew_ms)
        ENRICHMENT_LATE_SECONDS.set(seen.age_ms / 1000)
        await self._alarm.weigh(seen.age_ms)
        late = {after: cursor for after, cursor in self._revisions.items() if seen.age_ms > after}
        if late or seen.age_ms > REMOVALS_MS:  # before any revision, so that none goes that is to be taken back
            await self._go(seen, 0 if late else REMOVALS_MS, self._removals, self._ways, removals=True)
        for after, cursor in late.items():
            ways = [way for way in self._ways if way.after_ms == after]
            await self._go(seen, after, cursor, ways, removals=False)

    async def _go(self, seen: Seen, after_ms: int, cursor: Cursor, ways: Sequence[Way], *, removals: bool) -> None:
        async for waiting in self._backlog.since(seen, seen.now - after_ms, cursor):
            for way in ways:
                done = await self._going.put(way, waiting, removals=removals, skew_ms=self.skew_ms)
                if done:
                    log.warning("enrichment.passed", target=way.target, removals=removals, entries=done)

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - whatever it meets, it looks again
                log.warning("enrichment.unseen", reason=f"{type(error).__name__}: {error}")
            await asyncio.sleep(LOOK_SECONDS)
