"""Replicas of the scheduler, and a web of feeds that notes who asks for what at the same time."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace

from pytest_httpserver import HTTPServer
from redis.asyncio import Redis
from werkzeug import Request, Response

from khabar.config import SourceSettings
from khabar.keys import Keys
from khabar_ingest.registry import Registry
from khabar_ingest.schedule import Board, Scheduler
from khabar_ingest.sources import Rooms

LIMIT_SECONDS = 100.0


async def until(seen: Callable[[], object]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(LIMIT_SECONDS):
        while not seen():  # noqa: ASYNC110 - only the other side of a socket knows when
            await asyncio.sleep(0.02)


async def until_so(seen: Callable[[], Awaitable[object]]) -> None:
    """Wait until something is so that the server has to be asked about."""
    async with asyncio.timeout(LIMIT_SECONDS):
        while not await seen():  # noqa: ASYNC110 - only the server knows when
            await asyncio.sleep(0.05)


class Web:
    """Feeds of one article each, on a real server; ``answer`` may be changed while it runs."""

    def __init__(self, server: HTTPServer) -> None:
        self.server, self.lock = server, threading.Lock()
        self.asked, self._inside, self.most = Counter[str](), Counter[str](), 0
        self.takes = 0.02
        self.status: dict[str, int] = {}

    def serve(self, *paths: str) -> None:
        """Answer on some paths."""
        for path in paths:
            self.server.expect_request(path).respond_with_handler(self._answer)

    def feed(self, path: str, interval: float = 0.1) -> SourceSettings:
        """The settings of the feed on a path."""
        return SourceSettings(id=path.strip("/"), type="feed", url=self.server.url_for(path), interval=interval)

    def _answer(self, request: Request) -> Response:
        path = request.path
        with self.lock:
            self.asked[path] += 1
            self._inside[path] += 1
            self.most = max(self.most, self._inside[path])
        time.sleep(self.takes)
        with self.lock:
            self._inside[path] -= 1
        title = f"خبر من {path} رقم {self.asked[path] if path.startswith('/busy') else 1}"
        item = f"<item><guid>{title}</guid><title>{title}</title><description>{title} نص.</description></item>"
        return Response(
            f'<rss version="2.0"><channel><title>وكالة</title><language>ar</language>{item}</channel></rss>',
            status=self.status.get(path, 200),
        )


@contextmanager
def web_of(*paths: str) -> Iterator[Web]:
    """A web with some feeds."""
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        web = Web(server)
        web.serve(*paths)
        yield web


def listing(client: Redis, keys: Keys, *written: SourceSettings) -> Registry:
    """The list of sources as a replica reads it."""
    return Registry(client, keys, written)


@asynccontextmanager
async def replica(
    rooms: Rooms, client: Redis, keys: Keys, *written: SourceSettings, lease: float = 15.0
) -> AsyncIterator[Scheduler]:
    """One replica's scheduler, at work; it hands back what it has when the block ends."""
    scheduler = Scheduler(listing(client, keys, *written), Board(client, keys, lease=lease), replace(rooms, memory={}))
    task = asyncio.create_task(scheduler.run())
    try:
        yield scheduler
    finally:
        while not task.done():  # again and again, as the service does: a connection being made may swallow it
            task.cancel()
            await asyncio.wait([task], timeout=0.5)
        await scheduler.hand_back()
