"""What stands between publish and a far side over HTTP: passes calls on, answers in its place, or loses its answers."""

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_CONNECTION = re.compile(rb"\r\nconnection:[^\r]*", re.IGNORECASE)


@dataclass(frozen=True)
class Trouble:
    """What goes wrong with a call: its answer is lost after it was done, or it is not done and answered so."""

    status: int = 0
    headers: tuple[str, ...] = ()
    body: str = "من أنت؟"


LOST = Trouble()


@dataclass
class Faulty:
    """A proxy before a server.

    Args:
        trouble: what goes wrong; None while all is well.
        meant: which calls it goes wrong with, as ``METHOD path``.
    """

    upstream: str
    meant: str = ".*"
    trouble: Trouble | None = None
    asked: list[str] = field(default_factory=list)
    received: bytearray = field(default_factory=bytearray)
    port: int = 0
    _server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> "Faulty":
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", self.port, limit=1 << 22)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        """Take no connection any more, until it is started again."""
        if self._server:
            self._server.close()
            self._server = None

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, EOFError):
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"\r\ncontent-length: *([0-9]+)", head, re.IGNORECASE)
            body = await reader.readexactly(int(length[1]) if length else 0)
            writer.write(await self._answer(head, body))
            await writer.drain()
        with suppress(OSError):
            writer.close()

    async def _answer(self, head: bytes, body: bytes) -> bytes:
        call = b" ".join(head.split(b" ", 2)[:2]).decode()
        self.asked.append(call)
        trouble = self.trouble if re.search(self.meant, call) else None
        if trouble and trouble.status:
            return _canned(trouble)
        self.received += body
        answer = await self._passed_on(_CONNECTION.sub(b"", head)[:-2] + b"connection: close\r\n\r\n" + body)
        return b"" if trouble else answer

    async def _passed_on(self, request: bytes) -> bytes:
        there = urlsplit(self.upstream)
        back, forth = await asyncio.open_connection(there.hostname, there.port)
        try:
            forth.write(request)
            await forth.drain()
            return await back.read()
        finally:
            forth.close()


def _canned(trouble: Trouble) -> bytes:
    body = trouble.body.encode()
    head = [f"HTTP/1.1 {trouble.status} X", f"content-length: {len(body)}", "connection: close", *trouble.headers]
    return "\r\n".join([*head, "", ""]).encode() + body
