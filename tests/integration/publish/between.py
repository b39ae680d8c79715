"""What stands between a site and its readers: a plain server that answers with what a test wants, or passes on."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx

Answer = tuple[int, str]
Answering = Callable[[str], Awaitable[Answer]]


@dataclass
class Between:
    """A server on a port of its own, which gives everybody a cookie.

    ``answer`` is given the path, ``asked`` are the paths of all requests, and ``heads`` what else they said.
    """

    answer: Answering
    asked: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    port: int = 0
    _server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> "Between":
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        if self._server:
            self._server.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ")[1].decode()
            self.asked.append(path)
            self.heads.append(head.decode("latin-1").lower())
            status, text = await self.answer(path)
            body = text.encode()
            where = f"location: {text}\r\n" if 300 <= status < 400 else ""
            where += "set-cookie: reader=1; path=/\r\n"
            top = f"HTTP/1.1 {status} as wanted\r\n{where}content-length: {len(body)}\r\nconnection: close\r\n\r\n"
            writer.write(top.encode() + body)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def always(status: int, text: str = "") -> Answering:
    async def answer(_: str) -> Answer:
        return status, text

    return answer


def passing(site: str) -> Answering:
    """Pass everything on to a site."""

    async def answer(path: str) -> Answer:
        async with httpx.AsyncClient(trust_env=False) as client:
            found = await client.get(f"{site}{path}")
        return found.status_code, found.text

    return answer


def keeping(site: str, seconds: float) -> Answering:
    """A cache that goes on with the first answer to each path for some seconds, whatever came since."""
    kept: dict[str, tuple[float, Answer]] = {}
    behind = passing(site)

    async def answer(path: str) -> Answer:
        now = asyncio.get_running_loop().time()
        since, found = kept.get(path, (-seconds, (0, "")))
        if now - since >= seconds:
            since, found = kept[path] = now, await behind(path)
        return found

    return answer
