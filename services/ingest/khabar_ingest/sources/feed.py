"""A feed, or any page or file on the web, that is polled.

What the server said about freshness (ETag, Last-Modified) is remembered only after everything in its answer was
admitted: a crash in between costs a second fetch and never an article.
"""

from email.utils import parsedate_to_datetime
from typing import Any, Final

from redis.exceptions import RedisError

from khabar.config import SourceSettings
from khabar.errors import ConfigError, Retryable
from khabar.metrics import POLLS
from khabar_ingest.http import Fetched, fetch
from khabar_ingest.item import Item, Result
from khabar_ingest.sources.rooms import Rooms

_OK: Final = 200
_NOT_MODIFIED: Final = 304
_GONE: Final = 410
_OLD: Final = frozenset({"duplicate", "stale"})
_REMEMBERED: Final = (("etag", "if-none-match"), ("last-modified", "if-modified-since"))


class Feed:
    """Polls ``url`` every ``interval`` seconds (or as the service is set).

    Raises:
        ConfigError: ``url`` is missing or ``interval`` is not a positive number.
    """

    def __init__(self, settings: SourceSettings, rooms: Rooms) -> None:
        if not settings.url:
            msg = f"source {settings.id}: a feed needs a url"
            raise ConfigError(msg)
        interval = (settings.model_extra or {}).get("interval", rooms.settings.feed_interval_seconds)
        if not isinstance(interval, int | float) or interval <= 0:
            msg = f"source {settings.id}: interval {interval!r} is not a number of seconds above 0"
            raise ConfigError(msg)
        self.settings, self.url, self.interval = settings, settings.url, float(interval)
        self._rooms = rooms
        self._key = rooms.intake.admission.ledger.keys("source", settings.id)

    async def poll(self) -> float:
        """Fetch the feed and take what is in it.

        Raises:
            Retryable: it answered with anything but 200 or 304, or could not be reached.
        """
        answer = await self._fetch(await self._asked())
        if answer.status == _NOT_MODIFIED:
            POLLS.labels(self.settings.id, "not modified").inc()
            return self.interval
        if answer.status != _OK:
            POLLS.labels(self.settings.id, "refused").inc()
            raise self._refused(answer)
        results = await self._rooms.intake.take(Item(answer.content, answer.url, answer.charset), self.settings)
        await self._remember(answer)
        await self._tell(results)
        return self.interval

    async def _fetch(self, headers: dict[str, str]) -> Fetched:
        limits = self._rooms.settings
        size, seconds = limits.max_item_bytes, limits.fetch_seconds
        try:
            return await fetch(self._rooms.http, self.url, max_bytes=size, seconds=seconds, headers=headers)
        except Retryable as error:
            POLLS.labels(self.settings.id, "unreachable").inc()
            raise Retryable(str(error), retry_after=self.interval) from error

    async def _asked(self) -> dict[str, str]:
        """The conditions under which the server need not send the feed again."""
        names = ["url", *(field for field, _ in _REMEMBERED)]
        try:
            url, *found = await self._rooms.intake.admission.ledger.client.hmget(self._key, names)
        except RedisError as error:
            msg = f"the state of source {self.settings.id} cannot be read ({error})"
            raise Retryable(msg, retry_after=2) from error
        if url != self.url.encode():  # what another address said about itself says nothing about this one
            return {}
        pairs = zip(_REMEMBERED, found, strict=True)
        return {header: value.decode() for (_, header), value in pairs if isinstance(value, bytes) and value}

    async def _remember(self, answer: Fetched) -> None:
        client = self._rooms.intake.admission.ledger.client
        said: dict[Any, Any] = {field: answer.headers[field] for field, _ in _REMEMBERED if field in answer.headers}
        try:
            async with client.pipeline(transaction=True) as pipe:
                pipe.delete(self._key)
                pipe.hset(self._key, mapping={"polled_at": self._rooms.now().isoformat(), "url": self.url, **said})
                await pipe.execute()
        except RedisError as error:
            msg = f"the state of source {self.settings.id} cannot be kept ({error})"
            raise Retryable(msg, retry_after=2) from error

    async def _tell(self, results: list[Result]) -> None:
        """Say what a poll brought; one that brought nothing new is only counted."""
        news = sum(result.outcome not in _OLD for result in results)
        POLLS.labels(self.settings.id, "news" if news else "nothing new").inc()
        if news:
            once = self._rooms.now().isoformat()
            await self._rooms.intake.tell(
                "source.polled", self.settings.id, "", once=once, items=len(results), news=news
            )

    def _refused(self, answer: Fetched) -> Retryable:
        advice = (
            "it is gone for good: remove it from newsroom.toml"
            if answer.status == _GONE
            else "see whether the address is right"
        )
        reason = f"{self.url}: the server answered {answer.status}; {advice}"
        return Retryable(reason, retry_after=max(self.interval, self._retry_after(answer)))

    def _retry_after(self, answer: Fetched) -> float:
        """Seconds, or a date, that the server asked us to stay away; at most a day."""
        said = answer.headers.get("retry-after", "").strip()
        if said.isdecimal():
            return min(float(said), 86_400.0)
        try:
            seconds = (parsedate_to_datetime(said) - self._rooms.now()).total_seconds()
        except (ValueError, TypeError):
            return 0.0
        return min(max(seconds, 0.0), 86_400.0)
