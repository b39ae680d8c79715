"""What a feed's entry encloses: RSS enclosures, Atom links, Media RSS, and the picture that some sites name."""

from typing import Final

from khabar_ingest.markup import Element
from khabar_ingest.parsers.entry import Enclosure
from khabar_ingest.parsers.fields import Fields, text

_NAMES: Final = ("enclosure", "media:content", "media:thumbnail", "image", "itunes:image", "link")
_PICTURES: Final = frozenset({"media:thumbnail", "image", "itunes:image"})


def enclosures(said: Fields) -> list[Enclosure]:
    """Return the files that an entry names, what it says about them beside."""
    caption, credit = said.text("media:title", "media:description"), said.text("media:credit")
    return [
        _enclosure(element, name, said, caption if name == "media:content" else "", credit)
        for name in _NAMES
        for element in said.all(name)
        if name != "link" or element.get("rel") == "enclosure"
    ]


def _enclosure(element: Element, name: str, said: Fields, caption: str, credit: str) -> Enclosure:
    inner = Fields(element, said.home) if len(element) else None
    mimetype = element.get("type") or ""
    kind = element.get("medium") or mimetype.partition("/")[0].strip().lower()
    return Enclosure(
        url=element.get("url") or element.get("href") or (inner.text("url") if inner else text(element)),
        kind="image" if name in _PICTURES else kind,
        mimetype=mimetype,
        caption=(inner.text("media:description", "media:title") if inner else "") or caption,
        credit=(inner.text("media:credit") if inner else "") or credit,
        width=element.get("width") or "",
        height=element.get("height") or "",
    )
