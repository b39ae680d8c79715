"""Asking the site's application for its pages, as a server would, with no server."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Scope

from khabar.errors import KhabarError
from khabar_site import addresses

_BROKEN = 500


class Unfinished(KhabarError):
    """The export cannot be finished; what was exported before stays as it is."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answers at a path (unquoted); the names of headers are small letters."""

    path: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """What the body is, with its character set."""
        return self.headers.get("content-type", "")

    @property
    def location(self) -> str:
        """Where a redirect leads to, as it is sent."""
        return self.headers.get("location", "")


class Asking:
    """Asks an application whose readers know it under an address."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app, self._base = app, urlsplit(base)

    async def get(self, path: str) -> Answer:
        """The answer to a GET of a path (unquoted) by somebody who holds nothing yet.

        Raises:
            Unfinished: the page cannot be made.
        """
        answering = _Answering(path)
        try:
            await self._app(self._scope(path), answering.receive, answering.send)
        except Exception as error:
            msg = f"{path} cannot be made ({error!r}); see why the site answers 500 there, then export again"
            raise Unfinished(msg) from error
        if answering.status >= _BROKEN:
            msg = f"{path} is answered with {answering.status}; see the site's log, then export again"
            raise Unfinished(msg)
        return answering.answer()

    def _scope(self, path: str) -> Scope:
        port = self._base.port or (443 if self._base.scheme == "https" else 80)
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": self._base.scheme,
            "path": path,
            "raw_path": addresses.quoted(path).encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [(b"host", self._base.netloc.encode())],
            "client": None,
            "server": (self._base.hostname or "", port),
            "state": {},
        }


@dataclass(slots=True)
class _Answering:
    """Takes one response."""

    path: str
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    parts: list[bytes] = field(default_factory=list)

    async def receive(self) -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in message["headers"]}
        elif message["type"] == "http.response.body":
            self.parts.append(message.get("body", b""))

    def answer(self) -> Answer:
        return Answer(self.path, self.status, self.headers, b"".join(self.parts))
