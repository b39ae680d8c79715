"""The HTML page of an article.

trafilatura, in its precise mode, says where the article is; our own reader says what is in it, so that sub-heads,
marks, pictures and lists survive as they stand on the page.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Final

import trafilatura

from khabar.errors import Rejected
from khabar.models import Block
from khabar_ingest import blocks, furniture, markup
from khabar_ingest.document import Document
from khabar_ingest.draft import Parsed
from khabar_ingest.markup import Element
from khabar_ingest.parsers import LIKELY, NO
from khabar_ingest.parsers.head import Head, read_head
from khabar_ingest.parsers.make import draft, headline, lead
from khabar_ingest.text import fold

_MARKED: Final = frozenset(
    {
        "html",
        "body",
        "head",
        "article",
        "main",
        "div",
        "p",
        "section",
        "h1",
        "meta",
        "title",
        "span",
    }
)
_HOLDS_MOST: Final = 0.85
_SHORTEST_LINE: Final = 25


class Page:
    """Reads the one article of a page."""

    def sniff(self, document: Document) -> float:
        """Know it by its first element."""
        return LIKELY if document.root in _MARKED else NO

    def parse(self, document: Document) -> Iterator[Parsed]:
        """Yield the article.

        Raises:
            Rejected: no article text can be found on the page.
        """
        tree = markup.html(document.text)
        head = read_head(tree, document.url, document.zone)
        base = head.base or head.canonical or document.url
        lines, container = _find(tree)
        reading = blocks.read_element(container, base)
        body = _article_only(reading.blocks, lines, head.title)
        if not body:
            msg = "no article text on the page; is it a list of headlines, or does it need JavaScript?"
            raise Rejected(msg)
        yield _draft(head, blocks.Reading(body, reading.media, reading.links), document)


def _draft(head: Head, reading: blocks.Reading, document: Document) -> Parsed:
    fields = {
        "canonical_url": head.canonical or document.url,
        "source_name": head.site or None,
        "language": head.language or None,
        "direction": head.direction,
        "headline": headline(head.title, reading.blocks),
        "lead": lead(head.description, reading.blocks),
        "body": reading.blocks,
        "authors": head.authors,
        "published_at": head.published,
        "updated_at": head.updated,
        "date_source": "page" if head.published else "unknown",
        "section_hint": head.section or None,
        "categories": head.tags,
        "media": [*head.media, *reading.media],
        "links": [link for link in reading.links if link.url != head.canonical],
    }
    return draft(document.url or head.canonical or "page", fields)


def _find(tree: Element) -> tuple[list[str], Element]:
    """Return the lines that belong to the article, folded, and the smallest element around them."""
    body = next(tree.iter("body"), tree)
    text = trafilatura.extract(
        deepcopy(tree), favor_precision=True, include_comments=False, include_tables=True, deduplicate=False
    )
    lines = [folded for line in (text or "").split("\n") if (folded := fold(line.lstrip("- ")))]
    if not lines:
        return lines, _named_article(body)
    return lines, _smallest(body, [line for line in lines if len(line) >= _SHORTEST_LINE] or lines)


def _named_article(body: Element) -> Element:
    """Where the page itself says its article is."""
    named = body.xpath('.//*[@itemprop="articleBody"] | .//article')
    return named[0] if named else body


def _smallest(body: Element, lines: list[str]) -> Element:
    """Go down from the body as long as one child still holds most of the lines."""
    whole = sum(map(len, lines))
    element = body
    while True:
        holding = (child for child in element if _held(child, lines) >= _HOLDS_MOST * whole)
        child = next(holding, None)
        if child is None or child.tag == "p":
            return element
        element = child


def _held(element: Element, lines: list[str]) -> int:
    text = fold(" ".join(str(part) for part in element.itertext())) if isinstance(element.tag, str) else ""
    return sum(len(line) for line in lines if line in text)


def _is_known(text: str, lines: list[str], whole: str) -> bool:
    """Whether a block is among the article's lines, or is mostly made of them: line breaks may part one block."""
    return bool(text) and (text in whole or sum(len(line) for line in lines if line in text) > len(text) / 2)


def _article_only(found: list[Block], lines: list[str], title: str) -> list[Block]:
    """Keep what trafilatura took for the article, and what stands between two such blocks and is no short note."""
    whole = " ".join(lines)
    known = [_is_known(fold(block.text), lines, whole) for block in found]
    if not any(known):
        return [block for block in found if fold(block.text) != fold(title)]
    first = known.index(True)
    last = len(known) - 1 - known[::-1].index(True)
    kept = [
        block
        for index, block in enumerate(found[: last + 1])
        if index >= first and (known[index] or block.type != "paragraph" or furniture.is_prose(block.text))
    ]
    return furniture.trim(
        [block for block in kept if not (block.type == "heading" and fold(block.text) == fold(title))]
    )
