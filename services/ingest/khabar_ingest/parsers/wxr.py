"""WordPress exports (WXR 1.0 to 1.2): a site's archive, with its original dates."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Final

from khabar_ingest import blocks
from khabar_ingest.document import Document
from khabar_ingest.draft import Fault, Parsed
from khabar_ingest.markup import Element, words
from khabar_ingest.pages.byline import names
from khabar_ingest.parsers import CERTAIN, NO, export
from khabar_ingest.parsers.make import alone, draft, headline, lead
from khabar_ingest.parsers.tree import below, every, first, text
from khabar_ingest.parsers.wirewords import wire_words
from khabar_ingest.parsers.wordpress import readable
from khabar_ingest.sanitise import web_url
from khabar_ingest.stamps import stamp
from khabar_ingest.text import normalise

_MARK: Final = "wordpress.org/export/"
_HEAD_CHARACTERS: Final = 65_536
_NEVER: Final = "0000"


@dataclass(slots=True)
class _Site:
    """What the posts of an export refer to: the site, people by login, pictures by number."""

    name: str = ""
    language: str = ""
    url: str | None = None
    people: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, dict[str, str]] = field(default_factory=dict)


class Wxr:
    """Reads each post of a WordPress export."""

    def sniff(self, document: Document) -> float:
        """Know it by its namespace, in an RSS document."""
        marked = document.root == "rss" and _MARK in document.text[:_HEAD_CHARACTERS]
        return CERTAIN if marked else NO

    def parse(self, document: Document) -> Iterator[Parsed]:
        """Yield every published post; what is left out is a fault that says why, one for each kind of thing."""
        root, site = export.root_of(document.text), _site(document)
        left_out: Counter[str] = Counter()
        for index, raw in enumerate(export.items(document.text)):
            item = export.tree(raw, root)
            kind = _wp(item, "post_type") or "post"
            if kind in wire_words().articles:
                yield alone(_name(item, index), partial(_post, _name(item, index), item, site, document))
            else:
                left_out[kind] += 1
        for kind, count in sorted(left_out.items()):
            yield Fault(kind, f"{count} of the type {kind} were left out: only posts are articles", left_out=True)
        if export.is_cut(document.text):
            yield Fault("end", "the export ends in the middle of a post; export it again")


def _site(document: Document) -> _Site:
    channel = export.head(document.text)
    site = _Site(text(channel, "title"), text(channel, "language"), web_url(_wp(channel, "base_blog_url")))
    for author in every(channel, "author"):
        site.people[_wp(author, "author_login")] = _wp(author, "author_display_name")
    root = export.root_of(document.text)
    for raw in export.items(document.text):
        if "attachment_url" in raw:
            item = export.tree(raw, root)
            caption = _encoded(item, excerpt=True) or _encoded(item, excerpt=False)
            site.pictures[_wp(item, "post_id")] = {"url": _wp(item, "attachment_url"), "caption": caption}
    return site


def _post(name: str, item: Element, site: _Site, document: Document) -> Parsed:
    if reason := _why_not(item):
        return Fault(name, f"left out: {reason}", left_out=True)
    link = web_url(text(item, "link"), site.url)
    reading = blocks.read(readable(_encoded(item, excerpt=False)), link or site.url)
    summary = " ".join(block.text for block in blocks.read(readable(_encoded(item, excerpt=True))).blocks)
    sections, tags = _terms(item, "category"), _terms(item, "post_tag")
    published = _time(item, document, "post_date_gmt", "post_date") or stamp(text(item, "pubDate"), document.zone)
    fields = {
        "guid": normalise(text(item, "guid")) or None,
        "canonical_url": link,
        "source_name": site.name or None,
        "language": site.language or None,
        "headline": headline(text(item, "title"), reading.blocks),
        "lead": lead(summary, reading.blocks),
        "body": reading.blocks,
        "authors": _people(item, site),
        "published_at": published,
        "updated_at": _time(item, document, "post_modified_gmt", "post_modified"),
        "date_source": "source" if published else "unknown",
        "section_hint": next(iter(sections), None),
        "categories": [*sections, *tags],
        "media": [*_pictures(item, site), *reading.media],
        "links": reading.links,
        "imported": True,
    }
    return draft(name, fields)


def _people(item: Element, site: _Site) -> list[str]:
    """The people who signed a post, by the names that readers see; a log-in such as "admin" is nobody's name."""
    logins = (words(one).strip() for one in every(item, "creator"))
    said = [site.people.get(login) or login for login in logins]
    return [name for name in said if names([name.upper()], (site.name,), None)]


def _name(item: Element, index: int) -> str:
    return text(item, "guid") or text(item, "link") or str(index)


def _why_not(item: Element) -> str:
    """Why a post is not public, if it is not."""
    said = _wp(item, "status") or "publish"
    if said != "publish":
        return wire_words().left_out.get(said, f"its status is {said}")
    return "it is protected by a password" if _wp(item, "post_password") else ""


def _wp(element: Element, wanted: str) -> str:
    found = first(element, wanted)
    return "" if found is None else words(found).strip()


def _encoded(item: Element, *, excerpt: bool) -> str:
    """The post, or its excerpt: two elements of one local name."""
    found = [one for one in every(item, "encoded") if ("excerpt" in one.tag) is excerpt]
    return words(found[0]) if found else ""


def _time(item: Element, document: Document, gmt: str, local: str) -> datetime | None:
    """A time in GMT, or the one in the site's zone; WordPress writes zeros for a time that is not set."""
    for name, zone in ((gmt, UTC), (local, document.zone)):
        if (said := _wp(item, name)) and not said.startswith(_NEVER):
            return stamp(said, zone)
    return None


def _terms(item: Element, domain: str) -> list[str]:
    terms = (one for outer in every(item, "item") for one in below(outer, "category"))
    return [words(term).strip() for term in terms if term.get("domain", "category") == domain]


def _pictures(item: Element, site: _Site) -> Iterator[dict[str, str]]:
    """The post's main picture, which it names by the number of an attachment."""
    for meta in every(item, "postmeta"):
        if _wp(meta, "meta_key") == "_thumbnail_id" and (picture := site.pictures.get(_wp(meta, "meta_value"))):
            yield {"url": picture["url"], "caption": normalise(picture["caption"])}
