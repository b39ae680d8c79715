"""A proxy before WordPress that loses answers: the request was done, and nobody hears of it."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(slots=True)
class Lossy:
    """Hands each request on, reads the whole answer, and then gives it back or hangs up.

    The Host that was asked for is kept, so that all addresses that WordPress tells lead through here again.

    Args:
        lose: the part of the answers that nobody hears.
    """

    upstream: str
    chance: random.Random
    lose: float = 0.2
    url: str = ""
    asked: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Lossy"]:
        """Serve on a port that the system chooses until the block ends."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, EOFError):
            request = await self._request(reader)
            method = request.split(b" ", 1)[0].decode()
            answer = await self._answer(request)
            self.asked[method] += 1
            if self.chance.random() < self.lose:
                self.lost[method] += 1
            else:
                writer.write(answer)
                await writer.drain()
        with suppress(OSError):
            writer.close()

    async def _request(self, reader: asyncio.StreamReader) -> bytes:
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:] if line)
        return head + await reader.readexactly(int(fields.get(b"content-length", b"0")))

    async def _answer(self, request: bytes) -> bytes:
        """What WordPress answers; its server ends the connection with each answer."""
        there = urlsplit(self.upstream)
        back, forth = await asyncio.open_connection(there.hostname, there.port)
        try:
            forth.write(request)
            await forth.drain()
            return await back.read()
        finally:
            forth.close()
