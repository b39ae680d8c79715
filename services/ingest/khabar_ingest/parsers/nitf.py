"""IPTC NITF, the older XML of news agencies (https://iptc.org/std/NITF)."""

from collections.abc import Iterator
from typing import Final

from khabar_ingest import blocks, markup
from khabar_ingest.document import Document
from khabar_ingest.draft import Embargo, Parsed
from khabar_ingest.markup import Element
from khabar_ingest.parsers import CERTAIN, NO
from khabar_ingest.parsers.make import draft, headline, lead
from khabar_ingest.parsers.values import whole
from khabar_ingest.stamps import stamp

_STATUS: Final = {"": "usable", "usable": "usable", "canceled": "canceled"}
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


class Nitf:
    """Reads the one article of a NITF document."""

    def sniff(self, document: Document) -> float:
        """Know it by its first element."""
        return CERTAIN if document.root == "nitf" else NO

    def parse(self, document: Document) -> Iterator[Parsed]:
        """Yield the article."""
        root = markup.xml(document.text)
        content, abstract = _all(root, "body.content"), _all(root, "abstract")
        reading = blocks.read("".join(map(markup.as_html, content)))
        summary = blocks.read("".join(map(markup.as_html, abstract)))
        guid = _attribute(root, "doc-id", "id-string")
        published = stamp(_attribute(root, "date.issue", "norm"), document.zone)
        fields = {
            "guid": guid or None,
            "status": _status(root),
            "language": next((lang for body in _all(root, "body") if (lang := body.get(_LANG))), None),
            "headline": headline(_text(root, "hl1") or _text(root, "title"), reading.blocks),
            "lead": lead(" ".join(block.text for block in summary.blocks), reading.blocks),
            "body": reading.blocks,
            "authors": [markup.words(byline) for byline in _all(root, "byline")],
            "dateline": _text(root, "dateline") or None,
            "credit": _attribute(root, "doc.copyright", "holder") or None,
            "published_at": published,
            "updated_at": None,
            "date_source": "source" if published else "unknown",
            "urgency": whole(_attribute(root, "urgency", "ed-urg")) or None,
            "embargo": _embargo(root, document),
            "expires_at": stamp(_attribute(root, "date.expire", "norm"), document.zone),
            "categories": [key.get("key", "") for key in _all(root, "keyword")],
            "media": reading.media,
            "links": reading.links,
        }
        yield draft(guid or "nitf", fields)


def _all(root: Element, wanted: str) -> list[Element]:
    return [element for element in root.iter() if markup.name(element) == wanted]


def _text(root: Element, wanted: str) -> str:
    return next((text for element in _all(root, wanted) if (text := markup.words(element).strip())), "")


def _attribute(root: Element, wanted: str, attribute: str) -> str:
    return next((value for element in _all(root, wanted) if (value := element.get(attribute))), "")


def _status(root: Element) -> str:
    """What is not plainly usable is held; under ``embargoed`` the release date decides, if there is one."""
    said = _attribute(root, "docdata", "management-status").strip().lower()
    dated = said == "embargoed" and _attribute(root, "date.release", "norm")
    return "usable" if dated else _STATUS.get(said, "withheld")


def _embargo(root: Element, document: Document) -> Embargo | None:
    """``date.release`` in the docdata: the text may not be seen earlier."""
    said = _attribute(root, "date.release", "norm")
    if not said:
        return None
    until = stamp(said, document.zone)
    return Embargo(until=until) if until else Embargo(reason="release date that cannot be read")
