"""Tells the newsroom when enrichment becomes late, and when it has caught up: once, whoever of the replicas sees it."""

import secrets
from itertools import chain
from typing import Any

import structlog
from redis.asyncio import Redis

from khabar.events import make
from khabar.keys import Keys
from khabar.models import Report
from khabar.stage import load
from khabar.wire import Wire
from khabar_publish.bare.backlog import GROUP

log = structlog.get_logger()


class Alarm:
    """The alarm of one newsroom.

    Args:
        limit_ms: from which age of the oldest article on enrichment is late; it has caught up at half of that, so that
            nobody is called again and again around the limit.
    """

    def __init__(self, redis: Redis, keys: Keys, limit_ms: int) -> None:
        self._limit_ms = limit_ms
        self._keys = [keys.late, keys.stream("ops")]
        self._tell = load(redis, "khabar_publish.bare", "tell.lua")

    async def weigh(self, age_ms: int) -> None:
        """Tell what changed, given how long the oldest article has waited."""
        if age_ms > self._limit_ms:
            words = f"articles have waited {age_ms / 1000:.0f} s for enrich; see whether it runs (docs/operate)"
            if await self._told("enrichment.late", words, age_ms, late=True):
                log.error("enrichment.late", seconds=round(age_ms / 1000, 1), next_step="see whether enrich runs")
        elif age_ms <= self._limit_ms // 2 and await self._told(
            "enrichment.caught-up", "articles no longer wait for enrich", age_ms, late=False
        ):
            log.info("enrichment.caught-up")

    async def _told(self, name: str, message: str, age_ms: int, *, late: bool) -> bool:
        report = Report(about=GROUP, message=message, figures={"seconds": age_ms // 1000})
        event = make(name, report, source="khabar/publish", subject=GROUP, target=secrets.token_hex(8))
        fields: dict[str, Any] = dict(Wire().encode(event))
        return bool(await self._tell(keys=self._keys, args=[int(late), *chain.from_iterable(fields.items())]))
