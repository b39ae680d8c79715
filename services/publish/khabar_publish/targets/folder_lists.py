"""A folder's front page and its feed (Atom, RFC 4287): its newest articles."""

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from typing import Final
from uuid import uuid5

from khabar.arabic import direction as direction_of
from khabar.config import NewsroomSettings
from khabar.events import NAMESPACE
from khabar_publish.formats.page import day, document
from khabar_publish.formats.runs import isolated
from khabar_publish.formats.words import calm, words
from khabar_publish.targets.folder_book import Entry

MOST: Final = 50
INDEX: Final = "index.html"
FEED: Final = "feed.xml"


def front(newsroom: NewsroomSettings, entries: Sequence[Entry]) -> bytes:
    """The front page: headlines, leads and days."""
    items = "\n".join(_item(newsroom, entry) for entry in entries)
    title = calm(newsroom.name)
    inner = f"<h1>{isolated(title, direction_of(newsroom.language))}</h1>\n<ol>\n{items}\n</ol>"
    feed = f'<link rel="alternate" type="application/atom+xml" href="{FEED}">'
    language = newsroom.language
    return document(newsroom, title, inner, language, direction_of(language), head=feed, home=INDEX)


def feed(newsroom: NewsroomSettings, target: str, base: str, entries: Sequence[Entry]) -> bytes:
    """The feed; without the folder's address for readers its links are relative to where it lies."""
    known = base or f"urn:uuid:{uuid5(NAMESPACE, target)}"
    updated = max((entry.updated_at for entry in entries), default=0)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{_xml(newsroom.language)}">',
        f"<id>{_xml(known)}</id><title>{_xml(newsroom.name)}</title><updated>{_moment(updated)}</updated>",
        f"<author><name>{_xml(newsroom.name)}</name></author>",
        f'<link rel="self" href="{_xml(_address(base, FEED))}"/><link href="{_xml(_address(base, INDEX))}"/>',
        *(_entry(entry, base) for entry in entries),
        "</feed>",
    ]
    return "\n".join([*lines, ""]).encode()


def _item(newsroom: NewsroomSettings, entry: Entry) -> str:
    said = words(newsroom, entry.language)
    when = day(datetime.fromtimestamp(entry.first_at, UTC), said)
    lead = f"<p>{isolated(entry.lead, entry.direction)}</p>" if entry.lead else ""
    link = f'<a href="{escape(entry.path or "")}">{isolated(entry.headline, entry.direction)}</a>'
    return (
        f'<li lang="{escape(entry.language)}" dir="{entry.direction}">'
        f'<h2>{link}</h2>{lead}<p class="about">{when}</p></li>'
    )


def _entry(entry: Entry, base: str) -> str:
    return (
        f'<entry xml:lang="{_xml(entry.language)}"><id>urn:uuid:{entry.id}</id><title>{_xml(entry.headline)}</title>'
        f'<link href="{_xml(_address(base, entry.path or ""))}"/><published>{_moment(entry.first_at)}</published>'
        f"<updated>{_moment(entry.updated_at)}</updated><summary>{_xml(entry.lead)}</summary></entry>"
    )


def _address(base: str, path: str) -> str:
    return f"{base}/{path}" if base else path


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


def _xml(text: str) -> str:
    return escape(calm(text))
