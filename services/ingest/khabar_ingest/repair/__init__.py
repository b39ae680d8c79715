"""Feeds' XML as it is really sent: read strictly, and mended only where that fails.

Whatever a document asks for, nothing is fetched and no entity of its own is expanded: one with a document type is
always mended, which cuts the type away.
"""

import re
from dataclasses import dataclass
from typing import Final

from lxml import etree  # type: ignore[import-untyped] # lxml ships no types

from khabar_ingest.markup import Element
from khabar_ingest.repair.mend import mend

__all__ = ["Tree", "read"]

_DECLARATION = re.compile(r"<\?xml[^>]*\?>", re.IGNORECASE)
_BLANK: Final = "\ufeff \t\r\n"


@dataclass(frozen=True, slots=True)
class Tree:
    """A document's elements; ``cut`` names those inside which it broke off, outermost first."""

    root: Element
    cut: tuple[str, ...] = ()


def read(text: str) -> Tree:
    """Parse a document; every one gives a tree, though perhaps one with nothing in it."""
    body = text.lstrip(_BLANK)
    if declaration := _DECLARATION.match(body):
        body = body[declaration.end() :]
    if "<!DOCTYPE" not in body:
        try:
            return Tree(etree.fromstring(body.encode(errors="ignore"), _parser(mending=False)))
        except etree.XMLSyntaxError:
            pass
    mended = mend(body)
    return Tree(etree.fromstring(mended.text.encode(errors="ignore"), _parser(mending=True)), mended.cut)


def _parser(*, mending: bool) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        recover=mending,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
