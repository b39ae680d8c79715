"""Lists of feeds as readers exchange them: OPML 1.0 and 2.0 (http://opml.org/spec2.opml)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Final
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from pydantic import ValidationError

from khabar.config import SourceSettings
from khabar.errors import Rejected
from khabar_ingest import markup
from khabar_ingest.document import Document
from khabar_ingest.draft import Fault
from khabar_ingest.markup import Element
from khabar_ingest.sanitise import web_url
from khabar_ingest.text import normalise

_MOST_BYTES: Final = 10_000_000
_MOST: Final = 20_000
_OURS: Final = "urn:khabar:source"
_FEED_SCHEME = re.compile(r"feed:(?://)?(https?:)?(?://)?", re.IGNORECASE)
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")
_LONGEST_STEM: Final = 48
_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Outlines:
    """What a list holds: its title, its feeds as sources, and what in it is no feed that could be polled."""

    title: str
    feeds: tuple[SourceSettings, ...]
    faults: tuple[Fault, ...]


def read(content: bytes) -> list[SourceSettings]:
    """Return the feeds of a list as sources; the innermost group that holds one is its section.

    Raises:
        Rejected: it is no OPML, breaks off, is too large, or holds no feed.
    """
    return list(parse(content).feeds)


def parse(content: bytes) -> Outlines:
    """Read a list; each address is taken once, where it stands first.

    Raises:
        Rejected: it is no OPML, breaks off, is too large, or holds no feed.
    """
    root = _root(content)
    feeds: dict[str | None, SourceSettings] = {}
    faults = []
    for outline, group in _outlines(root):
        found = _feed(outline, group)
        if isinstance(found, Fault):
            faults.append(found)
        elif found is not None:
            feeds.setdefault(found.url, found)
        if len(feeds) + len(faults) > _MOST:
            msg = f"OPML: it lists more than {_MOST} feeds; import it in parts"
            raise Rejected(msg)
    if not feeds:
        first = f"; the first outline that is none: {faults[0].item}: {faults[0].reason}" if faults else ""
        msg = f"OPML: there is no outline with an xmlUrl that could be polled{first}"
        raise Rejected(msg)
    return Outlines(_title(root), tuple(feeds.values()), tuple(faults))


def write(sources: Iterable[SourceSettings], title: str = "") -> bytes:
    """Write the feeds among some sources as OPML 2.0, in groups by their sections; ids survive the way back."""
    feeds = sorted((each for each in sources if each.type == "feed" and each.url), key=lambda each: each.section or "")
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<opml version="2.0" xmlns:khabar="{_OURS}">']
    lines += [f"  <head><title>{escape(normalise(title))}</title></head>", "  <body>"]
    for section, group in groupby(feeds, key=lambda each: each.section or ""):
        rows = [f"    {_row(each)}" for each in group]
        lines += [f"    <outline text={_quoted(section)}>", *rows, "    </outline>"] if section else rows
    return "\n".join([*lines, "  </body>", "</opml>", ""]).encode()


def _root(content: bytes) -> Element:
    if len(content) > _MOST_BYTES:
        msg = f"OPML: the file is larger than {_MOST_BYTES} bytes; import it in parts"
        raise Rejected(msg)
    document = Document(content)
    if document.root != "opml":
        found = f"begins with <{document.root}>" if document.root else "is no XML"
        msg = f"OPML: the file {found}; export the list of feeds from your reader as OPML"
        raise Rejected(msg)
    if "</opml" not in document.text[-2_000:].lower():
        msg = "OPML: the file breaks off before </opml>; export or copy it again"
        raise Rejected(msg)
    return markup.xml(document.text)


def _outlines(root: Element) -> Iterator[tuple[dict[str, str], str]]:
    """Every outline's attributes by their lower-case names, with the group it stands in."""
    rest = [(child, "") for child in reversed(root) if markup.name(child).lower() in {"body", "outline"}]
    while rest:
        element, group = rest.pop()
        said = {str(name).lower(): str(value) for name, value in element.attrib.items()}
        if said:
            yield said, group
        inner = group if "xmlurl" in said else _name(said) or group
        rest += [(child, inner) for child in reversed(element) if markup.name(child).lower() == "outline"]


def _feed(said: dict[str, str], group: str) -> SourceSettings | Fault | None:
    """The source that an outline is, or what is wrong with it; None for a group."""
    if said.get("type", "").lower() == "include":
        return Fault(_name(said) or said.get("url", ""), "leads to another list; import that one too")
    if "xmlurl" not in said:
        return None
    url = web_url(_address(said["xmlurl"].strip()))
    if url is None:
        return Fault(_name(said) or "outline", f"{said['xmlurl'][:_LONGEST_NAME]!r} is no web address")
    section = group or _category(said.get("category", ""))
    kept = {"id": said.get(f"{{{_OURS}}}id") or _id(url), "type": "feed", "url": url, "name": _name(said) or None}
    try:
        return SourceSettings.model_validate(kept | {"section": section or None, "language": _language(said)})
    except ValidationError:  # an id of somebody else's making
        return SourceSettings.model_validate(kept | {"id": _id(url), "section": section or None})


def _address(said: str) -> str:
    """An address without the scheme that some readers put in its place or before it: ``feed://`` and ``feed:https://``."""
    found = _FEED_SCHEME.match(said)
    return f"{found[1] or 'http:'}//{said[found.end() :]}" if found else said


def _name(said: dict[str, str]) -> str:
    return normalise(said.get("title") or said.get("text") or "")[:_LONGEST_NAME]


def _category(said: str) -> str:
    """The last part of the first category, which OPML 2.0 writes as a path: ``/world/asia,/sport``."""
    return normalise(said.partition(",")[0].rstrip("/").rpartition("/")[2])[:_LONGEST_NAME]


def _language(said: dict[str, str]) -> str | None:
    return normalise(said.get("language", ""))[:35].lower() or None


def _id(url: str) -> str:
    """An id that an address always gets: the words of its host, and some letters that tell it from its siblings."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    stem = _NOT_IN_IDS.sub("-", host).strip("-")[:_LONGEST_STEM] or "feed"
    return f"{stem}-{sha256(url.encode()).hexdigest()[:8]}"


def _title(root: Element) -> str:
    head = next((child for child in root if markup.name(child).lower() == "head"), None)
    return normalise(markup.child_text(head, "title"))[:_LONGEST_NAME] if head is not None else ""


def _row(source: SourceSettings) -> str:
    language = f" language={_quoted(source.language)}" if source.language else ""
    name, url = _quoted(source.name or source.id), _quoted(source.url or "")
    return f'<outline type="rss" text={name} title={name} xmlUrl={url}{language} khabar:id="{source.id}"/>'


def _quoted(value: str) -> str:
    return quoteattr(normalise(value))
