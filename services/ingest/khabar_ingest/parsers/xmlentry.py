"""The entries of a feed's XML, of whatever version, as they were found."""

import base64
import binascii
import html
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from khabar.models import Direction
from khabar_ingest import markup
from khabar_ingest.markup import Element
from khabar_ingest.parsers.entry import Entry
from khabar_ingest.parsers.fields import Fields, text
from khabar_ingest.parsers.labels import is_known, label
from khabar_ingest.parsers.media import enclosures
from khabar_ingest.sanitise import web_url

_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
_ABOUT: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_ITEMS: Final = frozenset({"item", "entry"})
_TITLES: Final = ("title", "media:title", "dc:title", "itunes:title")
_SUMMARIES: Final = ("description", "summary", "media:description", "dc:description", "itunes:summary")
_CONTENTS: Final = ("content:encoded", "content", "xhtml:body", "body", "fullitem")
_PUBLISHED: Final = ("pubdate", "published", "issued", "dc:date", "dcterms:issued", "created", "dcterms:created")
_UPDATED: Final = ("updated", "modified", "dcterms:modified", "lastbuilddate")
_CATEGORIES: Final = ("category", "dc:subject", "media:category")
_CODED: Final = "application/octet-stream"
_NO_TEXT: Final = ("image/", "audio/", "video/")
_PLAIN: Final = frozenset({"text", "text/plain"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What a feed says about all of its entries."""

    home: str
    title: str
    base: str | None
    language: str
    direction: Direction | None
    authors: list[str]


def entries(root: Element, url: str | None) -> Iterator[Entry]:
    """Yield the entries of a feed that was found at ``url``."""
    home = _home(root)
    items = [item for item in root.iter("{*}item", "{*}entry") if label(item.tag, home) in _ITEMS]
    if not items:
        items = [item for item in root.iter() if isinstance(item.tag, str) and label(item.tag, home) in _ITEMS]
    channel = read_channel(root, url)
    for item in items:
        yield _entry(item, channel)


def _home(root: Element) -> str:
    """The namespace of a feed whose own elements stand in one that nobody knows."""
    feed = next(root.iter("{*}rss", "{*}feed", "{*}channel"), root)
    space = feed.tag[1:].partition("}")[0] if feed.tag[0] == "{" else ""
    return "" if is_known(space) else space


def read_channel(root: Element, url: str | None) -> Channel:
    """Read what a feed that was found at ``url`` says about itself."""
    home = _home(root)
    feed = next(root.iter("{*}rss", "{*}feed", "{*}RDF"), root)
    channel = next(root.iter("{*}channel"), feed)
    said = Fields(channel, home)
    direction = channel.get("dir") or feed.get("dir")
    outer = _base(feed, url)
    return Channel(
        home=home,
        title=_markup(said, "title"),
        base=_base(channel, web_url(_link(said), outer) or outer),
        language=said.text("language", "dc:language") or _language([channel, feed], ""),
        direction="rtl" if direction == "rtl" else "ltr" if direction == "ltr" else None,
        authors=_authors(said) if channel is feed else [],
    )


def _entry(item: Element, channel: Channel) -> Entry:
    said = Fields(item, channel.home)
    base = _base(item, channel.base)
    return Entry(
        guid=said.text("guid", "id") or item.get(_ABOUT, ""),
        link=web_url(_link(said), base),
        permalink=_is_permalink(said),
        base=base,
        title=_markup(said, *_TITLES),
        summary=_markup(said, *_SUMMARIES),
        content=_markup(said, *_CONTENTS),
        authors=_authors(said) or _source_authors(said, channel.home) or channel.authors,
        published=said.text(*_PUBLISHED),
        updated=said.text(*_UPDATED),
        categories=_categories(said),
        media=enclosures(said),
        language=said.text("dc:language") or _language([*said.all(*_CONTENTS)[:1], item], channel.language),
        direction=channel.direction,
        feed_title=channel.title,
    )


def _base(element: Element, outer: str | None) -> str | None:
    said = element.get(f"{_XML}base")
    return (web_url(said, outer) if said else None) or outer


def _link(said: Fields) -> str:
    """The address for readers: the text of an RSS link, else an Atom link of relation ``alternate``, a page at best."""
    links = said.all("link")
    plain = next((words for link in links if (words := text(link))), "")
    atom = [link for link in links if link.get("href") and link.get("rel", "alternate") == "alternate"]
    page = next((link for link in atom if "html" in link.get("type", "html")), atom[0] if atom else None)
    return plain or (page.get("href") if page is not None else "")


def _is_permalink(said: Fields) -> bool:
    """RSS 2.0: a guid is the article's address unless it says ``isPermaLink="false"``."""
    guid = next(iter(said.all("guid")), None)
    return guid is not None and guid.get("isPermaLink", "true").lower() != "false"


def _markup(said: Fields, *names: str) -> str:
    """The HTML of the first of the names that has any."""
    return next((found for element in said.all(*names) if (found := _html(element)).strip()), "")


def _html(element: Element) -> str:
    """An element's content as HTML: escaped or plain text, coded, or marks that stand in the XML itself."""
    if len(element):
        return markup.as_html(element)
    words = element.text or ""
    kind = element.get("type", "text")
    if kind.startswith(_NO_TEXT):
        return ""
    if element.get("mode") == "base64" or kind == _CODED:
        try:
            return base64.b64decode(words).decode(errors="replace")
        except (binascii.Error, ValueError):
            return ""
    return html.escape(words, quote=False) if "type" in element.attrib and kind in _PLAIN else words


def _authors(said: Fields) -> list[str]:
    found = [text(creator) for creator in said.all("dc:creator", "dc:author")]
    return found or [_person(author, said.home) for author in said.all("author")] or said.texts("itunes:author")


def _source_authors(said: Fields, home: str) -> list[str]:
    return [name for source in said.all("source") for name in _authors(Fields(source, home))]


def _person(author: Element, home: str) -> str:
    if not len(author):
        return text(author)
    inner = Fields(author, home)
    return inner.text("name") or inner.text("email") or text(author)


def _categories(said: Fields) -> list[str]:
    listed = [name for line in said.texts("tags", "media:keywords", "itunes:keywords") for name in line.split(",")]
    return [*listed, *(child.get("term") or text(child) for child in said.all(*_CATEGORIES))]


def _language(elements: list[Element], outer: str) -> str:
    """The language of the innermost element that names one; an empty name takes back what was said outside."""
    named = (element.get(f"{_XML}lang") for element in elements)
    return next((name for name in named if name is not None), outer).replace("_", "-")
