"""Two publish replicas as processes, which somebody kills again and again."""

import asyncio
import os
import random
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.chaos.part import Part

_ROOT = Path(__file__).resolve().parents[3]
_READY_SECONDS = 60
_LEAST_SECONDS, _MOST_SECONDS = 1.5, 5.0


@dataclass(slots=True)
class Replicas:
    """The replicas of one newsroom's publish; their logs lie in ``folder``.

    Args:
        settings: the machine's settings, by their names without ``KHABAR_``.
    """

    folder: Path
    settings: Mapping[str, str]
    chance: random.Random
    parts: list[Part] = field(default_factory=list)

    @asynccontextmanager
    async def running(self, number: int = 2) -> AsyncIterator["Replicas"]:
        """Run so many until the block ends."""
        self.parts = [self._part(f"publish-{each}") for each in range(1, number + 1)]
        async with AsyncExitStack() as stack:
            for part in self.parts:
                await part.start()
                stack.push_async_callback(part.stop)
            for part in self.parts:
                await _ready(part)
            yield self

    @asynccontextmanager
    async def killed_at_random(self) -> AsyncIterator[None]:
        """Kill one or the other every few seconds while the block lasts; it starts again by itself."""
        killer = asyncio.create_task(self._kill())
        try:
            yield
        finally:
            killer.cancel()
            with suppress(asyncio.CancelledError):
                await killer

    @property
    def kills(self) -> int:
        """How often one was killed."""
        return sum(part.kills for part in self.parts)

    async def _kill(self) -> None:
        while True:
            await asyncio.sleep(self.chance.uniform(_LEAST_SECONDS, _MOST_SECONDS))
            part = self.chance.choice(self.parts)
            part.kill()
            await _ready(part)  # on a machine with much else to do one that always dies at its start would do no work

    def _part(self, name: str) -> Part:
        bare = {key: value for key, value in os.environ.items() if not key.startswith("KHABAR_")}
        with socket.create_server(("127.0.0.1", 0)) as free:
            own = {"port": str(free.getsockname()[1]), "log_format": "json", **self.settings}
        named = {f"KHABAR_{key.upper()}": value for key, value in own.items()}
        return Part(name, [sys.executable, "-m", "khabar_publish"], bare | named, self.folder / f"{name}.log")


async def _ready(part: Part) -> None:
    """Wait until a replica can work, so that one that never will is told apart from one that is slow."""
    url, end = f"http://127.0.0.1:{part.environment['KHABAR_PORT']}/readyz", time.monotonic() + _READY_SECONDS
    async with httpx.AsyncClient(trust_env=False) as client:
        while True:
            with suppress(httpx.TransportError):
                if (await client.get(url)).is_success:
                    return
            assert part.starts <= part.kills + 1, part.last_words
            assert time.monotonic() < end, part.last_words
            await asyncio.sleep(0.1)
