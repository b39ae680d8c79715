"""The text of an article as HTML, without its headline: for systems that have a page of their own around it."""

from collections.abc import Callable, Iterator
from html import escape

from khabar import EnrichedRevision, Event
from khabar.arabic import direction as direction_of
from khabar.models import Removal
from khabar.models.base import Direction
from khabar_publish.formats.marks import marked
from khabar_publish.formats.pieces import Kind, Piece, main_picture, picture, pieces
from khabar_publish.formats.runs import isolated
from khabar_publish.formats.words import Words, calm, words
from khabar_publish.settings import PublishSettings


class Html:
    """Renders the picture, the lead, the body, the corrections and the source; of a withdrawn article, the notice."""

    content_type = "text/html; charset=utf-8"
    suffix = ".html"

    def __init__(self, settings: PublishSettings) -> None:
        self._newsroom = settings.newsroom_config.newsroom

    def render(self, event: Event) -> bytes | None:
        """Render the text in an element that tells its language and direction."""
        told = event.data
        if isinstance(told, EnrichedRevision):
            said = words(self._newsroom, told.language)
            return _wrapped("".join(self._lines(told, said)), told.language, told.direction)
        if isinstance(told, Removal) and event.name == "article.withdrawn":
            language = self._newsroom.language
            notice = words(self._newsroom).withdrawn(calm(told.reason))
            own: Direction = direction_of(language)
            return _wrapped(f"<p>{isolated(notice, own)}</p>", language, own)
        return None

    def _lines(self, revision: EnrichedRevision, said: Words) -> Iterator[str]:
        if shown := main_picture(revision):
            yield element(picture(shown, revision.direction), revision.direction)
        yield from body(revision, said)


def body(revision: EnrichedRevision, said: Words) -> Iterator[str]:
    """The pieces of an article, each as an element."""
    for piece in pieces(revision, said):
        yield element(piece, revision.direction)


def element(piece: Piece, around: Direction) -> str:
    """A piece as an element; it tells its direction where that is not the one around it."""
    return _ELEMENTS[piece.kind](piece, f' dir="{piece.direction}"' if piece.direction != around else "")


def inner(piece: Piece) -> str:
    """A piece's words as HTML."""
    return marked(piece.text, piece.markup, piece.direction)


def link(piece: Piece) -> str:
    """A piece's words as a link."""
    return f'<a href="{escape(piece.url)}">{isolated(piece.text, piece.direction)}</a>'


def image(piece: Piece) -> str:
    """A picture's element."""
    return f'<img src="{escape(piece.url)}" alt="{escape(piece.alt)}" />'


def caption(piece: Piece) -> str:
    """What stands under a picture or a table: its words and its credit."""
    told = (isolated(text.strip(), piece.direction) for text in (piece.text, piece.credit))
    return "<br>".join(line for line in told if line)


def cells(piece: Piece) -> str:
    """The rows of a table."""
    rows = ("".join(f"<td>{isolated(cell, piece.direction)}</td>" for cell in row) for row in piece.rows)
    return f"<tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody>"


def _figure(piece: Piece, way: str, shown: str) -> str:
    under = caption(piece)
    return f"<figure{way}>{shown}{f'<figcaption>{under}</figcaption>' if under else ''}</figure>"


def _list(piece: Piece, way: str) -> str:
    items = "".join(f"<li>{isolated(item, piece.direction)}</li>" for item in piece.items)
    return f"<ul{way}>{items}</ul>"


_ELEMENTS: dict[Kind, Callable[[Piece, str], str]] = {
    "paragraph": lambda piece, way: f"<p{way}>{inner(piece)}</p>",
    "heading": lambda piece, way: f"<h{piece.level}{way}>{inner(piece)}</h{piece.level}>",
    "quote": lambda piece, way: f"<blockquote{way}><p>{inner(piece)}</p></blockquote>",
    "list": _list,
    "table": lambda piece, way: _figure(piece, way, f"<table>{cells(piece)}</table>"),
    "image": lambda piece, way: _figure(piece, way, image(piece)),
    "link": lambda piece, way: f"<p{way}>{link(piece)}</p>",
}


def _wrapped(lines: str, language: str, own: Direction) -> bytes:
    return f'<div lang="{escape(calm(language))}" dir="{own}">{lines}</div>'.encode()
