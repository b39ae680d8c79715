"""The text of an article as blocks of WordPress' editor, as version 6.1 writes them.

Their form: https://developer.wordpress.org/block-editor/getting-started/fundamentals/markup-representation-block.

A block is HTML between two comments. Nothing of an article ever stands in a comment, so none can end one; and a square
bracket is written as its number, since WordPress would run what stands between two as a shortcode.
"""

import json
from collections.abc import Callable

from khabar import EnrichedRevision, Event
from khabar.arabic import direction as direction_of
from khabar.models import Removal
from khabar.models.base import Direction
from khabar_publish.formats.html import caption, cells, image, inner, link
from khabar_publish.formats.pieces import Kind, Piece, pieces
from khabar_publish.formats.runs import isolated
from khabar_publish.formats.words import calm, words
from khabar_publish.settings import PublishSettings


class Blocks:
    """Renders the lead, the body, the corrections and the source; of a withdrawn article, the notice.

    The headline and the first picture are not among them: WordPress keeps them beside the text.
    """

    content_type = "text/html; charset=utf-8"
    suffix = ".html"

    def __init__(self, settings: PublishSettings) -> None:
        self._newsroom = settings.newsroom_config.newsroom
        self._direction: Direction = direction_of(self._newsroom.language)

    def render(self, event: Event) -> bytes | None:
        """Render the text; its direction is told where it is not that of the newsroom."""
        told = event.data
        if isinstance(told, EnrichedRevision):
            shown = list(pieces(told, words(self._newsroom, told.language)))
        elif isinstance(told, Removal) and event.name == "article.withdrawn":
            notice = words(self._newsroom).withdrawn(calm(told.reason))
            shown = [Piece("paragraph", self._direction, notice)]
        else:
            return None
        return "\n\n".join(_BLOCKS[piece.kind](piece, self._direction) for piece in shown).encode()


def _block(name: str, lines: str, **attributes: str | int) -> str:
    told = f" {json.dumps(attributes, separators=(',', ':'))}" if attributes else ""
    return f"<!-- wp:{name}{told} -->\n{lines}\n<!-- /wp:{name} -->"


def _inert(html: str) -> str:
    return html.replace("[", "&#091;").replace("]", "&#093;")


def _paragraph(piece: Piece, around: Direction) -> str:
    words_ = _inert(link(piece) if piece.kind == "link" else inner(piece))
    if piece.direction == around:
        return _block("paragraph", f"<p>{words_}</p>")
    return _block("paragraph", f'<p dir="{piece.direction}">{words_}</p>', direction=piece.direction)


def _within(html: str, piece: Piece, around: Direction) -> str:
    """Words in a block that knows no direction of its own."""
    kept = _inert(html)
    return kept if piece.direction == around or not kept else f'<span dir="{piece.direction}">{kept}</span>'


def _heading(piece: Piece, around: Direction) -> str:
    lines = f'<h{piece.level} class="wp-block-heading">{_within(inner(piece), piece, around)}</h{piece.level}>'
    return _block("heading", lines, **({"level": piece.level} if piece.level != 2 else {}))  # noqa: PLR2004 - the level that is not told


def _quote(piece: Piece, around: Direction) -> str:
    return _block("quote", f'<blockquote class="wp-block-quote">{_paragraph(piece, around)}</blockquote>')


def _list(piece: Piece, around: Direction) -> str:
    lines = (_within(isolated(item, piece.direction), piece, around) for item in piece.items)
    items = "\n\n".join(_block("list-item", f"<li>{line}</li>") for line in lines)
    return _block("list", f'<ul class="wp-block-list">{items}</ul>')


def _figure(kind: str, shown: str, piece: Piece, around: Direction) -> str:
    under = _within(caption(piece), piece, around)
    told = f'<figcaption class="wp-element-caption">{under}</figcaption>' if under else ""
    return _block(kind, f'<figure class="wp-block-{kind}">{shown}{told}</figure>')


def _table(piece: Piece, around: Direction) -> str:
    return _figure("table", f"<table>{_inert(cells(piece))}</table>", piece, around)


def _image(piece: Piece, around: Direction) -> str:
    return _figure("image", _inert(image(piece)), piece, around)


_BLOCKS: dict[Kind, Callable[[Piece, Direction], str]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "quote": _quote,
    "list": _list,
    "table": _table,
    "image": _image,
    "link": _paragraph,
}
