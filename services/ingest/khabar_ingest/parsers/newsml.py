"""IPTC NewsML-G2: news items, alone or in a news message (https://iptc.org/std/NewsML-G2)."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from khabar_ingest import markup
from khabar_ingest.document import Document
from khabar_ingest.draft import Embargo, Fault, Parsed
from khabar_ingest.markup import Element, child_text, children
from khabar_ingest.parsers import CERTAIN, NO, wire
from khabar_ingest.parsers.bylines import people
from khabar_ingest.parsers.concepts import label, language, names
from khabar_ingest.parsers.embargo import spoken, written
from khabar_ingest.parsers.make import alone, draft, lead
from khabar_ingest.parsers.newsmlbody import read_content
from khabar_ingest.parsers.nitf import byline
from khabar_ingest.parsers.tree import below, first, local
from khabar_ingest.parsers.values import Status, status, urgency
from khabar_ingest.sanitise import web_url
from khabar_ingest.stamps import stamp

_ITEMS: Final = frozenset({"newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"})
_ROOTS: Final = frozenset({"newsmessage", "contentset", *(name.lower() for name in _ITEMS)})
_NO_TEXT: Final = "is a list of other items and no text; what it lists comes as items of its own"


class NewsmlG2:
    """Reads each item of a NewsML-G2 document."""

    def sniff(self, document: Document) -> float:
        """Know it by its first element."""
        return CERTAIN if document.root in _ROOTS else NO

    def parse(self, document: Document) -> Iterator[Parsed]:
        """Yield every news item; packages and other items without a text are faults that say so."""
        root = markup.xml(document.text)
        if local(root) == "contentSet":
            yield alone("contentSet", partial(_item, root, document))
        for item in (element for element in root.iter() if local(element) in _ITEMS):
            name = item.get("guid") or local(item)
            if local(item) == "newsItem":
                yield alone(name, partial(_item, item, document))
            else:
                yield Fault(name, f"a {local(item)} {_NO_TEXT}")


def _item(item: Element, document: Document) -> Parsed:
    meta, content = _part(item, "itemMeta"), _part(item, "contentMeta")
    guid, said = item.get("guid", ""), _status(meta)
    tongue = language(item, content)
    reading = read_content(item, document.url)
    line = _headline(content, ("", "main")) or reading.headline
    title = wire.title(line, reading.blocks, said, guid)
    body = wire.tidy(reading.blocks, title, [label(meta, "provider", tongue)])
    fields = {
        "guid": guid or None,
        "version": item.get("version"),
        "status": said,
        "language": tongue or None,
        "headline": title,
        "lead": lead(_summary(content) or reading.summary, body),
        "body": body,
        "authors": _authors(item, content, tongue),
        "embargo": _embargo(meta, document),
        "media": reading.media,
        "links": [*_links(meta), *reading.links],
    }
    return draft(guid or "newsItem", fields | _facts(item, meta, content, document))


def _facts(item: Element, meta: Element, content: Element, document: Document) -> dict[str, Any]:
    """The fields that are said about the text: where it comes from, when, and what it is about."""
    tongue, rights = language(item, content), _part(item, "rightsInfo")
    created = child_text(content, "contentCreated") or child_text(meta, "firstCreated", "versionCreated")
    published = stamp(created, document.zone)
    copyrights = child_text(rights, "copyrightNotice") if local(rights) == "rightsInfo" else ""
    terms = child_text(rights, "usageTerms") if local(rights) == "rightsInfo" else ""
    return {
        "source_name": label(meta, "provider", tongue) or label(content, "infoSource", tongue) or None,
        "dateline": child_text(content, "dateline").strip(" -–—") or label(content, "located", tongue) or None,
        "credit": child_text(content, "creditline").strip(" -–—") or copyrights or None,
        "usage_terms": terms or None,
        "published_at": published,
        "updated_at": stamp(child_text(meta, "versionCreated"), document.zone),
        "date_source": "source" if published else "unknown",
        "urgency": urgency(child_text(content, "urgency")),
        "expires_at": stamp(child_text(meta, "expires"), document.zone),
        "categories": [*(markup.words(word) for word in children(content, "keyword")), *names(content, tongue)],
    }


def _part(item: Element, wanted: str) -> Element:
    """A part of an item; an item without it holds the fields itself."""
    return next(iter(below(item, wanted)), item)


def _headline(content: Element, roles: tuple[str, ...]) -> str:
    """The first headline of one of some roles, of which agencies write all but the last part in their own way."""
    said = [(_last(one.get("role", "")), markup.words(one)) for one in children(content, "headline")]
    return next((line.strip() for role, line in said if role in roles and line.strip()), "")


def _last(code: str) -> str:
    return re.split("[:/]", code.strip().lower())[-1]


def _summary(content: Element) -> str:
    return child_text(content, "description") or _headline(content, ("subheadline", "subhead", "sub"))


def _authors(item: Element, content: Element, tongue: str) -> list[str]:
    """The printed byline, else that of the text, else who is said to have made it."""
    printed = people(markup.words(by) for by in children(content, "by"))
    inner = first(item, "nitf")
    return printed or (byline(inner) if inner is not None else []) or people(names(content, tongue, "creator"))


def _status(meta: Element) -> Status:
    """The last part of ``stat:usable`` or of its address; a status that says nothing is not trusted to be usable."""
    found = next(iter(below(meta, "pubStatus")), None)
    if found is None:
        return "usable"
    return status(_last(found.get("qcode") or found.get("uri") or "") or "?")


def _embargo(meta: Element, document: Document) -> Embargo | None:
    found = next(iter(below(meta, "embargoed")), None)
    if found is not None:
        return written(markup.words(found), document.zone)
    return spoken(*(markup.words(note) for note in below(meta, "edNote")))


def _links(meta: Element) -> list[dict[str, str | None]]:
    """What the agency says one may also see, where it is on the web."""
    said = ((link, web_url(link.get("href", ""))) for link in below(meta, "link"))
    return [{"url": url, "title": child_text(link, "title", "name") or None} for link, url in said if url]
