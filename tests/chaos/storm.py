"""Chance at work: services killed about once a second, the server in between, while articles come in."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.chaos.newsroom import Newsroom

_PAUSE_SECONDS = (0.5, 1.5)
_DOWN_AT_ONCE = 3
"""More than this are not killed before others are back: a process that never gets to work cannot lose any."""


@dataclass(slots=True)
class Storm:
    """Kills parts of a newsroom.

    Args:
        progress: how much of the work is done, from 0 to 1; the server's kills are spread evenly over it.
        least: how many services are killed at least.
    """

    newsroom: Newsroom
    chance: random.Random
    progress: Callable[[], float]
    least: int
    server_kills: int

    async def rage(self) -> None:
        """Kill until the work is done and enough were killed."""
        while self.progress() < 1 or self.kills < self.least or self._server_is_due():
            await asyncio.sleep(self.chance.uniform(*_PAUSE_SECONDS))
            if self._server_is_due():
                self.newsroom.server.kill()
            elif len(up := await self.newsroom.up()) > len(self.newsroom.services) - _DOWN_AT_ONCE:
                self.chance.choice(up).kill()

    @property
    def kills(self) -> int:
        """Services killed so far."""
        return sum(part.kills for part in self.newsroom.services)

    def _server_is_due(self) -> bool:
        done = self.newsroom.server.kills
        return done < self.server_kills and self.progress() >= (done + 1) / (self.server_kills + 1)
