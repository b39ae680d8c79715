"""RSS 0.9x, 1.0 and 2.0, and Atom 0.3 and 1.0, read as they are found in the wild.

A feed is mended where it must be and read here; when nothing can be found in it that way, feedparser has a try.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from khabar_ingest import repair
from khabar_ingest.document import Document
from khabar_ingest.draft import Fault, Parsed
from khabar_ingest.parsers import LIKELY, NO
from khabar_ingest.parsers.entry import Entry, understand
from khabar_ingest.parsers.loose import loose_entries
from khabar_ingest.parsers.make import alone
from khabar_ingest.parsers.xmlentry import entries

_ROOTS: Final = frozenset({"rss", "feed", "rdf", "channel"})
_BEHIND_JUNK = re.compile(r"<(?:[\w.-]+:)?(rss|feed|rdf|html)[\s>]", re.IGNORECASE)
_ITEM = re.compile(r"(?:^|:)(?:item|entry)$", re.IGNORECASE)
_JUNK_CHARACTERS: Final = 8192
_SURE: Final = 0.9
"""Less than certain: formats that are made of RSS know their own documents better."""


class XmlFeed:
    """Reads each entry of a feed."""

    def sniff(self, document: Document) -> float:
        """Know it by its first element, or by the first that is a feed's or a page's when junk stands before it."""
        if document.root in _ROOTS:
            return _SURE
        found = None if document.root == "html" else _BEHIND_JUNK.search(document.text[:_JUNK_CHARACTERS])
        return NO if found is None or found[1].lower() == "html" else (_SURE + LIKELY) / 2

    def parse(self, document: Document) -> Iterator[Parsed]:
        """Yield every entry; one in whose middle the document breaks off is a fault, for it would be published cut."""
        tree = repair.read(document.text)
        found = list(entries(tree.root, document.url)) or _second_try(document)
        cut = _cut_field(tree.cut) if found else ""
        for index, entry in enumerate(found[:-1] if cut else found):
            yield alone(entry.guid or entry.link or str(index), partial(understand, entry, str(index), document))
        if cut:
            name = found[-1].guid or found[-1].link or str(len(found) - 1)
            yield Fault(name, f"the document ends in the middle of this item's {cut}; fetch it again", again=True)


def _cut_field(open_at_the_end: tuple[str, ...]) -> str:
    """The field of an item inside which a document broke off; nothing when its last item has only whole ones."""
    items = [index for index, name in enumerate(open_at_the_end) if _ITEM.search(name)]
    return "".join(open_at_the_end[items[-1] + 1 : items[-1] + 2]) if items else ""


def _second_try(document: Document) -> list[Entry]:
    """What feedparser finds in a document that speaks of entries."""
    lower = document.text.lower()
    return list(loose_entries(document)) if "item" in lower or "entry" in lower else []
