"""A feed's entry as it was found, and the draft it makes."""

import html
import re
from dataclasses import dataclass, field
from typing import Final

from khabar_ingest import blocks
from khabar_ingest.document import Document
from khabar_ingest.draft import Parsed
from khabar_ingest.parsers.make import draft, headline, lead
from khabar_ingest.sanitise import web_url
from khabar_ingest.stamps import stamp
from khabar_ingest.text import normalise

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_MAIL = re.compile(r"^[^\s@]+@[^\s(]+ ?\((.+)\)$")
_KINDS: Final = {"image": "picture", "video": "video", "audio": "audio"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The fields of one entry before anything is made of them; ``summary`` and ``content`` are HTML."""

    guid: str = ""
    link: str | None = None
    permalink: bool = False
    base: str | None = None
    title: str = ""
    summary: str = ""
    content: str = ""
    authors: list[str] = field(default_factory=list)
    published: str = ""
    updated: str = ""
    categories: list[str] = field(default_factory=list)
    media: list[dict[str, str]] = field(default_factory=list)
    language: str = ""
    feed_title: str = ""


def understand(entry: Entry, index: str, document: Document) -> Parsed:
    """Make a draft of an entry; one without content has its summary as its body."""
    base = entry.link or entry.base
    summary = blocks.read(entry.summary, base)
    reading = blocks.read(entry.content, base)
    if not reading.blocks:
        reading = blocks.Reading(summary.blocks, [*reading.media, *summary.media], [*reading.links, *summary.links])
    published, updated = stamp(entry.published, document.zone), stamp(entry.updated, document.zone)
    fields = {
        "guid": normalise(entry.guid) or None,
        "canonical_url": entry.link or (web_url(entry.guid) if entry.permalink else None),
        "source_name": normalise(entry.feed_title) or None,
        "language": entry.language or None,
        "headline": headline(_words(entry.title), reading.blocks),
        "lead": lead(" ".join(block.text for block in summary.blocks), reading.blocks),
        "body": reading.blocks,
        "authors": [_author(author) for author in entry.authors],
        "published_at": published or updated,
        "updated_at": updated,
        "date_source": "source" if published or updated else "unknown",
        "section_hint": next((name for raw in entry.categories if (name := _words(raw))), None),
        "categories": [_words(category) for category in entry.categories],
        "media": [*_media(entry), *reading.media],
        "links": [link for link in reading.links if link.url != entry.link],
    }
    return draft(entry.guid or entry.link or index, fields)


def _words(text: str) -> str:
    """The words of a title, which may carry tags, or characters escaped once too often."""
    return normalise(html.unescape(_TAG.sub("", text)))


def _author(text: str) -> str:
    """RSS writes an author as ``mail (name)``; readers want the name."""
    line = _words(text)
    found = _MAIL.match(line)
    return found[1] if found else line


def _media(entry: Entry) -> list[dict[str, str | None]]:
    return [
        {"url": url, "type": _KINDS[item["kind"]], "mimetype": item["mimetype"] or None}
        for item in entry.media
        if item["kind"] in _KINDS and (url := web_url(item["url"], entry.base))
    ]
