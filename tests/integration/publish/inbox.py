"""A strict receiver of webhooks in any format: it checks the signature and takes what it knows already only once."""

import asyncio
import base64
import hmac
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256

from .receiver import KEY

TOKEN = "superdesk-token-9c41"


@dataclass(frozen=True)
class Letter:
    """One call that was taken."""

    event: str
    revision: int
    body: str


@dataclass
class Inbox:
    """The receiver; an article's newest letter is what it shows, and a kill is final."""

    signature: str
    letters: list[Letter] = field(default_factory=list)
    repeated: int = 0
    unsigned: int = 0
    port: int = 0
    _known: set[str] = field(default_factory=set)
    _server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def newest(self) -> Letter | None:
        """What it goes by: the highest revision, of two the later, and a kill before all."""
        killed = [letter for letter in self.letters if letter.event == "article.killed"]
        return max(killed or self.letters, key=lambda letter: letter.revision, default=None)

    async def start(self) -> "Inbox":
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", self.port, limit=1 << 22)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        if self._server:
            self._server.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, EOFError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
            body = await reader.readexactly(int(headers["content-length"]))
            status = self._taken(headers, body)
            writer.write(f"HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode())
            await writer.drain()
        with suppress(OSError):
            writer.close()

    def _taken(self, headers: dict[str, str], body: bytes) -> int:
        if not hmac.compare_digest(*self._signatures(headers, body)):
            self.unsigned += 1
            return 401
        event, revision = headers["khabar-event"], headers["khabar-revision"]
        id_ = headers.get("webhook-id", f"{event}/{headers['khabar-subject']}/{revision}")
        if id_ in self._known:
            self.repeated += 1
            return 200
        self._known.add(id_)
        self.letters.append(Letter(event, int(revision), body.decode()))
        return 201

    def _signatures(self, headers: dict[str, str], body: bytes) -> tuple[str, str]:
        """The signature that came, and the one that it should be."""
        if self.signature == "superdesk":
            wanted = hmac.new(TOKEN.encode(), body, "sha1").hexdigest()
            return headers.get("x-superdesk-signature", ""), f"sha1={wanted}"
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        wanted = base64.b64encode(hmac.new(KEY, signed, sha256).digest()).decode()
        return headers.get("webhook-signature", ""), f"v1,{wanted}"
