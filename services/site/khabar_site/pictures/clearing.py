"""Letting go of pictures: at once when no live article shows them any more, and at the start what was left over."""

import asyncio
import sqlite3
from functools import partial
from typing import Final

from khabar.metrics import SITE_PICTURES
from khabar_site import surrogates
from khabar_site.pictures.shelf import Shelf
from khabar_site.site import Site
from khabar_site.store import Writer, picturing
from khabar_site.store.picturing import Files

SETTLE_SECONDS: Final = 0.25  # changes come in bursts


class Clearing:
    """Takes the files of a site's pictures away.

    Whoever puts files on the shelf or takes them away holds ``shelving`` until the database knows it.
    """

    def __init__(self, site: Site, shelf: Shelf, shelving: asyncio.Lock) -> None:
        self._site, self._shelf, self._shelving = site, shelf, shelving

    async def tidy(self, *, keeps: bool) -> None:
        """Set right what the last run left: pictures without files, files without pictures."""
        if keeps:
            await self._want_what_is_gone()
        else:
            await self._site.write(partial(Writer.change, work=picturing.release_all))
        await self._site.write(partial(Writer.change, work=picturing.loosen))
        await self._forget()
        await self._site.read(lambda reader: self._shelf.sweep(partial(picturing.known, reader.db)))

    async def follow(self) -> None:
        """Let go of what no article shows any more, whenever the site has changed."""
        while True:
            seen = self._site.news.version
            if await self._site.read(lambda reader: picturing.any_loose(reader.db)):
                await self._forget()
            await self._site.news.after(seen)
            await asyncio.sleep(SETTLE_SECONDS)

    async def _forget(self) -> None:
        names: list[str] = []

        def change(db: sqlite3.Connection) -> list[str]:
            names.extend(picturing.forget(db))
            return [surrogates.picture(name) for name in names]

        async with self._shelving:
            await self._site.write(partial(Writer.change, work=change))
            for name in names:
                await asyncio.to_thread(self._shelf.drop, name)
                SITE_PICTURES.labels("dropped").inc()

    async def _want_what_is_gone(self) -> None:
        """Have the pictures fetched anew whose files are not there, as after a restore of the database alone."""
        after = ""
        while some := await self._held(after):
            gone = await asyncio.to_thread(self._gone, some)
            if gone:
                await self._site.write(partial(Writer.change, work=partial(picturing.release, urls=gone)))
            after = some[-1][0]

    async def _held(self, after: str) -> list[tuple[str, Files]]:
        return await self._site.read(lambda reader: picturing.held(reader.db, after))

    def _gone(self, some: list[tuple[str, Files]]) -> list[str]:
        return [url for url, files in some if not self._shelf.holds(files.name, files.widths)]
