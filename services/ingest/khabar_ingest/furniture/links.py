"""Where the links in a piece of HTML lead, and how much of it they are."""

import re

from khabar.models import Link
from khabar_ingest.markup import Element, words
from khabar_ingest.sanitise import web_url
from khabar_ingest.text import normalise

_LINK = re.compile(r"<a [^>]*>(.*?)</a>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def links_of(element: Element, base: str | None) -> list[Link]:
    """Return where the links in an element lead, with their words."""
    pairs = ((web_url(link.get("href", ""), base), normalise(words(link))) for link in element.iter("a"))
    return [Link(url=url, title=title or None) for url, title in pairs if url]


def link_share(element: Element, text: str) -> float:
    """Return the share of an element's text that stands in links."""
    links = sum(len(normalise(words(link))) for link in element.iter("a"))
    return links / len(text) if text else 0.0


def linked_characters(inline: str) -> int:
    """How many characters of a block's sanitised HTML stand in links."""
    return sum(len(_TAG.sub("", link)) for link in _LINK.findall(inline))
