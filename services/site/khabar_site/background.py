"""What the site does besides answering: works that run from its start to its end, each begun anew when it fails."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

import structlog

from khabar_site.drafting import sweeping
from khabar_site.followers import hub, indexnow, purge
from khabar_site.pictures.keeping import keep_pictures
from khabar_site.searching import sweep_index
from khabar_site.site import Site
from khabar_site.store import Writer

Work = Callable[[Site], Awaitable[None]]
_AGAIN_SECONDS = 5


async def renewing(site: Site) -> None:
    """Keep the pages anew that were made for readers because the look or a tag changed."""
    while True:
        numbers = await site.worn.some()
        await site.write(partial(Writer.renew, numbers=numbers))


WORKS: Sequence[Work] = (renewing, sweeping, sweep_index, keep_pictures, hub, indexnow, purge)


@asynccontextmanager
async def working(site: Site, works: Sequence[Work] = WORKS) -> AsyncIterator[None]:
    """Run the works for as long as the block lasts."""
    tasks = [asyncio.create_task(_kept_up(site, work), name=work.__name__) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _kept_up(site: Site, work: Work) -> None:
    log = structlog.get_logger()
    while True:
        try:
            await work(site)
        except Exception:
            log.exception("site.work_failed", work=work.__name__, again_seconds=_AGAIN_SECONDS)
            await asyncio.sleep(_AGAIN_SECONDS)
        else:
            return
