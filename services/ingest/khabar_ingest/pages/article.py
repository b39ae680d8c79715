"""The one article of an HTML page."""

import re
from dataclasses import replace
from datetime import tzinfo
from itertools import islice
from typing import Final

from khabar.errors import Rejected
from khabar.models import Link
from khabar_ingest import blocks, furniture, markup
from khabar_ingest.blocks import Placed, Reading
from khabar_ingest.document import Document
from khabar_ingest.draft import Parsed
from khabar_ingest.markup import words
from khabar_ingest.pages.addresses import day_in
from khabar_ingest.pages.boxes import remove_boxes
from khabar_ingest.pages.byline import labelled, names
from khabar_ingest.pages.clearing import clear
from khabar_ingest.pages.container import find
from khabar_ingest.pages.edges import without_edges
from khabar_ingest.pages.facts import Facts, read_facts
from khabar_ingest.pages.likeness import Heard
from khabar_ingest.pages.plainer import make_plain
from khabar_ingest.pages.sieve import sift
from khabar_ingest.pages.standfirst import standfirst
from khabar_ingest.pages.surroundings import Surroundings
from khabar_ingest.pages.title import nearest_heading
from khabar_ingest.parsers.head import Head, read_head
from khabar_ingest.parsers.make import draft, headline, lead
from khabar_ingest.text import normalise

_TOLD_CHARACTERS: Final = 60
_ELEMENT = re.compile(r"<[a-zA-Z]")
_SHORTEST_ARTICLE: Final = 200
_MOST_ELEMENTS: Final = 12_000
_MOST_CHARACTERS: Final = 4_000_000


def article_of(content: bytes, url: str | None, declared: str | None, zone: tzinfo) -> Parsed:
    """Read the article of a fetched page; ``declared`` is the encoding its server named.

    Raises:
        Rejected: no article text can be found on the page.
    """
    return read_article(Document(content, url, declared, zone))


def read_article(document: Document) -> Parsed:
    """Read the article of a page.

    Raises:
        Rejected: no article text can be found on the page.
    """
    tree = markup.html(_bounded(document.text))
    head = read_head(tree, document.url, document.zone)
    base = head.base or head.canonical or document.url
    body = next(tree.iter("body"), tree)
    make_plain(body)
    clear(body, head.title)
    place = find(tree, body, (head.body or head.description)[:_TOLD_CHARACTERS])
    near = Surroundings(body, place.element, head.title)
    if near.head is None and not head.is_titled and (printed := nearest_heading(body, place.element, head.title)):
        head = replace(head, title=printed, outlets=head.outlets | {head.title})
        near = Surroundings(body, place.element, printed)
    facts, first = read_facts(near, document.zone), standfirst(near, head.title, head.description)
    remove_boxes(place.element)
    reading = blocks.read_element(place.element, base)
    kept, promos = sift(reading.placed, Heard(place.lines), head.title)
    kept, told = without_edges(kept, document.zone)
    found = _whole(_trimmed(_led_in(first, kept)), head)
    if not found or _is_only_links(found):
        msg = "no article text on the page; is it a list of headlines, or does it need JavaScript?"
        raise Rejected(msg)
    links = [*reading.links, *_led(promos, base)]
    facts = replace(facts, published=facts.published or told)
    return _draft(head, facts, Reading(found, reading.media, links), document)


def _bounded(text: str) -> str:
    """The text up to the most elements and characters that are read: no article begins behind so many."""
    cut = next(islice(_ELEMENT.finditer(text), _MOST_ELEMENTS, None), None)
    return text[: min(cut.start() if cut else len(text), _MOST_CHARACTERS)]


def _is_only_links(found: list[Placed]) -> bool:
    """Whether a page is a way to somewhere else: little text, and nothing of it but links."""
    said = normalise(" ".join(each.block.text for each in found))
    if len(said) >= _SHORTEST_ARTICLE:
        return False
    links = {link for origin in {each.origin for each in found} for link in origin.iter("a")}
    return len(normalise(" ".join(map(words, links)))) >= len(said)


def _led_in(first: Placed | None, kept: list[Placed]) -> list[Placed]:
    """The blocks with the summary before them, unless the article repeats it."""
    if first is None or not kept or Heard([each.block.text for each in kept]).holds(first.block.text):
        return kept
    return [first, *kept]


def _trimmed(kept: list[Placed]) -> list[Placed]:
    left = {id(block) for block in furniture.trim([each.block for each in kept])}
    return [each for each in kept if id(each.block) in left]


def _whole(kept: list[Placed], head: Head) -> list[Placed]:
    """What stands on the page, or the text that its metadata carry where the page itself shows less than half of it."""
    shown = sum(len(each.block.text) for each in kept)
    if not head.body or shown > len(head.body) / 2:
        return kept
    return blocks.read(head.body.replace("\n", "<br><br>")).placed


def _led(promos: list[Placed], base: str | None) -> list[Link]:
    return [link for each in promos for link in furniture.links_of(each.origin, base)]


def _signed(reading: Reading) -> list[str]:
    """The names that the article's first and last lines give as its writers'."""
    return [name for block in (*reading.blocks[:1], *reading.blocks[-1:]) if (name := labelled(block.text))]


def _draft(head: Head, facts: Facts, reading: Reading, document: Document) -> Parsed:
    address = head.canonical or document.url
    published = head.published or facts.published or day_in(address, document.zone)
    fields = {
        "canonical_url": address,
        "source_name": head.site or None,
        "language": head.language or None,
        "direction": head.direction,
        "headline": headline(head.title, reading.blocks),
        "lead": lead(head.description, reading.blocks),
        "body": reading.blocks,
        "authors": head.authors or names([*facts.authors, *_signed(reading)], head.outlets, address)[:1],
        "published_at": published,
        "updated_at": head.updated or facts.updated,
        "date_source": "page" if published else "unknown",
        "section_hint": head.section or facts.section or head.filed or None,
        "categories": head.tags,
        "media": [*head.media, *reading.media],
        "links": [link for link in reading.links if link.url != head.canonical],
    }
    return draft(document.url or head.canonical or "page", fields)
