"""The three formats: RSS 2.0, Atom 1.0 (RFC 4287) with deleted entries (RFC 6721), and JSON Feed 1.1."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from khabar_site import addresses
from khabar_site.ask import Ask
from khabar_site.feeds.channel import Channel, channel
from khabar_site.feeds.entry import Entry, entries
from khabar_site.look import Look
from khabar_site.page import Page
from khabar_site.store import Reader, followers
from khabar_site.words import calm

RSS = "application/rss+xml; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"
JSON = "application/feed+json; charset=utf-8"
_ADDRESS = ":/?#[]@!$&'()*+,;=-._~%"


def rss(reader: Reader, look: Look, ask: Ask) -> Page:
    """The feed as RSS 2.0, which has no way to tell what was deleted."""
    return _xml(reader, look, ask, "feed.xml", RSS)


def atom(reader: Reader, look: Look, ask: Ask) -> Page:
    """The feed as Atom 1.0, with the articles that left it."""
    return _xml(reader, look, ask, "atom.xml", ATOM)


def json_feed(reader: Reader, look: Look, ask: Ask) -> Page:
    """The feed as JSON Feed 1.1; an extension tells the articles that left it."""
    found = channel(reader, look, ask)
    told = _feed(look, ask, found, entries(reader, look, found.cards))
    return _page(reader, look, ask, found, json.dumps(told, ensure_ascii=False, indent=1), JSON)


def _xml(reader: Reader, look: Look, ask: Ask, template: str, media_type: str) -> Page:
    found = channel(reader, look, ask)
    text = look.render(
        template,
        title=_title(look, found),
        channel=found,
        entries=list(entries(reader, look, found.cards)),
        id=_id(look, found),
        page=look.base + addresses.quoted(found.address),
        feed=look.base + addresses.quoted(ask.path),
    )
    return _page(reader, look, ask, found, text, media_type)


def _page(reader: Reader, look: Look, ask: Ask, found: Channel, text: str, media_type: str) -> Page:  # noqa: PLR0913, PLR0917 - what a feed's page is made of
    """A feed's page; it names the second in which the site last changed, once that second is over."""
    changed, until = followers.changed(reader), found.until
    if changed is not None and changed > ask.now:
        until = min(until or changed, changed)
        changed = None
    links = [f'<{look.base}{addresses.quoted(ask.path)}>; rel="self"']
    if look.config.site.hub:
        links.append(f'<{quote(look.config.site.hub, safe=_ADDRESS)}>; rel="hub"')
    return Page(text, media_type, keys=found.keys, until=until, modified=changed, more=(("link", ", ".join(links)),))


def _feed(look: Look, ask: Ask, found: Channel, told: Iterable[Entry]) -> dict[str, Any]:
    deleted = [{"id": f"urn:uuid:{gone.id}", "at": _time(gone.at)} for gone in found.deleted]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": calm(_title(look, found)),
        "home_page_url": look.base + addresses.quoted(found.address),
        "feed_url": look.base + addresses.quoted(ask.path),
        "description": look.config.newsroom.tagline or look.config.newsroom.name,
        "language": look.config.newsroom.language,
        "hubs": [{"type": "WebSub", "url": look.config.site.hub}] if look.config.site.hub else [],
        "items": [_item(entry) for entry in told],
        "_khabar": {"about": "https://www.rfc-editor.org/rfc/rfc6721", "deleted": deleted} if deleted else {},
    }
    return {name: value for name, value in feed.items() if value or name == "items"}


def _item(entry: Entry) -> dict[str, Any]:
    corrections = [{"at": _time(note.at), "note": calm(note.note)} for note in entry.notes]
    image = entry.image
    item = {
        "id": entry.id,
        "url": entry.url,
        "title": calm(entry.title),
        "content_html": entry.html,
        "content_text": "" if entry.html else calm(entry.excerpt or entry.title),
        "summary": calm(entry.excerpt),
        "image": image.url if image else "",
        "date_published": _time(entry.first),
        "date_modified": _time(entry.updated),
        "authors": [{"name": calm(name)} for name in entry.authors],
        "tags": [calm(term) for term in entry.terms],
        "language": entry.language,
        "attachments": [{"url": image.url, "mime_type": image.type}] if image and image.type else [],
        "_khabar": {"corrections": corrections} if corrections else {},
    }
    return {name: value for name, value in item.items() if value}


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _title(look: Look, found: Channel) -> str:
    name = look.config.newsroom.name
    return look.voice.say("common.feed_title", newsroom=name, title=found.title) if found.title else name


def _id(look: Look, found: Channel) -> str:
    """One lasting name for a list's feed, whatever its format."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, look.base + addresses.quoted(found.address))}"
