"""IPTC NewsML 1.x, which some agencies still send (https://iptc.org/std/NewsML)."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from khabar_ingest import markup
from khabar_ingest.document import Document
from khabar_ingest.draft import Embargo, Parsed
from khabar_ingest.markup import Element
from khabar_ingest.parsers import CERTAIN, NO, wire
from khabar_ingest.parsers.bylines import people
from khabar_ingest.parsers.embargo import spoken, written
from khabar_ingest.parsers.make import alone, draft, lead
from khabar_ingest.parsers.nitfbody import read_body
from khabar_ingest.parsers.tree import attribute, below, every, first, text
from khabar_ingest.parsers.values import Status, status, urgency
from khabar_ingest.sanitise import web_url
from khabar_ingest.stamps import stamp

_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_KINDS: Final = {"photo": "picture", "graphic": "picture", "video": "video", "audio": "audio"}


class Newsml1:
    """Reads each item of a NewsML 1.x document."""

    def sniff(self, document: Document) -> float:
        """Know it by its first element."""
        return CERTAIN if document.root == "newsml" else NO

    def parse(self, document: Document) -> Iterator[Parsed]:
        """Yield every news item."""
        root = markup.xml(document.text)
        for item in every(root, "NewsItem"):
            yield alone(_guid(item) or "NewsItem", partial(_item, item, root, document))


def _item(item: Element, root: Element, document: Document) -> Parsed:
    guid, said, reading = _guid(item), _status(item), _content(item, document.url)
    agency = attribute(item, "Party", "FormalName")
    title = wire.title(text(item, "HeadLine"), reading.blocks, said, guid)
    body = wire.tidy(reading.blocks, title, [agency])
    fields = {
        "guid": guid or None,
        "version": text(item, "RevisionId") or None,
        "source_name": agency or None,
        "status": said,
        "headline": title,
        "lead": lead(text(item, "SubHeadLine"), body),
        "body": body,
        "authors": people(markup.words(one) for one in every(item, "ByLine")),
        "urgency": urgency(
            attribute(item, "Urgency", "FormalName") or attribute(_envelope(root), "Priority", "FormalName")
        ),
        "embargo": _embargo(item, document),
        "media": [*_media(item, document.url), *reading.media],
        "links": reading.links,
    }
    return draft(guid or "NewsItem", fields | _facts(item, document))


def _envelope(root: Element) -> Element:
    """The envelope of a document, or the document where it has none."""
    return next(iter(below(root, "NewsEnvelope")), root)


def _facts(item: Element, document: Document) -> dict[str, Any]:
    published = stamp(text(item, "FirstCreated"), document.zone)
    tongue = attribute(item, "Language", "FormalName") or item.get(_LANG, "")
    keywords = [one.get("Value", "") for one in every(item, "Property") if one.get("FormalName") == "Keyword"]
    return {
        "language": tongue or None,
        "dateline": text(item, "DateLine").strip(" -–—") or None,
        "credit": text(item, "CopyrightLine") or text(item, "CreditLine") or None,
        "usage_terms": text(item, "UsageType") or None,
        "published_at": published,
        "updated_at": stamp(text(item, "ThisRevisionCreated"), document.zone),
        "date_source": "source" if published else "unknown",
        "categories": [*(markup.words(one) for one in every(item, "KeywordLine")), *keywords],
    }


def _guid(item: Element) -> str:
    """The identifier without the revision, which its public form ends in: an update is the same article."""
    parts = [text(item, name) for name in ("ProviderId", "DateId", "NewsItemId")]
    if all(parts):
        return ":".join(["urn:newsml", *parts])
    return text(item, "PublicIdentifier").removesuffix(f":{text(item, 'RevisionId')}")


def _status(item: Element) -> Status:
    """What is not plainly usable is held; under ``Embargoed`` the time of its change decides, if there is one."""
    said = attribute(item, "Status", "FormalName").lower()
    return "usable" if said == "embargoed" and _ends(item) else status(said)


def _ends(item: Element) -> str:
    change = first(item, "StatusWillChange")
    return "" if change is None else text(change, "DateAndTime")


def _embargo(item: Element, document: Document) -> Embargo | None:
    if attribute(item, "Status", "FormalName").lower() == "embargoed":
        return written(_ends(item), document.zone)
    return spoken(*(markup.words(one) for one in every(item, "Instruction")), text(item, "UsageType"))


def _content(item: Element, base: str | None) -> wire.Body:
    """The first text among the components, in NITF, XHTML or bare paragraphs."""
    for content in every(item, "DataContent"):
        if first(content, "body.content") is not None:
            reading = read_body(content, base)
        elif len(content):
            reading = wire.read_html(markup.as_html(content), base)
        else:
            reading = wire.Body(wire.read_lines(markup.words(content)))
        if reading.blocks:
            return reading
    return wire.Body()


def _media(item: Element, base: str | None) -> Iterator[dict[str, str]]:
    for content in every(item, "ContentItem"):
        kind = _KINDS.get(attribute(content, "MediaType", "FormalName").lower())
        url = web_url(content.get("Href", ""), base)
        if kind and url:
            yield {"url": url, "type": kind}
