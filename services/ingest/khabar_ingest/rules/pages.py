"""Fetching the pages of items that are only the beginning of an article.

What fails is tried again with the next poll of its source, ever later and at most five times; this is remembered by the
process alone, so that a restart begins anew.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice
from time import monotonic
from typing import Final

import structlog

from khabar.errors import Rejected, Retryable
from khabar.fetching import Fetched, Fetcher
from khabar_ingest.draft import BUG, Draft, Fault
from khabar_ingest.pages.article import article_of
from khabar_ingest.rules.full_text import Page, is_whole

_OK: Final = 200
_AT_ONCE: Final = 4
_MOST: Final = 30
_SECONDS: Final = 30.0
_LONGEST_SECONDS: Final = 15.0
_TRIES: Final = 5
_FIRST_REST_SECONDS: Final = 60.0
_REST_GROWS_BY: Final = 4
_REMEMBERED: Final = 10_000
_LATER: Final = "its page is fetched with the next poll"
Keep = Callable[[bytes], Awaitable[str]]
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Failure:
    page: Page
    times: int
    until: float


class Pages:
    """Fetches the pages of items, at most 30 of a document and for half a minute; the rest waits for the next poll.

    Args:
        fetcher: which every page goes through.
        max_bytes: most that a page may hold.
        seconds: longest time for one; 15 at most, so that one slow page does not cost all the time there is.
        now: seconds that never run backwards.
    """

    def __init__(
        self, fetcher: Fetcher, *, max_bytes: int, seconds: float, now: Callable[[], float] = monotonic
    ) -> None:
        self._fetcher, self._max_bytes, self._seconds, self._now = (
            fetcher,
            max_bytes,
            min(seconds, _LONGEST_SECONDS),
            now,
        )
        self._failures: dict[str, _Failure] = {}

    async def fetch(self, teasers: Mapping[int, Draft], near: str | None, zone: tzinfo, keep: Keep) -> dict[int, Page]:
        """Fetch the pages of some items and say what came of each.

        Args:
            teasers: the items, by any number.
            near: the address of the document they came in; pages of its host may be on its port.
            zone: of times without an offset.
            keep: keeps a page's bytes before they are read, and returns what they are called.
        """
        found = {index: self._remembered(draft) for index, draft in teasers.items()}
        due = islice((index for index, page in found.items() if page is None), _MOST)
        places = asyncio.Semaphore(_AT_ONCE)
        tasks = {index: asyncio.create_task(self._one(teasers[index], near, zone, keep, places)) for index in due}
        try:
            if tasks:
                await asyncio.wait(tasks.values(), timeout=_SECONDS)
        finally:
            for task in tasks.values():
                task.cancel()
        fetched = {index: task.result() for index, task in tasks.items() if task.done() and not task.cancelled()}
        return {index: fetched.get(index) or page or Page(note=_LATER, again=True) for index, page in found.items()}

    async def _one(self, teaser: Draft, near: str | None, zone: tzinfo, keep: Keep, places: asyncio.Semaphore) -> Page:
        link = teaser.canonical_url or ""
        try:
            async with places:
                answer = await self._get(link, near)
            blob = await keep(answer.content)
            article = await asyncio.to_thread(_read, teaser, answer, zone)
        except Retryable as error:
            return self._failed(link, str(error), final=False)
        except Rejected as error:
            return self._failed(link, str(error), final=True)
        except Exception:  # noqa: BLE001 - a bug about one page must not cost the document; it is logged
            _log.exception("page.bug", url=link)
            return self._failed(link, BUG, final=True)
        _log.info("page.fetched", url=link, blob=blob)
        self._failures.pop(link, None)
        return Page(article)

    async def _get(self, link: str, near: str | None) -> Fetched:
        answer = await self._fetcher.get(link, max_bytes=self._max_bytes, seconds=self._seconds, named=near)
        if answer.status != _OK:
            msg = f"{link}: the server answered {answer.status}"
            raise Retryable(msg)
        return answer

    def _failed(self, link: str, reason: str, *, final: bool) -> Page:
        last = self._failures.pop(link, None)
        times = last.times + 1 if last else 1
        again = not final and times < _TRIES
        rest = _FIRST_REST_SECONDS * _REST_GROWS_BY ** (times - 1)
        page = Page(note=f"its page has no full text: {reason}", again=again)
        self._failures[link] = _Failure(page, times, self._now() + rest)
        if len(self._failures) > _REMEMBERED:
            del self._failures[next(iter(self._failures))]
        _log.warning("page.refused", url=link, reason=reason, again=again)
        return page

    def _remembered(self, teaser: Draft) -> Page | None:
        """What came of an item's page the last time, as long as it is not to be tried again."""
        failure = self._failures.get(teaser.canonical_url or "")
        waits = failure is not None and (not failure.page.again or self._now() < failure.until)
        return failure.page if failure is not None and waits else None


def _read(teaser: Draft, answer: Fetched, zone: tzinfo) -> Draft:
    """Read a page.

    Raises:
        Rejected: there is no article on it, or another one.
    """
    found = article_of(answer.content, answer.url, answer.charset, zone)
    if isinstance(found, Fault):
        msg = f"{answer.url}: {found.reason}"
        raise Rejected(msg)
    if not is_whole(teaser, found):
        msg = f"{answer.url}: the page tells something else; is it for subscribers, or only a notice?"
        raise Rejected(msg)
    return found
