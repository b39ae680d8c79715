"""The second try on a feed that our own reading found nothing in: feedparser, which reads almost anything."""

from collections.abc import Iterator
from typing import Any

import feedparser

from khabar_ingest.document import Document
from khabar_ingest.parsers.entry import Enclosure, Entry
from khabar_ingest.sanitise import web_url


def loose_entries(document: Document) -> Iterator[Entry]:
    """Yield the entries that feedparser finds; its own sanitising is kept on."""
    found = feedparser.parse(
        document.text.encode(), response_headers={"content-type": "application/xml; charset=utf-8"}
    )
    for item in found.entries:
        yield _entry(item, found.feed, document.url)


def _entry(item: dict[str, Any], feed: dict[str, Any], url: str | None) -> Entry:
    return Entry(
        guid=item.get("id", ""),
        link=web_url(item.get("link", ""), url),
        base=url,
        title=item.get("title", ""),
        summary=item.get("summary", ""),
        content="".join(part.get("value", "") for part in item.get("content", [])),
        authors=[author.get("name", "") for author in item.get("authors", [])],
        published=item.get("published", ""),
        updated=item.get("updated", ""),
        categories=[tag.get("term") or "" for tag in item.get("tags", [])],
        media=[_enclosure(file) for file in item.get("enclosures", [])],
        language=feed.get("language", ""),
        feed_title=feed.get("title", ""),
    )


def _enclosure(file: dict[str, Any]) -> Enclosure:
    mimetype = file.get("type", "")
    return Enclosure(url=file.get("href", ""), kind=mimetype.partition("/")[0].lower(), mimetype=mimetype)
