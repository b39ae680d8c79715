"""Following the site's changes: each is told at least once, also over restarts and while the other side is away."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

import httpx
import structlog

from khabar_site import surrogates
from khabar_site.followers.calls import Failed, client
from khabar_site.site import Site
from khabar_site.store import followers
from khabar_site.store.followers import Since

Tell = Callable[[httpx.AsyncClient, Since], Awaitable[None]]
_CHANGES = 500
_REST_SECONDS = 2.0
_FIRST_SECONDS, _LAST_SECONDS = 1.0, 300.0
_LATE_SECONDS = 60.0


async def follow(site: Site, name: str, tell: Tell, *, rest_seconds: float | None = None) -> None:
    """Tell what changes from now on, or since it was told last; it ends by being cancelled.

    Args:
        site: what is followed.
        name: under which the position is kept.
        tell: tells some changes; it raises `Failed` where they are to be told again.
        rest_seconds: how long changes are gathered before they are told; two seconds if nothing is said.
    """
    told = await _begin(site, name)
    async with client() as using:
        while True:
            await site.news.after(told)
            await asyncio.sleep(_REST_SECONDS if rest_seconds is None else rest_seconds)
            told = await _told(site, name, told, using, tell)


async def _told(site: Site, name: str, start: int, using: httpx.AsyncClient, tell: Tell) -> int:
    """Tell what changed since a point until it is told; what changes meanwhile is told with it."""
    since, tries, failing = time.monotonic(), 0, True
    while failing:
        found = await site.read(lambda reader: followers.since(reader, start, _CHANGES))
        if found.whole:
            found.keys[surrogates.SITE] = found.last
        try:
            await tell(using, found)
            failing = False
        except Failed as error:
            tries += 1
            _complain(site, name, error, time.monotonic() - since)
            await asyncio.sleep(max(error.wait, _pause(tries)))
    await _keep(site, name, found.last)
    site.behind.pop(name, None)
    return found.last


async def _begin(site: Site, name: str) -> int:
    """Where a follower left off; a new one begins now, and so does one of another file's future."""
    known = await site.read(lambda reader: followers.position(reader, name))
    if known is None or known > site.news.version:
        known = site.news.version
        await _keep(site, name, known)
    return known


async def _keep(site: Site, name: str, seq: int) -> None:
    await site.write(lambda writer: writer.change(lambda db: followers.put(db, name, seq)))


def _complain(site: Site, name: str, error: Failed, seconds: float) -> None:
    structlog.get_logger().warning("site.ping_failed", follower=name, why=str(error))
    if seconds >= _LATE_SECONDS:
        site.behind[name] = f"not told of changes for {seconds:.0f} s: {error}"


def _pause(tries: int) -> float:
    """Full jitter, longer with each failure in a row."""
    return random.uniform(0, min(_LAST_SECONDS, _FIRST_SECONDS * 2 ** min(tries, 16)))  # noqa: S311 - jitter
