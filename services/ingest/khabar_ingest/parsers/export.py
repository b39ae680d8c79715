"""The items of an RSS-shaped export one at a time, so that the largest needs no tree of the whole."""

import re
from collections.abc import Iterator
from typing import Final

from khabar_ingest import markup
from khabar_ingest.markup import Element

_ROOT = re.compile(r"<rss\b[^>]*>", re.IGNORECASE)
_HEAD_CHARACTERS: Final = 65_536
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_ITEM, _ITEM_END = "<item>", "</item>"


def root_of(text: str) -> str:
    """Return the first tag of an export, which holds its namespaces, or one without any."""
    found = _ROOT.search(text, 0, _HEAD_CHARACTERS)
    return found[0] if found else "<rss>"


def head(text: str) -> Element:
    """Return what stands before the first item, as a tree."""
    return markup.xml(text[: _next(text, _ITEM, 0, text.rfind(_CDATA_END))])


def items(text: str) -> Iterator[str]:
    """Yield the text of each whole item; one that is cut off at the end of the document is left out."""
    last = text.rfind(_CDATA_END)
    at = _next(text, _ITEM, 0, last)
    while at < len(text):
        end = _next(text, _ITEM_END, at, last)
        if end >= len(text):
            return
        yield text[at : end + len(_ITEM_END)]
        at = _next(text, _ITEM, end, last)


def is_cut(text: str) -> bool:
    """Whether a document breaks off inside an item."""
    return text.rfind(_ITEM) > text.rfind(_ITEM_END)


def tree(item: str, root: str) -> Element:
    """Parse one item, under the namespaces of its document."""
    return markup.xml(f"{root}{item}</rss>")


def _next(text: str, mark: str, at: int, last: int) -> int:
    """Find a mark that does not stand inside of CDATA, or the end of the text; no CDATA ends behind ``last``."""
    found = text.find(mark, at)
    while found >= 0:
        opened = text.find(_CDATA, at, found)
        if opened < 0 or opened > last:
            return found
        at = text.find(_CDATA_END, opened) + len(_CDATA_END)
        if at > found:
            found = text.find(mark, at)
    return len(text)
