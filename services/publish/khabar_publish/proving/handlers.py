"""What the proof of publication does with each receipt: it lets it wait for a look at the page."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, cast

from redis.asyncio import Redis

from khabar import Event
from khabar.keys import Keys
from khabar.models import Receipt
from khabar.stage import Stage
from khabar_publish.proving.prover import Prover
from khabar_publish.proving.sought import REMOVED, Sought
from khabar_publish.shown import read

_OLD_SECONDS: Final = {"article.published": 3600.0, REMOVED: 86_400.0}
"""Receipts that are older are not proved: after a long rest of the service, or where a group was made anew, all of a
stream is read from its beginning."""


class Receipts:
    """The handlers of the stage that reads receipts; ``provers`` are those of the targets whose pages are looked at."""

    def __init__(self, provers: Mapping[str, Prover], redis: Redis, keys: Keys) -> None:
        self._provers, self._redis, self._keys = provers, redis, keys

    def register(self, stage: Stage) -> None:
        """Register the handlers on their stage."""
        stage.on("article.published")(self.on_published)
        stage.on(REMOVED)(self.on_removed)

    async def on_published(self, event: Event) -> Sequence[Event]:
        """Have a page looked for; what a replay writes anew is not proved once more, what a person sent again is."""
        if isinstance(event.data, Receipt) and (event.resent or not event.replayed):
            await self._put(event, event.data, event.data.url or "")
        return ()

    async def on_removed(self, event: Event) -> Sequence[Event]:
        """Have it looked whether an article is gone from where it was."""
        if isinstance(event.data, Receipt) and event.data.target in self._provers:
            await self._put(event, event.data, await self._was_at(event.data))
        return ()

    async def _put(self, event: Event, receipt: Receipt, url: str) -> None:
        prover = self._provers.get(receipt.target)
        age = (datetime.now(UTC) - event.time).total_seconds()
        if prover and url and age < _OLD_SECONDS[event.name]:
            await prover.put(Sought.of(event, receipt, url), int(event.time.timestamp() * 1_000_000))

    async def _was_at(self, receipt: Receipt) -> str:
        """Where a removed article was: its own receipt need not say it, what the target holds does."""
        kept = await cast("Any", self._redis.hget(self._keys.shown(receipt.id), receipt.target))
        held = read(kept or b"")
        return (held.url if held else None) or receipt.url or ""
