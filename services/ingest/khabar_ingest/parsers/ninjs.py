"""IPTC ninjs 1.x, 2.x and 3.x, and the dialect of Superdesk (https://iptc.org/std/ninjs).

The versions differ in the case of their names and in holding one text or an array of texts by role; read in lower case
they are one format.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any, Final

from khabar_ingest.document import Document
from khabar_ingest.draft import Embargo, Fault, Parsed
from khabar_ingest.parsers import CERTAIN, LIKELY, NO, superdesk, wire
from khabar_ingest.parsers.embargo import embargo, spoken, strictest
from khabar_ingest.parsers.make import alone, draft, lead
from khabar_ingest.parsers.ninjstext import body, description, lower, names, plain_words, text
from khabar_ingest.parsers.renditions import media
from khabar_ingest.parsers.values import entries, mapping, status, string, urgency
from khabar_ingest.sanitise import web_url
from khabar_ingest.stamps import stamp

_MARKS: Final = frozenset(
    {
        "versioncreated",
        "pubstatus",
        "body_html",
        "body_xhtml",
        "body_text",
        "bodies",
        "headlines",
        "firstcreated",
        "representationtype",
    }
)


class Ninjs:
    """Reads ninjs items, one alone, in an array, or wrapped as agencies' interfaces do."""

    def sniff(self, document: Document) -> float:
        """Know it by its ``standard``, or by its identifier beside a name that only ninjs has."""
        first = lower(mapping(next(iter(superdesk.items(document.json)), None)))
        if "ninjs" in string(mapping(first.get("standard")).get("name")).lower():
            return CERTAIN
        return LIKELY + 0.2 if first.keys() & {"uri", "guid"} and first.keys() & _MARKS else NO

    def parse(self, document: Document) -> Iterator[Parsed]:
        """Yield every item."""
        for index, raw in enumerate(superdesk.items(document.json)):
            item = lower(mapping(raw))
            name = superdesk.guid(item) or str(index)
            yield alone(name, partial(_item, name, item, document)) if item else Fault(name, "is not an object")


def _item(name: str, item: dict[str, Any], document: Document) -> Parsed:
    reading, guid = body(item), superdesk.guid(item)
    said = status(item.get("pubstatus"))
    agencies = [string(item.get("copyrightholder")), string(item.get("source")), *names(item, "infosources")]
    line = plain_words(text(item, "headline", "headlines") or string(item.get("title")))
    title = wire.title(line, reading.blocks, said, guid)
    found = wire.tidy(reading.blocks, title, agencies)
    fields = {
        "guid": guid or None,
        "version": string(item.get("version")) or None,
        "canonical_url": web_url(string(item.get("url"))) or web_url(string(item.get("canonicalurl"))),
        "status": said,
        "headline": title,
        "lead": lead(plain_words(description(item)), found),
        "body": found,
        "authors": superdesk.authors(item),
        "urgency": urgency(item.get("urgency")),
        "embargo": _embargo(item, document),
        "media": [*media(item), *reading.media],
        "links": [*superdesk.related(item), *reading.links],
    }
    return draft(name, fields | _facts(item, document))


def _facts(item: dict[str, Any], document: Document) -> dict[str, Any]:
    """The fields that are said about the text: where it comes from, when, and what it is about."""
    created = superdesk.first_published(item, document.zone)
    published = _time(item, document, "contentcreated", "firstcreated") or created
    published = published or _time(item, document, "versioncreated")
    holders = [string(item.get("source")), string(item.get("copyrightholder")), string(item.get("provider"))]
    return {
        "source_name": next((name for name in [*holders, *names(item, "infosource", "infosources")] if name), None),
        "language": string(item.get("language")) or None,
        "dateline": string(item.get("located")) or None,
        "credit": string(item.get("copyrightnotice")) or None,
        "usage_terms": _terms(item) or None,
        "published_at": published,
        "updated_at": _time(item, document, "versioncreated"),
        "date_source": "source" if published else "unknown",
        "expires_at": _time(item, document, "expires"),
        "section_hint": next(iter(names(item, "service")), None),
        "categories": names(item, "service", "subject", "subjects", "keywords"),
        "evolves": string(item.get("evolvedfrom")) or None,
        "translation_of": string(item.get("translated_from")) or None,
    }


def _time(item: dict[str, Any], document: Document, *wanted: str) -> datetime | None:
    return next((time for name in wanted if (time := stamp(item.get(name), document.zone))), None)


def _terms(item: dict[str, Any]) -> str:
    said = item.get("usageterms")
    return plain_words(string(said) or " ".join(string(one) for one in entries(said)))


def _embargo(item: dict[str, Any], document: Document) -> Embargo | None:
    """The embargo that is a field, which each version calls otherwise; without one, what the note to editors says."""
    named = (name for name in item if name.startswith("embargo") and "reason" not in name)
    told = strictest(*(embargo(item, name, document.zone) for name in named))
    return told or spoken(string(item.get("ednote")))
