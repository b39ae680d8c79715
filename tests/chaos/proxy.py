"""A TCP proxy between the services and the server, whose lines can be cut in every way that lines are cut."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

_CHUNK = 65_536


@dataclass(slots=True)
class Proxy:
    """Hands everything on between its own ``port`` and the server's.

    Args:
        lose: the part of the requests after which the connection ends instead of bringing the reply.
    """

    upstream: int
    port: int
    chance: random.Random
    lose: float = 0.0
    lost: int = 0
    frozen: int = 0
    _flowing: asyncio.Event = field(default_factory=asyncio.Event)
    _lines: dict[asyncio.Task[None], asyncio.Event] = field(default_factory=dict)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve until the block ends."""
        self._flowing.set()
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        try:
            yield
        finally:
            server.close()
            for task in list(self._lines):
                task.cancel()

    async def stall(self, seconds: float) -> None:
        """Let nothing through in either direction for a while; no connection ends."""
        self._flowing.clear()
        await asyncio.sleep(seconds)
        self._flowing.set()

    def freeze(self) -> None:
        """Leave all connections half open: nothing ever comes through them again; others can be made."""
        for flows in self._lines.values():
            self.frozen += flows.is_set()
            flows.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task, flows = asyncio.current_task(), asyncio.Event()
        assert task is not None
        flows.set()
        self._lines[task] = flows
        try:
            back, there = await asyncio.open_connection("127.0.0.1", self.upstream)
        except OSError:  # the server is down: the client learns it as it would without us
            writer.close()
            del self._lines[task]
            return
        ways = [
            asyncio.create_task(self._pass(reader, there, flows, fails=False)),
            asyncio.create_task(self._pass(back, writer, flows, fails=True)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            for side in (writer, there):
                side.close()
            self._lines.pop(task, None)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, flows: asyncio.Event, *, fails: bool
    ) -> None:
        with suppress(ConnectionError):
            while chunk := await reader.read(_CHUNK):
                await self._flowing.wait()
                await flows.wait()
                if fails and self.chance.random() < self.lose:
                    self.lost += 1
                    return
                writer.write(chunk)
                await writer.drain()
