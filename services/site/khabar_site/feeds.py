"""The site for machines: RSS and JSON feeds, sitemaps and robots.txt."""

import json
from typing import NamedTuple

from starlette.exceptions import HTTPException

from khabar_site import addresses, stories
from khabar_site.ask import Ask
from khabar_site.look import Look
from khabar_site.page import Page
from khabar_site.store import Card, Reader
from khabar_site.store import lists as stored
from khabar_site.words import calm

_ITEMS = 30
_SITEMAP_URLS = 50_000  # the protocol's limit for one file
_RSS = "application/rss+xml; charset=utf-8"
_XML = "application/xml; charset=utf-8"


class Channel(NamedTuple):
    """What a feed is about."""

    title: str
    address: str
    articles: list[Card]


def rss(reader: Reader, look: Look, ask: Ask) -> Page:
    """The feed of the site, a section, a tag or a story as RSS 2.0."""
    channel = _channel(reader, look, ask)
    values = channel._asdict() | {"feed": ask.path}
    return Page(look.render("feed.xml", **values), _RSS)


def json_feed(reader: Reader, look: Look, ask: Ask) -> Page:
    """The feed of the site, a section, a tag or a story as JSON Feed 1.1."""
    channel = _channel(reader, look, ask)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": look.base + addresses.quoted(channel.address),
        "feed_url": look.base + addresses.quoted(ask.path),
        "language": look.config.newsroom.language,
        "items": [_item(look, card) for card in channel.articles],
    }
    return Page(json.dumps(feed, ensure_ascii=False, indent=1), "application/feed+json; charset=utf-8")


def sitemaps(reader: Reader, look: Look, _ask: Ask) -> Page:
    """The index of sitemaps, one a month."""
    return Page(look.render("sitemaps.xml", months=stored.counts(reader, "", 7)), _XML)


def sitemap(reader: Reader, look: Look, ask: Ask) -> Page:
    """The articles of one month."""
    articles = stored.of_month(reader, ask.params["month"], _SITEMAP_URLS)
    if not articles:
        raise HTTPException(404)
    return Page(look.render("sitemap.xml", articles=articles), _XML)


def robots(_reader: Reader, look: Look, _ask: Ask) -> Page:
    """What crawlers may read, and where the sitemap is."""
    lines = ["User-agent: *", "Disallow: /api/", "Disallow: /search", f"Sitemap: {look.base}/sitemap.xml", ""]
    return Page("\n".join(lines), "text/plain; charset=utf-8")


def _channel(reader: Reader, look: Look, ask: Ask) -> Channel:
    name, slug = look.config.newsroom.name, ask.params.get("slug", "")
    if ask.path.startswith("/section/"):
        cards = stored.of_section(reader, slug, _ITEMS)
        if not cards and not any(known.slug == slug for known in look.sections):
            raise HTTPException(404)
        title = look.section_name(slug, cards[0].section_name if cards else slug)
        return Channel(f"{name} – {title}", f"/section/{slug}", cards)
    if ask.path.startswith("/tag/"):
        named = stored.tag_name(reader, slug)
        if named is None:
            raise HTTPException(404)
        return Channel(f"{name} – {named[0]}", f"/tag/{slug}", stored.of_tag(reader, slug, _ITEMS))
    if ask.path.startswith("/story/"):
        told, entries = stories.live(reader, ask.params["id"])
        newest = sorted((entry.card for entry in entries), key=lambda card: (-card.first_at, card.sid))
        return Channel(f"{name} – {told}", f"/story/{ask.params['id']}", newest[:_ITEMS])
    return Channel(name, "/", stored.latest(reader, _ITEMS))


def _item(look: Look, card: Card) -> dict[str, object]:
    url = look.base + addresses.quoted(card.path)
    item: dict[str, object] = {
        "id": f"urn:uuid:{card.id}",
        "url": url,
        "title": calm(card.headline),
        "content_text": calm(card.excerpt),
        "date_published": card.first.isoformat(),
        "date_modified": card.updated.isoformat(),
        "language": card.language,
        "authors": [{"name": calm(card.source)}] if card.source else [],
    }
    if card.section:
        item["tags"] = [calm(look.section_name(card.section, card.section_name))]
    if card.picture:
        item["image"] = card.picture
    return item
