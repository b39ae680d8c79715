"""Who hands in articles while servers fail: it notes what was acknowledged to it, and when."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from khabar.keys import Keys
from khabar.wire import Wire
from tests.integration.stage.newsroom import article

WAIT_MILLISECONDS = 500
PAUSE_SECONDS = 0.005


@dataclass
class Sender:
    """Adds one article after the other to the stream; ``replicas`` must have each before it counts as acknowledged."""

    redis: Redis
    keys: Keys
    first: int = 1
    replicas: int = 0
    acknowledged: dict[str, float] = field(default_factory=dict)
    refused: int = 0
    enough: bool = False

    async def run(self) -> None:
        """Send until it is enough: a cancellation can be lost inside the client (Python 3.11)."""
        for number in count(self.first):
            if self.enough:
                return
            await self._one(number)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _one(self, number: int) -> None:
        event = article(number)
        async with self.redis.pipeline(transaction=False) as pipe:
            pipe.xadd(self.keys.stream("articles"), cast("dict[Any, Any]", Wire().encode(event)))
            if self.replicas:
                pipe.wait(self.replicas, WAIT_MILLISECONDS)
            try:
                answers = await pipe.execute()
            except (RedisError, OSError):
                self.refused += 1
                return
        if not self.replicas or answers[1] >= self.replicas:
            self.acknowledged[event.subject] = time.monotonic()
        else:
            self.refused += 1


@asynccontextmanager
async def sending(*senders: Sender) -> AsyncIterator[None]:
    """Have articles handed in while something happens."""
    tasks = [asyncio.create_task(sender.run()) for sender in senders]
    try:
        yield
    finally:
        for sender in senders:
            sender.enough = True
        await asyncio.wait(tasks, timeout=30)


def window(sender: Sender, there: set[str]) -> tuple[int, float]:
    """How many acknowledged articles are gone, and over how many seconds they were acknowledged."""
    times = [at for subject, at in sender.acknowledged.items() if subject not in there]
    return len(times), (max(times) - min(times) if times else 0.0)
