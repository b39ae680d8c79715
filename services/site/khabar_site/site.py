"""The parts of a running site: its writer on a thread of its own, its readers, its look and the pages made last."""

from asyncio import get_running_loop
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from khabar_site.ask import Ask, View
from khabar_site.look import Look
from khabar_site.news import News
from khabar_site.page import Cache, Page, Reply
from khabar_site.settings import SiteSettings
from khabar_site.store import Reader, Readers, Writer

T = TypeVar("T")


class Site:
    """One site, opened for writing.

    Raises:
        ConfigError: another process writes it, or its file cannot be used.
    """

    def __init__(self, settings: SiteSettings) -> None:
        self.settings = settings
        self.look = Look(settings.newsroom_config, settings.reader_url)
        zone = self.look.zone
        self._writer = Writer(
            settings.site_database, zone=zone, look=self.look.fingerprint, render=self.look.render_article
        )
        self._readers = Readers(settings.site_database, zone)
        self._thread = ThreadPoolExecutor(1, "site-writer")
        self._cache = Cache()
        self.news = News(self._writer.version)

    async def write(self, work: Callable[[Writer], T]) -> T:
        """Do something with the writer, after all that was asked for before; the loop goes on meanwhile."""
        done = await get_running_loop().run_in_executor(self._thread, work, self._writer)
        self.news.tell(self._writer.version)
        return done

    async def read(self, work: Callable[[Reader], T]) -> T:
        """Read something in one snapshot; the loop goes on meanwhile."""

        def reading() -> T:
            with self._readers.snapshot() as reader:
                return work(reader)

        return await run_in_threadpool(reading)

    async def reply(self, view: View, request: Request, *, kept: bool) -> Reply:
        """Answer from the pages made since the last change, else make the page, and keep it if that is wanted."""
        ask = Ask.of(request, datetime.now(self.look.zone))
        key, version = (ask.path, ask.before), self._writer.version
        known = self._cache.get(key, version) if kept else None
        if known is not None:
            return known
        made = await self.read(lambda reader: view(reader, self.look, ask))
        if kept and isinstance(made, Page):
            self._cache.put(key, version, made)
        return made

    def close(self) -> None:
        """Finish the write under way and close the file."""
        self._thread.shutdown()
        self._readers.close()
        self._writer.close()
