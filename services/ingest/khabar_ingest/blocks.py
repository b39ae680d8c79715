"""HTML into blocks: paragraphs, headings, quotes, lists, pictures, embeds and tables."""

import re
from dataclasses import dataclass, field
from html import escape
from typing import Final

from khabar.models import Block, Link, Media
from khabar_ingest import furniture, markup
from khabar_ingest.markup import Element, words
from khabar_ingest.pictures import picture
from khabar_ingest.sanitise import INLINE, clean_block, link_url, web_url
from khabar_ingest.text import normalise

_HEADINGS: Final = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "hl2": 2}
_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "th",
        "tr",
        "ul",
        "iframe",
        "video",
        "audio",
        "embed",
        "img",
        "amp-img",
    ]
) | frozenset(_HEADINGS)
_BREAK: Final = "\x00"
_BREAKS = re.compile(rf" ?{_BREAK}(?: ?{_BREAK})+ ?")
_POSTS: Final = frozenset({"twitter-tweet", "instagram-media", "tiktok-embed", "fb-post", "telegram-post"})


@dataclass(slots=True)
class Reading:
    """What a piece of HTML holds."""

    blocks: list[Block] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def read(markup_text: str, base: str | None = None) -> Reading:
    """Read the HTML of a body; relative addresses are resolved against ``base``."""
    return read_element(markup.html(markup_text), base)


def read_element(root: Element, base: str | None = None) -> Reading:
    """Read a parsed body; the tree is changed.

    A picture before the first words is the article's main picture: it is media and not part of the body.
    """
    links = furniture.strip(root, base)
    walk = _Walk(base)
    walk.element(root)
    walk.flush()
    blocks = furniture.trim([kept for block in walk.blocks if (kept := clean_block(block)) is not None])
    first = next((index for index, block in enumerate(blocks) if block.type != "image"), len(blocks))
    return Reading(blocks[first:], walk.media, links)


@dataclass(slots=True)
class _Walk:
    """Goes through a tree once; inline marks and text gather in ``buffer`` until a block ends."""

    base: str | None
    blocks: list[Block] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    buffer: list[str] = field(default_factory=list)

    def element(self, element: Element) -> None:
        tag = markup.name(element).removeprefix("xhtml:")
        if tag == "br":
            self.buffer.append(_BREAK)
        elif tag not in _BLOCKS:
            self._inline(element, tag)
        else:
            self.flush()
            self._block(element, tag)
            self.flush()

    def flush(self) -> None:
        """End the paragraph; two line breaks in a row end one too."""
        for part in _BREAKS.split(" ".join("".join(self.buffer).split())):
            self.blocks.append(Block(type="paragraph", html=part.replace(_BREAK, " ")))
        self.buffer.clear()

    def _block(self, element: Element, tag: str) -> None:
        if tag in _HEADINGS:
            self.blocks.append(Block(type="heading", level=_HEADINGS[tag], text=words(element)))
        elif tag in {"ul", "ol"}:
            self.blocks.append(Block(type="list", items=tuple(_own_text(item) for item in element.iter("li"))))
        elif tag == "blockquote":
            self._quote(element)
        elif tag in {"figure", "img", "amp-img"}:
            self._picture(element)
        elif tag in {"iframe", "video", "audio", "embed"}:
            self._embed(element)
        elif tag == "table" and (rows := _rows(element)):
            self.blocks.append(Block(type="table", rows=rows))
        else:
            self._inside(element)

    def _inside(self, element: Element) -> None:
        self.buffer.append(escape(element.text or ""))
        for child in element:
            self.element(child)
            self.buffer.append(escape(child.tail or ""))

    def _inline(self, element: Element, tag: str) -> None:
        opened = _open_tag(element, tag, self.base) if tag in INLINE and not _holds_blocks(element) else ""
        self.buffer.append(opened)
        self._inside(element)
        self.buffer.append(f"</{tag}>" if opened else "")

    def _quote(self, element: Element) -> None:
        links = [url for link in element.iter("a") if (url := web_url(link.get("href", ""), self.base))]
        if links and not _POSTS.isdisjoint(element.get("class", "").split()):
            self.blocks.append(Block(type="embed", url=links[-1], text=words(element)))
            return
        inner = _Walk(self.base)
        inner._inside(element)
        inner.flush()
        self.media += inner.media
        self.blocks += [
            block.model_copy(update={"type": "quote"}) if block.type == "paragraph" else block for block in inner.blocks
        ]

    def _picture(self, element: Element) -> None:
        found = picture(element, self.base)
        if found is None:
            if element.tag == "figure":
                self._inside(element)
            return
        self.media.append(found)
        self.blocks.append(Block(type="image", url=found.url, text=found.caption or ""))

    def _embed(self, element: Element) -> None:
        inner = (source.get("src", "") for source in element.iter("source"))
        url = web_url(element.get("src") or element.get("data-src") or next(inner, ""), self.base)
        if url is None:
            return
        if element.tag in {"video", "audio"}:
            self.media.append(Media(url=url, type="video" if element.tag == "video" else "audio"))
        self.blocks.append(Block(type="embed", url=url, text=element.get("title", "")))


def _holds_blocks(element: Element) -> bool:
    return any(child.tag in _BLOCKS for child in element.iterdescendants())


def _open_tag(element: Element, tag: str, base: str | None) -> str:
    kept = {key: element.get(key) for key in ("dir", "lang")}
    if tag == "a":
        kept["href"] = link_url(element.get("href", ""), base)
        if kept["href"] is None:
            return ""
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in kept.items() if value)
    return f"<{tag}{attributes}>"


def _own_text(item: Element) -> str:
    """The words of a list item without those of a list inside it."""
    nested = list(item.iter("ul", "ol"))
    inner = {id(below) for part in nested for below in part.iter()}
    texts = [item.text or ""]
    for below in item.iterdescendants():
        texts.append("" if id(below) in inner else below.text or "")
        texts.append("" if id(below) in inner and below not in nested else below.tail or "")
    return "".join(texts)


def _rows(table: Element) -> tuple[tuple[str, ...], ...]:
    """The cells of a table of figures; one that only lays out a page has none."""
    if any(table.iterdescendants("table", "p", "div", "img")):
        return ()
    rows = tuple(tuple(normalise(words(cell)) for cell in row.iter("td", "th")) for row in table.iter("tr"))
    return rows if len(rows) > 1 and max(map(len, rows)) > 1 else ()
