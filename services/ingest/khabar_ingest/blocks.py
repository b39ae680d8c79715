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

_BOLD_LINE = re.compile(r"(?:<(?:b|strong)(?: [^>]*)?>)+[^<]*(?:</(?:b|strong)>)+")
_SUBHEAD_END = re.compile(r"[^.,،:؛;…]$")
_LONGEST_SUBHEAD: Final = 120
_LONGEST_HEADING: Final = 200
_LONGEST_CLOSED_HEADING: Final = 120
_LONGEST_CAPTION: Final = 160
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
_LINE_BREAK = re.compile(rf" ?({_BREAK}(?: ?{_BREAK})*) ?")
_CLOSED = re.compile(r"[.!?؟۔:…][\"”»’)\]]*\s*(?:</\w+>\s*)*$")
_POSTS: Final = frozenset(
    {"twitter-tweet", "instagram-media", "tiktok-embed", "fb-post", "telegram-post", "wp-embedded-content"}
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and the element it was read from; a bare line's element is the one around it."""

    block: Block
    origin: Element


@dataclass(slots=True)
class Reading:
    """What a piece of HTML holds; ``placed`` are its blocks with where they stood."""

    placed: list[Placed] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    @property
    def blocks(self) -> list[Block]:
        """The blocks alone."""
        return [each.block for each in self.placed]


def read(markup_text: str, base: str | None = None) -> Reading:
    """Read the HTML of a body; relative addresses are resolved against ``base``."""
    return read_element(markup.html(markup_text), base)


def read_element(root: Element, base: str | None = None) -> Reading:
    """Read a parsed body; the tree is changed.

    A picture before the first words is the article's main picture: it is media and not part of the body.
    """
    links = furniture.strip(root, base)
    walk = _Walk(base, root)
    walk.element(root)
    walk.flush()
    found = [Placed(kept, each.origin) for each in walk.placed if (kept := clean_block(each.block)) is not None]
    left = {id(block) for block in furniture.trim([each.block for each in found])}
    placed = _with_subheads([each for each in found if id(each.block) in left])
    first = next((index for index, each in enumerate(placed) if each.block.type != "image"), len(placed))
    return Reading(placed[first:], walk.media, links)


def _with_subheads(placed: list[Placed]) -> list[Placed]:
    """Make headings of short lines wholly in bold between paragraphs that are not."""
    bold = [bool(each.block.html and _BOLD_LINE.fullmatch(each.block.html)) for each in placed]
    made = list(placed)
    for at in range(1, len(placed) - 1):
        block, under = placed[at].block, placed[at + 1].block
        short = len(block.text) <= _LONGEST_SUBHEAD and _SUBHEAD_END.search(block.text)
        if bold[at] and not bold[at + 1] and short and block.type == under.type == "paragraph":
            made[at] = Placed(Block(type="heading", level=3, text=block.text), placed[at].origin)
    return made


def _paragraphs(line: str) -> list[str]:
    """Part a line at its breaks: at two in a row, and at one where a sentence or a line in bold ends."""
    parts = _LINE_BREAK.split(line)
    found = [parts[0]]
    for breaks, part in zip(parts[1::2], parts[2::2], strict=True):
        before = found[-1].strip()
        if breaks.count(_BREAK) > 1 or _CLOSED.search(before) or _BOLD_LINE.fullmatch(before):
            found.append(part)
        else:
            found[-1] = f"{found[-1]} {part}"
    return found


@dataclass(slots=True)
class _Walk:
    """Goes through a tree once; inline marks and text gather in ``buffer`` until a block ends.

    ``around`` is the innermost block-level element that the walk is in.
    """

    base: str | None
    around: Element
    placed: list[Placed] = field(default_factory=list)
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
            outside, self.around = self.around, element
            self._block(element, tag)
            self.flush()
            self.around = outside

    def flush(self) -> None:
        """End the paragraph."""
        for part in _paragraphs(" ".join("".join(self.buffer).split())):
            self._add(Block(type="paragraph", html=part))
        self.buffer.clear()

    def _add(self, block: Block) -> None:
        self.placed.append(Placed(block, self.around))

    def _block(self, element: Element, tag: str) -> None:
        if tag in _HEADINGS and not _is_paragraph(normalise(words(element))):
            self._add(Block(type="heading", level=_HEADINGS[tag], text=words(element)))
        elif tag in {"ul", "ol"}:
            self._add(Block(type="list", items=tuple(_own_text(item) for item in element.iter("li"))))
        elif tag == "blockquote":
            self._quote(element)
        elif tag in {"figure", "img", "amp-img"} or (tag == "div" and _is_framed(element)):
            self._picture(element)
        elif tag in {"iframe", "video", "audio", "embed"}:
            self._embed(element)
        elif tag == "table" and (rows := _rows(element)):
            self._add(Block(type="table", rows=rows))
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
            self._add(Block(type="embed", url=links[-1], text=words(element)))
            return
        inner = _Walk(self.base, element)
        inner._inside(element)
        inner.flush()
        self.media += inner.media
        for each in inner.placed:
            quoted = {"type": "quote"} if each.block.type == "paragraph" else {}
            self._add(each.block.model_copy(update=quoted))

    def _picture(self, element: Element) -> None:
        found = picture(element, self.base)
        if found is None:
            if element.tag in {"figure", "div"}:
                self._inside(element)
            return
        if element.tag == "div":
            found = found.model_copy(update={"caption": normalise(words(element)) or None})
        self.media.append(found)
        self._add(Block(type="image", url=found.url, text=found.caption or ""))

    def _embed(self, element: Element) -> None:
        inner = (source.get("src", "") for source in element.iter("source"))
        url = web_url(element.get("src") or element.get("data-src") or next(inner, ""), self.base)
        if url is None:
            return
        if element.tag in {"video", "audio"}:
            self.media.append(Media(url=url, type="video" if element.tag == "video" else "audio"))
        self._add(Block(type="embed", url=url, text=element.get("title", "")))


def _is_paragraph(heading: str) -> bool:
    """Whether a heading is a paragraph that was made large: long, or rather long and closed by a stop."""
    long = len(heading) > _LONGEST_CLOSED_HEADING and heading.endswith((".", "۔"))
    return long or len(heading) > _LONGEST_HEADING


def _is_framed(element: Element) -> bool:
    """Whether a ``div`` with a name is one picture with a short line in an element of its own, and nothing else."""
    if not (element.get("class") or element.get("id")) or sum(1 for _ in element.iter("img", "amp-img")) != 1:
        return False
    bare = "".join([element.text or "", *(child.tail or "" for child in element)])
    plain = next(element.iter("a", "ul", "ol", "table", "iframe", *_HEADINGS), None) is None
    text = normalise(words(element))
    return plain and not bare.strip() and 0 < len(text) <= _LONGEST_CAPTION and not furniture.is_prose(text)


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
    if next(table.iterdescendants("table", "p", "div", "img"), None) is not None:
        return ()
    rows = tuple(tuple(normalise(words(cell)) for cell in row.iter("td", "th")) for row in table.iter("tr"))
    return rows if len(rows) > 1 and max(map(len, rows)) > 1 else ()
