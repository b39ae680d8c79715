"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from khabar_ingest import blocks
from khabar_ingest.document import Document
from khabar_ingest.draft import Fault, Parsed
from khabar_ingest.parsers import CERTAIN, NO, plain
from khabar_ingest.parsers.make import alone, draft, headline, lead
from khabar_ingest.parsers.values import entries, mapping, string
from khabar_ingest.sanitise import web_url
from khabar_ingest.stamps import stamp


class JsonFeed:
    """Reads each item of a JSON Feed."""

    def sniff(self, document: Document) -> float:
        """Know it by its version, which is an address at jsonfeed.org."""
        found = mapping(document.json)
        return CERTAIN if "jsonfeed.org/version" in string(found.get("version")) else NO

    def parse(self, document: Document) -> Iterator[Parsed]:
        """Yield every item."""
        feed = mapping(document.json)
        base = web_url(string(feed.get("home_page_url")), document.url) or document.url
        for index, item in enumerate(entries(feed.get("items"))):
            name = string(mapping(item).get("id")) or str(index)
            yield (
                alone(name, partial(_item, name, item, feed, base, document))
                if isinstance(item, dict)
                else Fault(name, "is not an object")
            )


def _item(name: str, item: dict[str, Any], feed: dict[str, Any], base: str | None, document: Document) -> Parsed:
    url = web_url(string(item.get("url")), base)
    reading = blocks.read(string(item.get("content_html")), url or base)
    body = reading.blocks or plain.blocks(string(item.get("content_text")))
    pictures = [{"url": web_url(string(item.get("image")), base) or ""}, *reading.media, *_attachments(item)]
    authors = entries(item.get("authors")) or entries(feed.get("authors")) or [item.get("author")]
    published = stamp(item.get("date_published"), document.zone)
    fields = {
        "guid": string(item.get("id")) or None,
        "canonical_url": url,
        "source_name": string(feed.get("title")) or None,
        "language": string(item.get("language")) or string(feed.get("language")) or None,
        "headline": headline(string(item.get("title")), body),
        "lead": lead(string(item.get("summary")), body),
        "body": body,
        "authors": [string(mapping(author).get("name")) for author in authors],
        "published_at": published,
        "updated_at": stamp(item.get("date_modified"), document.zone),
        "date_source": "source" if published else "unknown",
        "categories": [string(tag) for tag in entries(item.get("tags"))],
        "media": pictures,
        "links": reading.links,
    }
    return draft(name, fields)


def _attachments(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    kinds = {"image": "picture", "video": "video", "audio": "audio"}
    for found in map(mapping, entries(item.get("attachments"))):
        kind = kinds.get(string(found.get("mime_type")).partition("/")[0])
        if kind:
            yield {"url": string(found.get("url")), "type": kind, "mimetype": string(found.get("mime_type"))}
