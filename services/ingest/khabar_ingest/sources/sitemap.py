"""A site's sitemap that is polled for pages that it did not list before; each is fetched and taken by itself."""

import asyncio
from typing import Final

import structlog

from khabar.config import SourceSettings
from khabar.errors import ConfigError, Rejected, Retryable
from khabar.fetching import Fetched
from khabar.metrics import POLLS
from khabar_ingest.document import Document
from khabar_ingest.item import Item
from khabar_ingest.sitemaps import Addresses, Listing, Place, listing
from khabar_ingest.sources.address import address
from khabar_ingest.sources.freshness import conditions, remember
from khabar_ingest.sources.gone import Gone
from khabar_ingest.sources.refusal import refusal
from khabar_ingest.sources.rooms import Rooms

_OK: Final = 200
_NOT_MODIFIED: Final = 304
_GONE: Final = 410
_FOR_GOOD: Final = frozenset({401, 403, 404, 410, 451})
_MOST_SITEMAPS: Final = 10
_MOST_LISTED: Final = 2_000
_PAGES: Final = 20
_NEXT_PART_SECONDS: Final = 5.0
_FAILURES: Final = 3
_log = structlog.get_logger()


class Sitemap:
    """Polls the sitemap ``url`` every ``interval`` seconds, and fetches at most ``pages`` of its pages in one poll.

    Of an index the ten sitemaps that changed last are read, and of all pages the 2,000 newest count. The first poll
    takes the newest ``first_poll`` of them, or without that setting as many as one poll may; the rest are old.

    Raises:
        ConfigError: ``url`` is missing or can never be fetched, or one of the numbers is none above 0.
    """

    SETTINGS: Final = frozenset({"interval", "pages"})

    def __init__(self, settings: SourceSettings, rooms: Rooms) -> None:
        said = settings.model_extra or {}
        self.interval = _number(settings, "interval", said.get("interval", rooms.settings.feed_interval_seconds))
        self._pages = int(_number(settings, "pages", said.get("pages", _PAGES)))
        self.settings, self.url, self._rooms = settings, address(settings, rooms), rooms
        self._chosen = settings.model_copy(update={"first_poll": None})  # which pages come first is chosen here
        ledger = rooms.intake.admission.ledger
        self._seen = Addresses(ledger.client, ledger.keys, settings.id)

    async def poll(self) -> float:
        """Fetch what the sitemap lists anew; the rest of a long list waits for the next poll, which is soon.

        Raises:
            Retryable: the sitemap, or all of the pages that were tried, could not be reached.
            Rejected: it is no sitemap.
            Gone: it answered 410.
        """
        answer = await self._get(self.url, conditions(self._rooms.memory, self.url))
        if answer.status == _NOT_MODIFIED:
            POLLS.labels(self.settings.id, "not modified").inc()
            return self.interval
        if answer.status != _OK:
            POLLS.labels(self.settings.id, "refused").inc()
            raise self._refused(answer)
        found, whole = await self._listed(answer)
        wanted = await self._wanted(found)
        left = await self._take(wanted)
        POLLS.labels(self.settings.id, "news" if wanted else "nothing new").inc()
        if left:
            return min(_NEXT_PART_SECONDS, self.interval)
        if whole:
            remember(self._rooms.memory, self.url, answer)
        return self.interval

    async def _wanted(self, found: list[Place]) -> list[Place]:
        """The pages that were not fetched yet, the newest first."""
        newest = sorted(found, key=lambda place: place.at, reverse=True)[:_MOST_LISTED]
        if await self._seen.any():
            return await self._seen.unseen(newest)
        most = self._pages if self.settings.first_poll is None else self.settings.first_poll
        await self._seen.add(newest[most:], self._rooms.now().timestamp())
        return newest[:most]

    async def _listed(self, answer: Fetched) -> tuple[list[Place], bool]:
        """The pages of a sitemap, or of those sitemaps of an index that changed last; and whether all could be read."""
        found = await self._read(answer)
        pages, whole = list(found.pages), True
        for place in sorted(found.sitemaps, key=lambda place: place.at, reverse=True)[:_MOST_SITEMAPS]:
            try:
                part = await self._get(place.url)
                if part.status != _OK:
                    raise Retryable(refusal(part))  # noqa: TRY301 - told below like a part that cannot be reached
                pages += (await self._read(part)).pages
            except (Retryable, Rejected) as error:  # one of several: what the others list is news all the same
                _log.warning("sitemap.part_refused", source=self.settings.id, reason=str(error))
                whole = False
        return pages, whole

    async def _read(self, answer: Fetched) -> Listing:
        """Read a sitemap in a thread: one of 50,000 pages takes seconds."""
        zone = self._rooms.intake.zone(self.settings)
        return await asyncio.to_thread(listing, Document(answer.content, answer.url, answer.charset, zone))

    async def _take(self, wanted: list[Place]) -> int:
        """Take the newest of some pages, in the order of their times, and say how many are left for the next poll."""
        chosen = sorted(wanted[: self._pages], key=lambda place: place.at)
        failures: list[Retryable] = []
        for place in chosen:
            try:
                await self._take_one(place)
            except Retryable as error:
                failures.append(error)
                if len(failures) == _FAILURES:
                    break
        if failures and len(failures) == min(len(chosen), _FAILURES):
            raise failures[-1]
        return len(wanted) - len(chosen) + len(failures)

    async def _take_one(self, place: Place) -> None:
        """Take one page; one that is not there, or may not be fetched, is not asked for again.

        Raises:
            Retryable: it, or the server, cannot be reached; the page stays unseen.
        """
        await self._rooms.pressure.eased()
        try:
            page = await self._get(place.url)
        except Rejected as error:
            await self._rooms.intake.tell("item.rejected", self.settings.id, str(error), once=place.url, item=place.url)
        else:
            if page.status == _OK:
                item = Item(page.content, page.url, page.charset, place.published)
                await self._rooms.intake.take(item, self._chosen)
            elif page.status not in _FOR_GOOD:
                msg = f"{place.url}: the server answered {page.status}"
                raise Retryable(msg, retry_after=self.interval)
        await self._seen.add([place], self._rooms.now().timestamp())

    async def _get(self, url: str, headers: dict[str, str] | None = None) -> Fetched:
        limits = self._rooms.settings
        return await self._rooms.fetcher.get(
            url, max_bytes=limits.max_item_bytes, seconds=limits.fetch_seconds, headers=headers, named=self.url
        )

    def _refused(self, answer: Fetched) -> Exception:
        if answer.status == _GONE and not answer.redirects:
            words = "gone for good; remove the source, or resume it if it is not"
            return Gone(f"{answer.url}: the server answered 410, the sitemap is {words}")
        return Retryable(refusal(answer), retry_after=self.interval)


def _number(settings: SourceSettings, name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        msg = f"source {settings.id}: {name} {value!r} is not a number above 0"
        raise ConfigError(msg)
    return float(value)
