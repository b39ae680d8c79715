"""IPTC NITF, the older XML of news agencies (https://iptc.org/std/NITF)."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from khabar_ingest import markup
from khabar_ingest.document import Document
from khabar_ingest.draft import Embargo, Parsed
from khabar_ingest.markup import Element
from khabar_ingest.parsers import CERTAIN, NO, wire
from khabar_ingest.parsers.bylines import people
from khabar_ingest.parsers.embargo import spoken, written
from khabar_ingest.parsers.make import alone, draft, lead
from khabar_ingest.parsers.nitfbody import read_body
from khabar_ingest.parsers.tree import attribute, every, first, text
from khabar_ingest.parsers.values import Status, status, urgency
from khabar_ingest.stamps import stamp
from khabar_ingest.text import normalise

_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_PLACES: Final = ("location", "city", "region", "state", "country")


class Nitf:
    """Reads the one article of a NITF document, and what it says of an article before it."""

    def sniff(self, document: Document) -> float:
        """Know it by its first element."""
        return CERTAIN if document.root == "nitf" else NO

    def parse(self, document: Document) -> Iterator[Parsed]:
        """Yield the article; first, if it takes back another one, the removal of that."""
        root = markup.xml(document.text)
        other = attribute(root, "docdata", "management-doc-idref")
        of_other = status(attribute(root, "docdata", "management-idref-status"))
        line = text(root, "hl1") or text(root, "title")
        guid = attribute(root, "doc-id", "id-string")
        if of_other != "usable" and other not in {"", guid}:
            yield draft(other, {"guid": other, "status": of_other, "headline": line or other})
        yield alone(guid or "nitf", partial(_article, root, document, guid, line, other))


def _article(root: Element, document: Document, guid: str, line: str, other: str) -> Parsed:
    said, reading = _status(root), read_body(root, document.url)
    issued, names = _time(root, document, "date.issue"), _names(root)
    title = wire.title(line, reading.blocks, said, guid)
    body = wire.tidy(reading.blocks, title, names)
    fields = {
        "guid": guid or None,
        "source_name": next(iter(names), None),
        "status": said,
        "language": _language(root),
        "headline": title,
        "lead": lead(_summary(root), body),
        "body": body,
        "authors": byline(root),
        "dateline": dateline(root) or None,
        "credit": attribute(root, "doc.copyright", "holder") or next(iter(names), None),
        "usage_terms": attribute(root, "doc.rights", "limitations") or None,
        "published_at": issued,
        "updated_at": issued,
        "date_source": "source" if issued else "unknown",
        "urgency": urgency(attribute(root, "urgency", "ed-urg")),
        "embargo": _embargo(root, document),
        "expires_at": _time(root, document, "date.expire"),
        "categories": _categories(root),
        "media": reading.media,
        "links": reading.links,
        "evolves": other or None,
    }
    return draft(guid or "nitf", fields)


def byline(root: Element) -> list[str]:
    """Return the people in a NITF's bylines: those marked as persons, else the words without job titles."""
    found: list[str] = []
    for element in every(root, "byline"):
        titles = "".join(markup.words(one) for one in every(element, "byttl"))
        marked = [markup.words(one) for one in every(element, "person")]
        found += people(marked or [markup.words(element).replace(titles, "", 1) if titles else markup.words(element)])
    return found


def dateline(root: Element) -> str:
    """Return the place of a NITF's dateline, which may also hold a date."""
    line = first(root, "dateline")
    if line is None:
        return ""
    date = text(line, "story.date")
    place = next((said for name in _PLACES if (said := text(line, name))), "")
    return normalise(place or markup.words(line).replace(date, "", 1)).strip(" -–—,،")


def _summary(root: Element) -> str:
    return " ".join(
        block.text for one in every(root, "abstract") for block in wire.read_html(markup.as_html(one)).blocks
    )


def _names(root: Element) -> list[str]:
    """What the agency is called, longest form first, then its short names."""
    said = [text(root, "distributor"), text(root, "rights.owner")]
    said += [attribute(root, "doc.copyright", "holder"), attribute(root, "doc.rights", "owner")]
    said += [attribute(root, "doc-id", "regsrc"), attribute(root, "from-src", "src-name")]
    return [name for line in said if (name := normalise(line))]


def _language(root: Element) -> str | None:
    said = [*(body.get(_LANG) for body in every(root, "body")), root.get(_LANG), root.get("baselang")]
    return next((language for language in said if language), None)


def _time(root: Element, document: Document, name: str) -> datetime | None:
    return stamp(attribute(root, name, "norm"), document.zone)


def _status(root: Element) -> Status:
    """What is not plainly usable is held; under ``embargoed`` the release date decides, if there is one."""
    said = attribute(root, "docdata", "management-status").lower()
    dated = said == "embargoed" and attribute(root, "date.release", "norm")
    return "usable" if dated else status(said)


def _embargo(root: Element, document: Document) -> Embargo | None:
    """``date.release`` in the docdata: the text may not be seen earlier; without it, what the notes to editors say."""
    release = first(root, "date.release")
    if release is not None:
        return written(release.get("norm", ""), document.zone)
    return spoken(*(message.get("info", "") for message in every(root, "ed-msg")))


def _categories(root: Element) -> list[str]:
    keywords = [key.get("key", "") for key in every(root, "keyword")]
    subjects = [
        one.get("tobject.subject.detail") or one.get("tobject.subject.matter") or one.get("tobject.subject.type", "")
        for one in every(root, "tobject.subject")
    ]
    return [*keywords, *subjects]
