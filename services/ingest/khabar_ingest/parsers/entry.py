"""A feed's entry as it was found, and the draft it makes."""

import html
import mimetypes
import re
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from khabar.models import Direction
from khabar_ingest import blocks
from khabar_ingest.document import Document
from khabar_ingest.draft import Parsed
from khabar_ingest.legible import require_legible, restored
from khabar_ingest.pages.byline import names
from khabar_ingest.pages.printed import printed
from khabar_ingest.parsers.make import draft, headline, lead
from khabar_ingest.parsers.more import without_more
from khabar_ingest.sanitise import CleanBlocks, web_url
from khabar_ingest.stamps import stamp
from khabar_ingest.text import normalise

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_MAIL = re.compile(r"^[^\s@]+@[^\s(]+ ?\((.+)\)$")
_NAMED = re.compile(r"^([^<>()]*[^\s<>()])\s*[(<][^\s@()<>]+@[^\s()<>]+[)>]$")
_KINDS: Final = {"image": "picture", "video": "video", "audio": "audio"}
_LEGIBLE_BLOCKS: Final = 5
_MOST_NAMED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A picture, sound, film or other file that a feed names; ``kind`` is the first half of a media type."""

    url: str
    kind: str = ""
    mimetype: str = ""
    caption: str = ""
    credit: str = ""
    width: str = ""
    height: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The fields of one entry before anything is made of them; ``title``, ``summary`` and ``content`` are HTML."""

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
    media: list[Enclosure] = field(default_factory=list)
    language: str = ""
    direction: Direction | None = None
    feed_title: str = ""


def understand(entry: Entry, index: str, document: Document) -> Parsed:
    """Make a draft of an entry; one without content has its summary as its body.

    Raises:
        Rejected: its headline or its text cannot be read.
    """
    entry = _cleared(entry)
    reading, summary = _reading(entry)
    body = CleanBlocks(reading.blocks)
    title = headline(words(entry.title), body)
    require_legible(title, "the headline")
    require_legible(" ".join(block.text for block in body[:_LEGIBLE_BLOCKS]), "the text")
    published, updated = (_time(said, document.zone) for said in (entry.published, entry.updated))
    media, files = _media(entry)
    fields = {
        "guid": normalise(entry.guid) or None,
        "canonical_url": entry.link or (web_url(entry.guid) if entry.permalink else None),
        "source_name": words(entry.feed_title) or None,
        "language": entry.language or None,
        "direction": entry.direction,
        "headline": title,
        "lead": lead(summary, body),
        "body": body,
        "authors": [name for author in entry.authors[:_MOST_NAMED] if _is_person(name := _author(author))],
        "published_at": published or updated,
        "updated_at": updated,
        "date_source": "source" if published or updated else "unknown",
        "section_hint": next((name for raw in entry.categories if (name := words(raw))), None),
        "categories": [words(category) for category in entry.categories[:_MOST_NAMED]],
        "media": [*media, *reading.media],
        "links": [*(link for link in reading.links if link.url != entry.link), *files],
    }
    return draft(entry.guid or entry.link or index, fields)


def words(text: str) -> str:
    """Return the words of a title, which may carry tags, or characters escaped once too often."""
    if "<" in text:
        text = _TAG.sub("", text)
    return normalise(html.unescape(text) if "&" in text else text)


def _cleared(entry: Entry) -> Entry:
    """The entry with text put right that was taken for another encoding before it came, and no link to its rest."""
    said = (entry.title, entry.summary, entry.content)
    title, summary, content = said if all(map(str.isascii, said)) else map(restored, said)
    base = entry.link or entry.base
    summary, content = (without_more(text, entry.link, base) if "<" in text else text for text in (summary, content))
    if title is entry.title and summary is entry.summary and content is entry.content:
        return entry
    return replace(entry, title=title, summary=summary, content=content)


def _reading(entry: Entry) -> tuple[blocks.Reading, str]:
    """The body of an entry, and the words of its summary."""
    base = entry.link or entry.base
    if not entry.content.strip() or entry.content == entry.summary:
        reading = blocks.read(entry.summary, base)
        return reading, _told(reading)
    reading = blocks.read(entry.content, base)
    if "<" not in entry.summary and reading.blocks:
        return reading, words(entry.summary)
    summary = blocks.read(entry.summary, base)
    if not reading.blocks:
        reading = blocks.Reading(summary.placed, [*reading.media, *summary.media], [*reading.links, *summary.links])
    return reading, " ".join(block.text for block in summary.blocks)


def _told(reading: blocks.Reading) -> str:
    """What a body tells in short: nothing but itself if it is all paragraphs, else all its words."""
    if all(each.block.type == "paragraph" for each in reading.placed):
        return ""
    return " ".join(block.text for block in reading.blocks)


def _time(text: str, zone: tzinfo) -> datetime | None:
    """A time as feeds write it, or in the words that pages print for readers."""
    return stamp(text, zone) or (None if text.isascii() else printed(text, zone))


def _author(text: str) -> str:
    """The name in ``mail (name)``, as RSS writes an author, or in ``name (mail)``."""
    line = words(text)
    found = (_MAIL.match(line) or _NAMED.match(line)) if "@" in line else None
    return found[1] if found else line


@lru_cache(maxsize=64)
def _is_person(name: str) -> bool:
    """Whether a name is none of a role or a machine; asked in capitals, since feeds write pen names as log-ins."""
    return bool(names([name.upper()], (), None))


def _media(entry: Entry) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """What can be shown of an entry's enclosures, and links to the rest."""
    shown, files = [], []
    for item in entry.media[:_MOST_NAMED]:
        url = web_url(item.url, entry.base)
        kind = _KINDS.get(_kind(item)) if url else None
        if kind:
            said = {"caption": words(item.caption), "credit": words(item.credit), "mimetype": item.mimetype}
            size = {"width": _pixels(item.width), "height": _pixels(item.height)}
            shown.append({"url": url, "type": kind, **{name: value or None for name, value in (said | size).items()}})
        elif url:
            files.append({"url": url})
    return shown, files


def _kind(item: Enclosure) -> str:
    """Whether it is an image, a video or a sound, by its media type or the ending of its address."""
    if item.kind in _KINDS:
        return item.kind
    try:
        guessed = mimetypes.guess_type(urlsplit(item.url).path)[0] or ""
    except ValueError:
        return ""
    return guessed.partition("/")[0] or ("" if item.kind else "image")


def _pixels(text: str) -> int | None:
    return int(text) or None if text.isascii() and text.isdigit() and len(text) < 6 else None  # noqa: PLR2004 - no picture is 100,000 wide
