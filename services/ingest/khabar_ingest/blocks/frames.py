"""What frames hold: one picture with its line, or something from elsewhere."""

from typing import Final

from khabar_ingest import furniture
from khabar_ingest.markup import Element, words
from khabar_ingest.sanitise import web_url
from khabar_ingest.text import normalise

_LONGEST_CAPTION: Final = 160
_NO_CAPTION: Final = ("a", "ul", "ol", "table", "iframe", "h1", "h2", "h3", "h4", "h5", "h6", "hl2")


def is_framed(element: Element) -> bool:
    """Whether a ``div`` with a name is one picture with a short line in an element of its own, and nothing else."""
    if not (element.get("class") or element.get("id")) or sum(1 for _ in element.iter("img", "amp-img")) != 1:
        return False
    bare = "".join([element.text or "", *(child.tail or "" for child in element)])
    if bare.strip() or next(element.iter(*_NO_CAPTION), None) is not None:
        return False
    text = normalise(words(element))
    return 0 < len(text) <= _LONGEST_CAPTION and not furniture.is_prose(text)


def embedded(element: Element, base: str | None) -> str | None:
    """Return the address of what an element embeds, its own or that of its first source."""
    inner = (source.get("src", "") for source in element.iter("source"))
    return web_url(element.get("src") or element.get("data-src") or next(inner, ""), base)
