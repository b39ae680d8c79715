"""A feed, or any page or file on the web, that is polled.

What the server said about freshness (ETag, Last-Modified) is remembered only after everything in its answer was
admitted: a crash in between costs a second fetch and never an article.
"""

from typing import Final

from khabar.blobs import sha256
from khabar.config import SourceSettings
from khabar.errors import ConfigError, Retryable
from khabar.fetching import Fetched, Resting
from khabar.metrics import POLLS
from khabar_ingest.discovery import is_feed
from khabar_ingest.item import Item, Result
from khabar_ingest.schedule import moves
from khabar_ingest.schedule.interval import Bounds, learn, next_poll
from khabar_ingest.schedule.pace import arrived
from khabar_ingest.sources import Gone, Rooms
from khabar_ingest.sources.address import address
from khabar_ingest.sources.freshness import conditions, forget, remember
from khabar_ingest.sources.refusal import refusal

_OK: Final = 200
_NOT_MODIFIED: Final = 304
_GONE: Final = 410
_FORGET_MOVE_AFTER: Final = 3
_LONGEST_FAILURE_SECONDS: Final = 6 * 3600.0


class Feed:
    """Polls ``url`` every ``interval`` seconds, or without one as often as it brings news.

    Raises:
        ConfigError: ``url`` is missing or can never be fetched, or ``interval`` is not a positive number.
    """

    SETTINGS: Final = frozenset({"interval"})

    def __init__(self, settings: SourceSettings, rooms: Rooms) -> None:
        interval = (settings.model_extra or {}).get("interval")
        if interval is not None and (not isinstance(interval, int | float) or interval <= 0):
            msg = f"source {settings.id}: interval {interval!r} is not a number of seconds above 0"
            raise ConfigError(msg)
        self.settings, self.url, self.interval = settings, address(settings, rooms), interval
        self._rooms = rooms

    async def poll(self) -> float:
        """Fetch the feed and take what is in it.

        Raises:
            Resting: its host asked for rest before.
            Retryable: it answered with anything but 200, 304 or 410, or could not be reached.
            Gone: it answered 410.
        """
        memory = self._rooms.memory
        if memory.get("named") != self.url:  # what another address said about itself says nothing about this one
            failures = {name: value for name, value in memory.items() if name == "failures"}
            memory.clear()
            memory.update(failures, named=self.url)
        if self._failures >= _FORGET_MOVE_AFTER:
            memory.pop("address", None)
        asked = memory.get("address", self.url)
        answer = await self._fetch(asked)
        if answer.status == _NOT_MODIFIED:
            POLLS.labels(self.settings.id, "not modified").inc()
        elif answer.status == _OK:
            await self._take(answer, asked)
        else:
            POLLS.labels(self.settings.id, "refused").inc()
            raise self._refused(answer)
        await self._follow(answer)
        await self._subscribe(answer)
        learn(memory, answer)
        return self._next()

    @property
    def _failures(self) -> int:
        return int(self._rooms.memory.get("failures", "0"))

    async def _fetch(self, asked: str) -> Fetched:
        limits, fetcher = self._rooms.settings, self._rooms.fetcher
        said = conditions(self._rooms.memory, asked)
        try:
            return await fetcher.get(
                asked, max_bytes=limits.max_item_bytes, seconds=limits.fetch_seconds, headers=said, named=self.url
            )
        except Resting:
            raise
        except Retryable as error:
            POLLS.labels(self.settings.id, "unreachable").inc()
            raise Retryable(str(error), retry_after=self._later(error.retry_after)) from error

    async def _take(self, answer: Fetched, asked: str) -> None:
        """Take the feed in, unless it is to the byte what was taken before under the same settings.

        What of it is not all there yet is asked for again, and so the whole feed.
        """
        memory = self._rooms.memory
        digest = sha256(b"\n".join((self.settings.model_dump_json().encode(), answer.content)))
        if memory.get("sha256") == digest:
            POLLS.labels(self.settings.id, "nothing new").inc()
            remember(memory, asked, answer)
            return
        results = await self._rooms.intake.take(Item(answer.content, answer.url, answer.charset), self.settings)
        forget(memory)
        if not any(result.again for result in results):
            remember(memory, asked, answer)
            memory["sha256"] = digest
        await self._tell(results)

    async def _tell(self, results: list[Result]) -> None:
        """Say what a poll brought; one that brought nothing new is only counted."""
        news = sum(result.is_news and not result.rejected for result in results)
        POLLS.labels(self.settings.id, "news" if news else "nothing new").inc()
        if news:
            memory, now = self._rooms.memory, self._rooms.now()
            memory["arrivals"] = arrived(memory.get("arrivals", ""), now.timestamp(), news)
            id_, once = self.settings.id, now.isoformat()
            await self._rooms.intake.tell("source.polled", id_, "", once=once, items=len(results), news=news)

    async def _follow(self, answer: Fetched) -> None:
        """Ask at a new address from here on once it is proven that the feed has moved there for good."""
        memory = self._rooms.memory
        target = moves.permanent(answer.redirects)
        if not moves.proven(memory, target if self._yields(answer) else "", self._rooms.now()):
            return
        moves.forget(memory)
        memory["address"] = target
        words = f"the feed has moved for good and is asked at {target}; write that into its settings"
        await self._rooms.intake.tell("source.polled", self.settings.id, words, once=self._rooms.now().isoformat())

    async def _subscribe(self, answer: Fetched) -> None:
        """See to the hub that pushes the feed, if hubs can reach us; an unchanged feed names none."""
        memory, websub = self._rooms.memory, self._rooms.websub
        if websub and (answer.status == _OK or "push_until" in memory):
            await websub.polled(self.settings, answer, memory)

    def _yields(self, answer: Fetched) -> bool:
        """Whether a feed came, or is still the one that did."""
        return answer.status == _NOT_MODIFIED or is_feed(answer.content, answer.charset)

    def _next(self) -> float:
        if self.interval is not None:
            return float(self.interval)
        return next_poll(self._rooms.memory, self._rooms.now(), Bounds.read(self._rooms.settings))

    def _refused(self, answer: Fetched) -> Exception:
        if answer.status == _GONE and not answer.redirects and "address" not in self._rooms.memory:
            return Gone(f"{answer.url}: the server answered 410, gone for good; remove it, or resume it if it is not")
        return Retryable(refusal(answer), retry_after=self._later(answer.retry_after))

    def _later(self, asked: float | None) -> float:
        """Seconds to stay away after a failure: longer with every one in a row, and never less than was asked."""
        base = float(self.interval or self._rooms.settings.feed_interval_seconds)
        later = min(base * 2.0 ** min(self._failures, 20), _LONGEST_FAILURE_SECONDS)
        return max(later, asked or 0.0)
