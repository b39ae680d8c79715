"""What an article tells, piece by piece in its order, for formats that write texts: all of it but the headline."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, Literal, NamedTuple
from unicodedata import bidirectional
from urllib.parse import urlsplit

from khabar.models import Block, EnrichedRevision, Media
from khabar.models.base import Direction
from khabar_publish.formats.marks import web_address
from khabar_publish.formats.words import Words, calm
from khabar_publish.rights import whole

Kind = Literal["paragraph", "heading", "quote", "list", "table", "image", "link"]
_ELLIPSIS = re.compile(r"\s*(\[?(…|\.\.\.)\]?)\s*$")
_STRONG: Final[dict[str, Direction]] = {"L": "ltr", "R": "rtl", "AL": "rtl"}
_OTHER: Final[dict[Direction, Direction]] = {"rtl": "ltr", "ltr": "rtl"}
_LETTERS_READ: Final = 1_000
_FEW: Final = 4


class Piece(NamedTuple):
    """One piece; ``markup`` is its text with marks nobody has checked, ``text`` of a picture its caption."""

    kind: Kind
    direction: Direction
    text: str = ""
    markup: str | None = None
    level: int = 2
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    url: str = ""
    alt: str = ""
    credit: str = ""


def pieces(revision: EnrichedRevision, words: Words) -> Iterator[Piece]:
    """The lead, the body, the corrections and where it is from; what has nothing to show is left out."""
    own = revision.direction
    if revision.lead.strip() and not _said(revision):
        yield Piece("paragraph", own, calm(revision.lead))
    for block in revision.body:
        if piece := _piece(block, revision):
            yield piece
    for past in revision.corrections:
        yield Piece("paragraph", own, words.correction(past.at, calm(past.note)))
    if source := _source(revision, words):
        yield source


def main_picture(revision: EnrichedRevision) -> Media | None:
    """The picture that stands for the article: the first one that lies on the web."""
    return next((item for item in revision.media if item.type == "picture" and web_address(item.url)), None)


def picture(media: Media, direction: Direction) -> Piece:
    """A picture with its caption and credit."""
    return Piece(
        "image",
        direction,
        calm(media.caption or ""),
        url=web_address(media.url),
        alt=calm(media.alt or ""),
        credit=calm(media.credit or ""),
    )


def _said(revision: EnrichedRevision) -> bool:
    """Whether the body begins with the lead; feeds cut leads short with an ellipsis."""
    first = revision.body[0] if revision.body else None
    if first is None or first.type != "paragraph":
        return False
    text, lead = " ".join(first.text.split()), " ".join(revision.lead.split())
    shortened = _ELLIPSIS.sub("", lead)
    return text == lead or (shortened != lead and text.startswith(shortened))


def _piece(block: Block, revision: EnrichedRevision) -> Piece | None:
    own = _direction(block, revision.direction)
    text, url = calm(block.text), web_address(block.url)
    match block.type:
        case "list":
            items = tuple(line for item in block.items or text.splitlines() if (line := calm(item)).strip())
            return Piece("list", own, items=items) if items else None
        case "table" if any(any(row) for row in block.rows):
            rows = tuple(tuple(calm(cell) for cell in row) for row in block.rows if row)
            return Piece("table", own, text, rows=rows)
        case "image" if url:
            return _image(text, url, own, revision)
        case "embed" if url:
            return Piece("link", own, text.strip() or _host(url), url=url)
        case "heading" | "quote":
            return Piece(block.type, own, text, block.html, block.level or 2) if _tells(block) else None
        case _:
            return Piece("paragraph", own, text, block.html) if _tells(block) else None


def _tells(block: Block) -> bool:
    return bool(block.text.strip() or (block.html or "").strip())


def _image(text: str, url: str, own: Direction, revision: EnrichedRevision) -> Piece:
    """A picture in the text; what the article's media know of it is told with it."""
    known = next((media for media in revision.media if web_address(media.url) == url), Media(url=url))
    shown = picture(known, own)
    return shown._replace(text=text.strip() or shown.text)


def _source(revision: EnrichedRevision, words: Words) -> Piece | None:
    """Where the article is from, where its credit or its rights ask that readers are told."""
    if whole(revision) and not revision.credit:
        return None
    name = calm(revision.credit or revision.source.name or "").strip()
    url = web_address(revision.canonical_url)
    if not name and not url:
        return None
    return Piece("link" if url else "paragraph", revision.direction, words.source(name), url=url)


def _direction(block: Block, own: Direction) -> Direction:
    """The other direction where at most a quarter of a block's letters run the article's own way."""
    said = block.text or " ".join(block.items) or " ".join(cell for row in block.rows for cell in row)
    ways = [_STRONG[way] for way in map(bidirectional, islice(said, _LETTERS_READ)) if way in _STRONG]
    return _OTHER[own] if ways and ways.count(own) * _FEW <= len(ways) else own


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url
