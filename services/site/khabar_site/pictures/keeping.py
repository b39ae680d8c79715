"""The work that keeps pictures: it fetches those that articles show, and lets go of those that none shows any more."""

import asyncio
import sqlite3
import time
from datetime import timedelta
from functools import partial
from typing import Final
from urllib.parse import urlsplit

import structlog

from khabar.fetching import Fetcher
from khabar.metrics import SITE_PICTURE_SECONDS, SITE_PICTURES
from khabar_site.pictures.clearing import SETTLE_SECONDS, Clearing
from khabar_site.pictures.shelf import Shelf
from khabar_site.pictures.tries import Failed, Made, content_of, later, made_of
from khabar_site.site import Site
from khabar_site.store import Writer, picturing
from khabar_site.store.picturing import Files, Wanted

_AT_ONCE: Final = 4
_RENEWED: Final = 10  # pages beyond these are made anew when readers ask for them, so that pushes need not wait
_BROKEN_SECONDS: Final = 60.0
_LONGEST_REST_SECONDS: Final = 3600.0


async def keep_pictures(site: Site) -> None:
    """Fetch and let go of pictures for as long as the site runs; where it keeps none, only let go of them."""
    keeps = site.look.config.site.pictures == "keep"
    shelf, shelving = Shelf.beside(site.settings.site_database), asyncio.Lock()
    clearing = Clearing(site, shelf, shelving)
    await clearing.tidy(keeps=keeps)
    async with Fetcher.set_up(site.settings) as fetcher, asyncio.TaskGroup() as tasks:
        tasks.create_task(clearing.follow())
        keeper = Keeper(site, fetcher, shelf, shelving)
        for _ in range(_AT_ONCE if keeps else 0):
            tasks.create_task(keeper.follow())


class Keeper:
    """Fetches the pictures of a site, as many at once as there are callers of `follow`."""

    def __init__(self, site: Site, fetcher: Fetcher, shelf: Shelf, shelving: asyncio.Lock) -> None:
        self._site, self._fetcher, self._shelf, self._shelving = site, fetcher, shelf, shelving
        self._making = asyncio.Lock()  # a large picture takes much memory
        self._taken: set[str] = set()
        self._log = structlog.get_logger()

    async def follow(self) -> None:
        """Fetch pictures one after the other, the newest first."""
        while True:
            seen = self._site.news.version
            wanted = await self._take()
            if wanted is None:
                await self._rest(seen)
                continue
            try:
                await self._try(wanted)
            except sqlite3.OperationalError as error:  # the disk is full: servers must not be asked all the time
                self._log.warning("site.pictures_wait", error=str(error), again_seconds=_BROKEN_SECONDS)
                await asyncio.sleep(_BROKEN_SECONDS)
            finally:
                self._taken.discard(wanted.url)

    async def _take(self) -> Wanted | None:
        """The next picture that nobody else fetches just now."""
        waiting = await self._site.read(lambda reader: picturing.due(reader.db, _now(), 2 * _AT_ONCE))
        free = next((wanted for wanted in waiting if wanted.url not in self._taken), None)
        if free is not None:
            self._taken.add(free.url)
        return free

    async def _rest(self, seen: int) -> None:
        """Wait for a change, or until a picture is to be tried again."""
        moment = await self._site.read(lambda reader: picturing.next_due(reader.db))
        left = _LONGEST_REST_SECONDS if moment is None else (moment - _now()) / 1000
        try:
            async with asyncio.timeout(min(max(left, 1.0), _LONGEST_REST_SECONDS)):
                await self._site.news.after(seen)
        except TimeoutError:
            return
        await asyncio.sleep(SETTLE_SECONDS)

    async def _try(self, wanted: Wanted) -> None:
        outcome = await self._made(wanted)
        if isinstance(outcome, Made):
            outcome = await self._shelve(wanted, outcome)
        if isinstance(outcome, Failed):
            await self._note(wanted, outcome)

    async def _made(self, wanted: Wanted) -> Made | Failed:
        content = await content_of(self._fetcher, wanted.url, wanted.tries, self._site.settings.fetch_seconds)
        if isinstance(content, Failed):
            return content
        async with self._making:
            with SITE_PICTURE_SECONDS.time():
                return await made_of(content, wanted.tries)

    async def _shelve(self, wanted: Wanted, made: Made) -> Made | Failed:
        """Put a picture's files where they are served from, and have the pages that show it made anew."""
        async with self._shelving:
            try:
                await asyncio.to_thread(self._shelf.put, made.name, made.files)
            except OSError as error:
                return later(error, wanted.tries)
            numbers = await self._keep(wanted, made)
        await self._site.write(partial(Writer.renew, numbers=numbers[:_RENEWED]))
        SITE_PICTURES.labels("kept").inc()
        self._log.info("site.picture_kept", host=urlsplit(wanted.url).hostname, name=made.name, articles=len(numbers))
        return made

    async def _keep(self, wanted: Wanted, made: Made) -> list[int]:
        """Note that the files are there, unless its articles left meanwhile; return the articles that show it."""
        files = Files(made.name, made.files[-1].height, [each.width for each in made.files])
        numbers: list[int] = []
        known = False

        def change(db: sqlite3.Connection) -> frozenset[str]:
            nonlocal known
            changed, showing = picturing.keep(db, wanted.url, files, _now())
            numbers.extend(showing)
            known = picturing.known(db, files.name)
            return changed

        await self._site.write(partial(Writer.change, work=change))
        if not known:
            await asyncio.to_thread(self._shelf.drop, made.name)
        return numbers

    async def _note(self, wanted: Wanted, failed: Failed) -> None:
        """Write down that a picture could not be had."""
        at, tried = _now(), Wanted(wanted.url, failed.tries)

        def change(db: sqlite3.Connection) -> frozenset[str]:
            if failed.again is None:
                return picturing.give_up(db, tried, failed.error, at)
            return picturing.put_off(db, tried, failed.error, at, at + failed.again // timedelta(milliseconds=1))

        await self._site.write(partial(Writer.change, work=change))
        outcome = "given_up" if failed.again is None else "put_off"
        SITE_PICTURES.labels(outcome).inc()
        host = urlsplit(wanted.url).hostname
        self._log.warning(f"site.picture_{outcome}", host=host, error=failed.error, again=str(failed.again))


def _now() -> int:
    return int(time.time() * 1000)
