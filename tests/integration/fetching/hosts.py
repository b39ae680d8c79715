"""Small servers that answer whatever a test wants, byte by byte, and remember who asked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeAlias

from khabar.fetching import Fetcher, Guard, Turns

LIMIT_SECONDS = 60
MEGABYTE = 1_000_000


@dataclass
class Request:
    """What one client asked for, and how to answer it."""

    head: str
    address: str
    at: float
    writer: asyncio.StreamWriter
    body: bytes = b""

    @property
    def path(self) -> str:
        return self.head.split(" ", 2)[1]

    @property
    def headers(self) -> dict[str, str]:
        lines = self.head.split("\r\n")[1:]
        return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines) if name}

    async def send(self, *parts: bytes) -> None:
        for part in parts:
            self.writer.write(part)
            await self.writer.drain()


Answer: TypeAlias = Callable[[Request], Awaitable[None]]


@dataclass
class Host:
    """A server on every loopback address; ``asked`` is what it was asked for, in order."""

    port: int = 0
    asked: list[Request] = field(default_factory=list)
    opened: int = 0

    def url(self, path: str = "/feed", address: str = "127.0.0.1") -> str:
        return f"http://{address}:{self.port}{path}"


@asynccontextmanager
async def hosting(answer: Answer) -> AsyncIterator[Host]:
    """Serve until the block ends; a client that goes away early is no failure of the server."""
    host = Host()
    served: list[asyncio.Task[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host.opened += 1
        if task := asyncio.current_task():
            served.append(task)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                await answer(await _request(reader, writer, host))
        writer.close()

    server = await asyncio.start_server(serve, "0.0.0.0", 0)  # noqa: S104 - so that there are many addresses
    host.port = server.sockets[0].getsockname()[1]
    try:
        yield host
    finally:
        server.close()
        for task in served:
            task.cancel()


async def _request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: Host) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("utf-8", "surrogateescape")
    at = asyncio.get_running_loop().time()
    request = Request(head, writer.get_extra_info("sockname")[0], at, writer)
    request.body = await reader.readexactly(int(request.headers.get("content-length", 0)))
    host.asked.append(request)
    return request


def reply(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer; ``_`` in a header's name stands for ``-``."""
    said = {"content-length": str(len(body))} | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def always(*parts: bytes) -> Answer:
    """Answer every request in the same way."""

    async def answer(request: Request) -> None:
        await request.send(*parts)

    return answer


def fetcher(allowed: str = "127.0.0.0/8", *, gap: float = 0.0, per_host: int = 2, contact: str = "") -> Fetcher:
    """A fetcher that may reach this machine."""
    return Fetcher(Guard.read(allowed), Turns(gap_seconds=gap, per_host=per_host), contact=contact)
