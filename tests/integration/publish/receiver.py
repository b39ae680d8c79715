"""A strict receiver of webhooks on a real socket, which can be slow, broken, busy or gone.

It checks the signature, takes each ``webhook-id`` once, and keeps the newest revision of each article; a kill is final.
Links are taken and not kept.
"""

import asyncio
import base64
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from khabar.stage import KILL

KEY = b"0123456789abcdef0123456789abcdef"
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"


@dataclass(frozen=True)
class Reply:
    """What a call gets: a status, or nothing at all; ``takes`` says whether the event was taken before that."""

    status: int = 200
    takes: bool = True
    drops: bool = False
    after: float = 0.0
    headers: tuple[str, ...] = ()
    body: str = ""


Behaviour = Callable[[int, dict[str, Any]], Reply]


def well(_: int, __: dict[str, Any]) -> Reply:
    return Reply()


def always(status: int, *headers: str) -> Behaviour:
    return lambda _, __: Reply(status, takes=False, headers=headers)


@dataclass
class Receiver:
    """One receiver; ``behaviour`` is given the number of the call and the event."""

    behaviour: Behaviour = well
    calls: list[dict[str, Any]] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    repeated: int = 0
    unsigned: int = 0
    went_back: int = 0
    most_at_once: int = 0
    holds: dict[str, dict[str, Any]] = field(default_factory=dict)
    port: int = 0
    _ids: set[str] = field(default_factory=set)
    _busy: int = 0
    _server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def start(self) -> "Receiver":
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", self.port, limit=1 << 22)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        if self._server:
            self._server.close()
            self._server = None

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while self._server:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
                body = await reader.readexactly(int(headers["content-length"]))
                if not await self._answer(headers, body, writer):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, headers: dict[str, str], body: bytes, writer: asyncio.StreamWriter) -> bool:
        if not _signed(headers, body):
            self.unsigned += 1
            return await _say(writer, Reply(401))
        event = json.loads(body)
        self.calls.append(event)
        self._busy += 1
        self.most_at_once = max(self.most_at_once, self._busy)
        reply = self.behaviour(len(self.calls), event)
        await asyncio.sleep(reply.after)
        self._busy -= 1
        if reply.takes:
            self._take(headers["webhook-id"], event)
        return await _say(writer, reply)

    def _take(self, id_: str, event: dict[str, Any]) -> None:
        if id_ in self._ids:
            self.repeated += 1
            return
        self._ids.add(id_)
        self.taken.append(event)
        if not event["type"].startswith("khabar.article."):
            return
        known = self.holds.get(event["subject"])
        if known and _rank(event) < _rank(known):
            self.went_back += 1
        else:
            self.holds[event["subject"]] = event


def _rank(event: dict[str, Any]) -> int:
    return int(event["revision"]) + (KILL if "killed" in event["type"] else 0)


def _signed(headers: dict[str, str], body: bytes) -> bool:
    id_, stamp = headers["webhook-id"], headers["webhook-timestamp"]
    wanted = base64.b64encode(hmac.new(KEY, f"{id_}.{stamp}.".encode() + body, sha256).digest()).decode()
    return hmac.compare_digest(headers["webhook-signature"], f"v1,{wanted}")


async def _say(writer: asyncio.StreamWriter, reply: Reply) -> bool:
    if reply.drops:
        writer.close()
        return False
    body = reply.body.encode()
    head = [f"HTTP/1.1 {reply.status} X", f"content-length: {len(body)}", *reply.headers]
    writer.write("\r\n".join([*head, "", ""]).encode() + body)
    await writer.drain()
    return True
