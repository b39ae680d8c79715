"""RSS 0.9x, 1.0 and 2.0, and Atom 0.3 and 1.0, read as they are found in the wild.

A feed is mended and read here; when nothing can be found in it that way, feedparser has a try.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from khabar.errors import Rejected
from khabar_ingest import markup
from khabar_ingest.document import Document
from khabar_ingest.draft import Fault, Parsed
from khabar_ingest.markup import Element, child_text, children
from khabar_ingest.parsers import CERTAIN, NO
from khabar_ingest.parsers.entry import Entry, understand
from khabar_ingest.parsers.loose import loose_entries
from khabar_ingest.parsers.make import alone
from khabar_ingest.sanitise import web_url

_ROOTS: Final = frozenset({"rss", "feed", "rdf"})
_XML_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"
_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_MEDIA: Final = ("media:content", "media:thumbnail")


class XmlFeed:
    """Reads each entry of a feed."""

    def sniff(self, document: Document) -> float:
        """Know it by its first element."""
        return CERTAIN if document.root in _ROOTS else NO

    def parse(self, document: Document) -> Iterator[Parsed]:
        """Yield every entry."""
        try:
            found = list(_entries(markup.xml(document.text), document.url))
        except Rejected:
            found = []
        entries = found or list(loose_entries(document))
        whole = entries[:-1] if _ends_in_a_headline(document.text) else entries
        for index, entry in enumerate(whole):
            yield alone(entry.guid or entry.link or str(index), partial(understand, entry, str(index), document))
        if len(whole) < len(entries):
            yield Fault(str(len(whole)), "the document ends in the middle of this item's headline; fetch it again")


def _ends_in_a_headline(text: str) -> bool:
    """Tell whether a document breaks off inside its last item's headline, which would be published cut."""
    item = text[max(text.rfind("<item"), text.rfind("<entry"), 0) :]
    return "<title" in item and not any(end in item for end in ("</title", "</item", "</entry"))


def _entries(root: Element, url: str | None) -> Iterator[Entry]:
    items = [element for element in root.iter() if markup.name(element) in {"item", "entry"}]
    channel = next((element for element in root.iter() if markup.name(element) == "channel"), root)
    language = child_text(channel, "language", "dc:language") or root.get(_XML_LANG, "")
    site = _base(channel, web_url(_link(channel), url) or url)
    author = ", ".join(_authors(channel)) if channel is root else ""
    for item in items:
        base = _base(item, site)
        yield Entry(
            guid=child_text(item, "guid", "id") or item.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about", ""),
            link=web_url(_link(item), base),
            permalink=_is_permalink(item),
            base=base,
            title=_title(item),
            summary=_content(item, "description", "summary", "media:description"),
            content=_content(item, "content:encoded", "content", "xhtml:body"),
            authors=_authors(item) or [author],
            published=child_text(item, "pubDate", "published", "issued", "dc:date", "dcterms:issued", "created"),
            updated=child_text(item, "updated", "modified", "dcterms:modified"),
            categories=[child.get("term") or markup.words(child) for child in _categories(item)],
            media=list(_media(item)),
            language=item.get(_XML_LANG) or child_text(item, "dc:language") or language,
            feed_title=child_text(channel, "title"),
        )


def _base(element: Element, outer: str | None) -> str | None:
    return web_url(element.get(_XML_BASE, ""), outer) or outer


def _link(element: Element) -> str:
    """The address for readers: an Atom link of relation ``alternate``, else the text of an RSS link."""
    links = children(element, "link")
    atom = [link.get("href", "") for link in links if link.get("href") and link.get("rel", "alternate") == "alternate"]
    plain = [text for link in links if (text := markup.words(link).strip())]
    return next(iter([*plain, *atom]), "")


def _is_permalink(item: Element) -> bool:
    """RSS 2.0: a guid is the article's address unless it says ``isPermaLink="false"``."""
    guid = next(iter(children(item, "guid")), None)
    return guid is not None and guid.get("isPermaLink", "true").lower() != "false"


def _title(item: Element) -> str:
    return child_text(item, "title", "media:title", "dc:title")


def _content(item: Element, *names: str) -> str:
    """The markup of the first of the names that has any; Atom's ``xhtml`` content is markup already."""
    for wanted in names:
        for found in children(item, wanted):
            if found.get("type") == "xhtml" or wanted == "xhtml:body":
                return markup.as_html(found)
            if (text := markup.words(found)).strip():
                return text
    return ""


def _authors(item: Element) -> list[str]:
    people = [child_text(author, "name") or markup.words(author) for author in children(item, "author")]
    return [markup.words(creator) for creator in children(item, "dc:creator")] or people


def _categories(item: Element) -> list[Element]:
    return [*children(item, "category"), *children(item, "dc:subject")]


def _media(item: Element) -> Iterator[dict[str, str]]:
    found = [element for wanted in _MEDIA for element in item.iter() if markup.name(element) == wanted]
    for element in [*found, *children(item, "enclosure"), *children(item, "link")]:
        if markup.name(element) == "link" and element.get("rel") != "enclosure":
            continue
        kind = element.get("medium") or (element.get("type") or "image").partition("/")[0]
        yield {
            "url": element.get("url") or element.get("href") or "",
            "kind": kind,
            "mimetype": element.get("type", ""),
        }
