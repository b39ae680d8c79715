"""The HTML page of an article."""

from collections.abc import Iterator
from typing import Final

from khabar_ingest.document import Document
from khabar_ingest.draft import Parsed
from khabar_ingest.pages.article import read_article
from khabar_ingest.parsers import LIKELY, NO

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
        yield read_article(document)
