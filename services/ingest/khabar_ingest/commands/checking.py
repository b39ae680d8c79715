"""What would come in from an address or a source, with nothing touched: nothing is admitted, kept or remembered."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from khabar.config import SourceSettings
from khabar.errors import Rejected, Retryable
from khabar.fetching import Fetched, Fetcher
from khabar_ingest import discovery
from khabar_ingest.commands.listed_pages import SITEMAP, pages_of
from khabar_ingest.draft import Draft, Fault, Parsed
from khabar_ingest.handlers import understand
from khabar_ingest.identity import identity
from khabar_ingest.item import Item
from khabar_ingest.rules import teasers, treat
from khabar_ingest.schedule.hints import hints
from khabar_ingest.settings import IngestSettings
from khabar_ingest.sitemaps import sitemaps_of

_OK: Final = 200
_SHOWN: Final = 5
_AHEAD: Final = timedelta(hours=24)
_OLD: Final = timedelta(days=30)
_NO_FEED: Final = "no feed: the page itself is read"
Answer = dict[str, Any]
Read = tuple[Fetched, str, list[str]]
"""An answer, how it was found, and what else there is to say of the place."""


async def check(source: SourceSettings, settings: IngestSettings, now: datetime, *, search: bool) -> Answer:
    """Look at the address of a source and say what would come from there, under the rules of the source.

    The address is read as a poll reads it; with ``search`` it may be that of a site, whose feed is then looked for.

    Raises:
        Retryable: it cannot be reached.
        Rejected: it has no address, may not be fetched, answers with an error, or is not what its source says it is.
    """
    if not (url := source.url):
        msg = f"{source.id}: is no source with an address; give one, or an http(s) address"
        raise Rejected(msg)
    size, seconds = settings.max_item_bytes, settings.fetch_seconds
    async with Fetcher.set_up(settings) as fetcher:
        get = partial(fetcher.get, named=url, max_bytes=size, seconds=seconds)
        first = await get(url)
        if first.status != _OK:
            msg = f"{first.url}: the server answered {first.status}; see whether the address is right"
            raise Rejected(msg)
        zone = ZoneInfo(source.timezone) if source.timezone else settings.newsroom_config.newsroom.zone
        if source.type == SITEMAP:
            return {"asked": url, "url": first.url, **await pages_of(first, get, zone)}
        answer, how, others = await _searched(url, first, get) if search else _polled(first)
    parsed = understand(Item(answer.content, answer.url, answer.charset), zone)
    said = told(answer, parsed, now, source)
    return {"asked": url, "url": answer.url, "found": how, **said, "warnings": [*said["warnings"], *others]}


def told(answer: Fetched, parsed: Sequence[Parsed], now: datetime, source: SourceSettings) -> Answer:
    """What is told of an answer: how many articles, the first of them, and what a desk should know. Pure."""
    drafts = [each for each in parsed if isinstance(each, Draft)]
    faults = [each for each in parsed if isinstance(each, Fault)]
    reasons = [treatment.drop for treatment in treat(drafts, source, is_first=False)]
    kept = [draft for draft, why in zip(drafts, reasons, strict=True) if not why]
    return {
        "entries": len(kept),
        "first": [{"headline": each.headline, "published_at": _date(each)} for each in kept[:_SHOWN]],
        "dropped": [f"{draft.headline}: {why}" for draft, why in zip(drafts, reasons, strict=True) if why],
        "teasers": len(teasers(kept, source, answer.url)),
        "faults": [f"{each.item}: {each.reason}" for each in faults],
        "warnings": [*_of_answer(answer), *_of_drafts(kept, now)],
    }


async def _searched(url: str, first: Fetched, get: discovery.Get) -> Read:
    """The feed that is meant by an address, or where else its news may be found."""

    async def once(place: str) -> Fetched:
        return first if place == url else await get(place)

    found = await discovery.find(url, once)
    return (found.feed, found.how, []) if found.feed else (first, _NO_FEED, await _sitemaps(first.url, get))


def _polled(first: Fetched) -> Read:
    """What a poll reads, which looks for no other address; of the feeds that it leads to the likeliest is named."""
    if discovery.is_feed(first.content, first.charset):
        return first, "itself", []
    links = discovery.found(first.content, first.url)
    return first, _NO_FEED, [f"it leads to a feed, write that into its settings: {each.url}" for each in links[:1]]


async def _sitemaps(url: str, get: discovery.Get) -> list[str]:
    """What to do about a site without a feed whose robots.txt names sitemaps."""
    try:
        robots = await get(urljoin(url, "/robots.txt"))
    except (Retryable, Rejected):
        return []
    found = sitemaps_of(robots.content, robots.url) if robots.status == _OK else []
    return [f"its robots.txt names a sitemap, which can be a source of type sitemap: {each}" for each in found]


def _date(draft: Draft) -> str | None:
    return draft.published_at.isoformat() if draft.published_at else None


def _of_answer(answer: Fetched) -> Iterator[str]:
    """What costs the server or us more than it need."""
    if answer.redirects:
        yield f"it redirects {len(answer.redirects)} times; write {answer.url} into the settings"
    if not {"etag", "last-modified"} & answer.headers.keys():
        yield "the server names neither ETag nor Last-Modified: the whole is sent with every poll"
    if rest := hints(answer.content).rest:
        yield f"the feed asks to be left alone for {rest:.0f} s between two polls"


def _of_drafts(drafts: Sequence[Draft], now: datetime) -> Iterator[str]:
    """What would make articles come late, twice, or in the wrong order."""
    if not drafts:
        yield "there is nothing to take"
        return
    dates = [each.published_at for each in drafts if each.published_at]
    if len(dates) < len(drafts):
        yield f"{len(drafts) - len(dates)} of {len(drafts)} have no date that can be read: the time they come in counts"
    if any(date > now + _AHEAD for date in dates):
        yield "some dates lie in the future; see whether the source's time zone is right"
    if dates and max(dates) < now - _OLD:
        yield f"the newest is of {max(dates):%Y-%m-%d}: the feed may be abandoned"
    without = sum(not each.guid for each in drafts)
    if without:
        yield f"{without} of {len(drafts)} have no id of their own: their address, or their words, tell them apart"
    twice = [name for name, times in Counter(map(identity, drafts)).items() if times > 1]
    if twice:
        yield f"{len(twice)} ids are used more than once, first {twice[0]}: only one article comes of each"
    bare = sum(not each.body for each in drafts)
    if bare:
        yield f"{bare} of {len(drafts)} have no text but their headline or lead"
