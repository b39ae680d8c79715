"""IPTC ninjs 1.x, 2.x and 3.x, and the dialect of Superdesk, which says ``guid`` for ``uri`` (https://iptc.org/std/ninjs).

The versions differ in the case of their names and in holding one text or an array of texts by role; read in lower case
they are one format.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any, Final

from khabar.models import Block
from khabar_ingest import blocks
from khabar_ingest.document import Document
from khabar_ingest.draft import Fault, Parsed
from khabar_ingest.parsers import CERTAIN, LIKELY, NO, plain
from khabar_ingest.parsers.embargo import embargo
from khabar_ingest.parsers.make import alone, draft, headline, lead
from khabar_ingest.parsers.values import entries, mapping, string, whole
from khabar_ingest.sanitise import web_url
from khabar_ingest.stamps import stamp
from khabar_ingest.text import normalise

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
_PICTURES: Final = {"picture": "picture", "graphic": "picture", "video": "video", "audio": "audio"}
_BODY_ROLES: Final = ("main", "")


class Ninjs:
    """Reads ninjs items, one alone, in an array, or under ``item`` or ``items``."""

    def sniff(self, document: Document) -> float:
        """Know it by its ``standard``, or by its identifier beside a name that only ninjs has."""
        first = _lower(mapping(next(iter(_items(document.json)), None)))
        if "ninjs" in string(mapping(first.get("standard")).get("name")).lower():
            return CERTAIN
        return LIKELY + 0.2 if first.keys() & {"uri", "guid"} and first.keys() & _MARKS else NO

    def parse(self, document: Document) -> Iterator[Parsed]:
        """Yield every item."""
        for index, raw in enumerate(_items(document.json)):
            item = _lower(mapping(raw))
            name = string(item.get("uri")) or string(item.get("guid")) or str(index)
            yield alone(name, partial(_item, name, item, document)) if item else Fault(name, "is not an object")


def _items(found: object) -> list[Any]:
    wrapped = mapping(found)
    inner = entries(wrapped.get("item")) or entries(wrapped.get("items"))
    return entries(found) or inner or ([found] if wrapped else [])


def _lower(item: dict[str, Any]) -> dict[str, Any]:
    return {key.lower(): value for key, value in item.items()}


def _item(name: str, item: dict[str, Any], document: Document) -> Parsed:
    reading = _body(item)
    published = _time(item, document, "contentcreated", "firstcreated", "versioncreated")
    title = _text(item, "headline", "headlines") or string(item.get("title"))
    fields = {
        "guid": string(item.get("uri")) or string(item.get("guid")) or None,
        "version": string(item.get("version")) or None,
        "canonical_url": web_url(string(item.get("url"))),
        "source_name": string(item.get("copyrightholder")) or _names(item, "infosource", "infosources")[:1] or None,
        "status": string(item.get("pubstatus")) or "usable",
        "language": string(item.get("language")) or None,
        "headline": headline(_plain(title), reading.blocks),
        "lead": lead(_plain(_text(item, "description_text", "description_html", "descriptions")), reading.blocks),
        "body": reading.blocks,
        "authors": _names(item, "authors") or [string(item.get("byline")) or string(item.get("by"))],
        "dateline": string(item.get("located")) or None,
        "credit": string(item.get("copyrightnotice")) or None,
        "published_at": published,
        "updated_at": _time(item, document, "versioncreated"),
        "date_source": "source" if published else "unknown",
        "urgency": _urgency(item),
        "embargo": embargo(item, "embargoed", document.zone),
        "expires_at": _time(item, document, "expires"),
        "section_hint": next(iter(_names(item, "service")), None),
        "categories": _names(item, "service", "subject", "subjects", "keywords"),
        "media": [*_pictures(item), *reading.media],
        "links": reading.links,
        "evolves": string(item.get("evolvedfrom")) or None,
    }
    fields["source_name"] = next(iter(_listed(fields["source_name"])), None)
    return draft(name, fields)


def _listed(value: object) -> list[str]:
    return [string(one) for one in entries(value)] or ([string(value)] if value else [])


def _time(item: dict[str, Any], document: Document, *names: str) -> datetime | None:
    return next((time for name in names if (time := stamp(item.get(name), document.zone))), None)


def _body(item: dict[str, Any]) -> blocks.Reading:
    """Read the richest body there is: HTML before plain text."""
    base = web_url(string(item.get("url")))
    kinds = {
        "html": [string(item.get("body_html")), string(item.get("body_xhtml"))],
        "plain": [string(item.get("body_text"))],
    }
    for body in map(_lower, map(mapping, entries(item.get("bodies")))):
        kind = "html" if "html" in string(body.get("contenttype")).lower() else "plain"
        first = string(body.get("role")).lower() in _BODY_ROLES
        kinds[kind].insert(0 if first else len(kinds[kind]), string(body.get("value")))
    for text in filter(str.strip, kinds["html"]):
        return blocks.read(text, base)
    text = next(filter(str.strip, kinds["plain"]), "")
    return blocks.read(text, base) if text.lstrip().startswith("<") else blocks.Reading(plain.blocks(text))


def _text(item: dict[str, Any], *names: str) -> str:
    """The first text under one of the names; of an array the one in a main role, or the first."""
    for name in names:
        found = item.get(name)
        if texts := [_lower(text) for text in map(mapping, entries(found)) if text]:
            chosen = [text for text in texts if string(text.get("role")).lower() in {"main", "headline", "summary", ""}]
            return string((chosen or texts)[0].get("value"))
        if string(found):
            return string(found)
    return ""


def _plain(text: str) -> str:
    """The words of a text that may be HTML."""
    return " ".join(block.text for block in _read_inline(text)) if "<" in text else normalise(text)


def _read_inline(text: str) -> list[Block]:
    return blocks.read(text).blocks


def _names(item: dict[str, Any], *names: str) -> list[str]:
    """The names in arrays of concepts; plain strings among them too."""
    found = [one for name in names for one in entries(item.get(name))]
    return [line for one in found if (line := string(mapping(one).get("name")) or string(one))]


def _urgency(item: dict[str, Any]) -> int | None:
    """The urgency, if it is one of 1 to 9; agencies also send other scales, which are no reason to refuse an item."""
    value = whole(item.get("urgency"))
    return value if value and 1 <= value <= 9 else None  # noqa: PLR2004 - the scale of IPTC


def _pictures(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    associations = item.get("associations")
    associated = list(mapping(associations).values()) or entries(associations)
    for one in map(_lower, map(mapping, [item, *associated])):
        kind = _PICTURES.get(string(one.get("type")))
        found = one.get("renditions")
        renditions = [mapping(found).get("original"), *mapping(found).values(), *entries(found)]
        best = next((r for r in map(_lower, map(mapping, renditions)) if web_url(string(r.get("href")))), None)
        if kind and best:
            yield {
                "url": string(best["href"]),
                "type": kind,
                "mimetype": string(best.get("mimetype")) or string(best.get("contenttype")) or None,
                "width": whole(best.get("width")) or None,
                "height": whole(best.get("height")) or None,
                "caption": _plain(_text(one, "description_text", "descriptions")) or None,
                "credit": string(one.get("byline")) or string(one.get("by")) or None,
            }
