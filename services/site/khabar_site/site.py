"""The parts of a running site: its writer on a thread of its own, its readers, its look and the pages made last."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp

from khabar_site.ask import Ask, View
from khabar_site.cache import Cache
from khabar_site.look import Look
from khabar_site.news import News
from khabar_site.page import Elsewhere, Reply
from khabar_site.policies import Policies
from khabar_site.ready import Ready
from khabar_site.settings import SiteSettings
from khabar_site.store import Reader, Readers, Writer
from khabar_site.worn import Worn

T = TypeVar("T")


class Busy(Exception):
    """So many writes are waiting that no more can be taken on."""


class Site:
    """One site, opened for writing.

    Args:
        settings: of the machine.
        clock: tells the time, in any zone; the machine's own without it.

    Raises:
        ConfigError: another process writes it, or its file cannot be used.
    """

    def __init__(self, settings: SiteSettings, clock: Callable[[], datetime] | None = None) -> None:
        self.settings = settings
        self.look = Look(settings.newsroom_config, settings.reader_url)
        zone = self.look.zone
        self.clock = clock or (lambda: datetime.now(zone))
        self._writer = Writer(
            settings.site_database, zone=zone, look=self.look.fingerprint, render=self.look.render_article
        )
        self._readers = Readers(settings.site_database, zone)
        self._thread = ThreadPoolExecutor(1, "site-writer")
        self._waiting = 0
        self._cache = Cache()
        self._making: dict[tuple[str, int], asyncio.Task[Ready | Elsewhere]] = {}
        self.policies = Policies(self.look.config.site)
        self.news = News(self._writer.version)
        self.worn = Worn()
        self.behind: dict[str, str] = {}
        """Who follows the site's changes and has not been told them in time, and why."""

    async def write(self, work: Callable[[Writer], T], *, refusable: bool = False) -> T:
        """Do something with the writer, after all that was asked for before; the loop goes on meanwhile.

        Once begun it is done and told, also when whoever asked for it has gone.

        Raises:
            Busy: it is refusable, and too many writes are waiting.
        """
        if refusable and self._waiting >= self.settings.site_waiting:
            raise Busy
        self._waiting += 1
        doing = asyncio.get_running_loop().run_in_executor(self._thread, work, self._writer)
        doing.add_done_callback(self._written)
        return await asyncio.shield(doing)

    async def read(self, work: Callable[[Reader], T]) -> T:
        """Read something in one snapshot; the loop goes on meanwhile."""

        def reading() -> T:
            with self._readers.snapshot() as reader:
                return work(reader)

        return await run_in_threadpool(reading)

    def kept(self, path: str) -> Ready | None:
        """The page at a path as it was made last, if nothing of it has changed since."""
        return self._cache.get(path, self.clock().timestamp())

    async def reply(self, view: View, request: Request, *, kept: bool) -> ASGIApp:
        """What answers a request: a page that was kept, else one that is made now, and kept if that is wanted."""
        ask = Ask.of(request, self.clock().astimezone(self.look.zone))
        if not kept or ask.before:
            made, _ = await self._make(view, ask)
        else:
            made = self.kept(ask.path) or await self._made(view, ask)
        return made.response if isinstance(made, Elsewhere) else made

    def close(self) -> None:
        """Finish the write under way and close the file."""
        self._thread.shutdown()
        self._readers.close()
        self._writer.close()

    async def _made(self, view: View, ask: Ask) -> Ready | Elsewhere:
        """Make a page once for all who ask for it at the same version of the site."""
        key = (ask.path, self.news.version)
        making = self._making.get(key)
        if making is None:
            making = self._making[key] = asyncio.create_task(self._make_and_keep(view, ask))
            making.add_done_callback(lambda _: self._making.pop(key))
        return await asyncio.shield(making)

    async def _make_and_keep(self, view: View, ask: Ask) -> Ready | Elsewhere:
        made, version = await self._make(view, ask)
        if isinstance(made, Ready) and made.lasting:
            self._cache.put(ask.path, made, version)
        return made

    async def _make(self, view: View, ask: Ask) -> tuple[Ready | Elsewhere, int]:
        """Make a page, and say which version of the site it was read at."""

        def making(reader: Reader) -> tuple[Ready | Elsewhere, int, set[int]]:
            version = reader.version  # read first, so that the snapshot is of this version
            return self._ready(view(reader, self.look, ask)), version, reader.made

        made, version, worn = await self.read(making)
        self.worn.add(worn)
        return made, version

    def _ready(self, reply: Reply) -> Ready | Elsewhere:
        return reply if isinstance(reply, Elsewhere) else Ready(reply, self.policies)

    def _written(self, _: object) -> None:
        """Let go of the pages that show what was changed, before whoever changed it is told that it is done."""
        self._waiting -= 1
        while self._writer.changes:
            change = self._writer.changes.popleft()
            self._cache.bump(change)
            self.news.tell(change.seq)
