"""Going through a tree once, from its first word to its last."""

from dataclasses import dataclass, field
from html import escape
from typing import Final

from khabar.models import Block, Media
from khabar_ingest.blocks.frames import embedded, is_framed
from khabar_ingest.blocks.lines import Line
from khabar_ingest.blocks.lists import items, rows
from khabar_ingest.blocks.placed import Placed
from khabar_ingest.blocks.subheads import is_paragraph
from khabar_ingest.markup import Element, words
from khabar_ingest.pictures import picture
from khabar_ingest.sanitise import INLINE, is_settled_tag, link_url, web_url
from khabar_ingest.text import normalise, spaced

_PLAIN: Final = frozenset({"p", "li", "td", "body", "center", "section", "article", "main"})
"""Blocks that are nothing but what is inside them."""
_HEADINGS: Final = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "hl2": 2}
_PICTURES: Final = frozenset({"figure", "img", "amp-img"})
_EMBEDS: Final = frozenset({"iframe", "video", "audio", "embed"})
_BLOCKS: Final = (
    frozenset({"address", "article", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "footer"})
    | frozenset({"header", "hr", "main", "p", "pre", "section", "blockquote"})
    | frozenset({"table", "tbody", "td", "th", "tr", "li", "ol", "ul"})
    | frozenset(_HEADINGS)
    | _PICTURES
    | _EMBEDS
)
_KNOWN: Final = _BLOCKS | INLINE | {"br", "span"}
"""Names that are surely written without a prefix."""
_POSTS: Final = frozenset(
    {"twitter-tweet", "instagram-media", "tiktok-embed", "fb-post", "telegram-post", "wp-embedded-content"}
)


@dataclass(slots=True)
class Walk:
    """Gathers inline marks and text in ``line`` until a block ends; every block is clean when it is placed.

    ``around`` is the innermost block-level element that the walk is in; of ``is_even`` words only spaces are mended.
    """

    base: str | None
    around: Element
    is_even: bool
    placed: list[Placed] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    line: Line = field(init=False)

    def __post_init__(self) -> None:
        self.line = Line(self.is_even)

    def element(self, element: Element) -> None:
        """Go through an element."""
        tag = element.tag
        if tag not in _KNOWN:
            tag = _tag(element)
        if tag == "br":
            self.line.end()
        elif tag not in _BLOCKS:
            self._inline(element, tag)
        else:
            self.flush()
            outside, self.around = self.around, element
            self._block(element, tag)
            self.flush()
            self.around = outside

    def flush(self) -> None:
        """End the paragraph."""
        if self.line.pieces:
            self.placed += [Placed(block, self.around) for block in self.line.taken()]

    def _words(self, element: Element) -> str:
        return spaced(words(element)) if self.is_even else normalise(words(element))

    def _add(self, block: Block) -> None:
        self.placed.append(Placed(block, self.around))

    def _block(self, element: Element, tag: str) -> None:
        if tag in _PLAIN:
            self._inside(element)
        elif tag in _HEADINGS:
            self._heading(element, _HEADINGS[tag])
        elif tag in {"ul", "ol"}:
            self._list(element)
        elif tag == "blockquote":
            self._quote(element)
        elif tag in _PICTURES or (tag == "div" and is_framed(element)):
            self._picture(element)
        elif tag in _EMBEDS:
            self._embed(element)
        elif tag == "table" and (found := rows(element)):
            self._add(Block(type="table", rows=found))
        else:
            self._inside(element)

    def _inside(self, element: Element) -> None:
        if text := element.text:
            self.line.write(text)
        for child in element:
            self.element(child)
            if tail := child.tail:
                self.line.write(tail)

    def _inline(self, element: Element, tag: str) -> None:
        opened = _open_tag(element, tag, self.base) if tag in INLINE and not _holds_blocks(element) else ""
        if opened:
            self.line.mark(opened, is_settled=" " not in opened or is_settled_tag(opened))
        self._inside(element)
        if opened:
            self.line.unmark(tag)

    def _heading(self, element: Element, level: int) -> None:
        text = self._words(element)
        if is_paragraph(text):
            self._inside(element)
        elif text:
            self._add(Block(type="heading", level=level, text=text))

    def _list(self, element: Element) -> None:
        if found := items(element):
            self._add(Block(type="list", items=found))

    def _quote(self, element: Element) -> None:
        if not _POSTS.isdisjoint((element.get("class") or "").split()):
            links = [url for link in element.iter("a") if (url := web_url(link.get("href", ""), self.base))]
            if links:
                self._add(Block(type="embed", url=links[-1], text=self._words(element)))
                return
        inner = Walk(self.base, element, self.is_even)
        inner._inside(element)
        inner.flush()
        self.media += inner.media
        for each in inner.placed:
            self._add(_quoted(each.block))

    def _picture(self, element: Element) -> None:
        found = picture(element, self.base)
        if found is None:
            if element.tag in {"figure", "div"}:
                self._inside(element)
            return
        if element.tag == "div":
            found = found.model_copy(update={"caption": self._words(element) or None})
        self.media.append(found)
        self._add(Block(type="image", url=found.url, text=found.caption or ""))

    def _embed(self, element: Element) -> None:
        url = embedded(element, self.base)
        if url is None:
            return
        if element.tag in {"video", "audio"}:
            self.media.append(Media(url=url, type="video" if element.tag == "video" else "audio"))
        self._add(Block(type="embed", url=url, text=normalise(element.get("title", ""))))


def _tag(element: Element) -> str:
    """An element's name as HTML has it; comments and the like have none."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2].rpartition(":")[2] if ":" in tag else tag


def _quoted(block: Block) -> Block:
    return Block(type="quote", text=block.text, html=block.html) if block.type == "paragraph" else block


def _holds_blocks(element: Element) -> bool:
    return len(element) > 0 and any(child.tag in _BLOCKS for child in element.iterdescendants())


def _open_tag(element: Element, tag: str, base: str | None) -> str:
    if not element.keys():
        return "" if tag == "a" else f"<{tag}>"
    href = link_url(element.get("href", ""), base) if tag == "a" else None
    if tag == "a" and href is None:
        return ""
    kept = {"href": href, "dir": element.get("dir"), "lang": element.get("lang")}
    return "".join((f"<{tag}", *(f' {key}="{_escaped(value)}"' for key, value in kept.items() if value), ">"))


def _escaped(value: str) -> str:
    return escape(value, quote=False).replace('"', "&quot;")
