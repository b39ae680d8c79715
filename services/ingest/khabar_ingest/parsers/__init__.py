"""Parsers: each understands one format; which one a document gets is found by looking at its content.

A parser is a class without arguments in the entry-point group ``khabar.parsers``; how to add one is told in
docs/extend/sources-and-parsers.md.
"""

from collections.abc import Iterable
from functools import cache
from importlib.metadata import entry_points
from typing import Final, Protocol

from khabar.errors import Rejected
from khabar_ingest.document import Document
from khabar_ingest.draft import Parsed

__all__ = ["CERTAIN", "LAST_RESORT", "LIKELY", "NO", "Parser", "parse", "parsers"]

NO: Final = 0.0
LAST_RESORT: Final = 0.1
LIKELY: Final = 0.5
CERTAIN: Final = 1.0


class Parser(Protocol):
    """Understands one format."""

    def sniff(self, document: Document) -> float:
        """Say how sure you are, between 0 and 1, that this document is yours; must be quick and never raise."""

    def parse(self, document: Document) -> Iterable[Parsed]:
        """Yield a draft for each item, and a fault for each that cannot be understood.

        Raises:
            Rejected: the document as a whole cannot be understood.
        """


@cache
def parsers() -> dict[str, Parser]:
    """Every installed parser by the name it is registered under."""
    points = sorted(entry_points(group="khabar.parsers"), key=lambda point: point.name)
    return {point.name: point.load()() for point in points}


def parse(document: Document) -> list[Parsed]:
    """Understand a document with the parser that is surest of it.

    Raises:
        Rejected: no parser knows it, or the one that does cannot read it, or there is nothing in it.
    """
    if not document.text or document.text.isspace():
        msg = "the document is empty"
        raise Rejected(msg)
    sure = {name: parser.sniff(document) for name, parser in parsers().items()}
    best = max(sure, key=lambda name: sure[name], default=None)
    if best is None or sure[best] <= NO:
        msg = f"no parser knows this format; there are {', '.join(sure)}"
        raise Rejected(msg)
    found = list(parsers()[best].parse(document))
    if not found:
        msg = f"read as {best}: there is no item in it"
        raise Rejected(msg)
    return found
