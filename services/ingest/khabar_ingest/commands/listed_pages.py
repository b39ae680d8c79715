"""What a sitemap would bring."""

import asyncio
from datetime import tzinfo
from typing import Any, Final

from khabar.errors import Rejected
from khabar.fetching import Fetched
from khabar_ingest.discovery import Get
from khabar_ingest.document import Document
from khabar_ingest.sitemaps import Listing, Place, listing

SITEMAP: Final = "sitemap"
"""The type of sources that this is about."""

_OK: Final = 200
_SHOWN: Final = 5


async def pages_of(first: Fetched, get: Get, zone: tzinfo) -> dict[str, Any]:
    """Say which pages a sitemap lists, or of an index the sitemap that changed last; none of them is fetched.

    Raises:
        Retryable: that one cannot be reached.
        Rejected: that one, or the first, is no sitemap.
    """
    found, mind = await _read(first, zone), list[str]()
    if found.sitemaps:
        newest = max(found.sitemaps, key=lambda place: place.at)
        mind.append(f"an index of {len(found.sitemaps)} sitemaps; only {newest.url} was looked into")
        found = await _read(await get(newest.url), zone)
    if not found.pages:
        mind.append("there is nothing to take")
    pages = sorted(found.pages, key=lambda place: place.at, reverse=True)
    shown = [{"headline": each.url, "published_at": _date(each)} for each in pages[:_SHOWN]]
    none: dict[str, Any] = {"dropped": [], "teasers": 0, "faults": []}
    return {"found": "a sitemap", "entries": len(pages), "first": shown, **none, "warnings": mind}


async def _read(answer: Fetched, zone: tzinfo) -> Listing:
    if answer.status != _OK:
        msg = f"{answer.url}: the server answered {answer.status}"
        raise Rejected(msg)
    document = Document(answer.content, answer.url, answer.charset, zone)
    return await asyncio.to_thread(listing, document)


def _date(place: Place) -> str | None:
    date = place.changed or place.published
    return date.isoformat() if date else None
