"""Sweeping the file after a kill, so that the killed words leave it too and not only the results of searches."""

import asyncio
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool

from khabar_site.site import Site
from khabar_site.store import Writer, connection, indexing

_WAIT_MILLISECONDS: Final = 2_000
_AGAIN_SECONDS: Final = 1


async def sweep_index(site: Site) -> None:
    """Rewrite the index in small steps whenever an article was killed; other writes go on between the steps."""
    while True:
        version = site.news.version
        if await site.read(lambda reader: indexing.unswept(reader.db)):
            await _sweep(site)
            await _forget_log(site.settings.site_database)
        await site.news.after(version)


async def _sweep(site: Site) -> None:
    more, first = True, True
    while more:
        done: list[bool] = []
        await site.write(partial(_step, first=first, done=done))
        more, first = done[0], False


def _step(writer: Writer, *, first: bool, done: list[bool]) -> None:
    def work(db: sqlite3.Connection) -> tuple[()]:
        done.append(indexing.sweep(db, first=first))
        return ()

    writer.change(work)


async def _forget_log(database: Path) -> None:
    """Empty SQLite's write-ahead log, which still holds what was removed, as soon as no reader stands in the way."""
    needed = True
    while needed:
        needed = await run_in_threadpool(_is_needed, database)
        await asyncio.sleep(_AGAIN_SECONDS if needed else 0)


def _is_needed(database: Path) -> bool:
    with closing(connection.connect(database)) as db:
        db.execute(f"PRAGMA busy_timeout = {_WAIT_MILLISECONDS}")
        return bool(db.execute("PRAGMA wal_checkpoint (TRUNCATE)").fetchone()[0])
