"""Maps for search engines, as https://www.sitemaps.org/protocol.html and Google's news and image maps have them."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from starlette.exceptions import HTTPException

from khabar_site import surrogates
from khabar_site.ask import Ask
from khabar_site.look import Look
from khabar_site.page import Page
from khabar_site.store import Card, Reader, maps
from khabar_site.store import lists as stored

NEWS_HOURS = 48
_NEWS = 1_000  # the most that a news map may hold
_PART = 5_000  # of the 50,000 that a map may hold: a smaller one is made and read faster
_TAGS = 20_000
_XML = "application/xml; charset=utf-8"
_MONTH = re.compile(r"([1-9]\d{3})-(0[1-9]|1[0-2])(?:-([1-9]\d{0,3}))?", re.ASCII)


class Map(NamedTuple):
    """A map as the index names it."""

    path: str
    changed: datetime | None


class Url(NamedTuple):
    """A page as a map names it; ``path`` is unquoted, ``image`` the path of a picture that the site holds."""

    path: str
    changed: datetime | None
    image: str = ""


def index(reader: Reader, look: Look, ask: Ask) -> Page:
    """The index of all maps."""
    newest = stored.latest(reader, 1)
    changed = newest[0].first if newest else None
    found = [Map("/sitemap/pages.xml", changed)]
    if maps.tags(reader, 1):
        found.append(Map("/sitemap/tags.xml", changed))
    news = _recent(reader, ask.now, 1)
    if news:
        found.append(Map("/sitemap-news.xml", news[0].first))
    found += [part for month in maps.months(reader) for part in _parts(month)]
    until = news[0].first + timedelta(hours=NEWS_HOURS) if news else None
    text = look.render("sitemaps.xml", maps=found)
    return Page(text, _XML, keys=frozenset({surrogates.LATEST}), until=until)


def news(reader: Reader, look: Look, ask: Ask) -> Page:
    """The articles of the last 48 hours."""
    cards = _recent(reader, ask.now, _NEWS)
    until = min((card.first for card in cards), default=ask.now) + timedelta(hours=NEWS_HOURS)
    text = look.render("sitemap-news.xml", articles=cards)
    return Page(text, _XML, keys=frozenset({surrogates.LATEST}), until=until if cards else None)


def pages(reader: Reader, look: Look, _ask: Ask) -> Page:
    """The front page, the lists and the sections."""
    urls = list(_pages(reader, look))
    return Page(look.render("sitemap.xml", urls=urls), _XML, keys=frozenset({surrogates.LATEST}))


def tags(reader: Reader, look: Look, _ask: Ask) -> Page:
    """The tags that tie at least two articles together."""
    urls = [Url(tag.path, tag.newest) for tag in maps.tags(reader, _TAGS)]
    if not urls:
        raise HTTPException(404)
    return Page(look.render("sitemap.xml", urls=urls), _XML, keys=frozenset({surrogates.LATEST}))


def month(reader: Reader, look: Look, ask: Ask) -> Page:
    """The articles of one month, or a further part of them."""
    found = _MONTH.fullmatch(ask.params["month"])
    if found is None or found[3] == "1":
        raise HTTPException(404)
    part = int(found[3] or 1)
    cards = maps.of_month(reader, f"{found[1]}-{found[2]}", _PART, (part - 1) * _PART)
    if not cards:
        raise HTTPException(404)
    urls = [_article(card) for card in cards]
    keys = frozenset(map(surrogates.day, _days(int(found[1]), int(found[2]))))
    return Page(look.render("sitemap.xml", urls=urls), _XML, keys=keys)


def _recent(reader: Reader, now: datetime, limit: int) -> list[Card]:
    return maps.since(reader, now - timedelta(hours=NEWS_HOURS), now, limit)


def _parts(found: maps.Month) -> Iterator[Map]:
    """The maps of a month; when which part of many last changed is not told."""
    parts = -(-found.articles // _PART)
    yield Map(f"/sitemap/{found.name}.xml", found.changed if parts == 1 else None)
    yield from (Map(f"/sitemap/{found.name}-{part}.xml", None) for part in range(2, parts + 1))


def _pages(reader: Reader, look: Look) -> Iterator[Url]:
    newest = stored.latest(reader, 1)
    changed = newest[0].first if newest else None
    yield from (Url("/", changed), Url("/latest", changed), Url("/archive", None))
    yield from (Url("/corrections", None), Url("/about", None))
    for slug in dict.fromkeys((*(section.slug for section in look.sections), *stored.sections(reader))):
        first = stored.of_section(reader, slug, 1)
        yield Url(f"/section/{slug}", first[0].first if first else None)


def _article(card: Card) -> Url:
    return Url(card.path, max(card.first, card.updated), card.kept.src if card.kept else "")


def _days(year: int, number: int) -> Iterator[str]:
    return (date(year, number, day).isoformat() for day in range(1, monthrange(year, number)[1] + 1))


VIEWS: list[tuple[str, Callable[[Reader, Look, Ask], Page]]] = [
    ("/sitemap.xml", index),
    ("/sitemap-news.xml", news),
    ("/sitemap/pages.xml", pages),
    ("/sitemap/tags.xml", tags),
    ("/sitemap/{month}.xml", month),
]
"""Which map lies where."""
