"""What sources said of late, noted as it comes in, whatever the way."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import time
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from khabar.config import SourceSettings
from khabar.keys import Keys
from khabar_ingest.handlers import Intake
from khabar_ingest.item import Item, Result

HOUR_SECONDS: Final = 3600
_KEEP_SECONDS: Final = 5.0


def place(keys: Keys, source: str) -> str:
    """The hash that says how a source speaks."""
    return keys("source", source, "rhythm")


@dataclass(slots=True)
class Hearing:
    """Notes of news, in memory until they are kept on the server; a crash may lose a few, which only blurs a rhythm."""

    now: Callable[[], float] = time
    _notes: Counter[tuple[str, int]] = field(default_factory=Counter)

    def note(self, source: str, news: int) -> None:
        """Note that a source brought news."""
        if news:
            self._notes[source, int(self.now()) // HOUR_SECONDS] += news

    async def run(self, redis: Redis, keys: Keys) -> None:
        """Keep the notes now and then, until cancelled; while the server is away they wait."""
        while True:
            await asyncio.sleep(_KEEP_SECONDS)
            with suppress(RedisError, OSError):
                await self.keep(redis, keys)

    async def keep(self, redis: Redis, keys: Keys) -> None:
        """Keep the notes on the server.

        Raises:
            RedisError: it cannot be reached; the notes wait for the next time.
        """
        if not self._notes:
            return
        notes, self._notes = self._notes, Counter()
        try:
            async with redis.pipeline(transaction=True) as pipe:
                for (source, hour), news in notes.items():
                    pipe.hincrby(place(keys, source), f"hour:{hour}", news)
                    pipe.hset(place(keys, source), "heard_at", f"{self.now():.0f}")
                await pipe.execute()
        except RedisError:
            self._notes += notes
            raise


@dataclass(frozen=True, slots=True)
class Listening(Intake):
    """An intake that notes what is news."""

    hearing: Hearing = field(default_factory=Hearing)

    async def take(self, item: Item, source: SourceSettings) -> list[Result]:
        """Take one item and note whether its source spoke.

        Raises:
            Retryable: the server or the disk did not take it; sending it again is safe.
        """
        results = await Intake.take(self, item, source)  # a dataclass with slots knows no super() without arguments
        self.hearing.note(source.id, sum(result.is_news and not result.rejected for result in results))
        return results
