"""Reading a body: its furniture out, its blocks made, its sub-heads found."""

import html
from dataclasses import dataclass, field

from khabar.models import Block, Link, Media
from khabar_ingest import furniture, markup
from khabar_ingest.blocks.placed import Placed
from khabar_ingest.blocks.subheads import with_subheads
from khabar_ingest.blocks.walk import Walk
from khabar_ingest.markup import Element
from khabar_ingest.text import normalise


@dataclass(slots=True)
class Reading:
    """What a piece of HTML holds; ``placed`` are its blocks with where they stood."""

    placed: list[Placed] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    @property
    def blocks(self) -> list[Block]:
        """The blocks alone; they are clean."""
        return [each.block for each in self.placed]


def read(markup_text: str, base: str | None = None) -> Reading:
    """Read the HTML of a body; relative addresses are resolved against ``base``."""
    if "<" not in markup_text:
        return _line(markup_text)
    return read_element(markup.fragment(markup_text), base)


def read_element(root: Element, base: str | None = None) -> Reading:
    """Read a parsed body; the tree is changed.

    A picture before the first words is the article's main picture: it is media and not part of the body.
    """
    furniture.drop_machinery(root)
    whole = markup.words(root)
    look = furniture.Look(whole)
    links = furniture.strip(root, base, whole, look)
    walk = Walk(base, root, look.is_even)
    walk.element(root)
    walk.flush()
    left = {id(block) for block in furniture.trim([each.block for each in walk.placed], look)}
    placed = with_subheads([each for each in walk.placed if id(each.block) in left])
    first = next((index for index, each in enumerate(placed) if each.block.type != "image"), len(placed))
    return Reading(placed[first:], walk.media, links)


def _line(text: str) -> Reading:
    """The one paragraph of a text without tags."""
    line = normalise(html.unescape(text) if "&" in text else text)
    kept = furniture.trim([Block(type="paragraph", text=line)] if line else [])
    return Reading([Placed(block, markup.fragment("")) for block in kept])
