"""A TCP proxy before a real server, that loses one reply on purpose."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

_LARGE = 10_000
"""Bytes of a request that can only be a commit of many articles."""


@dataclass
class LossyProxy:
    """Hands everything on, but after the first large request it drops the connection instead of the reply."""

    upstream: int
    port: int = 0
    lost: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        doomed = asyncio.Event()
        there = asyncio.create_task(self._requests(reader, server_writer, doomed))
        back = asyncio.create_task(self._replies(server_reader, writer, doomed))
        await asyncio.wait([there, back], return_when=asyncio.FIRST_COMPLETED)
        for task in (there, back):
            task.cancel()
        for side in (writer, server_writer):
            side.close()

    async def _requests(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, doomed: asyncio.Event
    ) -> None:
        size = 0
        while chunk := await reader.read(65_536):
            size = size + len(chunk) if len(chunk) > 1000 else 0
            if size > _LARGE and not self.lost:
                doomed.set()
            writer.write(chunk)
            await writer.drain()

    async def _replies(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, doomed: asyncio.Event) -> None:
        while chunk := await reader.read(65_536):
            if doomed.is_set():
                self.lost += 1
                return
            writer.write(chunk)
            await writer.drain()


@asynccontextmanager
async def lossy_proxy(upstream: int) -> AsyncIterator[LossyProxy]:
    """A proxy on a port of its own before the server on ``upstream``."""
    proxy = LossyProxy(upstream)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    async with server:
        yield proxy
