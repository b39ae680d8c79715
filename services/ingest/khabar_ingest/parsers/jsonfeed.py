"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from collections.abc import Iterator
from functools import partial
from html import escape
from typing import Any

from khabar_ingest.document import Document
from khabar_ingest.draft import Fault, Parsed
from khabar_ingest.parsers import CERTAIN, NO, plain
from khabar_ingest.parsers.entry import Enclosure, Entry, understand
from khabar_ingest.parsers.make import alone
from khabar_ingest.parsers.values import entries, mapping, string
from khabar_ingest.sanitise import web_url


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
                alone(name, partial(_understood, name, item, feed, base, document))
                if isinstance(item, dict)
                else Fault(name, "is not an object")
            )


def _understood(name: str, item: dict[str, Any], feed: dict[str, Any], base: str | None, document: Document) -> Parsed:
    return understand(_entry(item, feed, base), name, document)


def _entry(item: dict[str, Any], feed: dict[str, Any], base: str | None) -> Entry:
    people = next((found for found in map(_people, (item, feed)) if found), [])
    return Entry(
        guid=string(item.get("id")),
        link=web_url(string(item.get("url")), base) or web_url(string(item.get("external_url")), base),
        base=base,
        title=escape(string(item.get("title")), quote=False),
        summary=escape(string(item.get("summary")), quote=False),
        content=string(item.get("content_html")) or _paragraphs(string(item.get("content_text"))),
        authors=people,
        published=string(item.get("date_published")),
        updated=string(item.get("date_modified")),
        categories=[string(tag) for tag in entries(item.get("tags"))],
        media=[*_pictures(item), *_attachments(item)],
        language=string(item.get("language")) or string(feed.get("language")),
        feed_title=escape(string(feed.get("title")), quote=False),
    )


def _people(item: dict[str, Any]) -> list[str]:
    """The names of an item's or a feed's authors, by version 1.1 or 1.0."""
    found = map(mapping, [*entries(item.get("authors")), item.get("author")])
    return list(dict.fromkeys(name for author in found if (name := string(author.get("name")))))


def _paragraphs(text: str) -> str:
    """Plain text as HTML, its sub-headings told from its paragraphs."""
    tags = ((f"h{block.level}" if block.type == "heading" else "p", block.text) for block in plain.blocks(text))
    return "".join(f"<{tag}>{escape(line, quote=False)}</{tag}>" for tag, line in tags)


def _pictures(item: dict[str, Any]) -> Iterator[Enclosure]:
    for name in ("image", "banner_image"):
        if url := string(item.get(name)):
            yield Enclosure(url=url, kind="image")


def _attachments(item: dict[str, Any]) -> Iterator[Enclosure]:
    for found in map(mapping, entries(item.get("attachments"))):
        mimetype = string(found.get("mime_type"))
        yield Enclosure(
            url=string(found.get("url")),
            kind=mimetype.partition("/")[0].lower(),
            mimetype=mimetype,
            caption=string(found.get("title")),
        )
