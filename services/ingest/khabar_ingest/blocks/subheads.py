"""Sub-heads that are set as paragraphs, and paragraphs that are set as headings."""

import re
from typing import Final

from khabar.models import Block
from khabar_ingest.blocks.placed import Placed

BOLD_LINE: Final = re.compile(r"(?:<(?:b|strong)(?: [^>]*)?>)+[^<]*(?:</(?:b|strong)>)+")
_SUBHEAD_END = re.compile(r"[^.,،:؛;…]$")
_LONGEST_SUBHEAD: Final = 120
_LONGEST_HEADING: Final = 200
_LONGEST_CLOSED_HEADING: Final = 120


def with_subheads(placed: list[Placed]) -> list[Placed]:
    """Make headings of short lines wholly in bold between paragraphs that are not."""
    bold = [_is_bold(each.block) for each in placed]
    if not any(bold):
        return placed
    made = list(placed)
    for at in range(1, len(placed) - 1):
        block, under = placed[at].block, placed[at + 1].block
        short = len(block.text) <= _LONGEST_SUBHEAD and _SUBHEAD_END.search(block.text)
        if bold[at] and not bold[at + 1] and short and block.type == under.type == "paragraph":
            made[at] = Placed(Block(type="heading", level=3, text=block.text), placed[at].origin)
    return made


def is_paragraph(heading: str) -> bool:
    """Whether a heading is a paragraph that was made large: long, or rather long and closed by a stop."""
    long = len(heading) > _LONGEST_CLOSED_HEADING and heading.endswith((".", "۔"))
    return long or len(heading) > _LONGEST_HEADING


def _is_bold(block: Block) -> bool:
    return bool(block.html and BOLD_LINE.fullmatch(block.html))
