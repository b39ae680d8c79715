"""A small hub of WebSub on a real socket, as the specification has it, and our API on another."""

import asyncio
import hmac
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from secrets import token_hex

import httpx
import uvicorn
from pytest_httpserver import HTTPServer
from starlette.types import ASGIApp
from werkzeug import Request, Response


@dataclass
class Hub:
    """Takes wishes, verifies them as hubs do, and delivers."""

    url: str
    lease: str = "864000"
    status: int = 202
    verifies: bool = True
    asked: list[dict[str, str]] = field(default_factory=list)
    confirmed: list[tuple[int, str]] = field(default_factory=list)
    challenges: list[str] = field(default_factory=list)

    def take(self, request: Request) -> Response:
        """Take a wish and verify it before answering, which is allowed and the hardest case."""
        wish = dict(request.form)
        self.asked.append(wish)
        if self.status >= 300:
            return Response("the hub is full", status=self.status)
        if self.verifies:
            self.confirmed.append(self.verify(wish))
        return Response(status=self.status)

    def verify(self, wish: dict[str, str], **other: str) -> tuple[int, str]:
        """Ask the subscriber whether it meant a wish."""
        self.challenges.append(challenge := token_hex(8))
        said = {"hub.mode": wish["hub.mode"], "hub.topic": wish["hub.topic"], "hub.challenge": challenge}
        if wish["hub.mode"] == "subscribe" and self.lease:
            said["hub.lease_seconds"] = self.lease
        answer = httpx.get(callback(wish), params=query(wish) | said | other, trust_env=False, timeout=30)
        return answer.status_code, answer.text

    async def ask(self, wish: dict[str, str], **other: str) -> tuple[int, str]:
        """Ask as `verify` does, from where the subscriber's own work must go on."""
        return await asyncio.to_thread(partial(self.verify, wish, **other))

    async def deliver(
        self, body: bytes, method: str = "sha256", *, wish: int = -1, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Deliver a change to the subscriber, signed as it asked."""
        asked = self.asked[wish]
        digest = hmac.new(asked["hub.secret"].encode(), body, method).hexdigest()
        links = f'<{self.url}>; rel="hub", <{asked["hub.topic"]}>; rel="self"'
        sent = {"content-type": "application/rss+xml", "link": links, "x-hub-signature": f"{method}={digest}"}
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            return await client.post(asked["hub.callback"], content=body, headers=sent | (headers or {}))


def callback(wish: dict[str, str]) -> str:
    return wish["hub.callback"].partition("?")[0]


def query(wish: dict[str, str]) -> dict[str, str]:
    return dict(httpx.URL(wish["hub.callback"]).params)


@contextmanager
def hub() -> Iterator[tuple[Hub, HTTPServer]]:
    """A hub at ``/hub`` of a server, which may answer other things besides."""
    with HTTPServer(host="127.0.0.1") as server:
        found = Hub(server.url_for("/hub"))
        server.expect_request("/hub", method="POST").respond_with_handler(found.take)
        yield found, server


class Door:
    """A port of our own, taken before it is known what is served there."""

    def __init__(self) -> None:
        self._server = uvicorn.Server(uvicorn.Config("unset", host="127.0.0.1", port=0, log_config=None, lifespan="on"))
        self._socket = self._server.config.bind_socket()
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    @asynccontextmanager
    async def open(self, app: ASGIApp) -> AsyncIterator[None]:
        """Serve an application until the block ends."""
        self._server.config.app = app
        running = asyncio.create_task(self._server.serve([self._socket]))
        while not self._server.started:  # noqa: ASYNC110 - uvicorn tells it by nothing else
            await asyncio.sleep(0.01)
        try:
            yield
        finally:
            self._server.should_exit = True
            await running
