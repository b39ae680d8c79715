"""Live lists: readers who keep a list open are told what changed, each change read once for all of them."""

import asyncio
import re
from asyncio import Queue

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from khabar_site import following, tidings
from khabar_site.site import Site
from khabar_site.tidings import State

Frames = Queue[bytes]
_END = b""
_HEARTBEAT, _AGAIN = b": still here\n\n", b"retry: 5000\n\n"
_HEARTBEAT_SECONDS, _GATHER_SECONDS, _SEND_SECONDS = 15, 0.3, 20
_WAITING_FRAMES, _REMEMBERED = 16, 64
_BUSY_SECONDS = 60
_VERSION = re.compile(r"\d{1,15}", re.ASCII)
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-robots-tag", b"noindex"),
]


class Live:
    """Those who follow the site's lists just now, and what they are told.

    While nobody listens nothing is read; the first listener starts the reading, and the last one ends it.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._listeners: set[Frames] = set()
        self._state: State | None = None
        self._told: dict[int, bytes] = {}
        self._reading = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._over = False
        self.routes = [Route(following.ADDRESS, self._stream)]

    def end(self) -> None:
        """Send all listeners away, and take no more."""
        self._over = True
        self._send_away()

    async def _stream(self, request: Request) -> ASGIApp:
        """Open a stream; a browser that comes back says by ``Last-Event-ID`` (or ``last``) what it was told last."""
        if request.method == "HEAD":
            return Response(headers={"cache-control": "no-store"}, media_type="text/event-stream")
        if self._over or len(self._listeners) >= self._site.settings.site_listeners:
            raise HTTPException(503, headers={"retry-after": str(_BUSY_SECONDS)})
        last = request.headers.get("last-event-id") or request.query_params.get("last", "")
        return _Stream(self, int(last) if _VERSION.fullmatch(last) else None, request.query_params.get("have", ""))

    def join(self) -> Frames:
        """Listen from now on."""
        frames: Frames = Queue(_WAITING_FRAMES + 1)  # one more, for the end
        self._listeners.add(frames)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._follow(), name="live")
        return frames

    def leave(self, frames: Frames) -> None:
        """Listen no more."""
        self._listeners.discard(frames)
        if not self._listeners and self._task is not None:
            self._task.cancel()
            self._task = None

    async def missed(self, last: int | None, have: str) -> bytes:
        """What a listener has not been told: what came after a version, else all if it does not have it."""
        state = await self._now()
        if last is None:
            return state.told if have != state.mark else b""
        if not 0 <= state.version - last <= tidings.CHANGES:
            return state.told
        if last == state.version:
            return b""
        if last in self._told:
            return self._told[last]
        _, told = await self._since(last)
        if self._state is state:  # else something changed meanwhile, and this may tell what was taken away
            if len(self._told) >= _REMEMBERED:
                self._told.clear()
            self._told[last] = told
        return told

    async def _now(self) -> State:
        """The newest articles, read once for each version of the site, and anew when its words become untrue."""
        site = self._site
        async with self._reading:
            if self._state is None or not self._state.good(site.news.version, site.clock()):
                self._state = await site.read(lambda reader: tidings.state(reader, site.look, site.clock()))
                self._told.clear()
            return self._state

    async def _since(self, version: int) -> tuple[int, bytes]:
        site = self._site
        return await site.read(lambda reader: tidings.since(reader, site.look, site.clock(), version))

    async def _follow(self) -> None:
        """Tell every listener what changes; where that fails they are sent away, and come back."""
        try:
            version = self._site.news.version
            while True:
                await self._site.news.after(version)
                await asyncio.sleep(_GATHER_SECONDS)
                version, frame = await self._since(version)
                for frames in [*self._listeners] if frame else []:
                    self._tell(frames, frame)
        except Exception:  # noqa: BLE001 - whatever it is, nobody may wait for what is told no more
            structlog.get_logger().exception("site.live_failed")
            self._send_away()

    def _tell(self, frames: Frames, frame: bytes) -> None:
        """Hand a listener a frame; one that is far behind is sent away, and comes back for what it missed."""
        if frames.qsize() < _WAITING_FRAMES:
            frames.put_nowait(frame)
        else:
            self._listeners.discard(frames)
            frames.put_nowait(_END)

    def _send_away(self) -> None:
        for frames in [*self._listeners]:
            self._listeners.discard(frames)
            frames.put_nowait(_END)


class _Stream:
    """The answer to one listener; it has no end of its own."""

    def __init__(self, live: Live, last: int | None, have: str) -> None:
        self._live, self._last, self._have = live, last, have

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI) until the reader leaves or is sent away."""
        frames = self._live.join()
        speaking = asyncio.create_task(self._speak(frames, send))
        leaving = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait({speaking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._live.leave(frames)
            for task in (speaking, leaving):
                task.cancel()
            await asyncio.gather(speaking, leaving, return_exceptions=True)

    async def _speak(self, frames: Frames, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await _say(send, _AGAIN + await self._live.missed(self._last, self._have))
        while True:
            try:
                frame = await asyncio.wait_for(frames.get(), _HEARTBEAT_SECONDS)
            except TimeoutError:
                frame = _HEARTBEAT
            await _say(send, frame)
            if not frame:
                return


async def _say(send: Send, frame: bytes) -> None:
    """Send a frame; a reader who does not take it in time is given up."""
    async with asyncio.timeout(_SEND_SECONDS):
        await send({"type": "http.response.body", "body": frame, "more_body": bool(frame)})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
