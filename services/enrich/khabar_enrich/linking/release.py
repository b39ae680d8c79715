"""Articles whose links are out of date come back to the stage when it is time."""

import asyncio
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import structlog
from redis.exceptions import RedisError

from khabar.events import Event, make
from khabar.models import Report
from khabar.wire import Wire
from khabar_enrich.linking.pages import SOURCE
from khabar_enrich.linking.store import Store

OUTDATED: Final = "related.outdated"
_EVERY_SECONDS: Final = 1.0
_AT_ONCE: Final = 64
_log = structlog.get_logger()


@dataclass(slots=True)
class Release:
    """Looks every second, in every replica; an article goes to the one that takes it first.

    Args:
        store: what is due.
        stream: the private stream of the stage that tells links.
    """

    store: Store
    stream: str
    _wire: Wire = field(default_factory=Wire)
    _runs: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look."""
        self._runs = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Look no more."""
        if self._runs:
            self._runs.cancel()
            with suppress(asyncio.CancelledError):
                await self._runs

    async def tick(self) -> int:
        """Hand over what is due by now, and return how many articles that were.

        Raises:
            RedisError, OSError: the server cannot be reached.
        """
        due = await self.store.due(_AT_ONCE)
        if not due:
            return 0
        return await self.store.release(self.stream, {id_: self._wire.encode(_event(id_)) for id_ in due})

    async def _run(self) -> None:
        failing = ""
        while True:
            try:
                while await self.tick() == _AT_ONCE:
                    pass
                failing = ""
            except (RedisError, OSError) as error:
                if str(error) != failing:
                    _log.warning("links.waiting", reason=str(error))
                failing = str(error)
            await asyncio.sleep(_EVERY_SECONDS)


def _event(article_id: str) -> Event:
    report = Report(about=article_id, message="links changed around it")
    return make(OUTDATED, report, source=SOURCE, subject=article_id, target=secrets.token_hex(8))
