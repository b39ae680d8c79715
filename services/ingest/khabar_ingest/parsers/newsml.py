"""IPTC NewsML-G2: news items, alone or in a news message (https://iptc.org/std/NewsML-G2)."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from khabar_ingest import blocks, markup
from khabar_ingest.document import Document
from khabar_ingest.draft import Embargo, Parsed
from khabar_ingest.markup import Element, child_text, children
from khabar_ingest.parsers import CERTAIN, NO
from khabar_ingest.parsers.make import alone, draft, headline, lead
from khabar_ingest.parsers.values import whole
from khabar_ingest.stamps import stamp

_ROOTS: Final = frozenset({"newsitem", "newsmessage"})
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


class NewsmlG2:
    """Reads each text item of a NewsML-G2 document."""

    def sniff(self, document: Document) -> float:
        """Know it by its first element."""
        return CERTAIN if document.root in _ROOTS else NO

    def parse(self, document: Document) -> Iterator[Parsed]:
        """Yield every news item that carries text."""
        root = markup.xml(document.text)
        for item in (element for element in root.iter() if markup.name(element) == "newsItem"):
            if _one(item, "contentSet") is not None:
                yield alone(item.get("guid") or "newsItem", partial(_item, item, document))


def _item(item: Element, document: Document) -> Parsed:
    meta, content = _one(item, "itemMeta"), _one(item, "contentMeta")
    meta, content = item if meta is None else meta, item if content is None else content
    reading = _body(item)
    summary = child_text(content, "description")
    guid = item.get("guid", "")
    published = stamp(
        child_text(content, "contentCreated") or child_text(meta, "firstCreated", "versionCreated"), document.zone
    )
    fields = {
        "guid": guid or None,
        "version": item.get("version"),
        "source_name": _name(meta, "provider") or None,
        "status": _status(meta),
        "language": _language(item, content),
        "headline": headline(child_text(content, "headline"), reading.blocks),
        "lead": lead(summary, reading.blocks),
        "body": reading.blocks,
        "authors": [markup.words(by) for by in children(content, "by")],
        "dateline": child_text(content, "dateline") or _name(content, "located") or None,
        "credit": child_text(content, "creditline") or _rights(item) or None,
        "published_at": published,
        "updated_at": stamp(child_text(meta, "versionCreated"), document.zone),
        "date_source": "source" if published else "unknown",
        "urgency": whole(child_text(content, "urgency")) or None,
        "embargo": _embargo(meta, document),
        "categories": [*(markup.words(word) for word in children(content, "keyword")), *_subjects(content)],
        "media": reading.media,
        "links": reading.links,
    }
    return draft(guid or "newsItem", fields)


def _one(element: Element, wanted: str) -> Element | None:
    return next(iter(children(element, wanted)), None)


def _body(item: Element) -> blocks.Reading:
    """The inline XHTML or NITF of the item, read as HTML."""
    inline = next((element for element in item.iter() if markup.name(element) == "inlineXML"), None)
    return blocks.read(markup.as_html(inline)) if inline is not None else blocks.Reading()


def _name(element: Element, wanted: str) -> str:
    found = _one(element, wanted)
    return "" if found is None else child_text(found, "name") or found.get("literal", "")


def _status(meta: Element) -> str:
    """The last part of ``stat:usable`` or of its address; a status that says nothing is not trusted to be usable."""
    found = _one(meta, "pubStatus")
    if found is None:
        return "usable"
    said = str(found.get("qcode") or found.get("uri") or "").strip().lower()
    return re.split("[:/]", said)[-1] or "withheld"


def _language(item: Element, content: Element) -> str | None:
    found = _one(content, "language")
    said = "" if found is None else found.get("tag", "")
    return str(said or item.get(_LANG, "")) or None


def _rights(item: Element) -> str:
    rights = _one(item, "rightsInfo")
    return "" if rights is None else child_text(rights, "copyrightNotice")


def _subjects(content: Element) -> list[str]:
    return [name for subject in children(content, "subject") if (name := child_text(subject, "name"))]


def _embargo(meta: Element, document: Document) -> Embargo | None:
    found = _one(meta, "embargoed")
    if found is None:
        return None
    until = stamp(markup.words(found), document.zone)
    return Embargo(until=until) if until else Embargo(reason="embargo without an end that can be read")
