"""An article as an entry of a feed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from khabar_site import addresses
from khabar_site.article import ArticlePage
from khabar_site.feeds.content import Image, image, whole
from khabar_site.look import Look
from khabar_site.store import Card, Note, Reader

_ALL_LETTERS = 2_000_000
"""So much text is told by one feed in all; what is further down is told by its excerpt."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What every format tells of an article; ``html`` is empty where only the excerpt may be told."""

    id: str
    url: str
    title: str
    excerpt: str
    html: str
    language: str
    direction: str
    first: datetime
    updated: datetime
    authors: tuple[str, ...]
    terms: tuple[str, ...]
    notes: tuple[Note, ...]
    usage: str
    image: Image | None


def entries(reader: Reader, look: Look, cards: Iterable[Card]) -> Iterator[Entry]:
    """The articles of some cards as entries."""
    left = _ALL_LETTERS
    for card in cards:
        shown = reader.shown(card.number)
        if shown is None:
            continue
        article = ArticlePage(shown, look.voice)
        html = whole(look, article) if left else ""
        left = max(0, left - len(html))
        yield _entry(look, card, article, html)


def _entry(look: Look, card: Card, article: ArticlePage, html: str) -> Entry:
    section = (look.section_name(card.section, card.section_name),) if card.section else ()
    named = tuple(tag.name for tag in article.revision.enrichment.tags if not tag.suggested)
    return Entry(
        id=f"urn:uuid:{card.id}",
        url=look.base + addresses.quoted(card.path),
        title=card.headline,
        excerpt=card.excerpt,
        html=html,
        language=card.language,
        direction=card.direction,
        first=card.first,
        updated=max(card.first, card.updated),
        authors=article.revision.authors or ((card.source,) if card.source else ()),
        terms=tuple(dict.fromkeys((*section, *named))),
        notes=article.notes,
        usage=article.revision.usage_terms or "",
        image=image(look, article, card.picture),
    )
